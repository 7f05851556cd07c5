"""Whatever the ranges: exercises that are right and can be told apart, or a refusal in one line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from visualize.exercise.draws import Draws
from visualize.exercise.making import KINDS
from visualize.exercise.ranges import LIMITS

pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]'")
from tests.exercise import answered

RANGES = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.integers(lowest, highest), min_size=1, max_size=4)
        for name, (lowest, highest) in LIMITS.items()
    },
)


@given(RANGES, st.sampled_from([*KINDS]), st.integers(0, 2**63 - 1))
def test_any_ranges(ranges: dict[str, Any], kind: str, seed: int) -> None:
    try:
        sheet = vz.exercises(1, seed=seed, kinds=[kind], **ranges)
    except vz.VisualizeError as error:
        assert str(error).startswith("invalid count 1: these ranges give only 0 different ones")
        return
    (exercise,) = sheet.exercises
    assert exercise.answer == answered.answer(exercise)
    assert len({choice.text for choice in exercise.choices}) == 4
    for layer in exercise.layers if kind not in ("field", "weights") else ():
        drawn = {"input_size": layer.size, "kernel_size": layer.kernel}
        drawn |= {"stride": layer.strides} if kind != "padding" else {}  # of which the stride is always 1
        for name, (value, _) in drawn.items():
            assert value in ranges.get(name, [value])


@pytest.mark.parametrize("side", (3, 12, 20, 32))
def test_figures_of_all_sizes_stand_beside_their_words(side: int) -> None:
    from visualize.exercise.pictures import picture

    for exercise in vz.exercises(
        3, kinds=["size", "pool", "transposed"], input_size=side, kernel_size=(2, 3)
    ).exercises:
        figure = picture(exercise)
        assert figure is not None and figure.film.width < 620 and figure.film.height < 420


def test_letters_of_right_answers_are_as_frequent_as_others() -> None:
    right = [exercise.right for seed in range(4) for exercise in vz.exercises(300, seed=seed).exercises]
    assert all(250 < right.count(place) < 350 for place in range(4))


def test_draws_are_those_of_splitmix64() -> None:
    """The outputs that are published for the seed 1234567, which other implementations are checked by."""
    draws = Draws(1234567)
    assert [draws.below(2**64) for _ in range(5)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
