"""The parsers of all commands, and the messages for wrong flags."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from visualize.choices import ALIGNMENTS, ARRANGEMENTS
from visualize.cli.arguments import NAMED
from visualize.cli.arrays import KERNELS
from visualize.cli.help_texts import EXAMPLES, FORM_HELP, NAMES, STACK
from visualize.errors import VisualizeError, one_line
from visualize.export.formats import FORMATS, SEQUENCES, WAYS
from visualize.operations.conv import PADDING_MODES
from visualize.operations.parameters import PADDINGS
from visualize.options import BY_NAME, OPTIONS, Option

DEBUG = "--debug"


def _layout(prog: str) -> argparse.HelpFormatter:
    """A formatter with room for a flag and its help on one line, that leaves the examples unwrapped."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=41, width=118)


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
    """A parser whose errors are VisualizeErrors that say which flag was meant, in place of a usage and an exit."""

    @property
    def flags(self) -> dict[str, argparse.Action]:
        """The actions by their flags."""
        return {flag: action for action in self._actions for flag in action.option_strings}

    def parse_args(self, argv: Sequence[str]) -> argparse.Namespace:  # type: ignore[override]
        """The flags' values, by name."""
        one_hyphen = [at for at, word in enumerate(argv) if self._has_one_hyphen(word)]
        if one_hyphen:
            from visualize.cli import wrong_flags

            raise wrong_flags.one_hyphen(argv[one_hyphen[0] :], self.flags)
        options, left = self.parse_known_args(argv)
        if left:
            from visualize.cli import wrong_flags

            command = self.prog.partition("visualize")[2].strip()
            others = {name: make().flags for name, make in PARSERS.items() if name != command}
            raise wrong_flags.unknown_arguments(left, command, self.flags, others)
        found: argparse.Namespace = options
        return found

    def _has_one_hyphen(self, word: str) -> bool:
        """Whether a word is -kernel-size or the like, which argparse takes for -k with a value."""
        name = word.partition("=")[0].replace("_", "-")
        return word[:1] == "-" and len(name) > 2 and f"-{name}" in self._option_string_actions

    def error(self, message: str) -> NoReturn:
        """Raise the error for what argparse says."""
        from visualize.cli import wrong_flags

        names, _, reason = message.removeprefix("argument ").partition(": ")
        flag = names.rpartition("/")[2]
        if reason == "expected one argument":
            raise wrong_flags.missing_value(self.flags[flag])
        if reason.startswith("ignored explicit argument "):
            value = reason.removeprefix("ignored explicit argument ").strip("'\"")
            raise wrong_flags.superfluous_value(self.flags[flag], value)
        raise VisualizeError(f"invalid arguments: {one_line(message)}")


def layer_parser(program: str = "", description: str = "") -> _Parser:
    """The parser of a layer's flags."""
    parser = _Parser(
        prog=f"python -m visualize{program}",
        description=f"{description}\n{NAMES}",
        usage="%(prog)s --k SIZE [options]\n       %(prog)s NAME [options]",
        formatter_class=_layout,
        allow_abbrev=False,
        add_help=False,
    )
    _add_layer(parser)
    return parser


def drawing_parser() -> _Parser:
    """The parser of the command that draws a figure."""
    parser = figure_parser()
    _add_help(parser.add_argument_group("help"))
    return parser


def figure_parser() -> _Parser:
    """The parser of a figure's flags, without `--help`, `--version` and `--debug`."""
    others = ", ".join(filter(None, PARSERS))
    what = f"Draw an animation of convolution arithmetic. Other commands: {others}."
    parser = layer_parser(description=what)
    parser.epilog = EXAMPLES
    groups = _add_options(parser, OPTIONS)
    _add_seed(groups["the numbers"])
    groups["the numbers"].add_argument("--rgb", action="store_true", help="a picture's colours as three channels")
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
            action = "store_false" if one.default else "store_true"
            groups[one.group].add_argument(one.flag, dest=one.name, action=action, help=line)
        else:
            groups[one.group].add_argument(one.flag, metavar=one.metavar, help=line)
    return groups


def _add_seed(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--seed", metavar="N", default="0", help="of random, default 0")


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


def shape_parser() -> _Parser:
    """The parser of `shape`."""
    parser = layer_parser(" shape", "Tell the sizes of a layer.")
    _add_option(parser.add_argument_group("the table"), "lang")
    return _with_json(parser)


def _with_json(parser: _Parser) -> _Parser:
    other = parser.add_argument_group("the answer")
    other.add_argument("--json", action="store_true", help="for programs")
    _add_help(other)
    return parser


def _command_parser(command: str, usage: str) -> _Parser:
    program = f"python -m visualize {command}"
    return _Parser(prog=program, usage=f"%(prog)s {usage}", formatter_class=_layout, allow_abbrev=False, add_help=False)


def stack_parser() -> _Parser:
    """The parser of `stack`."""
    parser = _command_parser("stack", '--i SIZE --layers "K[/S][+P][*D] relu max2/2 ..."')
    parser.description = STACK
    layers = parser.add_argument_group("the layers")
    layers.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", help="default 5")
    layers_help = 'kernel, /stride, +padding, *dilation: "3 3/2+1 3*2"; pools and relu: "3+1 relu max2/2 avg2"'
    layers.add_argument("--layers", metavar="LAYERS", help=layers_help)
    padding_help = "of the convolutions without one: a size, or " + ", ".join(PADDINGS)
    layers.add_argument("-p", "--p", "--padding", dest="padding", metavar="PAD", help=padding_help)
    layers.add_argument("--dims", metavar="N", default="2", help="1 for one row")
    layers.add_argument("--until", metavar="SIZE", help="repeat the last layer until the output is that size")
    groups = _add_options(parser, [one for one in OPTIONS if one.stack])
    _add_seed(groups["the numbers"])
    _add_files(parser, "draw up to four layers; formats as of a single one, but no .json")
    return _with_json(parser)


def gallery_parser() -> _Parser:
    """The parser of `gallery`."""
    parser = _command_parser("gallery", "[--output FOLDER]")
    files = parser.add_argument_group("the figures")
    files.add_argument("-o", "--output", metavar="FOLDER", help="draw all of them into it, as .gif and .svg")
    _add_option(files, "lang")
    _add_help(files)
    from textwrap import fill

    from visualize.cli.gallery import FIGURES

    parser.epilog = "One of them is drawn by python -m visualize NAME:\n" + fill(
        ", ".join(one.name for one in FIGURES), 118, break_on_hyphens=False
    )
    return parser


def formula_parser() -> _Parser:
    """The parser of `formula`."""
    parser = layer_parser(" formula", "Typeset the output-size formula.")
    files = parser.add_argument_group("the picture")
    _add_option(files, "convention")
    _add_option(files, "lang")
    files.add_argument("--form", metavar="FORM", help=FORM_HELP)
    files.add_argument("--product", action="store_true", help="height x width: n_h, n_w; default if they differ")
    _add_option(files, "theme")
    _add_option(files, "ground")
    suffixes = ".svg (default: formula.svg), .png, .pdf"
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=suffixes)
    _add_help(files)
    return parser


def compare_parser() -> _Parser:
    """The parser of `compare`."""
    parser = _command_parser("compare", '"--k 3" "--k 3 --p 1" ... [options]')
    parser.description = "Draw two to four figures in step in one picture. Flags outside the quotes are those of all."
    films = parser.add_argument_group("the figures")
    films.add_argument("figures", nargs="*", metavar="FIGURE", help="flags in quotes, or a name; --title names it")
    films.add_argument("--align", metavar="BY", default="step", help=", ".join(ALIGNMENTS) + ": what is in step")
    films.add_argument("--arrange", metavar="HOW", default="auto", help=", ".join(ARRANGEMENTS))
    _add_options(parser, [one for one in OPTIONS if one.group != "the steps" and one.name not in ("title", "width")])
    _add_files(parser, "formats as of a single figure, but no .json; default compared.gif")
    _add_help(parser.add_argument_group("help"))
    return parser


def embed_parser() -> _Parser:
    """The parser of `embed`."""
    from visualize.cli.embed import VENUES

    parser = _command_parser("embed", "FILE.svg --for VENUE")
    parser.description = "Print the lines that embed an animated SVG: it moves on screens and stands still on paper."
    lines = parser.add_argument_group("the lines")
    lines.add_argument("file", nargs="?", metavar="FILE", help="an animated SVG, named as the document will name it")
    lines.add_argument("--for", dest="venue", metavar="VENUE", help=", ".join(VENUES))
    _add_help(lines)
    return parser


def _add_layer(parser: argparse.ArgumentParser) -> None:
    sizes = parser.add_argument_group("the layer (5, or rows x columns: 5x7 or 5,7)")
    kernel_help = "of the kernel or window, as in 3 or 3x5"
    sizes.add_argument("--op", metavar="NAME", default="conv", help=", ".join(NAMED))
    sizes.add_argument("--transposed", action="store_true", help="the same as --op conv-transpose")
    sizes.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", help="default 5")
    sizes.add_argument("-k", "--k", "--kernel-size", dest="kernel_size", metavar="SIZE", help=kernel_help)
    padding_help = "one, two, four numbers (top,bottom,left,right), or " + ", ".join(PADDINGS)
    sizes.add_argument("-p", "--p", "--padding", dest="padding", metavar="PAD", default="0", help=padding_help)
    sizes.add_argument("-s", "--s", "--stride", dest="stride", metavar="STEP", help="default 1, of a pool the kernel")
    sizes.add_argument("-d", "--d", "--dilation", dest="dilation", metavar="STEP", help="default 1")
    sizes.add_argument("--output-padding", metavar="PAD", help="of a transposed convolution")
    sizes.add_argument("--padding-mode", metavar="MODE", help=", ".join(PADDING_MODES))
    sizes.add_argument("--ceil-mode", action="store_true", default=None, help="of a pool: a last window may hang over")
    counted = "of avg-pool: whether padding counts, as by default"
    sizes.add_argument("--count-include-pad", action=argparse.BooleanOptionalAction, default=None, help=counted)
    factor_help = "of a pixel shuffle or unshuffle, default 2: the side of its blocks"
    sizes.add_argument("--factor", metavar="N", help=factor_help)
    sizes.add_argument("--dims", metavar="N", default="2", help="1 for one row")
    sizes.add_argument("--in-channels", metavar="N", help="default 1, or as many as the input's numbers have")
    sizes.add_argument("--out-channels", metavar="N", help="the number of filters, default 1")
    sizes.add_argument("--groups", metavar="N", help="of channels, each with filters of its own")
    sizes.add_argument("--depthwise", action="store_true", help="each channel is a group")


PARSERS: Mapping[str, Callable[[], _Parser]] = {
    "": drawing_parser,
    "shape": shape_parser,
    "gallery": gallery_parser,
    "stack": stack_parser,
    "formula": formula_parser,
    "compare": compare_parser,
    "embed": embed_parser,
}
