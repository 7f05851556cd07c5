"""A model of PyTorch as a table of its layers, a figure of each that can be drawn, and a deck of both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Unpack

from visualize.deck import files
from visualize.deck.pages import Section, Table
from visualize.deck.saving import save
from visualize.drawing import figure
from visualize.errors import VisualizeError, invalid
from visualize.export.targets import target
from visualize.figure import Figure
from visualize.models import tables
from visualize.models.kinds import kind_of
from visualize.models.layers import Layer, layers
from visualize.models.tracing import Shape, calls, library
from visualize.operations.parameters import Size, integers
from visualize.operations.torch import KINDS
from visualize.options import read
from visualize.origin import Origin
from visualize.text.channel_captions import partly
from visualize.text.columns import columns
from visualize.text.phrases import by

if TYPE_CHECKING:
    from visualize.option_types import FigureOptions

MOST_STEPS = 100  # of a film of all steps; of more, the first ones and the last are shown
FEW = "0-7,last"
LARGE = 48  # cells of a side that figures of one channel enlarge a window of
CHANNELS = ("in_channels", "out_channels", "groups")
OF_SIZE = ("input_size", "kernel_size", "stride", "padding", "cell")  # what makes a layer too large for a figure


@dataclass(frozen=True)
class Model:
    """The layers of a model in the order of their calls; made by `from_model()`.

    Each of the `layers` has a name, a kind, input_shape, output_shape, receptive_field, parameters, multiply_adds, and
    an operation if there is something to draw. `unused` is the number of parameters that no layer has used.
    """

    name: str
    input_shape: Shape
    layers: tuple[Layer, ...]
    unused: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of table and figures."""
        return str(read(self.options)["lang"])

    @property
    def table(self) -> str:
        """A line for each layer: output, receptive field, parameters, multiply-adds; the totals in the last."""
        return columns(self._rows(), left=tables.WORDS)

    def _rows(self, by: Callable[[Shape], str] = tables.by_x) -> list[tables.Row]:
        return tables.rows(self.layers, self.input_shape, self.unused, self.language, by)

    @property
    def data(self) -> dict[str, Any]:
        """The table as JSON data."""
        return tables.data(self.layers, self.input_shape) | {"unused_parameters": self.unused}

    @cached_property
    def _drawn(self) -> dict[str, Figure | VisualizeError]:
        found: dict[str, Figure | VisualizeError] = {}
        for layer in self.layers:
            if layer.operation is None:
                continue
            try:
                found[layer.name] = self._figure(layer)
            except VisualizeError as error:
                if error.facts["parameter"] not in OF_SIZE or error.facts["parameter"] in self.options:
                    raise
                found[layer.name] = error
        return found

    @property
    def figures(self) -> dict[str, Figure]:
        """A figure for each layer with a window, by the layer's name; a convolution's weights are not drawn."""
        return {name: one for name, one in self._drawn.items() if isinstance(one, Figure)}

    @property
    def refused(self) -> dict[str, str]:
        """Why layers with a window have no figure, by their names."""
        return {name: str(one) for name, one in self._drawn.items() if isinstance(one, VisualizeError)}

    def _figure(self, layer: Layer) -> Figure:
        """A figure at the layer's own size, of some of its channels or, if it is large, of one, and of some steps."""
        operation, options = layer.operation, dict(self.options)
        assert operation is not None
        if not (operation.single or operation.moves) and max(*operation.size, *operation.out) >= LARGE:
            options.setdefault("title", partly(operation, (1, 1), self.language))
            arguments = operation.arguments().items()
            operation = type(operation)(**{name: one for name, one in arguments if name not in CHANNELS})
        elif not (operation.single or operation.moves) and operation.dims == 2:
            options.setdefault("view", "isometric")
        found = figure(operation, **options)
        if found.film.frame_count <= MOST_STEPS or "steps" in options:
            return found
        return figure(operation, **options, steps=FEW)

    def save(self, *names: str | os.PathLike[str]) -> int:
        """Write a deck, `.pptx`, `.pdf` or `.html` of reveal.js: the table, then each figure; returns its pages.

        All files are written or none.
        """
        unnamed = Origin("", "")  # no recipe can tell the model, and verify must not run a model's code
        return save(self._sections(), [target(one, files.SUFFIXES, ()) for one in names], unnamed)

    def _sections(self) -> Iterator[Section]:
        yield Section("table", f"{self.name}, {by(self.input_shape)}", table=Table(self._rows(by), tables.WORDS))
        facts = {one.name: tables.sentence(one, self.language) for one in self.layers}
        kinds = {one.name: one.kind for one in self.layers}
        for name, drawn in self.figures.items():
            yield Section(name, f"{name}: {kinds[name]}", figure=drawn, way="media", notes=facts[name])

    def __str__(self) -> str:
        return self.table

    def _repr_html_(self) -> str:
        """The table for notebooks."""
        heading, *rows = self._rows()
        return f"<table>{_line('th', heading)}{''.join(_line('td', row) for row in rows)}</table>"


def _line(tag: str, cells: tables.Row) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(one)}</{tag}>" for one in cells) + "</tr>"


def from_model(module: Any, input_size: Size, **options: Unpack[FigureOptions]) -> Model:
    """A model of PyTorch as its layers, for an input of that size: a table, figures, and a deck of them.

    `input_size` is a number, rows and columns, or the shape of an image: channels, rows, columns. The model is run once
    without numbers, on the device `meta`, and is left as it was. It must be a chain: layers of torch.nn and functions
    such as relu, max_pool2d and flatten, each on what the one before gives. `options` are those of `figure`.

    With PyTorch, `from_model(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()), input_size=32).table` is its table,
    `.figures["0"]` a figure of the convolution, and `.save("deck.pptx")` writes a deck.

    Raises VisualizeError for a model with branches or with other layers, and if it does not take such an input.
    """
    read(options)  # what is wrong with these is said first
    shape = _shape(module, input_size)
    found = tuple(layers(calls(module, shape), shape[1:]))
    unused = sum(one.numel() for one in module.parameters()) - sum(one.parameters for one in found)
    return Model(type(module).__name__, shape, found, unused, options)


def _shape(module: Any, input_size: Size) -> Shape:
    """The input's shape; the first layer that has channels tells how many, if the size does not."""
    nn = library().nn
    if not isinstance(module, nn.Module):
        raise invalid("model", type(module).__name__, "must be a torch.nn.Module, such as a Sequential")
    kinds = [kind_of(one, nn) for one in module.modules()]
    dims = next((KINDS[kind][1] for kind in kinds if kind in KINDS), 2)
    allowed = (
        "one number, rows and columns, or channels, rows and columns"
        if dims == 2
        else "a length, or channels and length"
    )
    sizes = integers("input_size", input_size, (1, 2, 3)[: dims + 1], 1, allowed)
    if len(sizes) == dims + 1:
        return sizes
    found = (getattr(one, "in_channels", None) for one in module.modules())
    channels = next((int(one) for one in found if isinstance(one, int) and one), 1)
    return (channels, *(sizes if len(sizes) == dims else sizes * dims))
