"""The one error class of the package; its messages show the given value on one line, shortened."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

MOST_SHOWN = 180  # characters of a value or of advice, so that a message of both is below 400


KINDS = ("invalid", "unknown", "missing", "unsupported")  # how messages begin


class VisualizeError(ValueError):
    """A request that cannot be fulfilled; the message says what is allowed or what to do instead.

    >>> str(invalid("stride", 0, "must be at least 1"))
    'invalid stride 0: must be at least 1'
    >>> invalid("stride", 0, "must be at least 1").facts["parameter"]
    'stride'
    """

    def __init__(self, message: str, parts: Sequence[str] = ()) -> None:
        super().__init__(message)
        self._parts = parts

    @property
    def facts(self) -> dict[str, str]:
        """The message in parts for programs: its kind, the parameter, the value as shown, the advice."""
        parts = self._parts
        if not parts:  # a message that was made longer
            kind, _, rest = str(self).partition(" ")
            known, advice = kind in KINDS, rest.partition(": ")[2]
            parts = (kind, rest.split(" ")[0].rstrip(":"), "", advice) if known else ("", "", "", str(self))
        return dict(zip(("kind", "parameter", "value", "advice"), parts, strict=True))


def escaped(text: str) -> str:
    r"""Escape unprintable characters such as control characters, which terminals would execute, and lone surrogates.

    >>> print(escaped("red: \x1b[31m"))
    red: \x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def one_line(value: Any) -> str:
    """Any value as one line of at most 180 characters.

    >>> one_line([1, 2]), one_line(" "), len(one_line("9" * 5000))
    ('1,2', "''", 180)
    """
    # Shortened before escaping too, because escaping a long text is slow.
    return _shortened(escaped(_shortened(" ".join(_text(value).split())))) or "''"


def _text(value: Any) -> str:
    """Any value as a text. `str` may raise: in a user's class, and for integers of over 4,300 digits."""
    try:
        if isinstance(value, tuple | list):
            return ",".join(str(item) for item in value[:MOST_SHOWN])
        return str.__str__(value) if isinstance(value, str) else str(value)
    except Exception:
        return f"of type {type(value).__name__}"


def _shortened(text: str) -> str:
    if len(text) <= MOST_SHOWN:
        return text
    kept = MOST_SHOWN - len("...")
    return f"{text[: kept - kept // 2]}...{text[-(kept // 2) :]}"


def invalid(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A value that is understood but not allowed.

    >>> print(invalid("loop", -1, "must be at least 0"))
    invalid loop -1: must be at least 0
    """
    return _told("invalid", parameter, one_line(value), one_line(advice))


def unknown(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A value that is not one of the allowed names.

    >>> print(unknown("view", "top", "known names are isometric, flat"))
    unknown view top: known names are isometric, flat
    """
    return _told("unknown", parameter, one_line(value), one_line(advice))


def missing(parameter: str, advice: str) -> VisualizeError:
    """A required value or program that is not there.

    >>> print(missing("kernel_size", "give one, as in --k 3"))
    missing kernel_size: give one, as in --k 3
    """
    return _told("missing", parameter, "", one_line(advice))


def unsupported(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A valid value that is not possible in this combination.

    >>> print(unsupported("suffix", ".json", "a stack has none"))
    unsupported suffix .json: a stack has none
    """
    return _told("unsupported", parameter, one_line(value), one_line(advice))


def _told(kind: str, parameter: str, value: str, advice: str) -> VisualizeError:
    told = " ".join(filter(None, [kind, parameter, value]))
    return VisualizeError(f"{told}: {advice}", (kind, parameter, value, advice))


def message_and_code(error: Exception) -> tuple[str, int]:
    """The message of an error, and its exit code: 2 for errors of the user or the system, 70 for a bug."""
    if isinstance(error, VisualizeError):
        return str(error), 2
    if isinstance(error, OSError):
        return str(_unhandled(error)), 2
    if isinstance(error, MemoryError):
        return "unsupported figure: it takes more memory than there is; use a smaller --i, --k or --cell", 2
    if isinstance(error, RecursionError):
        return "unsupported figure: what was given is nested too deeply", 2
    return f"unforeseen {type(error).__name__}: {one_line(error)}; please report it with the command", 70


def _unhandled(error: OSError) -> VisualizeError:
    """The error for a failed system call that the calling code did not handle."""
    try:
        os.getcwd()
    except OSError:
        return missing("folder", "the working folder does not exist any more; change to another one")
    return invalid("file", error.filename or "", f"cannot be reached: {error.strerror or error}")
