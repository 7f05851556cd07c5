"""Channels, groups and stamps in every format, read by foreign programs: the numbers are there and add up."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.decoding import gif_frames
from tests.matplotlib_figures import pypdf
from tests.moving_pictures import by_ffmpeg, by_pillow, check_video, even
from tests.slides import library, shapes_in
from tests.story.test_stamps import added

LAYERS = {
    "channels": vz.Conv(3, 2, in_channels=3, out_channels=2),
    "groups": vz.Conv(3, 2, in_channels=4, out_channels=4, groups=2),
    "depthwise": vz.Conv(3, 2, in_channels=3, out_channels=3, groups=3),
    "elided": vz.Conv(3, 2, in_channels=20, out_channels=8, groups=2),
}
STAMPED = {"stamps": vz.ConvTranspose(2, 2), "stamps, elided": vz.ConvTranspose((3, 2), 3)}
ALL = [*LAYERS, *STAMPED]
BIAS = 3


def numbers(op: Any) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    x = random.integers(-4, 10, op.input_shape)
    return x, random.integers(-3, 4, op.weight_axes + op.kernel_size if op.weight_axes else op.kernel_size)


def figure_of(name: str, **options: Any) -> vz.Figure:
    if name in LAYERS:
        x, w = numbers(LAYERS[name])
        return vz.figure(LAYERS[name], input=x, kernel=w, bias=BIAS, order="filter", **options)
    x, w = numbers(STAMPED[name])
    return vz.figure(STAMPED[name], input=x, kernel=w, bias=BIAS, reading="scatter", parts=True, **options)


def steps(name: str) -> Iterator[tuple[list[int], int]]:
    """Of each step the partial sums of the channels that the filter reads, one after another, and the result."""
    op, (x, w) = LAYERS[name], numbers(LAYERS[name])
    drawn = range(op.out_channels) if op.out_channels <= 4 else (0, 1, op.out_channels - 1)
    ratio, filters = op.in_channels // op.groups, op.out_channels // op.groups
    for filter in drawn:
        for row, column in np.ndindex(2, 2):
            read = range(filter // filters * ratio, (filter // filters + 1) * ratio)
            windows = [x[channel, row : row + 2, column : column + 2] for channel in read]
            sums = [int((window * w[filter, at]).sum()) for at, window in enumerate(windows)]
            yield sums, sum(sums) + BIAS


def shown(name: str, sums: list[int], filter: int) -> list[int]:
    """The partial sums that are drawn: of twenty channels the first two, the others' sum, the last."""
    if name != "elided":
        return sums
    return [sums[0], sums[1], sum(sums[2:])] if filter < 4 else [sum(sums[:-1]), sums[-1]]


def written(text: str) -> int:
    return int(text.replace("−", "-"))


def slide_texts(slide: Any) -> dict[str, str]:
    """The texts of all cells, each of which has a name of its own, and the equation."""
    found = [shape for shape in shapes_in(slide.shapes) if re.fullmatch(r"\S+ [\d,]*\d,\d+|equation", shape.name)]
    found = [shape for shape in found if shape.has_text_frame]
    named = {shape.name: shape.text_frame.text for shape in found}
    assert len(named) == len(found)
    return named


@pytest.mark.parametrize("name", LAYERS)
def test_slides_add_up(name: str, tmp_path: Path) -> None:
    figure_of(name).save(tmp_path / "a.pptx")
    slides = library().Presentation(str(tmp_path / "a.pptx")).slides
    wanted = list(steps(name))
    assert len(slides) == len(wanted)
    for at, (slide, (sums, result)) in enumerate(zip(slides, wanted, strict=True)):
        found = slide_texts(slide)
        filters = sorted(int(key.split()[1].split(",")[0]) for key in found if key.startswith("output-name "))
        parts = [written(text) for key, text in found.items() if key.startswith("partial-sum ") and text]
        assert parts == [*shown(name, sums, filters[at // 4]), BIAS] and sum(parts) == result
        place = ",".join(map(str, (filters[at // 4], *divmod(at % 4, 2))))
        assert written(found[f"output {place}"]) == result
        assert found["equation"].endswith(f"= {result}".replace("-", "−"))


@pytest.mark.parametrize("name", LAYERS)
def test_pages_have_the_numbers(name: str, tmp_path: Path) -> None:
    """By pypdf: the partial sums of the first and the last step, its equation, the names of channels and filters."""
    every = list(steps(name))
    wanted, channel = [every[0], every[-1]], LAYERS[name].in_channels - 1
    figure_of(name, steps="first,last").save(tmp_path / "a.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) == len(wanted)
    for filter, page, (sums, result) in zip((0, 7), pages, wanted, strict=True):
        words = page.replace("−", "-").split()
        drawn = [*shown(name, sums, filter), BIAS, result]
        assert all(words.count(str(number)) >= drawn.count(number) for number in drawn), (drawn, page)
        assert f"input {channel}" in page and "filter 0" in page and "output 1" in page


@pytest.mark.parametrize("name", LAYERS)
def test_tiles_of_a_sheet_add_up(name: str) -> None:
    found: dict[int, dict[str, str]] = {}
    for element in ElementTree.fromstring(figure_of(name, sheet=True).encoded(".svg").decode()).iter():
        match = re.fullmatch(r"(partial-sum|output)-(\d+)/(.*)", element.get("data-text") or "")
        if match:
            found.setdefault(int(match[2]), {})[f"{match[1]}/{match[3]}"] = element.text or ""
    assert list(found) == list(range(len(list(steps(name)))))
    for at, (sums, result) in enumerate(steps(name)):
        parts = [written(text) for key, text in found[at].items() if key.startswith("partial")]
        assert sum(parts) == result == sum(sums) + BIAS
        filters = sorted({int(key.split("/")[1]) for key in found[len(found) - 1] if key.startswith("output")})
        assert written(found[at]["output/{}/{}/{}".format(filters[at // 4], *divmod(at % 4, 2))]) == result


@pytest.mark.parametrize("name", STAMPED)
def test_stamps_on_slides_and_sheets_add_up(name: str, tmp_path: Path) -> None:
    op = STAMPED[name]
    figure_of(name).save(tmp_path / "a.pptx")
    slides = list(library().Presentation(str(tmp_path / "a.pptx")).slides)
    whole = np.sum(added(op, *numbers(op)), axis=0) + BIAS
    found = slide_texts(slides[-1])
    sheet = figure_of(name, sheet=True).encoded(".svg").decode()
    tiles = {element.get("data-text"): element.text for element in ElementTree.fromstring(sheet).iter()}
    last = len(slides) - 1
    for row, column in np.ndindex(*op.full):
        own = rf"(stamp|filter-bias) (\d+,)?{row},{column}"
        parts = [written(text) for key, text in found.items() if re.fullmatch(own, key) and text]
        assert sum(parts) == written(found[f"output {row},{column}"]) == whole[row, column]
        own = rf"(stamp|filter-bias)-{last}/\d+/{row}/{column}"
        parts = [written(text) for key, text in tiles.items() if key and text and re.fullmatch(own, key)]
        assert sum(parts) == whole[row, column] == written(tiles[f"output-{last}/0/{row}/{column}"] or "")


@pytest.mark.parametrize("name", STAMPED)
def test_pages_have_the_stamps(name: str, tmp_path: Path) -> None:
    figure = figure_of(name, steps="first,last")
    figure.save(tmp_path / "a.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) == figure.film.frame_count
    for step, page in enumerate(pages):
        texts = [str(text) for part in figure.film.frame(step).texts.values() for text in part.ravel() if str(text)]
        words = page.split()
        assert all(words.count(text) >= texts.count(text) for text in texts), (texts, page)
        assert "stamp 1" in page and ("added" in page) == ("elided" in name)


@pytest.mark.parametrize("name", ALL)
def test_pictures_of_all_formats_are_the_same(name: str, tmp_path: Path) -> None:
    """Pillow and ffmpeg decode from each the steps that the figure has."""
    figure = figure_of(name)
    files = [tmp_path / f"a{suffix}" for suffix in (".gif", ".webp", ".apng")]
    figure.save(*files)
    steps = list(figure.frames())
    for frames in (gif_frames(files[0]), *(by_pillow(file)[0] for file in files[1:])):
        assert len(frames) == len(steps) and all(map(np.array_equal, frames, steps))


@pytest.mark.parametrize("name", ("channels", "stamps, elided"))
def test_videos_show_the_steps(name: str, tmp_path: Path) -> None:
    figure = figure_of(name, scale=1, steps=(0, 1))
    figure.save(tmp_path / "a.mp4")
    steps = list(figure.frames())
    frames = by_ffmpeg(tmp_path / "a.mp4", even(steps[0].shape[:2]))
    check_video(frames[0], steps[0])
    check_video(frames[-1], steps[-1])
