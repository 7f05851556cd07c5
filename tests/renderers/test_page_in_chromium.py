"""A page shows what the film shows: every cell, text and line at every step, and what belongs to a cell pointed at."""

import os
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.pages import EVERY_FRAME, READ, classes, links, named, opened, saved
from tests.random_layers import operations
from visualize.errors import VisualizeError

COUNT = int(os.environ.get("PAGES", "12"))  # random figures; PAGES=200 for many
LIT = ("tap", "current")


@st.composite
def figures(draw: Any) -> Any:
    """A figure of any operation in any reading, with or without numbers, as a whole or as a quiz."""
    op = draw(operations().filter(lambda op: max(op.input_size) < 9 and op.output_size != (0, 0)))
    options: dict[str, Any] = {"view": draw(st.sampled_from((None, "flat", "isometric")))}
    if isinstance(op, vz.ConvTranspose):
        options["reading"] = draw(st.sampled_from(("gather", "scatter")))
    elif isinstance(op, vz.Conv):
        options["flip"] = draw(st.booleans())
    options["theme"] = draw(st.sampled_from(("light", "dark", "dumoulin", "d2l")))
    options["quiz"] = draw(st.booleans())
    if draw(st.booleans()):
        seed = draw(st.integers(0, 99))
        options["input"] = np.random.default_rng(seed).integers(-9, 10, op.input_size)
        options["color_by"] = draw(st.sampled_from(("role", "value")))
    elif draw(st.booleans()) and not hasattr(op, "ceil_mode"):
        options["color_by"] = "tap"
    try:
        return vz.figure(op, **options)
    except VisualizeError:
        return vz.figure(op)


@settings(max_examples=COUNT)
@given(figure=figures())
def test_every_cell_text_and_line_of_every_frame(browser: Any, tmp_path_factory: Any, figure: Any) -> None:
    film = figure.film
    with opened(browser, saved(figure, tmp_path_factory.mktemp("page"))) as page:
        shown = page.evaluate(EVERY_FRAME, film.frame_count)
    for index, seen in enumerate(shown):
        frame = film.frame(index)
        assert seen["cells"] == classes(film, index), index
        texts = {cell: str(text) for cell, text in named(film, frame.texts).items()}
        assert {cell: text for cell, text in seen["texts"].items() if text} == {c: t for c, t in texts.items() if t}
        assert seen["line"] == (frame.line.text if film.line else "")
        assert sorted(filter(None, seen["notes"])) == sorted(filter(None, map(str, named(film, frame.notes).values())))


@settings(max_examples=COUNT)
@given(figure=figures().filter(lambda figure: not figure.film.numbers))
def test_a_cell_pointed_at_shows_what_the_story_says(browser: Any, tmp_path_factory: Any, figure: Any) -> None:
    """In any order of pointing, and from any step; a quiz is left out, as it does not tell what comes."""
    steps = links(figure)
    own = "input" if "input" in steps[0] else "output"
    other = "output" if own == "input" else "input"
    of_own = {step[own]: {tap[other] for tap in step["taps"]} for step in steps}
    of_other: dict[str, set[str]] = {}
    of_weight: dict[str, set[str]] = {}
    for step in steps:
        for tap in step["taps"]:
            of_other.setdefault(tap[other], set()).add(step[own])
            of_weight.setdefault(tap.get("kernel", ""), set()).add(tap[other])
    with opened(browser, saved(figure, tmp_path_factory.mktemp("page"))) as page:
        page.keyboard.press("Home")
        cells = list(page.evaluate(READ)["cells"])
        order = np.random.default_rng(len(cells)).permutation([cell for cell in cells if "loupe" not in cell])[:40]
        for cell in order.tolist():
            page.evaluate(
                "cell => document.querySelector(`[data-cell='${cell}']`)"
                ".dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))",
                cell,
            )
            seen = page.evaluate(READ)
            lit = {name for name, kind in seen["cells"].items() if set(kind.split()) & {*LIT}}
            if cell in of_own:
                wanted = of_own[cell] | {cell}
            elif cell.startswith("kernel"):
                wanted = of_weight.get(cell, set())
            else:
                wanted = of_other.get(cell, set()) | {cell}
            unread = {name for name, kind in seen["cells"].items() if "unread" in kind}
            assert {name for name in lit if "loupe" not in name} == wanted - unread, cell
            assert seen["ringed"] == 1
            if cell in of_own and figure.film.line is not None:
                step = next(at for at, one in enumerate(steps) if one[own] == cell)
                assert seen["line"] == figure.film.frame(step).line.text
