"""The input of writers: a film with its theme, timing and metadata."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from visualize.budget import Load
from visualize.export.estimates import REPEATED
from visualize.film import Film, Tensor
from visualize.film.links import Links
from visualize.film.selection import opened
from visualize.film.timing import Timing
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from visualize.renderers.page import Figure

VIDEO = (4096, 2304)  # the largest picture that players of H.264 decode smoothly (its level 5.2)
MOST_DOUBLED = 5e9  # pixels of all frames of a video; as many take half a minute


class Showing(NamedTuple):
    """A figure as the writers see it.

    `data` yields the parts of the JSON document, `kernels` is the number of kernels that a step takes and `taps` that
    of the taps of each, `step` formats names of steps, `progress` is called with the number of steps just written.
    `scale` is how many pixels of a raster are one of the film's along each side, None for what the format usually has.
    `language` is that of all words, `source` says which program drew it. `links` is what belongs together in each step,
    and `words` are those of the page with a player.
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
    scale: int | None = None
    language: str = "en"
    source: str = ""
    links: Callable[[], Links] = Links
    words: Callable[[], Mapping[str, Any]] = dict
    kernels: int = 1

    def seconds(self) -> list[float]:
        """The duration of every frame."""
        return self.timing.durations(self.film.frame_count, self.film.opening)

    def load(self) -> Load:
        """The quantities that determine the work of a file of all frames."""
        film = self.film
        return Load(
            frames=film.frame_count,
            pixels=film.width * film.height * self.pixel**2,
            pyramids=_pyramids(film),
            cells=sum(rows * columns for rows, columns in (place.shape for place in film.placements.values())),
            lettered=film.lettered,
            numbered=film.lettered and film.line is not None,
            taps=self.taps,
            plays=sum(self.seconds()),
            kernels=self.kernels,
        )

    @property
    def pixel(self) -> int:
        """How many pixels of a raster are one of the film's, along each side."""
        return self.scale or 1

    def filmed(self) -> "Showing":
        """The showing at twice the pixels, unless told or too large: the colours of videos have half as many."""
        width, height = 2 * self.film.width, 2 * self.film.height
        pixels = width * height
        plays_well = max(width, height) <= VIDEO[0] and pixels <= VIDEO[0] * VIDEO[1]
        frames = max(self.film.frame_count, sum(self.seconds()) / REPEATED)
        small = plays_well and pixels * frames <= MOST_DOUBLED
        return self if self.scale else self._replace(scale=2 if small else 1)

    def opened(self) -> "Showing":
        """The showing with the poster, if any, as an additional first frame, for animations and documents of pages."""
        return self._replace(film=opened(self.film))

    def paged(self) -> "Figure":
        """The showing as the page renderer sees it."""
        from visualize.renderers.page import Figure

        return Figure(self.film, self.theme, self.seconds(), self.links, self.words(), self.recipe, self.source)

    def texts(self) -> dict[str, str]:
        """The metadata of a file, by PNG's keywords."""
        texts = {"Title": self.film.title, "Description": self.film.description, "Software": self.recipe}
        return texts | ({"Source": self.source} if self.source else {})


def _pyramids(film: Film) -> int:
    """The number of pyramids that arrive at one cell, one from each input; 0 if the picture is flat."""
    if all(place.upright for place in film.placements.values()):
        return 0
    return max(1, sum(grid.tensor is Tensor.INPUT and not grid.loupe for grid in film.placements))
