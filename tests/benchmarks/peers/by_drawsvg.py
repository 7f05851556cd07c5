"""The default figure by drawsvg, an animated SVG: `python -m tests.benchmarks.peers.by_drawsvg peer.svg`.

Cells are drawn once and their fills animated where they change; window, current cell and guides are a group a step.
"""

import sys
from typing import Any

from tests.benchmarks.peers.scene import GROUND, HEIGHT, STEPS, WIDTH, WINDOW, WORDS, Polygon, cells, guides, outlines

SECONDS = STEPS + 1.5


def path(corners: Polygon, **options: Any) -> Any:
    """A closed polygon."""
    import drawsvg

    return drawsvg.Lines(*(part for corner in corners for part in corner), close=True, **options)


def animate(element: Any, attribute: str, values: list[str]) -> None:
    """Give an attribute one value a step, without blending, for ever."""
    import drawsvg

    times = ";".join(f"{step / SECONDS:.4f}" for step in range(STEPS))
    element.append_anim(
        drawsvg.Animate(
            attribute, f"{SECONDS}s", ";".join(values), keyTimes=times, calcMode="discrete", repeatCount="indefinite"
        )
    )


def add_cells(drawing: Any) -> None:
    """Every cell once, its changing colours as animations."""
    for states in zip(*map(cells, range(STEPS)), strict=True):
        corners, fill, edge = states[-1]
        shape = path(corners, fill=fill, stroke=edge, stroke_width=2)
        for attribute, values in (("fill", [state[1] for state in states]), ("stroke", [state[2] for state in states])):
            if len(set(values)) > 1:
                animate(shape, attribute, values)
        drawing.append(shape)


def add_step(drawing: Any, step: int) -> None:
    """Window, current cell and guides, visible during the step."""
    import drawsvg

    group = drawsvg.Group(fill="none", stroke=WINDOW, visibility="visible" if step == STEPS - 1 else "hidden")
    for (x0, y0), (x1, y1) in guides(step):
        group.append(drawsvg.Line(x0, y0, x1, y1, stroke_width=2))
    for corners in outlines(step):
        group.append(path(corners, stroke_width=4))
    animate(group, "visibility", ["visible" if number == step else "hidden" for number in range(STEPS)])
    drawing.append(group)


def main() -> None:
    """Write the file."""
    import drawsvg

    drawing = drawsvg.Drawing(WIDTH, HEIGHT)
    drawing.append(drawsvg.Rectangle(0, 0, WIDTH, HEIGHT, fill=GROUND))
    add_cells(drawing)
    for step in range(STEPS):
        add_step(drawing, step)
    for x, y, size, colour, text in WORDS:
        drawing.append(
            drawsvg.Text(text, size, x, y, fill=colour, dominant_baseline="middle", font_family="sans-serif")
        )
    drawing.save_svg(sys.argv[1])


if __name__ == "__main__":
    main()
