"""A quiz in Moodle's XML: multiple choice with one right answer, feedback for each wrong one, figures as PNG.

Moodle shows SVG in questions on some sites only.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import BinaryIO

from visualize.exercise.markup import image, name, paragraphs
from visualize.exercise.pictures import picture
from visualize.exercise.values import Choice, Exercise


def xml(stream: BinaryIO, exercises: Sequence[Exercise], title: str, language: str) -> None:
    """Write the quiz; its questions go into a category of the sheet's title."""
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    stream.write(f'<question type="category"><category>{_text(category(title))}</category></question>\n'.encode())
    for number, exercise in enumerate(exercises, 1):
        stream.write(f'<question type="multichoice">\n{"".join(_question(number, exercise))}</question>\n'.encode())
    stream.write(b"</quiz>\n")


def category(title: str) -> str:
    """The path of the category; a slash in a title is doubled, as it would divide it."""
    return f"$course$/top/{title.replace('/', '//')}"


def _question(number: int, exercise: Exercise) -> Iterator[str]:
    figure = picture(exercise)
    body, file = paragraphs(exercise.question), ""
    if figure is not None:
        body += image(
            f"@@PLUGINFILE@@/figure-{number:02}.png", (figure.film.width, figure.film.height), figure.alt_text
        )
        data = b64encode(figure.encoded(".png")).decode()
        file = f'<file name="figure-{number:02}.png" path="/" encoding="base64">{data}</file>'
    yield f"<name>{_text(name(number, exercise))}</name>\n"
    yield f'<questiontext format="html">{_marked(body)}{file}</questiontext>\n'
    yield _html("generalfeedback", paragraphs(*exercise.computation))
    yield "<defaultgrade>1</defaultgrade>\n<penalty>0.3333333</penalty>\n<hidden>0</hidden>\n"
    yield "<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>ABCD</answernumbering>\n"
    yield from (_answer(choice) for choice in exercise.choices)


def _answer(choice: Choice) -> str:
    fraction = 0 if choice.mistake else 100
    feedback = _html("feedback", paragraphs(choice.feedback) if choice.feedback else "")
    return f'<answer fraction="{fraction}" format="html">{_marked(escape(choice.text))}{feedback.rstrip()}</answer>\n'


def _html(tag: str, body: str) -> str:
    return f'<{tag} format="html">{_marked(body)}</{tag}>\n'


def _marked(body: str) -> str:
    """An element of HTML, as it is; no text in it has the sign that would end it, as > is escaped."""
    return f"<text><![CDATA[{body}]]></text>"


def _text(content: str) -> str:
    """An element of plain text."""
    return f"<text>{escape(content, quote=False)}</text>"
