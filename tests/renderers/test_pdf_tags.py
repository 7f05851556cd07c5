"""The structure of PDFs, as pypdf reads it and poppler prints it: each page is a figure with its alternative text."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.conftest import program
from tests.matplotlib_figures import pypdf
from visualize.cli import formula
from visualize.style import fonts

OP = vz.Conv(3, 2, padding=1)
INPUT = np.arange(9).reshape(3, 3)
FIGURES: dict[str, Callable[[], vz.Figure]] = {
    "plain": lambda: vz.figure(vz.Conv(5, 3, padding=1, stride=2), steps="0-2"),
    "numbers": lambda: vz.figure(OP, input=INPUT, steps="0,5,last"),
    "quiz": lambda: vz.figure(OP, input=INPUT, quiz=True, steps="0,last"),
    "poster": lambda: vz.figure(vz.Conv(3, 2), poster="last", title="a (b\\) \r ü"),
    "sheet": lambda: vz.figure(OP, sheet=True),
    "together": lambda: vz.figure(OP, show="0,2"),
    "stack": lambda: vz.stack_figure([vz.Conv(5, 3), vz.Conv(3, 3)]),
    "chinese": lambda: vz.figure(OP, input=INPUT, lang="zh", steps="1"),
}


def alternative_texts(path: Path, kind: str = "/Figure") -> list[str]:
    """For each page the text of the element that its content belongs to, by the way that a screen reader takes."""
    reader = pypdf.PdfReader(path, strict=True)
    root = reader.trailer["/Root"]
    tree = root["/StructTreeRoot"]
    assert root["/MarkInfo"]["/Marked"].value and tree["/K"]["/S"] == "/Document"
    parents = dict(zip(*(iter(tree["/ParentTree"]["/Nums"]),) * 2, strict=True))
    in_order = [one.get_object() for one in tree["/K"]["/K"]]
    found = []
    for page, listed in zip(reader.pages, in_order, strict=True):
        (element,) = (one.get_object() for one in parents[page["/StructParents"]])
        assert element == listed and element["/Pg"].get_object() == page and element["/S"] == kind
        assert element["/P"].get_object() == tree["/K"] and element["/A"]["/BBox"] == page["/MediaBox"]
        check_marked(page, kind, element["/K"])
        found.append(element["/Alt"])
    return found


def check_marked(page: Any, kind: str, number: int) -> None:
    """All that is drawn on a page lies in one marked content of that number."""
    drawn = [(operator, operands) for operands, operator in page.get_contents().operations]
    assert drawn[0] == (b"BDC", [kind, {"/MCID": number}]) and drawn[-1] == (b"EMC", [])
    assert [operator for operator, _ in drawn].count(b"BDC") == 1
    assert any(operator in (b"f", b"S", b"Tj", b"TJ") for operator, _ in drawn)


@pytest.mark.parametrize("name", FIGURES)
def test_each_page_is_a_figure_with_its_alternative_text(tmp_path: Path, name: str) -> None:
    if name == "chinese" and fonts.chinese_font() is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    figure = FIGURES[name]()
    figure.save(tmp_path / "a.pdf")
    found = alternative_texts(tmp_path / "a.pdf")
    assert all(text.startswith(figure.alt_text) for text in found)
    assert len(set(found)) == len(found) - (name == "poster")  # the poster is the last step
    assert pypdf.PdfReader(tmp_path / "a.pdf").trailer["/Root"]["/Lang"] == ("zh" if name == "chinese" else "en")


def test_steps_have_their_names_and_lines(tmp_path: Path) -> None:
    figure = FIGURES["quiz"]()
    figure.save(tmp_path / "a.pdf")
    after = [text.removeprefix(figure.alt_text) for text in alternative_texts(tmp_path / "a.pdf")]
    lines = [figure.film.frame(index).line.text for index in range(4)]
    names = ("Step 1 of 16?", "Step 1 of 16", "Step 16 of 16?", "Step 16 of 16")
    assert after == [f"\n{name}: {line}" for name, line in zip(names, lines, strict=True)]
    sheet = FIGURES["sheet"]()
    sheet.save(tmp_path / "b.pdf")
    assert alternative_texts(tmp_path / "b.pdf") == [sheet.alt_text]


def test_poppler_sees_the_structure(tmp_path: Path) -> None:
    FIGURES["numbers"]().save(tmp_path / "a.pdf")
    told = [
        subprocess.run([program("pdfinfo"), *flags, "a.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True)
        for flags in ([], ["-struct"])
    ]
    assert re.search(r"Tagged: +yes", told[0].stdout)
    assert told[1].stdout.count("Figure") == 3 and not told[1].stderr


@pytest.mark.parametrize(("convention", "language"), [("torch", "en"), ("both", "zh")])
def test_formulas_are_read_as_they_are_written(tmp_path: Path, convention: str, language: str) -> None:
    if language == "zh" and fonts.chinese_font() is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    lines = formula.lines(vz.Conv(8, 3, stride=2, padding=1), convention, language=language)
    formula.save(lines, "light", None, [str(tmp_path / "a.pdf")], language)
    (text,) = alternative_texts(tmp_path / "a.pdf", "/Formula")
    assert "o = ⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4" in text.split("\n")
    assert "\\" not in text and len(text.split("\n")) == len(lines)
    assert ("单侧" in text) == (language == "zh")
