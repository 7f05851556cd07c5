"""What lies over the cells of an image, and is taken away again."""

from typing import NamedTuple

import numpy as np

from visualize.renderers.raster.lines import Area, Levels, Positions
from visualize.renderers.raster.palette import Indices


class Stroke(NamedTuple):
    """Pixels that a line or letters cover, their coverage levels, and the blends of every colour at each level."""

    positions: Positions
    levels: Levels | Positions
    blends: Indices

    def draw(self, image: Indices) -> None:
        """Blend the pixels of an image with the stroke."""
        flat = image.reshape(-1)
        flat[self.positions] = self.blends[self.levels, flat[self.positions]]

    def erase(self, image: Indices, settled: Indices) -> None:
        """Restore what was there before."""
        image.reshape(-1)[self.positions] = settled.reshape(-1)[self.positions]


class Tint(NamedTuple):
    """An area in which one colour alone is changed to another."""

    area: Area
    colour: int
    to: int

    def draw(self, image: Indices) -> None:
        """Change the colour in an image."""
        part = self.area.of(image)
        np.copyto(part, self.to, where=self.area.mask & (part == self.colour))

    def erase(self, image: Indices, settled: Indices) -> None:
        """Restore what was there before."""
        np.copyto(self.area.of(image), self.area.of(settled), where=self.area.mask)
