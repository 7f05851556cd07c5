"""Decks: every slide as LibreOffice draws it, against the film."""

import subprocess
from itertools import product, starmap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import colour, near
from tests.slides import FIGURES, Spot, written
from visualize.film import INPUT, KERNEL, Frame, Grid
from visualize.film.roles import State, state_of


def pages(deck: Path, folder: Path) -> list[np.ndarray]:
    """Every slide as LibreOffice draws it, 1280 by 720."""
    office, ripper = program("soffice"), program("pdftoppm")
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    size = "-scale-to-x", "1280", "-scale-to-y", "720"
    told = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(deck)]
    subprocess.run(told, check=True, capture_output=True, timeout=180)
    subprocess.run([ripper, *size, "-png", str(deck.with_suffix(".pdf")), str(folder / "page")], check=True)
    found = [np.array(Image.open(path).convert("RGB")) for path in sorted(folder.glob("page-*.png"))]
    assert all(page.shape == (720, 1280, 3) for page in found)
    return found


def shown(page: np.ndarray, figure: vz.Figure, frame: Frame, grid: Grid, at: tuple[int, int], row: float) -> bool:
    """Whether a cell has its fill there; where a guide may cross an input cell, in two of nine places at least."""
    fill, place = figure.theme.fill(int(frame.roles[grid][at]), 0), figure.film.placements[grid]

    def filled(down: float, across: float) -> bool:
        x, y = (int(part / 9525) for part in Spot(figure)(*place.corner(at[0] + down, at[1] + across)))
        return near(page[y, x].tolist(), colour(fill), 3)

    crossed = bool(frame.guides) and grid == INPUT and state_of(int(frame.roles[grid][at])) is not State.TAP
    return filled(row, 0.5) or (crossed and sum(starmap(filled, product((0.3, 0.5, 0.7), repeat=2))) >= 2)


@pytest.mark.parametrize(
    ("name", "row"), [("usual", 0.5), ("dark flat", 0.5), ("numbered", 0.86), ("stamped", 0.5), ("reflected", 0.5)]
)
def test_drawn_by_libreoffice(tmp_path: Path, name: str, row: float) -> None:
    figure = FIGURES[name]
    written(figure, tmp_path / "a.pptx")
    drawn = pages(tmp_path / "a.pptx", tmp_path)
    assert len(drawn) == figure.film.frame_count
    ground = np.array(list(bytes.fromhex(figure.theme.ground[1:])))
    for index, page in enumerate(drawn):
        frame = figure.film.frame(index)
        for grid, place in figure.film.placements.items():
            for at in np.ndindex(*place.shape):
                assert shown(page, figure, frame, grid, at, row), (index, grid, at)
        # The title that stands above the slide does not hang down into it, nor does anything leave the margin.
        border = np.concatenate([page[:20].reshape(-1, 3), page[-20:].reshape(-1, 3)])
        assert np.abs(border.astype(int) - ground).max() <= 1


def test_numbers_are_drawn_in_the_middle_of_their_cells(tmp_path: Path) -> None:
    figure = FIGURES["numbered"]
    written(figure, tmp_path / "a.pptx")
    page, spot = pages(tmp_path / "a.pptx", tmp_path)[-1].astype(int), Spot(figure)
    place, texts = figure.film.placements[KERNEL], figure.film.frame(0).texts[KERNEL]
    for row, column in np.ndindex(*place.shape):
        (left, top), (right, bottom) = (
            [int(part / 9525) for part in spot(*place.corner(row + one, column + one))] for one in (0.15, 0.85)
        )
        cell = page[top:bottom, left:right]
        inked = np.abs(cell - cell[0, 0]).max(axis=2) > 90
        assert inked.any(), texts[row, column]
        across, down = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
        assert (across[0] + across[-1]) / 2 == pytest.approx((right - left - 1) / 2, abs=2)
        assert (down[0] + down[-1]) / 2 == pytest.approx((bottom - top - 1) / 2, abs=2)
