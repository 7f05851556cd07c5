"""The captions of a layer that is written as a product of matrices."""

from __future__ import annotations

from collections.abc import Mapping

from visualize.film import INPUT, KERNEL, Grid, Tensor
from visualize.operations import Layer
from visualize.text.captions import Captions, Wording
from visualize.text.phrases import by, phrase
from visualize.text.sizes import sized

Shapes = Mapping[Grid, tuple[int, int]]


def with_matrix(
    captions: Captions, layer: Layer, shapes: Shapes, sparse: bool, wording: Wording, denominator: int = 1
) -> Captions:
    """The captions with names for the matrices, by their rows and columns.

    `shapes` are those of the matrices that the cells of a layer's grids become.

    >>> from visualize.film import OUTPUT
    >>> from visualize.operations import Conv
    >>> from visualize.text.alt_text import Course
    >>> from visualize.text.captions import captions
    >>> own = captions(Conv(3, 2), Course("gather", 4), (), Wording())
    >>> of_matrices = with_matrix(own, Conv(3, 2), {INPUT: (9, 1), KERNEL: (4, 9), OUTPUT: (4, 1)}, True, Wording())
    >>> of_matrices.title, of_matrices.headings[KERNEL._replace(matrix=True)]
    ('Convolution 3×3 → 2×2 as a matrix product', 'W 4×9')
    """
    language, factor = wording.language, KERNEL if sparse else INPUT
    shape = shapes[factor]
    told = "told windows" if not sparse else "told W transposed" if layer.transposed else "told W"
    headings = {grid._replace(matrix=True): _heading(grid, shapes[grid], wording) for grid in shapes}
    name = "windows as rows" if not sparse else "matrix W transposed" if layer.transposed else "matrix W"
    headings[factor._replace(matrix=True)] = _sized(phrase(name, language), shape, wording, "named matrix")
    if denominator > 1:
        kernel = KERNEL._replace(matrix=True)
        headings[kernel] = f"1/{denominator} × {headings[kernel]}"
    headings[Grid(Tensor.BIAS)] = phrase(Tensor.BIAS.value, language)
    return captions._replace(
        title=phrase("as a product", language).format(captions.title),
        description=captions.description
        + phrase(told, language).format(by(shape), sized("matrix", shape, "a", language)),
        headings={**captions.headings, **headings},
    )


def _heading(grid: Grid, shape: tuple[int, int], wording: Wording) -> str:
    return _sized(phrase(wording.meaning.name(grid), wording.language), shape, wording, "named")


def _sized(name: str, shape: tuple[int, int], wording: Wording, key: str) -> str:
    return phrase(key, wording.language).format(name, by(shape)) if wording.shows("size") else name


def explaining(wording: Wording, layer: Layer, sparse: bool) -> Wording:
    """The wording with notes on what a row or a column of the matrix is, and on the cells that have none.

    >>> from visualize.operations import Conv
    >>> [note for note, in explaining(Wording(), Conv(3, 2, padding=1), sparse=True).meaning.notes]
    ['row is a place', 'no columns']
    """
    kinds = ("column is a place", "no rows") if layer.transposed else ("row is a place", "no columns")
    found = kinds[: 1 + any(layer.padding)] if sparse else ("row is a window",)
    notes = *((one,) for one in found), *wording.meaning.notes
    return wording._replace(meaning=wording.meaning._replace(notes=notes))
