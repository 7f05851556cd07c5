"""The kind of parser that all commands have: no abbreviations, errors in one line, help without an exit."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from visualize.errors import VisualizeError, one_line
from visualize.options import BY_NAME
from visualize.version import PROGRAM

DEBUG, JSON_ERRORS = "--debug", "--json-errors"


def layout(prog: str) -> argparse.HelpFormatter:
    """A formatter with room for a flag and its help on one line, that leaves the examples unwrapped."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=41, width=118)


class Answer(Exception):  # noqa: N818 - not an error
    """The output of `--help` or `--version`, which end the program; the commands print it."""


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise Answer(parser.format_help().rstrip())


class _Version(argparse.Action):
    def __call__(self, *_: Any) -> NoReturn:
        raise Answer(PROGRAM)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are VisualizeErrors that say which flag was meant, in place of a usage and an exit.

    `commands` are the parsers of all commands, by name.
    """

    commands: ClassVar[Mapping[str, Callable[[], Parser]]] = {}

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
            others = {name: make().flags for name, make in self.commands.items() if name != command}
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


def command_parser(command: str, usage: str) -> Parser:
    """The parser of a command that takes no layer."""
    program = f"python -m visualize {command}"
    return Parser(prog=program, usage=f"%(prog)s {usage}", formatter_class=layout, allow_abbrev=False, add_help=False)


def add_help(group: argparse._ArgumentGroup) -> None:
    """Add the flags that all commands know."""
    group.add_argument("-h", "--help", action=_Help, nargs=0, default=argparse.SUPPRESS, help="show this")
    group.add_argument("--version", action=_Version, nargs=0, default=argparse.SUPPRESS, help="show this program's")
    group.add_argument(DEBUG, action="store_true", help="show where an error was raised")
    group.add_argument(JSON_ERRORS, action="store_true", help="tell errors as JSON, a line each, for programs")


def add_option(group: argparse._ArgumentGroup, name: str) -> None:
    """Add one option of the table, with its default; None if that may come from the environment."""
    one = BY_NAME[name]
    default = None if one.variable else one.default
    group.add_argument(one.flag, metavar=one.metavar, default=default, help=one.help)
