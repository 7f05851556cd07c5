"""The coded data in a GIF: read back by plain loops after the specification, by Pillow and by ffmpeg."""

import subprocess
from io import BytesIO
from pathlib import Path
from struct import pack

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.conftest import program
from visualize.encoders import lzw
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


@st.composite
def sparse(draw: st.DrawFn) -> tuple[np.ndarray, lzw.Gaps, np.ndarray]:
    """Pixels, rows of zeros left out of them, and the whole."""
    width = draw(st.integers(1, 60))
    colours = draw(st.sampled_from([1, 2, 4, 7, 30, 256]))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    heights = draw(st.lists(st.integers(1, 30), min_size=1, max_size=4))
    bands = [random.integers(0, colours, (height, width), np.uint8) for height in heights]
    gaps, whole, row = [], [bands[0]], 0
    for band, above in zip(bands[1:], bands, strict=False):
        row += len(above)
        gaps.append((row, draw(st.integers(1, 400))))
        whole += [np.zeros((gaps[-1][1], width), np.uint8), band]
    return np.concatenate(bands), tuple(gaps), np.concatenate(whole)


@given(sparse())
@settings(max_examples=150)
def test_rows_left_out_are_read_as_zeros(drawn: tuple[np.ndarray, lzw.Gaps, np.ndarray]) -> None:
    pixels, gaps, whole = drawn
    data = lzw.coded(pixels, gaps)
    wanted = whole.ravel().tolist()
    assert decoded(data) == wanted
    assert by_pillow(data, whole.shape[1], whole.shape[0]) == wanted


@pytest.mark.parametrize("size", (2, 5, 8))
def test_every_length_of_a_gap(size: int) -> None:
    """Around each sum 1 + 2 + ... + n the last code changes, around each power of two their width."""
    edge = np.array([[(1 << size) - 1]], np.uint8)
    for count in (
        *range(1, 300),
        *(n * (n + 1) // 2 + more for n in (59, 60, 124, 252, 380, 508) for more in (-1, 0, 1)),
    ):
        found = decoded(lzw.coded(np.concatenate((edge, edge)), ((1, count),)))
        assert found == [edge[0, 0], *[0] * count, edge[0, 0]], count


def test_what_fills_the_table_is_coded_whole() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 300), np.uint8)
    for pixels, gaps in (
        (np.concatenate((noise, noise[:2])), ((40, 100),)),  # a band of more codes than there are
        (np.concatenate((noise[:1], noise[:1])), ((1, 30_000),)),  # a gap of more
    ):
        wanted = np.insert(pixels, np.repeat(gaps[0][0], gaps[0][1]), 0, axis=0)
        data = lzw.coded(pixels, gaps)
        assert by_pillow(data, 300, len(wanted)) == wanted.ravel().tolist()
        assert data == lzw.coded(wanted)


@pytest.mark.parametrize("size", range(2, 9))
def test_pixels_are_coded_as_pillow_codes_them(size: int) -> None:
    pixels = np.random.default_rng(size).integers(0, 2**size, (70, 90), np.uint8)
    wanted = Image.fromarray(pixels).tobytes("gif", ("L", size, 0))
    assert lzw.coded(pixels) == bytes([size]) + wanted + b"\0"
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(Image.core, "gif_encoder", raising=True)
        patch.setattr(Image.Image, "tobytes", lambda *_: b"asked")
        assert lzw.coded(pixels) == bytes([size]) + b"asked" + b"\0"


def test_many_steps_with_numbers_are_read_back_exactly(tmp_path: Path) -> None:
    """So many that what does not change is left out of the coder; each step by another program."""
    random = np.random.default_rng(3)
    values, weights = random.integers(0, 10, (12, 12)), random.integers(0, 10, (3, 3))
    figure = vz.figure(vz.Conv(12, 3, padding=1), input=values, kernel=weights)
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
