"""The default figure by manim: `python -m tests.benchmarks.peers.by_manim peer.gif`.

One still frame for each second, which is the least that manim can be made to draw; its own writer makes the GIF. The
height is even, as the videos need that manim writes first.
"""

import shutil
import sys
from typing import Any

from tests.benchmarks.peers.scene import GROUND, HEIGHT, STEPS, WIDTH, WINDOW, WORDS, Polygon, cells, guides, outlines

UNIT = 50  # pixels for one of manim's units


def place(x: float, y: float) -> tuple[float, float, float]:
    """A pixel in manim's plane, whose middle is 0."""
    return (x - WIDTH / 2) / UNIT, (HEIGHT / 2 - y) / UNIT, 0.0


def shapes(step: int) -> list[Any]:
    """All that a step consists of, but its words."""
    import manim

    def polygon(corners: Polygon, **options: Any) -> Any:
        return manim.Polygon(*(place(*corner) for corner in corners), **options)

    found = [
        polygon(corners, fill_color=fill, fill_opacity=1, stroke_color=edge, stroke_width=4)
        for corners, fill, edge in cells(step)
    ]
    found += [manim.Line(place(*start), place(*end), color=WINDOW, stroke_width=4) for start, end in guides(step)]
    return found + [polygon(corners, color=WINDOW, stroke_width=8) for corners in outlines(step)]


def words() -> list[Any]:
    """The words, in Pango's letters."""
    import manim

    lines = []
    for x, y, size, colour, text in WORDS:
        line = manim.Text(text, font_size=size / UNIT * 72, color=colour, font="DejaVu Sans")
        line.scale_to_fit_height(line.height * 0.67)
        lines.append(line.move_to(place(x, y), aligned_edge=manim.LEFT))
    return lines


def main() -> None:
    """Render the scene, and put its GIF where it is wanted."""
    import manim

    class Steps(manim.Scene):  # type: ignore[misc]
        def construct(self) -> None:
            self.add(*words())
            for step in range(STEPS):
                group = manim.Group(*shapes(step))
                self.add(group)
                self.wait(1 if step < STEPS - 1 else 2)
                self.remove(group)

    settings = {
        "pixel_width": WIDTH,
        "pixel_height": HEIGHT + HEIGHT % 2,
        "frame_width": WIDTH / UNIT,
        "frame_height": HEIGHT / UNIT,
        "frame_rate": 1,
        "background_color": GROUND,
        "format": "gif",
        "media_dir": "manim",
        "verbosity": "ERROR",
        "progress_bar": "none",
        "disable_caching": True,
        "output_file": "peer",
    }
    with manim.tempconfig(settings):
        scene = Steps()
        scene.render()
        shutil.copy(scene.renderer.file_writer.gif_file_path, sys.argv[1])


if __name__ == "__main__":
    main()
