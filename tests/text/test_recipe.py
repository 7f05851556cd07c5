"""The recipe in a file's metadata draws the figure again."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

import visualize as vz
from tests.command_line import run
from visualize.drawing import stack_figure


def test_recipe_in_every_picture_draws_it_again(tmp_path: Path) -> None:
    words = ["--k", "3", "--p", "1", "--theme", "dark", "--view", "flat", "--title", "It's so"]
    run(tmp_path, *words, "-o", "a.gif", "-o", "a.svg", "-o", "a.png")
    recipe = "python -m visualize --k 3 --p 1 --view flat --theme dark --title 'It'\"'\"'s so'"
    with Image.open(tmp_path / "a.gif") as image:
        told, described = image.info["comment"].decode().splitlines()
        assert told == recipe
        assert described.startswith("A 3×3 kernel slides over a 5×5 input")
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["Software"] == recipe
        assert image.info["Description"].startswith("A 3×3 kernel slides over a 5×5 input")
    text = (tmp_path / "a.svg").read_text()
    assert re.search("<metadata>(.*)</metadata>", text)[1].replace("&#x27;", "'") == recipe
    assert "<title>" in text
    assert "<desc>" in text
    assert "<script" not in text


SQUARE = [[1, 2], [3, 4]]


def test_the_recipe_of_arrays_draws_them_again(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3) / 4, kernel=SQUARE, bias=-2, seconds=1 / 3)
    figure.save(tmp_path / "a.svg")
    words = figure.recipe.removeprefix("python -m visualize ")
    command = f"{sys.executable} -m visualize {words} -o b.svg"
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "(with values given in Python)" in vz.figure(vz.Conv(9, 2), input=np.ones((9, 9))).recipe


OP = vz.Conv(5, 3, padding=1, stride=2)


def test_the_recipe_tells_what_was_chosen() -> None:
    told = vz.figure(OP, steps=[0, 8], quiz=True, poster="last").recipe
    assert told == "python -m visualize --k 3 --p 1 --s 2 --steps 0,8 --quiz --poster last"


def test_a_stack_drawn_without_a_font_tells_none() -> None:
    assert stack_figure([vz.Conv(7, 3)], font=None, lang="zh").recipe.endswith("--layers 3 --lang zh")
