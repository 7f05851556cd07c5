"""Exercises as JSON, for programs."""

from typing import Any, BinaryIO

from visualize.exercise.values import Exercise
from visualize.exercise.pictures import picture
from visualize.exercise.sheet import Sheet


def json(stream: BinaryIO, sheet: Sheet) -> None:
    """Write all that is known of the exercises; figures as SVG."""
    from json import dumps

    head = dumps({"title": sheet.title, "language": sheet.language}, ensure_ascii=False).removesuffix("}")
    records = ",\n".join(dumps(_record(one), ensure_ascii=False) for one in sheet.exercises)
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
