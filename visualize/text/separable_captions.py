"""The captions of a separable convolution: the sizes of both stages, names, alternative text."""

from __future__ import annotations

from visualize.film import Grid, Tensor
from visualize.operations import Layer
from visualize.text.alt_text import Course, description
from visualize.text.captions import Captions, Wording, cost_sentence, size_lines, title
from visualize.text.channel_captions import names, partly
from visualize.text.cost import cost_lines
from visualize.text.phrases import by, counted, phrase
from visualize.text.remarks import remarks


def captions(layer: Layer, steps: int, drawn: tuple[int, int], wording: Wording) -> Captions:
    """The captions; `drawn` counts the inputs and outputs that are drawn.

    >>> from visualize.operations import SeparableConv
    >>> captions(SeparableConv(5, 3, in_channels=3, out_channels=4), 63, (3, 4), Wording()).sizes
    '3×5×5 → 3×3×3 → 4×3×3, weights 3×1×3×3 and 4×3×1×1'
    """
    first = layer.stages[0]
    language, shows_size = wording.language, wording.shows("size")
    _, *formula = size_lines(first, language, wording.convention)
    fewer, course = partly(layer, drawn, language), Course("gather", steps)
    said = [*([fewer] if fewer else []), *remarks(first, course, language)]
    kernels = phrase("depthwise", language)
    if shows_size:
        kernels = phrase("depthwise kernels", language).format(by(layer.kernel_size))
    headings = names(layer, language) | {Grid(Tensor.KERNEL, layer=1): kernels}
    headings |= {Grid(Tensor.LAYER, layer=1): phrase("depthwise maps", language)}
    return Captions(
        title(layer, language, shows_size),
        _description(layer, steps, language)
        + (fewer and phrase("sentence", language).format(fewer))
        + cost_sentence(layer, wording),
        _sizes(layer, language) if shows_size else "",
        tuple(formula) if wording.shows("formula") else (),
        (*said * wording.shows("note"), *cost_lines(layer, language) * wording.cost),
        headings,
        ("∗", "=", "×", ""),
    )


def _sizes(layer: Layer, language: str) -> str:
    first, second = layer.stages
    chain = " → ".join(map(by, (first.input_shape, first.output_shape, second.output_shape)))
    weights = (by(stage.weight_axes + stage.kernel_size) for stage in layer.stages)
    return phrase("comma", language).join([chain, phrase("weight shapes", language).format(*weights)])


def _description(layer: Layer, steps: int, language: str) -> str:
    first = layer.stages[0]
    into = counted("channels in", "one channel in", layer.in_channels, language)
    out = counted("channels out", "one channel out", layer.out_channels, language)
    sliding = description(first, Course("gather", steps), language)
    return phrase("separable description", language).format(
        sliding=sliding, into=into, out=out, channels=layer.in_channels, kernel=by(first.kernel_size)
    )
