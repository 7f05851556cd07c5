"""Decks: every shape by the library that reads them, against the film."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.layers import convs
from tests.slides import (
    FIGURES,
    WIDE,
    Spot,
    below_windows,
    cells_of,
    check_pyramids,
    check_window,
    colour,
    library,
    numbered,
    shapes_in,
    written,
)
from visualize.film import OUTPUT, Placement
from visualize.renderers.pptx import check, media, native
from visualize.renderers.pptx.shapes import dashed
from visualize.style import fonts

VIEWS = ("isometric", "flat")


def check_slide(figure: vz.Figure, index: int, slide: Any) -> None:
    film, theme, spot = figure.film, figure.theme, Spot(figure)
    frame, cells = film.frame(index), cells_of(slide)
    assert len(cells) == sum(place.shape[0] * place.shape[1] for place in film.placements.values())
    for grid, place in film.placements.items():
        for row, column in np.ndindex(*place.shape):
            shape = cells.get("{} {},{}".format(grid.name, *place.named(row, column)))
            assert shape is not None
            code = int(frame.roles[grid][row, column])
            shade = int(frame.shades[grid][row, column]) if grid in frame.shades else 0
            assert colour(shape.fill) == theme.fill(code, shade)
            assert "#" + str(shape.line.color.rgb).lower() == theme.look(code).rule
            xs, ys = zip(*(spot(*corner) for corner in place.polygon(row, column)), strict=True)
            box = shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
            assert box == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=100)
            text = str(frame.texts[grid][row, column]) if grid in frame.texts else ""
            assert shape.text_frame.text == text
            if text:
                check_letters(shape, theme.letter(code, shade), film.cell_texts[grid].size * spot.scale)
            # An output cell may leave an edge to the dashes of the cell beside it.
            plain = place.upright and not theme.look(code).dashed and grid != OUTPUT
            assert not plain or shape._element.xpath("./p:spPr/a:prstGeom/@prst") == ["rect"]


def check_letters(shape: Any, letter: str, size: float) -> None:
    font = shape.text_frame.paragraphs[0].runs[0].font
    assert colour(font.fill) == letter and font.name == "Arial"
    assert font.size == pytest.approx(size, abs=64)
    assert 'ea typeface="Microsoft YaHei"' in shape._element.xml
    frame = shape.text_frame
    assert frame.word_wrap is False and frame.auto_size is not None and frame.auto_size.name == "NONE"


@pytest.mark.parametrize("name", FIGURES)
def test_every_cell_of_every_slide(tmp_path: Path, name: str) -> None:
    figure = FIGURES[name]
    deck = written(figure, tmp_path / "a.pptx")
    assert (deck.slide_width, deck.slide_height) == WIDE
    assert len(deck.slides) == figure.film.frame_count
    for index, slide in enumerate(deck.slides):
        check_slide(figure, index, slide)
        assert colour(slide.background.fill) == figure.theme.ground


@settings(max_examples=25)
@given(convs(largest=5), st.sampled_from(VIEWS), st.sampled_from(("light", "dark", "d2l")))
def test_cells_of_any_convolution(tmp_path_factory: pytest.TempPathFactory, op: vz.Conv, view: str, theme: str) -> None:
    figure = vz.figure(op, view=view, theme=theme)
    deck = written(figure, tmp_path_factory.mktemp("any") / "a.pptx")
    for index in {0, figure.film.frame_count // 2, figure.film.frame_count - 1}:
        check_slide(figure, index, deck.slides[index])


@pytest.mark.parametrize("name", FIGURES)
def test_ids_groups_and_alt_text(tmp_path: Path, name: str) -> None:
    film = FIGURES[name].film
    for slide in written(FIGURES[name], tmp_path / "a.pptx").slides:
        everything = list(shapes_in(slide.shapes))
        ids = [shape.shape_id for shape in everything]
        assert len(set(ids)) == len(ids) and min(ids) > 1
        title, whole = slide.shapes
        assert title == slide.shapes.title and title.top + title.height < 0
        known = whole._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0]
        assert (known.get("descr"), known.get("title") or "") == (film.description, film.title)
        groups = {shape.name: shape for shape in everything if hasattr(shape, "shapes")}
        for grid, place in film.placements.items():
            inside = [shape.name for shape in groups[grid.name].shapes if shape.name.startswith(f"{grid.name} ")]
            assert len(set(inside) - {f"{grid.name} unread"}) == place.shape[0] * place.shape[1]
        for one in groups.values():
            frame = one._element.grpSpPr.xfrm
            assert (one.left, one.top, one.width, one.height) == (
                *(int(frame.chOff.get(key)) for key in "xy"),
                *(int(frame.chExt.get(key)) for key in ("cx", "cy")),
            )


@pytest.mark.parametrize("name", FIGURES)
def test_windows_and_guides_in_the_order_of_painting(tmp_path: Path, name: str) -> None:
    figure, spot = FIGURES[name], Spot(FIGURES[name])
    film, theme = figure.film, figure.theme
    for index, slide in enumerate(written(figure, tmp_path / "a.pptx").slides):
        frame, whole = film.frame(index), list(slide.shapes[1].shapes)
        windows = [shape for shape in whole if shape.name.endswith((" window", " casing"))]
        expected = []
        for grid in film.placements:
            boxes = [box for box in frame.outlines if box.grid == grid]
            expected += [grid.name, *below_windows(film, frame, grid)]
            expected += [f"{grid.name} {part}" for part in ("casing", "window") for _ in boxes]
            for box in 2 * boxes:
                check_window(figure, spot, box, windows.pop(0))
            expected += [f"{grid.name} guides"] * any(start.grid == grid for start, _ in frame.guides)
            expected += [f"{grid.name} pointers"] * any(start.grid == grid for start, _ in frame.pointers)
        names = [shape.name for shape in whole]
        assert names[names.index(expected[0]) :] == expected + ["equation"] * bool(frame.line.text)
        for shape in whole:
            if shape.name.endswith(("guides", "pointers", "hidden")):
                assert colour(shape.line.fill) == theme.window
        check_pyramids(figure, spot, index, whole)


def test_labels_stand_on_their_middles(tmp_path: Path) -> None:
    figure = FIGURES["Chinese"]
    spot = Spot(figure)
    slide = written(figure, tmp_path / "a.pptx").slides[0]
    found = [shape for shape in shapes_in(slide.shapes) if shape.name.startswith("label ")]
    assert [shape.text_frame.text for shape in found] == [label.text for label in figure.film.labels]
    for shape, label in zip(found, figure.film.labels, strict=True):
        x, y = spot(*label.middle(fonts.width(label.text, label.size)))
        assert shape.left + shape.width / 2 == pytest.approx(x, abs=100)
        assert shape.top + shape.height / 2 == pytest.approx(y - 0.3465 * label.size * spot.scale, abs=100)
        check_letters(shape, figure.theme.voice(label.voice), label.size * spot.scale)


def test_notes_and_titles_tell_the_step(tmp_path: Path) -> None:
    figure = numbered(title='A <small> & "plain" one')
    deck = written(figure, tmp_path / "a.pptx")
    for index, slide in enumerate(deck.slides):
        line = figure.film.frame(index).line.text
        assert line and line in [shape.text_frame.text for shape in shapes_in(slide.shapes) if shape.has_text_frame]
        told = [figure.film.description] * (index == 0) + [f"Step {index + 1}", line]
        assert slide.notes_slide.notes_text_frame.text.split("\n") == told
        assert slide.shapes.title.text == f"{figure.film.title}: Step {index + 1}"


@pytest.mark.parametrize("title", ("Padding", "Strides\nof two rows", "卷积" * 50))
@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_a_title_stands_on_the_slide_and_the_figure_fills_the_rest(tmp_path: Path, title: str, view: str) -> None:
    figure = vz.figure(vz.Conv(5, 3), title=title, view=view, theme="dark", steps="0,4")
    for slide in written(figure, tmp_path / "a.pptx").slides:
        place, picture = slide.shapes
        assert place == slide.shapes.title and place.text_frame.text.startswith(title)
        texts = [shape.text_frame.text for shape in shapes_in(slide.shapes) if shape.has_text_frame]
        assert not any(text and text in title for text in texts)  # once
        assert place.top >= 0 and place.top + place.height <= picture.top
        assert picture.top + picture.height <= WIDE[1] and picture.left + picture.width <= WIDE[0]
        used = picture.width / WIDE[0], picture.height / (WIDE[1] - place.top - place.height)
        assert max(used) >= 0.8
        assert f"#{place.text_frame.paragraphs[0].runs[0].font.color.rgb}".lower() == figure.theme.text


def test_a_sheet_is_not_named_after_its_first_step(tmp_path: Path) -> None:
    (slide,) = written(vz.figure(vz.Conv(3, 2), title="All four", sheet=True), tmp_path / "a.pptx").slides
    assert slide.shapes.title.text == "All four"


def test_chosen_steps_and_a_question_before_the_answer(tmp_path: Path) -> None:
    library()
    figure = FIGURES["usual"]
    film = figure.film._replace(frame_count=4, numbers=(2, 5, 5, 8))
    path = tmp_path / "a.pptx"
    with path.open("wb") as stream:
        native(stream, film, figure.theme, "", lambda steps: None, "第{}步（共9步）")
    titles = [slide.shapes.title.text for slide in library().Presentation(str(path)).slides]
    assert [title.rpartition("：")[2].removesuffix("（共9步）") for title in titles] == [
        "第3步",
        "第6步（共9步）？",
        "第6步",
        "第9步",
    ]


@pytest.mark.parametrize("corners", [((40, 0), (0, 40)), ((36, -18), (25, 24)), ((8, -4), (6, 5)), ((4, 0), (0, 4))])
def test_dashes_of_neighbours_lie_on_each_other(corners: tuple[tuple[int, int], tuple[int, int]]) -> None:
    place = Placement((2, 2), (0.5, 0.5), *corners)
    for at, side in (((0, 1), 1), ((1, 0), 2)):
        own, other = (pieces(place, one, place.polygon(0, 0)[side : side + 2]) for one in ((0, 0), at))
        assert len(own) >= 2
        assert own == pytest.approx(other)


def pieces(place: Placement, cell: tuple[int, int], edge: Any) -> list[float]:
    """Where dashes of a cell begin and end along an edge, as fractions."""
    (ax, ay), (bx, by) = edge
    found = []
    for line in dashed(place.polygon(*cell)):
        for x, y in line:
            along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
            off = (x - ax) * (by - ay) - (y - ay) * (bx - ax)
            if abs(off) < 1e-6 and -1e-6 < along < 1 + 1e-6:
                found.append(along)
    return sorted(found)


def test_the_same_bytes_twice_and_no_stranger(tmp_path: Path) -> None:
    figure = FIGURES["numbered"]
    decks = [written(figure, tmp_path / name) for name in ("a.pptx", "b.pptx")]
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()
    words = decks[0].core_properties
    assert (words.title, words.subject) == (figure.film.title, figure.film.description)
    assert (words.comments, words.author, words.last_modified_by) == (figure.recipe, "visualize", "visualize")
    assert words.created == words.modified and words.created.year == 2000
    with ZipFile(tmp_path / "a.pptx") as deck:
        assert {entry.date_time for entry in deck.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in deck.namelist() if "thumbnail" in name or "printer" in name]
        assert not any(b"Canny" in deck.read(name) for name in deck.namelist())


def test_long_words_are_kept(tmp_path: Path) -> None:
    figure = FIGURES["usual"]
    long = figure.__class__(**{**figure.__dict__, "recipe": "conv-visualize " + "x" * 500})
    assert written(long, tmp_path / "a.pptx").core_properties.comments == long.recipe


def test_progress_is_told_of_every_slide() -> None:
    library()
    figure, told = FIGURES["usual"], []
    native(BytesIO(), figure.film, figure.theme, "", told.append)
    assert told == [1] * figure.film.frame_count


def test_refuses_a_deck_that_no_program_opens(tmp_path: Path) -> None:
    library()
    many = vz.figure(vz.Conv(26, 4), view="flat", cell=4)
    with pytest.raises(vz.VisualizeError, match=r"^unsupported suffix \.pptx: .* 529 steps, at most 500; .*media"):
        many.save(tmp_path / "a.pptx")
    large = vz.figure(vz.Conv(64, 3, stride=4), view="flat", cell=8)
    with pytest.raises(vz.VisualizeError, match=r"cells in all steps, at most 100,000; .*--steps row-ends"):
        large.save(tmp_path / "a.pptx")
    assert not list(tmp_path.iterdir())


def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    figure = FIGURES["usual"]
    words = r"^missing python-pptx: run: pip install 'conv-visualize\[pptx\]'$"
    with pytest.raises(vz.VisualizeError, match=words):
        check()
    with pytest.raises(vz.VisualizeError, match=words):
        native(BytesIO(), figure.film, figure.theme, "", print)


@pytest.mark.parametrize("given_as", ("bytes", "path"))
def test_media_keeps_the_gif_as_it_is(tmp_path: Path, given_as: str) -> None:
    pptx = library()
    figure = FIGURES["dark flat"]
    figure.save(tmp_path / "a.gif")
    data = (tmp_path / "a.gif").read_bytes()
    gif = data if given_as == "bytes" else str(tmp_path / "a.gif")
    for name in ("a.pptx", "b.pptx"):
        with (tmp_path / name).open("wb") as stream:
            media(stream, figure.film, figure.theme, figure.recipe, gif)
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()
    deck = pptx.Presentation(str(tmp_path / "a.pptx"))
    assert (deck.slide_width, deck.slide_height) == WIDE and len(deck.slides) == 1
    slide = deck.slides[0]
    title, picture = slide.shapes
    assert picture.image.blob == data and title.text == figure.film.title
    assert picture._element.xpath("./p:nvPicPr/p:cNvPr/@descr") == [figure.film.description]
    assert picture.width / picture.height == pytest.approx(figure.film.width / figure.film.height, rel=1e-4)
    assert picture.left >= 0 and picture.top >= 0
    assert 2 * picture.left + picture.width == pytest.approx(WIDE[0], abs=200)
    assert 2 * picture.top + picture.height == pytest.approx(WIDE[1], abs=200)
    assert colour(slide.background.fill) == figure.theme.ground
    assert deck.core_properties.comments == figure.recipe
    assert Image.open(BytesIO(picture.image.blob)).n_frames == figure.film.frame_count
