"""Animated PNG and WebP: foreign decoders and a browser see what was drawn, when due."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.layers import convs
from tests.moving_pictures import (
    DEFAULT,
    FORMATS,
    STILL,
    TIMES,
    by_ffmpeg,
    by_pillow,
    check_times,
    opened,
    probe,
    shot,
    words,
    write,
    written,
)
from visualize.encoders.frames import Animation, Picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@settings(max_examples=20)
@given(convs(largest=5), st.sampled_from(("isometric", "flat")), st.sampled_from(("light", "dark")), st.integers(4, 20))
def test_pictures_by_pillow_are_exact(folder: Path, op: vz.Conv, view: str, theme: str, cell: int) -> None:
    figure = vz.figure(op, view=view, theme=theme, cell=cell, seconds=1, hold=1)
    mine = list(figure.frames())
    for suffix in STILL:
        frames, times = by_pillow(written(figure, folder / f"a{suffix}"))
        np.testing.assert_array_equal(np.stack(frames), np.stack(mine))
        assert times == [1.0] * len(mine)


@pytest.mark.parametrize("view", ("isometric", "flat"))
def test_apng_by_ffmpeg_is_exact(tmp_path: Path, view: str) -> None:
    figure = vz.figure(DEFAULT, view=view, seconds=1 / 3)
    mine = np.stack(list(figure.frames()))
    path = written(figure, tmp_path / "a.apng")
    np.testing.assert_array_equal(by_ffmpeg(path, mine.shape[1:3]), mine)
    packets = probe(path, "-show_packets")["packets"]
    starts = [float(packet["pts_time"]) for packet in packets]
    np.testing.assert_allclose(starts, np.arange(9) / 3, rtol=0, atol=0.0006)


def test_values_and_many_colours(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(6, 3, dilation=2), theme="dark", color_by="value", input=np.arange(36).reshape(6, 6) - 9)
    for suffix in STILL:
        frames, _ = by_pillow(written(figure, tmp_path / f"a{suffix}"))
        np.testing.assert_array_equal(np.stack(frames), np.stack(list(figure.frames())))


@pytest.mark.parametrize("seconds, hold", TIMES)
@pytest.mark.parametrize("suffix", STILL)
def test_times_do_not_drift(tmp_path: Path, suffix: str, seconds: float, hold: float | None) -> None:
    figure = vz.figure(vz.Conv(7, 3), cell=8, view="flat", seconds=seconds, hold=hold)
    _, times = by_pillow(written(figure, tmp_path / f"a{suffix}"))
    assert len(times) == 25
    # What an APNG shows for longer than 65.535 s it tells in tenths.
    check_times(figure, times, 0.051 if suffix == ".apng" and seconds > 65 else 0.00051)
    if hold is not None and seconds < 65:
        assert abs(times[-1] - hold) <= (0.051 if suffix == ".apng" else 0.0011)


def test_a_pause_longer_than_a_webp_frame_can_be_is_several(tmp_path: Path) -> None:
    shades = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    images = (np.full((3, 5), shade, np.uint8) for shade in (1, 0))
    pictures = (Picture(image, (0, 0, 5, 3), 20_000.0) for image in images)
    write(tmp_path / "a.webp", Animation(shades, pictures, 2))
    frames, times = by_pillow(tmp_path / "a.webp")
    assert [frame.mean() for frame in frames] == [255, 255, 0, 0]
    assert abs(times[0] + times[1] - 20_000) < 0.001 and abs(sum(times) - 40_000) < 0.001


@pytest.mark.parametrize("loop", (0, 1, 2, 65_535))
@pytest.mark.parametrize("suffix", STILL)
def test_plays(tmp_path: Path, suffix: str, loop: int) -> None:
    path = written(vz.figure(vz.Conv(3, 2), cell=6, view="flat", loop=loop), tmp_path / f"a{suffix}")
    with Image.open(path) as image:
        assert image.info["loop"] == loop


def test_words_of_an_apng(tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT, title="Faltung <&> ü 卷积", font=None)
    path = written(figure, tmp_path / "a.apng")
    with Image.open(path) as image:
        assert image.text == words(figure)
        assert not image.info.get("default_image")


def test_words_of_a_webp(tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT, title="Faltung <&> ü 卷积")
    with Image.open(written(figure, tmp_path / "a.webp")) as image:
        document = ElementTree.fromstring(image.info["xmp"].decode())
    found = [
        "".join(element.itertext()) for element in document.iter() if element.tag.endswith(("}li", "}CreatorTool"))
    ]
    assert found == list(words(figure).values())
    data = (tmp_path / "a.webp").read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_bytes_twice(tmp_path: Path, suffix: str) -> None:
    figure = vz.figure(DEFAULT, seconds=0.2)
    first, second = (written(figure, tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first == second


def test_an_apng_is_told_no_larger_than_a_gif(tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT)
    figure.save(tmp_path / "a.gif")
    for suffix in STILL:
        assert written(figure, tmp_path / f"a{suffix}").stat().st_size < (tmp_path / "a.gif").stat().st_size


def test_a_webp_too_large_is_refused(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv((400,), 3), view="flat", cell=30)
    with pytest.raises(vz.VisualizeError, match=r"unsupported suffix \.webp: its sides have at most 16383 pixels"):
        figure.save(tmp_path / "a.gif", tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


MEMORY = r"""
import re, sys
from pathlib import Path
import numpy as np
from tests.moving_pictures import write
from visualize.encoders.frames import Animation, Picture

def pictures(count):
    random = np.random.default_rng(0)
    for _ in range(count):
        yield Picture(random.integers(0, 200, (100, 100), np.uint8), (0, 0, 100, 100), 0.06)

for count in (200, 2000):
    write(Path(sys.argv[1]), Animation(np.zeros((200, 3), np.uint8), pictures(count), count))
    # Not ru_maxrss: that begins with the memory of the process which started this one.
    print(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a system that tells a process's memory")
@pytest.mark.parametrize("suffix", FORMATS)
def test_memory_does_not_grow_with_the_steps(tmp_path: Path, suffix: str) -> None:
    if suffix == ".mp4":
        program("ffmpeg")
    command = [sys.executable, "-c", MEMORY, str(tmp_path / f"a{suffix}")]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    few, many = map(int, done.stdout.split())
    assert many - few < 8_000, f"{few} kB, then {many} kB: 1,800 pictures of 10 kB more"


@pytest.mark.parametrize("suffix", STILL)
def test_moves_in_a_browser(browser: Any, tmp_path: Path, suffix: str) -> None:
    figure = vz.figure(DEFAULT, seconds=0.3)
    written(figure, tmp_path / f"a{suffix}")
    page = opened(browser, figure, tmp_path, f"<img style='display:block' src='a{suffix}'>")
    steps = list(figure.frames())
    seen: set[int] = set()
    deadline = time.monotonic() + 15
    while len(seen) < 5 and time.monotonic() < deadline:
        image = shot(page)
        (found,) = [step for step, wanted in enumerate(steps) if np.array_equal(image, wanted)]
        seen.add(found)
    page.close()
    assert len(seen) >= 5, f"saw only steps {sorted(seen)}"
