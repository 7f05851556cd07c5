"""How long films last, as other programs read it: a second a step, together 24 at most, the last one longer."""

import re
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import visualize as vz
from visualize.film.timing import Timing


def delays(path: Path) -> list[int]:
    """Milliseconds of each frame, by Pillow."""
    with Image.open(path) as image:
        found = []
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            found.append(int(image.info["duration"]))
        return found


@pytest.mark.parametrize(("size", "steps"), [(6, 16), (7, 25), (8, 36), (10, 64), (21, 361)])
def test_many_steps_become_faster(tmp_path: Path, size: int, steps: int) -> None:
    vz.figure(vz.Conv(size, 3), view="flat", cell=4).save(tmp_path / "a.gif")
    found = delays(tmp_path / "a.gif")
    assert len(found) == steps and found[-1] == 2500
    total = sum(found[:-1]) / 1000
    assert total <= 24 or max(found[6:-1]) <= 80, "no faster than the eye"
    assert total >= 22 or set(found[:-1]) == {1000}
    assert found[:-1] == sorted(found[:-1], reverse=True) or max(found[6:-1]) - min(found[6:-1]) <= 10


@pytest.mark.parametrize(("size", "row"), [(13, 11), (21, 19), (30, 28)])
@pytest.mark.parametrize("suffix", (".gif", ".webp", ".apng"))
def test_a_long_film_begins_slowly(tmp_path: Path, suffix: str, size: int, row: int) -> None:
    """Two rows can be followed, at most five steps a second; the rest is faster; together about 24 seconds."""
    vz.figure(vz.Conv(size, 3), view="flat", cell=4).save(tmp_path / f"a{suffix}")
    found = delays(tmp_path / f"a{suffix}")
    slow, fast = found[: 2 * row], found[2 * row : -1]
    assert len(set(slow)) == len(set(fast)) == 1 and 200 <= slow[0] <= 600 and 20 <= fast[0] <= slow[0] / 2
    assert 22 <= sum(found[:-1]) / 1000 <= 26 and found[-1] == 2500


def test_chosen_steps_of_a_long_film_keep_their_rows(tmp_path: Path) -> None:
    """Of a selection the slow steps are those of the first two rows; a selection without them has none."""
    chosen = vz.figure(vz.Conv(21, 3), view="flat", cell=4, steps="19-200")
    assert chosen.film.opening == 19
    assert vz.figure(vz.Conv(21, 3), view="flat", cell=4, steps="100-300").film.opening == 0
    assert vz.figure(vz.Conv(21, 3), view="flat", cell=4, seconds=0.5).timing.durations(361, 38)[:-1] == [0.5] * 360


def test_what_the_user_tells_is_kept(tmp_path: Path) -> None:
    vz.figure(vz.Conv(10, 3), view="flat", cell=4, seconds=1).save(tmp_path / "a.gif")
    assert delays(tmp_path / "a.gif") == [1000] * 63 + [2500]
    vz.figure(vz.Conv(5, 3), view="flat", seconds=4).save(tmp_path / "a.gif")
    assert delays(tmp_path / "a.gif") == [4000] * 9
    vz.figure(vz.Conv(5, 3), view="flat", hold=0.5).save(tmp_path / "a.gif")
    assert delays(tmp_path / "a.gif") == [1000] * 8 + [500]


def test_one_step_is_not_held() -> None:
    assert Timing().durations(1) == [1.0]


def test_recipes_name_the_seconds_that_are_given_only() -> None:
    assert "seconds" not in vz.figure(vz.Conv(10, 3)).recipe
    assert vz.figure(vz.Conv(5, 3), seconds=1).recipe.endswith(" --seconds 1")


def test_an_animated_svg_starts_each_step_in_time(tmp_path: Path) -> None:
    """The keyframes of steps, as shares of the whole, are told apart to the end."""
    vz.figure(vz.Conv(12, 3), view="flat").save(tmp_path / "a.svg")
    style = ElementTree.parse(tmp_path / "a.svg").getroot().find(".//{http://www.w3.org/2000/svg}style")
    assert style is not None and style.text
    total = float(re.search(r"animation:([\d.]+)s", style.text).group(1))  # type: ignore[union-attr]
    delays = {
        int(step): float(delay) for step, delay in re.findall(r"\.\w{4}(\d+)\{[^}]*?-delay:([\d.]+)s", style.text)
    }
    share = re.search(r"@keyframes \w{4}99\{0%\{visibility:hidden\}([\d.]+)%\{visibility:visible", style.text).group(1)
    starts = [delays.get(step, 0.0) for step in range(99)] + [float(share) / 100 * total]
    wanted = [0.0, *accumulate(Timing().durations(100)[:-1])]
    assert len(starts) == 100 and all(abs(one - other) < 0.02 for one, other in zip(starts, wanted, strict=True))


@pytest.mark.parametrize("given", ({}, {"seconds": 0.37, "hold": 0.91}, {"seconds": 7 / 60}, {"poster": "last"}))
@pytest.mark.parametrize("size", (5, 13))
def test_all_of_an_animated_svg_changes_at_one_moment(tmp_path: Path, size: int, given: dict[str, Any]) -> None:
    """To some microseconds; a browser draws frames between an end and a beginning that are further apart."""
    vz.figure(vz.Conv(size, 3, padding=1), view="flat", **given).save(tmp_path / "a.svg")
    style = re.search(r"<style>(.*?)</style>", (tmp_path / "a.svg").read_text(), re.DOTALL)[1]  # type: ignore[index]
    total = float(re.search(r"animation:([\d.]+)s", style)[1])  # type: ignore[index]
    keyframes = re.findall(r"@keyframes \w{4}(\w+)\{((?:[^{}]*\{[^{}]*\})*)\}", style)
    shares = {
        name: [total * float(share) / 100 for share in re.findall(r"([\d.]+)%", body)] for name, body in keyframes
    }
    lengths = {name: found.pop() for name, found in shares.items() if re.fullmatch(r"s\d+", name)}
    steps = re.findall(r"\.\w{4}\d+\{(?:animation-name:\w{4}(s\d+);)?animation-delay:([\d.]+)s\}", style)
    begins = [float(delay) for _, delay in steps]
    ends = [begin + lengths[name or "s0"] for begin, (name, _) in zip(begins, steps, strict=True)]
    moments = sorted([*begins, *ends, *chain.from_iterable(shares.values())])
    gaps = [after - before for before, after in pairwise(moments)]
    assert len(begins) >= size and not [gap for gap in gaps if 4e-6 < gap < 0.01]
