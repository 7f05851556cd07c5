"""A figure's own description: the command that draws it, and the file name that tells its parameters."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from visualize.operations import Conv, Layer
from visualize.operations.parameters import public
from visualize.options import OPTIONS


def command(layer: Layer, options: Mapping[str, Any], view: str) -> str:
    """The canonical command: parameters that differ from the defaults, no output, no path.

    `options` are all by name; `view` is what a figure with these values has unless it is asked for.

    >>> from visualize.options import read
    >>> command(Conv(5, 3, stride=2, padding=1), read({"theme": "dark"}), "isometric")
    'python -m visualize --k 3 --p 1 --s 2 --theme dark'
    """
    words = ["python -m visualize"]
    if layer.name != Conv.name:
        words.append(f"--op {layer.name.replace('_', '-')}")
    for flag, value, default in (*_parameters(layer), *_switches(layer)):
        if value != default:
            words.append(f"--{flag} {value}".rstrip())
    return " ".join([*words, *filter(None, [options["recipe_words"].strip()]), *_flags(options, view)])


def _flags(options: Mapping[str, Any], view: str) -> Iterator[str]:
    """Options that differ from the defaults, in the order of their table."""
    from shlex import quote

    usual = {one.name: one.default for one in OPTIONS} | {"view": view}
    for one in OPTIONS:
        value = options.get(one.name)
        if one.recipe and value not in (None, usual[one.name]):
            yield one.flag if one.kind is bool else f"{one.flag} {quote(_shortest(value))}"


MOST_WRITTEN = 64  # numbers of an array


def arrays(values: Mapping[str, Any], bias: float) -> str:
    """Values that came as arrays, as rows in the shell where they are few.

    >>> import numpy
    >>> arrays({"input": numpy.arange(4).reshape(2, 2)}, 1)
    "--input '0 1; 2 3' --bias 1"
    """
    if any(array.size > MOST_WRITTEN for array in values.values()):
        return "(with values given in Python)"
    rows = {name: array.tolist() if array.ndim == 2 else [array.tolist()] for name, array in values.items()}
    told = {name: "; ".join(" ".join(map(_shortest, row)) for row in some) for name, some in rows.items()}
    words = [f"--{name} '{text if ' ' in text or ';' in text else text + ';'}'" for name, text in told.items()]
    return " ".join([*words, *([f"--bias {_shortest(bias)}"] if bias else [])])


def stack_command(layers: Sequence[Conv], options: Mapping[str, Any], view: str) -> str:
    """The command that draws a stack of layers."""
    from shlex import quote

    words = [f"python -m visualize stack --i {_joined(layers[0].input_size)}"]
    words.append(f"--layers {quote(' '.join(map(_layer, layers)))}")
    return " ".join([*words, *_flags(options, view)])


def _layer(layer: Conv) -> str:
    parts = (("", layer.kernel, None), ("/", layer.strides, 1), ("+", layer.padding[::2], 0), ("*", layer.dilations, 1))
    return "".join(sign + _joined(pair) for sign, pair, usual in parts if pair != (usual, usual))


def file_stem(layer: Layer) -> str:
    """A name that tells the parameters.

    >>> file_stem(Conv((5, 7), 3, dilation=2))
    'conv_i5x7_k3_p0_s1_d2'
    """
    parts = [layer.name]
    for flag, value, default in _parameters(layer):
        if flag != "d" or value != default:
            parts.append(flag + value)
    for flag, value, default in _switches(layer):
        if value != default and flag != "dims":
            parts.append(
                {"output-padding": "op", "no-count-include-pad": "no-pad"}.get(flag, flag).split("-mode")[0] + value
            )
    return "_".join(parts) + ("_1d" if layer.dims == 1 else "")


def _parameters(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value, default of what has a short name."""
    kernel = _joined(layer.kernel_size)
    return [
        ("i", _joined(layer.input_size), "5"),
        ("k", kernel, ""),
        ("p", padding_text(layer.padding, layer.dims), "0"),
        ("s", _joined(layer.stride), "1" if layer.weighted else kernel),
        ("d", _joined(layer.dilation), "1"),
    ]


def _switches(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value, default of the rest; a flag without a value has none when it is set and 'no' when not."""
    rest = (name for name in layer.extras if name != "dilation")
    return [("dims", str(layer.dims), "2"), *(_switch(layer, name) for name in rest)]


def _switch(layer: Layer, name: str) -> tuple[str, str, str]:
    flag, value, usual = name.replace("_", "-"), getattr(layer, name), getattr(Layer, name)
    if isinstance(usual, bool):
        return f"{'no-' * usual}{flag}", "no" if value == usual else "", "no"
    if isinstance(usual, tuple):
        return flag, _joined(public(value, layer.dims)), _joined(usual)
    return flag, value, usual


def padding_text(padding: tuple[int, int, int, int], dims: int) -> str:
    """The shortest way to write the sides: 1, 2x1 or 0x1x0x1."""
    top, bottom, left, right = padding
    if dims == 1:
        return _joined((left, right))
    return _joined((top, left)) if (top, left) == (bottom, right) else "x".join(map(str, padding))


def _joined(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(set(values)) == 1 else "x".join(map(str, values))


def _shortest(value: Any) -> str:
    """A number in as few signs as it takes; several steps joined by commas."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    if not isinstance(value, float):
        return str(value)
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
