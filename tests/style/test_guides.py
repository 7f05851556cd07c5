"""Guides and pointers: whole lines that keep off the cells."""

import numpy as np
import pytest

import visualize as vz
from visualize.film import INPUT
from visualize.film.roles import STATES, State
from visualize.style.guides import guide_width, guides, pointer


@pytest.mark.parametrize("theme", ("light", "dark"))
def test_guides_of_the_first_figure_are_unbroken(theme: str) -> None:
    """Each is one line, and keeps off the middles of lit cells."""
    film = vz.figure(vz.Conv(5, 3, padding=1, stride=2), theme=theme).film
    place = film.placements[INPUT]
    for index in range(film.frame_count):
        frame = film.frame(index)
        (ends,) = frame.guides
        lit = np.argwhere(frame.roles[INPUT] % STATES == State.TAP)
        middles = [place.corner(row + 0.5, column + 0.5) for row, column in lit]
        lines = list(guides(film, *ends, frame))
        assert len(lines) == 4
        for (ax, ay), (bx, by) in lines:
            for x, y in middles:
                if min(ay, by) < y < max(ay, by):
                    assert abs(ax + (bx - ax) * (y - ay) / (by - ay) - x) > guide_width(film) / 2 + 1


def test_many_repeated_cells_are_not_tied_by_lines() -> None:
    film = vz.figure(vz.Conv(6, 3, padding=2, stride=2, padding_mode="reflect")).film
    many, few = film.frame(0), film.frame(2)
    assert len(many.pointers) == 8 and all(start == end for start, end in many.pointers)
    assert all(list(pointer(film, *ends)) for ends in many.pointers)  # the sources' edges
    assert few.pointers and len(few.pointers) <= 9
