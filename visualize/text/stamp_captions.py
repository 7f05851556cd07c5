"""The captions of a figure in which each stamp of a transposed convolution stands by itself."""

from __future__ import annotations

from collections.abc import Mapping

from visualize.film import Grid, Tensor
from visualize.text.captions import Captions
from visualize.text.phrases import phrase


def with_stamps(captions: Captions, steps: Mapping[Grid, range], language: str = "en") -> Captions:
    """The captions with a heading above each stamp, and what is added up in one grid said in words.

    >>> from visualize.operations import ConvTranspose
    >>> from visualize.text.alt_text import Course
    >>> from visualize.text.captions import Wording, captions
    >>> own = captions(ConvTranspose(2, 2), Course("scatter", 4), (), Wording())
    >>> stamp = Grid(Tensor.STAMP, channel=1)
    >>> with_stamps(own, {stamp: range(1, 3)}).headings[stamp]
    'stamps 2 ⋯ 3, added'
    """
    names = {grid: _name(part, language) for grid, part in steps.items()}
    names[Grid(Tensor.BIAS)] = phrase(Tensor.BIAS.value, language)
    several = [part for part in steps.values() if len(part) > 1]
    told = phrase("laid out", language)
    for part in several:
        told += phrase("laid out together", language).format(part.start + 1, part.stop)
    return captions._replace(description=captions.description + told, headings={**captions.headings, **names})


def _name(steps: range, language: str) -> str:
    """The name of a stamp, or of several that are added up, numbered from 1 as steps are."""
    if len(steps) == 1:
        return phrase(Tensor.STAMP.value, language).format(steps.stop)
    return phrase("several stamps", language).format(steps.start + 1, steps.stop)
