"""A quiz in GIFT, the plain text that Moodle and others import; the figures are in the questions themselves."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape as html
from typing import BinaryIO

from visualize.exercise.markup import image, name, paragraphs
from visualize.exercise.moodle import category
from visualize.exercise.pictures import picture
from visualize.exercise.values import Choice, Exercise

SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"})


def gift(stream: BinaryIO, exercises: Sequence[Exercise], title: str, language: str) -> None:
    """Write the quiz, a question to a block, blocks divided by empty lines."""
    path = category(title).replace("\\", r"\\")  # nothing else in a category is escaped
    stream.write(f"$CATEGORY: {path}\n".encode())
    for number, exercise in enumerate(exercises, 1):
        stream.write(f"\n{_question(number, exercise)}\n".encode())


def escaped(text: str) -> str:
    r"""A text whose signs mean nothing to GIFT.

    >>> print(escaped("a = {b: 1}"))
    a \= \{b\: 1\}
    """
    return text.translate(SPECIAL)


def _question(number: int, exercise: Exercise) -> str:
    figure = picture(exercise)
    body = paragraphs(exercise.question)
    if figure is not None:
        address = f"data:image/png;base64,{b64encode(figure.encoded('.png')).decode()}"
        body += image(address, (figure.film.width, figure.film.height), figure.alt_text)
    general = escaped(paragraphs(*exercise.computation))
    lines = [f"::{escaped(name(number, exercise))}::[html]{escaped(body)} {{", *map(_answer, exercise.choices)]
    return "\n".join([*lines, f"####{general}", "}"])


def _answer(choice: Choice) -> str:
    feedback = f"#{escaped(html(choice.feedback))}" if choice.feedback else ""
    return f"{'~' if choice.mistake else '='}{escaped(html(choice.text))}{feedback}"
