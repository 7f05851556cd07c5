"""Running sums of the scatter reading, at every state of every cell."""

import tracemalloc
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from visualize.film import OUTPUT
from visualize.story.scatter import Scatter


def test_running_sums_one_text_for_each_state(tmp_path: Path) -> None:
    vz.figure(vz.ConvTranspose(2, 2), input=[[1, 2], [3, 4]], kernel=[[1, 1], [1, 1]], reading="scatter").save(
        tmp_path / "a.svg"
    )
    states = [
        element.text
        for element in ElementTree.parse(tmp_path / "a.svg").iter()
        if element.get("data-text") == "output/0/1/1"
    ]
    assert states == ["1", "3", "6", "10"]


def test_stamps_begin_at_the_bias() -> None:
    """Every state of every output cell, by plain loops."""
    random = np.random.default_rng(2)
    x, w = random.integers(0, 10, (2, 3)), random.integers(-9, 10, (2, 2))
    figure = vz.figure(vz.ConvTranspose((2, 3), 2), reading="scatter", input=x, kernel=w, bias=5)
    total = np.full((3, 4), 5)
    for index, (row, column) in enumerate(np.ndindex(2, 3)):
        for u, v in np.ndindex(2, 2):
            total[row + u, column + v] += x[row, column] * w[u, v]
        shown = figure.film.frame(index).texts[OUTPUT]
        assert shown.tolist() == [[str(value).replace("-", "−") for value in line] for line in total.tolist()]
    assert (total == vz.ConvTranspose((2, 3), 2, weight=w, bias=5).apply(x)).all()
    assert any("begins at the bias, 5" in label.text for label in figure.film.labels)
    backwards = [figure.film.frame(index).texts[OUTPUT].tolist() for index in reversed(range(6))]
    assert backwards[::-1] == [figure.film.frame(index).texts[OUTPUT].tolist() for index in range(6)]


def test_stamps_of_many_steps_keep_one_sum() -> None:
    random = np.random.default_rng(0)
    op = vz.ConvTranspose(60, 3)
    tracemalloc.start()
    figure = vz.figure(op, reading="scatter", input=random.normal(size=(60, 60)), kernel=np.ones((3, 3)), cell=4)
    for index in range(0, 3600, 100):
        figure.film.frame(index)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8e6  # 3,600 sums of 62 x 62 would take 110 MB


@pytest.mark.parametrize(("size", "kernel"), ((7, 3), (2, 5), ((1, 9), (4, 2))))
def test_the_finished_sums_are_the_last_running_ones(size: Any, kernel: Any) -> None:
    """Both ways of adding, by weights and by input cells, add to each output cell in the order of the steps.

    What is written has fewer digits than floats, so that their noise is not.
    """
    random = np.random.default_rng(4)
    op = vz.ConvTranspose(size, kernel, stride=2, dilation=3)
    x, w = random.normal(size=op.size), random.normal(size=op.kernel)
    total = np.full(op.full, 0.1)
    for row, column in np.ndindex(*op.size):
        for u, v in np.ndindex(*op.kernel):
            total[2 * row + 3 * u, 2 * column + 3 * v] += x[row, column] * w[u, v]
    story = vz.figure(op, input=x, kernel=w, bias=0.1, reading="scatter").story
    assert isinstance(story, Scatter)
    sums, shown = story.numbers_at(story.step_count - 2)[OUTPUT]
    assert shown.all() and (story.numbers[OUTPUT] == total).all()
    rows, columns = op.stamps[0].window(op.size[0] - 1), op.stamps[1].window(op.size[1] - 1)
    last = story.numbers_at(story.step_count - 1)[OUTPUT][0]
    untouched = np.ones(op.full, bool)
    untouched[rows, columns] = False
    assert (sums[untouched] == last[untouched]).all()
    sums[rows, columns] += x[-1, -1] * w
    assert np.abs(sums - total).max() < 1e-12 and np.abs(last - total).max() < 1e-12
