"""The flags of all commands, and what is said of wrong ones."""

import argparse
from typing import Any, NoReturn

from visualize.cli.arguments import NAMED
from visualize.cli.arrays import KERNELS
from visualize.errors import VisualizeError, missing, shown, unknown
from visualize.export.formats import FORMATS, SEQUENCES, WAYS
from visualize.film.selection import NAMES
from visualize.layout.cell_contents import COLOURINGS
from visualize.layout.views import VIEWS
from visualize.operations.conv import PADDING_MODES
from visualize.operations.parameters import PADDINGS
from visualize.story import READINGS
from visualize.style.themes import THEMES
from visualize.text.formulas import CONVENTIONS
from visualize.text.phrases import LANGUAGES

DEBUG = "--debug"
EXAMPLES = """examples:
  python -m visualize --k 3 --p 1 --s 2
  python -m visualize --i 7 --k 3 --d 2 --view flat --theme dark -o dilated.svg -o dilated.gif
  python -m visualize --i 5x7 --k 3 --p same -o frames/step-{n:03}.png
"""


def _layout(prog: str) -> argparse.HelpFormatter:
    """Wide enough for a flag and its explanation on one line; the examples as they stand."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=36, width=118)


class HelpAsked(Exception):  # noqa: N818 - asking is no error
    """What `--help` asks for: the text is said by those who print."""


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise HelpAsked(parser.format_help().rstrip())


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """In the words of all our errors, and without the usage."""
        start, _, rest = message.partition(": ")
        if start == "unrecognized arguments":
            raise _unknown(rest)
        if rest == "expected one argument":
            raise missing("value", f"{start.removeprefix('argument ')} needs one")
        raise VisualizeError(f"invalid arguments: {shown(message)}")


def _unknown(rest: str) -> VisualizeError:
    """What is no flag may be a figure's name in the wrong place, or a name that was meant."""
    from difflib import get_close_matches

    from visualize.cli.gallery import BY_NAME

    word = next(iter(rest.split()), "")
    if word in BY_NAME:
        return unknown("argument", word, "a figure's name comes first, before all flags")
    if word.startswith("-"):
        return unknown("argument", rest, "--help lists what there is")
    near = get_close_matches(word, BY_NAME, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    return unknown("argument", rest, f"{meant}--help lists the flags, gallery the figures")


def layer_parser(program: str = "") -> argparse.ArgumentParser:
    """The flags of a layer."""
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
    """The flags of the command that draws a figure."""
    parser = figure_parser()
    _add_help(parser.add_argument_group("help"))
    return parser


def figure_parser() -> argparse.ArgumentParser:
    """The flags of a figure, without those that ask the program to say something: `--help` ends the program."""
    parser = layer_parser()
    parser.description = "Draw an animation of convolution arithmetic. Other commands: shape, gallery, stack, formula."
    parser.epilog = EXAMPLES
    numbers = parser.add_argument_group("the numbers")
    sources = 'arange, ones, random, rows ("0 1; 2 3"), a .csv or .npy file'
    numbers.add_argument("--input", metavar="VALUES", help=f"{sources}, a picture (.png, .jpg)")
    numbers.add_argument("--kernel", metavar="VALUES", help=f"the same, no picture, or {', '.join(KERNELS)}")
    numbers.add_argument("--bias", metavar="B", help="added to every output")
    numbers.add_argument("--seed", metavar="N", default="0", help="of random, default 0")
    numbers.add_argument("--flip", action="store_true", help="flip the kernel: convolution as mathematics means it")
    sequence = ", ".join(SEQUENCES)
    looks = _add_looks(parser, f"{', '.join(FORMATS)}, or a sequence: step-{{n:03}}{sequence}; may be repeated")
    looks.add_argument("--color-by", metavar="WHAT", default="role", help=", ".join(COLOURINGS))
    readings = "of a transposed convolution: " + ", ".join(READINGS)
    looks.add_argument("--reading", metavar="R", default="gather", help=readings)
    looks.add_argument("--convention", metavar="C", default="torch", help="of the formula: " + ", ".join(CONVENTIONS))
    looks.add_argument("--note", action="store_true", help="say that this is cross-correlation")
    return parser


def _add_looks(parser: argparse.ArgumentParser, output_help: str) -> argparse._ArgumentGroup:
    """What every drawn figure can be asked for."""
    looks = parser.add_argument_group("the picture")
    looks.add_argument("--view", metavar="VIEW", help=" or ".join(VIEWS) + "; flat with values")
    looks.add_argument("--theme", metavar="THEME", default="light", help=", ".join(THEMES))
    looks.add_argument("--title", metavar="TEXT", default="")
    looks.add_argument(
        "--cell", metavar="PIXELS", help="edge of a cell (default: 4 to 40, to fit 960; to 80 for numbers)"
    )
    looks.add_argument("--width", metavar="PIXELS", help="width of the picture")
    _add_language(looks)
    looks.add_argument("--font", metavar="FILE", help="with Chinese letters")
    steps = parser.add_argument_group("the steps")
    steps.add_argument("--steps", metavar="STEPS", help=f"only these, counted from 0: {NAMES}")
    steps.add_argument("--quiz", action="store_true", help="leave the output blank for one beat before it fills")
    steps.add_argument("--poster", metavar="STEP", help="first, last, N: stands still, and animations open with it")
    steps.add_argument("--sheet", action="store_true", help="all steps on one page; with --quiz the questions")
    times = parser.add_argument_group("the animation")
    times.add_argument("--seconds", metavar="S", default="1", help="per step, default 1")
    times.add_argument("--hold", metavar="S", help="for the last step")
    times.add_argument("--loop", metavar="N", default="0", help="plays, 0 for ever (default)")
    files = parser.add_argument_group("the files")
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=output_help)
    files.add_argument("--gif-compat", action="store_true", help="whole opaque frames, for old viewers")
    ways = ", ".join(WAYS) + ": shapes, or one slide with the GIF"
    files.add_argument("--pptx", metavar="HOW", default="native", help=ways)
    return looks


def _add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-h", "--help", action=_Help, nargs=0, default=argparse.SUPPRESS, help="show this")
    group.add_argument(DEBUG, action="store_true", help="show where an error was raised")


def _add_language(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--lang", metavar="LANG", default="en", help=" or ".join(LANGUAGES))


def telling_parser(command: str, description: str) -> argparse.ArgumentParser:
    """A layer's flags, and --json."""
    parser = layer_parser(f" {command}")
    parser.description = description
    return _with_answer(parser)


def _with_answer(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    other = parser.add_argument_group("the answer")
    other.add_argument("--json", action="store_true", help="for programs")
    _add_help(other)
    return parser


def _command_parser(command: str, usage: str) -> argparse.ArgumentParser:
    program = f"python -m visualize {command}"
    return _Parser(prog=program, usage=f"%(prog)s {usage}", allow_abbrev=False, add_help=False)


def stack_parser() -> argparse.ArgumentParser:
    """Flags of `stack`."""
    parser = _command_parser("stack", '--i SIZE --layers "K[/S][+P][*D] ..."')
    layers = parser.add_argument_group("the layers")
    layers.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", default="5", help="default 5")
    layers.add_argument("--layers", metavar="LAYERS", help='kernel, /stride, +padding, *dilation: "3 3/2+1 3*2"')
    layers.add_argument("--until", metavar="SIZE", help="repeat the last layer until the output is that size")
    _add_looks(parser, output_help="draw up to four layers; formats as of a single one, but no .json")
    return _with_answer(parser)


def gallery_parser() -> argparse.ArgumentParser:
    """Flags of `gallery`."""
    parser = _command_parser("gallery", "[--output FOLDER]")
    files = parser.add_argument_group("the figures")
    files.add_argument("-o", "--output", metavar="FOLDER", help="draw all of them into it, as .gif and .svg")
    _add_language(files)
    _add_help(files)
    return parser


def formula_parser() -> argparse.ArgumentParser:
    """Flags of `formula`."""
    parser = layer_parser(" formula")
    parser.description = "Typeset the output-size formula."
    files = parser.add_argument_group("the picture")
    files.add_argument("--convention", metavar="C", default="torch", help=", ".join(CONVENTIONS))
    files.add_argument("--theme", metavar="THEME", default="light", help=", ".join(THEMES))
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
    sizes.add_argument("--no-count-include-pad", dest="count_include_pad", action="store_false", default=None)
    sizes.add_argument("--dims", metavar="N", default="2", help="1 for one row")
