"""The parser of the command `exercise`."""

from __future__ import annotations

from visualize.cli.parser_kind import Parser, add_help, add_option, command_parser


def exercise_parser() -> Parser:
    """The parser of `exercise`."""
    from visualize.exercise.ranges import LIMITS

    parser = command_parser("exercise", "-o sheet.pdf -o quiz.xml [options]")
    parser.description = "Draw exercises from ranges: sizes and numbers to compute, wrong answers of known mistakes."
    drawn = parser.add_argument_group("the exercises")
    drawn.add_argument("-n", "--n", "--count", dest="count", metavar="N", default="20", help="how many, default 20")
    drawn.add_argument(
        "--seed", metavar="N", default="0", help="of the draws, default 0; other numbers, other exercises"
    )
    kinds = "some of size, cell, pool, padding, transposed, field, weights; default all in turn"
    drawn.add_argument("--kinds", metavar="KINDS", help=kinds)
    ranges = parser.add_argument_group("the ranges (1..5 or 1,3; by default those of each kind)")
    for name, (lowest, highest) in LIMITS.items():
        flags = f"-{name[0]}", f"--{name[0]}", f"--{name.replace('_', '-')}"
        ranges.add_argument(*flags, dest=name, metavar="RANGE", help=f"within {lowest}..{highest}")
    files = parser.add_argument_group("the files")
    outputs = ".pdf to print, .xml for Moodle, .gift, .html, .json; may be repeated"
    files.add_argument("-o", "--output", action="append", metavar="FILE", help=outputs)
    files.add_argument("--title", metavar="TEXT", help="of the sheet, and the category of the quiz")
    add_option(files, "lang")
    add_help(files)
    return parser
