"""Values that nobody should pass, as Python source; `from tests.attack.zoo import *` has all that they need."""

import array
import collections
import enum
import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import visualize as vz

__all__ = [
    "Colour",
    "Decimal",
    "Duck",
    "Fraction",
    "Path",
    "Words",
    "array",
    "changed",
    "collections",
    "drawn",
    "endless",
    "itertools",
    "layer",
    "nested",
    "np",
    "odd",
    "os",
    "saved",
    "vz",
]
FEW = 300  # steps that are worth saving


def odd(*names: str, error: type[Exception] = RuntimeError) -> Any:
    """An object of which these methods fail."""

    def fails(*_: Any) -> Any:
        raise error("odd")

    return type("Odd", (), dict.fromkeys(names, fails))()


class Duck:
    """A whole number to those who ask for one, and nothing else; a scalar of another library is like that."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number

    def __float__(self) -> float:
        return float(self.number)

    def __str__(self) -> str:
        return f"duck\n\x1b[31m{self.number}"


class Colour(enum.IntEnum):
    RED = 3


class Words(str):
    """A text that calls itself something else."""

    def __str__(self) -> str:
        return "something else\x07"

    def __format__(self, _: str) -> str:
        return "\x00"


def nested(depth: int) -> list[Any]:
    """A list in a list, and so on; of depth 0 one that holds itself."""
    found: list[Any] = []
    if not depth:
        found.append(found)
    for _ in range(depth):
        found = [found]
    return found


def endless() -> Iterator[int]:
    return itertools.count()


def layer(kind: str, without: str = "", **attributes: Any) -> Any:
    """What looks like a layer of PyTorch, perhaps without one of its attributes."""
    usual = {"kernel_size": (2, 2), "stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), "output_padding": (0, 0)}
    usual |= {"padding_mode": "zeros", "ceil_mode": False, "count_include_pad": True}
    usual |= {"weight": np.ones((1, 1, 2, 2)), "bias": np.zeros(1)}
    made = type(kind, (), {})()
    for name, value in (usual | attributes).items():
        if name != without:
            setattr(made, name, value)
    return made


def saved(figure: vz.Figure) -> None:
    """What was accepted can be saved, looked at and told."""
    assert isinstance(figure.alt_text, str)
    if len(figure.steps) > FEW:
        return
    try:
        figure.save("a.gif", "a.svg")
        next(figure.frames())
    except vz.VisualizeError as error:
        raise AssertionError(f"accepted, but it cannot be saved: {error}") from error


def drawn(operation: Any) -> None:
    """An operation that was accepted can be drawn, at its beginning and its end."""
    assert all(isinstance(size, int) for size in operation.output_size)
    if np.prod(operation.output_size) <= FEW**2 and np.prod(operation.input_size) <= FEW:
        saved(vz.figure(operation, steps="0" if np.prod(operation.output_size) == 1 else "0,last"))


def changed(operation: Any) -> None:
    """Nobody changes the weights of an operation from outside."""
    x = np.ones(operation.input_size)
    before = operation.apply(x)
    with suppress(ValueError):
        operation.weight[...] = 7
    assert (operation.apply(x) == before).all(), "the weights were changed through op.weight"


NUMBERS = ("0", "-1", "1", "2", "3", "7", "1.5", "3.0", "-0.0", "float('nan')", "float('inf')", "1e308", "1e-320")
NUMBERS += ("10**20", "2**63", "-2**63", "10**400", "10**5000", "True", "False", "3 + 0j", "Decimal('3')")
NUMBERS += ("Decimal('0.5')", "Fraction(3)", "Decimal('NaN')", "Fraction(1, 3)", "Colour.RED", "Duck(3)", "Duck(-1)")
NUMBERS += ("np.int64(3)", "np.uint8(3)", "np.uint8(100)", "np.int8(-1)", "np.float32(0.5)", "np.float64('nan')")
NUMBERS += ("np.longdouble(3)", "np.bool_(True)", "np.array(3)", "np.uint64(2**63)", "np.datetime64('2020-01-01')")
NUMBERS += ("np.array([3])", "np.array(3.0)", "np.complex64(3)", "np.ma.masked", "np.float16(2)")
TEXTS = ("''", "'3'", "'x'", "'same'", "'last'", "'0,last'", "'\\ud800'", "'\\x00'", "'\\ufeff'", "'a' * 10**6")
TEXTS += ("'٣'", "b'3'", "'a.gif'", "'none/a.gif'", "'a\\nb.svg'", "'\\x1b[31m'", "bytearray(b'3')")
TEXTS += ("memoryview(b'33')", "np.str_('3')", "'{n}.svg'", "Path('a.gif')", "Path('.')", "'输入'", "'/dev/null'")
TEXTS += ("'%s'", "'flat'", "'light'", "'random'", "'zeros'", "'9' * 5000", "'\\u2028'", "os.fsdecode(b'\\xff.gif')")
TEXTS += ("'{n:c}.svg'", "Words('flat')", "'a.pdf'", "'fifo.gif'")
SEQUENCES = ("()", "[]", "(3,)", "[3, 3]", "(3, 3, 3)", "(1, 2, 3, 4)", "(3, -1)", "(3, None)", "('3', '3')")
SEQUENCES += ("(2.0, 2)", "range(3)", "[[3, 3]]", "[[1, 2], [3]]", "{3}", "{}", "{3: 3}", "iter([3, 3])")
SEQUENCES += ("(n for n in (3, 3))", "endless()", "range(10**12)", "array.array('i', [3, 3])")
SEQUENCES += ("collections.deque([3, 3])", "{3: 1}.keys()", "nested(0)", "nested(5000)", "[float('nan')]")
SEQUENCES += ("np.zeros((3, 3))", "np.zeros((5, 5))", "np.zeros((2, 2))", "np.zeros((0, 0))")
SEQUENCES += ("np.zeros((5, 5), object)", "np.zeros(5)", "np.array(['a'])", "np.zeros((5, 5), 'M8[s]')")
SEQUENCES += ("np.zeros((5, 5), complex)", "np.zeros((5, 5), 'i4,f4')", "np.zeros((1, 1, 5, 5))")
SEQUENCES += ("np.full((5, 5), 1e308)", "np.full((5, 5), 2**63 - 1)", "np.full((5, 5), 2**64 - 1, np.uint64)")
SEQUENCES += ("np.full((5, 5), np.nan)", "np.full((5, 5), -np.inf)", "np.ma.masked_all((5, 5))")
SEQUENCES += ("np.ones((5, 5), np.longdouble)", "np.ones((5, 5), '>f8')", "np.broadcast_to(1.0, (5, 5))")
SEQUENCES += ("np.ones((10, 10))[::2, ::2]", "np.matrix([[1, 2], [3, 4]])", "[Decimal(1)] * 2", "[2**70] * 2")
OBJECTS = ("None", "object()", "object", "int", "len", "lambda *_: None", "...", "NotImplemented", "Exception('x')")
OBJECTS += ("vz", "vz.Conv", "vz.Conv(5, 3)", "vz.figure(vz.Conv(2, 1))", "[vz.Conv(5, 3), None]", "odd()")
OBJECTS += ("odd('__index__')", "odd('__float__')", "odd('__str__')", "odd('__repr__')", "odd('__iter__')")
OBJECTS += ("odd('__len__', '__getitem__')", "odd('__eq__')", "odd('__bool__')", "odd('__array__')")
OBJECTS += ("odd('__fspath__')", "odd('__hash__')", "odd('__getattr__')", "odd('__index__', error=ValueError)")
OBJECTS += ("odd('__iter__', error=TypeError)", "odd('__str__', '__repr__', '__index__')")
OBJECTS += ("odd('__float__', error=OverflowError)",)
# What is as good as a right value, or nearly: what was checked must be what is used.
NEAR = ("Duck(1)", "Duck(2)", "Duck(3)", "np.uint8(2)", "np.int8(3)", "np.array(2)", "Colour.RED", "Decimal(1)")
NEAR += ("Decimal('0.5')", "Fraction(1)", "Fraction(1, 2)", "np.float32(0.5)", "np.float16(1)", "np.bool_(True)")
NEAR += ("True", "1.0", "[2, 2]", "(2, 1)", "np.array([2, 2])", "np.array([1])", "[Duck(2), 3]")
NEAR += ("(np.uint8(2), Duck(1))", "[True, 1]", "Words('same')", "np.str_('flat')", "Words('0,last')", "(0, 1, 0, 1)")
NEAR += ("range(1, 3)", "'1'", "'light'", "[[1, 2], [3, 4]]", "np.ones((3, 3), np.float16)", "np.eye(5, dtype=bool)")
NEAR += ("np.full((5, 5), 2**62)", "np.full((3, 3), 1e200)", "np.ones((5, 5), np.uint64)", "np.eye(3).T")
NEAR += ("[[2**63, 1], [1, 1]]", "[[True, 2], [3, 4.5]]", "np.arange(9).reshape(3, 3)[::-1]")
NEAR += ("memoryview(np.ones((3, 3)))",)
ZOO = (NUMBERS, NEAR, NEAR, TEXTS, SEQUENCES, OBJECTS)
