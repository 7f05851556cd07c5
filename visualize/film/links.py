"""What belongs together in a step, by the public names of cells."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Link(NamedTuple):
    """A step's own cell, the cells that it is combined with, and the weights that act between them, in the same order.

    The own cell is the one that a step is about: the output cell that it computes, or the input cell that it stamps.
    `weights` is empty where there are none.

    >>> Link("output/0/0/0", ("input/0/0/0", "input/0/0/1"), ("kernel/0/0/0/0", "kernel/0/0/0/1")).own
    'output/0/0/0'
    """

    own: str
    others: tuple[str, ...]
    weights: tuple[str, ...] = ()


class Copy(NamedTuple):
    """The cell that another one shows once more, and the one weight that acts on it there, if there is one."""

    cell: str
    weight: str = ""


class Links(NamedTuple):
    """The links of all steps, one for each cell that a step is about; of cells that several steps add to, their sums.

    A sum is whole, as it is read. `copies` are cells that show others once more.
    """

    steps: Iterable[tuple[Link, ...]] = ()
    sums: Mapping[str, str] = {}
    copies: Mapping[str, Copy] = {}
