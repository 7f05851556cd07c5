"""Axes and animations of matplotlib, held to the SVG and to the pixels of the film."""

import gc
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import visualize as vz
from tests.decoding import gif_frames
from tests.matplotlib_figures import OTHERS, check_fills, stills
from visualize.renderers import mpl

NUMBERS = {"input": np.arange(9).reshape(3, 3), "kernel": np.arange(4).reshape(2, 2)}


def far(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that differ much."""
    assert one.shape == other.shape
    return float((np.abs(one.astype(int) - other).max(axis=2) > 96).mean())


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
    drawn = vz.figure(vz.Conv(6, 3, stride=2), width=660)
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
        check_fills(frame, svg, most=4)  # as Pillow's palette explains
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
    mpl.pdf(stream, drawn.film, drawn.theme, drawn.recipe, lambda steps: None)
mpl.animation(drawn.film, drawn.theme, [1, 1, 1, 1]).save("a.gif", writer="pillow")
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
