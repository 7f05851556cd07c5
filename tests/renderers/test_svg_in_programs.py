"""What programs without CSS animation make of an animated SVG: the finished figure, as the PNG has it."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import resvg_py
from PIL import Image, ImageFilter

import visualize as vz
from tests.browsers import by_chromium, served
from tests.conftest import program
from tests.decoding import check_frame, middles

OP = vz.Conv(5, 3, padding=1, stride=2)
FIGURES: dict[str, Callable[[], vz.Figure]] = {
    "isometric": lambda: vz.figure(OP),
    "numbers": lambda: vz.figure(vz.Conv(4, 3), input=np.arange(16).reshape(4, 4), quiz=True),
    "stamps": lambda: vz.figure(vz.ConvTranspose(2, 2), input=np.ones((2, 2)), reading="scatter", theme="dark"),
    "poster": lambda: vz.figure(OP, view="flat", poster=4, progress=True),
}
DIFFERENT = 70  # of 255, after a blur: more than other fonts and smoother edges make of it


def resvg(source: Path, target: Path) -> None:
    target.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=source.read_text())))


def cairosvg(source: Path, target: Path) -> None:
    module = pytest.importorskip("cairosvg", reason="needs CairoSVG: pip install cairosvg")
    module.svg2png(url=str(source), write_to=str(target))


def called(*command: str, package: str) -> Callable[[Path, Path], None]:
    """A program that is given a source and a target."""

    def run(source: Path, target: Path) -> None:
        words = [program(command[0], f"apt-get install {package}"), *command[1:]]
        given = [word.format(source=source, target=target, folder=target.parent) for word in words]
        subprocess.run(given, check=True, capture_output=True, timeout=120)

    return run


def soffice(source: Path, target: Path) -> None:
    called(
        "soffice",
        "--headless",
        "--convert-to",
        "png",
        "--outdir",
        "{folder}/drawn",
        "{source}",
        package="libreoffice-draw",
    )(source, target)
    (target.parent / "drawn" / source.with_suffix(".png").name).rename(target)


PROGRAMS = {
    "resvg": resvg,
    "CairoSVG": cairosvg,
    "librsvg": called("rsvg-convert", "{source}", "-o", "{target}", package="librsvg2-bin"),
    "Inkscape": called("inkscape", "{source}", "-o", "{target}", package="inkscape"),
    "LibreOffice": soffice,
}
HEAVY = ("CairoSVG", "Inkscape", "LibreOffice")


def blurred(image: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """A picture of that size on white, of which the thinnest lines and letters are no longer told apart."""
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return np.array(ground.convert("RGB").resize(size).filter(ImageFilter.BoxBlur(2)), int)


def different(one: Path, other: Path, document: str) -> float:
    """The share of the pixels around the cells that differ between two pictures of one document."""
    with Image.open(one) as a, Image.open(other) as b:
        assert max(abs(np.subtract(a.size, b.size))) <= 1
        far = np.abs(blurred(a, b.size) - blurred(b, b.size)).max(axis=-1) > DIFFERENT
    xs, ys = np.transpose(list(middles(document).values()))
    return float(far[ys.min() - 15 : ys.max() + 15, xs.min() - 15 : xs.max() + 15].mean())


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.programs if name in HEAVY else ()) for name in PROGRAMS]
)
def test_a_reader_without_animation_shows_the_finished_figure(tmp_path: Path, name: str, figure: str) -> None:
    FIGURES[figure]().save(tmp_path / "a.svg", tmp_path / "a.png")
    PROGRAMS[name](tmp_path / "a.svg", tmp_path / "seen.png")
    assert different(tmp_path / "seen.png", tmp_path / "a.png", (tmp_path / "a.svg").read_text()) < 0.01


@pytest.mark.parametrize("name", FIGURES)
def test_a_browser_without_css_shows_the_finished_figure(browser: Any, tmp_path: Path, name: str) -> None:
    """The attributes alone, and nothing that they hide."""
    figure = FIGURES[name]()
    figure.save(tmp_path / "a.svg", tmp_path / "a.png")
    document = (tmp_path / "a.svg").read_text()
    (tmp_path / "bare.svg").write_text(re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL))
    image = by_chromium(browser, (tmp_path / "bare.svg").as_uri(), (figure.film.width, figure.film.height), [0])[0]
    Image.fromarray(image).save(tmp_path / "seen.png")
    assert different(tmp_path / "seen.png", tmp_path / "a.png", document) < 0.0001


@pytest.mark.parametrize("figure", FIGURES)
def test_what_is_hidden_is_hidden_by_display(tmp_path: Path, figure: str) -> None:
    FIGURES[figure]().save(tmp_path / "a.svg")
    document = ElementTree.parse(tmp_path / "a.svg")
    assert not [one for one in document.iter() if one.get("visibility") or one.get("opacity")]
    assert [one for one in document.iter() if one.get("display") == "none"]


def test_the_usual_figure_is_small(tmp_path: Path) -> None:
    vz.figure(OP).save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size <= 20_000


@pytest.mark.programs
def test_svgo_leaves_all_steps_and_fragments(browser: Any, tmp_path: Path) -> None:
    vz.figure(OP, seconds=0.5).save(tmp_path / "a.svg", tmp_path / "a.png")
    document = (tmp_path / "a.svg").read_text()
    subprocess.run([program("svgo", "npm install svgo"), "a.svg", "-o", "b.svg"], cwd=tmp_path, check=True)
    size = vz.figure(OP).film.width, vz.figure(OP).film.height
    with served(tmp_path) as address:
        for step in range(9):
            image = by_chromium(browser, f"{address}/b.svg#step{step}", size, [0.1])[0]
            check_frame(OP, "light", step, image, middles(document))
    resvg(tmp_path / "b.svg", tmp_path / "seen.png")
    assert different(tmp_path / "seen.png", tmp_path / "a.png", document) < 0.01


@pytest.mark.programs
def test_latex_shows_the_finished_figure_and_its_minus(tmp_path: Path) -> None:
    """By the lines that `embed` prints."""
    program("inkscape")
    vz.figure(OP).save(tmp_path / "conv.svg", tmp_path / "a.png")
    command = [sys.executable, "-m", "visualize", "embed", "conv.svg", "--for", "latex"]
    preamble, line = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    paper = r"\documentclass{article}\usepackage[margin=1cm]{geometry}\pagestyle{empty}"
    (tmp_path / "a.tex").write_text(f"{paper}\n{preamble}\n\\begin{{document}}\n{line}\n\\end{{document}}\n")
    latex = [program("pdflatex"), "-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    subprocess.run(latex, cwd=tmp_path, check=True, capture_output=True, timeout=200)
    text = subprocess.run(
        [program("pdftotext"), "a.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "(5 + 2·1 − 3) / 2 + 1 = 3" in text.stdout
    subprocess.run([program("pdftoppm"), "-r", "200", "-png", "-singlefile", "a.pdf", "page"], cwd=tmp_path, check=True)
    with Image.open(tmp_path / "page.png") as page, Image.open(tmp_path / "a.png") as still:
        box = tuple(np.flatnonzero((np.array(page.convert("L")) < 250).any(axis=axis))[[0, -1]] for axis in (0, 1))
        ink = tuple(np.flatnonzero((np.array(still.convert("L")) < 250).any(axis=axis))[[0, -1]] for axis in (0, 1))
        found = page.crop((box[0][0], box[1][0], box[0][1] + 1, box[1][1] + 1))
        wanted = still.crop((ink[0][0], ink[1][0], ink[0][1] + 1, ink[1][1] + 1))
        far = np.abs(blurred(found, wanted.size) - blurred(wanted, wanted.size)).max(axis=-1) > 100
    assert far.mean() < 0.01
