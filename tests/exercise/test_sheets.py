"""The sheet to print, seen by two other readers; the page; the same bytes; refusals; plain values."""

import copy
import os
import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.conftest import program

A4 = (595.276, 841.89)
FORMATS = (".pdf", ".xml", ".gift", ".html", ".json")
LETTERS = "ABCD"


def unspaced(text: str) -> str:
    """A text without blanks and line breaks, which readers of PDF put where they see fit."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=("en", "zh"))
def saved(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[vz.Sheet, Path]:
    drawn = vz.exercises(12, seed=8, lang=request.param, title="Week 3: $\\frac{1}{2}$ <b>")
    path = tmp_path_factory.mktemp("sheet") / "sheet.pdf"
    drawn.save(path)
    return drawn, path


def printed(path: Path) -> list[str]:
    """The words of the pages, as poppler reads them."""
    read = [program("pdftotext", "apt-get install poppler-utils"), "-layout", str(path), "-"]
    done = subprocess.run(read, capture_output=True, check=True)
    return [unspaced(page) for page in done.stdout.decode().split("\f")[:-1]]


def test_the_questions_come_first_and_the_answers_on_pages_of_their_own(saved: tuple[vz.Sheet, Path]) -> None:
    drawn, path = saved
    pages = printed(path)
    heading = unspaced({"en": "Answers: ", "zh": "答案："}[drawn.language] + drawn.title)
    (key,) = (at for at, page in enumerate(pages) if page.startswith(heading))
    questions, answers = "".join(pages[:key]), "".join(pages[key:])
    assert questions.startswith(unspaced(drawn.title)) and 2 < key < len(pages)
    for number, exercise in enumerate(drawn.exercises, 1):
        line = f"{number}.{LETTERS[exercise.right]}{exercise.answer}"
        assert unspaced(line) in answers and unspaced(f"{number}{LETTERS[exercise.right]}") in answers
        assert all(unspaced(one) in answers for one in exercise.computation if "⌊" not in one)
        assert not any(unspaced(one) in questions for one in exercise.computation)
        for letter, choice in zip(LETTERS, exercise.choices, strict=True):
            assert unspaced(f"{letter}{choice.text}") in questions
            assert unspaced(choice.feedback) in answers
            assert not choice.feedback or unspaced(choice.feedback) not in questions


def test_every_page_is_numbered_a4_with_margins_and_has_its_words_for_screen_readers(
    saved: tuple[vz.Sheet, Path],
) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
    drawn, path = saved
    document = pypdf.PdfReader(path)
    told = [one.get_object()["/Alt"] for one in document.trailer["/Root"]["/StructTreeRoot"]["/K"]["/K"]]
    assert len(told) == len(document.pages) and document.metadata.title == drawn.title
    assert document.trailer["/Root"]["/Lang"] == drawn.language
    for number, (page, words) in enumerate(zip(document.pages, printed(path), strict=True), 1):
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(A4, abs=0.1)
        assert words.endswith(f"{number}/{len(document.pages)}")
    whole = unspaced("".join(told))
    assert all(unspaced(exercise.question) in whole for exercise in drawn.exercises)


def ink(path: Path, folder: Path) -> list[Any]:
    """The pages as arrays of pixels, 72 to the inch, true where something is printed."""
    import numpy as np
    from PIL import Image

    drawn = [program("pdftoppm", "apt-get install poppler-utils"), "-r", "72", "-gray", str(path), str(folder / "page")]
    subprocess.run(drawn, check=True)
    return [np.asarray(Image.open(one)) < 200 for one in sorted(folder.glob("page*"))]


def test_nothing_is_printed_in_the_margins(saved: tuple[vz.Sheet, Path], tmp_path: Path) -> None:
    for page in ink(saved[1], tmp_path):
        assert page.any()
        assert not page[:50].any() and not page[:, :50].any() and not page[:, -50:].any()
        assert not page[-24:].any() and not page[-52:-40].any(), "between the last block and the page's number"


def test_figures_are_on_the_pages_of_their_questions(saved: tuple[vz.Sheet, Path], tmp_path: Path) -> None:
    """A figure is blue; the key has none."""
    import numpy as np
    from PIL import Image

    drawn = [program("pdftoppm", "apt-get install poppler-utils"), "-r", "72", str(saved[1]), str(tmp_path / "page")]
    subprocess.run(drawn, check=True)
    pictures = [np.asarray(Image.open(one).convert("RGB")).astype(int) for one in sorted(tmp_path.glob("page*"))]
    blue = [int(((one[..., 2] - one[..., 0]) > 60).sum()) for one in pictures]
    pages = printed(saved[1])
    key = next(at for at, page in enumerate(pages) if page.startswith(("Answers", "答案")))
    assert min(blue[:key]) > 1000 and max(blue[key:]) < 50


@pytest.mark.parametrize("hash_seed", ("0", "1"))
def test_the_same_bytes_in_another_process(hash_seed: str, tmp_path: Path) -> None:
    names = [str(tmp_path / f"a{suffix}") for suffix in FORMATS]
    words = [word for name in names for word in ("-o", name)]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "visualize", "exercise", "--n", "7", "--seed", "5", "--k", "2..4", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\S.*: 7 exercises, [\d,]+ bytes\n", done.stdout) and not done.stderr
    vz.exercises(7, seed=5, kernel_size=range(2, 5)).save(*(tmp_path / f"b{suffix}" for suffix in FORMATS))
    for suffix in FORMATS:
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes(), suffix


class Words(HTMLParser):
    """The words of a page, and what is in its folded parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.folded, self.images = "", "", 0
        self.depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        self.depth += tag == "details"
        self.images += tag == "img"
        assert tag != "b" and tag != "script"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.folded += data
        else:
            self.open += data


@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_page_folds_the_answers_in(language: str, tmp_path: Path) -> None:
    drawn = vz.exercises(7, seed=8, lang=language, title="<b>Week</b> & 3")
    drawn.save(tmp_path / "a.html")
    words = Words((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert drawn.title in words.open and words.images == 6
    for exercise in drawn.exercises:
        assert exercise.question in words.open and all(line in words.folded for line in exercise.computation)
        assert all(choice.feedback in words.folded for choice in exercise.choices)


def test_exercises_are_plain_frozen_values() -> None:
    drawn = vz.exercises(9, seed=2, title="Week 3")
    assert pickle.loads(pickle.dumps(drawn)) == copy.deepcopy(drawn) == vz.exercises(9, seed=2, title="Week 3")
    assert len(set(drawn.exercises)) == 9 and hash(drawn) == hash(copy.deepcopy(drawn))
    with pytest.raises(AttributeError):
        drawn.exercises[0].question = "?"  # type: ignore[misc]


def test_fewer_exercises_are_the_first_ones_of_more_in_every_language() -> None:
    many, few = vz.exercises(25, seed=6).exercises, vz.exercises(8, seed=6).exercises
    assert many[:8] == few and vz.exercises(8, seed=7).exercises != few
    chinese = vz.exercises(8, seed=6, lang="zh").exercises
    assert [[choice.text for choice in one.choices] for one in chinese] == [
        [choice.text for choice in one.choices] for one in few
    ]


def test_no_exercise_is_there_twice() -> None:
    drawn = vz.exercises(300, seed=1).exercises
    assert len({(one.question, one.input, one.kernel, one.cell) for one in drawn}) == 300


def test_ranges_are_kept() -> None:
    for exercise in vz.exercises(40, seed=1, kinds=["size", "pool", "cell"], stride=(2,), padding=range(2)).exercises:
        layer = exercise.layers[0]
        assert layer.strides == (2, 2) and layer.padding[0] in (0, 1)


def test_a_long_title_is_broken(tmp_path: Path) -> None:
    vz.exercises(1, title="w" * 200).save(tmp_path / "a.pdf")
    assert printed(tmp_path / "a.pdf")[0].startswith("w" * 200)
    for page in ink(tmp_path / "a.pdf", tmp_path):
        assert not page[:, :50].any() and not page[:, -50:].any()


def test_letters_that_no_font_has_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(vz.VisualizeError):
        vz.exercises(1, title="\U000e0100\U0001f9ff\ue000").save(tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", (True, "3", 2.5, (), [0], (99,), None.__class__, {"a": 1}, iter(range(10**9))))
def test_ranges_of_python_are_checked(given: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid kernel_size"):
        vz.exercises(1, kernel_size=given)
