"""The one error class of the package, and how a message shows what was given: on one line, in few letters."""

from typing import Any

MOST_SHOWN = 200  # letters of a value or an advice


class VisualizeError(ValueError):
    """Something the user asked for cannot be drawn; the message says what to do instead.

    >>> str(invalid("stride", 0, "must be at least 1"))
    'invalid stride 0: must be at least 1'
    """


def escaped(text: str) -> str:
    r"""Control characters, half characters and the like written out: terminals obey some of them.

    >>> print(escaped("red: \x1b[31m"))
    red: \x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def shown(value: Any) -> str:
    """On one line of at most 200 letters, whatever it is.

    >>> shown([1, 2]), shown(" "), len(shown("9" * 5000))
    ('1,2', "''", 200)
    """
    # Shortened first as well, for escaping goes letter by letter.
    return _shortened(escaped(_shortened(" ".join(_text(value).split())))) or "''"


def _text(value: Any) -> str:
    """Anything as a text; a user's object may refuse, and Python does for integers of over 4,300 digits."""
    try:
        if isinstance(value, tuple | list):
            return ",".join(str(one) for one in value[:MOST_SHOWN])
        return str.__str__(value) if isinstance(value, str) else str(value)
    except Exception:
        return f"of type {type(value).__name__}"


def _shortened(text: str) -> str:
    if len(text) <= MOST_SHOWN:
        return text
    kept = MOST_SHOWN - len("...")
    return f"{text[: kept - kept // 2]}...{text[-(kept // 2) :]}"


def invalid(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A value that is understood but not allowed."""
    return VisualizeError(f"invalid {parameter} {shown(value)}: {shown(advice)}")


def unknown(parameter: str, value: Any, advice: str) -> VisualizeError:
    """A name that nothing here answers to."""
    return VisualizeError(f"unknown {parameter} {shown(value)}: {shown(advice)}")


def missing(parameter: str, advice: str) -> VisualizeError:
    """Something without which there is nothing to do."""
    return VisualizeError(f"missing {parameter}: {shown(advice)}")


def unsupported(parameter: str, value: Any, advice: str) -> VisualizeError:
    """Something that is right elsewhere but not possible here."""
    return VisualizeError(f"unsupported {parameter} {shown(value)}: {shown(advice)}")
