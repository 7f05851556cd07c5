"""A sheet of exercises, and the files that it becomes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from visualize.exercise.values import Exercise
from visualize.export.files import job, write
from visualize.export.targets import target
from visualize.style import fonts

SECONDS = {".pdf": 0.15, ".xml": 0.03, ".gift": 0.03, ".html": 0.02, ".json": 0.02}  # of an exercise
SUFFIXES = tuple(SECONDS)
Writer = Callable[[BinaryIO, Sequence[Exercise], str, str], object]


@dataclass(frozen=True)
class Sheet:
    """Exercises in their order, under a title; made by `exercises()`."""

    exercises: tuple[Exercise, ...]
    title: str
    language: str = "en"

    def save(self, *names: str | os.PathLike[str]) -> int:
        """Write one or several files, each in the format of its suffix; returns the number of bytes.

        `.pdf`: a sheet to print, with the answers on pages of their own; `.xml`: a quiz of Moodle; `.gift`: one that
        many systems read; `.html`: a page with the answers folded in; `.json`: everything, for programs.
        All is written or nothing. Raises VisualizeError, before anything is written, if a name cannot be used.
        """
        targets = [target(name, SUFFIXES, ()) for name in names]
        if any(one.suffix == ".pdf" for one in targets):
            fonts.require_glyphs(self.title)
        return write([job(one, (), [self._writer(one.suffix)]) for one in targets])

    def seconds(self, *names: str | os.PathLike[str]) -> float:
        """About how long writing these files takes.

        >>> Sheet((), "").seconds("sheet.pdf")
        0.0
        """
        return len(self.exercises) * sum(SECONDS[target(name, SUFFIXES, ()).suffix] for name in names)

    def _writer(self, suffix: str) -> Callable[[BinaryIO], object]:
        from visualize.exercise import gift, moodle, page, records, worksheet

        writers: Mapping[str, Writer] = {
            ".pdf": worksheet.pdf,
            ".xml": moodle.xml,
            ".gift": gift.gift,
            ".html": page.html,
            ".json": records.json,
        }
        return lambda stream: writers[suffix](stream, self.exercises, self.title, self.language)
