"""One still page: a step of a film."""

from collections.abc import Iterator

from visualize.film import Film
from visualize.renderers.svg import shapes
from visualize.renderers.svg.document import _overlays
from visualize.style.fonts import family
from visualize.style.themes import Theme


def still(film: Film, theme: Theme, index: int, recipe: str = "") -> Iterator[str]:
    """The page of one step; the class of a cell is its role at that step."""
    frame = film.frame(index)
    yield shapes.head(film, theme, recipe)
    for grid, place in film.placements.items():
        roles = frame.roles[grid]
        yield from shapes.cells(grid, place, roles, roles, theme, frame.shades.get(grid))
        yield from shapes.rules(place, roles, theme, film.rule_width)
        if grid in frame.texts:
            yield from shapes.texts(film, theme, grid, frame)
        for stroke, paths in _overlays(film, theme, grid, [frame]):
            yield f"<g {stroke}>" + "".join(f'<path d="{path}"/>' for path in paths if path) + "</g>"
    if frame.line.text and film.line is not None:
        yield f'<g font-family="{family(frame.line.text)}" text-anchor="middle">'
        yield shapes.label(film.line._replace(text=frame.line.text), theme) + "</g>"
    yield "</svg>\n"
