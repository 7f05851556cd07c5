"""Animated PNG, animated WebP and video: foreign decoders and a browser see what was drawn, when due."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

import visualize as vz
from tests.conftest import program
from tests.layers import convs
from visualize.encoders import apng, mp4, webp
from visualize.encoders.frames import Animation, Picture
from visualize.renderers.raster import Raster

DEFAULT = vz.Conv(5, 3, 2, 1)
STILL = (".apng", ".webp")
FORMATS = (*STILL, ".mp4")
RATE = 30
TIMES = ((1.0, None), (1 / 3, 3.0), (0.06, 100.0), (0.0834, 3600.0), (65.5355, 65.536), (100.04, 0.06))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


def written(figure: vz.Figure, path: Path) -> Path:
    """The figure by a writer alone, without the rest of the package's way to a file."""
    if path.suffix == ".mp4":
        program("ffmpeg")
    raster = Raster(figure.film, figure.theme)
    times = figure.timing.durations(figure.film.frame_count)
    pictures = (Picture(raster.image, changed, time) for changed, time in zip(raster.steps(), times, strict=True))
    count, loop = figure.film.frame_count, figure.timing.loop
    write(path, Animation(raster.palette.colours, pictures, count, loop, words(figure)))
    return path


def words(figure: vz.Figure) -> dict[str, str]:
    return {"Title": figure.film.title, "Description": figure.film.description, "Software": figure.recipe}


def write(path: Path, animation: Animation) -> None:
    encoder = {".apng": apng, ".webp": webp, ".mp4": mp4}[path.suffix]
    with path.open("w+b") as stream:
        encoder.encode(stream, animation)


def by_pillow(path: Path) -> tuple[list[np.ndarray], list[float]]:
    """Every frame as RGB, and how long it is shown in seconds."""
    frames, times = [], []
    with Image.open(path) as image:
        for frame in range(image.n_frames):
            image.seek(frame)
            pixels = np.array(image.convert("RGBA"))
            assert (pixels[..., 3] == 255).all(), "one can see through it"
            frames.append(pixels[..., :3])
            times.append(image.info["duration"] / 1000)
    return frames, times


def by_ffmpeg(path: Path, shape: Sequence[int]) -> np.ndarray:
    command = [program("ffmpeg"), "-v", "error", "-i", str(path), "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, *shape, 3)


def probe(path: Path, *what: str) -> Any:
    command = [program("ffprobe"), "-v", "error", "-of", "json", *what, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def even(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(side + side % 2 for side in shape)


def check_times(figure: vz.Figure, times: list[float], within: float) -> None:
    """Every step begins and ends within that of its due."""
    due = list(accumulate(figure.timing.durations(figure.film.frame_count)))
    np.testing.assert_allclose(list(accumulate(times)), due, rtol=0, atol=within)


def flat_parts(image: np.ndarray) -> np.ndarray:
    """Which pixels are amid 9 x 9 of their own colour: there a video has no excuse."""
    picture = Image.fromarray(image)
    lowest, highest = (np.array(picture.filter(kind(9))) for kind in (ImageFilter.MinFilter, ImageFilter.MaxFilter))
    return (lowest == highest).all(axis=2)


def check_video(image: np.ndarray, wanted: np.ndarray) -> None:
    """Flat parts in their colours, but for few pixels near an edge; no part quite another."""
    height, width, _ = wanted.shape
    off = np.abs(image[:height, :width].astype(int) - wanted)
    flat = off[flat_parts(wanted)].max(axis=1)
    assert flat.size > 1000
    assert np.quantile(flat, 0.995) <= 6 and flat.max() <= 32, (np.quantile(flat, 0.995), flat.max())
    assert off.mean() < 3, off.mean()


def check_boundaries(frames: np.ndarray, steps: list[np.ndarray], times: list[float]) -> None:
    """Each frame of a video is nearest to the step that is due in its middle; each step is right in its own middle."""
    ends = list(accumulate(times))
    assert abs(len(frames) / RATE - ends[-1]) <= 0.5 / RATE + 1e-9
    height, width, _ = steps[0].shape
    for start, end, step in zip([0.0, *ends], ends, range(len(steps)), strict=False):
        check_video(frames[int((start + end) / 2 * RATE)], steps[step])
        if step:
            boundary = start * RATE
            # Python's round and a frame just half way: either will do.
            for number in (int(np.ceil(boundary - 0.5 - 1e-6)) - 1, int(np.floor(boundary + 0.5 + 1e-6))):
                image = frames[number, :height, :width].astype(int)
                off = [np.abs(image - steps[other]).mean() for other in (step - 1, step)]
                assert (off[1] < off[0]) == (number + 0.5 > boundary), (step, number, boundary, off)


@settings(max_examples=20)
@given(convs(largest=5), st.sampled_from(("isometric", "flat")), st.sampled_from(("light", "dark")), st.integers(4, 20))
def test_pictures_by_pillow_are_exact(folder: Path, op: vz.Conv, view: str, theme: str, cell: int) -> None:
    figure = vz.figure(op, view=view, theme=theme, cell=cell)
    mine = list(figure.frames())
    for suffix in STILL:
        frames, times = by_pillow(written(figure, folder / f"a{suffix}"))
        np.testing.assert_array_equal(np.stack(frames), np.stack(mine))
        assert times == [1.0] * len(mine)


@settings(max_examples=5)
@given(convs(largest=3), st.sampled_from(("isometric", "flat")), st.sampled_from((0.06, 0.1, 1 / 3, 0.2345)))
def test_video_shows_each_step_in_its_time(folder: Path, op: vz.Conv, view: str, seconds: float) -> None:
    figure = vz.figure(op, view=view, cell=14, seconds=seconds)
    steps = list(figure.frames())
    frames = by_ffmpeg(written(figure, folder / "a.mp4"), even(steps[0].shape[:2]))
    check_boundaries(frames, steps, figure.timing.durations(len(steps)))


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


@pytest.mark.parametrize("seconds, hold", ((1 / 3, 2.5), (0.06, 100.0), (0.9, None)))
def test_video_has_a_constant_rate_and_a_key_every_two_seconds(
    tmp_path: Path, seconds: float, hold: float | None
) -> None:
    figure = vz.figure(vz.Conv(4, 3), cell=4, view="flat", seconds=seconds, hold=hold)
    path = written(figure, tmp_path / "a.mp4")
    packets = probe(path, "-show_packets")["packets"]
    starts = np.array([float(packet["pts_time"]) for packet in packets])
    np.testing.assert_allclose(starts, np.arange(len(starts)) / RATE, rtol=0, atol=1e-5)
    assert abs(len(starts) / RATE - sum(figure.timing.durations(4))) <= 0.5 / RATE
    keys = [start for start, packet in zip(starts, packets, strict=True) if "K" in packet["flags"]]
    assert keys[0] == 0 and max(np.diff([*keys, starts[-1]])) <= 2.0001
    assert all(packet["pts"] == packet["dts"] for packet in packets)


def test_video_is_what_powerpoint_and_safari_play(tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT, title="a title: ß = 'ü'")
    path = written(figure, tmp_path / "a.mp4")
    told = probe(path, "-show_streams", "-show_format")
    (stream,) = told["streams"]
    wanted = {"codec_name": "h264", "profile": "High", "pix_fmt": "yuv420p", "color_range": "tv"}
    wanted |= dict.fromkeys(("color_space", "color_transfer", "color_primaries"), "bt709")
    assert wanted.items() <= stream.items()
    assert (stream["height"], stream["width"]) == even((figure.film.height, figure.film.width))
    tags = told["format"]["tags"]
    assert (tags["title"], tags["description"], tags["comment"]) == tuple(words(figure).values())
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat") and b"moof" not in data


@pytest.mark.parametrize("height, width", ((40, 51), (41, 50), (51, 61), (50, 60)))
def test_odd_sides_get_a_line_of_what_is_in_the_corner(tmp_path: Path, height: int, width: int) -> None:
    colours = np.array([[255, 0, 0], [18, 32, 42], [143, 216, 191]], np.uint8)
    image = np.full((height, width), 1, np.uint8)
    image[8:-8, 8:-8] = 2
    program("ffmpeg")
    write(tmp_path / "a.mp4", Animation(colours, [Picture(image, (0, 0, width, height), 0.1)], 1))
    shown = by_ffmpeg(tmp_path / "a.mp4", even((height, width)))[0].astype(int)
    check_video(shown, colours[image])
    for more in (shown[height:], shown[:, width:]):
        assert np.abs(more - colours[1]).max(initial=0) <= 6


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
from tests.encoders.test_apng_and_webp import write
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


def without_ffmpeg(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))


def test_without_ffmpeg_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_ffmpeg(monkeypatch, tmp_path)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(vz.VisualizeError) as raised:
        mp4.program()
    assert str(raised.value) == (
        "missing ffmpeg: it codes videos; run: pip install 'conv-visualize[mp4]', or apt-get install ffmpeg"
    )


def test_the_ffmpeg_of_a_package_does_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = pytest.importorskip("imageio_ffmpeg", reason="needs imageio-ffmpeg: pip install 'conv-visualize[mp4]'")
    figure = vz.figure(vz.Conv(3, 2), cell=8, seconds=0.1)
    with monkeypatch.context() as patch:
        without_ffmpeg(patch, tmp_path)
        assert mp4.program() == package.get_ffmpeg_exe()
        raster = Raster(figure.film, figure.theme)
        pictures = (Picture(raster.image, changed, 0.1) for changed in raster.steps())
        with (tmp_path / "a.mp4").open("wb") as stream:
            mp4.encode(stream, Animation(raster.palette.colours, pictures, 4, 0, words(figure)))
    steps = list(figure.frames())
    frames = by_ffmpeg(tmp_path / "a.mp4", even(steps[0].shape[:2]))
    check_boundaries(frames, steps, [0.1] * len(steps))


FAILURES = {
    "echo '[mp4 @ 0x5] no room' >&2; echo 'Conversion failed!' >&2; exit 1": "ffmpeg: no room",
    "cat > /dev/null; echo 'no room at the end' >&2; exit 1": "ffmpeg: no room at the end",
    "kill -9 $$": "ffmpeg: ended with code -9",
    "exit 0": "ffmpeg: ended with code 0",
    # As ffmpeg 5.1 does on a disk that has room for all but the end.
    "cat > /dev/null; echo 'Error writing trailer of the file: No space left on device' >&2": (
        "ffmpeg: Error writing trailer of the file: No space left on device"
    ),
}


@pytest.mark.skipif(os.name != "posix", reason="needs scripts of a shell")
@pytest.mark.parametrize("script", FAILURES)
def test_a_failure_of_ffmpeg_is_an_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "ffmpeg"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    figure = vz.figure(vz.Conv(3, 2), seconds=0.2)
    with pytest.raises(OSError) as raised:
        written(figure, tmp_path / "a.mp4")
    assert str(raised.value) == FAILURES[script] and raised.value.strerror is None
    (tmp_path / "out").mkdir()
    with pytest.raises(vz.VisualizeError, match=f"a.mp4: cannot be written: {FAILURES[script]}$"):
        figure.save(tmp_path / "out" / "a.mp4")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("failure", (KeyboardInterrupt, ZeroDivisionError))
def test_an_interrupt_ends_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]
) -> None:
    program("ffmpeg")
    started: list[Any] = []

    class Remembered(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            started.append(self)

    def pictures() -> Iterator[Picture]:
        yield Picture(np.zeros((50, 50), np.uint8), (0, 0, 50, 50), 1.0)
        raise failure

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    with (tmp_path / "a.mp4").open("wb") as stream, pytest.raises(failure):
        mp4.encode(stream, Animation(np.zeros((1, 3), np.uint8), pictures(), 1))
    assert [process.returncode for process in started] == [-9]


def shot(page: Any) -> np.ndarray:
    return np.array(Image.open(BytesIO(page.screenshot())).convert("RGB"))


def opened(browser: Any, figure: vz.Figure, folder: Path, element: str) -> Any:
    page = browser.new_page(viewport={"width": figure.film.width, "height": figure.film.height})
    (folder / "page.html").write_text(f"<body style='margin:0'>{element}</body>")
    page.goto((folder / "page.html").as_uri())
    return page


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


def test_video_in_a_browser(browser: Any, tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT, seconds=0.7)
    written(figure, tmp_path / "a.mp4")
    page = opened(browser, figure, tmp_path, "<video style='display:block' muted src='a.mp4'></video>")
    for step, wanted in enumerate(figure.frames()):
        page.evaluate(
            "t => new Promise((done, failed) => { const video = document.querySelector('video');"
            "video.onerror = () => failed(video.error.message);"
            "video.onseeked = () => requestAnimationFrame(() => requestAnimationFrame(done)); video.currentTime = t })",
            step * 0.7 + 0.35,
        )
        check_video(shot(page), wanted)
    page.close()
