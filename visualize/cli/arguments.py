"""Words of the command line to parameters: flags, sizes, operations, values."""

import argparse
import os
from collections.abc import Callable
from typing import Any

from visualize import validate
from visualize.cli.arrays import GENERATED, PICTURES, TABLES, generate, given
from visualize.errors import invalid, missing, unknown, unsupported
from visualize.operations import OPERATIONS, Operation

NAMED = {name.replace("_", "-"): kind for name, kind in OPERATIONS.items()}
# Which operations a parameter belongs to, beyond those that all have.
BELONGS = {
    parameter: [name for name, kind in NAMED.items() if parameter in kind.extras]
    for parameter in dict.fromkeys(parameter for kind in NAMED.values() for parameter in kind.extras)
}


def operation(options: argparse.Namespace) -> Operation:
    """The layer that the flags describe."""
    name = "conv-transpose" if options.transposed else options.op
    if name not in NAMED:
        raise unknown("op", name, "known operations are " + ", ".join(NAMED))
    if options.kernel_size is None:
        raise missing("kernel_size", "give one, as in --k 3")
    size = numbers(options.input_size or "5")
    if options.dims not in ("1", "2"):
        raise invalid("dims", options.dims, "must be 1 or 2")
    if options.dims == "1":
        size = (size,) if isinstance(size, int) else size
        if not isinstance(size, tuple) or len(size) != 1:
            raise invalid("input_size", options.input_size, "must be one number with --dims 1")
    given = {"kernel_size": numbers(options.kernel_size), "padding": numbers(options.padding)}
    for parameter in ("stride", *BELONGS):
        value = getattr(options, parameter)
        if value is None:
            continue
        if name not in BELONGS.get(parameter, [name]):
            shown = str(value).lower() if isinstance(value, bool) else value
            raise unsupported(parameter, shown, f"{name} has none; it belongs to {', '.join(BELONGS[parameter])}")
        given[parameter] = numbers(value) if isinstance(value, str) else value
    made: Operation = NAMED[name](size, **given)
    return made


def sized_by_values(options: argparse.Namespace) -> tuple[Any, Any]:
    """Values that bring something along, and the sizes that they set: arrays their own, a photo its proportions."""
    found: list[Any] = []
    for name in ("input", "kernel"):
        text, size = getattr(options, name), f"{name}_size"
        values = None if text is None else _brought(name, text)
        if values is not None and not _is_picture(text):
            if options.dims == "1" and values.shape[0] > 1:
                raise invalid(name, text, "must be one row with --dims 1")
            shape = tuple(values.shape) if options.dims == "2" else (values.size,)
            told = getattr(options, size)
            same = (shape, shape[0]) if len(set(shape)) == 1 else (shape,)
            if told is not None and numbers(told) not in same:
                raise invalid(size, told, f"the values of --{name} are {'x'.join(map(str, shape))}")
            setattr(options, size, "x".join(map(str, shape)))
            values = values.reshape(shape)
        found.append(values)
    if options.input_size is None:
        drawn = _is_picture(options.input or "") and options.dims == "2"
        options.input_size = "x".join(map(str, found[0].cells)) if drawn else "5"
    return found[0], found[1]


def _brought(name: str, text: str) -> Any:
    """An array, a photo, or None where values are made in whatever size there is."""
    _told(name, text)
    if text in GENERATED:
        return None
    if not _is_picture(text):
        return given(name, text)
    if name == "kernel":
        raise unknown("kernel", text, "a kernel is not read from a picture")
    from visualize.cli.photos import Photo

    return Photo(text)


def _is_picture(text: str) -> bool:
    return text.lower().endswith(PICTURES)


def made(name: str, options: argparse.Namespace, values: Any, operation: Operation, seed: int) -> Any:
    """Values as they are, or made in the size that the operation has."""
    text = getattr(options, name)
    size = operation.size if name == "input" else operation.kernel
    shape = operation.input_size if name == "input" else operation.kernel_size
    if text in GENERATED:
        return generate(text, size, seed if name == "input" else seed + 1).reshape(shape)
    return values.reduced(size).reshape(shape) if _is_picture(text or "") else values


def files(options: argparse.Namespace) -> dict[str, str]:
    """The files that these flags would read, by flag."""
    given = {f"--{name}": getattr(options, name) for name in ("input", "kernel", "font")}
    return {flag: text for flag, text in given.items() if text and (flag == "--font" or is_file(text))}


def is_file(text: str) -> bool:
    """Whether values are read from a file of that name."""
    return text.lower().endswith((*PICTURES, *TABLES))


def told_values(options: argparse.Namespace) -> str:
    """For the recipe: where the values came from, files by their names only."""
    from shlex import quote

    words = []
    for name in ("input", "kernel", "bias"):
        text = getattr(options, name)
        if text is not None:
            words.append(f"--{name} {quote(_told(name, text))}")
    seed = number("seed", options.seed, int)
    if "random" in (options.input, options.kernel) and seed:
        words.append(f"--seed {seed}")
    return " ".join(words)


def _told(name: str, text: str) -> str:
    """What the recipe says of a value; refused where it is nothing that a file can hold."""
    return validate.text(name, spelled(os.path.basename(text)) if is_file(text) else text.strip().replace("\n", "; "))


def spelled(word: str) -> str:
    """A word of the shell as a text: UTF-8, whatever the locale says; a file's name keeps the system's bytes."""
    try:
        return word if word.isascii() else os.fsencode(word).decode()
    except UnicodeError:
        return word


def with_negative_values(argv: list[str]) -> list[str]:
    """argparse takes '-1,2' for a flag; tied to the flag before it, it is the value that it was meant to be."""
    tied: list[str] = []
    for word in argv:
        if word[:1] == "-" and word[1:2].isdecimal() and tied and tied[-1][:1] == "-" and "=" not in tied[-1]:
            tied[-1] += ("=" if tied[-1].startswith("--") else "") + word
        else:
            tied.append(word)
    return tied


def numbers(text: str) -> Any:
    """'5', '5x7' and '5,7' as numbers; anything else as it stands, for the operation to judge."""
    parts = text.replace(" ", "").replace("x", ",").split(",")
    if not all(part.removeprefix("-").isdecimal() and len(part) < 20 for part in parts):
        return text
    values = tuple(int(part) for part in parts)
    return values[0] if len(values) == 1 else values


def number(name: str, text: str | None, kind: Callable[[str], Any]) -> Any:
    """A number of a kind, or None for None."""
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        many = kind is int and text.strip().lstrip("+-").isdecimal()  # digits, for Python
        wanted = "has too many digits" if many else "must be a whole number" if kind is int else "must be a number"
        raise invalid(name, text, wanted) from None
