"""Answers of frameworks that few machines have, recorded, so that every run of the tests checks them.

    python -m tests.recorded tensorflow

computes random layers with the installed TensorFlow, by their printed lines of code, and writes
tests/operations/recorded/tensorflow.json; `jax` does the same with JAX, `keras` with Keras on its backend of
TensorFlow. A record is the words of a layer and its output for the numbers of `tests.dialects.arrays`.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

import visualize as vz
from tests.dialects import layers

FOLDER = Path(__file__).parent / "operations" / "recorded"
FRAMEWORKS = ("tensorflow", "jax", "keras")
COUNT = 320  # layers of each


def path(framework: str) -> Path:
    return FOLDER / f"{framework}.json"


def records(framework: str) -> list[tuple[Any, np.ndarray]]:
    """Each layer, made of its recorded words, and the framework's output."""
    found = json.loads(path(framework).read_text(encoding="utf-8"))["layers"]
    return [(vz.like(framework, **_words(one["words"])), np.array(one["output"], float)) for one in found]


def _words(words: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in words.items()}


def version(framework: str) -> str:
    """The framework and its version."""
    from importlib.metadata import distributions

    found = {one.metadata["Name"].lower().replace("_", "-"): one.version for one in distributions()}
    names = ("jax",) if framework == "jax" else ("tensorflow", "tensorflow-cpu")
    own = [f"{name} {found[name]}" for name in names if name in found]
    return f"keras {found['keras']} on {own[0]}" if framework == "keras" else own[0]


def record(framework: str) -> None:
    """Compute the layers and write the answers."""
    from tests.frameworks import computable, run

    answers = []
    for layer in layers(framework, 2 * COUNT):
        if len(answers) < COUNT and computable(layer):
            rounded = np.round(run(layer).astype(float), 5)
            numbers = rounded.astype(int) if (rounded == rounded.astype(int)).all() else rounded
            answers.append({"words": {**dict(layer.dialect.words), "op": layer.name}, "output": numbers.tolist()})
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in answers)
    FOLDER.mkdir(exist_ok=True)
    path(framework).write_text(f'{{"made by": "{version(framework)}", "layers": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "keras":
        os.environ["KERAS_BACKEND"] = "tensorflow"
    record(sys.argv[1])
