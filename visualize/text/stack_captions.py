"""The captions of a stack of layers: names and sizes of its grids, what an output cell sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from visualize.film import Grid, Tensor
from visualize.operations import Layer
from visualize.text.captions import Captions, Wording
from visualize.text.phrases import by, counted, phrase
from visualize.text.sizes import each, named, operation


def stack_captions(
    layers: Sequence[Layer],
    planes: Sequence[Grid],
    kernels: Mapping[Grid, int],
    field: tuple[int, ...],
    wording: Wording,
) -> Captions:
    """The captions of a stack; `kernels` are the grids of those that are drawn, with the places of their layers.

    A chain, which has other layers than convolutions, names each layer.

    >>> from visualize.film import INPUT, OUTPUT
    >>> from visualize.operations import Conv, ReLU
    >>> planes = [INPUT, Grid(Tensor.LAYER, layer=1), OUTPUT]
    >>> captions = stack_captions([Conv(5, 3), ReLU(3)], planes, {}, (3, 3), Wording())
    >>> captions.title, captions.beside[OUTPUT]
    ('Layers 5×5 → 3×3 → 3×3', ('ReLU: 3×3',))
    """
    language, shows_size = wording.language, wording.shows("size")
    sizes = [layers[0].input_size, *(layer.output_size for layer in layers)]
    sizes_text, chain = " → ".join(map(by, sizes)), is_chain(layers)
    headings = {grid: _heading(grid, size, wording) for grid, size in zip(planes, sizes, strict=True)}
    headings |= {grid: _kernel(layers[at], wording) for grid, at in kernels.items()}
    beside = {grid: (headings[grid],) for grid in planes}
    if chain or layers[0].dims == 1:
        makers = zip(planes[1:], layers, strict=True)
        beside |= {grid: (_maker(grid, layer, chain, wording),) for grid, layer in makers}
    remarks = [phrase("field", language).format(by(field))]
    if all(_is_causal(layer) for layer in layers if layer.weighted):
        remarks.append(phrase("causal padding", language))
    return Captions(
        phrase("chain" if chain else "stack", language).format(sizes_text if shows_size else "").strip(),
        _description(layers, chain, sizes_text, field, language),
        sizes_text if shows_size else "",
        (),
        tuple(remarks) * wording.shows("note"),
        headings,
        _signs(layers, set(kernels.values()), chain, wording),
        beside,
        stacked=True,
    )


def is_chain(layers: Iterable[Layer]) -> bool:
    """Whether there are layers other than convolutions."""
    return not all(layer.weighted for layer in layers)


def layer_name(layer: Layer, language: str = "en", sizes: bool = True) -> str:
    """A layer by its window and its operation, with dilation and stride that are not the usual ones.

    >>> from visualize.operations import Conv, MaxPool
    >>> layer_name(Conv(7, 3, dilation=2)), layer_name(MaxPool(4, 2))
    ('3×3 convolution, dilation 2', '2×2 max pooling')
    """
    if layer.floors or not sizes:
        return phrase(layer.name, language)
    usual = (1,) * layer.dims if layer.weighted else layer.kernel_size
    facts = [("stride", layer.stride, usual), ("dilation", layer.dilation, (1,) * layer.dims)]
    said = [
        phrase(key, language).format(each(value, "down and across", language))
        for key, value, one in facts
        if value != one
    ]
    return phrase("comma", language).join([operation(layer, language), *said])


def _is_causal(layer: Layer) -> bool:
    columns = layer.axes[1]
    return layer.dims == 1 and columns.span > 1 and (columns.before, columns.after) == (columns.span - 1, 0)


def _heading(grid: Grid, size: tuple[int, ...], wording: Wording) -> str:
    name = phrase(grid.tensor.value, wording.language).format(grid.layer)
    if not wording.shows("size"):
        return name
    if grid.tensor is Tensor.LAYER:
        return phrase("titled", wording.language).format(name, by(size))
    return named(name, size, wording.language)


def _kernel(layer: Layer, wording: Wording) -> str:
    name = phrase(Tensor.KERNEL.value, wording.language)
    return named(name, layer.kernel_size, wording.language) if wording.shows("size") else name


def _maker(grid: Grid, layer: Layer, chain: bool, wording: Wording) -> str:
    """The name beside a plane: in a chain that of the layer that makes it, else its number and its dilation."""
    language, shows_size = wording.language, wording.shows("size")
    if chain:
        name = layer_name(layer, language, shows_size)
        return phrase("titled", language).format(name, by(layer.output_size)) if shows_size else name
    name = phrase(grid.tensor.value, language).format(grid.layer)
    if max(layer.dilation) == 1 or not shows_size:
        return name
    return phrase("comma", language).join([name, phrase("dilation", language).format(layer.dilation[-1])])


def _signs(layers: Sequence[Layer], kernels: set[int], chain: bool, wording: Wording) -> tuple[str, ...]:
    """The sign behind each grid: a convolution's with its kernel, the name of another layer, or an arrow."""
    signs: list[str] = []
    for at, layer in enumerate(layers):
        name = layer_name(layer, wording.language, wording.shows("size")) if chain else "→"
        signs += ["∗", "="] if at in kernels else [name]
    return (*signs, "")


def _description(layers: Sequence[Layer], chain: bool, sizes: str, field: tuple[int, ...], language: str) -> str:
    if chain:
        names = phrase("chain joint", language).join(layer_name(layer, language) for layer in layers)
        return phrase("chain description", language).format(names, sizes, by(field))
    count = counted("layers", "one layer", len(layers), language)
    causal = phrase("stack causal", language) * all(_is_causal(layer) for layer in layers)
    return phrase("stack description", language).format(count, sizes, by(field)) + causal
