"""The numbers that stand in a file, against what plain loops compute from the input and the kernel."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from math import isclose, isnan
from typing import Any, NamedTuple

import numpy as np

from visualize.figure import Figure
from visualize.operations import Operation
from visualize.proof.loops import Grid, Number, Parameters, output

SVG_TEXT = re.compile(r'<text\b[^>]*\bdata-text="(input|output)/0/(\d+)/(\d+)"[^>]*>([^<]*)</text>')
PAGE_GROUP = re.compile(r'<g class="(cells|texts)(?: own| backwards| tiny)*"[^>]*>(.*?)</g></g>', re.DOTALL)
PAGE_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
SLIDE_TEXT = re.compile(r'<p:cNvPr id="\d+" name="(input|output) (\d+),(\d+)"/>.*?</p:sp>', re.DOTALL)
RUNS = re.compile(r"<a:t>([^<]*)</a:t>")
SMALLEST = 1e-9  # of the largest number: sums of floats depend on their order

Cell = tuple[str, int, int]


class Wrong(NamedTuple):
    """A number that is not what it should be."""

    cell: str
    written: str
    right: str


def in_svg(document: str) -> dict[Cell, str]:
    """The numbers of a document's input and output; of those that change, the last."""
    return {(one[1], int(one[2]), int(one[3])): unescape(one[4]) for one in SVG_TEXT.finditer(document)}


def in_page(document: str, data: Mapping[str, Any]) -> Iterator[tuple[Cell, str]]:
    """The numbers in the picture of a page's player, and those that its cells have in the end."""
    names, first = _names(data["grids"]), -1
    cells = [cell for grid in names for cell in grid]
    for one in PAGE_GROUP.finditer(data.get("svg", document)):
        first += one[1] == "cells"
        if one[1] == "texts":
            yield from zip(names[first], map(unescape, PAGE_TEXT.findall(one[2])), strict=True)
    for cell, *changes in data["texts"]:
        yield cells[cell], changes[-1]


def _names(grids: Sequence[Mapping[str, Any]]) -> list[list[Cell]]:
    """The cells of a page's grids, in their order; those of other grids than input and output have the grid's name."""
    plain = {"input/0": "input", "output/0": "output"}
    return [
        [(plain.get(grid["name"], grid["name"]), row, column) for row in grid["rows"] for column in grid["columns"]]
        for grid in grids
    ]


def in_slide(slide: str) -> dict[Cell, str]:
    """The numbers in the cells of a slide."""
    found = {}
    for one in SLIDE_TEXT.finditer(slide):
        if texts := RUNS.findall(one[0]):
            found[one[1], int(one[2]), int(one[3])] = unescape("".join(texts))
    return found


def in_json(document: Mapping[str, Any]) -> dict[Cell, str]:
    """The numbers of the grids in a story, at full precision."""
    found = {}
    for grid in ("input", "output"):
        for row, numbers in enumerate((document["grids"][grid]["values"] or [[]])[0]):
            for column, number in enumerate(numbers):
                if number is not None:
                    found[grid, row, column] = number if isinstance(number, str) else repr(number)
    return found


def wrong(figure: Figure, written: Iterable[tuple[Cell, str]]) -> Iterator[Wrong]:
    """The numbers in a file that differ from the right ones by more than they are rounded."""
    right = _right(figure)
    scale = max((abs(one) for one in right.values() if abs(one) != float("inf") and one == one), default=0)
    for cell, text in written:
        if cell in right and not _says(text, right[cell], SMALLEST * scale):
            yield Wrong(f"{cell[0]} {cell[1]},{cell[2]}", text, f"{right[cell]:.12g}")


def _right(figure: Figure) -> dict[Cell, Number]:
    """The number of each drawn cell of input and output that a file may show."""
    story = figure.story
    if story is None or story.values is None or not figure.operation.single:
        return {}
    layer, operation = parameters_of(figure.operation), figure.operation
    given, weights = _rows(story.values.input), _rows(story.values.kernel)
    if story.flip or operation.unturned:
        weights = [row[::-1] for row in weights[::-1]]
    results = output(layer, given, weights, _plain(story.values.one_bias))
    found = {("output", *at): number for at, number in _placed(results, story.crop[0], story.crop[2])}
    if not operation.transposed:  # whose input may have zeros between its cells
        found |= {("input", *at): number for at, number in _placed(given, *layer.padding[::2])}
    return found


def parameters_of(one: Operation) -> Parameters:
    """The parameters of a layer."""
    switches = one.padding_mode, one.output_padding, one.ceil_mode, one.count_include_pad
    return Parameters(one.name, one.kernel, one.strides, one.padding, one.dilations, *switches)


def _placed(grid: Grid, top: int, left: int) -> Iterator[tuple[tuple[int, int], Number]]:
    """The numbers of a grid by their places in the drawn one, which has a border, or is cut by a negative one."""
    for row, numbers in enumerate(grid):
        for column, number in enumerate(numbers):
            yield (row + top, column + left), number


def _rows(array: Any) -> Grid:
    return [[]] if array is None else np.atleast_2d(array).tolist()


def _plain(bias: Number) -> Number:
    return int(bias) if bias == bias and abs(bias) < 2**53 and bias == int(bias) else bias


def _says(text: str, number: Number, slack: float) -> bool:
    """Whether a text says a number, rounded to its last digit or less."""
    plain = text.replace("−", "-").replace("∞", "inf").strip().lower()
    try:
        told: Number = int(plain) if re.fullmatch(r"-?\d+", plain) else float(plain)
    except ValueError:
        return plain in ("?", "")  # of a quiz, whose answer is not shown
    if isnan(number) or isnan(told):
        return isnan(number) and isnan(told)
    if told == number:
        return True
    return isclose(told, number, abs_tol=0.5000001 * _unit(plain) + slack, rel_tol=1e-12)


def _unit(text: str) -> float:
    """What one more in the last digit of a number is worth."""
    digits, _, power = text.partition("e")
    decimals = len(digits.partition(".")[2])
    return float(10.0 ** (int(power or 0) - decimals)) if "inf" not in text else 0.0
