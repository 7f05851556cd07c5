"""The line at the foot of an animation: as long as the share of its time that a step ends with, and in no still."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import visualize as vz

SVG = "{http://www.w3.org/2000/svg}"


def lengths(path: Path) -> list[float]:
    """The share of the lowest row that differs from the ground, by Pillow, of each frame."""
    found = []
    with Image.open(path) as image:
        for index in range(image.n_frames):
            image.seek(index)
            row = np.array(image.convert("RGB"))[-1]
            found.append(float((row != 255).any(axis=-1).mean()))
    return found


@pytest.mark.parametrize("suffix", (".gif", ".webp", ".apng"))
@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_it_grows_with_the_time(suffix: str, view: str, tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(5, 3, padding=1, stride=2), progress=True, view=view, hold=4, poster=3)
    figure.save(tmp_path / f"a{suffix}", tmp_path / "a.png", tmp_path / "a.svg")
    total = 1 + 8 + 4  # the poster, eight steps of a second, the last one
    wanted = [(at + 1) / total for at in range(9)] + [1.0]
    assert lengths(tmp_path / f"a{suffix}") == pytest.approx(wanted, abs=0.002)
    assert lengths(tmp_path / "a.png") == [0.0]
    assert all((frame[-4:] == 255).all() for frame in figure.frames())


def test_in_an_svg_it_is_one_element_that_is_hidden_where_nothing_moves(tmp_path: Path) -> None:
    for progress in (True, False):
        vz.figure(vz.Conv(5, 3), progress=progress).save(tmp_path / f"{progress}.svg")
    with_it, without = ((tmp_path / f"{progress}.svg").read_text() for progress in (True, False))
    assert 0 < len(with_it) - len(without) < 400
    rects = [one for one in ElementTree.fromstring(with_it).iter(SVG + "rect") if "linear" in one.get("style", "")]
    assert len(rects) == 1 and rects[0].get("display") == "none"
    assert "step-end infinite" in with_it and "linear" not in without
