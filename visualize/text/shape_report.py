"""Shape arithmetic without a picture: sizes, formulas, padding in three conventions, the layer in PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from visualize.operations import Layer
from visualize.text.cost import cost_lines
from visualize.text.formulas import formulas
from visualize.text.phrases import by, phrase
from visualize.text.pytorch_line import pytorch
from visualize.text.remarks import rules

MOST_LISTED = 100_000  # the longest axis whose unread cells are listed in the data
MOST_WRITTEN = 20  # unread cells written in the text


def report(operation: Layer) -> dict[str, Any]:
    """The report of the command `shape` as data; lists have one entry per axis, rows first.

    >>> from visualize.operations import Conv
    >>> report(Conv(5, 3, padding=1))["padding"]["total"]
    [2, 2]
    """
    top, bottom, left, right = operation.padding
    dims, axes = operation.dims, range(2 - operation.dims, 2)
    extents = [operation.dilations[at] * (operation.kernel[at] - 1) for at in axes]
    ends = [[top, bottom], [left, right]][2 - dims :]
    return {
        "type": phrase(operation.name),
        "input_size": list(operation.input_size),
        "output_size": list(operation.output_size),
        "formula": list(formulas(operation, whole=True)),
        "padding": {
            "per_side": ends,
            "total": [before + after for before, after in ends],
            "transposed": [[extent - side for side in pair] for extent, pair in zip(extents, ends, strict=True)],
        },
        "unread": {"rows": _unread(operation, 0) if dims == 2 else [], "columns": _unread(operation, 1)},
        "unread_count": {
            "rows": _unread_count(operation, 0) if dims == 2 else 0,
            "columns": _unread_count(operation, 1),
        },
        "channels": {"in": operation.in_channels, "out": operation.out_channels, "groups": operation.groups},
        "cost": operation.cost,
        "pytorch": pytorch(operation),
        **_spoken(operation),
    }


def _spoken(operation: Layer) -> dict[str, str]:
    """The framework in whose words the layer was given, and its line of code; nothing for other layers."""
    if operation.dialect is None:
        return {}
    from visualize.text.code_lines import code  # most layers are in nobody's words

    return {"like": operation.dialect.framework, "code": code(operation)}


def _unread(operation: Layer, axis: int) -> list[int] | None:
    """Rows or columns of the drawn input, padding included, that no window reads; None if the axis is too long."""
    if operation.drawn[axis].length > MOST_LISTED:
        return None if _unread_count(operation, axis) else []
    return [int(at) for at in np.flatnonzero(operation.drawn[axis].uses() == 0)]


def _unread_count(operation: Layer, axis: int) -> int:
    drawn = operation.drawn[axis]
    return drawn.length - drawn.read_count


def text(operation: Layer, language: str = "en") -> str:
    """The report as lines of text.

    >>> from visualize.operations import Conv
    >>> text(Conv(5, 3)).splitlines()[:2]
    ['convolution: 5×5 -> 3×3', 'output size: (5 + 2·0 − 3) / 1 + 1 = 3']
    """
    data = report(operation)
    paddings = data["padding"]
    sizes = " -> ".join(map(by, (operation.input_shape, operation.output_shape)))
    lines = [_titled(phrase(operation.name, language), sizes, language)]
    lines += _by_axis("output size", data["formula"], language)
    both = phrase("before and after", language)
    lines += _by_axis("padding per side", [both.format(*pair) for pair in paddings["per_side"]], language)
    lines += _by_axis("padding total", paddings["total"], language)
    transposed = [str(a) if a == b else both.format(a, b) for a, b in paddings["transposed"]]
    if operation.weighted:
        lines += _by_axis("padding transposed", transposed, language)
    lines += [line for axis in ("rows", "columns") for line in _never_read(data, axis, language)]
    lines += [*cost_lines(operation, language), _titled("PyTorch", data["pytorch"], language)]
    if operation.dialect is not None and data["code"] != data["pytorch"]:
        lines.append(_titled(operation.dialect.name, data["code"], language))
    return "\n".join([*lines, *rules(operation, language)])


def _never_read(data: dict[str, Any], axis: str, language: str) -> Iterator[str]:
    """A line about the rows, or columns, that no window reads, if there are any."""
    name, numbers = phrase(f"unread {axis}", language), data["unread"][axis]
    if numbers is None:
        count = f"{data['unread_count'][axis]:,}"
        yield phrase("number never read", language).format(name, count)
    elif numbers:
        yield phrase("never read", language).format(name, _listed(numbers, language))


def _listed(numbers: list[int], language: str) -> str:
    """The numbers; if there are many, the first ones, the last one and the count."""
    if len(numbers) <= MOST_WRITTEN:
        return ", ".join(map(str, numbers))
    first = ", ".join(map(str, numbers[: MOST_WRITTEN - 1]))
    return phrase("listed", language).format(first, numbers[-1], f"{len(numbers):,}")


def _titled(name: str, text: Any, language: str) -> str:
    return phrase("titled", language).format(name, text)


def _by_axis(key: str, values: list[Any], language: str) -> list[str]:
    """One line if the axes have the same value or there is one axis only, else a line for each."""
    name = phrase(key, language)
    if len(set(map(str, values))) == 1:
        return [_titled(name, values[0], language)]
    axes = (phrase(f"axis {axis}", language) for axis in ("rows", "columns"))
    names = (phrase("of axis", language).format(name, axis) for axis in axes)
    return [_titled(*pair, language) for pair in zip(names, values, strict=True)]
