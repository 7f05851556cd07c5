"""What belongs together in each step of a story, for readers who point at a cell."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.film.links import Link


class Steps(Protocol):
    """The part of a story that its links are made from."""

    @property
    def step_count(self) -> int:
        """The number of steps."""

    def step(self, index: int) -> dict[str, Any]:
        """A step's cells, as in JSON."""


def links(story: Steps) -> Iterator[Link]:
    """The links of all steps.

    >>> from visualize.operations import Conv
    >>> from visualize.story import layer_story
    >>> next(links(layer_story(Conv((3,), 2)))).weights
    ('kernel/0/0/0/0', 'kernel/0/0/0/1')
    """
    return (_link(story.step(index)) for index in range(story.step_count))


def _link(step: dict[str, Any]) -> Link:
    own = OUTPUT.name if OUTPUT.name in step else INPUT.name
    others = [_named(name, cell) for tap in step["taps"] for name, cell in tap.items() if name != KERNEL.name]
    weights = [_named(KERNEL.name, tap[KERNEL.name]) for tap in step["taps"] if KERNEL.name in tap]
    return Link(_named(own, step[own]), tuple(others), tuple(weights))


def _named(tensor: str, address: Sequence[int]) -> str:
    return "/".join(map(str, (tensor, *address)))
