"""Exact decimals in integers: a number's shortest form, rounding by hand, what a printed text stands for.

`decimal` of the standard library would do the same, but importing it takes as long as drawing a small figure.
"""

from functools import lru_cache
from typing import NamedTuple


class Decimal(NamedTuple):
    """The number digits / 10**places.

    >>> Decimal(15, 1).times(Decimal(2, 0))
    Decimal(digits=30, places=1)
    """

    digits: int
    places: int = 0

    def times(self, other: "Decimal") -> "Decimal":
        """The product."""
        return Decimal(self.digits * other.digits, self.places + other.places)

    def scaled(self, places: int) -> int:
        """The digits of the same number with that many places, which must be enough."""
        return self.digits * int(10 ** (places - self.places))


def total(numbers: list[Decimal]) -> Decimal:
    """The exact sum.

    >>> total([Decimal(15, 1), Decimal(2, 0)])
    Decimal(digits=35, places=1)
    """
    most = max((number.places for number in numbers), default=0)
    return Decimal(sum(number.scaled(most) for number in numbers), most)


def shortest(size: float) -> Decimal:
    """The shortest decimal that a float reads as the same number; an integer's own digits.

    >>> shortest(1.005), shortest(3e20), shortest(7)
    (Decimal(digits=1005, places=3), Decimal(digits=300000000000000000000, places=0), Decimal(digits=7, places=0))
    """
    return Decimal(int(size)) if isinstance(size, int) else parsed(repr(float(size)))


@lru_cache(4096)
def parsed(text: str) -> Decimal:
    """A number as Python or `NumberFormat` writes it, without zeros at the end of its decimals.

    >>> parsed("−2.50"), parsed("1e−4")
    (Decimal(digits=-25, places=1), Decimal(digits=1, places=4))
    """
    mantissa, _, power = text.replace("−", "-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    digits, places = int(whole + fraction), len(fraction) - int(power or 0)
    return Decimal(digits, places) if places >= 0 else Decimal(digits * 10**-places)


def rounded(number: Decimal, places: int) -> str:
    """The number without its sign, with that many decimals; ties are rounded away from zero.

    >>> rounded(Decimal(1005, 3), 2), rounded(Decimal(7), 2)
    ('1.01', '7.00')
    """
    digits, beyond = abs(number.digits), number.places - places
    if beyond > 0:
        digits, rest = divmod(digits, 10**beyond)
        digits += 2 * rest >= 10**beyond
    else:
        digits *= 10**-beyond
    text = str(digits).zfill(places + 1)
    return f"{text[:-places]}.{text[-places:]}" if places else text
