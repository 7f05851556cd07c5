"""What changes in a picture from frame to frame, as data for JSON: cells, texts, paths, lines, what belongs together.

Cells of all grids are counted on, grid by grid in the order of the picture, row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from visualize.distinct import distinct
from visualize.film import Film, Grid, Label, Tensor
from visualize.film.intervals import Interval, Intervals, joined
from visualize.film.links import Links
from visualize.film.roles import kind_of, name
from visualize.renderers import display
from visualize.renderers.page.columns import Shapes, Table, differences, runs
from visualize.renderers.page.looks import lit
from visualize.renderers.page.picture import MANY, Picture, wide_grids
from visualize.renderers.svg import shapes
from visualize.style.looks import Theme

Json = dict[str, Any]
POINTED = (Tensor.INPUT, Tensor.KERNEL, Tensor.OUTPUT, Tensor.LAYER)  # grids whose cells tell of themselves
BREAK = (-1, "\n")  # between two lines
LONG = 4_000  # characters of an area that is no shorter than its cells


class Timeline:
    """The data of one film."""

    def __init__(self, film: Film, theme: Theme, found: Intervals) -> None:
        self._film, self._theme, self._found = film, theme, found
        self._roles, self._shapes = Table(), Shapes()
        self._first: dict[Grid, int] = {}
        count = 0
        for grid, place in film.placements.items():
            self._first[grid] = count
            count += place.shape[0] * place.shape[1]

    def data(self, picture: Picture, links: Links) -> Json:
        """Everything that the player reads."""
        found: Json = {
            "frames": self._film.frame_count,
            "still": self._film.still,
            "grids": [self._grid(grid) for grid in self._film.placements],
            **self._states(),
            "lit": self._lit(),
            "texts": list(self._texts()),
            "notes": self._notes(),
            "paths": [self._path(paths) for paths in picture.paths],
            "strides": [[mark.start, mark.end] for mark in picture.strides],
            "lines": self._lines(),
            **self._links(links),
        }
        if self._film.numbers is not None:
            found["steps"] = differences(self._film.numbers)
        return found | {"roles": self._roles.values, "shapes": self._shapes.table}

    def _grid(self, grid: Grid) -> Json:
        """A grid: the beginning of its cells' names, the numbers of its rows and of its columns in these."""
        place = self._film.placements[grid]
        rows, columns = place.shape
        found: Json = {
            "name": grid.cell(0, 0).rsplit("/", 2)[0],
            "rows": [place.named(row, 0)[0] for row in range(rows)],
            "columns": [place.named(0, column)[1] for column in range(columns)],
            "tensor": grid.tensor.value,
        }
        if grid.loupe or grid.matrix or grid.tensor not in POINTED:
            found["mute"] = True
        own = [one for one in self._film.placements if one.tensor is grid.tensor and not (one.loupe or one.matrix)]
        if len(own) > 1:
            found["part"] = ", ".join(str(number) for number in grid.address(0, 0)[:-2])
        return found

    def _role(self, code: int, grid: Grid) -> int:
        """The number of a role: its classes, those of a cell that is pointed out, the word for its kind."""
        return self._roles.add((name(code), name(lit(code, grid.tensor)), kind_of(code).name.lower()))

    def _states(self) -> Json:
        """The role and shade of every cell in the first frame, and the changes that last longer than a step."""
        first, later = [], []
        for grid, parts in self._found.grids.items():
            for cell, states in enumerate(parts.cells, self._first[grid]):
                for (code, shade), start, _ in joined(states, lambda one: (one.role, one.shade)):
                    state = self._role(code, grid), shade
                    if start == 0:
                        first.append(state)
                    else:
                        later.append((start, cell, *state))
        return {"first": runs(first), "changes": _columns(sorted(later), 4, 2)}

    def _lit(self) -> list[list[int]]:
        """The cells that have another role for one step: step, first cell, role, shape."""
        found = []
        for grid, parts in self._found.grids.items():
            for groups, start, end in parts.lit:
                for group in groups:
                    shape, cell = self._shapes.add([self._first[grid] + cell for cell in group.cells])
                    found += [(frame, cell, self._role(group.role, grid), shape) for frame in range(start, end)]
        return _columns(sorted(found), 4, 2)

    def _texts(self) -> Iterator[list[Any]]:
        """The texts of cells that change, each cell with the frames at which a text begins."""
        for grid in self._film.cell_texts:
            for cell, states in enumerate(self._found.grids[grid].cells, self._first[grid]):
                texts = joined(states, lambda one: one.text)
                if len(texts) > 1:
                    yield [cell, *(part for text, start, _ in texts for part in (start, text))]

    def _notes(self) -> Json:
        """The small texts of lit cells: frame, first cell, shape, number of their texts."""
        found, texts = [], Table()
        for grid in self._film.note_texts:
            for notes, start, end in self._found.grids[grid].notes:
                shape, cell = self._shapes.add([self._first[grid] + small.cell for small in notes])
                number = texts.add(tuple(small.text for small in notes))
                found += [(frame, cell, shape, number) for frame in range(start, end)]
        return {"at": _columns(sorted(found), 4, 2), "texts": texts.values}

    @staticmethod
    def _path(paths: Sequence[Interval[str]]) -> list[Any]:
        """The frames at which a path changes, and its data from there on."""
        whole: list[Interval[str]] = []
        for path in paths:
            if whole and whole[-1].end < path.start:
                whole.append(Interval("", whole[-1].end, path.start))
            whole.append(path)
        if whole[0].start:
            whole.insert(0, Interval("", 0, whole[0].start))
        whole = joined(whole, str)
        return [differences([path.start for path in whole]), [path.value for path in whole]]

    def _lines(self) -> Json:
        """The line of each frame, as parts of a colour each, and 0 where it stays as it is; BREAK between lines."""
        colours, found = Table(), [0] * self._film.frame_count
        for line, start, _ in self._found.lines if self._film.line is not None else ():
            labels = self._film.line.saying(line)  # type: ignore[union-attr]
            found[start] = [  # type: ignore[call-overload]
                part for at, one in enumerate(labels) for part in (*BREAK * (at > 0), *self._parts(one, colours))
            ]
        return {"colours": colours.values, "at": found}

    def _parts(self, label: Label, colours: Table) -> Iterator[Any]:
        """The parts of a line, each as the number of a colour and a text."""
        for text, colour in display.text("equation", label, self._theme.voice).coloured:
            yield from (colours.add(colour), text)

    def _links(self, links: Links) -> Json:
        """The own cell of each link, the first of the others and their shape, the same of the weights; -1 for none.

        `owns` is how many links each step has, unless all have one. Of a weight that meets a great many cells there is
        the area of these, unless they lie apart.
        """
        names = dict(self._names())
        found, met, steps = [], defaultdict[int, list[int]](list), list(links.steps)
        for own, others, weights in chain.from_iterable(steps):
            pairs = [(names.get(other, -1), names.get(weight, -1)) for other, weight in _paired(others, weights)]
            pairs = [pair for pair in pairs if pair[0] >= 0]
            shape, cell = self._shapes.add([other for other, _ in pairs])
            acting, weight = self._shapes.add([one for _, one in pairs]) if weights else (-1, -1)
            found.append((names.get(own, -1), cell, weight, shape, acting))
            for other, one in pairs:
                met[one].append(other)
        areas = {str(weight): list(self._areas(cells)) for weight, cells in met.items() if weight >= 0}
        short = {weight: area for weight, area in areas.items() if area and len(str(area)) < LONG}
        sums = {str(names[cell]): text for cell, text in links.sums.items() if cell in names}
        owns = {"owns": [len(step) for step in steps]} if any(len(step) > 1 for step in steps) else {}
        copies = [
            (names[copy], names[shown.cell], names.get(shown.weight, -1))
            for copy, shown in links.copies.items()
            if {copy, shown.cell} <= names.keys()
        ]
        more = {"copies": [list(column) for column in zip(*sorted(copies), strict=True)]} if copies else {}
        return {"links": _columns(found, 5, 3), **owns, "areas": short, "sums": sums, **more}

    def _areas(self, cells: Sequence[int]) -> Iterator[list[Any]]:
        """The areas of many cells in wide grids: the number of the grid, the lit role, path data."""
        for at, (grid, place) in enumerate(self._film.placements.items()):
            lit_here = np.zeros(place.shape, np.bool_)
            own = [cell - self._first[grid] for cell in cells if 0 <= cell - self._first[grid] < lit_here.size]
            if len(own) > MANY and grid in wide_grids(self._film):
                np.put(lit_here, own, True)
                kinds = self._film.rest[grid]
                for code in distinct(kinds[lit_here]).tolist():
                    area = shapes.area(place, lit_here & (kinds == code))
                    yield [at, name(lit(code, grid.tensor)), area]

    def _names(self) -> Iterator[tuple[str, int]]:
        for grid, place in self._film.placements.items():
            columns = place.shape[1]
            for cell in range(place.shape[0] * columns):
                yield grid.cell(*place.named(*divmod(cell, columns))), self._first[grid] + cell


def _paired(others: Sequence[str], weights: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(others, weights or [""] * len(others), strict=True)


def _columns(rows: Sequence[tuple[int, ...]], width: int, growing: int) -> list[list[int]]:
    """Rows as columns, the first of which as differences.

    >>> _columns([(1, 5, 0), (2, 6, 0)], 3, 2)
    [[1, 1], [5, 1], [0, 0]]
    """
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
    return [differences(column) if at < growing else column for at, column in enumerate(columns)]
