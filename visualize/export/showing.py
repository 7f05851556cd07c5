"""What is written into files: a film, how it looks and how long, and the words that go with it."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from visualize.budget import Load
from visualize.film import Film
from visualize.film.selection import opened
from visualize.film.timing import Timing
from visualize.style.themes import Theme


class Showing(NamedTuple):
    """A figure on its way to files.

    `data` yields the pieces of the JSON document, `taps` pairs of cells for each step; `step` is what a step is called;
    `progress` is told the number of steps just written.
    """

    film: Film
    theme: Theme
    timing: Timing
    recipe: str
    data: Callable[[], Iterator[dict[str, Any]]]
    taps: int = 0
    pptx: str = "native"
    gif_compat: bool = False
    step: str = "step {}"
    progress: Callable[[int], None] = lambda steps: None

    def seconds(self) -> list[float]:
        """Of every frame."""
        return self.timing.durations(self.film.frame_count)

    def load(self) -> Load:
        """What the work of a file of all frames follows from."""
        film = self.film
        return Load(
            frames=film.frame_count,
            pixels=film.width * film.height,
            slanted=not all(place.upright for place in film.placements.values()),
            cells=sum(rows * columns for rows, columns in (place.shape for place in film.placements.values())),
            lettered=bool(film.cell_texts),
            numbered=bool(film.cell_texts) and film.line is not None,
            taps=self.taps,
            plays=sum(self.seconds()),
        )

    def opened(self) -> "Showing":
        """The same with a poster first, where one was asked for: what plays, or has pages, opens with it."""
        return self._replace(film=opened(self.film))

    def texts(self) -> dict[str, str]:
        """What a file says of itself, by PNG's keywords."""
        return {"Title": self.film.title, "Description": self.film.description, "Software": self.recipe}
