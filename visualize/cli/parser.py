"""The parsers of all commands, and the messages for wrong flags."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping

from visualize.choices import ALIGNMENTS, ARRANGEMENTS
from visualize.cli.arguments import NAMED
from visualize.cli.arrays import KERNELS
from visualize.cli.help_texts import EXAMPLES, FORM_HELP, NAMES, STACK
from visualize.cli.parser_kind import Parser, add_help, add_option, command_parser, layout
from visualize.export.formats import FORMATS, SEQUENCES, WAYS
from visualize.operations.conv import PADDING_MODES
from visualize.operations.dialect import FRAMEWORKS
from visualize.operations.parameters import PADDINGS
from visualize.options import OPTIONS, Option


def layer_parser(program: str = "", description: str = "") -> Parser:
    """The parser of a layer's flags."""
    parser = Parser(
        prog=f"python -m visualize{program}",
        description=f"{description}\n{NAMES}",
        usage="%(prog)s --k SIZE [options]\n       %(prog)s NAME [options]",
        formatter_class=layout,
        allow_abbrev=False,
        add_help=False,
    )
    _add_layer(parser)
    return parser


def drawing_parser() -> Parser:
    """The parser of the command that draws a figure."""
    parser = figure_parser()
    add_help(parser.add_argument_group("help"))
    return parser


def figure_parser() -> Parser:
    """The parser of a figure's flags, without `--help`, `--version` and `--debug`."""
    what = f"Animate convolution arithmetic. Other commands:\n{', '.join(filter(None, PARSERS))}."
    parser = layer_parser(description=what)
    parser.epilog = EXAMPLES
    groups = add_options(parser, OPTIONS)
    _add_seed(groups["the numbers"])
    groups["the numbers"].add_argument("--rgb", action="store_true", help="a picture's colours as three channels")
    sequence = ", ".join(SEQUENCES)
    files = add_files(
        parser, f"{', '.join(FORMATS)}, or a sequence: step-{{n:03}}{sequence} (n from 0); may be repeated"
    )
    varied = "a slider of an .html, as k=1..5 or p=0,2; may be repeated"
    files.add_argument("--vary", action="append", metavar="NAME=VALUES", help=varied)
    return parser


def add_options(parser: argparse.ArgumentParser, options: Iterable[Option]) -> dict[str, argparse._ArgumentGroup]:
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


def add_files(parser: argparse.ArgumentParser, output_help: str) -> argparse._ArgumentGroup:
    """Add the flags of files."""
    files = parser.add_argument_group("the files")
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=output_help)
    files.add_argument("--format", metavar="FORMAT", help="of standard output, -o -: a suffix without its dot")
    files.add_argument("--gif-compat", action="store_true", help="whole opaque frames, for old viewers")
    ways = ", ".join(WAYS) + ": shapes, or one slide with the GIF"
    files.add_argument("--pptx", metavar="HOW", default="native", help=ways)
    return files


def shape_parser() -> Parser:
    """The parser of `shape`."""
    parser = layer_parser(" shape", "Tell the sizes of a layer.")
    add_option(parser.add_argument_group("the table"), "lang")
    return with_json(parser)


def with_json(parser: Parser) -> Parser:
    """The parser with the flags of commands that print."""
    other = parser.add_argument_group("the answer")
    other.add_argument("--json", action="store_true", help="for programs")
    add_help(other)
    return parser


def stack_parser() -> Parser:
    """The parser of `stack`."""
    parser = command_parser("stack", '--i SIZE --layers "K[/S][+P][*D] relu max2/2 ..."')
    parser.description = STACK
    layers = parser.add_argument_group("the layers")
    layers.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", help="default 5")
    layers_help = 'kernel, /stride, +padding, *dilation: "3 3/2+1 3*2"; pools and relu: "3+1 relu max2/2 avg2"'
    layers.add_argument("--layers", metavar="LAYERS", help=layers_help)
    padding_help = "of the convolutions without one: a size, or " + ", ".join(PADDINGS)
    layers.add_argument("-p", "--p", "--padding", dest="padding", metavar="PAD", help=padding_help)
    layers.add_argument("--dims", metavar="N", default="2", help="1 for one row")
    layers.add_argument("--until", metavar="SIZE", help="repeat the last layer until the output is that size")
    torch_help = "the layers of a model of PyTorch, in place of --layers; imports the module: its code runs"
    layers.add_argument("--torch", metavar="MODULE:NAME", help=torch_help)
    groups = add_options(parser, [one for one in OPTIONS if one.stack])
    _add_seed(groups["the numbers"])
    add_files(
        parser,
        "draw up to four layers; formats as of a single one, but no .json; of --torch a deck: .pptx, .pdf, .html",
    )
    return with_json(parser)


def player_parser() -> Parser:
    """The parser of `player`."""
    parser = command_parser("player", "--output FOLDER")
    parser.description = (
        "Write the element <conv-figure> for web pages: its script, a family of figures, a page with it."
    )
    files = parser.add_argument_group("the files")
    files.add_argument("-o", "--output", metavar="FOLDER", help="for conv-figure.js, figure.json and index.html")
    add_help(files)
    return parser


def _add_layer(parser: argparse.ArgumentParser, several: bool = False) -> None:
    """Add the flags of a layer; `several` says whether `--like` may name more than one framework."""
    sizes = parser.add_argument_group("the layer (5, or rows x columns: 5x7 or 5,7)")
    kernel_help = "of the kernel or window, as in 3 or 3x5"
    sizes.add_argument("--op", metavar="NAME", default="conv", help=", ".join(NAMED))
    sizes.add_argument("--transposed", action="store_true", help="the same as --op conv-transpose")
    sizes.add_argument("-i", "--i", "--input-size", dest="input_size", metavar="SIZE", help="default 5")
    sizes.add_argument("-k", "--k", "--kernel-size", dest="kernel_size", metavar="SIZE", help=kernel_help)
    padding_help = "one, two, four numbers (top,bottom,left,right), or " + ", ".join(PADDINGS)
    sizes.add_argument("-p", "--p", "--padding", dest="padding", metavar="PAD", help=padding_help)
    sizes.add_argument("-s", "--s", "--stride", dest="stride", metavar="STEP", help="default 1, of a pool the kernel")
    sizes.add_argument("-d", "--d", "--dilation", dest="dilation", metavar="STEP", help="default 1")
    sizes.add_argument("--output-padding", metavar="PAD", help="of a transposed convolution")
    sizes.add_argument("--output-size", metavar="SIZE", help="of the same: finds its padding and output_padding")
    sizes.add_argument("--padding-mode", metavar="MODE", help=", ".join(PADDING_MODES))
    sizes.add_argument("--ceil-mode", action="store_true", default=None, help="of a pool: a last window may hang over")
    counted = "of avg-pool: whether padding counts, as by default"
    sizes.add_argument("--count-include-pad", action=argparse.BooleanOptionalAction, default=None, help=counted)
    factor_help = "of a pixel shuffle or unshuffle, default 2: the side of its blocks"
    sizes.add_argument("--factor", metavar="N", help=factor_help)
    spoken = ("two to four of " if several else "read by the rules of ") + ", ".join(FRAMEWORKS)
    sizes.add_argument("--like", metavar="FRAMEWORK", help=spoken)
    sizes.add_argument("--dims", metavar="N", default="2", help="1 for one row")
    sizes.add_argument("--in-channels", metavar="N", help="default 1, or as many as the input's numbers have")
    sizes.add_argument("--out-channels", metavar="N", help="the number of filters, default 1")
    sizes.add_argument("--groups", metavar="N", help="of channels, each with filters of its own")
    sizes.add_argument("--depthwise", action="store_true", help="each channel is a group")


def gallery_parser() -> Parser:
    """The parser of `gallery`."""
    parser = command_parser("gallery", "[--output FOLDER]")
    files = parser.add_argument_group("the figures")
    files.add_argument("-o", "--output", metavar="FOLDER", help="draw all of them into it, as .gif and .svg")
    add_option(files, "lang")
    add_help(files)
    from textwrap import fill

    from visualize.cli.gallery import NAMED

    parser.epilog = "One of them is drawn by python -m visualize NAME:\n" + fill(
        ", ".join(NAMED), 118, break_on_hyphens=False
    )
    return parser


def formula_parser() -> Parser:
    """The parser of `formula`."""
    parser = layer_parser(" formula", "Typeset the output-size formula.")
    files = parser.add_argument_group("the picture")
    add_option(files, "convention")
    add_option(files, "lang")
    files.add_argument("--form", metavar="FORM", help=FORM_HELP)
    files.add_argument("--product", action="store_true", help="height x width: n_h, n_w; default if they differ")
    add_option(files, "theme")
    add_option(files, "ground")
    suffixes = ".svg (default: formula.svg), .png, .pdf"
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=suffixes)
    add_help(files)
    return parser


def compare_parser() -> Parser:
    """The parser of `compare`."""
    parser = command_parser("compare", '"--k 3" "--k 3 --p 1" ... [options]')
    parser.description = "Draw two to four figures in step in one picture. Flags outside the quotes are those of all."
    films = parser.add_argument_group("the figures")
    films.add_argument("figures", nargs="*", metavar="FIGURE", help="flags in quotes, or a name; --title names it")
    films.add_argument("--align", metavar="BY", default="step", help=", ".join(ALIGNMENTS) + ": what is in step")
    films.add_argument("--arrange", metavar="WAY", default="auto", help=", ".join(ARRANGEMENTS))
    _add_layer(parser, several=True)
    shared = [one for one in OPTIONS if one.group != "the steps" or one.name in ("quiz", "sheet")]
    add_options(parser, [one for one in shared if one.name not in ("title", "width")])
    add_files(parser, "formats as of a single figure; default compared.gif")
    add_help(parser.add_argument_group("help"))
    return parser


def embed_parser() -> Parser:
    """The parser of `embed`."""
    from visualize.cli.embed import VENUES

    parser = command_parser("embed", "FILE.svg --for VENUE")
    parser.description = "Print the lines that embed an animated SVG: it moves on screens and stands still on paper."
    lines = parser.add_argument_group("the lines")
    lines.add_argument("file", nargs="?", metavar="FILE", help="an animated SVG, named as the document will name it")
    lines.add_argument("--for", dest="venue", metavar="VENUE", help=", ".join(VENUES))
    add_help(lines)
    return parser


def batch_parser() -> Parser:
    """The parser of `batch`."""
    parser = command_parser("batch", "TABLE.toml --output FOLDER [options]")
    parser.description = "Draw a table of figures; what is there already, as the table says, is left alone."
    files = parser.add_argument_group("the figures")
    files.add_argument("table", nargs="?", metavar="TABLE", help="sections [[figure]] in the words of the options")
    files.add_argument("-o", "--output", metavar="FOLDER", help="where the files go")
    files.add_argument("-j", "--jobs", metavar="N", help="processes; default: the processors, one for few figures")
    files.add_argument("--check", action="store_true", help="draw nothing; exit 1 if files are not as the table says")
    files.add_argument("--watch", action="store_true", help="draw again whenever the table changes")
    add_help(files)
    return parser


def deck_parser() -> Parser:
    """The parser of `deck`."""
    parser = command_parser("deck", "TABLE.toml -o DECK")
    parser.description = "Make a deck of a lecture's table: sections [[slide]] of words and figures, in their order."
    files = parser.add_argument_group("the deck")
    files.add_argument("table", nargs="?", metavar="TABLE", help="a TOML file")
    files.add_argument("-o", "--output", metavar="FILE", help="lecture.pptx, .pdf, or .html of reveal.js")
    files.add_argument("--template", metavar="PPTX", help="a deck whose masters, sizes and colours the slides have")
    files.add_argument("--append", metavar="PPTX", help="a deck to add to; slides that are there are replaced")
    add_help(files)
    return parser


def verify_parser() -> Parser:
    """The parser of `verify`."""
    parser = command_parser("verify", "FILE ... [--allow-files]")
    parser.description = "Draw figures again by the recipes in their files, and compare: exit 0, 1 altered, 2 not ours."
    files = parser.add_argument_group("the figures")
    files.add_argument("file", nargs="*", metavar="FILE", help="of any format")
    files.add_argument("--allow-files", action="store_true", help="read the files that a recipe names")
    add_help(files)
    return parser


def exercise_parser() -> Parser:
    """The parser of `exercise`."""
    from visualize.cli import exercise_parser  # figures start faster without

    return exercise_parser.exercise_parser()


def schema_parser() -> Parser:
    """The parser of `schema`."""
    parser = command_parser("schema", "")
    parser.description = "Print a JSON Schema of a figure in the words of a table, those of the options."
    add_help(parser.add_argument_group("help"))
    return parser


PARSERS: Mapping[str, Callable[[], Parser]] = {
    "": drawing_parser,
    "shape": shape_parser,
    "gallery": gallery_parser,
    "stack": stack_parser,
    "formula": formula_parser,
    "compare": compare_parser,
    "embed": embed_parser,
    "batch": batch_parser,
    "deck": deck_parser,
    "verify": verify_parser,
    "exercise": exercise_parser,
    "schema": schema_parser,
    "player": player_parser,
}

Parser.commands = PARSERS
