"""Numbers as short texts, in one format for all cells of a grid."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import Texts
from visualize.text.decimals import Decimal, parsed, rounded, shortest

# Decimals of numbers that are written whole: of computed and of given ones, for which cells grow, and in roomy cells.
MAX_DECIMALS, MAX_GIVEN_DECIMALS, MAX_ROOMY_DECIMALS = 4, 6, 10
SIGNIFICANT_DIGITS = 4  # of numbers without a short exact form, in roomy cells
# Numbers between these two are in plain notation, however large or small their neighbours are; none above the third is.
SMALLEST_PLAIN, SMALLEST_LARGE, LARGEST_PLAIN = 0.001, 10**SIGNIFICANT_DIGITS, 1e20
SMALLEST_FLOAT, FLOAT = 5e-324, 2.0**53  # floats beyond the second are whole
LONGEST_OUTSIDE_CELLS = 20  # characters
# What rounding may change: a share of each number, where it is given and where it is computed, or a share of the grid's
# largest number, beside which an error is negligible.
GIVEN, COMPUTED, NEGLIGIBLE = 0.005, 0.05, 0.005

Sizes = NDArray[np.float64]


class NumberFormat(NamedTuple):
    """A number format: the number of decimals, and what is in scientific notation.

    That are numbers that the decimals would show as zero and, if the format is `scientific`, those of more than four
    digits before the point; their mantissas have at most `mantissa` decimals. A `trimmed` format leaves out zeros at
    the end of decimals. Zero is 0 in every format.
    """

    decimals: int
    scientific: bool = False
    mantissa: int = 1
    trimmed: bool = False

    @lru_cache(4096)  # noqa: B019 - formats are few, small values, so keeping them alive does no harm
    def text(self, value: float) -> str:
        """A number in this format, with a typographic minus sign; ties are rounded away from zero.

        >>> [NumberFormat(1).text(number) for number in (-1.66, 4.25, 0.004, float("-inf"))]
        ['−1.7', '4.3', '4e−3', '−∞']
        >>> [NumberFormat(0, scientific=True).text(number) for number in (12, 2e9)]
        ['12', '2e9']
        """
        if value != value:
            return "nan"
        if abs(value) == float("inf"):
            return "∞" if value > 0 else "−∞"
        number = shortest(value)
        if not number.digits:
            return "0"
        text = rounded(number, self.decimals)
        if not text.strip("0.") or (self.scientific and len(text.partition(".")[0]) > SIGNIFICANT_DIGITS):
            text = _scientific(number, self.mantissa)
        elif self.trimmed:
            text = _without_zeros(text)
        return f"−{text}" if value < 0 else text

    def texts(self, values: NDArray[Any]) -> Texts:
        """The texts of all numbers of a grid.

        >>> NumberFormat(1).texts(np.array([[1, 2.5]])).tolist()
        [['1.0', '2.5']]
        """
        return np.array([self.text(value) for value in values.ravel().tolist()]).reshape(values.shape)

    def is_exact(self, values: NDArray[Any]) -> bool:
        """Whether the texts of all finite numbers are these numbers.

        >>> NumberFormat(1).is_exact(np.array([0.5, 2])), NumberFormat(1).is_exact(np.array([0.25]))
        (True, False)
        """
        numbers = values[np.isfinite(values)].ravel().tolist()
        return all(parsed(self.text(number)) == shortest(number) for number in numbers)


def _scientific(number: Decimal, decimals: int) -> str:
    """Scientific notation without the sign, with at most that many decimals."""
    exponent = len(str(abs(number.digits))) - 1
    mantissa = _without_zeros(rounded(Decimal(number.digits, exponent), decimals))
    if mantissa == "10":
        mantissa, exponent = "1", exponent + 1
    return f"{mantissa}e{exponent - number.places}".replace("-", "−")


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_text(value: float) -> str:
    """A number that stands in no cell.

    >>> number_text(1.005), number_text(-2 / 3), number_text(1e300)
    ('1.005', '−0.6667', '1e300')
    """
    array = np.array([value])
    texts = [format.text(value) for format in (*roomy_formats(array), *candidates(array))]
    return next((text for text in texts if len(text) <= LONGEST_OUTSIDE_CELLS), texts[-1])


def candidates(values: NDArray[Any], given: bool = True) -> list[NumberFormat]:
    """Candidate formats for numbers that the user gave, or that were computed from such; best first.

    The first format is exact if few decimals suffice. Otherwise it has the fewest decimals that change little. Then
    follow shorter formats for narrow cells.

    >>> candidates(np.array([0.5, 1.25]))[0]
    NumberFormat(decimals=2, scientific=False, mantissa=1, trimmed=True)
    """
    sizes, needed = _sizes(values), _needed_decimals(values)
    exact = _exact(sizes, needed, given)
    shares = (GIVEN, COMPUTED) if given else (COMPUTED,)
    rounded = (
        _fewer(sizes, exact[-1].decimals) if exact else [one for share in shares for one in _rounded(sizes, share)]
    )
    plain = [*exact, *rounded] or [NumberFormat(MAX_DECIMALS)]
    large = sizes[sizes >= SMALLEST_LARGE - 0.5]
    if not large.size:
        return plain
    mantissas = (3, 1, 0) if _accurate(large, NumberFormat(0, True, 0), COMPUTED) else (3, 1)
    scientific = [format._replace(scientific=True, mantissa=m) for m in mantissas for format in plain]
    return scientific if large.max() > LARGEST_PLAIN else [*plain, *scientific]


def roomy_formats(values: NDArray[Any], given: bool = True) -> list[NumberFormat]:
    """Formats for cells with room to spare, for numbers that `candidates` may round; best first.

    Up to ten decimals if they are exact, else as many as give the largest number four digits, then fewer.

    >>> [format.decimals for format in roomy_formats(np.array([5 / 3, 10 / 9]))]
    [3, 2]
    """
    sizes, needed = _sizes(values), _needed_decimals(values)
    if sizes.max(initial=0) > LARGEST_PLAIN:
        return []
    whole = [NumberFormat(needed, trimmed=True)] if needed <= MAX_ROOMY_DECIMALS else []
    exact = _exact(sizes, needed, given)
    if exact:
        return [] if exact[0] in whole else whole
    largest = max(sizes[sizes < SMALLEST_LARGE], default=SMALLEST_LARGE)
    most = SIGNIFICANT_DIGITS - 1 - int(np.floor(np.log10(largest)))
    longer = [NumberFormat(decimals, mantissa=3) for decimals in range(most, 1, -1) if decimals <= MAX_ROOMY_DECIMALS]
    return [*whole, *(format for format in longer if _accurate(sizes, format, GIVEN, NEGLIGIBLE))]


def _sizes(values: NDArray[Any]) -> Sizes:
    """The absolute values of the finite numbers other than zero."""
    sizes = np.abs(values[np.isfinite(values)].astype(float))
    return distinct(sizes[sizes > 0])


def _needed_decimals(values: NDArray[Any]) -> int:
    """The number of decimals that write all numbers exactly."""
    if values.dtype.kind != "f":
        return 0
    return max((shortest(size).places for size in _sizes(values).tolist()), default=0)


def _exact(sizes: Sizes, needed: int, given: bool) -> list[NumberFormat]:
    """The exact formats: all in decimals, if few suffice; then with tiny numbers in scientific notation."""
    most = MAX_GIVEN_DECIMALS if given else MAX_DECIMALS
    whole = [NumberFormat(needed, trimmed=True)] if needed <= most else []
    fewer = (NumberFormat(decimals, trimmed=True) for decimals in range(min(needed, most + 1)))
    mixed = next((format for format in fewer if _accurate(sizes, format, 0)), None)
    return whole if mixed is None else [*whole, mixed]


def _fewer(sizes: Sizes, decimals: int) -> list[NumberFormat]:
    """Accurate formats with fewer decimals, the longest first."""
    fewer = (NumberFormat(count, trimmed=True) for count in range(decimals - 1, -1, -1))
    return [format for format in fewer if _accurate(sizes, format, COMPUTED)]


def _rounded(sizes: Sizes, share: float) -> list[NumberFormat]:
    """The shortest accurate format, best without scientific notation; then those with it, and without decimals."""
    formats = [NumberFormat(decimals, mantissa=m) for decimals in range(1, MAX_DECIMALS + 1) for m in (0, 1, 3)]
    accurate = [format for format in formats if _accurate(sizes, format, share, NEGLIGIBLE)]
    plain = [format for format in accurate if format.mantissa == 1 and not _vanishing(sizes, format).any()]
    mixed = [format for format in accurate if _vanishing(sizes, format).any()]
    narrow = [format for format in (NumberFormat(0), NumberFormat(0, mantissa=0)) if _accurate(sizes, format, GIVEN)]
    return [*plain[:1], *mixed, *narrow]


def _vanishing(sizes: Sizes, format: NumberFormat) -> NDArray[np.bool_]:
    """Which numbers the format's decimals would show as zero."""
    return np.asarray(sizes < 0.5 * 10.0**-format.decimals)


@np.errstate(all="ignore")  # of the largest and smallest floats, which then count as inaccurate
def _accurate(sizes: Sizes, format: NumberFormat, share: float, negligible: float = 0) -> bool:
    """Whether the format changes each number by at most a share of it or of the largest number.

    None is when it would put a number in scientific notation that is not tiny.
    """
    vanishing = _vanishing(sizes, format)
    if (vanishing & (sizes >= SMALLEST_PLAIN)).any():
        return False
    unit = np.maximum(10.0 ** (np.floor(np.log10(sizes)) - format.mantissa), SMALLEST_FLOAT)
    large = sizes >= SMALLEST_LARGE - 0.5 if format.scientific else False
    plain = np.where(sizes < FLOAT, np.round(sizes, format.decimals), sizes)
    written = np.where(vanishing | large, np.rint(sizes / unit) * unit, plain)
    allowed = np.maximum(share * sizes, negligible * sizes.max(initial=0)) + 1e-12 * sizes
    return bool((np.abs(written - sizes) <= allowed).all())
