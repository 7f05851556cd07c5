"""Builds whose documents are wrong: told at their place, never the end of the build; and which files they may read."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sphinx", reason="needs Sphinx: pip install 'conv-visualize[test]'")

TABLE = "0,1,2\n3,4,5\n6,7,8\n"


def build(folder: Path, *directives: str, conf: str = "", builder: str = "html", words: Any = ()) -> Any:
    """The exit code, and what is told of each line of a document of directives, one every two lines from 4 on."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    (source / "conf.py").write_text(f'extensions = ["visualize.sphinx"]\n{conf}\n')
    lines = "\n\n".join(f".. conv:: {directive}" for directive in directives)
    (source / "index.rst").write_text(f"Title\n=====\n\n{lines}\n\nThe end.\n")
    program = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-E",
        "--no-color",
        "-b",
        builder,
        *words,
        str(source),
        str(folder / "out"),
    ]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    told = re.findall(r"index.rst:(\d+): (\w+): (.*)", done.stderr)
    return done.returncode, {int(line): f"{kind}: {text}" for line, kind, text in told}


def test_words_that_would_end_the_program(tmp_path: Path) -> None:
    code, told = build(tmp_path, "-hk 3", "--version", "--k 3 --debug", '--k 3 ""', "--help", "--k 3")
    assert code == 0
    assert {line: text.split(": ")[1] for line, text in told.items()} == {
        4: "unknown argument -hk 3",
        6: "unknown argument --version",
        8: "unknown argument --debug",
        10: "unknown argument ''",
        12: "unsupported help here",
    }
    page = (tmp_path / "out" / "index.html").read_text()
    assert page.count("<img") == 1 and "The end." in page


def test_sizes_and_values_in_all_forms(tmp_path: Path) -> None:
    directive = "--k 3×2 --s '(2, 1)'\n   :i: (5, 7)\n   :p: 1*0\n   :kernel: [[1/9, −1], [0, 1], [2, 3]]"
    code, told = build(tmp_path, directive, "--k 1 --input 1,5;2,5")
    assert code == 0 and list(told) == [9] and "1,5 can be the numbers '1, 5' or the one number 1.5" in told[9]
    assert "5×7" in (tmp_path / "out" / "index.html").read_text()


@pytest.mark.parametrize(("builder", "page"), (("html", "index.html"), ("latex", "*.tex")))
def test_figures_that_cannot_be_drawn_after_all(tmp_path: Path, builder: str, page: str) -> None:
    """What is found out while the page is written is a warning, and the words stand in for the figure."""
    # The writers fail as on a full disk, and as by a mistake of ours, depending on the figure.
    conf = """
from visualize.figure import Figure
import visualize.sphinx as extension
drawn = extension._file
def failing(visitor, node, suffix):
    words = node["words"]
    if "4" in words:
        raise OSError(28, "No space left on device", "somewhere")
    if "5" in words:
        raise ZeroDivisionError("by zero")
    return drawn(visitor, node, suffix)
extension._file = failing
"""
    code, told = build(tmp_path, "--k 3 --i 4", "--k 3 --i 5", "--k 3 --i 6", conf=conf, builder=builder)
    assert code == 0 and told == {
        4: "WARNING: conv: invalid file somewhere: cannot be reached: No space left on device [visualize]",
        6: "WARNING: conv: unforeseen ZeroDivisionError: by zero; please report it with the command [visualize]",
    }
    (path,) = (tmp_path / "out").glob(page)
    assert "slides over a 4" in path.read_text() and "The end." in path.read_text()
    if builder == "html":
        assert build(tmp_path, "--k 3 --i 4", conf=conf, words=["-W"])[0] != 0


def test_a_figure_of_too_many_steps_is_a_warning(tmp_path: Path) -> None:
    code, told = build(tmp_path, "--k 1 --i 120", "--k 1 --i 100000")
    assert code == 0
    assert told[4].startswith("WARNING: conv: unsupported suffix .svg: it would have 14,400 steps")
    assert told[6].startswith("ERROR: invalid input_size 100000")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for path in (tmp_path / "source" / "in.csv", tmp_path / "outside" / "out.csv"):
        path.parent.mkdir()
        path.write_text(TABLE)
    if os.name != "posix":
        pytest.skip("needs links: Linux")
    (tmp_path / "source" / "link.csv").symlink_to("../outside/out.csv")
    (tmp_path / "source" / "inner.csv").symlink_to("in.csv")
    return tmp_path


def outside(folder: Path) -> list[str]:
    path = folder / "outside" / "out.csv"
    return [
        "--k 2 --input link.csv",
        "--k 2 --input=../outside/out.csv",
        f"--k 2 --input {path}",
        "--i 5 --kernel ../outside/out.csv",
        "--k 2 --lang zh --font ../outside/out.csv",
    ]


INSIDE = ["--k 2 --input in.csv", "--k 2 --input=inner.csv", "--k 2 --input /in.csv"]


def test_files_outside_the_source_folder_stay_unread(tables: Path) -> None:
    # Of the last but one it is not told either whether there is such a file.
    missing = ["--k 2 --input ../none.csv", "--k 2 --input none.csv"]
    code, told = build(tables, *INSIDE, *outside(tables), *missing)
    assert code == 0 and list(told) == [10, 12, 14, 16, 18, 20, 22]
    assert "there is no such file" in told.pop(22)
    for text in told.values():
        assert re.match(r"ERROR: unsupported (input|kernel|font) .* is outside the source folder; visualize_", text)
    assert (tables / "out" / "index.html").read_text().count("<img") == len(INSIDE)


def test_the_configuration_allows_them(tables: Path) -> None:
    code, told = build(tables, *outside(tables), *INSIDE, conf="visualize_allow_outside = True")
    assert code == 0 and list(told) == [12] and "cannot be read as a font" in told[12]
    assert (tables / "out" / "index.html").read_text().count("<img") == 7


def test_no_files_where_documents_may_read_none(tables: Path) -> None:
    (tables / "source" / "docutils.conf").write_text("[parsers]\nfile_insertion_enabled: no\n")
    directives = [*outside(tables), *INSIDE]
    code, told = build(tables, *directives, "--k 2 --input arange", conf="visualize_allow_outside = True")
    assert code == 0 and len(told) == len(directives)
    assert all("file_insertion_enabled is off" in text for text in told.values())
    assert (tables / "out" / "index.html").read_text().count("<img") == 1
