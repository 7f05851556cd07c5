"""Several steps in one still picture: what is lit, written, outlined and told apart, by loops and decoded files."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.cell_texts import table, texts
from tests.decoding import FILLS, SVG, colour, gif_frames, middles
from tests.loops import conv_steps, stamps
from tests.random_layers import operations
from visualize.choices import THEMES
from visualize.film import OUTPUT
from visualize.film.selection import numbers
from visualize.style import fonts
from visualize.style.pairs import badge

BOOK = vz.Conv(3, 2, stride=(3, 2), padding=1)  # the figure of the book: two windows, two results


def saved(folder: Path, figure: vz.Figure, *names: str) -> str:
    """The SVG of a figure, beside files of other names."""
    figure.save(folder / "a.svg", *(folder / name for name in names))
    return (folder / "a.svg").read_text(encoding="utf-8")


def classes(svg: str) -> dict[str, str]:
    found = ((one.get("data-cell"), one.get("class")) for one in ElementTree.fromstring(svg).iter())
    return {str(cell): str(role) for cell, role in found if cell}


def letters(svg: str) -> list[str]:
    """The letters on plates; those before equations are parts of longer texts."""
    return sorted(
        one.text for one in ElementTree.fromstring(svg).iter(SVG + "text") if re.fullmatch("[A-D]", one.text or "")
    )


def lit(svg: str, grid: str) -> set[tuple[int, int]]:
    """Rows and columns of the cells that take part in a step."""
    found = ((name.split("/"), role) for name, role in classes(svg).items())
    return {(int(n[2]), int(n[3])) for n, role in found if n[0] == grid and role.split()[-1] in ("tap", "current")}


@pytest.mark.parametrize("view", ("flat", "isometric"))
@given(data=st.data(), op=operations(("Conv",), modes=("zeros",)))
def test_the_union_of_the_windows_is_lit_and_all_else_is_done(
    view: str, tmp_path_factory: pytest.TempPathFactory, data: Any, op: vz.Conv
) -> None:
    steps = conv_steps(op.size, op.kernel, op.strides, op.padding, op.dilations)
    chosen = data.draw(st.sets(st.integers(0, len(steps) - 1), min_size=1, max_size=4))
    folder = tmp_path_factory.mktemp("union")
    svg = saved(folder, vz.figure(op, view=view, show=list(chosen)))
    assert lit(svg, "input") == set().union(*(steps[step][1] for step in chosen))
    assert lit(svg, "output") == {steps[step][0] for step in chosen}
    assert {role for name, role in classes(svg).items() if name.startswith("output")} <= {
        "output done",
        "output current",
    }
    assert letters(svg) == sorted([*"ABCD"[: len(chosen)] * 2] if len(chosen) > 1 else [])


@given(data=st.data(), op=operations(("ConvTranspose",)))
def test_stamps_are_lit_together_on_the_final_sums(
    tmp_path_factory: pytest.TempPathFactory, data: Any, op: Any
) -> None:
    (top, bottom, left, right), (rows, columns) = op.padding, op.size
    each = zip(
        op.size, op.kernel, op.strides, ((top, bottom), (left, right)), op.output_padding, op.dilations, strict=True
    )
    down, across = (stamps(i, k, s, *ends, extra, d)["taps"] for i, k, s, ends, extra, d in each)
    chosen = data.draw(st.sets(st.integers(0, rows * columns - 1), min_size=1, max_size=4))
    svg = saved(tmp_path_factory.mktemp("stamps"), vz.figure(op, reading="scatter", show=list(chosen)))
    cells = [divmod(step, columns) for step in chosen]
    assert lit(svg, "input") == set(cells)
    covered = {  # a stamp's window has the cells between its taps too
        (y, x)
        for row, column in cells
        for y in range(down[row][0], down[row][-1] + 1)
        for x in range(across[column][0], across[column][-1] + 1)
    }
    touched = {(y, x) for row, column in cells for y in down[row] for x in across[column]}
    assert touched <= lit(svg, "output") <= covered


@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize("show", ([0], [0, 1, 3, 4], [0, 4, 8], [4, 5]))
def test_the_middles_of_cells_have_their_colours(tmp_path: Path, view: str, theme: str, show: list[int]) -> None:
    """No outline, guide or plate lies over the middle of a lit cell or of an output cell, of whichever step."""
    op = vz.Conv(5, 3, padding=1, stride=2)
    svg = saved(tmp_path, vz.figure(op, view=view, theme=theme, show=show), "a.png")
    image = np.array(Image.open(tmp_path / "a.png").convert("RGB"))
    fills = {"input tap": "tap", "padding tap": "padding_tap", "output done": "done", "output current": "current"}
    seen = 0
    for cell, role in classes(svg).items():
        if role in fills:
            x, y = middles(svg)[cell]
            assert tuple(image[y, x].tolist()) == colour(FILLS[theme][fills[role]]), (cell, role)
            seen += 1
    assert seen >= 9 + 9


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("cell", (24, 40, 60, 80))
def test_pairs_are_told_apart_in_grey_by_their_dashes(theme: str, cell: int, tmp_path: Path) -> None:
    """Along the right sides of four windows that share no edge: a line, dashes, dots, dashes and dots."""
    op = vz.Conv(9, 3, stride=6)
    figure = vz.figure(op, view="flat", theme=theme, cell=cell, show="0-3")
    figure.save(tmp_path / "a.png")
    grey = np.array(Image.open(tmp_path / "a.png").convert("L")).astype(int)
    window = np.array(Image.new("RGB", (1, 1), figure.theme.window).convert("L")).astype(int).item()
    patterns = []
    for boxes in figure.film.pairs:
        box, place = boxes[0], figure.film.placements[boxes[0].grid]
        (x, top), (_, bottom) = (place.corner(row, box.column + box.columns) for row in (box.row, box.row + box.rows))
        drawn = np.abs(grey[round(top) + 2 : round(bottom) - 2, round(x)] - window) < 24
        starts = int(np.count_nonzero(drawn[1:] & ~drawn[:-1]))
        patterns.append((float(drawn.mean()), starts))
    shares, starts = zip(*patterns, strict=True)
    assert shares[0] == 1 and starts[0] == 0
    assert all(0.3 < share < 0.85 for share in shares[1:]), patterns
    assert starts[2] > starts[3] > starts[1] > 1 or starts[2] > starts[1] > 1, patterns


def test_results_equations_and_weights_of_the_books_figure(tmp_path: Path) -> None:
    figure = vz.figure(BOOK, input=np.arange(9).reshape(3, 3), kernel=[[0, 1], [2, 3]], show=(1, 2))
    svg = saved(tmp_path, figure, "a.json")
    assert table(texts(svg, "output")) == "0 8; 6 8"
    written = ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(SVG + "text")]
    assert {"A: 0·0 + 0·1 + 1·2 + 2·3 = 8", "B: 0·0 + 6·1 + 0·2 + 0·3 = 6"} <= set(written)
    assert [step["index"] for step in json.loads((tmp_path / "a.json").read_text())["steps"]] == [1, 2]
    assert figure.recipe.endswith("--show 1,2")


def test_weights_of_shared_cells_are_left_out_and_their_colours_refused() -> None:
    op, values = vz.Conv(4, 2), np.arange(16).reshape(4, 4)
    apart = vz.figure(op, input=values, show=(0, 8)).film.frame(0)
    assert sum(int((notes != "").sum()) for notes in apart.notes.values()) == 2 * 4
    assert not vz.figure(op, input=values, show=(0, 1)).film.frame(0).notes
    assert vz.figure(op, color_by="tap", show=(0, 8)).film.frame(0).shades
    with pytest.raises(vz.VisualizeError, match=r"^unsupported show these steps: cells of several windows"):
        vz.figure(op, color_by="tap", show=(0, 1))


@pytest.mark.parametrize("size", (3, 6, 12, 32, 60, 100))
@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_letters_are_in_the_picture_and_off_all_words_numbers_and_middles(view: str, size: int) -> None:
    figure = vz.figure(vz.Conv(size, 2), view=view, show=f"0,{size // 2},last")
    film = figure.film
    words = [_extent(label) for label in film.labels]
    assert film.pair_size >= 18 * max(film.width / 1168, film.height / 600) - 1  # pixels, on a slide
    for letter, boxes in zip("ABC", film.pairs, strict=True):
        for box in boxes:
            (x, y), half = (one := badge(film, box, letter)).middle, one.side / 2 + 1
            plate = (x - half, y - half, x + half, y + half)
            assert plate[0] >= 0 and plate[1] >= 0 and plate[2] <= film.width and plate[3] <= film.height
            assert not any(_overlap(plate, word) for word in words), (letter, box)
            if box.grid == OUTPUT:
                row, column = box.row + box.rows // 2, box.column + box.columns // 2
                assert not _holds(plate, film.placements[OUTPUT].corner(row + 0.5, column + 0.5))


def _extent(label: Any) -> tuple[float, float, float, float]:
    width = fonts.width(label.text, label.size)
    left = label.at[0] - (width / 2 if label.anchor == "middle" else 0)
    return left, label.at[1] - 0.75 * label.size, left + width, label.at[1] + 0.2 * label.size


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _holds(plate: tuple[float, ...], point: tuple[float, float]) -> bool:
    return plate[0] <= point[0] <= plate[2] and plate[1] <= point[1] <= plate[3]


@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize(("size", "first"), ((5, 75), (6, 0), (9, 900)))
def test_numbers_stay_clear_of_letters(view: str, size: int, first: int) -> None:
    numbers = np.arange(first, first + size * size).reshape(size, size)
    figure = vz.figure(vz.Conv(size, 3), input=numbers, kernel=np.ones((3, 3)), show="0,4,7,last", view=view)
    film = figure.film
    for boxes in film.pairs:
        for box in boxes:
            (x, y), half = (one := badge(film, box, "A")).middle, one.side / 2
            style, texts_ = film.cell_texts[box.grid], film.frame(0).texts[box.grid]
            for (row, column), text in np.ndenumerate(texts_):
                cx, cy = film.placements[box.grid].corner(row + 0.5, column + 0.5)
                number = fonts.width(str(text), style.size) / 2, fonts.middle(style.size)
                extent = (cx - number[0], cy - number[1], cx + number[0], cy + number[1])
                assert not _overlap((x - half, y - half, x + half, y + half), extent), (box, text)


@pytest.mark.parametrize("view", ("flat", "isometric"))
@given(data=st.data(), op=operations())
def test_without_a_ground_nothing_is_drawn_beside_plates_and_cells(view: str, data: Any, op: Any) -> None:
    """The hairs of ground end where the grids do: the corner of the picture stays clear, whatever is shown."""
    cell = data.draw(st.sampled_from((None, 4, 9, 24)))
    show = data.draw(st.sampled_from(("0", "first,last", "0,row-ends" if op.out[0] <= 3 else "last")))
    image = next(vz.figure(op, view=view, ground="none", cell=cell, show=show).frames())
    assert image.shape[-1] == 4 and image[0, 0, 3] == image[-1, -1, 3] == 0
    assert (image[..., 3] == 255).any()


def test_every_format_holds_one_picture(tmp_path: Path) -> None:
    svg = saved(
        tmp_path, vz.figure(BOOK, show="1,2"), *(f"a{s}" for s in (".gif", ".png", ".webp", ".apng", ".pptx", ".pdf"))
    )
    assert "animation" not in svg and "<style" not in svg
    png = np.array(Image.open(tmp_path / "a.png").convert("RGB"))
    (frame,) = gif_frames(tmp_path / "a.gif")
    np.testing.assert_array_equal(frame, png)
    for name in ("a.webp", "a.apng"):
        with Image.open(tmp_path / name) as picture:
            assert getattr(picture, "n_frames", 1) == 1
            np.testing.assert_array_equal(np.array(picture.convert("RGB")), png)
    pptx = pytest.importorskip("pptx")
    (slide,) = pptx.Presentation(tmp_path / "a.pptx").slides
    assert "teps 2, 3 of 4" in slide.notes_slide.notes_text_frame.text
    assert len(pytest.importorskip("pypdf").PdfReader(tmp_path / "a.pdf").pages) == 1


def test_a_stack_shows_the_windows_of_all_its_layers(tmp_path: Path) -> None:
    layers = [vz.Conv(7, 3), vz.Conv(5, 3)]
    svg = saved(tmp_path, vz.stack_figure(layers, show="first,last"))
    assert lit(svg, "output") == {(0, 0), (2, 2)}
    windows = {(y, x) for at in (0, 2) for y in range(at, at + 5) for x in range(at, at + 5)}
    assert lit(svg, "input") == windows
    assert letters(svg) == [*"AAABBB"]


@pytest.mark.parametrize(
    ("language", "shown", "wanted"),
    [
        (
            "en",
            "1,2",
            " All results are in place; lit together are step 2 (A) and step 3 (B), each with what it reads",
        ),
        ("en", "0-2", "step 1 (A), step 2 (B) and step 3 (C)"),
        ("en", "last", " All results are in place; lit is step 4, with what it reads and what it writes."),
        ("zh", "1,2", "所有结果均已填好；同时突出显示第2步（A）、第3步（B）各自读取与写入的单元。"),
        ("zh", "first", "所有结果均已填好；突出显示第1步读取与写入的单元。"),
    ],
)
def test_what_is_said_to_who_cannot_see(language: str, shown: str, wanted: str) -> None:
    figure = vz.figure(BOOK, lang=language, show=shown)
    assert wanted in figure.alt_text and figure.alt_text.startswith(vz.figure(BOOK, lang=language).alt_text)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(1, 40), st.integers(1, 9))
def test_ranges_and_names_are_unions(steps: list[int], count: int, row: int) -> None:
    if max(steps) >= count:
        with pytest.raises(
            vz.VisualizeError, match=f"^invalid show .*: the steps of this figure go from 0 to {count - 1}$"
        ):
            numbers(steps, count, row, "show")
        return
    wanted = sorted({0, count - 1, *steps, *range(min(steps), max(steps) + 1)})
    words = [*map(str, steps), "first", "last", f"{min(steps)}-{max(steps)}"]
    assert numbers(",".join(words), count, row, "show") == wanted


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"show": "0-4"}, "unsupported show of 5 steps: at most 4 can be told apart in one picture"),
        ({"show": "9"}, "invalid show 9: the steps of this figure go from 0 to 8"),
        ({"show": [9]}, "invalid show 9: the steps of this figure go from 0 to 8"),
        ({"show": "2-1"}, "invalid show 2-1: a range goes upwards, as in 1-2"),
        ({"show": []}, "invalid show none: give at least one"),
        ({"show": "some"}, "invalid show some: give them as 0,last or row-ends"),
        ({"show": 1.5}, "invalid show 1.5: must be a whole number"),
        ({"show": [-1]}, "invalid show -1: must be numbers of steps"),
        ({"show": 0, "steps": 0}, "unsupported steps 0: show draws one still picture"),
        ({"show": 0, "quiz": True}, "unsupported quiz True: show draws one still picture"),
        ({"show": 0, "sheet": True}, "unsupported sheet True: show draws one still picture"),
        ({"show": 0, "poster": 0}, "unsupported poster 0: show draws one still picture"),
    ],
)
def test_what_cannot_be_shown_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(vz.VisualizeError, match=f"^{re.escape(message)}"):
        vz.figure(vz.Conv(5, 3), **options)
