"""Sizes in every form that people type: the same layer, on the command line, in stacks and in the Sphinx directive."""

from typing import Any

import pytest

import visualize as vz
from tests.command_line import shape_json
from visualize.cli import arguments
from visualize.operations import receptive_field

PAIR = (
    "3x5",
    "3X5",
    "3×5",
    "3✕5",
    "3*5",
    "3∗5",
    "3,5",
    "3，5",
    "(3,5)",
    "( 3 , 5 )",
    "（3，5）",
    "[3,5]",
    "3 5",
    "3 x 5",
)
PAIR += ("3\t5", "３×５", "３ｘ５", "3х5", "(3, 5,)", "(3 5)", "3、5")


@pytest.mark.parametrize("text", PAIR)
def test_a_pair(text: str) -> None:
    assert arguments.numbers(text) == (3, 5)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("7", 7),
        ("７", 7),
        ("(7)", 7),
        ("(7,)", 7),
        ("[7]", 7),
        ("1 0", (1, 0)),
        ("0x1x2x3", (0, 1, 2, 3)),
        ("(0, 1, 2, 3)", (0, 1, 2, 3)),
        ("−1", -1),
        *((text, text) for text in ("", "()", "same", "3/5", "2.5", "3x", "3,,5", "(3", "3)", "3;5", "1_0", "²", "x")),
    ],
)
def test_other_forms(text: str, wanted: Any) -> None:
    assert arguments.numbers(text) == wanted


FLAGS = ("--i", "--k", "--s", "--d", "--p", "--output-padding")


@pytest.mark.parametrize("form", ("{}x{}", "{}×{}", "{}*{}", "({},{})", "[{},{}]"))
def test_all_flags_of_sizes(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {"--i": (6, 7), "--k": (3, 2), "--s": (2, 3), "--d": (1, 2), "--p": (0, 1), "--output-padding": (1, 2)}
    words = " ".join(f"{flag} {form.format(*sizes[flag])}" for flag in FLAGS)
    op = vz.ConvTranspose((6, 7), (3, 2), (2, 3), (0, 1), (1, 2), (1, 2))
    found = shape_json(f"--transposed {words}", capsys)
    assert (found["input_size"], found["output_size"]) == ([6, 7], list(op.output_size))
    assert found["pytorch"] == (
        "nn.ConvTranspose2d(1, 1, kernel_size=(3, 2), stride=(2, 3), padding=(0, 1), dilation=(1, 2),"
        " output_padding=(1, 2))"
    )


@pytest.mark.parametrize(
    "text", ("3 5x3/2x1+1x0", "3 5×3/2×1+1×0", "3 (5,3)/(2,1)+(1,0)", "3 ( 5, 3 )/[2 1]＋(1*0)", "3 5X3／2X1+(1×0)")
)
def test_layers_of_a_stack(text: str) -> None:
    assert receptive_field.parse(text) == [
        receptive_field.StackLayer((3, 3)),
        receptive_field.StackLayer((5, 3), (2, 1), (1, 0)),
    ]


def test_a_star_in_a_stack_is_the_dilation() -> None:
    assert receptive_field.parse("3*5 3×5*2") == [
        receptive_field.StackLayer((3, 3), dilation=(5, 5)),
        receptive_field.StackLayer((3, 5), dilation=(2, 2)),
    ]


@pytest.mark.parametrize("text", ("3,5", "(3,5", "3 x 5", "(3,5,1)", "(3)", "3×", "3-5"))
def test_layers_that_are_none(text: str) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid layers .*: each is a kernel with /stride"):
        receptive_field.parse(text)
