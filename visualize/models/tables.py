"""The table of a model: sizes, receptive fields, parameters and multiply-adds, layer by layer, and in total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from visualize.models.kinds import ADAPTIVE
from visualize.models.layers import Layer
from visualize.models.tracing import Shape
from visualize.text.phrases import by, phrase

Row = tuple[str, ...]
HEADING = ("layer column", "class column", "output", "field column", "parameters", "multiply adds")
WORDS = 2  # columns of words; the others are numbers


def by_x(size: Shape) -> str:
    """A size as on a terminal."""
    return "x".join(map(str, size))


def rows(layers: Sequence[Layer], shape: Shape, unused: int, language: str, by: Callable[[Shape], str]) -> list[Row]:
    """The names of the columns, the input, the layers, the total, and what is not used; `by` writes sizes."""
    found = [tuple(phrase(name, language) for name in HEADING)]
    found.append((phrase("input", language), "", by(shape), "", "", ""))
    found += [_row(one, language, by) for one in layers]
    total = (f"{sum(one.parameters for one in layers):,}", f"{sum(one.multiply_adds for one in layers):,}")
    found.append((phrase("total", language), "", "", "", *total))
    return [*found, *([(phrase("not used", language), "", "", "", f"{unused:,}", "")] if unused else [])]


def _row(layer: Layer, language: str, by: Callable[[Shape], str]) -> Row:
    has_window = layer.operation is not None and not layer.operation.moves and layer.kind not in ADAPTIVE
    kernel = by(layer.operation.kernel_size) if layer.operation is not None and has_window else ""
    field = phrase("whole image", language) if layer.whole else by(layer.receptive_field or ()) or "?"
    counts = (f"{one:,}" if one else "" for one in (layer.parameters, layer.multiply_adds))
    return (layer.name, f"{layer.kind} {kernel}".strip(), by(layer.output_shape), field, *counts)


def sentence(layer: Layer, language: str = "en") -> str:
    """A row in words, for the notes of a slide."""
    titled, names = phrase("titled", language), HEADING[WORDS:]
    cells = _row(layer, language, by)[WORDS:]
    return "\n".join(
        titled.format(phrase(name, language), cell) for name, cell in zip(names, cells, strict=True) if cell
    )


def data(layers: Sequence[Layer], shape: Shape) -> dict[str, Any]:
    """The table as JSON data; a receptive field of null is not known."""
    found = [
        {
            "name": one.name,
            "type": one.kind,
            "input_shape": list(one.input_shape),
            "output_shape": list(one.output_shape),
            "receptive_field": one.receptive_field and list(one.receptive_field),
            "parameters": one.parameters,
            "multiply_adds": one.multiply_adds,
        }
        for one in layers
    ]
    total = {name: sum(one[name] for one in found) for name in ("parameters", "multiply_adds")}  # type: ignore[misc]
    return {"input_shape": list(shape), "layers": found, "total": total}
