"""The captions of a pixel shuffle: sizes, the rule by which cells move, what the colours tell."""

from __future__ import annotations

from visualize.film import Grid, Tensor
from visualize.operations import Shuffle
from visualize.text.captions import Captions, Wording, cost_sentence, title
from visualize.text.channel_captions import names, partly
from visualize.text.cost import cost_lines
from visualize.text.phrases import by, counted, phrase
from visualize.text.sizes import sized


def captions(layer: Shuffle, steps: int, drawn: tuple[int, int], wording: Wording) -> Captions:
    """The captions; `drawn` counts the inputs and outputs that are drawn.

    >>> from visualize.operations import PixelShuffle
    >>> captions(PixelShuffle(3, 2), 36, (4, 1), Wording()).lines
    ('4×3×3 → 1×6×6', 'output[0, y, x] = input[2(y mod 2) + x mod 2, ⌊y/2⌋, ⌊x/2⌋]')
    """
    language, shows_size = wording.language, wording.shows("size")
    fewer = partly(layer, drawn, language)
    sign = phrase(layer.name, language)
    if shows_size:
        sign = phrase("by factor", language).format(sign, layer.factor)
    said = [*([fewer] if fewer else []), _colours(layer, language)]
    return Captions(
        title(layer, language, shows_size),
        _description(layer, steps, language)
        + (fewer and phrase("sentence", language).format(fewer))
        + cost_sentence(layer, wording),
        " → ".join(map(by, (layer.input_shape, layer.output_shape))) if shows_size else "",
        (rule(layer, language),) if wording.shows("formula") else (),
        (*said * wording.shows("note"), *cost_lines(layer, language) * wording.cost),
        _names(layer, language),
        (sign, ""),
    )


def rule(layer: Shuffle, language: str = "en") -> str:
    """Where each cell comes from, as a formula.

    >>> from visualize.operations import PixelUnshuffle
    >>> rule(PixelUnshuffle(6, 2))
    'output[k, y, x] = input[0, 2y + ⌊k/2⌋, 2x + k mod 2]'
    >>> rule(PixelUnshuffle(6, 2, in_channels=3))
    'output[k, y, x] = input[⌊k/4⌋, 2y + ⌊(k mod 4)/2⌋, 2x + k mod 2]'
    """
    r, each, one = layer.factor, layer.factor**2, min(layer.in_channels, layer.out_channels) == 1
    if layer.packs:
        left = "k, y, x"
        place = f"⌊k/{r}⌋" if one else f"⌊(k mod {each})/{r}⌋"
        right = f"{0 if one else f'⌊k/{each}⌋'}, {r}y + {place}, {r}x + k mod {r}"
    else:
        left = "0, y, x" if one else "c, y, x"
        channel = "" if one else f"{each}c + "
        right = f"{channel}{r}(y mod {r}) + x mod {r}, ⌊y/{r}⌋, ⌊x/{r}⌋"
    return f"{phrase('output', language)}[{left}] = {phrase('input', language)}[{right}]"


def _colours(layer: Shuffle, language: str) -> str:
    """What the colours tell, and to which cells of a block a channel belongs."""
    several = " several" * (min(layer.in_channels, layer.out_channels) > 1)
    key = ("unshuffled" if layer.packs else "shuffled") + several
    return phrase(key, language).format(layer.factor, layer.factor**2)


def _names(layer: Shuffle, language: str) -> dict[Grid, str]:
    found = names(layer, language)
    sides = (
        (Tensor.INPUT, Tensor.INPUT_NAME, layer.in_channels),
        (Tensor.OUTPUT, Tensor.OUTPUT_NAME, layer.out_channels),
    )
    return {
        Grid(tensor, channel=at): found[Grid(name, channel=at)] for tensor, name, count in sides for at in range(count)
    }


def _description(layer: Shuffle, steps: int, language: str) -> str:
    channels = (
        ("channels in", "one channel in", layer.in_channels),
        ("channels out", "one channel out", layer.out_channels),
    )
    into, out = (counted(*parts, language) for parts in channels)
    return phrase("unshuffles" if layer.packs else "shuffles", language).format(
        factor=layer.factor,
        each=layer.factor**2,
        block=by((layer.factor, layer.factor)),
        input=by(layer.size),
        output=sized("output", layer.out, "the", language),
        steps=phrase("in one step", language) if steps == 1 else phrase("cell by cell", language).format(steps),
        into=into,
        out=out,
    )
