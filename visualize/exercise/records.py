"""Exercises as JSON, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from visualize.exercise.pictures import picture
from visualize.exercise.values import Exercise


def json(stream: BinaryIO, exercises: Sequence[Exercise], title: str, language: str) -> None:
    """Write all that is known of the exercises; figures as SVG."""
    from json import dumps

    head = dumps({"title": title, "language": language}, ensure_ascii=False).removesuffix("}")
    records = ",\n".join(dumps(_record(one), ensure_ascii=False) for one in exercises)
    stream.write(f'{head}, "exercises": [\n{records}\n]}}\n'.encode())


def _record(exercise: Exercise) -> dict[str, Any]:
    figure = picture(exercise)
    return {
        "kind": exercise.kind,
        "question": exercise.question,
        "choices": [choice._asdict() for choice in exercise.choices],
        "right": exercise.right,
        "answer": exercise.answer,
        "computation": exercise.computation,
        "layers": [{"type": layer.name, **layer.arguments()} for layer in exercise.layers],
        "input": exercise.input,
        "kernel": exercise.kernel,
        "cell": exercise.cell,
        "figure": None if figure is None else figure.encoded(".svg").decode(),
    }
