"""A JSON Schema of a figure in the words of a table, made of the flags and the table of options."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from visualize.choices import ALIGNMENTS, ARRANGEMENTS, Choice, Within
from visualize.cli import gallery
from visualize.cli.arguments import NAMED
from visualize.cli.drawing import COMPARE
from visualize.cli.table_words import BASE, PARSERS, UNUSED
from visualize.export.formats import FORMATS, WAYS
from visualize.operations.conv import PADDING_MODES
from visualize.operations.dialect import FRAMEWORKS
from visualize.options import BY_NAME, Option

DRAFT = "https://json-schema.org/draft/2020-12/schema"
WHOLE = {"type": "integer"}
LIST = {"type": "array", "items": WHOLE, "minItems": 1}
SEVERAL = {"minItems": 2, "maxItems": 4}
NUMBERS = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}}
# What each kind of a flag's value is, by its name in the help.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "SIZE": {"anyOf": [WHOLE, {"type": "string"}, LIST]},
    "PAD": {"anyOf": [WHOLE, {"type": "string"}, LIST]},
    "STEP": {"anyOf": [WHOLE, {"type": "string"}, LIST]},
    "STEPS": {"anyOf": [{"type": "string"}, WHOLE, LIST]},
    "VALUES": {"anyOf": [{"type": "string"}, NUMBERS]},
    "THEME": {"anyOf": [{"type": "string"}, {"type": "object"}]},
    "N": {"anyOf": [WHOLE, {"type": "string", "pattern": "^[0-9]+$"}]},
    "B": {"anyOf": [{"type": "number"}, {"type": "string"}]},
    "NAME": {"enum": sorted({*NAMED, *(name.replace("-", "_") for name in NAMED)})},
    "MODE": {"enum": list(PADDING_MODES)},
    "BY": {"enum": list(ALIGNMENTS)},
    "WAY": {"enum": list(ARRANGEMENTS)},
    "FRAMEWORK": {"enum": list(FRAMEWORKS)},
    "HOW": {"enum": list(WAYS)},
}


def schema() -> dict[str, Any]:
    """The JSON Schema of a figure: what a row of a table may say, and a tool of the MCP server is given.

    >>> schema()["properties"]["view"]["enum"]
    ['isometric', 'flat']
    """
    actions = {one.dest: one for make in reversed(PARSERS.values()) for one in make()._actions if one.option_strings}
    words = {name: _word(one) for name, one in actions.items() if name not in UNUSED}
    suffixes = [one.removeprefix(".") for one in FORMATS]
    words |= {
        "name": {"type": "string", "description": "of the files, without suffix", "minLength": 1},
        "formats": {"type": "array", "items": {"enum": suffixes}, "minItems": 1, "description": "of the files"},
        COMPARE: {
            "type": "array",
            "items": {"type": ["string", "object"]},
            "description": "figures in step",
            **SEVERAL,
        },
        BASE: {"enum": list(gallery.BY_NAME), "description": "a figure of the gallery to begin with"},
    }
    return {
        "$schema": DRAFT,
        "title": "A figure",
        "description": "A figure of convolution arithmetic; sizes are rows and columns.",
        "type": "object",
        "properties": dict(sorted(words.items())),
        "anyOf": [{"required": [one]} for one in ("kernel_size", "kernel", "layers", COMPARE, BASE)],
        "additionalProperties": False,
    }


def _word(action: argparse.Action) -> dict[str, Any]:
    """What a word may be, with its line of help and its default."""
    option = BY_NAME.get(action.dest)
    found: dict[str, Any] = {"description": (action.help or "").replace("%%", "%")}
    if action.nargs == 0:
        found["type"] = "boolean"
    else:
        found |= _value(option, str(action.metavar))
    if option is not None and option.default is not None:
        found["default"] = option.default
    return found


def _value(option: Option | None, metavar: str) -> Mapping[str, Any]:
    if option is not None and isinstance(option.check, Choice):
        return {"enum": list(option.check.names)}
    if option is not None and isinstance(option.check, Within):
        kind = "integer" if option.check.kind is int else "number"
        return {"type": kind, "minimum": option.check.minimum, "maximum": option.check.maximum}
    return KINDS.get(metavar, {"type": "string"})
