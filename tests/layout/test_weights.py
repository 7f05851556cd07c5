"""Weights in the corners of lit cells, and the equation in the colours of what it speaks of."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.loops import conv_steps
from visualize.film import INPUT, Tensor
from visualize.style import fonts
from visualize.style.themes import theme

W = np.array([[2, -1], [0, 3]])


@pytest.mark.parametrize("view,cell", (("flat", None), ("flat", 50), ("isometric", 72)))
def test_each_lit_cell_has_its_weight_below_its_number(view: str, cell: int | None) -> None:
    film = vz.figure(vz.Conv(4, 2, padding=1), input=np.arange(16).reshape(4, 4), kernel=W, view=view, cell=cell).film
    place, note, number = film.placements[INPUT], film.note_texts[INPUT], film.cell_texts[INPUT]
    assert note.size >= 9
    for index, (_, taps) in enumerate(conv_steps((4, 4), (2, 2), (1, 1), (1, 1, 1, 1), (1, 1))):
        notes = film.frame(index).notes[INPUT]
        wanted = dict(zip(sorted(taps), ("2", "−1", "0", "3"), strict=True))
        assert {at: str(notes[at]) for at in np.ndindex(notes.shape) if notes[at]} == wanted
        for row, column in taps:
            top = place.corner(row + note.row, column + note.column)[1] - fonts.middle(note.size)
            assert top > place.corner(row + 0.5, column + 0.5)[1] + fonts.middle(number.size)


def test_small_cells_and_pools_have_no_weights() -> None:
    x = np.arange(16).reshape(4, 4)
    assert not vz.figure(vz.Conv(4, 2), input=x, kernel=W, cell=26).film.note_texts
    assert not vz.figure(vz.MaxPool(4, 2), input=x).film.note_texts


def test_the_stamp_shows_its_weights_where_it_falls() -> None:
    op = vz.ConvTranspose(2, 2, 2)
    film = vz.figure(op, input=[[1, 2], [3, 4]], kernel=W, reading="scatter").film
    (notes,) = film.frame(3).notes.values()
    assert notes[2:, 2:].tolist() == [["2", "−1"], ["0", "3"]] and not (notes[:2] != "").any()


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("reading", ("gather", "scatter"))
def test_the_parts_of_a_line_are_the_line(lang: str, reading: str) -> None:
    op = vz.ConvTranspose(2, 2, 2)
    film = vz.figure(op, input=[[1, 2], [3, -4]], kernel=W, reading=reading, lang=lang).film
    for index in range(film.frame_count):
        line = film.frame(index).line
        assert "".join(run.text for run in line.runs) == line.text
        assert "".join(run.text for run in line.question_runs) == line.question
        told = {voice: [run.text for run in line.runs if run.voice is voice] for voice in Tensor}
        assert set(told[Tensor.KERNEL]) <= {"2", "(−1)", "0", "3"} and told[Tensor.INPUT] and told[Tensor.OUTPUT]


def test_a_picture_and_a_document_show_the_colours(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=W)
    figure.save(tmp_path / "a.svg", tmp_path / "a.png")
    written, line = (tmp_path / "a.svg").read_text(encoding="utf-8"), figure.film.line
    assert line is not None
    image = np.array(Image.open(tmp_path / "a.png").convert("RGB"))[round(line.at[1] - line.size) : round(line.at[1])]
    seen = {tuple(pixel) for pixel in image.reshape(-1, 3).tolist()}
    for tensor in (Tensor.INPUT, Tensor.KERNEL, Tensor.OUTPUT):
        colour = theme("light").voice(tensor)
        assert f'<tspan fill="{colour}">' in written
        assert tuple(bytes.fromhex(colour[1:])) in seen
