"""Sizes, sides and the values of two axes in words."""

from __future__ import annotations

from typing import Literal

from visualize.operations import Layer
from visualize.text.phrases import by, of_dims, phrase


def each(values: tuple[int, ...], axes: str, language: str = "en") -> str:
    """One number if the axes have the same, else both with their axes, in a phrase such as "down and across".

    >>> each((2, 2), "down and across"), each((2, 1), "down and across")
    ('2', '2 down and 1 across')
    """
    return str(values[0]) if len(set(values)) == 1 else phrase(axes, language).format(*values)


def around(sides: tuple[int, int, int, int], dims: int, language: str = "en") -> str:
    """What lies around a grid (top, bottom, left, right), with as few numbers as possible.

    >>> around((2, 2, 1, 1), 2), around((0, 0, 0, 1), 1)
    ('2 in height and 1 in width', '0 left, 1 right')
    """
    top, bottom, left, right = sides
    if dims == 1:
        return signed(left) if left == right else phrase("two ends", language).format(signed(left), signed(right))
    if top == bottom and left == right:
        return signed(top) if top == left else phrase("height and width", language).format(signed(top), signed(left))
    return phrase("four sides", language).format(*map(signed, sides))


def signed(number: int) -> str:
    """A number with a typographic minus sign.

    >>> signed(-1)
    '−1'
    """
    return str(number).replace("-", "−")


def article(number: int) -> str:
    """The article before a number, by its pronunciation: eight, eleven, eighteen, eighty begin with a vowel.

    >>> [article(number) for number in (1, 8, 11, 18, 80, 110, 800, 1100, 11000)]
    ['a', 'an', 'an', 'an', 'an', 'a', 'an', 'a', 'an']
    """
    spoken_first = f"{number:,}".split(",")[0]
    return "an" if spoken_first[0] == "8" or spoken_first in ("11", "18") else "a"


def named(name: str, size: tuple[int, ...], language: str = "en") -> str:
    """A thing and its size, as in headings.

    >>> named("kernel", (3, 3)), named("kernel", (3,)), named("输入", (5, 5), "zh")
    ('kernel 3×3', 'kernel, size 3', '输入5×5')
    """
    return of_dims("named", len(size), language).format(name, by(size))


def sized(
    key: str, size: tuple[int, ...], before: Literal["a", "the", ""] = "", language: str = "en", briefly: bool = False
) -> str:
    """A noun with its size in a sentence, after an article or none. Chinese has no articles, but two forms, of which
    the brief one stands beside other attributes.

    >>> sized("input", (8, 8), "a"), sized("input", (7,), "a"), sized("subject conv", (3,), "the")
    ('an 8×8 input', 'an input of size 7', 'the kernel of size 3')
    """
    noun = phrase(key, language)
    kind = "sized 1d" if key in ("input", "output") else "sized kernel 1d"
    if len(size) == 2:
        kind = "sized briefly" if briefly else "sized"
    text = phrase(kind, language).format(noun, by(size))
    if language != "en" or not before:
        return text
    if before == "the":
        return f"the {text}"
    of_noun = "an" if noun[0] in "aeiou" else "a"
    return f"{article(size[0]) if len(size) == 2 else of_noun} {text}"


def operation(layer: Layer, language: str = "en") -> str:
    """A pooling with the size of its window.

    >>> from visualize.operations import MaxPool
    >>> operation(MaxPool(4, 2))
    '2×2 max pooling'
    """
    return of_dims("operation", layer.dims, language).format(phrase(layer.name, language), by(layer.kernel_size))
