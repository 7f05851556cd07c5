"""What Python gives: wrong values are refused at once, what was checked is what is used, nothing changes later."""

import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize import validate

CONV = vz.Conv(5, 3)
ONES = np.ones((5, 5), int)


class Raises:
    """Refuses whatever it is asked."""

    def _refuse(self, *given: Any) -> Any:
        raise RuntimeError("no")

    __index__ = __float__ = __str__ = __repr__ = __iter__ = __len__ = __bool__ = __fspath__ = _refuse
    __eq__ = __contains__ = __getitem__ = __array__ = _refuse
    __hash__ = object.__hash__


class RaisesLate(Sequence[int]):
    def __len__(self) -> int:
        return 2

    def __getitem__(self, at: Any) -> Any:
        raise KeyError(at)


class Text(str):
    """A text with a mind of its own."""

    def _refuse(self, *given: Any) -> Any:
        raise RuntimeError("no")

    __str__ = __eq__ = __contains__ = split = encode = _refuse
    __hash__ = str.__hash__


class Three(IntEnum):
    VALUE = 3


def broken() -> Any:
    yield 1
    raise RuntimeError("no")


# Made anew for each call: some are used up.
ZOO: dict[str, Callable[[], Any]] = {
    "object": object,
    "raises": Raises,
    "raises late": RaisesLate,
    "breaks": broken,
    "without end": itertools.count,
    "nan": lambda: float("nan"),
    "endless": lambda: float("inf"),
    "huge": lambda: 10**5000,
    "large": lambda: 10**19,
    "below": lambda: -1,
    "half": lambda: 2.5,
    "complex": lambda: 1j,
    "control": lambda: "a\x01b",
    "half character": lambda: "\ud800",
    "bytes": lambda: b"\x03",
    "bytearray": lambda: bytearray(b"3"),
    "dict": dict,
    "set": lambda: {1.5},
    "list": list,
    "none in it": lambda: [None],
    "nested": lambda: [[1]],
    "range": lambda: range(10**30),
    "class": lambda: int,
    "signalling": lambda: Decimal("sNaN"),
    "array": lambda: np.array([1.5, 2]),
    "texts": lambda: np.array(["first", "last"]),
    "empty": lambda: np.array([]),
    "date": lambda: np.datetime64("2020"),
    "structured": lambda: np.zeros((5, 5), [("a", int)]),
}


def refused(call: Callable[[], Any]) -> None:
    """Whatever may be taken is taken; all else is refused in one line."""
    try:
        call()
    except vz.VisualizeError as error:
        assert str(error).isprintable() and len(str(error)) < 500
        assert str(error).split()[0] in ("invalid", "unknown", "missing", "unsupported")


# Arrays are read by `array`, which has tests of its own.
ARRAYS = ("input", "kernel", "weight")


@pytest.mark.parametrize("value", ZOO.values(), ids=ZOO)
@pytest.mark.parametrize("call", (vz.figure, vz.stack_figure, vz.Conv, vz.ConvTranspose, vz.MaxPool, vz.AvgPool))
def test_wrong_values_of_every_parameter(call: Callable[..., Any], value: Callable[[], Any]) -> None:
    usual: dict[str, Any] = {"operation": CONV, "layers": [CONV], "input_size": 5, "kernel_size": 3}
    names = [name for name in signature(call).parameters if name not in ARRAYS]
    for name in names:
        given = {key: usual[key] for key in names if key in usual} | {name: value()}
        refused(lambda given=given: call(**given))
    if call is vz.figure:
        refused(lambda: vz.figure(CONV, input=ONES, bias=value()))
    if call is vz.stack_figure:
        refused(lambda: vz.stack_figure([CONV, value()]))


@pytest.mark.parametrize("value", ZOO.values(), ids=ZOO)
def test_wrong_values_of_every_method(value: Callable[[], Any], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    figure = vz.figure(vz.Conv(3, 3))
    for call in (
        lambda: figure.save("a.gif", pptx=value()),
        lambda: figure.save("a.gif", gif_compat=value()),
        lambda: figure.draw(value()),
        lambda: figure.animate(value()),
    ):
        with pytest.raises(vz.VisualizeError):
            call()
    with pytest.raises(vz.VisualizeError, match=r"^invalid progress"):
        figure.save("a.gif", progress=3)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_axes_that_have_no_x_and_y() -> None:
    from matplotlib.figure import Figure

    with pytest.raises(vz.VisualizeError, match=r"^invalid axes PolarAxes"):
        vz.figure(CONV).draw(Figure().add_subplot(projection="polar"))


@pytest.mark.parametrize(
    "value", (lambda: "no", lambda: None, lambda: 2, lambda: 0.0, lambda: [], lambda: np.array([True]), Raises)
)
def test_truth_values_are_no_other_things(value: Callable[[], Any]) -> None:
    for name in ("flip", "note", "quiz", "sheet"):
        with pytest.raises(vz.VisualizeError, match=rf"^invalid {name} .*must be True or False"):
            vz.figure(CONV, **{name: value()})
    with pytest.raises(vz.VisualizeError, match=r"^invalid ceil_mode"):
        vz.MaxPool(5, 2, ceil_mode=value())
    if value() is not None:  # the default, by which the padding decides
        with pytest.raises(vz.VisualizeError, match=r"^invalid count_include_pad"):
            vz.AvgPool(5, 2, count_include_pad=value())


@pytest.mark.parametrize("value", (True, 1, np.True_, np.int8(1), np.array(True)), ids=repr)
def test_truth_values_of_others(value: Any) -> None:
    assert vz.MaxPool(5, 2, ceil_mode=value).ceil_mode is True
    assert vz.figure(CONV, flip=value).recipe.endswith(" --flip")


HALVES = [0.5, Decimal("0.5"), Fraction(1, 2), np.float16(0.5), np.float32(0.5), np.array(0.5), np.longdouble("0.5")]
WHOLES = [3, Three.VALUE, np.uint8(3), np.int64(3), np.array(3, np.int16)]


@pytest.mark.parametrize("half", HALVES, ids=repr)
@pytest.mark.parametrize("whole", WHOLES, ids=repr)
def test_what_was_checked_is_what_is_used(half: Any, whole: Any, tmp_path: Path) -> None:
    figure = vz.figure(
        CONV, input=ONES, seconds=half, hold=whole, loop=whole, bias=half, cell=whole * 10, steps=whole, poster=whole
    )
    timing = figure.timing
    assert [type(value) for value in (timing.seconds, timing.hold, timing.loop)] == [float, float, int]
    assert figure.story is not None and figure.story.values is not None
    assert type(figure.story.values.bias) is float
    assert figure.recipe == (
        "python -m visualize --k 3 --input '1 1 1 1 1; 1 1 1 1 1; 1 1 1 1 1; 1 1 1 1 1; 1 1 1 1 1' --kernel '0 1 2;"
        " 3 4 5; 6 7 8' --bias 0.5 --seconds 0.5 --hold 3 --loop 3 --cell 30 --steps 3 --poster 3"
    )
    figure.save(tmp_path / "a.gif", tmp_path / "a.svg", tmp_path / "a.json")


def test_small_integers_do_not_overflow_later() -> None:
    """Forty steps of a hundred seconds are more than a uint8 holds."""
    timing = vz.figure(vz.Conv(9, 3), seconds=np.uint8(100), hold=np.uint8(200), loop=np.uint8(255)).timing
    assert sum(timing.durations(49)) == 48 * 100 + 200
    op = vz.Conv(np.uint8(200), np.uint8(3), stride=np.uint8(2), padding=(np.uint8(100), np.uint8(1)))
    assert op.output_size == (199, 100)
    assert all(type(number) is int for number in (*op.size, *op.kernel, *op.strides, *op.padding))


def test_texts_are_plain(tmp_path: Path) -> None:
    figure = vz.figure(
        CONV, view=Text("flat"), theme=Text("dark"), title=Text("A"), lang=Text("zh"), steps=Text("0, 1")
    )
    assert type(figure.film.title) is str and figure.theme.name == "dark"
    assert figure.recipe.endswith("--view flat --theme dark --title A --lang zh --steps 0,1")
    figure.save(tmp_path / "a.svg", tmp_path / "a.webp")
    assert vz.Conv(5, 3, padding=Text("same"), padding_mode=Text("reflect")).padding == (1, 1, 1, 1)
    assert vz.ConvTranspose(5, 3, stride=2, padding=Text("same-upper")).output_size == (10, 10)
    assert vz.figure(CONV, title=np.str_("B")).film.title == "B"


@pytest.mark.parametrize("steps", ("0, 1", [0, 1], (0, 1), range(2), np.array([0, 1]), {0: 1, 1: 2}, iter([0, 1])))
def test_steps_in_any_form(steps: Any) -> None:
    assert vz.figure(CONV, steps=steps).recipe.endswith(" --steps 0,1")


def test_nobody_changes_an_operation_or_a_figure() -> None:
    weight, image = np.arange(9).reshape(3, 3), np.arange(25).reshape(5, 5)
    for op in (vz.Conv(5, 3, weight=weight), vz.ConvTranspose(5, 3, weight=weight)):
        figure, before = vz.figure(op, input=image), op.apply(image)
        with pytest.raises(ValueError, match="read-only"):
            op.weight[0, 0] = 7  # type: ignore[index]
        assert figure.story is not None and figure.story.values is not None
        for array in (figure.story.values.input, figure.story.values.kernel):
            with pytest.raises(ValueError, match="read-only"):
                array[0, 0] = 7  # type: ignore[index]
        weight[:], image[:] = 0, 0
        weight, image = np.arange(9).reshape(3, 3), np.arange(25).reshape(5, 5)
        assert (op.apply(image) == before).all()
        assert (figure.story.values.input == image).all()


class FakeLayer:
    """What `from_layer` reads of a torch.nn.Conv2d."""

    kernel_size, stride, padding, dilation, padding_mode = 3, 1, 0, 1, "zeros"
    weight, bias = np.ones((1, 1, 3, 3)), None


Conv2d = type("Conv2d", (FakeLayer,), {})


@pytest.mark.parametrize("value", ZOO.values(), ids=ZOO)
@pytest.mark.parametrize("name", ("kernel_size", "stride", "padding", "dilation", "padding_mode", "weight", "bias"))
def test_layers_that_are_none(name: str, value: Callable[[], Any]) -> None:
    layer = Conv2d()
    assert vz.from_layer(layer, 5) == vz.Conv(5, 3, weight=np.ones((3, 3)))
    refused(lambda: vz.from_layer(layer, value()))
    refused(lambda: vz.from_layer(value(), 5))
    setattr(layer, name, value())
    refused(lambda: vz.from_layer(layer, 5))


def test_a_layer_without_attributes() -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid layer Conv2d: its parameters cannot be read"):
        vz.from_layer(type("Conv2d", (), {})(), 5)
    with pytest.raises(vz.VisualizeError, match=r"^invalid input_size"):
        vz.from_layer(type("MaxPool1d", (FakeLayer,), {"ceil_mode": False})(), None)  # type: ignore[arg-type]
    assert vz.from_layer(type("MaxPool1d", (FakeLayer,), {"ceil_mode": False})(), np.int64(5)).output_size == (3,)


def test_checks_return_pythons_own() -> None:
    assert [type(validate.number("n", value, -9, 9, "")) for value in (1, np.int8(1), 1.0, Decimal(1))] == [
        *(int, int),
        *(float, float),
    ]
    assert validate.path("font", Path("a.ttf")) == "a.ttf"
    with pytest.raises(vz.VisualizeError, match=r"^invalid bias .*must be finite"):
        validate.number("bias", 10**400, -1e300, 1e300, "must be finite")
