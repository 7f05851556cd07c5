"""Figures in every format, as `verify` is given them, and ways to alter their files."""

import json
from pathlib import Path
from random import Random
from shlex import split

from visualize.cli.drawing import words_to_figure

SUFFIXES = (".gif", ".svg", ".png", ".webp", ".apng", ".pdf", ".pptx", ".json", ".html")
FIGURES = {
    "plain": "--k 3 --p 1 --i 3 --cell 12",
    "numbers": "--i 4 --k 2 --input random --kernel '0.5 -1; 2 3' --bias 0.25",
    "quiz": "--op max-pool --i 4 --k 2 --input random --quiz",
    "transposed": "--transposed --i 2 --k 2 --s 2 --input arange --reading scatter",
}


def draw(folder: Path) -> Path:
    """A figure of each kind in each format, and files of sequences."""
    for name, text in FIGURES.items():
        figure = words_to_figure(split(text))
        figure.save(*(folder / f"{name}{suffix}" for suffix in SUFFIXES))
    figure.save(folder / "s{n}.svg", folder / "s{n}.png")
    figure.save(folder / "compat.gif", gif_compat=True)
    figure.save(folder / "media.pptx", pptx="media")
    words_to_figure(split("stack --i 6 --layers '3 2'")).save(folder / "stack.gif", folder / "stack.svg")
    return folder


def a_byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def with_recipe(suffix: str, data: bytes, old: str, new: str) -> bytes:
    """A file with another recipe of any length."""
    if suffix == ".gif":
        assert len(old) < 256 and len(new) < 256
        head, found, rest = data.partition(bytes([len(old)]) + old.encode())
        assert found
        return head + bytes([len(new)]) + new.encode() + rest
    if suffix == ".svg":
        before, _, after = data.partition(b"<metadata>")
        return before + b"<metadata>" + new.replace("'", "&#x27;").encode() + after[after.index(b"</metadata>") :]
    assert data.count(json.dumps(old).encode()) == 1
    return data.replace(json.dumps(old).encode(), json.dumps(new).encode())
