"""A page in Firefox: its cells at every step, by its keys, and what belongs to a cell that is pointed at."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.browsers import Ask, in_firefox
from tests.pages import PRESS, READ, classes, saved

POINT = """cell => document.querySelector(`[data-cell='${cell}']`)
  .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))"""
FIGURES = {
    "numbers": vz.figure(vz.Conv(4, 2, padding=1, stride=2), input=np.arange(16).reshape(4, 4)),
    "together": vz.figure(vz.Conv(3, 2, in_channels=2, out_channels=2), order="together"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_steps_and_answers_in_firefox(tmp_path: Path, name: str) -> None:
    figure = FIGURES[name]
    page = saved(figure, tmp_path)
    outputs = [cell for cell in classes(figure.film, 0) if cell.startswith("output/")]

    async def look(ask: Ask, context: str) -> dict[str, Any]:
        async def run(expression: str) -> Any:
            """The value of an expression, or of its promise, by way of JSON."""
            whole, target = f"Promise.resolve({expression}).then(value => JSON.stringify(value))", {"context": context}
            answer = await ask("script.evaluate", expression=whole, target=target, awaitPromise=True)
            return json.loads(answer["result"].get("value", "null"))

        await ask("browsingContext.navigate", context=context, url=page.as_uri(), wait="complete")
        ready = "document.querySelector('.ready') ? done(true) : setTimeout(look, 50)"
        assert await run(f"new Promise(done => {{ (function look() {{ {ready} }})() }})")
        await run(f"({PRESS})('Home')")
        steps = []
        for _ in range(figure.film.frame_count):
            steps.append(await run(f"({READ})()"))
            await run(f"({PRESS})('ArrowRight')")
        pointed = {}
        for cell in outputs:
            await run(f"({POINT})({json.dumps(cell)})")
            pointed[cell] = await run(f"({READ})()")
        return {"steps": steps, "pointed": pointed}

    found = in_firefox(tmp_path / "profile", look)
    for index, seen in enumerate(found["steps"]):
        assert seen["cells"] == classes(figure.film, index)
        assert not figure.film.line or seen["line"] == figure.film.frame(index).line.text
    for cell, seen in found["pointed"].items():
        lit = {one for one, kind in seen["cells"].items() if set(kind.split()) & {"tap", "current"}}
        assert lit == {cell, *inputs(figure, cell)}


def inputs(figure: vz.Figure, output: str) -> set[str]:
    """The input cells of an output cell, by the story."""
    steps = json.loads(figure.encoded(".json"))["steps"]
    ones = [one for step in steps for one in step.get("outputs", [step])]
    (taps,) = [one["taps"] for one in ones if "output/" + "/".join(map(str, one["output"])) == output]
    return {"input/" + "/".join(map(str, tap["input"])) for tap in taps}
