"""The numbers of matrices in every format, read by other programs: at each step matrix times column is the result."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest

import visualize as vz
from tests.decoding import gif_frames
from tests.export.test_channels_in_every_format import library, slide_texts, written
from tests.matrices import numbers_of, places, windows
from tests.moving_pictures import by_ffmpeg, by_pillow, check_video, even

BIAS = 2
FIGURES: dict[str, tuple[Any, str]] = {
    "windows": (vz.Conv(4, 3, padding=(1, 0, 0, 1)), "matrix"),
    "W": (vz.Conv(3, 2, padding=(0, 1, 0, 0)), "sparse-matrix"),
    "W transposed": (vz.ConvTranspose(2, 2, stride=2, padding=(1, 0, 0, 0)), "matrix"),
}


def figure_of(name: str, **options: Any) -> vz.Figure:
    op, reading = FIGURES[name]
    return vz.figure(op, **numbers_of(op, 6), bias=BIAS, reading=reading, **options)


def matrices(name: str) -> dict[str, np.ndarray]:
    """The matrix, the column and the result, by the names of their grids."""
    op, _ = FIGURES[name]
    x, w = numbers_of(op, 6).values()
    if name == "windows":
        top, bottom, left, right = op.padding
        matrix, column = windows(np.pad(x, ((top, bottom), (left, right))), op), w.reshape(-1, 1)
        return {"input-matrix": matrix, "kernel-matrix": column, "output-matrix": matrix @ column + BIAS}
    matrix, column = np.append(w.ravel(), 0)[places(op)], x.reshape(-1, 1)
    matrix = matrix.T if name == "W transposed" else matrix
    return {"kernel-matrix": matrix, "input-matrix": column, "output-matrix": matrix @ column + BIAS}


@pytest.mark.parametrize("name", FIGURES)
def test_numbers_on_slides_and_sheets(name: str, tmp_path: Path) -> None:
    figure_of(name).save(tmp_path / "a.pptx")
    slides = list(library().Presentation(str(tmp_path / "a.pptx")).slides)
    found = slide_texts(slides[-1])
    sheet = figure_of(name, sheet=True).encoded(".svg").decode()
    tiles = {element.get("data-text") or "": element.text or "" for element in ElementTree.fromstring(sheet).iter()}
    for grid, numbers in matrices(name).items():
        on_slide = {key.split()[1]: text for key, text in found.items() if re.fullmatch(rf"{grid} [\d,]+", key)}
        tile = f"{grid}-{len(slides) - 1}/"
        in_tile = {key.split("/", 2)[2]: text for key, text in tiles.items() if key.startswith(tile)}
        for (row, column), number in np.ndenumerate(numbers):
            cell = f"0/{row}/{column}" if grid == "kernel-matrix" else f"{row}/{column}"
            assert written(on_slide[f"{row},{column}"]) == written(in_tile[cell]) == number


@pytest.mark.parametrize("name", FIGURES)
def test_pages_have_the_numbers_of_each_step(name: str, tmp_path: Path) -> None:
    figure = figure_of(name)
    figure.save(tmp_path / "a.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) == figure.film.frame_count
    for step, page in enumerate(pages):
        texts = [str(text) for part in figure.film.frame(step).texts.values() for text in part.ravel() if str(text)]
        words = page.split()
        assert all(words.count(text) >= texts.count(text) for text in texts), (texts, page)


@pytest.mark.parametrize("name", FIGURES)
def test_pictures_of_all_formats_are_the_same(name: str, tmp_path: Path) -> None:
    figure = figure_of(name, scale=1)
    files = [tmp_path / f"a{suffix}" for suffix in (".gif", ".webp", ".apng", ".mp4")]
    figure.save(*files)
    steps = list(figure.frames())
    for frames in (gif_frames(files[0]), *(by_pillow(file)[0] for file in files[1:3])):
        assert len(frames) == len(steps) and all(map(np.array_equal, frames, steps))
    video = by_ffmpeg(files[3], even(steps[0].shape[:2]))
    check_video(video[0], steps[0])
    check_video(video[-1], steps[-1])


@pytest.mark.parametrize("name", FIGURES)
def test_an_animated_document_has_each_number_from_its_step_on(name: str) -> None:
    """Each cell of the matrix has its number once; without animation the finished figure is seen."""
    svg = figure_of(name).encoded(".svg").decode()
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        found.setdefault(element.get("data-text") or "", []).append(element.text or "")
    grid, numbers = next(iter(matrices(name).items()))
    for (row, column), number in np.ndenumerate(numbers):
        cell = f"{grid}/0/0/{row}/{column}" if grid == "kernel-matrix" else f"{grid}/0/{row}/{column}"
        assert {written(text) for text in found[cell]} == {number}
