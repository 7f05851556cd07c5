"""The types of figures' options, for editors and type checkers; at run time the table in `options` is checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class StackOptions(TypedDict, total=False):
    """The options of a stack."""

    input: ArrayLike | None
    kernel: ArrayLike | Sequence[ArrayLike] | None
    view: str | None
    shape: str
    theme: str
    ground: str | None
    seconds: float | None
    hold: float | None
    think: float | None
    loop: int
    cell: int | None
    width: int | None
    scale: int | None
    title: str
    lang: str
    caption: str
    font: str | None
    steps: str | Iterable[int] | int | None
    quiz: bool
    sheet: bool
    poster: str | int | None
    show: str | Iterable[int] | int | None
    trace: bool
    progress: bool
    recipe_words: str


class FigureOptions(StackOptions, total=False):
    """The options of a figure."""

    bias: float | Sequence[float] | None
    flip: bool
    gradient: str | None
    output_gradient: ArrayLike | None
    note: bool
    reading: str
    parts: bool
    cost: bool
    order: str | None
    color_by: str
    convention: str
    loupe: bool
