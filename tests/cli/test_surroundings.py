"""Folders that are gone, closed streams, settings, locales and warnings of libraries change nothing but one line."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import visualize as vz


def check_line(line: str) -> None:
    assert line.startswith("visualize: ") and line.endswith("\n")
    assert line[:-1].isprintable(), "no control characters, no second line"
    assert line.split()[1] in ("invalid", "unknown", "missing", "unsupported")
    assert len(line) < 500


def command(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "visualize", *words], capture_output=True, text=True, check=False, **more
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a system whose folders go while somebody is in them: Linux")
def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    script = f'mkdir "{gone}" && cd "{gone}" && rmdir "{gone}" && "{sys.executable}" -m visualize --k 3'
    root = str(Path(vz.__file__).parents[1])
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root})
    assert (done.returncode, done.stdout) == (2, "")
    check_line(done.stderr)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full: Linux")
@pytest.mark.parametrize("words", (["--help"], ["gallery"], ["shape", "--k", "3"]))
def test_answers_that_nobody_can_keep(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "visualize", *words], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    check_line(done.stderr)


@pytest.mark.parametrize("module", ("numpy", "argparse"))  # the package is imported with the one, `cli` with the other
def test_ctrl_c_while_modules_are_imported(tmp_path: Path, module: str) -> None:
    (tmp_path / f"{module}.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)")
    path = os.pathsep.join((str(tmp_path), str(Path(vz.__file__).parents[1])))
    done = command("--k", "3", env={**os.environ, "PYTHONPATH": path})
    assert (done.returncode, done.stdout, done.stderr) == (-2, "", ""), "a shell shows this as 130"


def test_libraries_are_silent(tmp_path: Path) -> None:
    """Letters that no font has, and a matplotlibrc with mistakes in it."""
    (tmp_path / "matplotlibrc").write_text("nonsense: 3\nfont.size: abc\n")
    words = ["--k", "3", "--title", "\U0001f600 \u05e9", "-o", "a.pdf", "-o", "a.gif"]
    done = command(*words, cwd=tmp_path, env={**os.environ, "PYTHONWARNINGS": "always"})
    assert (done.returncode, done.stderr) == (0, "")


HOSTILE_RC = """
axes.unicode_minus: False
text.usetex: True
font.size: 40
font.family: monospace
mathtext.fontset: stix
savefig.dpi: 31
savefig.bbox: tight
savefig.transparent: True
figure.dpi: 33
figure.facecolor: red
pdf.fonttype: 3
pdf.compression: 0
svg.fonttype: none
path.simplify: False
path.sketch: 5, 10, 2
lines.scale_dashes: False
text.color: red
"""


def test_a_users_settings_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "rc").mkdir()
    (tmp_path / "rc" / "matplotlibrc").write_text(HOSTILE_RC)
    names = ["a.pdf", "a.svg", "a.png"]
    outputs = [word for name in names for word in ("-o", name)]
    for folder in ("plain", "set"):
        (tmp_path / folder).mkdir()
        told = {**os.environ, "MATPLOTLIBRC": str(tmp_path / "rc")} if folder == "set" else dict(os.environ)
        for words in (["--k", "3", "--p", "1", "--i", "3", "-o", "b.pdf"], ["formula", "--k", "3", *outputs]):
            done = command(*words, cwd=tmp_path / folder, env=told)
            assert (done.returncode, done.stderr) == (0, "")
    for name in (*names, "b.pdf"):
        assert (tmp_path / "plain" / name).read_bytes() == (tmp_path / "set" / name).read_bytes(), name


def test_settings_that_matplotlib_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    for words in (["--k", "3", "-o", "a.pdf"], ["formula", "--k", "3"]):
        done = command(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        check_line(done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="needs a locale without UTF-8: LC_ALL=C")
def test_a_locale_without_letters_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "é.csv").write_text("0 1 2\n3 4 5\n6 7 8\n")
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    for suffix in (".svg", ".webp", ".pptx"):
        words = ["--k", "2", "--title", "é 输入", "--input", "é.csv", "-o"]
        assert command(*words, "a" + suffix, cwd=tmp_path).returncode == 0
        done = command(*words, "é" + suffix, cwd=tmp_path, env={**os.environ, **bare})
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / ("a" + suffix)).read_bytes() == (tmp_path / ("é" + suffix)).read_bytes()
    done = command("shape", "--k", "3", "--json", env={**os.environ, **bare})
    assert done.returncode == 0 and "\\u2212" in done.stdout


def test_a_profiler_sees_the_end(tmp_path: Path) -> None:
    # Where nobody waits for it, the command ends without taking its modules to pieces.
    command = [sys.executable, "-m", "cProfile", "-m", "visualize", "--k", "3", "-o", str(tmp_path / "a.gif")]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "function calls" in found.stdout and "a.gif: 5x5 -> 3x3" in found.stdout


def test_the_ordinary_command_starts_without_threads_and_logging(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "visualize", "--k", "3", "-o", str(tmp_path / "a.gif")]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.split("|")[-1].strip() for line in found.stderr.splitlines()}
    assert "numpy" in imported
    assert imported.isdisjoint({"threading", "logging", "PIL.ImageFile", "matplotlib", "imageio", "json", "decimal"})
