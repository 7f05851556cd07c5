"""The layers and the values of a stack, from the flags of the command line."""

import argparse
from collections.abc import Sequence
from typing import Any, NamedTuple

from visualize.cli import arguments
from visualize.cli.arrays import GENERATED, PICTURES, generate, given
from visualize.cli.numerals import number
from visualize.errors import invalid, missing, unsupported
from visualize.operations import Stackable, receptive_field


class Stack(NamedTuple):
    """The layers of a stack, and the numbers that the flags give for the input and for each convolution.

    A kernel is a text if its numbers are generated, None if it is not given.
    """

    layers: list[Stackable]
    pixels: Any
    kernels: Sequence[Any]


def stack(options: argparse.Namespace) -> Stack:
    """The layers that the flags describe, each over the output of the one before it."""
    if options.layers is None:
        raise missing("layers", 'give them, as in --layers "3 3/2+1"')
    if options.dims not in ("1", "2"):
        raise invalid("dims", options.dims, "must be 1 or 2")
    dims, pixels = int(options.dims), _pixels(options)
    words = receptive_field.parse(options.layers, _padding(options, dims))
    size = receptive_field.input_pair(_size(options, pixels), dims)
    if options.until is not None:
        words = receptive_field.repeated(size, words, number("until", options.until, int), dims)
    return Stack(receptive_field.operations(size, words, dims), pixels, _kernels(options))


def _padding(options: argparse.Namespace, dims: int) -> Any:
    """The padding of convolutions without one of their own."""
    if options.padding is None:
        return 0, 0
    found = arguments.numbers(options.padding)
    if isinstance(found, str):
        return found.lower()
    allowed = "must be one integer" + (", two (rows x columns)" if dims == 2 else "") + ", or a name"
    numbers = found if isinstance(found, tuple) else (found, found)
    if len(numbers) != 2 or (dims == 1 and isinstance(found, tuple)) or min(numbers) < 0:
        raise invalid("padding", options.padding, allowed)
    return numbers


def _pixels(options: argparse.Namespace) -> Any:
    """The given input; None if it is generated, or not given."""
    text = options.input
    if text is None or text in GENERATED:
        return None
    if text.lower().endswith(PICTURES):
        raise unsupported("input", text, "a stack is drawn with numbers; give rows, a .csv or a .npy file")
    return _of_one_channel("input", text, options.dims)


def _of_one_channel(name: str, text: str, dims: str) -> Any:
    """Given numbers: rows and columns, or a single row in one dimension."""
    found = given(name, text)
    if found.ndim > 2:
        raise invalid(name, text, "a stack has one channel")
    if dims == "1" and len(found) > 1:
        raise invalid(name, text, "must be one row with --dims 1")
    return found[0] if dims == "1" else found


def _size(options: argparse.Namespace, pixels: Any) -> Any:
    """The size of the input: what is given, or that of its numbers."""
    if pixels is None:
        return arguments.sizes("input_size", options.input_size or "5", options.dims)
    same = (pixels.shape, pixels.shape[0]) if len(set(pixels.shape)) == 1 else (pixels.shape,)
    if options.input_size is not None and arguments.numbers(options.input_size) not in same:
        raise invalid("input_size", options.input_size, f"the values of --input are {'x'.join(map(str, pixels.shape))}")
    return pixels.shape


def _kernels(options: argparse.Namespace) -> list[Any]:
    """The kernels between double bars, one for all convolutions or one for each; generated ones by their names."""
    texts = [] if options.kernel is None else map(str.strip, options.kernel.split("||"))
    return [text if text in GENERATED else _of_one_channel("kernel", text, options.dims) for text in texts]


def values(options: argparse.Namespace, stack: Stack) -> dict[str, Any]:
    """The options of a figure for these values; generated numbers of each kernel begin at a seed of their own."""
    seed = number("seed", options.seed, int)
    if seed and "random" not in (options.input or "", *(one for one in stack.kernels if isinstance(one, str))):
        raise unsupported("seed", seed, "nothing here is random; give --input random or --kernel random")
    found: dict[str, Any] = {}
    first, pixels = stack.layers[0], stack.pixels
    if options.input in GENERATED:
        pixels = generate(options.input, first.input_size, seed)
    if pixels is not None:
        found["input"] = pixels
    convolutions = [layer for layer in stack.layers if layer.weighted]
    kernels = list(stack.kernels)
    if len(kernels) == 1:
        kernels *= len(convolutions)
    if kernels:
        found["kernel"] = [
            generate(one, layer.kernel_size, seed + 1 + at) if isinstance(one, str) else one
            for at, (one, layer) in enumerate(zip(kernels, convolutions, strict=False))
        ]
        found["kernel"] += kernels[len(convolutions) :]
    return found | ({"recipe_words": _recipe_words(options, seed)} if found else {})


def _recipe_words(options: argparse.Namespace, seed: int) -> str:
    from shlex import quote

    flags = [(name, getattr(options, name)) for name in ("input", "kernel")]
    words = [f"--{name} {quote(arguments.recipe_word(name, text))}" for name, text in flags if text is not None]
    return " ".join([*words, *([f"--seed {seed}"] if seed else [])])
