"""The planes of a stack have their names beside them and stay on a slide."""

import visualize as vz
from visualize.operations import receptive_field
from visualize.style import fonts


def test_a_stack_names_its_planes_and_stays_on_a_slide() -> None:
    layers = receptive_field.operations((32, 32), receptive_field.parse("5 5 3/2+1"))
    film = vz.stack_figure(layers, lang="zh").film
    named = {label.text: label.at for label in film.labels}
    assert film.height <= 1000
    assert {"输入32×32", "第1层：28×28", "第2层：24×24", "输出12×12"} <= set(named)
    right = max(place.bounds()[2] for place in film.placements.values())
    for text in ("输入32×32", "第1层：28×28", "第2层：24×24", "输出12×12"):
        size = next(label.size for label in film.labels if label.text == text)
        half = fonts.width(text, size) / 2
        assert right < named[text][0] - half and named[text][0] + half < film.width
    assert vz.stack_figure(layers, cell=20).film.height > 2000
