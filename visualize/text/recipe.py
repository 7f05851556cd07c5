"""A figure's own description: the command that draws it, and the file name that tells its parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

from visualize.operations import Conv, Layer
from visualize.operations.parameters import public

DEFAULTS = {
    "view": "isometric",
    "theme": "light",
    "seconds": 1.0,
    "hold": None,
    "loop": 0,
    "cell": None,
    "width": None,
    "reading": "gather",
    "color-by": "role",
    "lang": "en",
    "convention": "torch",
}


def command(operation: Layer, options: Mapping[str, Any], words_of_values: str = "", valued: bool = False) -> str:
    """The canonical command: parameters that differ from the defaults, no output, no path.

    >>> command(Conv(5, 3, stride=2, padding=1), {"theme": "dark"})
    'python -m visualize --k 3 --p 1 --s 2 --theme dark'
    """
    from shlex import quote

    words = ["python -m visualize"]
    if operation.name != Conv.name:
        words.append(f"--op {operation.name.replace('_', '-')}")
    for flag, value, default in (*_parameters(operation), *_switches(operation)):
        if value != default:
            words.append(f"--{flag} {value}".rstrip())
    if words_of_values.strip():
        words.append(words_of_values.strip())
    for name, value in options.items():
        usual = "flat" if valued and name == "view" else DEFAULTS.get(name, "")
        if value != usual:
            words.append(f"--{name} {quote(_shortest(value))}")
    return " ".join(words)


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


def stack_command(layers: Sequence[Conv], options: Mapping[str, Any]) -> str:
    """The command that draws a stack of layers."""
    from shlex import quote

    words = [f"python -m visualize stack --i {_joined(layers[0].input_size)}"]
    words.append(f"--layers {quote(' '.join(map(_layer, layers)))}")
    words += [f"--{k} {quote(_shortest(v))}" for k, v in options.items() if v not in (None, DEFAULTS.get(k, ""))]
    return " ".join(words)


def _layer(layer: Conv) -> str:
    parts = (("", layer.kernel, None), ("/", layer.strides, 1), ("+", layer.padding[::2], 0), ("*", layer.dilations, 1))
    return "".join(sign + _joined(pair) for sign, pair, usual in parts if pair != (usual, usual))


def file_stem(operation: Layer) -> str:
    """A name that tells the parameters.

    >>> file_stem(Conv((5, 7), 3, dilation=2))
    'conv_i5x7_k3_p0_s1_d2'
    """
    parts = [operation.name]
    for flag, value, default in _parameters(operation):
        if flag != "d" or value != default:
            parts.append(flag + value)
    for flag, value, default in _switches(operation):
        if value != default and flag != "dims":
            parts.append(
                {"output-padding": "op", "no-count-include-pad": "no-pad"}.get(flag, flag).split("-mode")[0] + value
            )
    return "_".join(parts) + ("_1d" if operation.dims == 1 else "")


def _parameters(operation: Layer) -> list[tuple[str, str, str]]:
    """Flag, value, default of what has a short name."""
    kernel = _joined(operation.kernel_size)
    return [
        ("i", _joined(operation.input_size), "5"),
        ("k", kernel, ""),
        ("p", padding_text(operation.padding, operation.dims), "0"),
        ("s", _joined(operation.stride), "1" if operation.weighted else kernel),
        ("d", _joined(operation.dilation), "1"),
    ]


def _switches(operation: Layer) -> list[tuple[str, str, str]]:
    """Flag, value, default of the rest; a flag without a value has none when it is set and 'no' when not."""
    rest = (name for name in operation.extras if name != "dilation")
    return [("dims", str(operation.dims), "2"), *(_switch(operation, name) for name in rest)]


def _switch(operation: Layer, name: str) -> tuple[str, str, str]:
    flag, value, usual = name.replace("_", "-"), getattr(operation, name), getattr(Layer, name)
    if isinstance(usual, bool):
        return f"{'no-' * usual}{flag}", "no" if value == usual else "", "no"
    if isinstance(usual, tuple):
        return flag, _joined(public(value, operation.dims)), _joined(usual)
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
    if not isinstance(value, float):
        return str(value)
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
