"""Pages in notebooks: `explore()` in a frame that may do nothing else, and the widget, drawn anew at each change."""

import json
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.pages import classes

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


def test_the_widget_in_a_page(browser: Any, widget: Any, tmp_path: Path) -> None:
    """Its script with a stand-in for the notebook's model."""
    script = widget._esm.replace("export default { render }", "const widget = { render }")
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
