"""The figure of a question shows what is given, and neither the answer nor the way to it."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import visualize as vz
from tests.decoding import SVG
from visualize.exercise.pictures import picture

KINDS = ("size", "cell", "pool", "padding", "transposed", "field")


def drawn(exercise: vz.Exercise) -> tuple[dict[str, str], list[str], str]:
    """The numbers of the figure by the names of their cells, its other words, all of it."""
    figure = picture(exercise)
    assert figure is not None
    svg = figure.encoded(".svg").decode()
    texts = list(ElementTree.fromstring(svg).iter(f"{SVG}text"))
    cells = {one.get("data-text", ""): "".join(one.itertext()) for one in texts if one.get("data-text")}
    return cells, ["".join(one.itertext()) for one in texts if not one.get("data-text")], svg


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_holds_its_recipe_or_its_answer(kind: str) -> None:
    for exercise in vz.exercises(6, seed=2, kinds=[kind]).exercises:
        _, _, svg = drawn(exercise)
        assert "python -m visualize" not in svg and "data-source" not in svg
        assert set(re.findall(r"\d+×\d+", svg)) <= set(re.findall(r"\d+×\d+", exercise.question)), (
            "sizes that are given"
        )
        described = re.search("<desc>(.*?)</desc>", svg)
        assert described is not None and described[1] and "<title>" not in svg


def test_a_cell_is_asked_with_all_that_is_given_and_nothing_else() -> None:
    for exercise in vz.exercises(25, seed=4, kinds=["cell"]).exercises:
        cells, words, svg = drawn(exercise)
        assert exercise.input is not None and exercise.cell is not None
        padding = exercise.layers[0].padding[0]
        for row, numbers in enumerate(exercise.input):
            for column, number in enumerate(numbers):
                assert cells[f"input/0/{row + padding}/{column + padding}"] == str(number).replace("-", "−")
        for row, numbers in enumerate(exercise.kernel or ()):
            for column, number in enumerate(numbers):
                assert cells[f"kernel/0/0/{row}/{column}"] == str(number).replace("-", "−")
        outputs = {name: text for name, text in cells.items() if name.startswith("output")}
        assert outputs == {"output/0/{}/{}".format(*exercise.cell): "?"}
        assert not [word for word in words if "=" in word and word != "="]
        assert "input tap" not in svg and "unread" not in svg


@pytest.mark.parametrize("kind", ("size", "pool", "padding", "transposed"))
def test_a_size_is_asked_without_an_output(kind: str) -> None:
    for exercise in vz.exercises(12, seed=6, kinds=[kind]).exercises:
        cells, words, svg = drawn(exercise)
        assert not cells and words.count("?") == 1
        assert 'data-cell="output' not in svg and "unread" not in svg and "output" not in words


def test_a_field_is_asked_without_the_lines_to_it() -> None:
    for exercise in vz.exercises(8, seed=6, kinds=["field"]).exercises:
        cells, _, svg = drawn(exercise)
        assert list(cells.values()) == ["?"] and "tap" not in svg
        assert svg.count('data-cell="input') > int(exercise.answer)


def test_words_in_place_of_a_figure_hold_all_numbers() -> None:
    (exercise,) = (one for one in vz.exercises(1, seed=1, kinds=["cell"]).exercises)
    figure = picture(exercise)
    assert figure is not None and exercise.input is not None
    rows = figure.alt_text.replace("−", "-").split(": ")[1].split(".")[0].split("; ")
    assert [[int(number) for number in row.split()] for row in rows] == [list(row) for row in exercise.input]


def test_json_tells_all(tmp_path: Path) -> None:
    sheet = vz.exercises(7, seed=3, lang="zh")
    sheet.save(tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["language"] == "zh" and len(found["exercises"]) == 7
    for record, exercise in zip(found["exercises"], sheet.exercises, strict=True):
        assert (record["answer"], record["question"]) == (exercise.answer, exercise.question)
        assert record["choices"][record["right"]]["text"] == exercise.answer
        assert (record["figure"] is None) == (exercise.kind == "weights")
