"""The parts of a question as HTML, which Moodle, GIFT and pages have in common."""

from __future__ import annotations

from html import escape

from visualize.exercise.values import Exercise
from visualize.text.exercise_phrases import exercise_phrase

WIDEST = 640  # pixels of a figure on a page


def name(number: int, exercise: Exercise) -> str:
    """The name of a question in a quiz.

    >>> from visualize.exercise.making import exercises
    >>> name(1, exercises(1).exercises[0])
    'Exercise 01: output size'
    """
    numbered = exercise_phrase("exercise", exercise.language).format(f"{number:02}")
    return exercise_phrase("titled", exercise.language).format(
        numbered, exercise_phrase(f"kind {exercise.kind}", exercise.language)
    )


def image(source: str, size: tuple[int, int], description: str) -> str:
    """A figure from an address."""
    width = min(WIDEST, size[0])
    height = round(size[1] * width / size[0])
    return f'<img src="{source}" width="{width}" height="{height}" alt="{escape(description)}">'


def paragraphs(*lines: str) -> str:
    """Lines of words, each a paragraph."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
