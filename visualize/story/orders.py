"""The order of the steps of several output channels, which are filled one after another or together."""

from typing import NamedTuple

from visualize.errors import unsupported
from visualize.operations import Layer


class Steps(NamedTuple):
    """Which output cells each step fills, in an order of `choices.ORDERS`.

    `filters` are the numbers of the outputs, `cells` and `columns` the numbers of cells and columns of each.

    >>> Steps("filter", (0, 1), 9, 3).at(10), Steps("position", (0, 1), 9, 3).at(10)
    (((1,), 1), ((0,), 5))
    """

    order: str
    filters: tuple[int, ...]
    cells: int
    columns: int

    @property
    def step_count(self) -> int:
        """The number of steps."""
        return self.cells * (1 if self.order == "together" else len(self.filters))

    @property
    def row_length(self) -> int:
        """The number of steps that fill a row, in every output if they take turns."""
        return self.columns * (len(self.filters) if self.order == "position" else 1)

    def at(self, index: int) -> tuple[tuple[int, ...], int]:
        """The filters of a step, and the number of the cell that they fill in their outputs."""
        if self.order == "together":
            return self.filters, index
        if self.order == "position":
            cell, number = divmod(index, len(self.filters))
        else:
            number, cell = divmod(index, self.cells)
        return self.filters[number : number + 1], cell

    def finished(self, filter: int, index: int) -> int:
        """The number of cells of a filter's output that are computed by the end of a step.

        >>> [Steps("position", (0, 1), 9, 3).finished(filter, 10) for filter in (0, 1)]
        [6, 5]
        """
        if self.order == "together":
            return index + 1
        number = self.filters.index(filter)
        if self.order == "position":
            return (index - number) // len(self.filters) + 1
        return min(max(0, index + 1 - number * self.cells), self.cells)


def usual_order(layer: Layer) -> str:
    """The order that a figure has by default: where a place is one small sum for each output, all of them together.

    >>> from visualize.operations import Conv
    >>> usual_order(Conv(5, 3, in_channels=3, out_channels=2)), usual_order(Conv(5, 1, in_channels=3, out_channels=2))
    ('filter', 'together')
    """
    is_depthwise = layer.groups == layer.in_channels > 1
    return "together" if layer.out_channels > 1 and (is_depthwise or layer.kernel == (1, 1)) else "filter"


def check_order(layer: Layer, order: str | None) -> None:
    """Refuse an order where there is nothing to order."""
    if order is not None and layer.out_channels == 1:
        raise unsupported("order", order, "there is one output channel, and it orders the steps of several")
    if order is not None and (layer.stages or layer.moves):
        raise unsupported("order", order, "the outputs of this layer are filled one after another; leave it out")
