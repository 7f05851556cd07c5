"""Words in cells of their own: the signs and the names of a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from visualize.film import CellText, Film, Frame, Grid, Tensor, Texts
from visualize.film.roles import Kind, State, role
from visualize.layout.arrangement import Word
from visualize.layout.cell_contents import CellContents
from visualize.story import Story
from visualize.story.protocol import EQUALS


def meant(words: Mapping[Grid, Word], contents: CellContents, story: Story) -> Mapping[Grid, Word]:
    """The words without equals signs where colours stand for numbers, and no partial sums are written."""
    if not story.numbers or contents.picture is False:
        return words
    return {grid: word for grid, word in words.items() if grid.tensor is not Tensor.SIGN or grid.filter != EQUALS}


def with_words(film: Film, words: Mapping[Grid, Word]) -> Film:
    """The film with words in cells of their own."""
    if not words:
        return film
    sizes = {grid: CellText(word.size) for grid, word in words.items()}
    texts = {grid: np.array([[word.text]]) for grid, word in words.items()}
    frame = partial(_worded, film.frame, texts, np.array([[""]]))
    return film._replace(cell_texts={**film.cell_texts, **sizes}, frame=frame)


def _worded(frame: Callable[[int], Frame], words: Mapping[Grid, Texts], nothing: Texts, index: int) -> Frame:
    """The frame with its words, those that are pending left out."""
    found = frame(index)
    hidden = role(Kind.WORD, State.PENDING)
    said = {grid: nothing if found.roles[grid][0, 0] == hidden else text for grid, text in words.items()}
    return found._replace(texts={**found.texts, **said})
