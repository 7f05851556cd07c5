"""A widget for notebooks: a figure with a control for every option, drawn anew by Python at each change."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any, Unpack

from visualize.cli.arguments import array
from visualize.cli.arrays import GENERATED
from visualize.cli.arrays import given as array_of
from visualize.cli.numerals import biases
from visualize.drawing import figure
from visualize.errors import VisualizeError, missing
from visualize.figure import Figure
from visualize.operations import Operation
from visualize.operations.conv import PADDING_MODES
from visualize.options import BY_NAME, OPTIONS, Option
from visualize.text.recipe import padding_text

if TYPE_CHECKING:
    from visualize.option_types import FigureOptions
    from visualize.renderers.page.widget import Control

VALUES = ("input", "kernel", "output_gradient")
CHANNELS = ("in_channels", "out_channels", "groups")
# What a player does not have: it never loops, shows steps one at a time, and has its reader's letters and pixels.
UNTOLD = ("font", "loop", "progress", "scale", "sheet", "show")


def widget(operation: Operation, **options: Unpack[FigureOptions]) -> Any:
    """The figure with a control for every option, for notebooks that show anywidget's widgets.

    The options are those of `figure`. Arrays of values stay as they are given; the attribute `figure` is the figure
    that is shown, ready to be saved. Raises VisualizeError as `figure` does, and if anywidget is not installed.

    >>> from visualize import Conv
    >>> widget(Conv(5, 3)).figure.film.frame_count  # doctest: +SKIP
    9
    """
    return _widget_class()(operation, dict(options))


@cache
def _widget_class() -> Any:
    try:
        import anywidget  # type: ignore[import-not-found, unused-ignore]
        import traitlets
    except ImportError:
        raise missing("anywidget", "install it: pip install 'conv-visualize[widget]'") from None
    from visualize.renderers.page.widget import widget_script

    class FigureWidget(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
        """A figure and the options that it is drawn with."""

        _esm = widget_script()
        controls = traitlets.Unicode().tag(sync=True)
        given, drawn = (traitlets.Dict().tag(sync=True) for _ in range(2))
        refusal = traitlets.Unicode().tag(sync=True)

        def __init__(self, operation: Operation, options: dict[str, Any]) -> None:
            self._operation, self._options = operation, options
            self.figure = figure(operation, **options)
            super().__init__(controls=_markup(self.figure, operation, options), drawn=_data(self.figure))

        @traitlets.observe("given")  # type: ignore[untyped-decorator, unused-ignore]
        def _draw(self, change: Any) -> None:
            try:
                self.figure = redrawn(self._operation, self._options, change["new"])
                self.drawn, self.refusal = _data(self.figure), ""
            except VisualizeError as error:
                self.refusal = str(error)

    return FigureWidget


def redrawn(operation: Operation, options: Mapping[str, Any], given: Mapping[str, str]) -> Figure:
    """The figure with the texts of controls in place of its parameters and options; an empty text is the default.

    >>> from visualize import Conv
    >>> redrawn(Conv(5, 3), {}, {"stride": "2", "view": "flat", "quiz": "true"}).recipe
    'python -m visualize --k 3 --s 2 --view flat --quiz'
    >>> redrawn(Conv(5, 3), {}, {"input": "0 1 2; 3 4 5; 6 7 8", "kernel_size": "2"}).recipe
    "python -m visualize --i 3 --k 2 --input '0 1 2; 3 4 5; 6 7 8' --kernel '0 1; 2 3'"
    """
    own = {name: _parameter(given[name]) for name in parameters(operation) if name in given}
    if operation.dims == 1 and isinstance(own.get("input_size"), int):
        own["input_size"] = (own["input_size"],)
    arrays = {name: text for name in VALUES if (text := given.get(name, "").strip())}
    read = {name: array_of(name, text) for name, text in arrays.items() if text not in GENERATED}
    sizes = {f"{name}_size": array.shape[-operation.dims :] for name, array in read.items() if name != VALUES[-1]}
    layer = type(operation)(**(operation.arguments() | own | sizes))
    found = {name: array(name, Namespace(**arrays), read.get(name), layer, 0) for name in arrays}
    named = [one for one in OPTIONS if one.name in given and one.name not in VALUES]
    chosen = {one.name: _value(one, given[one.name], layer) for one in named}
    kept = {name: value for name, value in options.items() if name not in chosen}
    told = {name: value for name, value in chosen.items() if value is not None}
    return figure(layer, **(kept | found | told))


def parameters(operation: Operation) -> dict[str, str]:
    """The parameters of a layer, as they are typed.

    >>> from visualize import Conv
    >>> parameters(Conv((5, 7), 3, padding=1))["input_size"], parameters(Conv(5, 3))["padding"]
    ('5x7', '0')
    """
    known = signature(type(operation)).parameters
    # One with its own weights has as many channels as these.
    more = (*operation.extras, *(CHANNELS if operation.weight is None else ()))
    names = [name for name in ("input_size", "kernel_size", "stride", "padding", *more) if name in known]
    values = {name: getattr(operation, name) for name in names}
    if "padding" in values:
        values["padding"] = padding_text(operation.padding, operation.dims)
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: Any) -> str:
    if isinstance(value, tuple):
        return str(value[0]) if len(set(value)) == 1 else "x".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameter(text: str) -> Any:
    """A layer's parameter as it is typed.

    >>> _parameter("3"), _parameter("3x5"), _parameter("same"), _parameter("true")
    (3, (3, 5), 'same', True)
    """
    words = text.replace(",", "x").split("x")
    if all(word.strip().lstrip("-").isdecimal() for word in words):
        numbers = tuple(int(word) for word in words)
        return numbers if len(numbers) > 1 else numbers[0]
    return {"true": True, "false": False}.get(text, text.strip())


def _value(option: Option, text: str, operation: Operation) -> Any:
    """An option's value as it is typed; what is no number is left to the option's check."""
    if option.kind is bool:
        return text == "true"
    if not text.strip():
        return None
    if option.name == "bias":
        return biases(text, operation.out_channels)
    try:
        return option.kind(text)
    except ValueError:
        return text


def _controls(operation: Operation, options: Mapping[str, Any]) -> list[Control]:
    from visualize.renderers.page.widget import Control

    found = [
        Control(name, text, _names(name, operation), text in ("true", "false"), first=True)
        for name, text in parameters(operation).items()
    ]
    for one in (one for one in OPTIONS if one.help and one.name not in UNTOLD):
        value = options.get(one.name, BY_NAME[one.name].default)
        text = "" if value is None or one.name in VALUES else _typed(value)
        names = getattr(one.check, "names", ())
        found.append(
            Control(one.name, text, names if one.default in names else ("", *names) * bool(names), one.kind is bool)
        )
    return found


def _names(parameter: str, operation: Operation) -> tuple[str, ...]:
    """What a parameter of a layer may be, if that is a name."""
    return tuple(PADDING_MODES) if parameter in operation.extras and parameter.endswith("_mode") else ()


def _markup(drawn: Figure, operation: Operation, options: Mapping[str, Any]) -> str:
    from visualize.renderers.page.widget import widget_controls
    from visualize.text.phrases import phrase

    return widget_controls(drawn.showing().paged(), _controls(operation, options), phrase("options", drawn.language))


def _data(drawn: Figure) -> dict[str, Any]:
    from visualize.renderers.page.widget import widget_data

    return widget_data(drawn.showing().paged())
