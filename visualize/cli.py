"""The command line: words to calls. The only room that prints or exits."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from visualize import recipe
from visualize.errors import VisualizeError, invalid, missing, unknown
from visualize.figure import Figure, figure
from visualize.layout import VIEWS
from visualize.operations import Conv
from visualize.themes import THEMES

EXAMPLES = """examples:
  python -m visualize --k 3 --p 1 --s 2
  python -m visualize --i 7 --k 3 --d 2 --view flat --theme dark -o dilated.svg -o dilated.gif
  python -m visualize --i 5x7 --k 3 --p same -o frames/step-{n:03}.png
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """In the words of all our errors, and without the usage."""
        start, _, rest = message.partition(": ")
        if start == "unrecognized arguments":
            raise unknown("argument", rest, "--help lists what there is")
        if rest == "expected one argument":
            raise missing("value", f"{start.removeprefix('argument ')} needs one")
        raise VisualizeError(f"invalid arguments: {message}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m visualize",
        usage="%(prog)s --k SIZE [options]",
        description="Draw an animation of convolution arithmetic.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    sizes = parser.add_argument_group("the layer (5, or rows x columns: 5x7 or 5,7)")
    sizes.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", default="5", help="default 5")
    sizes.add_argument("-k", "--k", "--kernel-size", dest="kernel_size", metavar="SIZE")
    sizes.add_argument(
        "-p",
        "--p",
        "--padding",
        dest="padding",
        metavar="PAD",
        default="0",
        help="one, two, four numbers (top,bottom,left,right), or valid, same, full, same-upper, same-lower, same-d2l",
    )
    sizes.add_argument("-s", "--s", "--stride", dest="stride", metavar="STEP", default="1", help="default 1")
    sizes.add_argument("-d", "--d", "--dilation", dest="dilation", metavar="STEP", default="1", help="default 1")
    looks = parser.add_argument_group("the picture")
    looks.add_argument("--view", metavar="VIEW", default="isometric", help=" or ".join(VIEWS))
    looks.add_argument("--theme", metavar="THEME", default="light", help=", ".join(THEMES))
    looks.add_argument("--title", metavar="TEXT", default="")
    looks.add_argument("--cell", metavar="PIXELS", help="edge of a cell (default: 4 to 40, to fit 960)")
    looks.add_argument("--width", metavar="PIXELS", help="width of the picture")
    times = parser.add_argument_group("the animation")
    times.add_argument("--seconds", metavar="S", default="1", help="per step, default 1")
    times.add_argument("--hold", metavar="S", help="for the last step")
    times.add_argument("--loop", metavar="N", default="0", help="plays, 0 for ever (default)")
    files = parser.add_argument_group("the files")
    files.add_argument(
        "-o",
        "--output",
        action="append",
        metavar="FILE",
        help=".gif, .svg, .png, .json, or a sequence: step-{n:03}.svg, .png; may be repeated",
    )
    files.add_argument("-h", "--help", action="help", help="show this")
    return parser


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
    parser = _parser()
    if not argv:
        parser.print_help()
        return
    options = parser.parse_args(_with_negative_values(argv))
    if options.kernel_size is None:
        raise missing("kernel_size", "give one, as in --k 3")
    operation = Conv(
        input_size=_numbers(options.input_size),
        kernel_size=_numbers(options.kernel_size),
        stride=_numbers(options.stride),
        padding=_numbers(options.padding),
        dilation=_numbers(options.dilation),
    )
    drawn = figure(
        operation,
        view=options.view,
        theme=options.theme,
        seconds=_number("seconds", options.seconds, float),
        hold=_number("hold", options.hold, float),
        loop=_number("loop", options.loop, int),
        cell=_number("cell", options.cell, int),
        width=_number("width", options.width, int),
        title=options.title,
    )
    names = options.output or [recipe.file_stem(operation) + ".gif"]
    size = drawn.save(*names, progress=_progress(drawn, len(names)))
    print(_result(drawn, names, size))


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
    before, after = (f"{rows}x{columns}" for rows, columns in sizes)
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
