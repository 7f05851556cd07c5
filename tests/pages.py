"""Pages with a player in Chromium: opened from a file, read from their DOM. None may ask for anything or fail."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from visualize.film import Film
from visualize.film.roles import name

# What a page shows: the class and the fill of every cell, the text in every cell, the lines, the rings.
READ = """() => {
  const all = (selector, name, value) =>
    Object.fromEntries([...document.querySelectorAll(selector)].map(one => [one.dataset[name], value(one)]));
  return {
    cells: all('[data-cell]', 'cell', one => one.getAttribute('class')),
    fills: all('[data-cell]', 'cell', one => getComputedStyle(one).fill),
    texts: all('[data-text]', 'text', one => one.textContent),
    notes: [...document.querySelectorAll('.notes text')].map(one => one.textContent),
    line: document.querySelector('.line')?.textContent ?? '',
    caption: document.querySelector('.caption').textContent,
    ringed: document.querySelectorAll('.ring').length,
  };
}"""
PRESS = "key => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }))"
EVERY_FRAME = f"""frames => {{
  const press = {PRESS}, read = {READ};
  press('Home');
  return Array.from({{ length: frames }}, (_, at) => {{ if (at) press('ArrowRight'); return read(); }});
}}"""


@contextmanager
def opened(browser: Any, path: Path, fragment: str = "", **context: Any) -> Iterator[Any]:
    """The page of a file that stands still at first; the test fails if it asks for anything or reports an error."""
    opened = browser.new_context(**{"reduced_motion": "reduce", "viewport": {"width": 1280, "height": 720}, **context})
    page, wrong = opened.new_page(), []
    page.on("request", lambda request: None if request.url.startswith(path.as_uri()) else wrong.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri() + fragment)
    if context.get("java_script_enabled", True) and page.locator(".player").count():
        page.wait_for_selector(".conv-figure.ready")
    yield page
    opened.close()
    assert not wrong, wrong


def saved(figure: Any, folder: Path) -> Path:
    figure.save(folder / "figure.html")
    return folder / "figure.html"


def named(film: Film, arrays: Any) -> dict[str, Any]:
    """The values of arrays by grid, by the public names of cells."""
    return {
        grid.cell(*film.placements[grid].named(*place)): value
        for grid, array in arrays.items()
        if grid in film.placements
        for place, value in np.ndenumerate(array)
    }


def classes(film: Film, frame: int) -> dict[str, str]:
    """The classes that the cells of a frame have: the role in words and, in a shaded one, its shade."""
    whole = film.frame(frame)
    shades = named(film, whole.shades)
    return {
        cell: name(int(code)) + (f" s{shades[cell]}" if shades.get(cell) else "")
        for cell, code in named(film, whole.roles).items()
    }


def links(figure: Any) -> list[dict[str, Any]]:
    """The steps of the figure's JSON: for each its own cell and its taps, by public names."""

    def cells(step: dict[str, Any]) -> dict[str, str]:
        return {key: f"{key}/{'/'.join(map(str, step[key]))}" for key in ("input", "kernel", "output") if key in step}

    steps = json.loads(figure.encoded(".json"))["steps"]
    return [{**cells(step), "taps": [cells(tap) for tap in step["taps"]]} for step in steps]
