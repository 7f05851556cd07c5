"""matplotlib's PDF, seen by poppler and pypdf, and held to the SVG of the same step."""

import gc
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import check_frame, middles
from tests.matplotlib_figures import INCH, OTHERS, check_fills, pypdf, scaled, stills
from visualize.film import INPUT
from visualize.renderers import mpl
from visualize.style import fonts
from visualize.style.traces import arrow

NUMBERS = {"input": np.arange(9).reshape(3, 3), "kernel": np.arange(4).reshape(2, 2)}
CONVS = [
    (vz.Conv(5, 3, padding=1, stride=2), "isometric", "light"),
    (vz.Conv(5, 3, padding=1, stride=2), "flat", "dark"),
    (vz.Conv(7, 3, dilation=2), "isometric", "dark"),
    (vz.Conv((4, 6), (2, 3), stride=(1, 2), padding=(0, 1)), "flat", "light"),
]


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


@pytest.mark.parametrize("name", ["shades", "transposed"])
def test_fewer_bytes_hold_the_same_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    figure, library = OTHERS[name](), pypdf
    small = write(figure, tmp_path / "small.pdf")
    monkeypatch.setattr("visualize.renderers.mpl.files.compact", lambda document, tags: document)
    plain = write(figure, tmp_path / "plain.pdf")
    assert small.stat().st_size < 0.95 * plain.stat().st_size
    ours, theirs = (library.PdfReader(path, strict=True) for path in (small, plain))
    assert ours.metadata == theirs.metadata and len(ours.pages) == len(theirs.pages) == figure.film.frame_count
    for page, other in zip(ours.pages, theirs.pages, strict=True):
        assert page.mediabox == other.mediabox
        content, plain_content = page.get_contents().get_data(), other.get_contents().get_data()
        marked = content.removeprefix(b"/Figure << /MCID 0 >> BDC\n").rstrip().removesuffix(b"EMC")
        assert marked.split() == plain_content.split()
        assert page.extract_text() == other.extract_text()


@pytest.mark.parametrize(
    ("make", "most"),
    [
        # Poppler moves upright lines to whole pixels, the SVG's renderer does not.
        *((make, 0.009 if name in ("transposed", "shades") else 0.005) for name, make in OTHERS.items()),
        (lambda: vz.figure(vz.Conv(5, 3, padding=1, stride=2)), 0.003),
        (lambda: vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS), 0.009),
        (lambda: vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS, theme="dark", view="isometric"), 0.006),
    ],
)
def test_whole_pages_look_like_the_svg(tmp_path: Path, make: Callable[[], vz.Figure], most: float) -> None:
    """Rules, dashes, hatches, guides and letters: no more differs than two renderers' edges, those of letters most."""
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
        assert "3×3 → 4×4" in text and "3 + 2·1 − 2 + 1 = 4" in text and "kernel 2×2" in text
        assert f"= {output[step]}\n" in text + "\n", (step, text)
        # The weights stand in their grid and again in the cells that they act on, beside strides at arrows.
        weights = 2 * kernel.ravel().tolist()
        arrows = [arrow(figure.film, *ends) for ends in figure.film.frame(step).arrows]
        strides = [int(one.number.text) for one in arrows if one.number]
        every = sorted([*image.ravel().tolist(), *weights, *output[: step + 1], *strides])
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
            face = fonts.Face(*place)
            monkeypatch.setattr(files, "runs", lambda text, given, face=face: [(face, text)])
            found.append(files.font_settings(film.letters, film.font)["pdf.fonttype"])
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
