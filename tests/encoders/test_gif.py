"""GIF: its data read back by plain loops, by Pillow and by ffmpeg; its times, loops and whole frames."""

import io
import re
import subprocess
from io import BytesIO
from pathlib import Path
from struct import pack

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import gif_frames
from visualize.encoders import gif
from visualize.encoders.frames import Animation, Picture
from visualize.renderers.raster import Raster


def decoded(data: bytes) -> list[int]:
    """Indices, by plain loops: GIF89a, appendix F."""
    size, at, stream = data[0], 1, b""
    while data[at]:
        stream += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    assert at == len(data) - 1
    bits, clear, out = int.from_bytes(stream, "little"), 1 << size, []
    table: list[list[int]] = []
    width, last = size + 1, None
    while True:
        code = bits & (1 << width) - 1
        bits >>= width
        if code == clear:
            table = [[value] for value in range(clear)] + [[], []]
            width, last = size + 1, None
            continue
        if code == clear + 1:
            assert bits == 0
            return out
        assert table and code <= len(table) and (last is not None or code < clear)
        entry = table[code] if code < len(table) else [*last, last[0]]  # type: ignore[misc]
        if last is not None and len(table) < 4096:
            table.append([*last, entry[0]])
            if len(table) == 1 << width and width < 12:
                width += 1
        out += entry
        last = entry


def by_pillow(data: bytes, width: int, height: int) -> list[int]:
    """Indices, from a GIF of one image."""
    palette = bytes(range(256)) * 3
    head = b"GIF89a" + pack("<HHBBB", width, height, 0xF7, 0, 0) + palette
    image = b"\x2c" + pack("<HHHHB", 0, 0, width, height, 0) + data
    with Image.open(BytesIO(head + image + b";")) as found:
        assert found.mode in ("P", "L")
        return list(np.asarray(found).ravel())


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from([1, 2, 4, 7, 30, 254]), st.integers(0, 99))
def test_pixels_are_read_back_exactly(height: int, width: int, colours: int, seed: int) -> None:
    """A GIF of one frame, whose data lie behind a head, a palette and two extensions of known lengths."""
    pixels = np.random.default_rng(seed).integers(0, colours, (height, width), np.uint8)
    palette, stream = np.zeros((colours, 3), np.uint8), BytesIO()
    gif.encode(stream, Animation(palette, [Picture(pixels, (0, 0, width, height), 1.0)], 1, loop=1))
    bits = max(2, colours.bit_length())
    data = stream.getvalue()[13 + (3 << bits) + 8 + 10 : -1]
    wanted = (pixels.ravel() + 1).tolist()  # index 0 is the transparent pixel
    assert decoded(data) == wanted
    assert by_pillow(data, width, height) == wanted


def test_many_steps_with_numbers_are_read_back_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many that what does not change is left out of the coder; each step by another program."""
    monkeypatch.setattr(gif, "CAREFUL_PIXELS", 3_000_000)
    random = np.random.default_rng(3)
    values, weights = random.integers(0, 10, (12, 12)), random.integers(0, 10, (3, 3))
    figure = vz.figure(vz.Conv(12, 3, padding=1), input=values, kernel=weights, seconds=1)  # whole ticks of ffmpeg's
    figure.save(tmp_path / "a.gif")
    raster = Raster(figure.film, figure.theme)
    height, width = figure.film.height, figure.film.width
    command = [program("ffmpeg"), "-v", "error", "-i", "a.gif", "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b""
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, height, width, 3)
    assert len(frames) == figure.film.frame_count == 144
    for index, frame in enumerate(frames):
        assert (frame == raster.rgb(index)).all(), index


@pytest.mark.parametrize("options", [{}, {"view": "flat"}, {"view": "flat", "theme": "dark"}])
def test_gifs_are_hardly_larger_than_an_optimiser_makes_them(options: dict[str, str], tmp_path: Path) -> None:
    vz.figure(vz.Conv(5, 3, stride=2, padding=1), **options).save(tmp_path / "a.gif")
    subprocess.run([program("gifsicle"), "-O3", "a.gif", "-o", "b.gif"], cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "a.gif").stat().st_size <= 1.04 * (tmp_path / "b.gif").stat().st_size


def test_colours_that_change_have_the_lowest_indices() -> None:
    """A first image of 200 colours, then changes of the last two of them: codes of two bits, the least there is."""
    first, second = np.arange(200, dtype=np.uint8).reshape(10, 20), np.arange(200, dtype=np.uint8).reshape(10, 20)
    second[3:7, 4:9] = 198
    second[4, 5] = 199
    pictures = [Picture(image, (0, 0, 20, 10), 1.0) for image in (first, second)]
    stream = BytesIO()
    gif.encode(stream, Animation(np.arange(600, dtype=np.uint8).reshape(200, 3), pictures, 2))
    data = stream.getvalue()
    at = data.rindex(b"\x2c" + pack("<HHHHB", 4, 3, 5, 4, 0))
    assert set(decoded(data[at + 10 : -1])) == {1, 2}
    assert data[at + 10] == 2


def test_gif_with_numbers_is_small(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2, padding=1), input=np.arange(9).reshape(3, 3))
    from visualize.encoders import gif
    from visualize.renderers.raster import Raster

    raster = Raster(figure.film, figure.theme)
    stream = io.BytesIO()
    pictures = (Picture(raster.image, rectangle, 1) for rectangle, _ in zip(raster.steps(), range(9), strict=False))
    gif.encode(stream, Animation(raster.palette.colours, pictures, 9))
    assert len(stream.getvalue()) <= 44_000


def test_default_gif_timing(tmp_path: Path) -> None:
    vz.figure(vz.Conv(5, 3, 2, 1)).save(tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 9
        assert image.info["loop"] == 0
        for frame in range(9):
            image.seek(frame)
            assert image.info["duration"] == (1000 if frame < 8 else 2500)


def test_delays_do_not_drift_and_last_holds(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(8, 3), seconds=1 / 3, hold=700, loop=3)
    figure.save(tmp_path / "a.gif")
    data = (tmp_path / "a.gif").read_bytes()
    delays = [
        int.from_bytes(data[at + 4 : at + 6], "little")
        for at in range(len(data))
        if data[at : at + 3] == b"\x21\xf9\x04"
    ]
    assert abs(sum(delays[:35]) - 35 / 3 * 100) <= 1
    assert sum(delays) == round(35 / 3 * 100 + 70000)
    assert b"NETSCAPE2.0\x03\x01\x02\x00" in data


def test_loop_once_has_no_loop_block(tmp_path: Path) -> None:
    vz.figure(vz.Conv(4, 3), loop=1).save(tmp_path / "a.gif")
    assert b"NETSCAPE" not in (tmp_path / "a.gif").read_bytes()


OP = vz.Conv(5, 3, padding=1, stride=2)


def test_whole_opaque_frames_for_old_viewers(tmp_path: Path) -> None:
    figure = vz.figure(OP)
    figure.save(tmp_path / "whole.gif", gif_compat=True)
    figure.save(tmp_path / "usual.gif")
    data = (tmp_path / "whole.gif").read_bytes()
    width, height = figure.film.width, figure.film.height
    blocks = re.findall(rb"\x21\xf9\x04(.)..(.)\x00\x2c(.{8})\x00", data, re.DOTALL)
    assert len(blocks) == 9
    for flags, _, place in blocks:
        assert flags[0] & 1 == 0, "a transparent index"
        assert np.frombuffer(place, "<u2").tolist() == [0, 0, width, height]
    for a, b in zip(gif_frames(tmp_path / "whole.gif"), gif_frames(tmp_path / "usual.gif"), strict=True):
        assert (a == b).all()


def test_a_gif_for_old_viewers_says_so(tmp_path: Path) -> None:
    vz.figure(OP).save(tmp_path / "a.gif", gif_compat=True)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["comment"].decode().splitlines()[0].endswith("--s 2 --gif-compat")
