"""Stamps one by one: their numbers, read back from the file, add up to the output, by plain loops."""

from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.loops import stamps as axis_stamps
from tests.random_layers import operations
from tests.story.test_json_sums import document, number
from tests.text.manners import check_manners
from visualize.choices import LANGUAGES
from visualize.story import layer_story, values_of

PLAIN = vz.ConvTranspose(2, 2)
LAYERS = {
    "the book's": PLAIN,
    "the book's, stride 2": vz.ConvTranspose(2, 2, stride=2),
    "dilated": vz.ConvTranspose(2, 2, dilation=2),
    "cropped, sixteen": vz.ConvTranspose(4, 2, padding=1),
    "one row": vz.ConvTranspose((4,), 3, stride=2),
    "one row of twelve": vz.ConvTranspose((12,), 3, padding=1),
    "two stamps": vz.ConvTranspose((1, 2), (2, 4)),
    "not reached": vz.ConvTranspose((2, 1), (1, 2), stride=3),
}
NUMBERS = {"whole": (np.int64, 1), "decimals": (float, 2)}


def added(op: Any, x: np.ndarray, w: np.ndarray) -> list[np.ndarray]:
    """What each input cell adds to the uncropped output, by loops over each axis."""
    sides = op.padding[:2], op.padding[2:]
    rows, columns = (
        axis_stamps(i, k, s, before, after, extra, d)["taps"]
        for i, k, s, (before, after), extra, d in zip(
            op.size, op.kernel, op.strides, sides, op.output_padding, op.dilations, strict=True
        )
    )
    found = []
    for row, column in np.ndindex(*op.size):
        total = np.zeros(op.full, np.result_type(x, w))
        for u, v in np.ndindex(*op.kernel):
            total[rows[row][u], columns[column][v]] += x.reshape(op.size)[row, column] * w.reshape(op.kernel)[u, v]
        found.append(total)
    return found


def values(op: Any, kind: str, seed: int = 0) -> dict[str, Any]:
    random, (dtype, divisor) = np.random.default_rng(seed), NUMBERS[kind]
    x, w = (
        random.integers(-9 // divisor, 10 // divisor, shape).astype(dtype) / divisor
        for shape in (op.input_size, op.kernel_size)
    )
    return {"input": x, "kernel": w} if divisor > 1 else {"input": x.astype(dtype), "kernel": w.astype(dtype)}


def printed(svg: str) -> dict[str, dict[tuple[int, int], float]]:
    """The numbers in the cells of a still figure, by grid."""
    found: dict[str, dict[tuple[int, int], float]] = {}
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        if name := element.get("data-text"):
            *grid, row, column = name.split("/")
            number = float((element.text or "").replace("−", "-"))
            found.setdefault("/".join(grid[:2]), {})[int(row), int(column)] = number
    return found


@pytest.mark.parametrize("bias", (0, -3))
@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("name", LAYERS)
def test_what_is_printed_adds_up_at_every_step(name: str, kind: str, bias: int, tmp_path: Any) -> None:
    """Cell by cell: the bias and all stamps of a step are the output; a blank cell adds nothing."""
    op = LAYERS[name]
    figure = vz.figure(op, **values(op, kind), bias=bias, reading="scatter", parts=True)
    figure.save(str(tmp_path / "s-{n:03}.svg"))
    alone = added(op, *values(op, kind).values())
    rounded = "≈" in names(figure)
    assert not (rounded and kind == "whole") and ("=" in names(figure)) != rounded
    for step in range(figure.film.frame_count):
        found = printed((tmp_path / f"s-{step:03}.svg").read_text())
        terms = [part for grid, part in found.items() if grid.startswith(("stamp/", "filter-bias/"))]
        total = np.sum(alone[: step + 1], axis=0) + bias
        for cell, result in found["output/0"].items():
            assert abs(result - total[cell]) <= 0.5 * rounded
            assert rounded or sum(part.get(cell, 0) for part in terms) == result
        reached = {cell for part in terms for cell in part}
        last = step == figure.film.frame_count - 1
        assert set(found["output/0"]) == (set(np.ndindex(*op.full)) if last else reached)


@settings(max_examples=settings().max_examples)
@given(operations(names=("ConvTranspose",)), st.integers(0, 10**6), st.sampled_from((0, 2)))
def test_the_file_adds_up(op: Any, seed: int, bias: int) -> None:
    x, w = values(op, "whole", seed).values()
    story = layer_story(op, "scatter", values=values_of(op, x, w, bias), parts=True)
    data = document(story)
    stamps, output = data["grids"]["stamp"], data["grids"]["output"]["values"][0]
    alone, ends = added(op, x, w), [*stamps["first_steps"][1:], len(data["steps"])]
    assert stamps["shape"] == [len(ends), *op.full] and len(data["steps"]) == len(alone)
    assert stamps["first_steps"][0] == 0
    most = 8 if op.dims == 1 else 34 / (op.full[1] + 1.5) - 1
    assert len(ends) <= max(3, most)
    for part, first, end in zip(stamps["values"], stamps["first_steps"], ends, strict=True):
        wanted = np.sum(alone[first:end], axis=0)
        for cell in np.ndindex(*op.full):
            assert part[cell[0]][cell[1]] in (None, wanted[cell])
    for row, column in np.ndindex(*op.full):
        parts = [number(part[row][column]) for part in stamps["values"]]
        result = number(output[row][column])
        assert (None in parts) == (result is None) and (result is None or sum(parts) + bias == result)


def names(figure: vz.Figure) -> list[str]:
    return [label.text for label in figure.film.labels]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("op", "parts"),
    (
        (PLAIN, [[1], [2], [3], [4]]),
        (vz.ConvTranspose(4, 3), [[1], [2, 15], [16]]),
        (vz.ConvTranspose(4, 2), [[1], [2], [3, 15], [16]]),
        (vz.ConvTranspose(9, 3), [[1], [2, 80], [81]]),
        (vz.ConvTranspose((1, 3), (2, 40)), [[1], [2], [3]]),
        (vz.ConvTranspose((30,), 2), [[1], [2], [3, 29], [30]]),
        (vz.ConvTranspose((8,), 2), [[at] for at in range(1, 9)]),
    ),
)
def test_what_does_not_fit_is_added_up_and_said(op: Any, parts: list[list[int]], language: str) -> None:
    """In the picture by true numbers, in the alternative text, and every step is still there."""
    figure = vz.figure(op, reading="scatter", parts=True, lang=language)
    one, several = {"en": ("stamp {}", "stamps {} ⋯ {}, added"), "zh": ("第{}项", "第{}⋯{}项之和")}[language]
    written = [(one if len(part) == 1 else several).format(*part) for part in parts]
    assert [name for name in names(figure) if name in written] == written
    assert [name for name in names(figure) if name == "+"] == ["+"] * (len(parts) - 1)
    assert [name for name in names(figure) if name == "="] == ["="] * 2
    told = {"en": "Stamps {} to {} are added up in one grid.", "zh": "第{}至{}项合为一格图"}[language]
    together = [part for part in parts if len(part) > 1]
    assert all(told.format(*part) in figure.alt_text for part in together)
    assert (told.rpartition("{}")[2] in figure.alt_text) == bool(together)
    assert figure.film.frame_count == parts[-1][-1]
    check_manners(figure.alt_text, language)


def test_the_figure_of_the_book() -> None:
    x = np.arange(4).reshape(2, 2)
    figure = vz.figure(PLAIN, input=x, kernel=x, reading="scatter", parts=True)
    texts = figure.film.frame(3).texts
    grids = [grid for grid in figure.film.placements if grid.name in ("stamp", "output")]
    assert [";".join(" ".join(map(str, row)) for row in texts[grid]) for grid in grids] == [
        "0 0 ;0 0 ;  ",
        " 0 1; 2 3;  ",
        "  ;0 2 ;4 6 ",
        "  ; 0 3; 6 9",
        "0 0 1;0 4 6;4 12 9",
    ]


REFUSED = {
    "without stamps": (
        vz.ConvTranspose(2, 2),
        {},
        "unsupported parts true: the parts are stamps; add --reading scatter",
    ),
    "of a convolution": (vz.Conv(3, 2), {"reading": "scatter"}, "invalid reading scatter"),
    "isometric": (PLAIN, {"reading": "scatter", "view": "isometric"}, "unsupported view isometric: the parts of a sum"),
    "of channels": (vz.ConvTranspose(2, 2, in_channels=2), {"reading": "scatter"}, "unsupported reading scatter"),
    "too many cells": (vz.ConvTranspose(500, 2, stride=2), {"reading": "scatter"}, "invalid parts true: .* cells"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_drawn(name: str) -> None:
    op, options, told = REFUSED[name]
    with pytest.raises(vz.VisualizeError, match=told):
        vz.figure(op, parts=True, **options)


def test_what_is_rounded_is_not_called_equal() -> None:
    x, w = np.full((3, 3), 1 / 3), np.array([[1.0, 2.0], [0.7, 1.0]])
    for kernel, sign in ((w, "≈"), (np.ones((2, 2)), "=")):
        figure = vz.figure(
            vz.ConvTranspose(3, 2), input=x * (sign == "≈"), kernel=kernel, reading="scatter", parts=True
        )
        assert [name for name in names(figure) if name in ("=", "≈")] == [sign] * 2


def test_a_question_gives_no_answer_away() -> None:
    """Neither in the stamp nor in the output: both have question marks where the step writes first."""
    x = np.arange(1, 5).reshape(2, 2)
    film = vz.figure(PLAIN, input=x, kernel=x, reading="scatter", parts=True, quiz=True).film
    grids = {grid.channel: grid for grid in film.placements if grid.name == "stamp"}
    output = next(grid for grid in film.placements if grid.name == "output")
    for step in range(4):
        question, answer = film.frame(2 * step), film.frame(2 * step + 1)
        assert question.texts[grids[step]].ravel().tolist().count("?") == 4
        assert {*question.texts[grids[step]].ravel()} == {"", "?"} and not (answer.texts[grids[step]] == "?").any()
        before = film.frame(2 * step - 1).texts[output] if step else np.full((3, 3), "")
        shown = question.texts[output]
        assert np.array_equal(shown[before != ""], before[before != ""])
        assert {*shown[before == ""]} <= {"", "?"} and question.line.text.count("?") == 4


@pytest.mark.parametrize("name", ("the book's", "one row of twelve", "cropped, sixteen"))
def test_an_animated_document_has_the_numbers_of_all_steps(name: str) -> None:
    op = LAYERS[name]
    figure = vz.figure(op, **values(op, "whole"), bias=2, reading="scatter", parts=True)
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(figure.encoded(".svg").decode()).iter("{http://www.w3.org/2000/svg}text"):
        found.setdefault(element.get("data-text") or "", []).append(element.text or "")
    frames = [figure.film.frame(step) for step in range(figure.film.frame_count)]
    for grid in (grid for grid in figure.film.placements if grid.name in ("stamp", "output")):
        for row, column in np.ndindex(*op.full):
            texts = [str(frame.texts[grid][row, column]) for frame in frames]
            wanted = [text for at, text in enumerate(texts) if text and (at == 0 or texts[at - 1] != text)]
            written = found.get(grid.cell(row, column), [])
            assert set(written) == set(wanted) and len(written) >= len(wanted)
