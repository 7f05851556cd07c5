"""The published figures with numbers, and random values, read back from the cells of the SVG."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.cell_texts import NUMBERS, near, table, texts
from tests.command_line import run
from tests.layers import convs

ROWS = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"
NUMERIC = ["--input", ROWS, "--kernel", "0 1 2; 2 2 0; 0 1 2"]
D2L = ["--i", "3", "--input", "arange", "--kernel", "arange", "--k", "2"]
TRANSPOSED = ["--transposed", "--i", "2", "--input", "arange", "--kernel", "arange", "--k", "2"]

PUBLISHED = {
    "correlation": (D2L, "19 25; 37 43"),
    "padding": ([*D2L, "--p", "1"], "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0"),
    "stride": ([*D2L, "--p", "1", "--s", "3,2"], "0 8; 6 8"),
    "pooling": (["--op", "max-pool", "--i", "3", "--k", "2", "--s", "1", "--input", "arange"], "4 5; 7 8"),
    "transposed": (TRANSPOSED, "0 0 1; 0 4 6; 4 12 9"),
    "transposed stamped": ([*TRANSPOSED, "--reading", "scatter"], "0 0 1; 0 4 6; 4 12 9"),
    "transposed stride": ([*TRANSPOSED, "--s", "2"], "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9"),
    "transposed stride stamped": (
        [*TRANSPOSED, "--s", "2", "--reading", "scatter"],
        "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9",
    ),
    "dumoulin convolution": (NUMERIC, "12 12 17; 10 17 19; 9 6 14"),
    "dumoulin strided": ([*NUMERIC, "--p", "1", "--s", "2"], "6 17 3; 8 17 13; 6 4 4"),
    "dumoulin max": (["--op", "max-pool", "--k", "3", "--s", "1", "--input", ROWS], "3 3 3; 3 3 3; 3 2 3"),
    "dumoulin average": (
        ["--op", "avg-pool", "--k", "3", "--s", "1", "--input", ROWS],
        "1.7 1.7 1.7; 1.0 1.2 1.8; 1.1 0.8 1.3",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_numbers(tmp_path: Path, name: str) -> None:
    words, wanted = PUBLISHED[name]
    result = run(tmp_path, *words, "-o", "a.svg", "-o", "s-{n:03}.svg")
    assert result.returncode == 0, result.stderr
    assert table(texts((tmp_path / "a.svg").read_text(), "output")) == wanted
    last = sorted(tmp_path.glob("s-*.svg"))[-1]
    assert table(texts(last.read_text(), "output")) == wanted


@settings(max_examples=150)
@given(convs(largest=4, paddings=1), st.data(), st.booleans())
def test_numbers_read_back(op: vz.Conv, data: st.DataObject, flip: bool) -> None:
    draw = st.lists(NUMBERS, min_size=40, max_size=120)
    pool = np.array(data.draw(draw))
    x = np.resize(pool, op.input_size)
    w = np.resize(pool[::-1], op.kernel_size)
    with np.errstate(all="ignore"):
        figure = vz.figure(op, input=x, kernel=w, flip=flip)
        svg = document(figure)
        result = op.apply(x, w[::-1, ::-1] if flip else w)
    padded = np.pad(x, ((op.padding[0], op.padding[1]), (op.padding[2], op.padding[3])))
    if not figure.film.cell_texts or figure.film.legends:
        assert figure.film.legends, "neither numbers nor colours"
        return
    for grid, values in (("input", padded), ("kernel", w), ("output", result)):
        cells = texts(svg, grid)
        assert set(cells) == set(np.ndindex(*values.shape))
        for at, printed in cells.items():
            assert near(printed, float(values[at])), (grid, at, printed, values[at])


def document(figure: vz.Figure, step: int | None = None) -> str:
    from visualize.renderers import svg

    if step is not None:
        return "".join(svg.still(figure.film, figure.theme, step))
    count = figure.film.frame_count
    return "".join(svg.animated(figure.film, figure.theme, svg.Clock(list(range(count)), count)))
