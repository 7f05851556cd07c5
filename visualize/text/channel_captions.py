"""The captions of a layer of several channels: names, sizes with channels, the weight's shape."""

from __future__ import annotations

from visualize.film import Grid, Tensor
from visualize.operations import Layer
from visualize.text.alt_text import Course, description
from visualize.text.captions import Captions, Notes, Wording, cost_sentence
from visualize.text.captions import captions as of_one_channel
from visualize.text.phrases import by, counted, phrase


def captions(
    layer: Layer, course: Course, notes: Notes, wording: Wording, drawn: tuple[int, int] | None = None
) -> Captions:
    """The captions of a layer of several channels; `drawn` counts the inputs and outputs that are drawn, if not all.

    >>> from visualize.operations import Conv
    >>> captions(Conv(5, 3, in_channels=3, out_channels=2), Course("gather", 18), (), Wording()).sizes
    '3×5×5 → 2×3×3, weight 2×3×3×3'
    """
    own, language = of_one_channel(layer, course, notes, wording), wording.language
    fewer = partly(layer, drawn, language) if drawn else ""
    return own._replace(
        description=_description(layer, course, language)
        + cost_sentence(layer, wording)
        + (fewer and phrase("sentence", language).format(fewer[0].upper() + fewer[1:])),
        sizes=own.sizes and _sizes(layer, language),
        remarks=(*([fewer] if fewer else []), *own.remarks),
        headings={**own.headings, **names(layer, language)},
    )


def partly(layer: Layer, drawn: tuple[int, int], language: str = "en") -> str:
    """How many of a layer's channels are drawn; nothing if all are.

    >>> from visualize.operations import Conv
    >>> partly(Conv(5, 3, in_channels=64, out_channels=2), (3, 2))
    'drawn: 3 of 64 input channels, 2 of 2 output channels'
    """
    if drawn == (layer.in_channels, layer.out_channels):
        return ""
    return phrase("drawn", language).format(drawn[0], layer.in_channels, drawn[1], layer.out_channels)


def names(layer: Layer, language: str = "en") -> dict[Grid, str]:
    """The names of channels and filters.

    >>> from visualize.operations import Conv
    >>> names(Conv(5, 3, in_channels=2))[Grid(Tensor.INPUT_NAME, channel=1)]
    'input 1'
    """
    counts = {
        Tensor.INPUT_NAME: layer.in_channels,
        Tensor.FILTER_NAME: layer.out_channels,
        Tensor.OUTPUT_NAME: layer.out_channels,
    }
    names = {
        Grid(tensor, channel=at): phrase(tensor.value, language).format(at)
        for tensor, count in counts.items()
        for at in range(count)
    }
    return names | {Grid(Tensor.BIAS): phrase(Tensor.BIAS.value, language)}


def _sizes(layer: Layer, language: str) -> str:
    """The sizes with channels, and the weight's shape as PyTorch has it."""
    parts = [" → ".join(map(by, (layer.input_shape, layer.output_shape)))]
    if layer.weighted:
        parts.append(phrase("weight shape", language).format(by(layer.weight_axes + layer.kernel_size)))
        if layer.groups > 1:
            parts.append(phrase("groups", language).format(layer.groups))
    return phrase("comma", language).join(parts)


def _description(layer: Layer, course: Course, language: str) -> str:
    """The sentence of one channel, and another one on what is done with several."""
    each, groups = layer.reads.shape[1], layer.groups
    into = counted("channels in", "one channel in", layer.in_channels, language)
    out = counted("channels out", "one channel out", layer.out_channels, language)
    if each == 1:
        key = "each by itself" if layer.in_channels == layer.out_channels else "each of one"
        how = phrase(key, language)
    else:
        how = phrase("in groups" if groups > 1 else "all added", language).format(each, groups)
    order = phrase(f"order {course.order}", language) if course.order else ""
    return description(layer, course, language) + phrase("of channels", language).format(into, out, how) + order
