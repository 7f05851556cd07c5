"""What is said about arguments that no flag takes: the flag that was probably meant, or the command that has it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from visualize.cli.gallery import BY_NAME
from visualize.errors import VisualizeError, invalid, missing, unknown
from visualize.export.formats import FORMATS

DASHES = "-‐‑‒–—―−"  # programs that write texts turn hyphens into these
OTHER_WORDS = {"filter": "kernel-size", "filter-size": "kernel-size", "window": "kernel-size", "size": "input-size"}
OF_LAYERS = [f"--{name}" for name in ("k", "kernel-size", "s", "stride", "p", "padding", "d", "dilation")]
OF_LAYERS += ["-k", "-s", "-p", "-d"]  # flags that `stack` writes in another way
LIKENESS = 0.7  # of two words, for difflib
# A value for flags of each metavar, as an example.
VALUES = {"SIZE": "3", "PAD": "1", "STEP": "1", "NAME": "max-pool", "MODE": "reflect", "N": "1", "VALUES": "arange"}
VALUES |= {
    "VENUE": "html",
    "B": "1",
    "VIEW": "flat",
    "SHAPE": "tall",
    "THEME": "dark",
    "S": "2",
    "PIXELS": "500",
    "TEXT": "Padding",
    "R": "scatter",
}
VALUES |= {"WHAT": "uses", "LANG": "zh", "C": "d2l", "FORM": "general", "STEPS": "row-ends", "FILE": "figure.svg"}
VALUES |= {
    "HOW": "media",
    "PARTS": "size,formula",
    "LAYERS": '"3 3/2+1"',
    "FOLDER": "figures",
    "COLOUR": "none",
    "FORMAT": "gif",
    "PPTX": "company.pptx",
}
VALUES |= {"NAME=VALUES": "k=1..5", "OF": "input", "ORDER": "position", "BY": "output", "WAY": "down"}
VALUES |= {"MODULE:NAME": "nets:LeNet"}
VALUES |= {"FRAMEWORK": "tensorflow", "RANGE": "1..5", "KINDS": "size,cell"}
COMMAND = "python -m visualize"
Flags = Mapping[str, argparse.Action]


def missing_value(action: argparse.Action) -> VisualizeError:
    """The error for a flag at the end, or before another flag."""
    flag = next(one for one in action.option_strings if one.startswith("--"))
    example = f", as in {flag} {VALUES[str(action.metavar)]}" if action.metavar in VALUES else ""
    return missing("value", f"{'/'.join(action.option_strings)} needs one{example}")


def superfluous_value(action: argparse.Action, value: str) -> VisualizeError:
    """The error for a value of a flag that has none."""
    return invalid(action.dest, value, f"the flag has no value; write {' or '.join(action.option_strings)} alone")


def one_hyphen(words: Sequence[str], flags: Flags) -> VisualizeError:
    """The error for a flag of several letters, the first of these words, with one hyphen in place of two."""
    name, value = next(_with_values(words))
    return unknown("argument", words[0], f"did you mean {_corrected(name, value, flags) or _plain(f'-{name}')}?")


def unknown_arguments(words: Sequence[str], command: str, flags: Flags, others: Mapping[str, Flags]) -> VisualizeError:
    """The error for words that a command does not take; `others` are the flags of the other commands."""
    first = _plain(words[0].partition("=")[0])
    if words[0] in BY_NAME:
        advice = _named_elsewhere(words[0], command)
    elif owners := [other for other, theirs in others.items() if first in theirs and first not in flags]:
        advice = _belongs(first, command, owners)
    elif first[:1] == "-":
        corrected = [_corrected(word, value, flags) for word, value in _with_values(words)]
        advice = f"did you mean {' '.join(corrected)}?" if all(corrected) else "--help lists what there is"
    else:
        advice = _about_word(words, command, flags, [*others, command])
    return unknown("argument", " ".join(words), advice)


def _named_elsewhere(name: str, command: str) -> str:
    if command in ("", "shape", "formula"):
        return f"a figure's name comes first, before all flags: {f'{COMMAND} {command}'.rstrip()} {name}"
    reason = "gallery draws all figures" if command == "gallery" else "a figure of the gallery is one layer"
    return f"{reason}; this one alone is drawn by {COMMAND} {name}"


def _belongs(flag: str, command: str, owners: Sequence[str]) -> str:
    if command == "stack" and flag in OF_LAYERS:
        return 'layers are written as kernel, /stride, +padding, *dilation, as in --layers "3 3/2+1"'
    return f"{command or 'a drawing'} has none; {f'{COMMAND} {owners[0]}'.rstrip()} has"


def _plain(word: str) -> str:
    """A flag with hyphens in place of all dashes and underscores; other words unchanged."""
    if word[:1] not in DASHES:
        return word
    name = word.lstrip(DASHES)
    return ("-" if word[:2] == f"-{name}" else "--") + name.lower().replace("_", "-")


def _with_values(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The flags among words, each with the value behind it or after its equals sign, empty if there is none."""
    for index, word in enumerate(words):
        if word[:1] in DASHES:
            name, _, value = word.partition("=")
            following = words[index + 1] if index + 1 < len(words) else ""
            yield name, value or ("" if following[:1] in DASHES else following)


def _corrected(word: str, value: str, flags: Flags) -> str:
    """The flag that is probably meant, with its value; empty if none is alike."""
    near = [flag for flag in _near(_plain(word).lstrip("-"), flags) if flags[flag].nargs != 0 or not value]
    if not near:
        return ""
    is_size = value.replace("x", "").replace(",", "").isdecimal() and f"{near[0]}-size" in flags
    return f"{near[0]}{'-size' * is_size} {value}".rstrip()


def _near(name: str, flags: Flags) -> Iterator[str]:
    """Flags like a name, the likeliest first: the same but for its hyphens, one that it begins, one spelled alike."""
    from difflib import get_close_matches

    names = {flag.lstrip("-"): flag for flag in sorted(flags)}
    names |= {flag.lstrip("-"): flag for flag in flags if flag.startswith("--")}
    meant = OTHER_WORDS.get(name, name)
    yield from (names[one] for one in [meant] if one in names)
    yield from (names[one] for one in sorted(names, key=len) if len(name) > 2 and one.startswith(name))
    yield from (names[one] for one in names if len(one) > 3 and name.startswith(one))
    yield from (names[one] for one in get_close_matches(name, names, 3, LIKENESS))


def _about_word(words: Sequence[str], command: str, flags: Flags, commands: Sequence[str]) -> str:
    """The advice on a word without hyphens."""
    from difflib import get_close_matches

    word, _, value = words[0].partition("=")
    if word in (one.lstrip("-") for one in flags):
        return f"did you mean {' '.join(filter(None, [f'--{word}', value, *words[1:]]))}?"
    if word.lower().endswith(tuple(FORMATS)) and "-o" in flags:
        return f"did you mean -o {word}?"
    if word.isdecimal():
        return "the numbers of a size are one word: rows x columns, as in 3x5"
    if command in ("gallery", "stack"):
        return f"{COMMAND} {command} --help lists what there is"
    near = get_close_matches(word, [*BY_NAME, *filter(None, commands)], 1)
    return f"{f'did you mean {near[0]}? ' if near else ''}--help lists the flags, gallery the figures"
