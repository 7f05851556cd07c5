"""Rows of channels: names are legible and lie on nothing, groups stand apart, what does not fit is elided and said."""

import json
import subprocess
import sys
from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.path import Path as Polygon

import visualize as vz
from tests.decoding import box_of
from tests.renderers.test_cells_of_channels import LAYERS
from tests.rows_of_channels import OTHERS, SLIDE, isometric, planes
from visualize.film import Tensor
from visualize.style import fonts
from visualize.style.guides import face


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("name", OTHERS)
def test_names_are_legible_and_lie_on_nothing(name: str, lang: str) -> None:
    film = isometric(OTHERS[name], lang=lang, trace=False).film
    scale = min(SLIDE[0] / film.width, SLIDE[1] / film.height)
    words = {grid: style for grid, style in film.cell_texts.items() if grid.tensor.value.endswith("-name")}
    drawn = len(planes(film, Tensor.INPUT)) + len(planes(film, Tensor.OUTPUT))
    assert len(words) == drawn
    assert min(style.size for style in words.values()) * scale >= 17.9
    assert min(label.size for label in film.labels) * scale >= 17.9
    names = [film.placements[grid].bounds() for grid in words]
    shapes = [
        Polygon(film.placements[grid].polygon(0, 0, *film.placements[grid].shape))
        for tensor in (Tensor.INPUT, Tensor.OUTPUT)
        for grid in planes(film, tensor)
    ]
    assert not any(one.intersects_path(other) for one, other in combinations(shapes, 2))
    for frame in map(film.frame, range(0, film.frame_count, 1 + film.frame_count // 40)):
        shapes += [Polygon(face(film, *ends)) for ends in frame.guides]
    boxes = [box_of(label) for label in film.labels]
    boxes += [type(boxes[0]).from_extents(*name) for name in names]
    assert not any(shape.intersects_bbox(box) for shape in shapes for box in boxes)
    assert not any(box.overlaps(other) for box, other in combinations(boxes, 2))
    assert all(box.x0 >= 0 and box.x1 <= film.width and box.y0 >= 0 and box.y1 <= film.height for box in boxes)


@pytest.mark.parametrize("name", OTHERS)
def test_pictures_fill_a_slide(name: str) -> None:
    film = isometric(OTHERS[name]).film
    assert film.width * min(SLIDE[0] / film.width, SLIDE[1] / film.height) / SLIDE[0] >= 0.6


def test_groups_stand_further_apart_than_channels() -> None:
    film = isometric(LAYERS["groups"]).film
    for tensor in (Tensor.INPUT, Tensor.OUTPUT):
        bounds = [film.placements[grid].bounds() for grid in planes(film, tensor)]
        gaps = [after[0] - before[2] for before, after in pairwise(bounds)]
        assert gaps[1] >= 1.9 * gaps[0] and gaps[1] >= 1.9 * gaps[2]


def test_what_does_not_fit_is_elided_and_said() -> None:
    op = OTHERS["elided"]
    figure = isometric(op)
    assert [grid.channel for grid in planes(figure.film, Tensor.INPUT)] == [0, 1, 63]
    assert [grid.channel for grid in planes(figure.film, Tensor.OUTPUT)] == [0, 1, 127]
    labels = [label.text for label in figure.film.labels]
    assert labels.count("⋯") == 2 and figure.film.frame_count == 3 * 4
    told = "3 of 64 input channels, 3 of 128 output channels"
    assert told in " ".join(labels) and told in figure.alt_text
    data = json.loads(figure.encoded(".json"))
    assert data["operation"]["drawn_inputs"] == [0, 1, 63] and data["operation"]["drawn_outputs"] == [0, 1, 127]
    five = isometric(vz.Conv(3, 2, in_channels=5, out_channels=4))
    assert [len(planes(five.film, tensor)) for tensor in (Tensor.INPUT, Tensor.OUTPUT)] == [3, 4]


@pytest.mark.parametrize("name", ("channels", "groups", "transposed", "elided"))
def test_printed_sums_add_up(name: str) -> None:
    """The line below says partial sums and the bias, and their sum stands in the current cell."""
    op = OTHERS[name]
    bias = np.arange(op.out_channels) % 3
    x = np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 3
    weight = np.ones(op.weight_axes + op.kernel_size, int)
    film = isometric(op, input=x, kernel=weight, bias=bias).film
    outputs, each = [grid.channel for grid in planes(film, Tensor.OUTPUT)], op.out[0] * op.out[1]
    full = op.apply(x, weight) + bias[:, None, None]
    for step in range(film.frame_count):
        filter, at = outputs[step // each], divmod(step % each, op.out[1])
        left, right = film.frame(step).line.text.split(" = ")
        assert sum(map(int, left.split(" + "))) == int(right) == full[(filter, *at)]
        assert left.endswith(f" + {bias[filter]}") or not bias[filter]


@pytest.mark.parametrize("view", ("isometric", "flat"))
def test_one_channel_starts_without_rows(view: str) -> None:
    code = f"import sys; from visualize import Conv, figure; figure(Conv(5, 3), view={view!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    assert not {"visualize.layout.fan", "visualize.layout.matrix"} & set(loaded.stdout.split())


def test_they_are_never_tall() -> None:
    with pytest.raises(
        vz.VisualizeError, match="unsupported shape tall: several channels stand side by side; use wide"
    ):
        isometric(LAYERS["channels"], shape="tall")


@pytest.mark.parametrize("cell", (2, 3, 4, 8, 16, 30))
def test_words_and_signs_are_as_wide_as_their_letters(cell: int) -> None:
    film = vz.figure(vz.Conv(9, 3, in_channels=3, out_channels=2, bias=1), cell=cell).film
    texts, found = film.frame(0).texts, 0
    for grid, place in film.placements.items():
        words = texts.get(grid)
        for text in words.ravel().tolist() if words is not None else ():
            found += 1
            assert fonts.width(text, film.cell_texts[grid].size) <= place.right[0], (grid, text)
    assert found >= 8
