"""Matrices of a convolution: against plain loops and PyTorch, as numbers, in JSON, and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.matrices import layers, numbers_of, places, windows
from tests.story.test_json_sums import document
from tests.text.manners import check_manners
from visualize.choices import LANGUAGES
from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.film.roles import State, state_of
from visualize.story import layer_story, values_of
from visualize.story.unrolled import UNROLLED

BOOK = np.array([[1, 2], [3, 4]])
# W of the book's 3x3 input and 2x2 kernel, as the book prints it.
W = np.array(
    [
        [1, 2, 0, 3, 4, 0, 0, 0, 0],
        [0, 1, 2, 0, 3, 4, 0, 0, 0],
        [0, 0, 0, 1, 2, 0, 3, 4, 0],
        [0, 0, 0, 0, 1, 2, 0, 3, 4],
    ]
)


def told(op: Any, reading: str, seed: int, bias: int = 0, flip: bool = False) -> tuple[Any, Any, Any]:
    """The story, the input and the kernel, as arrays of rows and columns."""
    x, w = numbers_of(op, seed).values()
    story = layer_story(op, reading, flip, values_of(op, x, w, bias))
    return story, x.reshape(op.size), w.reshape(op.kernel)


def factors(story: Any) -> list[np.ndarray]:
    """Matrix, column and result, in the order in which they stand."""
    return [story.numbers[grid] for grid in story.shapes if grid.matrix]


def padded(x: np.ndarray, op: Any) -> np.ndarray:
    (top, bottom, left, right), mode = op.padding, op.padding_mode
    names = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((top, bottom), (left, right)), names.get(mode, mode))


@settings(max_examples=2 * settings().max_examples)
@given(layers("matrix"), st.integers(0, 10**6), st.sampled_from((0, 3)), st.booleans())
def test_windows_as_rows_times_the_kernel(op: Any, seed: int, bias: int, flip: bool) -> None:
    story, x, w = told(op, "matrix", seed, bias, flip)
    matrix, column, result = factors(story)
    assert np.array_equal(matrix, windows(padded(x, op), op))
    assert np.array_equal(column.ravel(), (w[::-1, ::-1] if flip else w).ravel())
    assert np.array_equal(matrix @ column + bias, result)
    assert np.array_equal(result.reshape(op.out), story.numbers[OUTPUT])
    if not flip:
        assert np.array_equal(
            result.ravel(), np.ravel(op.apply(x.reshape(op.input_size), w.reshape(op.kernel_size)) + bias)
        )


@settings(max_examples=2 * settings().max_examples)
@given(layers("sparse-matrix"), st.integers(0, 10**6), st.sampled_from((0, 3)), st.booleans())
def test_w_times_the_input(op: Any, seed: int, bias: int, flip: bool) -> None:
    story, x, w = told(op, "sparse-matrix", seed, bias, flip)
    matrix, column, result = factors(story)
    weights = np.append((w[::-1, ::-1] if flip else w).ravel(), 0)
    assert np.array_equal(matrix, weights[places(op)])
    assert np.array_equal(column.ravel(), x.ravel())
    assert np.array_equal(matrix @ column + bias, result)
    assert np.array_equal(result.reshape(op.out), story.numbers[OUTPUT])


@settings(max_examples=2 * settings().max_examples)
@given(layers("matrix", transposed=True), st.integers(0, 10**6), st.sampled_from((0, 3)))
def test_w_transposed_times_the_input(op: Any, seed: int, bias: int) -> None:
    for reading in ("matrix", "sparse-matrix"):
        story, x, w = told(op, reading, seed, bias)
        matrix, column, result = factors(story)
        assert np.array_equal(matrix, np.append(w.ravel(), 0)[places(op)].T)
        assert np.array_equal(column.ravel(), x.ravel())
        assert np.array_equal(matrix @ column + bias, result)
        assert np.array_equal(
            result.ravel(), np.ravel(op.apply(x.reshape(op.input_size), w.reshape(op.kernel_size)) + bias)
        )


@settings(max_examples=2 * settings().max_examples)
@given(layers("matrix"), layers("matrix", transposed=True), st.integers(0, 10**6))
def test_against_pytorch(op: Any, transposed: Any, seed: int) -> None:
    torch = pytest.importorskip("torch", reason="needs torch: pip install 'conv-visualize[torch]'")

    def tensor(array: np.ndarray) -> Any:
        return torch.tensor(array, dtype=torch.float64)[None, None]

    story, x, _ = told(op, "matrix", seed)
    wanted = torch.nn.functional.unfold(
        tensor(padded(x, op)), op.kernel, dilation=op.dilations, padding=0, stride=op.strides
    )
    assert np.array_equal(factors(story)[0], wanted[0].numpy().T)
    story, x, w = told(transposed, "matrix", seed)
    (top, bottom, left, right), (rows, columns) = transposed.padding, transposed.out
    whole = torch.nn.functional.conv_transpose2d(
        tensor(x), tensor(w), stride=transposed.strides, dilation=transposed.dilations
    )[0, 0].numpy()
    more = max(0, top + rows - whole.shape[0]), max(0, left + columns - whole.shape[1])
    whole = np.pad(whole, ((0, more[0]), (0, more[1])))
    matrix, column, _ = factors(story)
    assert np.array_equal((matrix @ column).reshape(rows, columns), whole[top : top + rows, left : left + columns])
    assert bottom >= 0 and right >= 0


def test_the_matrix_of_the_book_and_its_transpose() -> None:
    """The numbers that the book prints: Y = W X, and what the transpose makes of Y."""
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=BOOK, reading="sparse-matrix")
    matrix, column, result = written(figure, 3)
    assert np.array_equal(matrix, W) and column.ravel().tolist() == [*range(9)]
    assert result.ravel().tolist() == [27, 37, 57, 67]
    figure = vz.figure(vz.ConvTranspose(2, 2), input=[[27, 37], [57, 67]], kernel=BOOK, reading="matrix")
    matrix, column, result = written(figure, 3)
    assert np.array_equal(matrix, W.T) and column.ravel().tolist() == [27, 37, 57, 67]
    assert result.reshape(3, 3).tolist() == [[27, 91, 74], [138, 400, 282], [171, 429, 268]]


def written(figure: vz.Figure, step: int) -> list[np.ndarray]:
    """The numbers that stand in the matrices at a step."""
    frame = figure.film.frame(step)
    return [frame.texts[grid].astype(int) for grid in figure.film.placements if grid.matrix]


READINGS = (("matrix", False), ("sparse-matrix", False), ("matrix", True))


@settings(max_examples=settings().max_examples)
@given(st.data(), st.sampled_from(READINGS))
def test_lines_are_written_step_by_step(data: Any, which: tuple[str, bool]) -> None:
    """Before its step a line is blank and pending, from its step on its numbers stand; the results likewise."""
    reading, transposed = which
    op = data.draw(layers(reading, transposed))
    figure = vz.figure(op, **numbers_of(op, 1), reading=reading, cell=48)
    matrix, column, result = [grid for grid in figure.film.placements if grid.matrix]
    whole = figure.story.numbers  # type: ignore[union-attr]
    for step in range(figure.film.frame_count):
        frame = figure.film.frame(step)
        lines = frame.texts[matrix].T if transposed else frame.texts[matrix]
        roles = frame.roles[matrix].T if transposed else frame.roles[matrix]
        wanted = whole[matrix].T if transposed else whole[matrix]
        for at, (texts, states) in enumerate(zip(lines, roles, strict=True)):
            pending = {state_of(int(code)) for code in states} == {State.PENDING}
            assert pending == (at > step)
            numbers = [float(text.replace("−", "-")) for text in texts.tolist()] if at <= step else texts.tolist()
            assert numbers == (wanted[at].tolist() if at <= step else [""] * len(texts))
        if not transposed:
            assert [text != "" for text in frame.texts[result].ravel().tolist()] == [
                at <= step for at in range(figure.film.frame_count)
            ]
        assert "" not in frame.texts[column].ravel().tolist()


@pytest.mark.parametrize(("reading", "transposed"), READINGS)
def test_letters_stand_for_numbers(reading: str, transposed: bool) -> None:
    """Without numbers, each cell of the matrices has the letter of the cell that it repeats."""
    op: Any = vz.ConvTranspose(2, 2) if transposed else vz.Conv(3, 2, padding=1 * (reading == "matrix"))
    film = vz.figure(op, reading=reading).film
    texts = film.frame(film.frame_count - 1).texts
    inner = texts[INPUT][texts[INPUT] != "0"].tolist()
    assert inner == list("abcdefghi")[: len(inner)] and texts[KERNEL].ravel().tolist() == list("ABCD")
    if reading == "matrix" and not transposed:
        assert texts[UNROLLED[INPUT]].tolist() == windows(texts[INPUT].tolist(), op).tolist()
        assert texts[UNROLLED[KERNEL]].ravel().tolist() == list("ABCD")
    else:
        wanted = np.array([*"ABCD", "0"])[places(op)]
        assert texts[UNROLLED[KERNEL]].tolist() == (wanted.T if transposed else wanted).tolist()
        assert texts[UNROLLED[INPUT]].ravel().tolist() == inner


@pytest.mark.parametrize(("reading", "transposed"), READINGS)
def test_json_holds_the_matrices(reading: str, transposed: bool) -> None:
    op: Any = vz.ConvTranspose(2, 2) if transposed else vz.Conv(3, 2)
    story, _, _ = told(op, reading, 5, bias=1)
    grids = document(story)["grids"]
    for grid in (grid for grid in story.shapes if grid.matrix):
        found = grids[grid.name]
        assert found["shape"] == [1, *story.shapes[grid]] and np.array_equal(found["values"][0], story.numbers[grid])
    if reading == "sparse-matrix" or transposed:
        roles = np.array(grids["kernel-matrix"]["roles"][0])
        wanted = np.where(places(op) < 0, "inserted", "kernel")
        assert np.array_equal(roles, wanted.T if transposed else wanted)
    assert "reading" not in document(story)["operation"] or transposed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("reading", "transposed"), READINGS)
def test_words(reading: str, transposed: bool, language: str) -> None:
    op: Any = vz.ConvTranspose(2, 2, stride=2, padding=1) if transposed else vz.Conv(3, 2, padding=(1, 0))
    figure = vz.figure(op, reading=reading, lang=language)
    check_manners(figure.alt_text, language)
    shape = figure.story.shapes[figure.story.matrix]  # type: ignore[union-attr]
    size = "{}×{}".format(*shape)
    assert size in figure.alt_text
    assert sum(size in label.text for label in figure.film.labels) >= 1
    assert {"en": "matrix product", "zh": "矩阵乘法"}[language] in figure.film.title
    plain = vz.figure(op, reading=reading, lang=language, caption="none")
    assert not any("×" in label.text.strip("×") for label in plain.film.labels)


def test_the_copies_are_the_cells_that_hold_the_same() -> None:
    story, _, _ = told(vz.Conv(3, 2, padding=1), "sparse-matrix", 3, flip=True)
    copies = story.copies()
    by_name = {
        grid.cell(*(place if grid != KERNEL else np.subtract(array.shape, np.add(place, 1)).tolist())): number
        for grid, array in story.numbers.items()
        for place, number in np.ndenumerate(array)
    }
    assert len(copies) == np.count_nonzero(places(story.operation) >= 0) + 9 + 16
    assert all(by_name[copy] == by_name[shown.cell] for copy, shown in copies.items())
