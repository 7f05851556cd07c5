"""The command line: words to calls. The only room that prints or exits."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from visualize import recipe
from visualize.composition import COLOURINGS
from visualize.errors import VisualizeError, invalid, missing, unknown, unsupported
from visualize.figure import Figure, figure
from visualize.layout import VIEWS
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.conv import PADDING_MODES
from visualize.operations.parameters import PADDINGS
from visualize.themes import THEMES
from visualize.values import GENERATED, KERNELS, PICTURES, generate, given, is_generated, picture

EXAMPLES = """examples:
  python -m visualize --k 3 --p 1 --s 2
  python -m visualize --i 7 --k 3 --d 2 --view flat --theme dark -o dilated.svg -o dilated.gif
  python -m visualize --i 5x7 --k 3 --p same -o frames/step-{n:03}.png
"""

OPERATIONS = {"conv": Conv, "conv-transpose": ConvTranspose, "max-pool": MaxPool, "avg-pool": AvgPool}
# Which operations a parameter belongs to, beyond those that all have.
BELONGS = {
    "dilation": ("conv", "conv-transpose", "max-pool"),
    "padding_mode": ("conv",),
    "output_padding": ("conv-transpose",),
    "ceil_mode": ("max-pool", "avg-pool"),
    "count_include_pad": ("avg-pool",),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """In the words of all our errors, and without the usage."""
        start, _, rest = message.partition(": ")
        if start == "unrecognized arguments":
            raise unknown("argument", rest, "--help lists what there is")
        if rest == "expected one argument":
            raise missing("value", f"{start.removeprefix('argument ')} needs one")
        raise VisualizeError(f"invalid arguments: {message}")


def _parser(program: str = "") -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"python -m visualize{program}",
        usage="%(prog)s --k SIZE [options]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    _add_layer(parser)
    return parser


def _drawing_parser() -> argparse.ArgumentParser:
    parser = _parser()
    parser.description = "Draw an animation of convolution arithmetic. `shape` before the flags tells the sizes only."
    parser.epilog = EXAMPLES
    looks = parser.add_argument_group("the picture")
    looks.add_argument("--view", metavar="VIEW", help=" or ".join(VIEWS) + "; flat with values")
    looks.add_argument("--theme", metavar="THEME", default="light", help=", ".join(THEMES))
    looks.add_argument("--reading", metavar="R", default="gather", help="of a transposed convolution: gather, scatter")
    looks.add_argument("--title", metavar="TEXT", default="")
    looks.add_argument("--cell", metavar="PIXELS", help="edge of a cell (default: 4 to 40, to fit 960)")
    looks.add_argument("--width", metavar="PIXELS", help="width of the picture")
    looks.add_argument("--color-by", metavar="WHAT", default="role", help=" or ".join(COLOURINGS))
    numbers = parser.add_argument_group("the numbers")
    sources = 'arange, ones, random, rows ("0 1; 2 3"), a .csv or .npy file'
    numbers.add_argument("--input", metavar="VALUES", help=f"{sources}, a picture (.png, .jpg)")
    numbers.add_argument("--kernel", metavar="VALUES", help=f"the same, no picture, or {', '.join(KERNELS)}")
    numbers.add_argument("--bias", metavar="B", help="added to every output")
    numbers.add_argument("--seed", metavar="N", default="0", help="of random, default 0")
    numbers.add_argument("--flip", action="store_true", help="flip the kernel: convolution as mathematics means it")
    numbers.add_argument("--note", action="store_true", help="say that this is cross-correlation")
    times = parser.add_argument_group("the animation")
    times.add_argument("--seconds", metavar="S", default="1", help="per step, default 1")
    times.add_argument("--hold", metavar="S", help="for the last step")
    times.add_argument("--loop", metavar="N", default="0", help="plays, 0 for ever (default)")
    files = parser.add_argument_group("the files")
    output_help = ".gif, .svg, .png, .json, or a sequence: step-{n:03}.svg, .png; may be repeated"
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=output_help)
    files.add_argument("-h", "--help", action="help", help="show this")
    return parser


def _add_layer(parser: argparse.ArgumentParser) -> None:
    sizes = parser.add_argument_group("the layer (5, or rows x columns: 5x7 or 5,7)")
    sizes.add_argument("--op", metavar="NAME", default="conv", help=", ".join(OPERATIONS))
    sizes.add_argument("--transposed", action="store_true", help="the same as --op conv-transpose")
    sizes.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", help="default 5")
    sizes.add_argument("-k", "--k", "--kernel-size", dest="kernel_size", metavar="SIZE")
    padding_help = "one, two, four numbers (top,bottom,left,right), or " + ", ".join(PADDINGS)
    sizes.add_argument("-p", "--p", "--padding", dest="padding", metavar="PAD", default="0", help=padding_help)
    sizes.add_argument("-s", "--s", "--stride", dest="stride", metavar="STEP", help="default 1, of a pool the kernel")
    sizes.add_argument("-d", "--d", "--dilation", dest="dilation", metavar="STEP", help="default 1")
    sizes.add_argument("--output-padding", metavar="PAD", help="of a transposed convolution")
    sizes.add_argument("--padding-mode", metavar="MODE", help=", ".join(PADDING_MODES))
    sizes.add_argument("--ceil-mode", action="store_true", default=None, help="of a pool: a last window may hang over")
    sizes.add_argument("--no-count-include-pad", dest="count_include_pad", action="store_false", default=None)
    sizes.add_argument("--dims", metavar="N", default="2", help="1 for one row")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0, or 2 after one line on standard error."""
    try:
        _run(list(sys.argv[1:] if argv is None else argv))
    except VisualizeError as error:
        print(f"visualize: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


def _run(argv: list[str]) -> None:
    if argv[:1] == ["shape"]:
        _tell_shape(argv[1:])
        return
    parser = _drawing_parser()
    if not argv:
        parser.print_help()
        return
    options = parser.parse_args(_with_negative_values(argv))
    pixels, kernel = _sized_by_values(options)
    operation = _operation(options)
    seed = _number("seed", options.seed, int)
    drawn = figure(
        operation,
        input=_made("input", options, pixels, operation, seed),
        kernel=_made("kernel", options, kernel, operation, seed),
        bias=_number("bias", options.bias, float),
        flip=options.flip,
        color_by=options.color_by,
        note=options.note,
        recipe_words=_told_values(options),
        view=options.view,
        theme=options.theme,
        seconds=_number("seconds", options.seconds, float),
        hold=_number("hold", options.hold, float),
        loop=_number("loop", options.loop, int),
        cell=_number("cell", options.cell, int),
        width=_number("width", options.width, int),
        title=options.title,
        reading=options.reading,
    )
    names = options.output or [recipe.file_stem(operation) + ".gif"]
    size = drawn.save(*names, progress=_progress(drawn, len(names)))
    print(_result(drawn, names, size))


def _sized_by_values(options: argparse.Namespace) -> tuple[Any, Any]:
    """Values that bring their own size, and the sizes that they set."""
    found = []
    for name in ("input", "kernel"):
        text, size = getattr(options, name), f"{name}_size"
        values = None if text is None or is_generated(text) else given(name, text)
        if values is not None:
            shape = tuple(values.shape) if options.dims == "2" else (values.size,)
            told = getattr(options, size)
            if told is not None and _numbers(told) not in (
                shape,
                *({shape[0]} if len(set(shape)) == 1 else ()),
            ):
                raise invalid(size, told, f"the values of --{name} are {'x'.join(map(str, shape))}")
            setattr(options, size, "x".join(map(str, shape)))
            values = values.reshape(shape)
        found.append(values)
    if options.input_size is None:
        options.input_size = "32" if (options.input or "").lower().endswith(PICTURES) else "5"
    return found[0], found[1]


def _made(name: str, options: argparse.Namespace, values: Any, operation: Operation, seed: int) -> Any:
    """Values as they are, or made in the size that the operation has."""
    text = getattr(options, name)
    if text is None or values is not None:
        return values
    size = operation.size if name == "input" else operation.kernel
    shape = operation.input_size if name == "input" else operation.kernel_size
    if text in GENERATED:
        return generate(text, size, seed if name == "input" else seed + 1).reshape(shape)
    if name == "kernel":
        raise unknown("kernel", text, "a kernel is not read from a picture")
    return picture(text, size).reshape(shape)


def _told_values(options: argparse.Namespace) -> str:
    """For the recipe: where the values came from, files by their names only."""
    from shlex import quote

    words = []
    for name in ("input", "kernel", "bias"):
        text = getattr(options, name)
        if text is not None:
            is_file = text.lower().endswith((*PICTURES, ".csv", ".npy"))
            words.append(f"--{name} {quote(os.path.basename(text) if is_file else text)}")
    if "random" in (options.input, options.kernel) and options.seed != "0":
        words.append(f"--seed {options.seed}")
    return " ".join(words)


def _tell_shape(argv: list[str]) -> None:
    """`python -m visualize shape ...`: sizes and formulas, no picture."""
    from visualize import shape

    parser = _parser(" shape")
    parser.description = "Tell the sizes of a layer."
    other = parser.add_argument_group("the answer")
    other.add_argument("--json", action="store_true", help="for programs")
    other.add_argument("-h", "--help", action="help", help="show this")
    options = parser.parse_args(_with_negative_values(argv))
    operation = _operation(options)
    if options.json:
        import json

        print(json.dumps(shape.report(operation), ensure_ascii=False))
    else:
        print(shape.text(operation))


def _operation(options: argparse.Namespace) -> Operation:
    """The layer that the flags describe."""
    name = "conv-transpose" if options.transposed else options.op
    if name not in OPERATIONS:
        raise unknown("op", name, "known operations are " + ", ".join(OPERATIONS))
    if options.kernel_size is None:
        raise missing("kernel_size", "give one, as in --k 3")
    size = _numbers(options.input_size or "5")
    if options.dims not in ("1", "2"):
        raise invalid("dims", options.dims, "must be 1 or 2")
    if options.dims == "1":
        size = (size,) if isinstance(size, int) else size
        if not isinstance(size, tuple) or len(size) != 1:
            raise invalid("input_size", options.input_size, "must be one number with --dims 1")
    given = {"kernel_size": _numbers(options.kernel_size), "padding": _numbers(options.padding)}
    for parameter in ("stride", *BELONGS):
        value = getattr(options, parameter)
        if value is None:
            continue
        if name not in BELONGS.get(parameter, (name,)):
            shown = str(value).lower() if isinstance(value, bool) else value
            raise unsupported(parameter, shown, f"{name} has none; it belongs to {', '.join(BELONGS[parameter])}")
        given[parameter] = _numbers(value) if isinstance(value, str) else value
    made: Operation = OPERATIONS[name](size, **given)
    return made


def _with_negative_values(argv: list[str]) -> list[str]:
    """argparse takes '-1,2' for a flag; tied to the flag before it, it is the value that it was meant to be."""
    tied: list[str] = []
    for word in argv:
        if word[:1] == "-" and word[1:2].isdecimal() and tied and tied[-1][:1] == "-" and "=" not in tied[-1]:
            tied[-1] += ("=" if tied[-1].startswith("--") else "") + word
        else:
            tied.append(word)
    return tied


def _numbers(text: str) -> Any:
    """'5', '5x7' and '5,7' as numbers; anything else as it stands, for the operation to judge."""
    parts = text.replace(" ", "").replace("x", ",").split(",")
    if not all(part.removeprefix("-").isdecimal() for part in parts):
        return text
    values = tuple(int(part) for part in parts)
    return values[0] if len(values) == 1 else values


def _number(name: str, text: str | None, kind: Callable[[str], Any]) -> Any:
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        raise invalid(name, text, "must be a whole number" if kind is int else "must be a number") from None


def _result(drawn: Figure, names: Sequence[str], size: int) -> str:
    sizes = (drawn.operation.input_size, drawn.operation.output_size)
    before, after = ("x".join(map(str, size)) for size in sizes)
    steps = drawn.film.frame_count
    return f"{', '.join(names)}: {before} -> {after}, {steps} step{'s' * (steps != 1)}, {size:,} bytes"


def _progress(drawn: Figure, targets: int) -> Callable[[int], None]:
    """Tells how far a long job is, on a terminal only."""
    total, done, started = drawn.film.frame_count * targets, 0, time.monotonic()
    told = started + 1.0
    if not sys.stderr.isatty():
        return lambda steps: None

    def progress(steps: int) -> None:
        nonlocal done, told
        done += steps
        now = time.monotonic()
        if now < told and (done < total or told == started + 1.0):
            return
        told = now + 0.1
        share = min(1.0, done / total)
        bar = "█" * round(30 * share)
        end = "\r\033[K" if done >= total else ""
        print(f"\r{bar:30} {share:4.0%} of {total} steps{end}", end="", file=sys.stderr, flush=True)

    return progress
