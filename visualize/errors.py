"""The one error class of the package."""

from typing import Any


class VisualizeError(ValueError):
    """Something the user asked for cannot be drawn; the message says what to do instead.

    >>> str(invalid("stride", 0, "must be at least 1"))
    'invalid stride 0: must be at least 1'
    """


def _shown(value: Any) -> str:
    """On one line, whatever it is."""
    text = ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return " ".join(text.split())


def invalid(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A value that is understood but not allowed."""
    return VisualizeError(f"invalid {parameter} {_shown(value)}: {advice}")


def unknown(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A name that nothing here answers to."""
    return VisualizeError(f"unknown {parameter} {_shown(value)}: {advice}")


def missing(parameter: str, advice: str) -> VisualizeError:
    """Something without which there is nothing to do."""
    return VisualizeError(f"missing {parameter}: {advice}")


def unsupported(parameter: str, value: Any, advice: str) -> VisualizeError:
    """Something that is right elsewhere but not possible here."""
    return VisualizeError(f"unsupported {parameter} {_shown(value)}: {advice}")
