"""The planes of a stack have their names beside them and stay on a slide."""

import visualize as vz
from visualize.operations import receptive_field
from visualize.style import fonts


def test_a_stack_names_its_planes_and_stays_on_a_slide() -> None:
    layers = receptive_field.operations((32, 32), receptive_field.parse("5 5 3/2+1"))
    film = vz.stack_figure(layers, lang="zh").film
    named = {label.text: label.middle(fonts.width(label.text, label.size)) for label in film.labels}
    assert film.height <= 1000
    assert {"输入32×32", "第1层：28×28", "第2层：24×24", "输出12×12"} <= set(named)
    for grid, text in zip(film.placements, ("输入32×32", "第1层：28×28", "第2层：24×24", "输出12×12"), strict=True):
        size = next(label.size for label in film.labels if label.text == text)
        half = fonts.width(text, size) / 2
        _, top, right, bottom = film.placements[grid].bounds()
        assert abs(named[text][0] - half - right) < 2 and named[text][0] + half < film.width
        assert top < named[text][1] < bottom + size
    assert vz.stack_figure(layers, shape="tall", cell=20).film.height > 1500
