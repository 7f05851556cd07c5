"""Figures for coloured slides: nothing behind them, or the slide's colour. Files are decoded by other libraries."""

import io
import random
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import resvg_py
from PIL import Image, ImageDraw, ImageFilter, ImageSequence

import visualize as vz
from tests.command_line import run
from tests.conftest import program
from visualize.choices import THEMES
from visualize.film import Tensor
from visualize.style.colours import contrast
from visualize.style.themes import theme

FIGURES: dict[str, tuple[vz.Conv, dict[str, Any]]] = {
    "isometric": (vz.Conv(6, 3, padding=1, stride=2), {}),
    "dark": (vz.Conv(6, 3, padding=1, stride=2), {"theme": "dark"}),
    "flat": (vz.Conv(4, 2), {"view": "flat"}),
    "d2l": (vz.Conv(4, 2), {"view": "flat", "theme": "d2l"}),  # whose input cells have the colour of its ground
    "numbers": (vz.Conv(3, 2, padding=1), {"input": np.arange(9).reshape(3, 3), "theme": "dark"}),
}
BACKGROUNDS = ("#ffffff", "#000000", "#0b2f6b", "#ffe9b0")


def figure(name: str, **more: Any) -> vz.Figure:
    op, options = FIGURES[name]
    return vz.figure(op, **{"poster": 1, **options, **more})


def decoded(path: Path) -> Image.Image:
    data = path.read_bytes()
    if path.suffix == ".svg":
        data = bytes(resvg_py.svg_to_bytes(svg_string=data.decode()))
    return Image.open(io.BytesIO(data)).convert("RGBA")


def on(image: Image.Image, colour: str) -> np.ndarray:
    """The image on a slide of that colour."""
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, colour), image).convert("RGB")).astype(int)


def planes(drawn: vz.Figure, by: int) -> np.ndarray:
    """The pixels of the planes, so many more or less at their edges."""
    image = Image.new("L", (drawn.film.width, drawn.film.height))
    for place in drawn.film.placements.values():
        ImageDraw.Draw(image).polygon([tuple(at) for at in place.polygon(0, 0, *place.shape)], fill=255)
    size = 2 * abs(by) + 1
    return np.asarray(image.filter(ImageFilter.MaxFilter(size) if by > 0 else ImageFilter.MinFilter(size))) > 0


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("suffix", (".png", ".svg"))
def test_on_the_colour_of_the_theme_it_is_the_figure_with_a_ground(name: str, suffix: str, tmp_path: Path) -> None:
    bare, grounded = figure(name, ground="none"), figure(name)
    bare.save(tmp_path / f"bare{suffix}")
    grounded.save(tmp_path / f"grounded{suffix}")
    ours, theirs = decoded(tmp_path / f"bare{suffix}"), decoded(tmp_path / f"grounded{suffix}")
    apart = np.abs(on(ours, bare.theme.ground) - on(theirs, "#ff00ff")).max(axis=2)
    # Near the edges of planes there is no hair of ground, and numbers of arrows have no plate.
    assert apart[~planes(bare, 14)].max() <= 2
    # In the planes hairs have other corners, and a palette has other blends of lines that cross.
    inside = apart[planes(bare, -3)]
    assert inside.max() <= 80 and (inside > 2).mean() < 0.01


@pytest.mark.parametrize("name", FIGURES)
def test_translucent_pixels_have_the_colours_of_inks_without_a_fringe(name: str, tmp_path: Path) -> None:
    bare = figure(name, ground="none")
    bare.save(tmp_path / "bare.png")
    pixels = np.asarray(decoded(tmp_path / "bare.png"))
    alpha = pixels[..., 3]
    assert (alpha[0] == 0).all() and (alpha == 0).mean() > 0.2
    assert (alpha[planes(bare, -3)] == 255).all()
    assert ((alpha > 0) & (alpha < 255)).sum() > 300
    chosen = bare.theme
    rules = {look.rule for look in chosen.looks.values()}
    inks = {chosen.window, *rules, *(chosen.voice(voice) for voice in ("text", "quiet", *Tensor))}
    allowed = {tuple(bytes.fromhex(ink[1:])) for ink in inks}
    lines = pixels[(alpha > 0) & (alpha < 255) & ~planes(bare, 2)]
    assert {tuple(pixel[:3]) for pixel in lines.tolist()} <= allowed


@pytest.mark.parametrize("name", ("flat", "dark"))
@pytest.mark.parametrize("suffix", (".apng", ".webp"))
def test_every_frame_is_clear_where_its_picture_is(name: str, suffix: str, tmp_path: Path) -> None:
    bare = figure(name, ground="none", poster=None)
    bare.save(tmp_path / f"bare{suffix}", tmp_path / "{n}.png")
    with Image.open(tmp_path / f"bare{suffix}") as image:
        frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(image)]
    assert len(frames) == bare.film.frame_count
    for index, (frame, array) in enumerate(zip(frames, bare.frames(), strict=True)):
        still = decoded(tmp_path / f"{index}.png")
        assert np.array_equal(np.asarray(still), array)
        for colour in BACKGROUNDS:
            assert np.abs(on(frame, colour) - on(still, colour)).max() <= 1, (index, colour)


def test_slides_have_no_background_and_a_translucent_pyramid(tmp_path: Path) -> None:
    for ground, count in (("none", 0), (None, 1)):
        figure("isometric", ground=ground).save(tmp_path / "deck.pptx")
        with zipfile.ZipFile(tmp_path / "deck.pptx") as deck:
            slides = [deck.read(name).decode() for name in deck.namelist() if re.match(r"ppt/slides/slide\d", name)]
        assert slides and all(slide.count("<p:bg>") == count for slide in slides)
        assert all(("<a:alpha" in slide) == (ground == "none") for slide in slides)


def test_a_pdf_paints_no_page(tmp_path: Path) -> None:
    figure("isometric", ground="none").save(tmp_path / "bare.pdf")
    command = [program("pdftocairo"), "-png", "-transp", "-singlefile", "-r", "96", "bare.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    alpha = np.asarray(decoded(tmp_path / "page.png"))[..., 3]
    assert (alpha == 0).mean() > 0.3 and (abs(alpha.astype(int) - 36) <= 1).sum() > 200  # the page, the pyramid


@pytest.mark.parametrize(
    ("words", "told"),
    (
        (
            ["-o", "a.svg", "-o", "a.gif"],
            "unsupported ground none: .gif has no half-transparent pixels; use one of",
        ),
        (["-o", "a.mp4"], "unsupported ground none: .mp4 has no half-transparent"),
        (["-o", "a.pptx", "--pptx", "media"], "unsupported ground none: .gif has no half-transparent"),
    ),
)
def test_formats_without_translucent_pixels_are_refused(words: list[str], told: str, tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "3", "--ground", "none", *words)
    assert result.returncode == 2 and result.stderr.startswith(f"visualize: {told}"), result.stderr
    assert not list(tmp_path.iterdir())


def test_unless_told_a_figure_without_ground_is_an_svg(tmp_path: Path) -> None:
    assert run(tmp_path, "--k", "3", "--ground", "none").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["conv_i5_k3_p0_s1.svg"]


def test_a_slides_own_colour_is_the_ground_of_a_gif(tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "3", "--ground", "0B2F6B", "--theme", "dark", "-o", "a.gif", "-o", "a.svg")
    assert result.returncode == 0, result.stderr
    for name in ("a.gif", "a.svg"):
        assert decoded(tmp_path / name).getpixel((0, 0)) == (11, 47, 107, 255)


@pytest.mark.parametrize("word", ("navy", "#12345", "0b2f6g", "", "none,"))
def test_other_grounds_are_refused(word: str, tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "3", "--ground", word)
    assert result.returncode == 2 and result.stderr.startswith("visualize: invalid ground"), result.stderr


def test_on_any_ground_words_are_legible_and_windows_seen() -> None:
    generator, refused = random.Random(1), 0
    for _ in range(400):
        ground = f"#{generator.randrange(1 << 24):06x}"
        for name in THEMES:
            try:
                chosen = theme(name, ground)
            except vz.VisualizeError as error:
                refused += 1
                other = str(error).rpartition(" ")[2]
                assert theme(other, ground).page == ground
                continue
            assert contrast(chosen.window, ground) >= 1.7
            for voice in ("text", "quiet", *Tensor):
                assert contrast(chosen.voice(voice), ground) >= 4.5, (name, ground, voice)  # type: ignore[arg-type]
    assert 100 < refused < 1200
