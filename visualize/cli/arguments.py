"""Converts command-line arguments to parameters: sizes, operations, values."""

from __future__ import annotations

import argparse
import os
from typing import Any

from visualize.cli.arrays import GENERATED, PICTURES, TABLES, generate, given
from visualize.cli.numerals import number
from visualize.errors import invalid, missing, unknown, unsupported
from visualize.operations import OPERATIONS, SHUFFLES, Operation, SeparableConv
from visualize.options import read
from visualize.validate import plain_signs
from visualize.validate import text as checked_text

WINDOWS: dict[str, type[Operation]] = {name.replace("_", "-"): kind for name, kind in OPERATIONS.items()}
NAMED: dict[str, type[Operation]] = WINDOWS | {SeparableConv.name: SeparableConv}
NAMED |= {name.replace("_", "-"): kind for name, kind in SHUFFLES.items()}
# The operations that have a parameter, for parameters that not all operations have.
BELONGS = {
    parameter: [name for name, kind in NAMED.items() if parameter in kind.extras]
    for parameter in dict.fromkeys(parameter for kind in NAMED.values() for parameter in kind.extras)
}
BELONGS |= {"output_size": BELONGS["output_padding"]}
SOURCES = ("input", "kernel", "output_gradient")  # the options whose values are numbers of cells
PAIRS = ("stride", "dilation", "output_padding", "output_size")  # parameters that are written as sizes are


def operation(options: argparse.Namespace) -> Operation:
    """The operation that the flags describe."""
    name = _name(options)
    if name not in WINDOWS:
        return _without_window(options, name)
    if options.kernel_size is None:
        raise missing("kernel_size", "give one, as in --k 3")
    size, kernel_size = _input_size(options), sizes("kernel_size", options.kernel_size, options.dims)
    parameters: dict[str, Any] = {"kernel_size": kernel_size}
    if options.padding is not None:
        parameters["padding"] = numbers(options.padding)
    for parameter in ("stride", *BELONGS):
        value = getattr(options, parameter)
        if value is None:
            continue
        if name not in BELONGS.get(parameter, [name]):
            word = str(value).lower() if isinstance(value, bool) else value
            raise unsupported(parameter, word, f"{name} has none; it belongs to {', '.join(BELONGS[parameter])}")
        parameters[parameter] = sizes(parameter, value, options.dims) if parameter in PAIRS else value
    if _has_channels(options):
        from visualize.cli import channels  # figures of one channel start faster without

        parameters |= channels.counts(options, WINDOWS[name])
    return _layer(options, name, size, parameters)


def _input_size(options: argparse.Namespace) -> Any:
    size = sizes("input_size", options.input_size or "5", options.dims)
    if options.dims not in ("1", "2"):
        raise invalid("dims", options.dims, "must be 1 or 2")
    if options.dims == "1":
        size = (size,) if isinstance(size, int) else size
        if not isinstance(size, tuple) or len(size) != 1:
            raise invalid("input_size", options.input_size, "must be one number with --dims 1")
    return size


def _layer(options: argparse.Namespace, name: str, size: Any, parameters: dict[str, Any]) -> Operation:
    """The layer of these parameters, or of these words of a framework."""
    if options.like is None:
        layer: Operation = WINDOWS[name](size, **parameters)
        return layer
    from visualize.operations.like import like  # most layers are in nobody's words

    return like(options.like, size, op=name, lenient=getattr(options, "lenient", False), **parameters)


def _without_window(options: argparse.Namespace, name: str) -> Operation:
    """A layer of two stages, or a pixel shuffle."""
    from visualize.cli import separables, shuffles

    if options.like is not None:
        raise unsupported("like", options.like, f"the rules are those of layers with one window, {', '.join(WINDOWS)}")
    if not NAMED[name].moves:
        return separables.operation(options, operation)
    kind = SHUFFLES[NAMED[name].name]
    size, factor, channels = shuffles.parameters(options, name, kind)
    return kind(sizes("input_size", size), factor, channels)


def _name(options: argparse.Namespace) -> str:
    name: str = "conv-transpose" if options.transposed else options.op
    if name not in NAMED:
        raise unknown("op", name, "known operations are " + ", ".join(NAMED))
    return name


def values_with_sizes(options: argparse.Namespace) -> tuple[Any, Any]:
    """The given arrays and photos of input and kernel. Sets the sizes in `options`: an array's own, or a photo's."""
    if _name(options) == SeparableConv.name:
        from visualize.cli import separables

        return separables.values_with_sizes(options, values_with_sizes)
    found: list[Any] = []
    for name in ("input", "kernel"):
        text, size = getattr(options, name), f"{name}_size"
        values = None if text is None else _source(options, name, text)
        if values is not None and not _is_picture(text):
            values = _in_dims(name, text, values, options.dims)
            shape = values.shape[-2:] if options.dims == "2" else values.shape[-1:]
            flag_size = getattr(options, size)
            same = (shape, shape[0]) if len(set(shape)) == 1 else (shape,)
            if flag_size is not None and numbers(flag_size) not in same:
                raise invalid(size, flag_size, f"the values of --{name} are {'x'.join(map(str, shape))}")
            setattr(options, size, "x".join(map(str, shape)))
        found.append(values)
    if options.input_size is None:
        drawn = _is_picture(options.input or "") and options.dims == "2"
        options.input_size = "x".join(map(str, found[0].cells)) if drawn else _usual_size(options)
    pixels, kernel = found
    if _has_channels(options, pixels, kernel):
        from visualize.cli import channels

        kernel = channels.read_from(options, pixels, kernel, NAMED[_name(options)])
    return pixels, kernel


def _usual_size(options: argparse.Namespace) -> str | None:
    """The size of an input if none is given; that of a pixel shuffle follows from its factor."""
    return None if NAMED[_name(options)].moves else "5"


def _has_channels(options: argparse.Namespace, *values: Any) -> bool:
    """Whether flags or values speak of channels."""
    flags = options.in_channels, options.out_channels, options.groups, options.depthwise or None
    dims = 2 if options.dims == "2" else 1
    several = any(getattr(one, "ndim", 0) > dims for one in values)
    return several or getattr(options, "rgb", False) or any(flag is not None for flag in flags)


def _in_dims(name: str, text: str, values: Any, dims: str) -> Any:
    """The values with an axis of rows in two dimensions only. Two axes of a file are channels in one dimension."""
    if dims == "2":
        return values
    if values.ndim == 2 and len(values) > 1 and not text.lower().endswith(".npy"):
        raise invalid(name, text, "must be one row with --dims 1")
    return values.reshape(*(length for length in values.shape[:-1] if length > 1), values.shape[-1])


def _source(options: argparse.Namespace, name: str, text: str) -> Any:
    """An array or a photo; None for values that are generated when the size is known."""
    recipe_word(name, text)
    if text in GENERATED:
        return None
    if not _is_picture(text):
        return given(name, text)
    if name != "input":
        raise unknown(name, text, "it is not read from a picture; only an input is")
    from visualize.cli.photos import Photo

    return Photo(text, options.rgb)


def _is_picture(text: str) -> bool:
    return text.lower().endswith(PICTURES)


def is_random(options: argparse.Namespace) -> bool:
    """Whether some of the values are random."""
    return "random" in (getattr(options, name) for name in SOURCES)


def arrays(options: argparse.Namespace, pixels: Any, kernel: Any, operation: Operation, seed: int) -> dict[str, Any]:
    """The values of the arguments that have some, by option; of a layer of two stages the kernels of both."""
    arriving = options.output_gradient and _source(options, "output_gradient", options.output_gradient)
    given = dict(zip(SOURCES, (pixels, kernel, arriving), strict=True))
    found = {name: array(name, options, values, operation, seed) for name, values in given.items()}
    if operation.stages:
        from visualize.cli import separables

        found["kernel"] = separables.both(options, found["kernel"], operation, seed)
    return found


def array(name: str, options: argparse.Namespace, values: Any, operation: Operation, seed: int) -> Any:
    """The values of an argument as an array of the operation's size: given, generated, or reduced from a photo."""
    text = getattr(options, name)
    shape = {
        "input": operation.in_axes + operation.input_size,
        "kernel": operation.weight_axes + operation.kernel_size,
        "output_gradient": operation.output_shape,
    }[name]
    if text in GENERATED:
        return generate(text, shape, seed + list(SOURCES).index(name))
    if not _is_picture(text or ""):
        return values
    pixels = values.reduced(operation.size)
    return pixels.reshape(*pixels.shape[:-2], *operation.input_size)


ALWAYS_FILES = ("font", "template")


def files(options: argparse.Namespace) -> dict[str, str]:
    """The files that the flags name, by flag."""
    texts = {name: getattr(options, name, None) for name in ("input", "kernel", "font", "theme", "template")}
    return {f"--{name}": text for name, text in texts.items() if text and (name in ALWAYS_FILES or is_file(text))}


def is_file(text: str) -> bool:
    """Whether a value names a file.

    >>> is_file("photo.png"), is_file("arange")
    (True, False)
    """
    return text.lower().endswith((*PICTURES, *TABLES, ".toml"))


def language(options: argparse.Namespace) -> str:
    """The language of a command that draws no figure."""
    return str(read({} if options.lang is None else {"lang": options.lang})["lang"])


def recipe_flags(options: argparse.Namespace) -> str:
    """The flags of the values for the recipe; files without their folders."""
    from shlex import quote

    words = []
    for name in (*SOURCES, "bias"):
        text = getattr(options, name)
        if text is not None:
            words.append(f"--{name.replace('_', '-')} {quote(recipe_word(name, text))}")
    seed = number("seed", options.seed, int)
    if is_random(options) and seed:
        words.append(f"--seed {seed}")
    return " ".join(words)


def recipe_word(name: str, text: str) -> str:
    """A value as the recipe shows it; raises VisualizeError for characters that files cannot store."""
    return checked_text(name, spelled(os.path.basename(text)) if is_file(text) else text.strip().replace("\n", "; "))


def spelled(word: str) -> str:
    """An argument decoded as UTF-8, whatever the locale; unchanged if it is not UTF-8."""
    try:
        return word if word.isascii() else os.fsencode(word).decode()
    except UnicodeError:
        return word


def with_negative_values(argv: list[str]) -> list[str]:
    """Join negative values such as '-1,2', which argparse takes for flags, to the flags before them.

    >>> with_negative_values(["--p", "-1,2"])
    ['--p=-1,2']
    """
    joined: list[str] = []
    for word in argv:
        if word[:1] == "-" and word[1:2].isdecimal() and joined and joined[-1][:1] == "-" and "=" not in joined[-1]:
            joined[-1] += ("=" if joined[-1].startswith("--") else "") + word
        else:
            joined.append(word)
    return joined


def numbers(text: str) -> Any:
    """'5', '5x7', '5×7', '5*7', '5,7', '5 7', '(5, 7)' as numbers; other texts unchanged, for the operation to check.

    >>> numbers("5"), numbers("5x7"), numbers("(5, 7)"), numbers("same")
    (5, (5, 7), (5, 7), 'same')
    """
    inner = plain_signs(text).strip()
    if inner[:1] + inner[-1:] in ("()", "[]"):
        inner = inner[1:-1].strip().removesuffix(",")
    commas = inner.lower().replace("x", ",").replace("*", ",")
    parts = [part.strip() for part in commas.split(",")] if "," in commas else commas.split()
    if not parts or not all(part.removeprefix("-").isdecimal() and len(part) < 20 for part in parts):
        return text
    values = tuple(int(part) for part in parts)
    return values[0] if len(values) == 1 else values


def sizes(name: str, text: str, dims: str = "2") -> Any:
    """A size as `numbers` reads it; the message of an error shows how two numbers are written.

    >>> sizes("kernel_size", "3x5")
    (3, 5)
    """
    found = numbers(text)
    if dims == "2" and (isinstance(found, str) or (isinstance(found, tuple) and len(found) != 2)):
        raise invalid(name, found, "must be one integer or two (rows x columns), as in 3x5")
    return found
