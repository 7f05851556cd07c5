"""The captions of a figure: title, headings, alternative text, the lines below the picture, the signs in it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from visualize.film import INPUT, KERNEL, OUTPUT, Grid
from visualize.operations import Layer
from visualize.text.formulas import formulas
from visualize.text.phrases import by, each, is_phrase, phrase

Remarks = Iterable[tuple[str, ...]]


class Wording(NamedTuple):
    """The user's choice of language, of the size formula's convention, and of a note on cross-correlation."""

    language: str = "en"
    convention: str = "torch"
    note: bool = False


class Captions(NamedTuple):
    """All texts of a figure that do not change from step to step.

    `signs` stand between the grids of the flat view, `beside` to the right of the planes of the isometric view.
    """

    title: str
    description: str
    lines: tuple[str, ...]
    headings: Mapping[Grid, str]
    signs: tuple[str, ...]
    beside: Mapping[Grid, str] = MappingProxyType({})


def captions(layer: Layer, steps: int, unread: int, flipped: bool, remarks: Remarks, wording: Wording) -> Captions:
    """The captions of one layer.

    `remarks` come after those of the layer itself: each is the key of a phrase and the texts to insert into it.

    >>> from visualize.operations import Conv
    >>> captions(Conv(5, 3), steps=9, unread=0, flipped=False, remarks=(), wording=Wording()).lines
    ('5×5 → 3×3', '(5 + 2·0 − 3) / 1 + 1 = 3')
    """
    language = wording.language
    hatched = [("hatched",)] if unread else []
    remarks = (*layer.remarks, *hatched, *remarks)
    return Captions(
        title(layer, language),
        description(layer, steps, unread, language),
        (*size_lines(layer, language, wording.convention), *(_remark(*parts, language=language) for parts in remarks)),
        headings(layer, flipped, language),
        signs(layer, language),
    )


def stack_captions(
    sizes: list[tuple[int, ...]], grids: Iterable[Grid], field: tuple[int, int], wording: Wording
) -> Captions:
    """The captions of a stack of layers: the sizes of all grids and the receptive field of an output cell."""
    language = wording.language
    names = [phrase(grid.tensor.value, language).format(grid.layer) for grid in grids]
    headings = {grid: f"{name} {by(size)}" for grid, name, size in zip(grids, names, sizes, strict=True)}
    chain = " → ".join(map(by, sizes))
    return Captions(
        phrase("stack", language).format(chain),
        phrase("stack description", language).format(len(sizes) - 1, chain, by(field)),
        (chain, phrase("field", language).format(by(field))),
        headings,
        (*("→" for _ in sizes[1:]), ""),
        headings,
    )


def size_lines(layer: Layer, language: str = "en", convention: str = "torch") -> tuple[str, ...]:
    """The input and output sizes, then the output-size formula, per axis if the axes differ.

    >>> from visualize.operations import Conv
    >>> size_lines(Conv((5, 5), (3, 1)))[1:]
    ('rows: (5 + 2·0 − 3) / 1 + 1 = 3', 'columns: (5 + 2·0 − 1) / 1 + 1 = 5')
    """
    lines = [f"{by(layer.input_size)} → {by(layer.output_size)}"]
    for name in ("torch", "d2l") if convention == "both" else (convention,):
        written = formulas(layer, name)
        if len(set(written)) > 1:
            written = phrase("rows", language).format(written[0]), phrase("columns", language).format(written[1])
        lines += [line for line in dict.fromkeys(written) if line not in lines]
    return tuple(lines)


def _remark(key: str, *names: str, language: str) -> str:
    """A phrase with other texts inserted: `names` are keys of phrases or literal texts."""
    return phrase(key, language).format(*(phrase(name, language) if is_phrase(name) else name for name in names))


def headings(layer: Layer, flipped: bool = False, language: str = "en") -> dict[Grid, str]:
    """A heading for each grid: its name and its size without padding.

    >>> from visualize.operations import Conv
    >>> headings(Conv(5, 3))[KERNEL]
    'kernel 3×3'
    """
    sizes = {INPUT: layer.input_size, KERNEL: layer.kernel_size, OUTPUT: layer.output_size}
    texts = {grid: f"{phrase(grid.tensor.value, language)} {by(size)}" for grid, size in sizes.items()}
    return texts | {KERNEL: phrase("flipped", language).format(texts[KERNEL])} if flipped else texts


def signs(layer: Layer, language: str = "en") -> tuple[str, ...]:
    """The sign behind each grid of the flat view.

    >>> from visualize.operations import Conv, MaxPool
    >>> signs(Conv(5, 3)), signs(MaxPool(4, 2))
    (('∗', '=', ''), ('max 2×2', ''))
    """
    if layer.weighted:
        return ("∗", "=", "")
    return (f"{phrase(layer.reduction, language)} {by(layer.kernel_size)}", "")


def title(layer: Layer, language: str = "en") -> str:
    """A short title, for a tooltip or a heading.

    >>> from visualize.operations import Conv
    >>> title(Conv(5, 3))
    'Convolution 5×5 → 3×3'
    """
    name = phrase(layer.name, language)
    return f"{name[0].upper()}{name[1:]} {by(layer.input_size)} → {by(layer.output_size)}"


def description(layer: Layer, steps: int, unread: int, language: str = "en") -> str:
    """The alternative text: a sentence for readers who cannot see the picture.

    >>> from visualize.operations import MaxPool
    >>> description(MaxPool(4, 2), steps=4, unread=0)[:52]
    'A 2×2 window of max pooling slides over a 4×4 input '
    """
    return phrase("description", language).format(
        kernel=by(layer.kernel_size),
        subject=phrase(f"subject {layer.name}", language),
        input=by(layer.input_size),
        output=by(layer.output_size),
        padding=border(layer, language),
        stride=each(layer.stride, language),
        dilation=each(layer.dilation, language),
        extra=_extra(layer, language),
        steps=phrase("steps" if steps != 1 else "one step", language).format(steps),
        unread=phrase("unread", language).format(unread) if unread else "",
    )


def _extra(layer: Layer, language: str) -> str:
    if any(layer.output_padding):
        return phrase("output padding", language).format(each(layer.output_padding[2 - layer.dims :], language))
    if layer.padding_mode != "zeros":
        return phrase("with mode", language).format(phrase(layer.padding_mode, language))
    return ""


def border(layer: Layer, language: str = "en") -> str:
    """The padding in words, with as few numbers as possible.

    >>> from visualize.operations import Conv
    >>> border(Conv((5,), 3, padding=(0, 1)))
    '0 left, 1 right'
    """
    top, bottom, left, right = layer.padding
    if layer.dims == 1:
        return str(left) if left == right else phrase("two ends", language).format(left, right)
    if top == bottom and left == right:
        return each((top, left), language)
    return phrase("four sides", language).format(top, bottom, left, right)


def with_fraction(captions: Captions, denominator: int) -> Captions:
    """The captions of a figure whose kernel's cells show numerators of that denominator.

    >>> from visualize.operations import Conv
    >>> own = captions(Conv(5, 3), steps=9, unread=0, flipped=False, remarks=(), wording=Wording())
    >>> with_fraction(own, 16).headings[KERNEL]
    '1/16 × kernel 3×3'
    """
    if denominator == 1:
        return captions
    heading = f"1/{denominator} × {captions.headings[KERNEL]}"
    return captions._replace(headings={**captions.headings, KERNEL: heading})
