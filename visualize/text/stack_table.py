"""The table of a stack of layers: sizes and receptive fields, layer by layer."""

from visualize.operations.receptive_field import StackLayer, fields
from visualize.text.phrases import counted, phrase

COLUMNS = ("layer column", "kernel", "output", "field column", "jump", "start")


def table(size: tuple[int, int], layers: list[StackLayer], language: str = "en") -> str:
    """One line for each layer, below the names of the columns and the input.

    >>> from visualize.operations.receptive_field import parse
    >>> table((7, 7), parse("3 3/2")).splitlines()[-1].split()
    ['2', '3x3', '2x2', '5x5', '2', '0']
    """
    rows = [tuple(phrase(name, language) for name in COLUMNS)]
    rows.append((phrase("input", language), "", _by(size), "", "", ""))
    for number, (layer, field) in enumerate(zip(layers, fields(size, layers), strict=True), 1):
        cells = (layer.kernel, field.output_size, field.receptive_field)
        rows.append((str(number), *map(_by, cells), _short(field.jump), _short(field.start)))
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(_aligned, row, widths)) for row in rows)


def until(layers: int, size: int, language: str = "en") -> str:
    """How many layers it takes until the output has that size.

    >>> until(55, 4)
    '55 layers until 4x4'
    """
    return phrase("until", language).format(counted("layer rows", "one layer row", layers, language), _by((size, size)))


def _columns(text: str) -> int:
    """The columns that a text takes on a terminal, where Chinese characters take two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _aligned(text: str, width: int) -> str:
    return " " * (width - _columns(text)) + text


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _short(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]},{pair[1]}"
