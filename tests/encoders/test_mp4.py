"""Video: ffmpeg and a browser see what was drawn, when due; ffmpeg missing, failing or interrupted is one line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.conftest import program
from tests.layers import convs
from tests.moving_pictures import (
    DEFAULT,
    by_ffmpeg,
    check_film,
    check_shown,
    check_video,
    even,
    opened,
    probe,
    shot,
    starts,
    words,
    write,
    written,
)
from visualize.encoders import mp4
from visualize.encoders.frames import Animation, Picture
from visualize.renderers.raster import Raster


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@settings(max_examples=5)
@given(convs(largest=3), st.sampled_from(("isometric", "flat")), st.sampled_from((0.06, 0.1, 1 / 3, 0.2345, 0.9)))
def test_video_shows_each_step_in_its_time(folder: Path, op: vz.Conv, view: str, seconds: float) -> None:
    figure = vz.figure(op, view=view, cell=14, seconds=seconds)
    steps = list(figure.frames())
    check_film(written(figure, folder / "a.mp4"), steps, figure.timing.durations(len(steps)))


@pytest.mark.parametrize("durations", ([0.06] * 4, [1.0, 0.2, 700.0, 0.1], [0.9, 0.0004, 0.7003, 0.04], [3.0]))
def test_video_keeps_any_durations(tmp_path: Path, durations: list[float]) -> None:
    program("ffmpeg")
    colours = np.array([[255, 255, 255], [18, 32, 42], [143, 216, 191], [0, 90, 160]], np.uint8)
    images = [np.full((70, 90), 0, np.uint8) for _ in durations]
    for number, image in enumerate(images):
        image[20:50, 20 + 10 * number : 60 + 10 * number] = number % 3 + 1
    pictures = (Picture(*shown) for shown in zip(images, [(0, 0, 90, 70)] * len(images), durations, strict=True))
    write(tmp_path / "a.mp4", Animation(colours, pictures, len(images)))
    seen = [(colours[image], time) for image, time in zip(images, durations, strict=True) if time > 0.001]
    check_film(tmp_path / "a.mp4", *map(list, zip(*seen, strict=True)))


def test_video_is_right_for_programs_that_seek_to_the_next_frame(tmp_path: Path) -> None:
    figure = vz.figure(DEFAULT)
    path, steps = written(figure, tmp_path / "a.mp4"), list(figure.frames())
    for number in range(9):
        command = [program("ffmpeg"), "-v", "error", "-ss", str(number + 0.5), "-i", str(path), "-frames:v", "1"]
        raw = subprocess.run([*command, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True)
        check_shown(np.frombuffer(raw.stdout, np.uint8).reshape(*even(steps[0].shape[:2]), 3), steps, number)


def test_video_has_few_frames_and_a_key_among_a_hundred(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(12, 2), cell=4, view="flat")
    packets = probe(written(figure, tmp_path / "a.mp4"), "-show_packets")["packets"]
    assert 121 < len(packets) < 1.2 * 121
    keys = [number for number, packet in enumerate(packets) if "K" in packet["flags"]]
    assert keys[0] == 0 and max(np.diff([*keys, len(packets)])) <= 100
    assert all(packet["pts"] == packet["dts"] for packet in packets)


def test_frames_of_long_steps_last_alike(tmp_path: Path) -> None:
    """Or browsers, which expect of a frame the mean duration of those before, would show it too early."""
    begins = starts(written(vz.figure(DEFAULT), tmp_path / "a.mp4"))
    assert np.diff(begins[:-1]).min() > 0.3 and np.diff(begins).max() < 0.4


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
    check_film(tmp_path / "a.mp4", steps, [0.1] * len(steps))


REFUSES = """#!/bin/sh
case "$*" in *-fps_mode*)
echo "Unrecognized option 'fps_mode'." >&2
echo "Error splitting the argument list: Option not found" >&2
exit 1
esac
for word do  # later ones know the new name only
shift
[ "$word" = -vsync ] && word=-fps_mode
set -- "$@" "$word"
done
exec {} "$@"
"""


@pytest.mark.skipif(os.name != "posix", reason="needs scripts of a shell")
@pytest.mark.parametrize("cell", (4, 40))
def test_an_ffmpeg_before_5_1_does_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: int) -> None:
    """It knows the option by its old name only; smaller films fit in the pipe before it says so."""
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "ffmpeg"
    fake.write_text(REFUSES.format(program("ffmpeg")))
    fake.chmod(0o755)
    figure = vz.figure(vz.Conv(3, 2), cell=cell, seconds=0.1)
    new = written(figure, tmp_path / "new.mp4").read_bytes()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert written(figure, tmp_path / "old.mp4").read_bytes() == new


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
