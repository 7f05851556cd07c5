"""`python -m visualize shape`: sizes, formulas, paddings, what is never read, and the line of PyTorch."""

import json
import math
import re
import subprocess
import sys
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.command_line import shape_json
from tests.random_layers import operations, whole
from visualize.cli import commands
from visualize.text import pytorch_line, shape_report


def text_of(arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit) as ended:
        commands.main(["shape", *arguments.split()])
    output, errors = capsys.readouterr()
    assert (ended.value.code, errors) == (0, "")
    return output.splitlines()


def value(formula: str) -> Fraction:
    """The left side of a formula, worked out."""
    left = formula.rpartition(" = ")[0]
    for sign, word in (("⌊", "floor("), ("⌋", ")"), ("⌈", "ceil("), ("⌉", ")"), ("·", "*"), ("−", "-")):
        left = left.replace(sign, word)
    exact = re.sub(r"\d+", r"F(\g<0>)", left)
    assert re.fullmatch(r"[F\d()+*/ -]*", re.sub("floor|ceil", "", exact))
    return Fraction(eval(exact, {"F": Fraction, "floor": math.floor, "ceil": math.ceil}))


def command(op: Any) -> str:
    """The flags of an operation, written from its parameters."""
    name = op.name.replace("_", "-")
    words = [f"--op {name}", f"--dims {op.dims}", f"--i {by(op.input_size)}", f"--k {by(op.kernel_size)}"]
    words += [f"--p {by(op.padding[4 - 2 * op.dims :])}", f"--s {by(op.stride)}"]
    if not isinstance(op, vz.AvgPool):
        words.append(f"--d {by(op.dilation)}")
    if isinstance(op, vz.Conv):
        words.append(f"--padding-mode {op.padding_mode}")
    if isinstance(op, vz.ConvTranspose):
        words.append(f"--output-padding {by(op.output_padding[2 - op.dims :])}")
    if getattr(op, "ceil_mode", False):
        words.append("--ceil-mode")
    if not getattr(op, "count_include_pad", True):
        words.append("--no-count-include-pad")
    return " ".join(words)


def by(numbers: tuple[int, ...]) -> str:
    return "x".join(map(str, numbers))


# The lecture's layers on 8 x 8: flags, output, padding per side, in total, of the transposed, rows and columns unread.
LECTURE = {
    "--i 8 --k 3 --p 1": ([8, 8], [[1, 1], [1, 1]], [2, 2], [[1, 1], [1, 1]], [], []),
    "--i 8 --k 5x3 --p 2x1": ([8, 8], [[2, 2], [1, 1]], [4, 2], [[2, 2], [1, 1]], [], []),
    "--i 8 --k 3 --p 1 --s 2": ([4, 4], [[1, 1], [1, 1]], [2, 2], [[1, 1], [1, 1]], [9], [9]),
    "--i 8 --k 3x5 --p 0x1 --s 3x4": ([2, 2], [[0, 0], [1, 1]], [0, 2], [[2, 2], [3, 3]], [6, 7], [9]),
}


@pytest.mark.parametrize("flags", LECTURE)
def test_the_lectures_layers(flags: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = shape_json(flags, capsys)
    output, sides, total, transposed, rows, columns = LECTURE[flags]
    assert (found["type"], found["input_size"], found["output_size"]) == ("convolution", [8, 8], output)
    assert found["padding"] == {"per_side": sides, "total": total, "transposed": transposed}
    assert found["unread"] == {"rows": rows, "columns": columns}
    lines = text_of(flags, capsys)
    assert lines[0] == f"convolution: 8×8 -> {output[0]}×{output[1]}"
    assert lines[-1] == f"PyTorch: {found['pytorch']}"
    assert any(line.startswith("rows never read") for line in lines) == bool(rows)


def test_the_text_of_one_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert text_of("--i 8 --k 3x5 --p 0x1 --s 3x4", capsys) == [
        "convolution: 8×8 -> 2×2",
        "output size, rows: ⌊(8 + 2·0 − 3) / 3⌋ + 1 = 2",
        "output size, columns: ⌊(8 + 2·1 − 5) / 4⌋ + 1 = 2",
        "padding per side, rows: 0 before, 0 after",
        "padding per side, columns: 1 before, 1 after",
        "padding in total (p_h, p_w of Dive into Deep Learning), rows: 0",
        "padding in total (p_h, p_w of Dive into Deep Learning), columns: 2",
        "padding of the transposed, p' = d(k - 1) - p, rows: 2",
        "padding of the transposed, p' = d(k - 1) - p, columns: 3",
        "rows never read, counted from 0 in the drawn input: 6, 7",
        "columns never read, counted from 0 in the drawn input: 9",
        "parameters: 16 = 15 weights + 1 bias",
        "multiply-adds: 60",
        "output cells: 4",
        "PyTorch: nn.Conv2d(1, 1, kernel_size=(3, 5), stride=(3, 4), padding=(0, 1))",
    ]


@pytest.mark.parametrize("answer", ("text", "json"))
def test_as_a_process(answer: str) -> None:
    op = vz.Conv(8, 3, padding=1)
    expected = shape_report.text(op) if answer == "text" else json.dumps(shape_report.report(op), ensure_ascii=False)
    words = [sys.executable, "-m", "visualize", "shape", "--i", "8", "--k", "3", "--p", "1"]
    if answer == "json":
        words.append("--json")
    ran = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=60)
    assert (ran.returncode, ran.stderr, ran.stdout) == (0, "", expected + "\n")


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ("--i 5", "visualize: missing kernel_size: "),
        ("--i 2 --k 3", "visualize: invalid kernel_size 3: "),
        ("--i 5 --k 3 -o picture.gif", "visualize: unknown argument "),
        ("--i 5 --k 3 --op max-pool --p 2", "visualize: invalid padding 2: must be at most half of the kernel, 1"),
    ],
)
def test_errors_are_one_line(flags: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(["shape", *flags.split()])
    output, errors = capsys.readouterr()
    assert (ended.value.code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(message)


def unread_by_loops(op: Any, at: int) -> list[int]:
    """Places of one axis of the drawn input that no window touches; plain loops over the parameters."""
    before, after = op.padding[2 * at], op.padding[2 * at + 1]
    size, kernel, dilation = op.size[at], op.kernel[at], op.dilations[at]
    stride, spread, extra = op.strides[at], 1, 0
    if isinstance(op, vz.ConvTranspose):
        spread, stride, extra = stride, 1, op.output_padding[at]
        before, after = dilation * (kernel - 1) - before, dilation * (kernel - 1) - after + extra
    # Places by their distance from the input's first cell; the last is the last cell of the border.
    last = (size - 1) * spread + max(0, after)
    touched = set()
    for window in range(op.out[at]):
        for tap in range(kernel):
            touched.add(-before + window * stride + tap * dilation)
    first = -max(0, before)
    return [place - first for place in range(first, max(last, *touched) + 1) if place not in touched]


@settings(max_examples=400)
@given(operations())
def test_unread_and_paddings_against_loops(op: Any) -> None:
    report = shape_report.report(op)
    assert report["unread"]["columns"] == unread_by_loops(op, 1)
    assert report["unread"]["rows"] == (unread_by_loops(op, 0) if op.dims == 2 else [])
    sides = [list(op.padding[at : at + 2]) for at in (0, 2)][2 - op.dims :]
    extents = [d * (k - 1) for d, k in zip(op.dilation, op.kernel_size, strict=True)]
    assert report["padding"]["per_side"] == sides
    assert report["padding"]["total"] == [sum(ends) for ends in sides]
    assert report["padding"]["transposed"] == [[e - a, e - b] for e, (a, b) in zip(extents, sides, strict=True)]


@settings(max_examples=400)
@given(operations())
def test_formulas_are_true(op: Any) -> None:
    formulas = shape_report.report(op)["formula"]
    assert len(formulas) == op.dims
    for formula, out in zip(formulas, op.output_size, strict=True):
        assert int(formula.rpartition(" = ")[2]) == out
        assert value(formula) == out, formula


@settings(max_examples=150)
@given(op=operations())
def test_the_command_says_what_the_report_says(op: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("builtins.print", lambda line, **options: written.append(line))
        for arguments in (command(op).split(), [*command(op).split(), "--json"]):
            with pytest.raises(SystemExit) as ended:
                commands.main(["shape", *arguments])
            assert ended.value.code == 0
    assert written[0] == shape_report.text(op)
    assert json.loads(written[1]) == shape_report.report(op)
    for line in (shape_report.report(op)["pytorch"], *shape_report.report(op)["formula"]):
        assert line in written[0]


@cache
def torch() -> Any:
    return pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")


@settings(max_examples=600)
@given(operations(), st.integers(0, 10**6))
def test_the_line_of_pytorch_makes_the_layer(op: Any, seed: int) -> None:
    nn = torch().nn
    line = pytorch_line.pytorch(op)
    assert "\n" not in line
    made = eval(line, {"nn": nn})
    x, weights = whole(op.input_size, seed), []
    with torch().no_grad():
        if isinstance(op, vz.Conv | vz.ConvTranspose):
            weights.append(whole(op.kernel_size, seed + 1))
            (inner,) = [part for part in made.modules() if hasattr(part, "weight")]
            inner.weight.copy_(torch().from_numpy(weights[0])[None, None])
            inner.bias.zero_()
        expected = made(torch().from_numpy(x)[None, None])[0, 0].numpy()
    found = op.apply(x, *weights)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    top, bottom, left, right = op.padding
    if (top, left) == (bottom, right):
        own = {"weight": weights[0]} if weights else {}
        assert vz.from_layer(made, op.input_size) == type(op)(**(op.arguments() | own))


LINES = {
    "nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 1, kernel_size=3))": vz.Conv(5, 3, padding=(0, 1, 0, 1)),
    "nn.Conv1d(1, 1, kernel_size=3, padding=1, padding_mode='reflect')": vz.Conv((5,), 3, 1, 1, padding_mode="reflect"),
    "nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1, output_padding=1)": vz.ConvTranspose(3, 3, 2, 1, 1),
    "nn.MaxPool1d(kernel_size=3, ceil_mode=True)": vz.MaxPool((7,), 3, ceil_mode=True),
    "nn.AvgPool2d(kernel_size=2, padding=1, count_include_pad=False)": vz.AvgPool(4, 2, None, 1, False, False),
}


@pytest.mark.parametrize(("line", "op"), LINES.items())
def test_lines_of_pytorch(line: str, op: Any) -> None:
    assert pytorch_line.pytorch(op) == line
