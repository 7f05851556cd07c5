"""The input of writers: a film with its theme, timing and metadata."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from visualize.budget import Load
from visualize.film import Film
from visualize.film.selection import opened
from visualize.film.timing import Timing
from visualize.style.themes import Theme


class Showing(NamedTuple):
    """A figure as the writers see it.

    `data` yields the parts of the JSON document, `taps` is the number of taps per step, `step` formats names of steps,
    `progress` is called with the number of steps just written.
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
        """The duration of every frame."""
        return self.timing.durations(self.film.frame_count, self.film.opening)

    def load(self) -> Load:
        """The quantities that determine the work of a file of all frames."""
        film = self.film
        return Load(
            frames=film.frame_count,
            pixels=film.width * film.height,
            slanted=not all(place.upright for place in film.placements.values()),
            cells=sum(rows * columns for rows, columns in (place.shape for place in film.placements.values())),
            lettered=film.lettered,
            numbered=film.lettered and film.line is not None,
            taps=self.taps,
            plays=sum(self.seconds()),
        )

    def opened(self) -> "Showing":
        """The showing with the poster, if any, as an additional first frame, for animations and documents of pages."""
        return self._replace(film=opened(self.film))

    def texts(self) -> dict[str, str]:
        """The metadata of a file, by PNG's keywords."""
        return {"Title": self.film.title, "Description": self.film.description, "Software": self.recipe}
