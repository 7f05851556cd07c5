"""The key against PyTorch, which is told the words of the question alone; wrong answers are those of their mistakes."""

import os
from typing import Any

import pytest

import visualize as vz

pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]'")
from tests.exercise import answered

SEEDS, EACH = (10, 100) if os.environ.get("VISUALIZE_HEAVY") else (4, 35)
# What a student does who makes a mistake: other parameters of the same layer.
OTHER: dict[str, Any] = {
    "stride forgotten": {"stride": 1},
    "dilation forgotten": {"dilation": 1},
    "padding forgotten": {"padding": 0},
    "floor taken": {"ceil_mode": False},
    "extra forgotten": {"output_padding": 0},
    "window within": {"padding": 0},
    "stride of one": {"stride": 1},
    "dense kernel": {"dilation": 1},
    "divided by few": {"count_include_pad": False},
    "maximum taken": {"name": "Max pooling"},
    "average taken": {"name": "Average pooling"},
    "other way": {"name": "Convolution", "output_padding": None},
}


def exercises(seed: int, **more: Any) -> tuple[vz.Exercise, ...]:
    return vz.exercises(EACH, seed=seed, **more).exercises


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_key_is_pytorchs_answer(seed: int) -> None:
    for exercise in exercises(seed):
        assert exercise.answer == answered.answer(exercise), exercise.question


@pytest.mark.parametrize("seed", range(SEEDS))
def test_wrong_answers_are_wrong_and_differ(seed: int) -> None:
    for exercise in exercises(seed):
        texts = [choice.text for choice in exercise.choices]
        assert len(set(texts)) == len(texts) == 4
        wrong = [choice for choice in exercise.choices if choice.mistake]
        assert len(wrong) == 3 and exercise.answer not in [choice.text for choice in wrong]
        assert all(choice.feedback for choice in wrong)
        assert exercise.answer == answered.answer(exercise)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_wrong_answer_is_what_its_mistake_leads_to(seed: int) -> None:
    checked = set()
    for exercise in exercises(seed, kinds=["size", "cell", "pool", "transposed"]):
        for choice in exercise.choices:
            if choice.mistake in OTHER:
                assert choice.text == mistaken(exercise, OTHER[choice.mistake]), (exercise.question, choice)
                checked.add(choice.mistake)
    assert len(checked) > 5


def mistaken(exercise: vz.Exercise, other: dict[str, Any]) -> str:
    """The answer of PyTorch for other parameters than those of the question."""
    known = answered.asked(exercise) if exercise.kind == "cell" else answered.given(exercise.question)
    changed = {name: value for name, value in (known | other).items() if value is not None}
    if changed["name"] == "Average pooling":
        changed.pop("dilation", None)
    if exercise.kind == "cell":
        value = answered.cell(exercise.input, answered.place(exercise.question), **changed)
        assert value is not None
        return answered.written(value)
    extra = changed.pop("output_padding", 0) if changed["stride"] == 1 else 0  # PyTorch refuses one of a stride of 1
    side = answered.size(**changed) + extra
    return f"{side}×{side}"


def test_a_flipped_kernel_is_that_of_mathematics() -> None:
    found = 0
    for exercise in exercises(3, kinds=["cell"]):
        for choice in exercise.choices:
            if choice.mistake == "flipped":
                known = answered.asked(exercise)
                flipped = known | {"kernel": known["kernel"].flip(2, 3)}
                value = answered.cell(exercise.input, answered.place(exercise.question), **flipped)
                assert value is not None and choice.text == answered.written(value)
                found += 1
    assert found > 3


def test_all_known_mistakes_come_up_and_each_has_its_sentence() -> None:
    sentences: dict[str, set[str]] = {}
    for seed in range(6):
        for exercise in vz.exercises(120, seed=seed).exercises:
            for choice in exercise.choices:
                sentences.setdefault(choice.mistake, set()).add(choice.feedback)
    assert all(len(found) == 1 for found in sentences.values())
    assert set(OTHER) - set(sentences) <= {"divided by few"} and len(sentences) > 35


def test_narrow_ranges_get_numbers_near_the_answer_that_say_so() -> None:
    sheet = vz.exercises(6, kinds=["size"], stride=1, padding=0, dilation=1)
    near = [choice for one in sheet.exercises for choice in one.choices if choice.mistake == "near"]
    assert near and all("no known mistake" in choice.feedback for choice in near)
    for exercise in sheet.exercises:
        assert exercise.answer == answered.answer(exercise) and len({one.text for one in exercise.choices}) == 4
