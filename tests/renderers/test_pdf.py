"""matplotlib's PDF, Axes and animation, seen by poppler, pypdf and Pillow, and held to the SVG of the same step."""

import gc
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import SVG, check_frame, colour, gif_frames, middles
from visualize.figure import stack_figure
from visualize.film import INPUT
from visualize.renderers import mpl
from visualize.style import fonts

pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install pypdf")

INCH = 96  # pixels of a film
NUMBERS = {"input": np.arange(9).reshape(3, 3), "kernel": np.arange(4).reshape(2, 2)}
CONVS = [
    (vz.Conv(5, 3, padding=1, stride=2), "isometric", "light"),
    (vz.Conv(5, 3, padding=1, stride=2), "flat", "dark"),
    (vz.Conv(7, 3, dilation=2), "isometric", "dark"),
    (vz.Conv((4, 6), (2, 3), stride=(1, 2), padding=(0, 1)), "flat", "light"),
]
OTHERS: dict[str, Callable[[], vz.Figure]] = {
    "unread": lambda: vz.figure(vz.Conv(6, 3, stride=2)),
    "transposed": lambda: vz.figure(vz.ConvTranspose(3, 3, stride=2, padding=1), view="flat"),
    "stamped": lambda: vz.figure(vz.ConvTranspose(3, 3, stride=2, padding=1), reading="scatter", theme="dumoulin"),
    "stack": lambda: stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)]),
    "shades": lambda: vz.figure(vz.Conv(6, 3), input=np.arange(36).reshape(6, 6) - 9, color_by="value", cell=12),
    "repeated": lambda: vz.figure(vz.Conv(4, 3, padding=1, padding_mode="reflect")),
    "dropped": lambda: vz.figure(vz.MaxPool(3, 2, stride=2, padding=1, ceil_mode=True)),
    "taps": lambda: vz.figure(vz.Conv(4, 3, padding=1), color_by="tap", theme="d2l"),
}


def write(figure: vz.Figure, path: Path) -> Path:
    with path.open("wb") as stream:
        mpl.pdf(stream, figure.film, figure.theme, figure.recipe, lambda steps: None)
    return path


def pages(path: Path, resolution: int, *steps: int) -> list[np.ndarray]:
    """Every page as poppler draws it, or from one step to another."""
    prefix = path.with_suffix("")
    chosen = [f"-{flag} {step + 1}" for flag, step in zip("fl", steps, strict=False)]
    options = ["-r", str(resolution), *" ".join(chosen).split()]
    subprocess.run([program("pdftoppm"), *options, str(path), str(prefix)], check=True)
    return [np.array(Image.open(page)) for page in sorted(path.parent.glob(f"{prefix.name}-*.ppm"))]


def stills(figure: vz.Figure, folder: Path) -> list[str]:
    figure.save(folder / "still-{n:03}.svg")
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("still-*.svg"))]


def scaled(where: dict[str, tuple[int, int]], factor: float) -> dict[str, tuple[int, int]]:
    return {cell: (int((x + 0.5) * factor), int((y + 0.5) * factor)) for cell, (x, y) in where.items()}


def fills(svg: str) -> dict[str, tuple[int, int, int]]:
    """What colour every cell of a still SVG is."""
    parts = [(group, cell) for group in ElementTree.fromstring(svg).iter(SVG + "g") for cell in group]
    found = {cell.get("data-cell"): colour(group.get("fill")) for group, cell in parts if cell.get("data-cell")}
    assert len({*found.values()}) > 2, "too few colours to tell anything"
    return found


def check_fills(image: np.ndarray, svg: str, factor: float = 1.0, corner: tuple[int, int] = (0, 0)) -> None:
    where, wanted = scaled(middles(svg), factor), fills(svg)
    assert set(where) == set(wanted)
    for cell, (x, y) in where.items():
        assert tuple(image[y + corner[1], x + corner[0], :3].tolist()) == wanted[cell], (cell, x, y)


@pytest.mark.parametrize(("op", "view", "theme"), CONVS)
def test_every_cell_of_every_page_has_the_colour_that_loops_say(
    tmp_path: Path, op: vz.Conv, view: str, theme: str
) -> None:
    figure = vz.figure(op, view=view, theme=theme)
    images = pages(write(figure, tmp_path / "a.pdf"), 150)
    where = scaled(middles(stills(figure, tmp_path)[0]), 150 / INCH)
    assert len(images) == op.output_size[0] * op.output_size[1]
    for step, image in enumerate(images):
        check_frame(op, theme, step, image, where)


@pytest.mark.parametrize("name", OTHERS)
def test_every_cell_of_every_page_is_as_in_the_svg(tmp_path: Path, name: str) -> None:
    figure = OTHERS[name]()
    images, svgs = pages(write(figure, tmp_path / "a.pdf"), 150), stills(figure, tmp_path)
    assert len(images) == len(svgs) == figure.film.frame_count
    for image, svg in zip(images, svgs, strict=True):
        check_fills(image, svg, 150 / INCH)


@pytest.mark.parametrize(
    ("make", "most"),
    [
        # Poppler moves upright lines to whole pixels, the SVG's renderer does not.
        *((make, 0.009 if name in ("transposed", "shades") else 0.0015) for name, make in OTHERS.items()),
        (lambda: vz.figure(vz.Conv(5, 3, padding=1, stride=2)), 0.0015),
        (lambda: vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS), 0.009),
        (lambda: vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS, theme="dark", view="isometric"), 0.004),
    ],
)
def test_whole_pages_look_like_the_svg(tmp_path: Path, make: Callable[[], vz.Figure], most: float) -> None:
    """Rules, dashes, hatches, guides and letters: no more differs than two renderers' edges."""
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    figure = make()
    step = figure.film.frame_count // 2
    image = pages(write(figure, tmp_path / "a.pdf"), 2 * INCH, step, step)[0]
    drawn = decoded(resvg.svg_to_bytes(svg_string=stills(figure, tmp_path)[step], width=2 * figure.film.width))
    assert far(image, drawn) < most


def far(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that differ much."""
    assert one.shape == other.shape
    return float((np.abs(one.astype(int) - other).max(axis=2) > 96).mean())


def test_far_sees_a_lost_rule_and_a_moved_text() -> None:
    image = np.full((300, 300, 3), 255, np.uint8)
    lined = image.copy()
    lined[:, 150:153] = 0
    assert far(image, lined) > 0.009
    assert far(image, image) == 0


@pytest.mark.parametrize("view", ["isometric", "flat"])
def test_dashes_lie_where_those_of_the_svg_lie(tmp_path: Path, view: str) -> None:
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    figure = vz.figure(vz.Conv(3, 3, padding=1), view=view)
    image = pages(write(figure, tmp_path / "a.pdf"), 4 * INCH, 0, 0)[0]
    data = resvg.svg_to_bytes(svg_string=stills(figure, tmp_path)[0], width=4 * figure.film.width)
    place = figure.film.placements[INPUT]
    rows, columns = place.shape
    for ends in ((rows, 0), (rows, columns)), ((0, columns), (rows, columns)):
        here, there = (along(one, *(place.corner(*end) for end in ends)) for one in (image, decoded(data)))
        assert (here != there).mean() < 0.03
        assert (np.diff(here.astype(int)) == 1).sum() > 2 * columns  # dashes, and more than one to an edge


def decoded(data: Any) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(bytes(data))).convert("RGB"))


def along(image: np.ndarray, start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """Whether a line of the film at four times its size is on something drawn, point by point."""
    x, y = (4 * np.linspace(a, b, 2000) for a, b in zip(start, end, strict=True))
    return image[y.astype(int), x.astype(int)].sum(axis=1) < 600


def test_pypdf_reads_pages_sizes_and_words(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS)
    told: list[int] = []
    with (tmp_path / "a.pdf").open("wb") as stream:
        mpl.pdf(stream, figure.film, figure.theme, figure.recipe, told.append)
    reader = pypdf.PdfReader(tmp_path / "a.pdf")
    assert len(reader.pages) == 16 and told == [1] * 16
    for page in reader.pages:
        assert page.mediabox.left == page.mediabox.bottom == 0
        assert float(page.mediabox.right) == 0.75 * figure.film.width
        assert float(page.mediabox.top) == 0.75 * figure.film.height
    words = reader.metadata
    assert (words.title, words.subject, words.creator) == (figure.film.title, figure.alt_text, figure.recipe)
    assert words.creation_date is None and words.modification_date is None


def test_pypdf_reads_captions_numbers_and_lines(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS)
    reader = pypdf.PdfReader(write(figure, tmp_path / "a.pdf"))
    image, kernel = np.pad(NUMBERS["input"], 1), NUMBERS["kernel"]
    output = [int((image[at // 4 :, at % 4 :][:2, :2] * kernel).sum()) for at in range(16)]
    for step, page in enumerate(reader.pages):
        text = page.extract_text()
        assert "3×3 → 4×4" in text and "(3 + 2·1 − 2) / 1 + 1 = 4" in text and "kernel 2×2" in text
        assert f"= {output[step]}\n" in text + "\n", (step, text)
        every = sorted([*image.ravel().tolist(), *kernel.ravel().tolist(), *output[: step + 1]])
        written = [int(word) for line in text.split("\n") for word in line.split() if is_row(line)]
        assert sorted(written) == every, step


def is_row(line: str) -> bool:
    """Whether a line holds numbers of cells only."""
    return bool(line) and all(word.isdigit() for word in line.split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fonts_are_embedded_and_chinese_is_text(tmp_path: Path, lang: str) -> None:
    if lang == "zh" and fonts.chinese_font() is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    figure = vz.figure(vz.Conv(3, 2), **NUMBERS, lang=lang)
    path = write(figure, tmp_path / "a.pdf")
    text = pypdf.PdfReader(path).pages[0].extract_text()
    assert all(label.text in text for label in figure.film.labels), text
    listed = subprocess.run([program("pdffonts"), str(path)], capture_output=True, text=True, check=True).stdout
    rows = listed.splitlines()[2:]
    assert any("DejaVuSans" in row for row in rows)
    assert all("DejaVuSans" in row for row in rows) == (lang == "en")
    assert all(row.split()[-5:-2] == ["yes"] * 3 for row in rows), listed  # embedded, a subset, knows its letters


def test_fonts_with_postscript_outlines_become_procedures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They cannot be embedded as TrueType; a font's first four bytes tell, behind a collection's table too."""
    from visualize.renderers.mpl import files

    outlines = {}
    for name, start in {"true": b"\0\1\0\0", "post": b"OTTO"}.items():
        (tmp_path / f"{name}.otf").write_bytes(start + bytes(20))
        table = b"ttcf" + bytes(4) + (2).to_bytes(4, "big") + (20).to_bytes(4, "big") + (24).to_bytes(4, "big")
        (tmp_path / f"{name}.otc").write_bytes(table + b"\0\1\0\0" + start)
        outlines[name] = [(str(tmp_path / f"{name}.otf"), 0), *((str(tmp_path / f"{name}.otc"), at) for at in (0, 1))]
    film = vz.figure(vz.Conv(3, 2), view="flat", lang="zh").film
    found = []
    for places in outlines.values():
        for place in places:
            monkeypatch.setattr(files, "chinese_font", lambda given, place=place: place)
            found.append(files._kind_of_fonts(film)["pdf.fonttype"])
    assert found == [42, 42, 42, 3, 42, 3]


def test_the_same_bytes_every_time_whatever_the_settings(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS)
    first = write(figure, tmp_path / "a.pdf").read_bytes()
    loud: dict[Any, Any] = {
        "pdf.fonttype": 3,
        "pdf.compression": 0,
        "lines.scale_dashes": False,
        "savefig.bbox": "tight",
        "figure.dpi": 300,
        "font.family": "serif",
        "figure.facecolor": "red",
        "figure.constrained_layout.use": True,
        "text.usetex": True,
    }
    with rc_context(loud):
        second = write(figure, tmp_path / "b.pdf").read_bytes()
    third = write(vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS), tmp_path / "c.pdf").read_bytes()
    assert first == third
    assert first == second


def test_a_page_that_fails_leaves_no_open_file_and_no_settings(tmp_path: Path) -> None:
    from matplotlib import rcParams

    before = dict(rcParams)
    figure = vz.figure(vz.Conv(3, 2))

    def stop(steps: int) -> None:
        raise KeyboardInterrupt

    with (tmp_path / "a.pdf").open("wb") as stream, pytest.raises(KeyboardInterrupt):
        mpl.pdf(stream, figure.film, figure.theme, "", stop)
    gc.collect()  # an open file would warn, and warnings are errors
    (tmp_path / "a.pdf").unlink()
    assert dict(rcParams) == before


def agg(figure: Figure) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


@pytest.mark.parametrize(("name", "factor"), [("transposed", 0.6), ("unread", 1), ("stack", 1.5), ("shades", 2.5)])
def test_a_subplot_of_another_size_has_the_same_cells(tmp_path: Path, name: str, factor: float) -> None:
    drawn = OTHERS[name]()
    width, height = drawn.film.width * factor, drawn.film.height * factor
    # The left half of the figure is someone else's; the film stands in the middle of a higher right half.
    figure = Figure(figsize=(2 * width / 80, (height + 100) / 80), dpi=80, facecolor="#123456")
    axes = figure.add_axes((0.5, 0, 0.5, 1))
    mpl.draw(axes, drawn.film, drawn.theme, 2)
    image = agg(figure)
    assert image.shape[1] == int(2 * width + 1e-6)
    check_fills(image, stills(drawn, tmp_path)[2], factor, (image.shape[1] // 2, 50))
    assert image[25, image.shape[1] * 3 // 4, :3].tolist() == [0x12, 0x34, 0x56]


def test_lines_and_letters_are_in_proportion() -> None:
    """A figure of half the inches, or half the dots to an inch, is the large one seen from afar."""
    drawn = vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS)
    film, images = drawn.film, []
    for inches, dpi in ((1.0, 400), (0.5, 400), (1.0, 200)):
        figure = Figure(figsize=(film.width / 100 * inches, film.height / 100 * inches), dpi=dpi)
        mpl.draw(figure.add_axes((0, 0, 1, 1)), film, drawn.theme, 5)
        images.append(agg(figure)[:, :, :3])
    small = np.array(Image.fromarray(images[0]).resize((2 * film.width, 2 * film.height), Image.Resampling.BOX))
    assert far(images[1], small) < 0.009
    assert far(images[2], small) < 0.009


def alone(drawn: vz.Figure, step: int) -> np.ndarray:
    figure = Figure(figsize=(drawn.film.width / 100, drawn.film.height / 100), dpi=100)
    mpl.draw(figure.add_axes((0, 0, 1, 1)), drawn.film, drawn.theme, step)
    return agg(figure)


def test_a_subfigure_wider_than_the_film() -> None:
    """It is the height that counts."""
    drawn = OTHERS["unread"]()
    width, height = drawn.film.width, drawn.film.height
    whole = Figure(figsize=(4 * width / 100, 2 * height / 100), dpi=100)
    mpl.draw(whole.subfigures(2, 2)[1, 1].add_axes((0, 0, 1, 1)), drawn.film, drawn.theme, 1)
    assert width % 2 == 0
    assert far(agg(whole)[height:, 5 * width // 2 : 7 * width // 2], alone(drawn, 1)) < 0.001


def test_another_film_after_the_first_was_drawn() -> None:
    """The shape that the first one gave the Axes does not stay."""
    first, then = OTHERS["transposed"](), OTHERS["stack"]()
    figure = Figure(figsize=(then.film.width / 100, then.film.height / 100), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    artists = mpl.draw(axes, first.film, first.theme, 1)
    agg(figure)
    for artist in artists:
        artist.remove()
    mpl.draw(axes, then.film, then.theme, 1)
    assert far(agg(figure), alone(then, 1)) < 0.001


def test_what_is_nearer_lies_above_letters_and_below_the_users_lines() -> None:
    drawn = vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS, view="isometric")
    axes = Figure().add_subplot()
    (line,) = axes.plot([0, 100], [0, 100])
    artists = mpl.draw(axes, drawn.film, drawn.theme, 3)
    assert len({artist.get_zorder() for artist in artists}) == 1 and artists[0].get_zorder() < line.get_zorder()
    assert [child for child in axes.get_children() if child in artists] == artists


def test_what_draw_adds_can_be_taken_away_again() -> None:
    drawn = OTHERS["taps"]()
    axes = Figure().add_subplot()
    before = axes.get_children()
    artists = mpl.draw(axes, drawn.film, drawn.theme, 3)
    assert len(artists) < 100
    assert set(axes.get_children()) == {*before, *artists}
    for artist in artists:
        artist.remove()
    assert axes.get_children() == before


@pytest.mark.parametrize("step", [-1, 4])
def test_a_step_that_is_none_is_refused(step: int) -> None:
    drawn = OTHERS["unread"]()
    with pytest.raises(vz.VisualizeError, match="invalid step"):
        mpl.draw(Figure().add_subplot(), drawn.film, drawn.theme, step)


def test_dollars_are_no_mathematics() -> None:
    drawn = vz.figure(vz.Conv(3, 2), title="from $5 to $7", view="flat")
    artists = mpl.draw(Figure().add_subplot(), drawn.film, drawn.theme, 0)
    texts = [artist for artist in artists if hasattr(artist, "get_parse_math")]
    assert any(text.get_text() == "from $5 to $7" for text in texts)
    assert not any(text.get_parse_math() for text in texts)


@pytest.mark.parametrize("name", ["unread", "transposed"])
def test_a_saved_animation_shows_every_step(tmp_path: Path, name: str) -> None:
    drawn = OTHERS[name]()
    count = drawn.film.frame_count
    animation = mpl.animation(drawn.film, drawn.theme, [0.5] * (count - 1) + [2.0])
    animation.save(tmp_path / "a.gif", writer=PillowWriter(fps=2))
    frames = gif_frames(tmp_path / "a.gif")
    assert frames[0].shape == (drawn.film.height, drawn.film.width, 3)
    assert len(frames) == count  # Pillow joins equal frames
    for frame, svg in zip(frames, stills(drawn, tmp_path), strict=True):
        where, wanted = middles(svg), fills(svg)
        off = [np.abs(frame[where[cell][::-1]].astype(int) - fill).max() for cell, fill in wanted.items()]
        assert max(off) <= 4, "more than Pillow's palette explains"
    with Image.open(tmp_path / "a.gif") as image:
        image.seek(count - 1)
        assert image.info["duration"] == 2000
    del animation
    gc.collect()


def test_an_animation_has_the_films_pixels_where_the_inches_round_down(tmp_path: Path) -> None:
    drawn = OTHERS["unread"]()
    awkward = next(size for size in range(drawn.film.height, 2000) if size / 100 * 100 < size)
    film = drawn.film._replace(width=awkward, height=awkward)
    mpl.animation(film, drawn.theme, [1, 1, 1, 1]).save(tmp_path / "a.gif", writer="pillow")
    assert gif_frames(tmp_path / "a.gif")[0].shape == (awkward, awkward, 3)


def test_an_animation_on_a_given_figure_in_a_page() -> None:
    drawn = OTHERS["unread"]()
    given = Figure(figsize=(3, 3))
    page = mpl.animation(drawn.film, drawn.theme, [1, 1, 1, 1], given).to_jshtml()
    assert page.count("data:image/png;base64") == drawn.film.frame_count
    assert len(given.axes) == 1


def test_nothing_imports_pyplot(tmp_path: Path) -> None:
    code = """
import sys
import visualize as vz
from visualize.renderers import mpl
assert "matplotlib" not in sys.modules
drawn = vz.figure(vz.Conv(3, 2))
with open("a.pdf", "wb") as stream:
    plot.pdf(stream, drawn.film, drawn.theme, drawn.recipe, lambda steps: None)
plot.animation(drawn.film, drawn.theme, [1, 1, 1, 1]).save("a.gif", writer="pillow")
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
