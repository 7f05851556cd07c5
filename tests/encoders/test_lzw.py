"""Compressed pixels, read back by plain loops and by Pillow, and compared with what Pillow's public method writes."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.decoding import gif_frames
from tests.encoders.test_gif import by_pillow, decoded
from visualize.encoders import gif, lzw
from visualize.encoders.lzw import Indices


def noise(seed: int, height: int, width: int, size: int) -> Indices:
    """Indices of at most so many bits; the fewer of them are not 0, the longer the runs."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 1 << size, (height, width)) * (random.random((height, width)) < random.random() ** 2)
    return pixels.astype(np.uint8)


@pytest.mark.parametrize("shape", ((1, 1), (3, 40), (700, 500)))
def test_pillows_encoder_writes_what_its_public_method_does(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = noise(1, *shape, 7)
    expected = Image.fromarray(pixels).tobytes("gif", ("L", 7, 0))
    assert lzw.compressed(pixels, 7) == expected
    other = SimpleNamespace(frombuffer=Image.frombuffer, core=None)  # a Pillow that keeps its encoder elsewhere
    monkeypatch.setattr(lzw, "Image", other)
    assert lzw.compressed(pixels, 7) == expected


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 120),
    st.tuples(st.integers(1, 150), st.integers(1, 150)),
    st.integers(2, 8),
    st.integers(1, 20_000) | st.integers(1, lzw.MOST_IN_RUN),
)
def test_rows_around_zeros_are_read_as_they_are(
    seed: int, width: int, heights: tuple[int, int], size: int, zeros: int
) -> None:
    above, below = (noise(seed + number, height, width, size) for number, height in enumerate(heights))
    zeros = max(1, zeros // width) * width if zeros > 20_000 else zeros
    data = bytes([size]) + lzw.around_zeros(above, zeros, below, size) + b"\0"
    expected = [*above.ravel().tolist(), *[0] * zeros, *below.ravel().tolist()]
    if zeros <= 20_000:
        assert decoded(data) == expected
    if len(expected) % width == 0 and len(expected) // width < 1 << 16:
        assert by_pillow(data, width, len(expected) // width) == expected


@pytest.mark.parametrize("size", range(2, 9))
def test_parts_that_end_where_pillow_clears_its_table(size: int) -> None:
    """Noise, whose codes are mostly of one pixel each: lengths around the number of codes in a full table."""
    full = (1 << lzw.LONGEST_CODE) - (1 << size) - 1
    for count in (*range(full - 2, full + 3), 2 * full - 1, 2 * full, 2 * full + 1):
        above = (np.arange(count) ** 2 % (1 << size)).astype(np.uint8)[None]
        data = bytes([size]) + lzw.around_zeros(above, 7, above[:, :3], size) + b"\0"
        assert decoded(data) == [*above[0].tolist(), *[0] * 7, *above[0, :3].tolist()], count


def test_unchanged_rows_are_compressed_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the line of text of a large figure with numbers; the pixels are those of the same file without that."""
    random = np.random.default_rng(0)
    numbers = {name: random.integers(0, 9, (edge, edge)) for name, edge in (("input", 20), ("kernel", 3))}
    figure = vz.figure(vz.Conv(20, 3), steps=[0, 1, 2], **numbers)
    figure.save(tmp_path / "apart.gif")
    monkeypatch.setattr(gif, "LEAST_ZEROS", lzw.MOST_IN_RUN)
    figure.save(tmp_path / "whole.gif")
    assert (tmp_path / "apart.gif").read_bytes() != (tmp_path / "whole.gif").read_bytes()
    for one, other in zip(gif_frames(tmp_path / "apart.gif"), gif_frames(tmp_path / "whole.gif"), strict=True):
        assert (one == other).all()
