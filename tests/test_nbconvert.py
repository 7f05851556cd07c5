"""Notebooks whose figures nbconvert writes as files, moving ones as the file that `save` writes."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.conftest import program
from visualize.nbconvert import IMAGE

nbformat = pytest.importorskip("nbformat", reason="needs nbformat: pip install 'conv-visualize[test]'")
pytest.importorskip("nbconvert", reason="needs nbconvert: pip install 'conv-visualize[test]'")

EXPORTERS = {"markdown": ("MarkdownExporter", "md"), "rst": ("RSTExporter", "rst"), "html": ("HTMLExporter", "html")}
FIGURES = [
    (vz.figure(vz.Conv(5, 3, padding=1, stride=2)), "svg"),
    (vz.figure(vz.Conv(3, 2), input=np.ones((3, 3)), lang="zh", caption="none"), "svg"),
    (vz.figure(vz.Conv(24, 3), view="flat"), "gif"),
    (vz.figure(vz.Conv(24, 3), view="flat", ground="none"), "webp"),
]


def attribute(name: str, picture: str) -> str:
    return unescape(re.findall(f'{name}="([^"]*)"', picture)[0])


def notebook(folder: Path) -> Path:
    """A notebook as Jupyter stores it, with other outputs among the figures."""
    made: Any = nbformat.v4
    shown = [
        made.new_output("execute_result", dict(figure._repr_mimebundle_()), execution_count=1) for figure, _ in FIGURES
    ]
    other = made.new_output(
        "display_data", {"text/html": '<img src="data:image/png;base64,AAAA"> other', "text/plain": "x"}
    )
    cells = [
        made.new_code_cell("figure", outputs=[other, *shown[:2]]),
        made.new_markdown_cell("text"),
        made.new_code_cell("more", outputs=[*shown[2:], made.new_output("stream", text="printed")]),
    ]
    path = folder / "lecture.ipynb"
    nbformat.write(made.new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize("kind", EXPORTERS)
def test_figures_become_files_with_their_texts(kind: str, tmp_path: Path) -> None:
    if kind == "rst":
        program("pandoc")
    exporter, suffix = EXPORTERS[kind]
    option = f"--{exporter}.preprocessors=visualize.nbconvert.figure_files"
    command = [sys.executable, "-m", "nbconvert", "--to", kind, option, str(notebook(tmp_path))]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / f"lecture.{suffix}").read_text(encoding="utf-8")
    pictures = re.findall("<img [^>]*>", text)  # with attributes in any order
    shown = [(attribute("src", one), attribute("alt", one)) for one in pictures if "lecture_files/" in one]
    assert [alt for _, alt in shown] == [figure.alt_text for figure, _ in FIGURES]
    for (name, _), (figure, ending) in zip(shown, FIGURES, strict=True):
        assert name.endswith("." + ending) and (tmp_path / name).read_bytes() == figure.encoded("." + ending)
    assert sorted(path.name for path in (tmp_path / "lecture_files").iterdir()) == sorted(
        name.rpartition("/")[2] for name, _ in shown
    )
    assert "AAAA" in text and "printed" in text and not re.search(IMAGE, text)


def test_the_notebook_itself_stays_as_it_is(tmp_path: Path) -> None:
    path = notebook(tmp_path)
    before = path.read_bytes()
    option = "--MarkdownExporter.preprocessors=visualize.nbconvert.figure_files"
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "markdown", option, str(path)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert path.read_bytes() == before
    assert "image/png" in json.loads(before)["cells"][0]["outputs"][1]["data"]
