"""The attackers for a few seconds each; at length they are run by hand, see their first lines.

The judges are tested first: each promise that is broken is seen.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.attack.damage import fonts, large, pictures, strangers, zeros
from tests.attack.foreign import fault
from tests.attack.hostile import word
from tests.attack.judging import HUNGRIEST, Said, judged, shell_line
from tests.attack.scratch import Scratch, old_files
from visualize import Conv, figure

ROOT = Path(__file__).parents[2]
LINE = "visualize: invalid stride 0: must be at least 1\n"
SOUND = Said(0, "a.gif: 5x5 -> 3x3, 9 steps, 3 bytes\n", ""), Said(2, "", LINE, 0.9, HUNGRIEST)
TRACE = '  File "/x/visualize/cli.py", line 9, in main\n    a[0]\nIndexError: list index out of range\n'
BROKEN = {
    "traceback IndexError in visualize/cli.py main": Said(1, "", "", trace=TRACE),
    "exit status 70": Said(70, "", "visualize: an error of our own\n"),
    "exit status -11": Said(-11, "", ""),
    "UserWarning": Said(0, "done\n", "x.py:3: UserWarning: no glyph\n"),
    "a word on standard error": Said(0, "done\n", "about 3 s: a.gif\nabout 4 s: b.gif\n"),
    "no answer": Said(0, "", ""),
    "control character on standard output": Said(0, "a\x1b[2J.gif: done\n", ""),
    "an answer though refused": Said(2, "a.gif: done\n", LINE),
    "not one line": Said(2, "", LINE * 2),
    "long message": Said(2, "", f"visualize: unknown op {'a' * 400}: known are conv\n"),
    "form of a message": Said(2, "", "visualize: something is wrong\n"),
    "control character in a message": Said(2, "", "visualize: unknown op \x07: known are conv\n"),
    "late refusal": Said(2, "", LINE, seconds=1.1),
    "hungry refusal": Said(2, "", LINE, grown=HUNGRIEST + 1),
}


@pytest.mark.parametrize("said", SOUND)
def test_what_keeps_all_promises_is_not_accused(said: Said) -> None:
    assert judged(said) == []


def test_an_announcement_is_no_warning() -> None:
    assert judged(Said(0, "done\n", "visualize: about 30 s, 12 MB; --steps makes it smaller\n")) == []


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_promise_is_seen(kind: str) -> None:
    assert [violation.kind for violation in judged(BROKEN[kind])] == [kind]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    monkeypatch.chdir(tmp_path)
    made = Scratch(tmp_path, old_files)
    made.restore()
    return made


@pytest.mark.parametrize(
    "name, kind",
    {
        "a.gif.part": "a scrap",
        "old.gif": "an old file changed though refused",
        "../tmp/x": "a scrap",
        "../tmp/something-ran": "something ran",
    }.items(),
)
def test_what_a_refusal_leaves_is_seen(scratch: Scratch, name: str, kind: str) -> None:
    before = scratch.tree()
    Path(name).write_bytes(b"x")
    assert [one.kind for one in scratch.judged(Said(2, "", LINE), before, True)] == [kind]


def test_a_lost_file_is_seen(scratch: Scratch) -> None:
    before = scratch.tree()
    os.unlink("old.png")
    assert [one.kind for one in scratch.judged(Said(2, "", LINE), before, True)] == ["an old file is gone"]


def test_work_that_is_done_leaves_what_it_tells(scratch: Scratch) -> None:
    before = scratch.tree()
    size = figure(Conv(2, 1)).save("old.gif")
    assert scratch.judged(Said(0, f"old.gif: 2x2 -> 2x2, 4 steps, {size:,} bytes\n", ""), before, True) == []
    seen = scratch.judged(Said(0, "old.gif: 2x2 -> 2x2, 4 steps, 7 bytes\n", ""), before, True)
    assert [one.kind for one in seen] == ["bytes told wrongly"]


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".png", ".apng", ".webp", ".pdf", ".json"])
def test_half_a_file_is_seen(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    figure(Conv(2, 1)).save(path)
    assert fault(path, suffix, thorough=True) == ""
    path.write_bytes(path.read_bytes()[:-20])
    assert fault(path, suffix, thorough=True)


def test_a_wrong_sum_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    figure(Conv((2, 3), 2), input=[[2**40, 1, 1], [1, 1, 1]], kernel=[[2, 1], [1, 1]]).save(path)
    assert fault(path, ".json", thorough=True) == ""
    text = path.read_text()
    assert "2199023255555" in text
    path.write_text(text.replace("2199023255555", "1199023255555"))
    assert "told as" in fault(path, ".json", thorough=True)


def test_the_shell_reads_words_as_they_were() -> None:
    words = [word(Random(f"shell {number}")) for number in range(300)]
    line = "printf '%s\\0' " + shell_line(words)
    said = subprocess.run(["bash", "-c", line], capture_output=True, check=True).stdout
    assert said == b"".join(os.fsencode(one) + b"\0" for one in words)


def test_hostile_files_are_made() -> None:
    import zlib

    assert len(pictures()) > 10 and len(strangers()) > 20 and len(fonts()) >= 1
    assert zlib.decompress(zeros(3_000_001)) == bytes(3_000_001)
    assert large(3).startswith(b"\x89PNG")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured by Linux's /proc")
@pytest.mark.parametrize("name, count", {"commands": 120, "api": 200, "files": 80, "sizes": 14}.items())
def test_attack(name: str, count: int) -> None:
    """The same cases everywhere; of sizes those that are drawn for long are ended."""
    line = [sys.executable, "-m", f"tests.attack.{name}", "--count", str(count), "--jobs", "2"]
    line += ["--at-most", "2"] if name == "sizes" else []
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and not done.stderr, done.stdout[-5000:] + done.stderr[-2000:]
    assert done.stdout.startswith(f"{name}, seed 1: {count} cases in ") and " 0 violations" in done.stdout
