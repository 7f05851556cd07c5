"""A lecturer's own colours, by what they stand for, over one of the themes: from a file, a mapping or in words.

In words, as recipes have them, a theme is `dark:ground=#0a2540,window=#ff8000`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visualize.errors import invalid, unknown
from visualize.reading import opened, unreadable
from visualize.validate import one_of, text

# What colours stand for. `line` is the rule between cells, `lit` cells take part in the step; letters on the lit input
# and on the current output are `on_lit`.
ROLES = (
    *("ground", "text", "quiet", "line", "on_lit", "window"),
    *("input_rest", "input_lit", "padding_rest", "padding_lit", "padding_rule", "kernel_fill", "kernel_rule"),
    *("pending_fill", "pending_rule", "output_done", "output_current"),
)
LARGEST_FILE = 20_000  # bytes


def theme_name(parameter: str, value: Any, names: tuple[str, ...]) -> str:
    """A theme's name; with colours of one's own, in words.

    >>> theme_name("theme", {"base": "dark", "window": "#F80"}, ("light", "dark"))
    'dark:window=#ff8800'
    """
    if isinstance(value, Mapping):
        return _in_words(parameter, value, names)
    given = text(parameter, value)
    if given.lower().endswith(".toml"):
        return _in_words(parameter, _read(parameter, given), names)
    base, colon, words = given.partition(":")
    if not colon:
        return one_of(parameter, given, names)
    pairs = [word.partition("=") for word in words.split(",")]
    return _in_words(parameter, {"base": base} | {role.strip(): colour.strip() for role, _, colour in pairs}, names)


def parsed(name: str) -> tuple[str, dict[str, str]]:
    """The theme that a checked name begins with, and the colours that replace some of its own.

    >>> parsed("dark:window=#ff8800"), parsed("light")
    (('dark', {'window': '#ff8800'}), ('light', {}))
    """
    base, _, words = name.partition(":")
    return base, dict(word.split("=") for word in words.split(",")) if words else {}


def _in_words(parameter: str, given: Mapping[Any, Any], names: tuple[str, ...]) -> str:
    base = one_of(f"{parameter} base", given.get("base", names[0]), names)
    for role in given:
        if role not in ("base", *ROLES):
            raise unknown(f"{parameter} colour", role, f"there are base, {', '.join(ROLES)}")
    words = [f"{role}={_colour(parameter, role, given[role])}" for role in ROLES if role in given]
    return f"{base}:{','.join(words)}" if words else base


def _colour(parameter: str, role: str, value: Any) -> str:
    """A colour as #rrggbb, in lower case."""
    digits = value[1:].lower() if isinstance(value, str) and value[:1] == "#" else ""
    if len(digits) not in (3, 6) or not set(digits) <= set("0123456789abcdef"):
        raise invalid(f"{parameter} {role}", value, "must be a colour as #rrggbb")
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def _read(parameter: str, path: str) -> dict[str, Any]:
    import tomllib

    with opened(parameter, path, LARGEST_FILE) as file:
        try:
            return tomllib.loads(file.read(LARGEST_FILE).decode())
        except (OSError, ValueError, RecursionError) as error:
            raise unreadable(parameter, path, error, f"no TOML: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error).partition("\n")[0]
