"""Numbers in the cells: the published figures read back from the SVG, random values, equations, room in the cells."""

import io
import json
import re
import subprocess
import sys
import tracemalloc
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.layers import convs
from visualize.encoders.frames import Animation, Picture
from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.style import fonts
from visualize.text.number_format import NumberFormat, candidates

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


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "visualize", *words], cwd=folder, capture_output=True, text=True)


def texts(svg: str, grid: str) -> dict[tuple[int, int], str]:
    """The last text of every cell of a grid, by row and column."""
    found = {}
    for element in ElementTree.fromstring(svg).iter():
        name = element.get("data-text")
        if name and name.startswith(f"{grid}/"):
            row, column = name.split("/")[-2:]
            found[int(row), int(column)] = element.text or ""
    return found


def table(cells: dict[tuple[int, int], str]) -> str:
    rows = sorted({row for row, _ in cells})
    return "; ".join(" ".join(text for at, text in sorted(cells.items()) if at[0] == row) for row in rows)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_numbers(tmp_path: Path, name: str) -> None:
    words, wanted = PUBLISHED[name]
    result = run(tmp_path, *words, "-o", "a.svg", "-o", "s-{n:03}.svg")
    assert result.returncode == 0, result.stderr
    assert table(texts((tmp_path / "a.svg").read_text(), "output")) == wanted
    last = sorted(tmp_path.glob("s-*.svg"))[-1]
    assert table(texts(last.read_text(), "output")) == wanted


def near(printed: str, value: float) -> bool:
    """Whether a text is a number's rounding to as many places as it shows."""
    if np.isnan(value):
        return printed == "nan"
    if np.isinf(value):
        return printed == ("∞" if value > 0 else "−∞")
    shown = Decimal(printed.replace("−", "-"))
    exponent = shown.as_tuple().exponent
    place = Decimal(1).scaleb(int(exponent))
    return abs(shown - Decimal(value)) <= place / 2 + Decimal(abs(value)) * Decimal("1e-12")


NUMBERS = st.one_of(
    st.integers(-99, 99).map(float),
    st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-9),
    st.sampled_from([float("nan"), float("inf"), float("-inf"), 1e-9, -1e9]),
)


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
    if not figure.film.cell_texts:
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


TERM = re.compile(r"\(?(−?[\d.]+(?:e−?\d+)?)\)?·\(?(−?[\d.]+(?:e−?\d+)?)\)?")


def value(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


@settings(max_examples=100)
@given(st.integers(1, 2), st.integers(0, 1), st.integers(0, 10**6), st.booleans(), st.sampled_from((0.0, 2.0, -1.5)))
def test_equations_add_up(kernel: int, padding: int, seed: int, floats: bool, bias: float) -> None:
    op = vz.Conv(3, kernel, padding=padding)
    random = np.random.default_rng(seed)
    x, w = random.integers(-9, 10, (3, 3)), random.integers(-9, 10, (kernel, kernel))
    figure = vz.figure(op, input=x / 4 if floats else x, kernel=w, bias=bias, cell=60, width=1200)
    result = op.apply(x / 4 if floats else x, w) + bias
    for step in range(figure.film.frame_count):
        line = figure.film.frame(step).line.text
        left, sign, right = re.fullmatch(r"(.*) ([=≈]) (\S+)", line).groups()
        terms = TERM.findall(left)
        assert len(terms) == kernel * kernel
        total = sum((value(a) * value(b) for a, b in terms), Decimal(0))
        rest = TERM.sub("", left).replace("+ ", "").replace("− ", "−").strip()
        total += value(rest.split()[-1]) if rest else 0
        assert (total == value(right)) == (sign == "="), line
        assert near(right, float(result.ravel()[step])), line


def test_equation_forms() -> None:
    def line(figure: vz.Figure, step: int = 0) -> str:
        return figure.film.frame(step).line.text

    x = np.arange(9).reshape(3, 3)
    assert line(vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]])) == "0·0 + 1·1 + 3·2 + 4·3 = 19"
    assert line(vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]], bias=-2)).endswith("4·3 − 2 = 17")
    flipped = vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]], flip=True)
    assert line(flipped) == "0·3 + 1·2 + 3·1 + 4·0 = 5"
    assert line(vz.figure(vz.MaxPool(3, 2, 1), input=x)) == "max(0, 1, 3, 4) = 4"
    assert line(vz.figure(vz.AvgPool(3, 2, 1), input=x)) == "(0 + 1 + 3 + 4) / 4 = 2"
    stamped = vz.figure(vz.ConvTranspose(2, 2), input=[[0, 1], [2, 3]], kernel=[[0, 1], [2, 3]], reading="scatter")
    assert line(stamped, 2) == "add 2·0 = 0, 2·1 = 2, 2·2 = 4, 2·3 = 6"


def test_flip_tells_the_kernel_backwards(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=[[0, 1], [2, 3]], flip=True)
    figure.save(tmp_path / "a.json", tmp_path / "a.svg")
    data = json.loads((tmp_path / "a.json").read_text())
    x, w = data["grids"]["input"]["values"], data["grids"]["kernel"]["values"]
    assert [tap["kernel"] for tap in data["steps"][0]["taps"]] == [
        [0, 0, 1, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
    ]
    for step in data["steps"]:
        total = 0
        for tap in step["taps"]:
            _, row, column = tap["input"]
            filter, channel, u, v = tap["kernel"]
            total += x[0][row][column] * w[filter][channel][u][v]
        assert step["value"] == total
    assert texts((tmp_path / "a.svg").read_text(), "kernel") == {(0, 0): "0", (0, 1): "1", (1, 0): "2", (1, 1): "3"}


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


EXTREMES = [1e-9, -1e-9, 1e9, -1e9, 0.5, -3.25, 7, 123456, -0.001, float("nan"), float("inf"), float("-inf")]


def sets_of_values() -> list[np.ndarray]:
    random = np.random.default_rng(4)
    sets = [np.resize(np.array(EXTREMES[at : at + 4]), (6, 6)) for at in range(0, 12, 2)]
    sets += [10.0 ** random.uniform(-9, 9, (6, 6)) * random.choice([-1, 1], (6, 6)) for _ in range(4)]
    return [*sets, random.integers(-999, 999, (6, 6)).astype(float), random.normal(0, 1, (6, 6))]


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_no_text_leaves_its_cell_in_chromium(browser: Any, tmp_path: Path, view: str) -> None:
    script = """() => [...document.querySelectorAll('text[data-text]')].map(text => {
        const cell = document.querySelector(`[data-cell="${text.dataset.text}"]`);
        const box = text.getBBox(), around = cell.getBBox();
        const middle = [box.x + box.width / 2, box.y + box.height / 2];
        return [text.dataset.text, text.textContent, box.x - around.x, around.x + around.width - box.x - box.width,
                box.y - around.y, around.y + around.height - box.y - box.height]; })"""
    numbered = 0
    page = browser.new_page()
    for x in sets_of_values():
        with np.errstate(all="ignore"):
            figure = vz.figure(vz.Conv(6, 2, padding=1), view=view, input=x, kernel=[[1, -1], [0.5, 2]])
            figure.save(tmp_path / "a.svg")
        page.goto((tmp_path / "a.svg").as_uri())
        for name, text, *sides in page.evaluate(script):
            numbered += 1
            assert min(sides) >= 0, (name, text, sides)
    page.close()
    assert numbered > 100


@settings(max_examples=60)
@given(st.lists(NUMBERS, min_size=9, max_size=9), st.sampled_from((16, 24, 40)), st.sampled_from(("light", "d2l")))
def test_no_text_touches_its_cells_border_in_the_raster(numbers: list[float], cell: int, theme: str) -> None:
    """A ring inside every resting cell shows nothing but the cell's fill."""
    with np.errstate(all="ignore"):
        figure = vz.figure(vz.MaxPool(3, 1, 1), input=np.array(numbers).reshape(3, 3), cell=cell, theme=theme)
        image = next(figure.frames())
    place = figure.film.placements[INPUT]
    edge = int(figure.film.outline_width / 2 + 1)
    for row, column in np.ndindex(3, 3):
        if (row, column) == (0, 0):
            continue
        (x, y), (right, _), (_, bottom), _ = place.polygon(row, column)
        part = image[int(y + edge) : int(bottom - edge), int(x + edge) : int(right - edge)].reshape(-1, 3)
        ring = image[int(y + edge) : int(bottom - edge) + 1, int(x + edge) : int(right - edge) + 1]
        border = np.concatenate([ring[0], ring[-1], ring[:, 0], ring[:, -1]])
        near_window = row <= 1 and column <= 1
        assert near_window or len({tuple(pixel) for pixel in border.tolist()}) == 1, (numbers, row, column)
        assert len(part)


def test_gif_with_numbers_is_small(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2, padding=1), input=np.arange(9).reshape(3, 3))
    from visualize.encoders import gif
    from visualize.renderers.raster import Raster

    raster = Raster(figure.film, figure.theme)
    stream = io.BytesIO()
    pictures = (Picture(raster.image, rectangle, 1) for rectangle, _ in zip(raster.steps(), range(9), strict=False))
    gif.encode(stream, Animation(raster.palette.colours, pictures, 9))
    assert len(stream.getvalue()) <= 40_000


SOURCES = [
    (["--input", "ones", "--kernel", "blur", "--i", "4"], "1.0 1.0; 1.0 1.0"),
    (["--input", "grid.csv", "--kernel", "identity"], "5"),
    (["--input", "grid.npy", "--kernel", "laplacian"], "0"),
    (["--input", "1 2 3 4", "--kernel", "1 1", "--bias", "10"], "13 15 17"),
]


@pytest.mark.parametrize(("words", "wanted"), SOURCES, ids=[" ".join(words) for words, _ in SOURCES])
def test_sources_of_values(tmp_path: Path, words: list[str], wanted: str) -> None:
    (tmp_path / "grid.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    np.save(tmp_path / "grid.npy", np.arange(9).reshape(3, 3))
    result = run(tmp_path, *words, "-o", "a.svg")
    assert result.returncode == 0, result.stderr
    printed = table(texts((tmp_path / "a.svg").read_text(), "output"))
    assert [float(part) for part in printed.replace(";", "").split()] == [
        float(part) for part in wanted.replace(";", "").split()
    ]


def test_random_is_seeded(tmp_path: Path) -> None:
    pictures = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        run(tmp_path, "--input", "random", "--k", "2", "--seed", seed, "-o", f"{name}.json")
        pictures.append(json.loads((tmp_path / f"{name}.json").read_text())["grids"]["input"]["values"])
    assert pictures[0] == pictures[1] != pictures[2]
    assert {number for row in pictures[0][0] for number in row} <= set(range(10))


REFUSED = [
    (["--kernel", "3"], "invalid kernel 3: did you mean --kernel-size 3?"),
    (["--kernel", "sobel"], "unknown kernel sobel: give arange, ones, random, identity"),
    (["--input", "1 2; 3", "--k", "1"], "invalid input 1 2; 3: rows must be of one length"),
    (["--input", "1 x", "--k", "1"], "invalid input 1 x: x is no number"),
    (["--input", "no.csv", "--k", "1"], "invalid input no.csv: cannot be read: No such file"),
    (["--input", "no.png", "--kernel", "blur"], "invalid input no.png: cannot be read"),
    (["--input", "1 2; 3 4", "--i", "3", "--k", "2"], "invalid input_size 3: the values of --input are 2x2"),
    (["--input", "arange"], "missing kernel_size"),
    (["--k", "3", "--bias", "1"], "invalid bias 1.0: there are no values"),
    (["--op", "max-pool", "--k", "2", "--input", "arange", "--bias", "1"], "unsupported bias"),
    (["--k", "3", "--color-by", "value"], "invalid color_by value: there are no values"),
    (["--k", "3", "--color-by", "mood"], "unknown color_by mood: known names are role, value, tap"),
    (["--transposed", "--k", "3", "--flip"], "invalid flip true: only a convolution's kernel can be flipped"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_refused_in_one_line(tmp_path: Path, words: list[str], start: str) -> None:
    result = run(tmp_path, *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_colour_by_value_has_the_cells_own_shade(tmp_path: Path) -> None:
    """Larger numbers are brighter; a legend names the ends; the same in the GIF as in the SVG."""
    figure = vz.figure(vz.Conv(3, 1), input=np.arange(9).reshape(3, 3), kernel=[[1]], color_by="value")
    frames = list(figure.frames())
    place = figure.film.placements[OUTPUT]
    bright = []
    for row, column in np.ndindex(3, 3):
        x, y = place.corner(row, column)
        bright.append(int(frames[-1][int(y) + 6, int(x) + 6].astype(int).sum()))
    assert bright == sorted(bright)
    assert len(set(bright)) == 9
    labels = " ".join(label.text for label in figure.film.labels)
    assert "input 0" in labels
    assert "8" in labels


def test_colour_by_tap_ties_weights_to_cells() -> None:
    figure = vz.figure(vz.Conv(5, 3, padding=1), view="flat", color_by="tap")
    for step in (0, 7, 24):
        shades = figure.film.frame(step).shades
        row, column = divmod(step, 5)
        np.testing.assert_array_equal(shades[INPUT][row : row + 3, column : column + 3], shades[KERNEL])
        assert np.count_nonzero(shades[INPUT]) == 9
    assert len(set(figure.film.frame(0).shades[KERNEL].ravel().tolist())) == 9


def test_small_cells_turn_to_colour() -> None:
    figure = vz.figure(vz.Conv(32, 3), input=np.arange(1024).reshape(32, 32), kernel=np.ones((3, 3)))
    assert not figure.film.cell_texts
    assert [legend.labels[0].text.split()[0] for legend in figure.film.legends] == ["input", "kernel", "output"]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1, -2], [0]),
        ([0.5, 2.25], [2, 1]),
        ([103.1, 21.1], [1, 0]),  # a bias of 0.1 is not lost while there is room
        ([1.625, 2.5], [2, 3, 1]),
        ([0.001, 0.2], [3]),
        ([5 / 3, 10 / 9], [1, 2, 3]),  # as the published average pooling
        ([0.1 + 0.2, 0.7], [1]),
        ([1.234567, -0.004321], [1, 2, 3]),  # next to nothing beside the other
        ([1e-9, 1.0], []),
    ],
)
def test_formats_tell_numbers_truly(values: list[float], decimals: list[int]) -> None:
    found = candidates(np.array(values))
    assert [one.decimals for one in found if not one.scientific] == decimals
    assert found[-1].scientific


@given(st.decimals(-9999, 9999, places=3), st.integers(0, 2))
def test_halves_are_rounded_as_by_hand(number: Decimal, decimals: int) -> None:
    wanted = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    printed = NumberFormat(decimals).text(float(number))
    assert Decimal(printed.replace("−", "-")) == wanted


def test_picture_is_the_middle_made_grey(tmp_path: Path) -> None:
    """A picture of three vertical stripes, wider than high: the middle one remains, as its luma."""
    stripes = np.zeros((20, 60, 3), np.uint8)
    stripes[:, :20], stripes[:, 20:40], stripes[:, 40:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    Image.fromarray(stripes).save(tmp_path / "p.png")
    result = run(tmp_path, "--input", "p.png", "--kernel", "identity", "--i", "4", "-o", "a.json")
    assert result.returncode == 0, result.stderr
    values = json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"]
    assert {number for row in values[0] for number in row} == {150.0}


def test_bundle_with_values(tmp_path: Path) -> None:
    bundle: dict[str, Any] = vz.figure(vz.Conv(3, 2), input=np.eye(3))._repr_mimebundle_()
    assert "image/png" in bundle


@settings(max_examples=60)
@given(
    convs(largest=5, paddings=1),
    st.sampled_from(("flat", "isometric")),
    st.integers(0, 10**6),
    st.sampled_from((1, 4, 100)),
    st.sampled_from((None, 300, 500, 1000)),
    st.sampled_from(("", "A title of some length that may need more than one line")),
)
def test_no_line_leaves_the_picture(
    op: vz.Conv, view: str, seed: int, parts: int, width: int | None, title: str
) -> None:
    random = np.random.default_rng(seed)
    x, w = (random.integers(-99, 100, size) / parts for size in (op.input_size, op.kernel_size))
    try:
        figure = vz.figure(op, input=x, kernel=w, view=view, width=width, title=title)
    except vz.VisualizeError as error:
        assert width and re.match(r"invalid width \d+: too narrow for this figure, which needs \d+ pixels", str(error))
        return
    film = figure.film
    lines = [(film.frame(index).line.text, film.line) for index in range(film.frame_count)] if film.line else []
    for text, label in (*lines, *((label.text, label) for label in film.labels)):
        half = fonts.width(text, label.size) / 2
        assert label.at[0] - half >= 0 and label.at[0] + half <= film.width, text


def test_cells_grow_for_numbers_unless_told_their_size() -> None:
    x, w = np.array([[0.5, -1.25], [1, 3.75]]), np.array([[1, -0.25]])
    op = vz.Conv((2, 2), (1, 2))
    assert vz.figure(op, input=x, kernel=w).film.cell_texts
    assert not vz.figure(op, input=x, kernel=w, cell=24).film.cell_texts
    assert vz.figure(op, input=x * 1e7, kernel=w).film.placements[INPUT].right[0] <= 80


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_numbers_that_fit_also_fit_in_larger_cells_and_pictures(view: str) -> None:
    random = np.random.default_rng(0)
    x, w = random.integers(0, 10, (5, 5)), random.integers(0, 10, (3, 3))
    by_cell, by_width = (
        [
            bool(vz.figure(vz.Conv(5, 3, padding=1), view=view, input=x, kernel=w, **{name: size}).film.cell_texts)
            for size in sizes
        ]
        for name, sizes in (("cell", range(14, 60)), ("width", range(480, 900, 20)))
    )
    assert by_cell == sorted(by_cell) and any(by_cell) and by_width == sorted(by_width) and any(by_width)


def test_the_width_that_is_asked_for_is_enough() -> None:
    x = np.arange(25).reshape(5, 5)
    for view in ("flat", "isometric"):
        with pytest.raises(vz.VisualizeError, match=r"^invalid width 90: .* needs (\d+) pixels") as found:
            vz.figure(vz.Conv(5, 3), view=view, input=x, width=90)
        needed = int(str(found.value).split()[-2])
        assert vz.figure(vz.Conv(5, 3), view=view, input=x, width=needed).film.width == needed


def test_a_constant_grid_has_no_range_of_its_own() -> None:
    film = vz.figure(vz.Conv(30, 3), input=np.full((30, 30), 128), kernel=np.zeros((3, 3))).film
    assert [label.text for legend in film.legends for label in legend.labels] == [
        *("input 128", "128"),
        *("kernel 0", "0"),
        *("output 0", "0"),
    ]


def test_all_terms_are_told_before_letters_stay_large() -> None:
    """Nine terms under a 5x5 input stand there whole; twenty-five are shortened in their middle."""
    x = np.arange(25).reshape(5, 5)
    nine = vz.figure(vz.Conv(5, 3), input=x, kernel=np.arange(9).reshape(3, 3)).film
    assert all(nine.frame(index).line.text.count("·") == 9 for index in range(nine.frame_count))
    many = vz.figure(vz.Conv(5, 5), input=x, kernel=x).film
    assert "…" in many.frame(0).line.text and nine.line.size < many.line.size


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


@pytest.mark.parametrize("kind", ("uint8", "int8", "bool", "float16", "uint16", "int32", "float32"))
def test_small_types_do_not_overflow(kind: str) -> None:
    x, w = np.full((2, 2), 100).astype(kind), np.full((2, 2), 3).astype(kind)
    wanted = 4 * float(x[0, 0]) * float(w[0, 0])
    assert vz.Conv(2, 2).apply(x, w).tolist() == [[wanted]]
    assert vz.ConvTranspose(2, 1).apply(x, w[:1, :1]).tolist() == [[wanted / 4] * 2] * 2
    assert vz.AvgPool(2, 2).apply(x).tolist() == [[float(x[0, 0])]]
    line = vz.figure(vz.Conv(2, 2), input=x, kernel=w, bias=100).film.frame(0).line.text
    assert line.endswith(f" + 100 = {wanted + 100:.0f}"), line


@pytest.mark.parametrize("values", ([[1], [1, 2]], [["a", "b"], ["c", "d"]], None, 3, [[1j, 0], [0, 0]], [[1, 2, 3]]))
def test_values_that_are_no_grid_are_refused(values: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid input") as found:
        vz.Conv(2, 2).apply(values, np.ones((2, 2)))
    assert "\n" not in str(found.value) and "  " not in str(found.value)


def test_operations_keep_their_own_weights() -> None:
    weights = np.ones((2, 2))
    op = vz.Conv(2, 2, weight=weights)
    weights[:] = 7
    assert op.apply(np.ones((2, 2))).tolist() == [[4]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--i", "28", "--input", "arange", "--kernel", "ones", "--k", "3"], True),
        (["--i", "28", "--input", "arange", "--kernel", "ones", "--k", "3", "--sheet", "--steps", "0,1"], True),
        (["--i", "28", "--k", "3"], False),
        (["--i", "5", "--input", "arange", "--kernel", "ones", "--k", "3"], False),
        (["--i", "60", "--input", "arange", "--kernel", "ones", "--k", "3"], False),
    ],
)
def test_colours_instead_of_numbers_are_told(tmp_path: Path, words: list[str], told: bool) -> None:
    result = run(tmp_path, *words, "-o", "a.png")
    assert result.returncode == 0, result.stderr
    assert ("numbers do not fit the cells" in result.stdout) == told


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.125, "1.3e−1"), (10.5, "1.1e1"), (9.96, "1.0e1"), (-2.25, "−2.3e0"), (5e-324, "4.9e−324"), (1e300, "1.0e300")],
)
def test_halves_in_scientific_notation(value: float, text: str) -> None:
    assert NumberFormat(1, scientific=True).text(value) == text


def test_numbers_of_seven_digits_are_told() -> None:
    figure = vz.figure(vz.Conv(3, 2), input=[[1000000, 2, 3], [4, 5, 6], [7, 8, 9]], kernel=np.ones((2, 2), int))
    assert figure.film.frame(0).line.text == "1000000·1 + 2·1 + 4·1 + 5·1 = 1000011"
    assert figure.film.frame(0).texts[INPUT][0, 1] == "2"
