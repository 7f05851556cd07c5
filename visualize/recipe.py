"""A figure's own description: the command that draws it, and the file name that tells its parameters."""

from collections.abc import Mapping
from typing import Any

from visualize.operations import Conv

DEFAULTS = {"view": "isometric", "theme": "light", "seconds": 1.0, "hold": None, "loop": 0, "cell": None, "width": None}


def command(operation: Conv, options: Mapping[str, Any]) -> str:
    """The canonical command: parameters that differ from the defaults, no output, no path.

    >>> command(Conv(5, 3, stride=2, padding=1), {"theme": "dark"})
    'python -m visualize --k 3 --p 1 --s 2 --theme dark'
    """
    from shlex import quote

    words = ["python -m visualize"]
    for flag, value, default in _parameters(operation):
        if value != default:
            words.append(f"--{flag} {value}")
    for name, value in options.items():
        if value != DEFAULTS.get(name, ""):
            words.append(f"--{name} {quote(_shortest(value))}")
    return " ".join(words)


def file_stem(operation: Conv) -> str:
    """A name that tells the parameters.

    >>> file_stem(Conv((5, 7), 3, dilation=2))
    'conv_i5x7_k3_p0_s1_d2'
    """
    parts = ["conv"]
    for flag, value, default in _parameters(operation):
        if flag != "d" or value != default:
            parts.append(flag + value)
    return "_".join(parts)


def _parameters(operation: Conv) -> list[tuple[str, str, str]]:
    return [
        ("i", _joined(operation.input_size), "5"),
        ("k", _joined(operation.kernel_size), ""),
        ("p", padding_text(operation.padding), "0"),
        ("s", _joined(operation.stride), "1"),
        ("d", _joined(operation.dilation), "1"),
    ]


def padding_text(padding: tuple[int, int, int, int]) -> str:
    """The shortest way to write four sides: 1, 2x1 or 0x1x0x1."""
    top, bottom, left, right = padding
    return _joined((top, left)) if (top, left) == (bottom, right) else "x".join(map(str, padding))


def _joined(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(set(values)) == 1 else "x".join(map(str, values))


def _shortest(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
