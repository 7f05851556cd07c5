"""A parser whose errors say which flag was meant, and the flags that print and end the program."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

from visualize.errors import VisualizeError, one_line
from visualize.version import PROGRAM


def layout(prog: str) -> argparse.HelpFormatter:
    """A formatter with room for a flag and its help on one line, that leaves the examples unwrapped."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=41, width=118)


class Answer(Exception):  # noqa: N818 - not an error
    """The output of `--help` or `--version`, which end the program; the commands print it."""


class Help(argparse.Action):
    """The flag `--help`."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """End the program by the parser's help."""
        raise Answer(parser.format_help().rstrip())


class Version(argparse.Action):
    """The flag `--version`."""

    def __call__(self, *_: Any) -> NoReturn:
        """End the program by the version."""
        raise Answer(PROGRAM)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are VisualizeErrors that say which flag was meant, in place of a usage and an exit."""

    all: ClassVar[Mapping[str, Callable[[], "Parser"]]] = MappingProxyType({})  # of all commands, by name

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
            others = {name: make().flags for name, make in self.all.items() if name != command}
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
