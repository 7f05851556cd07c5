"""Pages of several channels: every output of a step answers to pointing, with its own cells, weights and line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.pages import READ, classes, opened, saved

POINT = """cell => document.querySelector(`[data-cell='${cell}']`)
  .dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"""
LINES = "() => [...document.querySelectorAll('.line text')].map(one => one.textContent)"
LIT = {"tap", "current"}
LAYERS = {
    "together": (vz.Conv(4, 2, in_channels=2, out_channels=3), {"order": "together"}),
    "groups": (vz.Conv(3, 2, in_channels=4, out_channels=4, groups=2), {"order": "together"}),
    "depthwise": (vz.Conv(4, 2, in_channels=3, out_channels=3, groups=3, stride=2), {}),
    "pointwise": (vz.Conv(3, 1, in_channels=3, out_channels=2), {}),
    "pool": (vz.MaxPool(4, 2, in_channels=2), {}),
    "transposed": (vz.ConvTranspose(2, 2, in_channels=2, out_channels=2), {"order": "together"}),
    "filter": (vz.Conv(3, 2, in_channels=2, out_channels=2), {"order": "filter"}),
    "isometric": (vz.Conv(3, 2, in_channels=2, out_channels=2), {"order": "together", "view": "isometric"}),
}


def outputs(figure: vz.Figure) -> list[list[dict[str, Any]]]:
    """By the story: for each step its output cells, each with the inputs and the weights of its taps."""

    def named(tensor: str, address: list[int]) -> str:
        return "/".join(map(str, (tensor, *address)))

    steps = json.loads(figure.encoded(".json"))["steps"]
    return [
        [
            {
                "cell": named("output", one["output"]),
                "inputs": {named("input", tap["input"]) for tap in one["taps"]},
                "weights": {named("kernel", tap["kernel"]) for tap in one["taps"] if "kernel" in tap},
            }
            for one in step.get("outputs", [step])
        ]
        for step in steps
    ]


@pytest.mark.parametrize("numbers", (False, True), ids=("plain", "numbers"))
@pytest.mark.parametrize("name", LAYERS)
def test_every_cell_of_a_step_answers(browser: Any, tmp_path: Path, name: str, numbers: bool) -> None:
    layer, options = LAYERS[name]
    shape = (layer.in_channels, *layer.size)
    values = {"input": np.arange(np.prod(shape)).reshape(shape)} if numbers else {}
    figure = vz.figure(layer, **options, **values)
    steps = outputs(figure)
    of_input: dict[str, set[str]] = {}
    for one in (one for step in steps for one in step):
        for cell in one["inputs"]:
            of_input.setdefault(cell, set()).add(one["cell"])
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("Home")
        before = page.evaluate(READ)
        for step, ones in enumerate(steps):
            lines = figure.film.frame(step).line.text.split("\n") if numbers and figure.film.line else []
            for at, one in enumerate(ones):
                page.evaluate(POINT, one["cell"])
                seen = page.evaluate(READ)
                drawn = {cell for cell, kind in seen["cells"].items() if set(kind.split()) & LIT}
                visible = {cell for cell in {one["cell"], *one["inputs"]} if cell in seen["cells"]}
                unread = {cell for cell, kind in before["cells"].items() if "unread" in kind}
                assert drawn == visible - unread, one["cell"]
                assert "window" not in seen["caption"], seen["caption"]
                if len(lines) == len(ones) > 1:
                    told = [text for text in page.evaluate(LINES) if text]
                    assert told == [lines[at]] and seen["caption"].endswith(lines[at])
        for cell in sorted(set(of_input) & set(before["cells"]))[:12]:
            page.evaluate(POINT, cell)
            seen = page.evaluate(READ)["cells"]
            lit = {one for one, kind in seen.items() if set(kind.split()) & LIT}
            assert lit == {cell, *of_input[cell]}
        page.mouse.move(2, 2)
        page.keyboard.press("End")
        assert page.evaluate(READ)["cells"] == classes(figure.film, len(steps) - 1)


def test_each_line_is_where_it_belongs(browser: Any, tmp_path: Path) -> None:
    layer, options = LAYERS["together"]
    figure = vz.figure(layer, **options, input=np.arange(32).reshape(2, 4, 4), lang="zh")
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("Home")
        for step in range(9):
            assert page.evaluate(LINES) == figure.film.frame(step).line.text.split("\n")
            caption = page.locator(".caption").inner_text()
            assert caption.count("；") == 2 and "输出 2" in caption
            page.keyboard.press("ArrowRight")
