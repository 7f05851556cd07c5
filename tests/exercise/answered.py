"""Answers by PyTorch, from nothing but the English words of a question and its rows of numbers."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import torch
from torch.nn import functional

import visualize as vz

KERNELS = {"Convolution": "conv2d", "Transposed convolution": "conv_transpose2d", "Max pooling": "max_pool2d"}
KERNELS |= {"Average pooling": "avg_pool2d"}
NUMBERS = {
    "input": r"input (\d+)×",
    "kernel": r"(?:kernel|window) (\d+)×",
    "padding": r"padding (\d+) on each side",
    "stride": r"stride (\d+)",
    "dilation": r"dilation (\d+)",
    "output_padding": r"output_padding (\d+)",
}


def given(question: str) -> dict[str, Any]:
    """The layer of a question, and its parameters by PyTorch's names."""
    name, _, rest = question.partition(": ")
    found: dict[str, Any] = {
        key: int(match[1]) for key, pattern in NUMBERS.items() if (match := re.search(pattern, rest))
    }
    assert ("padding" in found) != ("no padding" in rest) or "Which padding" in rest, question
    return {"name": name, "ceil_mode": True} | found if "ceil_mode=True" in rest else {"name": name} | found


def layer(name: str, kernel: Any = None, **more: Any) -> Callable[[Any], Any]:
    """The function of PyTorch with these parameters; ones are the weights unless there are others."""
    function = getattr(functional, KERNELS[name])
    more = {key: value for key, value in more.items() if key != "input"}
    if "pooling" in name:
        size = kernel if isinstance(kernel, int) else len(kernel)
        return lambda x: function(x, size, **more)
    weight = torch.ones(1, 1, kernel, kernel) if isinstance(kernel, int) else kernel
    return lambda x: function(x, weight, **more)


def size(**parameters: Any) -> int:
    """The side of the output; 0 where PyTorch says that there is none."""
    x = torch.zeros(1, 1, parameters["input"], parameters["input"])
    try:
        rows, columns = layer(**parameters)(x).shape[2:]
    except RuntimeError:
        return 0
    assert rows == columns
    return int(rows)


def rows(values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64)[None, None]


def cell(values: Any, place: tuple[int, int], **parameters: Any) -> float | None:
    """The number of an output cell, if there is one."""
    try:
        output = layer(**parameters)(rows(values))[0, 0]
    except RuntimeError:
        return None
    return float(output[place]) if place[0] < output.shape[0] and place[1] < output.shape[1] else None


def field(question: str) -> int:
    """How many inputs in a row have a gradient from an output cell in the middle."""
    x = torch.ones(1, 1, 400, requires_grad=True, dtype=torch.float64)
    y = x
    layers = re.findall(r"\(\d\) kernel (\d+), stride (\d+)(?:, dilation (\d+))?", question)
    assert len(layers) == len(re.findall(r"\(\d\)", question)) > 1
    for kernel, stride, dilation in layers:
        weight = torch.ones(1, 1, int(kernel), dtype=torch.float64)
        y = functional.conv1d(y, weight, stride=int(stride), dilation=int(dilation or 1))
    y[0, 0, y.shape[2] // 2].backward()
    assert x.grad is not None
    read = torch.nonzero(x.grad[0, 0])
    return int(read.max() - read.min()) + 1


def parameters(question: str) -> int:
    """The number of parameters of a layer."""
    numbers = [
        re.search(pattern, question)
        for pattern in (r"(\d+) input channel", r"(\d+) output channel", r"kernel (\d+)×", r"(\d+) groups")
    ]
    inputs, outputs, kernel, groups = (int(found[1]) if found else 1 for found in numbers)
    made = torch.nn.Conv2d(inputs, outputs, kernel, groups=groups)
    return sum(one.numel() for one in made.parameters())


def place(question: str) -> tuple[int, int]:
    found = re.search(r"in row (\d+) and column (\d+)", question)
    assert found is not None
    return int(found[1]) - 1, int(found[2]) - 1


def asked(exercise: vz.Exercise) -> dict[str, Any]:
    """The parameters of a question about a cell."""
    found = given(exercise.question)
    assert exercise.input is not None and exercise.cell == place(exercise.question)
    assert ("kernel" in found) == (exercise.kernel is None), "a window is told, a kernel is drawn"
    return found if exercise.kernel is None else found | {"kernel": rows(exercise.kernel)}


def answer(exercise: vz.Exercise) -> str:
    """The answer as it would be written."""
    question = exercise.question
    if exercise.kind == "field":
        return str(field(question))
    if exercise.kind == "weights":
        return str(parameters(question))
    if exercise.kind == "padding":
        known = given(question)
        fitting = [by for by in range(30) if size(**known, padding=by) == known["input"]]
        assert len(fitting) == 1
        return str(fitting[0])
    if exercise.kind == "cell":
        found = cell(exercise.input, place(question), **asked(exercise))
        assert found is not None
        return written(found)
    side = size(**given(question))
    return f"{side}×{side}"


def written(value: float) -> str:
    """A number in two decimals, if they suffice, else as a fraction of a window's cells."""
    if abs(value * 100 - round(value * 100)) < 1e-9:
        return f"{round(value * 100) / 100:g}".replace("-", "−")
    exact = Fraction(value).limit_denominator(9)
    assert abs(value - exact) < 1e-9
    return str(exact).replace("-", "−")
