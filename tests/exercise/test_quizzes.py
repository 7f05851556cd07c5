"""Moodle's XML and GIFT, read by parsers of other makers: what they find is what was drawn."""

import html
import json
import re
import subprocess
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program

HOSTILE = r"""</text>]]> & <script> = ~ # {a} : \ "q" 'p' :: $CATEGORY: // %50% ####"""
READER = """
const fs = require("fs"), { parse } = require("gift-pegjs");
console.log(JSON.stringify(parse(fs.readFileSync(process.argv[2], "utf8"))));
"""


def sheet(language: str = "en", title: str = HOSTILE) -> vz.Sheet:
    return vz.exercises(14, seed=5, lang=language, title=title)


def plain(text: str) -> str:
    """HTML without its tags and entities."""
    return html.unescape(re.sub("<[^>]*>", "", text))


@pytest.mark.parametrize("language", ("en", "zh"))
def test_gift_in_a_parser_of_another_maker(language: str, tmp_path: Path) -> None:
    """In the name of a category it takes signs for its own, which Moodle does not."""
    parser = pytest.importorskip("ua_exam.gift_parser", reason="needs ua-exam: pip install 'conv-visualize[test]'")
    drawn = sheet(language, "Padding & <i>stride</i>: 3/4")
    drawn.save(tmp_path / "a.gift")
    found = parser.parse_gift_file(str(tmp_path / "a.gift"))
    assert len(found) == len(drawn.exercises) == 14
    for number, (question, exercise) in enumerate(zip(found, drawn.exercises, strict=True), 1):
        assert question["type"] == "multiple_choice" and f"{number:02}" in question["title"]
        assert plain(question["text"]).removeprefix("[html]") == exercise.question
        read = [(one["text"], one["is_correct"]) for one in question["options"]]
        assert read == [(choice.text, not choice.mistake) for choice in exercise.choices]
        check_figure(re.findall(r'src="data:image/png;base64,([^"]*)"', question["text"]), exercise)


def check_figure(data: list[str], exercise: vz.Exercise) -> None:
    """A question has one figure, a whole PNG, unless it is about a number of parameters."""
    assert len(data) == (exercise.kind != "weights")
    for one in data:
        picture = Image.open(BytesIO(b64decode(one, validate=True)))
        picture.load()
        assert picture.format == "PNG" and min(picture.size) > 80


@pytest.mark.programs
@pytest.mark.parametrize("language", ("en", "zh"))
def test_gift_in_its_grammar_for_node(language: str, tmp_path: Path) -> None:
    """`npm install gift-pegjs` in a folder that NODE_PATH names."""
    node, drawn = program("node", "nodejs.org"), sheet(language)
    drawn.save(tmp_path / "a.gift")
    (tmp_path / "read.js").write_text(READER)
    done = subprocess.run([node, "read.js", "a.gift"], cwd=tmp_path, capture_output=True, text=True, check=False)
    if "Cannot find module" in done.stderr:
        pytest.skip("needs gift-pegjs: npm install gift-pegjs, and NODE_PATH=node_modules")
    first, *found = json.loads(done.stdout)
    assert first["type"] == "Category" and len(found) == 14
    for number, (question, exercise) in enumerate(zip(found, drawn.exercises, strict=True), 1):
        assert question["type"] == "MC" and f"{number:02}" in question["title"]
        assert question["stem"]["format"] == "html" and plain(question["stem"]["text"]) == exercise.question
        read = [(one["text"]["text"], one["isCorrect"]) for one in question["choices"]]
        assert read == [(choice.text, not choice.mistake) for choice in exercise.choices]
        told = [one["feedback"] and html.unescape(one["feedback"]["text"]) for one in question["choices"]]
        assert told == [choice.feedback or None for choice in exercise.choices]
        assert plain(question["globalFeedback"]["text"]) == "".join(exercise.computation)
        check_figure(re.findall(r'src="data:image/png;base64,([^"]*)"', question["stem"]["text"]), exercise)


def questions(document: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in document if one.get("type") != "category"]


def content(element: ElementTree.Element, path: str) -> str:
    found = element.find(f"{path}/text")
    assert found is not None
    return found.text or ""


@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_xml_of_moodle(language: str, tmp_path: Path) -> None:
    """Its structure is the one that Moodle documents for multiple choice."""
    drawn = sheet(language)
    drawn.save(tmp_path / "a.xml")
    document = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert document.tag == "quiz" and content(document[0], "category") == f"$course$/top/{HOSTILE.replace('/', '//')}"
    found = questions(document)
    assert [one.get("type") for one in found] == ["multichoice"] * 14
    for question, exercise in zip(found, drawn.exercises, strict=True):
        assert content(question, "name") and question.findtext("single") == "true"
        body = content(question, "questiontext")
        assert plain(body) == exercise.question
        assert plain(content(question, "generalfeedback")) == "".join(exercise.computation)
        answers = [(one.get("fraction"), plain(content(one, "."))) for one in question.findall("answer")]
        assert answers == [("0" if choice.mistake else "100", choice.text) for choice in exercise.choices]
        told = [plain(content(one, "feedback")) for one in question.findall("answer")]
        assert told == [choice.feedback for choice in exercise.choices]
        check_file(question, body, exercise)


def check_file(question: ElementTree.Element, body: str, exercise: vz.Exercise) -> None:
    """The text shows the file that is beside it."""
    files = question.findall("questiontext/file")
    named = re.findall(r'src="@@PLUGINFILE@@/([^"]*)"', body)
    assert [(one.get("name"), one.get("path"), one.get("encoding")) for one in files] == [
        (name, "/", "base64") for name in named
    ]
    check_figure([one.text or "" for one in files], exercise)
    described = re.findall(r'alt="([^"]*)"', body)
    assert len(described) == len(files) and all(described)


@pytest.mark.programs
def test_the_xml_of_moodle_in_a_program_that_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """amc2moodle makes LaTeX of a quiz for Auto Multiple Choice, and takes the figures out."""
    reader: Any = pytest.importorskip("amc2moodle.moodle2amc", reason="needs amc2moodle: pip install amc2moodle")
    monkeypatch.chdir(tmp_path)
    drawn = sheet(title="Exercises")
    drawn.save("a.xml")
    reader.Quiz("a.xml").convert("a.tex")
    text = Path("a.tex").read_text(encoding="utf-8")
    found = re.findall(r"\\begin\{question\}.*?\\end\{question\}", text, re.DOTALL)
    assert len(found) == 14 and len(list(Path("Figures").glob("*.png"))) == 12
    for question, exercise in zip(found, drawn.exercises, strict=True):
        assert exercise.question.replace("_", "") in question.replace("\\_", "").replace("_", "")
        read = re.findall(r"\\(wrong|correct)choice\{([^}]*)\}", question)
        assert read == [("wrong" if choice.mistake else "correct", choice.text) for choice in exercise.choices]
