"""What belongs together in each step of a story, for readers who point at a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from visualize.film import INPUT, KERNEL, OUTPUT, Grid
from visualize.film.links import Link, Links
from visualize.story.matrix_product import MatrixProduct
from visualize.story.scatter import Scatter
from visualize.story.written import common_denominator
from visualize.text.equations import written
from visualize.text.number_format import MAX_GIVEN_DECIMALS, NumberFormat
from visualize.text.sentences import Equation

FORMATS = dict.fromkeys((INPUT, KERNEL, OUTPUT), NumberFormat(MAX_GIVEN_DECIMALS, trimmed=True))


class Steps(Protocol):
    """The part of a story that its links are made from."""

    @property
    def step_count(self) -> int:
        """The number of steps."""

    def step(self, index: int) -> dict[str, Any]:
        """A step's cells, as in JSON."""


def links(story: Steps, language: str = "en") -> Links:
    """The links of all steps, and the sums of cells that several steps add to.

    >>> from visualize.operations import Conv
    >>> from visualize.story import layer_story
    >>> next(iter(links(layer_story(Conv((3,), 2))).steps))[0].weights
    ('kernel/0/0/0/0', 'kernel/0/0/0/1')
    """
    if isinstance(story, MatrixProduct):
        return links(story.one, language)._replace(copies=story.copies())
    if isinstance(story, Scatter) and story.values is not None:
        steps = list(_steps(story))
        return Links(steps, dict(_sums(story, [link for step in steps for link in step], language)))
    return Links(_steps(story))


def _steps(story: Steps) -> Iterator[tuple[Link, ...]]:
    """The links of each step: one, or those of several filters at one place."""
    for index in range(story.step_count):
        step = story.step(index)
        yield tuple(map(_link, step.get("outputs", [step])))


def _link(step: dict[str, Any]) -> Link:
    own = next(name for name, cell in step.items() if isinstance(cell, list) and name != "taps")
    cells = [(name, _named(name, cell)) for tap in step["taps"] for name, cell in tap.items()]
    others, weights = ([cell for name, cell in cells if _is_weight(name) == wanted] for wanted in (False, True))
    return Link(_named(own, step[own]), tuple(others), tuple(weights))


def _is_weight(name: str) -> bool:
    """Whether a tap's name is that of a kernel, of a single layer or of one of two stages."""
    return name.partition("-")[0] == KERNEL.name


def _named(tensor: str, address: Sequence[int]) -> str:
    return "/".join(map(str, (tensor, *address)))


def _sums(story: Scatter, steps: Iterable[Link], language: str) -> Iterator[tuple[str, str]]:
    """Each output cell that is stamped, and its sum."""
    assert story.values is not None
    terms = defaultdict[str, list[tuple[str, str]]](list)
    for own, others, weights in steps:
        for other, weight in zip(others, weights, strict=True):
            terms[other].append((own, weight))
    divisor = common_denominator(story.values.kernel)
    for cell, pairs in terms.items():
        values = [_number(story, INPUT, own) for own, _ in pairs]
        factors = [_number(story, KERNEL, weight) for _, weight in pairs]
        equation = Equation("sum", values, factors, _number(story, OUTPUT, cell), story.values.one_bias, divisor)
        yield cell, written(equation, FORMATS, language, lambda text: True).text


def _number(story: Scatter, grid: Grid, name: str) -> float:
    row, column = map(int, name.split("/")[-2:])
    found: float = story.written[grid][row, column].item()
    return found
