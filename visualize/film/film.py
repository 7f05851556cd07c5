"""The interface between stories and renderers.

A film holds sizes, positions, static labels, and a function that returns whole frames one at a time. It does not hold
the operation and its parameters, colours, durations, file names or formats, rendered pixels, or differences between
frames.

An array that does not change from one frame to the next is the same object: renderers compare identities first.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film.grid import Grid, Tensor
from visualize.film.placement import Box, Placement, Point
from visualize.film.roles import is_word

Roles = NDArray[np.uint8]
Texts = NDArray[np.str_]
Shades = NDArray[np.uint8]

NOTHING: Mapping[Any, Any] = {}  # must not be written to; a read-only mapping proxy could not be pickled


Voice = Literal["text", "quiet", "title"] | Tensor  # what speaks of a tensor has its colour


class Run(NamedTuple):
    """A part of a line of text, and what it speaks of (`voice`)."""

    text: str
    voice: Voice = "text"


BREAK = Run("\n")
LEADING = 1.5  # from a line to the next, in font sizes


class Line(NamedTuple):
    """A step's line of text below the picture, and the same line as a question, without results.

    `runs` and `question_runs` are the parts of the two, each with what it speaks of. A part that is a line break begins
    a further line, below the one before.
    """

    text: str = ""
    question: str = ""
    runs: tuple[Run, ...] = ()
    question_runs: tuple[Run, ...] = ()

    @property
    def asked(self) -> "Line":
        """The question in place of the text.

        >>> Line("2·3 = 6", "2·3 = ?").asked.text
        '2·3 = ?'
        """
        return self._replace(text=self.question, runs=self.question_runs)

    @classmethod
    def below_each_other(cls, lines: Sequence["Line"]) -> "Line":
        """Several lines as one."""
        runs = _joined([line.runs for line in lines])
        questions = _joined([line.question_runs for line in lines])
        return cls("".join([run.text for run in runs]), "".join([run.text for run in questions]), runs, questions)


def _joined(lines: Sequence[tuple[Run, ...]]) -> tuple[Run, ...]:
    return tuple(run for line in lines for run in (BREAK, *line))[1:]


class Frame(NamedTuple):
    """The whole state of one step: the role of every cell, by grid in arrays (rows, columns), and overlays.

    `outlines` are thick frames around boxes. A guide connects the corners of one box with those of another, a pointer
    the middle of one cell with that of another in the same grid. `ghosts` are the boxes of windows as they stood before
    they moved. An arrow leads from the top left corner of one box to that of another in the same grid, and is named by
    its length in cells. `line` is the step's text below the picture. `texts` are the cells' texts, by grid; empty
    strings for none. `shades` are the numbers of shades that fill cells instead of the fill of their role; 0 for none.
    `notes` are small texts beside the others, in lit cells.
    """

    roles: Mapping[Grid, Roles]
    outlines: tuple[Box, ...] = ()
    guides: tuple[tuple[Box, Box], ...] = ()
    pointers: tuple[tuple[Box, Box], ...] = ()
    ghosts: tuple[Box, ...] = ()
    arrows: tuple[tuple[Box, Box], ...] = ()
    line: Line = Line()
    texts: Mapping[Grid, Texts] = NOTHING
    shades: Mapping[Grid, Shades] = NOTHING
    notes: Mapping[Grid, Texts] = NOTHING

    def __eq__(self, other: object) -> bool:
        """Compare field by field, arrays by their contents."""
        return isinstance(other, Frame) and all(map(_same, self, other))

    def __ne__(self, other: object) -> bool:
        """A tuple's own would compare arrays as a whole."""
        return not self == other


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


class Label(NamedTuple):
    """A line of static text: a point of its baseline and its font size, in pixels, and what it speaks of (`voice`).

    The point is the middle of the line, or its start, as `anchor` says. `runs` are its parts if they speak of several
    things. `drops` says how far below the first of several lines the others stand, if they do not follow each other.
    """

    text: str
    at: Point
    size: int
    voice: Voice = "text"
    anchor: Literal["middle", "start"] = "middle"
    runs: tuple[Run, ...] = ()
    drops: tuple[float, ...] = ()

    def saying(self, line: Line) -> "tuple[Label, ...]":
        """The label with a step's line as its text; a label for each of several lines, the first one here.

        >>> [label.text for label in Label("", (0.0, 0.0), 20).saying(Line("2·3 = 6\\n2·4 = 8"))]
        ['2·3 = 6', '2·4 = 8']
        """
        (x, y), runs, labels = self.at, list(line.runs), []
        for at, text in enumerate(line.text.split(BREAK.text)):
            own = tuple(runs[: runs.index(BREAK)] if BREAK in runs else runs)
            down = (0.0, *self.drops)[at] if self.drops else at * round(LEADING * self.size)
            labels.append(self._replace(text=text, at=(x, y + down), runs=own, drops=()))
            del runs[: len(own) + 1]
        return tuple(labels)

    def middle(self, width: float) -> Point:
        """The middle of the baseline of a line that is so many pixels wide."""
        return (self.at[0] + width / 2, self.at[1]) if self.anchor == "start" else self.at


class Legend(NamedTuple):
    """A bar of shades: left, top, width and height in pixels, and the labels at its ends."""

    left: int
    top: int
    width: int
    height: int
    shades: tuple[int, ...]
    labels: tuple[Label, ...]


class CellText(NamedTuple):
    """The font size of a grid's cell texts, in pixels, and the position of their middle, as fractions of the cell."""

    size: int
    row: float = 0.5
    column: float = 0.5


class Film(NamedTuple):
    """All that a renderer needs. Grids are painted in the order of `placements`, the nearest last.

    `rest` holds the cells' roles at rest. `line` is the position and font size of the frames' lines; its text is an
    example. `struck` are boxes of crossed-out cells, which may lie beyond their grid. `hues` are shades that frames use
    beyond those in the legends. `font` is a font file for letters that DejaVu Sans lacks, or None. `stage` is
    the top and bottom of the part of the picture that belongs to single steps: the grids, their labels, the line.
    `numbers` are the numbers of the steps in the frames, None for 0, 1, 2 ...; `poster` is the index of the frame shown
    where nothing moves, None for the last. `row_length` steps fill a row, 0 if that is not known. `rule_widths` are
    those of grids with cells of another size. `pairs` are the boxes of each of the steps that one frame shows together,
    and `pair_size` the font size of the letters that tell them apart.

    Values here are named tuples, as a dataclass costs seven times as much at start-up.
    """

    width: int
    height: int
    placements: Mapping[Grid, Placement]
    rest: Mapping[Grid, Roles]
    frame_count: int
    frame: Callable[[int], Frame]
    rule_width: float = 1.0
    rule_widths: Mapping[Grid, float] = NOTHING
    outline_width: float = 3.0
    casing_width: float = 5.0
    labels: tuple[Label, ...] = ()
    line: Label | None = None
    struck: tuple[Box, ...] = ()
    cell_texts: Mapping[Grid, CellText] = NOTHING
    note_texts: Mapping[Grid, CellText] = NOTHING
    legends: tuple[Legend, ...] = ()
    hues: tuple[int, ...] = ()
    font: str | None = None
    title: str = ""
    description: str = ""
    stage: tuple[float, float] = (0.0, 0.0)
    numbers: Sequence[int] | None = None
    poster: int | None = None
    row_length: int = 0
    pairs: tuple[tuple[Box, ...], ...] = ()
    pair_size: int = 0

    @property
    def opening(self) -> int:
        """The number of frames that show the first two rows of steps."""
        return sum(step < 2 * self.row_length for step in self.steps)

    @property
    def steps(self) -> Sequence[int]:
        """The number of the step that each frame shows."""
        return range(self.frame_count) if self.numbers is None else self.numbers

    @property
    def letters(self) -> str:
        """The texts that fonts must have the characters of: all labels and an example of the lines, a line each."""
        return "\n".join(label.text for label in (*self.labels, self.line) if label is not None)

    @property
    def still(self) -> int:
        """The index of the frame that is shown where nothing moves."""
        return self.frame_count - 1 if self.poster is None else self.poster

    @property
    def lettered(self) -> bool:
        """Whether the planes' cells hold texts; an enlarged kernel or a loupe may be the only ones that do."""
        own = (grid for grid in self.cell_texts if grid.tensor is not Tensor.KERNEL and not grid.loupe)
        return any(not is_word(self.rest[grid]) for grid in own)

    def rule(self, grid: Grid) -> float:
        """The width of the lines between the cells of a grid, 0 for none."""
        return self.rule_widths.get(grid, self.rule_width)

    def __eq__(self, other: object) -> bool:
        """Compare the static fields, then all frames."""
        if not isinstance(other, Film):
            return False
        static = [pair for name, *pair in zip(self._fields, self, other, strict=True) if name != "frame"]
        frames = ((film.frame(index) for index in range(self.frame_count)) for film in (self, other))
        return all(_same(*pair) for pair in static) and all(map(Frame.__eq__, *frames))

    def __ne__(self, other: object) -> bool:
        """A tuple's own would compare arrays as a whole."""
        return not self == other
