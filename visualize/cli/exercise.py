"""The command `exercise`: a sheet of exercises, or a quiz, drawn from ranges."""

from __future__ import annotations

import argparse

from visualize.budget import LONG
from visualize.cli.arguments import language, spelled
from visualize.cli.numerals import number
from visualize.cli.ranges import listed_values
from visualize.cli.results import duration, listed
from visualize.cli.terminal import notify, say
from visualize.errors import missing
from visualize.exercise.making import KINDS, exercises
from visualize.exercise.ranges import LIMITS
from visualize.exercise.sheet import SUFFIXES
from visualize.export.targets import target
from visualize.text.exercise_phrases import exercise_phrase
from visualize.validate import plain_signs


def run(options: argparse.Namespace) -> None:
    """Write the exercises."""
    if not options.output:
        raise missing("output", "give names, as in -o sheet.pdf -o quiz.xml -o quiz.gift")
    for name in options.output:
        target(name, SUFFIXES, ())  # before anything is drawn
    ranges = {name: _range(name, text) for name in LIMITS if (text := getattr(options, name)) is not None}
    kinds = [kind.strip() for kind in options.kinds.split(",")] if options.kinds else KINDS
    count, seed = number("count", options.count, int), number("seed", options.seed, int)
    title = spelled(options.title) if options.title else ""
    sheet = exercises(count, seed, kinds, title, language(options), **ranges)
    seconds = sheet.seconds(*options.output)
    if seconds >= LONG:
        notify(exercise_phrase("long", sheet.language).format(count=count, time=duration(seconds)))
    size = sheet.save(*options.output)
    told = {"files": listed(options.output), "count": count, "bytes": f"{size:,}"}
    say(exercise_phrase("result", sheet.language).format(**told))


def _range(name: str, text: str) -> list[int]:
    """The values of a flag."""
    words = plain_signs(text).strip()
    return [number(name, word, int) for word in listed_values(name, words, words, "1..5", "1,3")]
