"""The parsers of all commands, and the messages for wrong flags."""

import argparse
from collections.abc import Iterable
from typing import Any, NoReturn

from visualize.cli.arguments import NAMED
from visualize.cli.arrays import KERNELS
from visualize.errors import VisualizeError, missing, one_line, unknown
from visualize.export.formats import FORMATS, SEQUENCES, WAYS
from visualize.operations.conv import PADDING_MODES
from visualize.operations.parameters import PADDINGS
from visualize.options import BY_NAME, OPTIONS, Option

DEBUG = "--debug"
EXAMPLES = """examples:
  python -m visualize --k 3 --p 1 --s 2
  python -m visualize --i 7 --k 3 --d 2 --view flat --theme dark -o dilated.svg -o dilated.gif
  python -m visualize --i 5x7 --k 3 --p same -o frames/step-{n:03}.png
"""


STACK = """Tell sizes and receptive fields, layer by layer. jump: how many input cells apart the receptive fields of
neighbouring cells lie, the product of the strides so far. start: the first input cell, counted from 0, in the receptive
field of the first cell; negative in the padding."""


def _layout(prog: str) -> argparse.HelpFormatter:
    """A formatter with room for a flag and its help on one line, that leaves the examples unwrapped."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=36, width=118)


class Answer(Exception):  # noqa: N818 - not an error
    """The output of `--help` or `--version`, which end the program; the commands print it."""


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise Answer(parser.format_help().rstrip())


class _Version(argparse.Action):
    def __call__(self, *_: Any) -> NoReturn:
        from visualize import __version__

        raise Answer(f"conv-visualize {__version__}")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise VisualizeError in place of argparse's usage and exit."""
        start, _, rest = message.partition(": ")
        if start == "unrecognized arguments":
            raise _unknown(rest)
        if rest == "expected one argument":
            raise missing("value", f"{start.removeprefix('argument ')} needs one")
        raise VisualizeError(f"invalid arguments: {one_line(message)}")


def _unknown(rest: str) -> VisualizeError:
    """The error for an unknown argument, with a hint if it is, or resembles, the name of a gallery figure."""
    from difflib import get_close_matches

    from visualize.cli.gallery import BY_NAME

    word = next(iter(rest.split()), "")
    if word in BY_NAME:
        return unknown("argument", word, "a figure's name comes first, before all flags")
    if word.startswith("-"):
        return unknown("argument", rest, "--help lists what there is")
    near = get_close_matches(word, BY_NAME, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    return unknown("argument", rest, f"{hint}--help lists the flags, gallery the figures")


def layer_parser(program: str = "") -> argparse.ArgumentParser:
    """The parser of a layer's flags."""
    parser = _Parser(
        prog=f"python -m visualize{program}",
        usage="%(prog)s --k SIZE [options]",
        formatter_class=_layout,
        allow_abbrev=False,
        add_help=False,
    )
    _add_layer(parser)
    return parser


def drawing_parser() -> argparse.ArgumentParser:
    """The parser of the command that draws a figure."""
    parser = figure_parser()
    _add_help(parser.add_argument_group("help"))
    return parser


def figure_parser() -> argparse.ArgumentParser:
    """The parser of a figure's flags, without `--help`, `--version` and `--debug`."""
    parser = layer_parser()
    parser.description = "Draw an animation of convolution arithmetic. Other commands: shape, gallery, stack, formula."
    parser.epilog = EXAMPLES
    groups = _add_options(parser, OPTIONS)
    groups["the numbers"].add_argument("--seed", metavar="N", default="0", help="of random, default 0")
    sequence = ", ".join(SEQUENCES)
    _add_files(parser, f"{', '.join(FORMATS)}, or a sequence: step-{{n:03}}{sequence} (n from 0); may be repeated")
    return parser


def _add_options(parser: argparse.ArgumentParser, options: Iterable[Option]) -> dict[str, argparse._ArgumentGroup]:
    """Add a flag for each option with a help line, in the groups of the table."""
    groups: dict[str, argparse._ArgumentGroup] = {}
    for one in (one for one in options if one.help):
        if one.group not in groups:
            groups[one.group] = parser.add_argument_group(one.group)
        line = one.help.format(kernels=", ".join(KERNELS))
        if one.kind is bool:
            groups[one.group].add_argument(one.flag, action="store_true", help=line)
        else:
            groups[one.group].add_argument(one.flag, metavar=one.metavar, help=line)
    return groups


def _add_files(parser: argparse.ArgumentParser, output_help: str) -> None:
    files = parser.add_argument_group("the files")
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=output_help)
    files.add_argument("--gif-compat", action="store_true", help="whole opaque frames, for old viewers")
    ways = ", ".join(WAYS) + ": shapes, or one slide with the GIF"
    files.add_argument("--pptx", metavar="HOW", default="native", help=ways)


def _add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-h", "--help", action=_Help, nargs=0, default=argparse.SUPPRESS, help="show this")
    group.add_argument("--version", action=_Version, nargs=0, default=argparse.SUPPRESS, help="show this program's")
    group.add_argument(DEBUG, action="store_true", help="show where an error was raised")


def _add_option(group: argparse._ArgumentGroup, name: str) -> None:
    """Add one option of the table, with its default; None if that may come from the environment."""
    one = BY_NAME[name]
    default = None if one.variable else one.default
    group.add_argument(one.flag, metavar=one.metavar, default=default, help=one.help)


def report_parser(command: str, description: str) -> argparse.ArgumentParser:
    """The parser of a command that reports on a layer: its flags, and --json."""
    parser = layer_parser(f" {command}")
    parser.description = description
    _add_option(parser.add_argument_group("the table"), "lang")
    return _with_json(parser)


def _with_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    other = parser.add_argument_group("the answer")
    other.add_argument("--json", action="store_true", help="for programs")
    _add_help(other)
    return parser


def _command_parser(command: str, usage: str) -> argparse.ArgumentParser:
    program = f"python -m visualize {command}"
    return _Parser(prog=program, usage=f"%(prog)s {usage}", allow_abbrev=False, add_help=False)


def stack_parser() -> argparse.ArgumentParser:
    """The parser of `stack`."""
    parser = _command_parser("stack", '--i SIZE --layers "K[/S][+P][*D] ..."')
    parser.description = STACK
    layers = parser.add_argument_group("the layers")
    layers.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", default="5", help="default 5")
    layers.add_argument("--layers", metavar="LAYERS", help='kernel, /stride, +padding, *dilation: "3 3/2+1 3*2"')
    layers.add_argument("--until", metavar="SIZE", help="repeat the last layer until the output is that size")
    _add_options(parser, [one for one in OPTIONS if one.stack])
    _add_files(parser, "draw up to four layers; formats as of a single one, but no .json")
    return _with_json(parser)


def gallery_parser() -> argparse.ArgumentParser:
    """The parser of `gallery`."""
    parser = _command_parser("gallery", "[--output FOLDER]")
    files = parser.add_argument_group("the figures")
    files.add_argument("-o", "--output", metavar="FOLDER", help="draw all of them into it, as .gif and .svg")
    _add_option(files, "lang")
    _add_help(files)
    return parser


def formula_parser() -> argparse.ArgumentParser:
    """The parser of `formula`."""
    parser = layer_parser(" formula")
    parser.description = "Typeset the output-size formula."
    files = parser.add_argument_group("the picture")
    _add_option(files, "convention")
    _add_option(files, "lang")
    _add_option(files, "theme")
    suffixes = ".svg (default: formula.svg), .png, .pdf"
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=suffixes)
    _add_help(files)
    return parser


def _add_layer(parser: argparse.ArgumentParser) -> None:
    sizes = parser.add_argument_group("the layer (5, or rows x columns: 5x7 or 5,7)")
    sizes.add_argument("--op", metavar="NAME", default="conv", help=", ".join(NAMED))
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
    sizes.add_argument("--count-include-pad", action=argparse.BooleanOptionalAction, default=None)
    sizes.add_argument("--dims", metavar="N", default="2", help="1 for one row")
