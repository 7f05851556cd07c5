"""The names in an animated document, and what bears them: marks of single steps."""

from collections.abc import Iterable
from typing import NamedTuple

# What is hidden at rest. All readers respect `display`; not all know `visibility`.
HIDDEN = 'display="none"'


class Names(NamedTuple):
    """The names of classes and keyframes, each with the figure's own mark; `still` is the step that is shown at rest.

    >>> names = Names("k3fx", still=8)
    >>> names.step(7), names.span(0, 5), names.cell(3), names.figure
    ('k3fx7', 'k3fxt0-5', 'k3fxc3', 'gk3fx')
    """

    mark: str
    still: int

    @property
    def figure(self) -> str:
        """The class of the root."""
        return f"g{self.mark}"

    @property
    def growth(self) -> str:
        """The class and the keyframes of a line that grows with the time."""
        return f"{self.mark}g"

    @property
    def pulse(self) -> str:
        """The keyframes of what changes in each step."""
        return f"{self.mark}p"

    def step(self, index: int) -> str:
        """The class of marks of a single step."""
        return f"{self.mark}{index}"

    def length(self, kind: int) -> str:
        """The keyframes of marks of steps of one length."""
        return f"{self.mark}s{kind}"

    def span(self, start: int, end: int) -> str:
        """The keyframes of what is visible from one step to another."""
        return f"{self.mark}t{start}-{end}"

    def cell(self, timeline: int) -> str:
        """The keyframes of cells that change alike."""
        return f"{self.mark}c{timeline}"

    def by_step(self, shared: str, marks: Iterable[tuple[int, str, str]]) -> str:
        """A group of marks with shared attributes, each mark given by its step, its tag and the rest of its element.

        >>> Names("k3fx", still=1).by_step('fill="red"', [(0, "path", 'd="M0 0"/>')])
        '<g fill="red"><g display="none"><path class="k3fx0" d="M0 0"/></g></g>\\n'
        """
        shown: list[str] = []
        others: list[str] = []
        for index, tag, rest in marks:
            (shown if index == self.still else others).append(f'<{tag} class="{self.step(index)}" {rest}')
        if others:
            shown.append(f"<g {HIDDEN}>{''.join(others)}</g>")
        return f"<g {shared}>{''.join(shown)}</g>\n" if shown else ""
