"""Colours and numbers of channels in the cells of a pixel shuffle: where each cell comes from, or where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from visualize.film import CellText, Grid, Shades, Texts
from visualize.film.roles import STATES, State
from visualize.layout.cell_contents import SMALLEST_NUMBERED, CellContents
from visualize.layout.color_scale import tap_shades
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style.looks import TAP_STEPS


def by_channel(plain: CellContents, story: Story, metrics: Metrics) -> CellContents:
    """The contents with a colour for each channel of a block; cells without values have its number too."""
    assert story.channels is not None
    each = story.channels.blocks**2
    places = {grid: numbers.astype(int) % each for grid, numbers in story.marks.items()}
    hues = (tap_shades(1, each) if each <= TAP_STEPS else tap_shades(*[story.channels.blocks] * 2)).ravel()
    final = {grid: hues[at].astype(np.uint8) for grid, at in places.items()}
    coloured = plain._replace(shades=partial(_shades, story, final), hues=tuple(sorted(set(hues.tolist()))))
    if story.numbers or metrics.cell < SMALLEST_NUMBERED:
        return coloured
    texts = {grid: CellText(max(10, round(metrics.cell * 0.45))) for grid in story.marks}
    return coloured._replace(cell_texts=texts, texts=partial(_texts, story, story.marks))


def _filled(story: Story, index: int) -> dict[Grid, NDArray[np.bool_]]:
    """Masks of the outputs' cells that are filled by the end of a step."""
    assert story.channels is not None
    roles = story.frame(index).roles
    return {grid: roles[grid] % STATES != State.PENDING for grid in story.channels.outputs}


def _shades(story: Story, final: Mapping[Grid, Shades], index: int) -> dict[Grid, Shades]:
    filled = _filled(story, index).items()
    return {**final, **{grid: np.where(mask, final[grid], np.uint8(0)) for grid, mask in filled}}


def _texts(story: Story, final: Mapping[Grid, Texts], index: int) -> dict[Grid, Texts]:
    return {**final, **{grid: np.where(mask, final[grid], "") for grid, mask in _filled(story, index).items()}}
