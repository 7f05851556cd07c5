"""Exercises as a page of their own, to read on a screen; the answers are folded in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import BinaryIO

from visualize.exercise.markup import image, paragraphs
from visualize.exercise.pictures import picture
from visualize.exercise.values import Exercise
from visualize.text.exercise_phrases import exercise_phrase

STYLE = """body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 "DejaVu Sans", sans-serif; }
article { margin: 2.5rem 0; break-inside: avoid; }
img { max-width: 100%; height: auto; }
ol { list-style: upper-alpha; }
summary { cursor: pointer; color: #146a55; }
dt { float: left; clear: left; width: 4rem; }
dd { margin: 0 0 .3rem 4rem; }
"""


def html(stream: BinaryIO, exercises: Sequence[Exercise], title: str, language: str) -> None:
    """Write the page, which needs no script and loads nothing."""
    heading = escape(title)
    stream.write(
        f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{heading}</title>
<style>
{STYLE}</style>
</head>
<body>
<h1>{heading}</h1>
""".encode()
    )
    for number, exercise in enumerate(exercises, 1):
        stream.write(f"<article>\n{''.join(_article(number, exercise))}</article>\n".encode())
    stream.write(b"</body>\n</html>\n")


def _article(number: int, exercise: Exercise) -> Iterator[str]:
    language, figure = exercise.language, picture(exercise)
    yield f"<h2>{escape(exercise_phrase('exercise', language).format(number))}</h2>\n{paragraphs(exercise.question)}\n"
    if figure is not None:
        address = f"data:image/svg+xml;base64,{b64encode(figure.encoded('.svg')).decode()}"
        yield image(address, (figure.film.width, figure.film.height), figure.alt_text) + "\n"
    yield "<ol>" + "".join(f"<li>{escape(choice.text)}</li>" for choice in exercise.choices) + "</ol>\n"
    yield f"<details><summary>{exercise_phrase('show', language)}</summary>\n"
    yield f"<p><strong>{'ABCD'[exercise.right]} {escape(exercise.answer)}</strong></p>"
    yield paragraphs(*exercise.computation)
    wrong = [(letter, choice) for letter, choice in zip("ABCD", exercise.choices, strict=True) if choice.mistake]
    told = "".join(f"<dt>{letter} {escape(one.text)}</dt><dd>{escape(one.feedback)}</dd>" for letter, one in wrong)
    yield f"<dl>{told}</dl>\n</details>\n"
