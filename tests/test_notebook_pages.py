"""Pages in notebooks: `explore()` in a frame that may do nothing else, and the widget, drawn anew at each change."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.pages import classes
from visualize.notebook_widget import parameters, redrawn
from visualize.options import OPTIONS

MODEL = """<!doctype html><meta charset='utf-8'><body><script type='module'>
{script}
const values = {values}, then = {{}};
window.sent = [];
window.change = (name, value) => {{ values[name] = value; then['change:' + name]?.(); }};
const model = {{
  get: name => values[name], set: (name, value) => {{ values[name] = value; }},
  save_changes: () => sent.push({{...values.given}}), on: (event, act) => {{ then[event] = act; }}, off: () => {{}},
}};
widget.render({{ model, el: document.body }});
</script>"""
CELLS = """() => Object.fromEntries([...document.querySelector('div').shadowRoot.querySelectorAll('[data-cell]')]
  .map(cell => [cell.dataset.cell, cell.getAttribute('class')]))"""


def test_a_page_to_explore_runs_in_a_sandbox(browser: Any, tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(5, 3), title="\"'<b>&amp;")
    cell = figure.explore(height=500)._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in cell and 'height="500"' in cell
    (tmp_path / "notebook.html").write_text(f"<!doctype html><meta charset='utf-8'>{cell}")
    page, wrong = browser.new_page(), []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".ready").wait_for()
    frame.locator("[name=first]").click()
    frame.locator("[name=next]").click()
    cells = frame.locator("body").evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-cell]')]"
        ".map(cell => [cell.dataset.cell, cell.getAttribute('class')]))"
    )
    assert cells == classes(figure.film, 1) and not wrong
    page.close()


@pytest.fixture
def widget() -> Any:
    pytest.importorskip("anywidget", reason="needs anywidget: pip install 'conv-visualize[test]'")
    return vz.widget(vz.Conv(5, 3), color_by="tap")


def test_a_change_draws_anew(widget: Any) -> None:
    widget.given = {"stride": "2", "padding": "1", "view": "isometric", "color_by": "role", "quiz": "true"}
    assert widget.figure.recipe == "python -m visualize --k 3 --p 1 --s 2 --quiz" and not widget.refusal
    assert widget.drawn["frames"] == 18


def test_what_is_refused_leaves_the_figure(widget: Any) -> None:
    before = widget.figure
    for given in ({"kernel_size": "9"}, {"stride": "none"}, {"cell": "big"}, {"theme": "pink"}, {"input_size": ""}):
        widget.given = given
        assert widget.figure is before and widget.refusal.split()[0] in ("invalid", "unknown", "unsupported")
    widget.given = {"kernel_size": "2"}
    assert widget.figure.operation.kernel_size == (2, 2) and not widget.refusal


def test_there_is_a_control_for_every_parameter_and_option(widget: Any) -> None:
    for name in ("input_size", "kernel_size", "stride", "padding", "dilation", "padding_mode"):
        assert f'name="{name}"' in widget.controls
    for name in ("view", "theme", "color_by", "lang", "cell", "title", "quiz", "steps", "caption", "flip"):
        assert f'name="{name}"' in widget.controls


def test_the_controls_are_those_of_the_table_but_for_what_a_player_does_not_have(widget: Any) -> None:
    names = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', widget.controls.partition("</form>")[0])
    without = {"font", "loop", "progress", "scale", "sheet", "show", "recipe_words"}
    parameters = ["input_size", "kernel_size", "stride", "padding", "dilation", "padding_mode", "in_channels"]
    assert names == [*parameters, "out_channels", "groups", *(one.name for one in OPTIONS if one.name not in without)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"seconds": "0.5", "hold": "2", "quiz": "true", "think": "3"}, {"seconds": 0.5, "hold": 2.0, "think": 3.0}),
        ({"input": "arange"}, {"input": np.arange(25).reshape(5, 5)}),
        ({"input": "1 2 3; 4 5 6; 7 8 9", "kernel": "1, 0; 0, 1"}, {"input": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}),
        ({"kernel": "sobel-x", "bias": "1/2"}, {"kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "bias": 0.5}),
        (
            {"gradient": "input", "output_gradient": "ones"},
            {"gradient": "input", "output_gradient": np.ones((3, 3), int)},
        ),
        ({"in_channels": "2", "out_channels": "2", "order": "together"}, {"order": "together"}),
    ],
)
def test_what_is_typed_is_what_python_gives(given: dict[str, str], wanted: dict[str, Any]) -> None:
    channels = {name: int(given[name]) for name in ("in_channels", "out_channels") if name in given}
    layer = vz.Conv(3, 2) if "1 2 3" in given.get("input", "") else vz.Conv(5, 3, **channels)
    if "kernel" in given and layer.size == (3, 3):
        wanted = wanted | {"kernel": [[1, 0], [0, 1]]}
    given = dict(parameters(vz.Conv(5, 3))) | {"title": "", "steps": "", "output_gradient": ""} | given
    found = redrawn(vz.Conv(5, 3), {}, given)
    plain = vz.figure(layer, quiz="quiz" in given, **wanted)
    assert found.film.description == plain.film.description and found.timing == plain.timing
    for at in range(plain.film.frame_count):
        ours, theirs = found.film.frame(at), plain.film.frame(at)
        assert ours.line.text == theirs.line.text
        assert all(np.array_equal(ours.texts[grid], theirs.texts[grid]) for grid in theirs.texts)


def test_every_kind_of_layer_is_drawn_by_its_own_parameters() -> None:
    layers = (
        vz.MaxPool(4, 2, in_channels=2),
        vz.ConvTranspose(3, 2, stride=2, output_padding=1),
        vz.PixelShuffle(3, 2),
        vz.SeparableConv(4, 3, in_channels=2, out_channels=3),
        vz.Conv((5,), 3, padding=(1, 0)),
    )
    for layer in layers:
        assert redrawn(layer, {}, parameters(layer)).recipe == vz.figure(layer).recipe


def test_arrays_given_in_python_stay_until_others_are_typed() -> None:
    options = {"input": np.arange(9).reshape(3, 3), "kernel": np.eye(2)}
    assert redrawn(vz.Conv(3, 2), options, {"input": "", "kernel": " "}) == vz.figure(vz.Conv(3, 2), **options)
    typed = redrawn(vz.Conv(3, 2), options, {"input": "1 1 1; 1 1 1; 1 1 1"})
    assert typed == vz.figure(vz.Conv(3, 2), input=np.ones((3, 3), int), kernel=np.eye(2))


def test_the_widget_in_a_page(browser: Any, widget: Any, tmp_path: Path) -> None:
    """Its script with a stand-in for the notebook's model."""
    script = widget._esm.replace("export default{render}", "const widget = { render }")
    values = {"controls": widget.controls, "drawn": widget.drawn, "refusal": "", "given": {}}
    text = MODEL.format(script=script, values=json.dumps(values).replace("<", "\\u003c"))
    (tmp_path / "widget.html").write_text(text)
    page, wrong = browser.new_page(reduced_motion="reduce"), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((tmp_path / "widget.html").as_uri())
    page.locator(".ready").wait_for()
    assert page.evaluate(CELLS) == classes(widget.figure.film, 8)
    page.locator("[name=stride]").fill("2")
    page.locator("[name=stride]").press("Enter")
    page.wait_for_function("sent.length")
    widget.given = page.evaluate("sent[0]")
    assert widget.figure.operation.stride == (2, 2)
    page.evaluate("drawn => change('drawn', drawn)", widget.drawn)
    assert page.evaluate(CELLS) == classes(widget.figure.film, 3)
    page.evaluate("change('refusal', 'invalid stride 0')")
    assert page.locator(".refusal").inner_text().endswith("invalid stride 0") and not wrong
    page.close()
