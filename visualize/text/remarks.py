"""Remarks below the picture: what parameters mean, and which zeros a transposed layer puts into its input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from visualize.operations import Layer
from visualize.operations.axis import Drawn
from visualize.text.alt_text import Course, effective
from visualize.text.phrases import by, counted, of_dims, phrase
from visualize.text.sizes import around, each


def remarks(layer: Layer, course: Course, language: str = "en") -> Iterator[str]:
    """All that can be said of a layer from its parameters and its reading.

    >>> from visualize.operations import Conv
    >>> list(remarks(Conv(7, 3, padding=2, dilation=2), Course("gather", 49)))
    ['same padding: input and output have the same size', 'dilation 2: effective kernel size 5×5']
    """
    if not layer.transposed and _named_padding(layer):
        yield phrase(_named_padding(layer), language)
    if max(layer.dilation) > 1:
        dilation = each(layer.dilation, "down and across", language)
        yield phrase("effective", language).format(dilation, _noun(layer, language), by(effective(layer)))
    if layer.transposed and course.reading == "gather":
        yield from _zeros(layer, language)
    yield from _gaps(layer, course, language)
    if course.uncovered > course.lost:
        yield phrase("unstamped" if course.reading == "scatter" else "hatched", language)
    if course.lost:
        yield phrase("lost", language)


def rules(layer: Layer, language: str = "en") -> Iterator[str]:
    """How a framework read the layer's words; nothing of a layer that is in no framework's words.

    >>> from visualize.operations.like import like
    >>> list(rules(like("tensorflow", 224, 7, stride=2, padding="same")))
    ['TensorFlow, SAME: output = ⌈input / stride⌉; padding 5 in all, an odd cell at the end']
    """
    for key, *words in layer.dialect.rules if layer.dialect else ():
        yield phrase(key, language).format(*words)


def _noun(layer: Layer, language: str) -> str:
    return phrase("kernel" if layer.weighted else "window", language)


def _named_padding(layer: Layer) -> str:
    """The key of the phrase for a padding that has a name; empty if it has none."""
    axes = layer.axes
    if max(axis.span for axis in axes) == 1:
        return ""
    if layer.weighted and layer.dims == 1 and (axes[1].before, axes[1].after) == (axes[1].span - 1, 0):
        return "causal padding"
    if max(layer.strides) > 1:
        return ""
    if layer.weighted and all(axis.before == axis.after == axis.span - 1 for axis in axes):
        return "full padding"
    return "same padding" if all(axis.before + axis.after == axis.span - 1 for axis in axes) else ""


def _gaps(layer: Layer, course: Course, language: str) -> Iterator[str]:
    """The rows and columns between windows, or between stamps, that a large stride leaves out."""
    if layer.transposed and course.reading == "gather":
        return  # the window moves by one over the zeros
    key, counts = ("unreached", layer.size) if course.reading == "scatter" else ("skipped", layer.out)
    sizes = zip(layer.strides, layer.dilations, layer.kernel, counts, strict=True)
    gaps = [max(0, stride - dilation * (kernel - 1) - 1) * (count > 1) for stride, dilation, kernel, count in sizes]
    if any(gaps):
        noun = _noun(layer, language)
        if max(layer.dilation) > 1:
            noun = phrase("dilated", language).format(noun)
        yield phrase(key, language).format(noun, _rows_and_columns(gaps, layer.dims, language))


def _rows_and_columns(numbers: Sequence[int], dims: int, language: str) -> str:
    rows, columns = numbers
    if dims == 1:
        return counted("cells", "one cell", columns, language)
    parts = [counted("rows", "one row", rows, language)] * (rows > 0)
    parts += [counted("columns", "one column", columns, language)] * (columns > 0)
    return phrase("both", language).format(*parts) if len(parts) == 2 else parts[0]


def _zeros(layer: Layer, language: str) -> Iterator[str]:
    """The zeros around and between the cells of the drawn input."""
    drawn = layer.drawn[2 - layer.dims :]
    parts = [*_around(layer, drawn, language), *_between(drawn, language)]
    if parts:
        yield phrase("comma", language).join(parts)


def _around(layer: Layer, drawn: Sequence[Drawn], language: str) -> Iterator[str]:
    """The border d(k - 1) - p: one number if it is the same on all sides, else each side."""
    formula = phrase("border dilated" if max(layer.dilation) > 1 else "border", language)
    borders = {side for axis in drawn for side in (axis.before, axis.after - axis.computed)}
    extras = {axis.computed for axis in drawn}
    border, extra = min(borders), min(extras)
    if len(borders) > 1 or len(extras) > 1 or (extra and border <= 0):
        yield _each_side(layer, [side for axis in drawn for side in (axis.before, axis.after)], formula, language)
    elif border > 0:
        yield _rings(border, formula, layer.dims, language)
        if extra:
            yield of_dims("more", layer.dims, language).format(extra)
    elif border < 0:
        cells, place = counted("cells", "one cell", -border, language), of_dims("cut place", layer.dims, language)
        yield phrase("cut", language).format(formula, -border, cells, place)
    elif any(layer.padding):
        yield phrase("none around", language).format(formula, of_dims("sides", layer.dims, language))


def _rings(number: int, formula: str, dims: int, language: str) -> str:
    keys = ("rings", "one ring") if dims == 2 else ("zero cells", "one zero cell")
    written = phrase("around", language).format(
        formula, counted(*keys, number, language), of_dims("place", dims, language)
    )
    return phrase("dashed", language).format(written)


def _each_side(layer: Layer, sides: list[int], formula: str, language: str) -> str:
    four = (*sides, *sides) if layer.dims == 1 else tuple(sides)
    written = around((four[0], four[1], four[2], four[3]), layer.dims, language)
    text = phrase("around sides", language).format(of_dims("sides", layer.dims, language), formula, written)
    if any(layer.output_padding):
        text = of_dims("with extra", layer.dims, language).format(text)
    if min(sides) < 0:
        text = phrase("with negative", language).format(text)
    return phrase("dashed", language).format(text) if max(sides) > 0 else text


def _between(drawn: Sequence[Drawn], language: str) -> Iterator[str]:
    """The zeros s - 1 between input cells; an axis with a single cell has no between."""
    numbers = tuple(axis.spread - 1 for axis in drawn if axis.size > 1)
    formula = phrase("spread", language)
    if any(numbers) and len(set(numbers)) == 1:
        yield phrase("between", language).format(formula, counted("zero cells", "one zero cell", numbers[0], language))
    elif any(numbers):
        yield phrase("between axes", language).format(formula, each(numbers, "down and across", language))
