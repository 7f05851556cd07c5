"""The captions of a figure: title, headings, alternative text, the lines below the picture, the signs in it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from visualize.film import INPUT, KERNEL, OUTPUT, Grid
from visualize.operations import Layer
from visualize.options import BY_NAME
from visualize.text.alt_text import Course, description
from visualize.text.cost import cost_lines
from visualize.text.formulas import formulas
from visualize.text.phrases import by, is_phrase, of_dims, phrase
from visualize.text.remarks import remarks, rules
from visualize.text.sizes import around, each, named, operation

Notes = Iterable[tuple[str, ...]]


class Meaning(NamedTuple):
    """What a layer stands for in place of itself: what it is, the names of its grids, remarks, by keys of phrases.

    `explained` are the keys of the layer's own remarks that need not be made.
    """

    subject: str = ""
    names: Mapping[Grid, str] = MappingProxyType({})
    notes: tuple[tuple[str, ...], ...] = ()
    explained: tuple[str, ...] = ()

    def name(self, grid: Grid) -> str:
        """The key of a grid's name."""
        return self.names.get(grid, grid.tensor.value)

    def said(self, key: str, text: str, language: str) -> str:
        """A text after what the layer stands for, if that is something else."""
        return phrase(key, language).format(phrase(self.subject, language), text) if self.subject else text


ITSELF = Meaning()


class Wording(NamedTuple):
    """The user's choice of language, of the size formula's convention, of a note on cross-correlation, and of lines.

    `caption` names the parts of the caption that are written: size, formula, note; `cost` adds what the layer costs.
    """

    language: str = "en"
    convention: str = "torch"
    note: bool = False
    caption: str = BY_NAME["caption"].default
    meaning: Meaning = ITSELF
    cost: bool = False

    def shows(self, part: str) -> bool:
        """Whether a part of the caption is written.

        >>> Wording(caption="size,note").shows("formula")
        False
        """
        return part in self.caption.split(",")


class Captions(NamedTuple):
    """All texts of a figure that do not change from step to step.

    The caption is `sizes`, `formulas` and `remarks`, which may be wrapped. `signs` stand between the grids of the flat
    view. `beside` are the lines at the right of the planes of the isometric view, the kernel's between them; in a
    `stacked` figure in all its shapes.
    """

    title: str
    description: str
    sizes: str
    formulas: tuple[str, ...]
    remarks: tuple[str, ...]
    headings: Mapping[Grid, str]
    signs: tuple[str, ...]
    beside: Mapping[Grid, tuple[str, ...]] = MappingProxyType({})
    stacked: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the caption that are not wrapped."""
        return (*([self.sizes] if self.sizes else []), *self.formulas)

    def named_below(self, wording: Wording) -> "Captions":
        """The captions of the tall form: what stood beside two planes stands below them, as a remark."""
        names = (phrase("comma", wording.language).join(self.beside[grid]) for grid in (OUTPUT, KERNEL, INPUT))
        below = phrase("planes", wording.language).format(*names)
        return self._replace(beside={}, remarks=(*[below] * wording.shows("note"), *self.remarks))


def captions(layer: Layer, course: Course, notes: Notes, wording: Wording) -> Captions:
    """The captions of one layer.

    `notes` are those of the story: each is the key of a phrase and the texts to insert into it.

    >>> from visualize.operations import Conv
    >>> captions(Conv(5, 3), Course("gather", steps=9), (), Wording()).lines
    ('5×5 → 3×3', '5 − 3 + 1 = 3')
    """
    language, sizes = wording.language, wording.shows("size")
    size, *formula = size_lines(layer, language, _convention(layer, wording))
    meaning = wording.meaning
    notes = (*meaning.notes, *(one for one in layer.remarks if one[0] not in meaning.explained), *notes)
    spoken = in_words(layer, language) if layer.dialect and not meaning.subject else ()
    said = (*spoken, *remarks(layer, course, language), *(_note(*parts, language=language) for parts in notes))
    named_grids = headings(layer, course.flipped, language, sizes, meaning)
    return Captions(
        meaning.said("titled", title(layer, language, sizes), language),
        meaning.said("stands for", description(layer, course, language), language) + cost_sentence(layer, wording),
        size if sizes else "",
        tuple(formula) if wording.shows("formula") else (),
        (*said * wording.shows("note"), *cost_lines(layer, language) * wording.cost),
        named_grids,
        signs(layer, language, sizes),
        beside(layer, named_grids, language, sizes),
    )


def _convention(layer: Layer, wording: Wording) -> str:
    """The formula's convention; that of the book for a layer in its words."""
    in_book = layer.dialect is not None and layer.dialect.framework == "d2l" and wording.convention == "torch"
    return "d2l" if in_book else wording.convention


def in_words(layer: Layer, language: str = "en") -> tuple[str, ...]:
    """The rule by which a framework read the layer's words, and its line of code.

    >>> from visualize.operations.like import like
    >>> in_words(like("keras", 6, 3, padding="valid"))[1]
    'keras.layers.Conv2D(1, 3)'
    """
    from visualize.text.code_lines import code  # most layers are in nobody's words

    return (*rules(layer, language), code(layer))


def cost_sentence(layer: Layer, wording: Wording) -> str:
    """What a layer costs as a further sentence of the alternative text, if the caption says it."""
    if not wording.cost:
        return ""
    text = phrase("comma", wording.language).join(cost_lines(layer, wording.language))
    return phrase("sentence", wording.language).format(text[0].upper() + text[1:])


def size_lines(layer: Layer, language: str = "en", convention: str = "torch") -> tuple[str, ...]:
    """The input and output sizes, then the output-size formula, per axis if the axes differ.

    >>> from visualize.operations import Conv
    >>> size_lines(Conv((5, 5), (3, 1)))[1:]
    ('height: 5 − 3 + 1 = 3', 'width: 5 − 1 + 1 = 5')
    """
    conventions = ("torch", "d2l") if convention == "both" else (convention,)
    found = {name: _by_axis(formulas(layer, name), layer, language) for name in conventions}
    if len(set(found.values())) > 1:
        found = {name: tuple(phrase(name, language).format(line) for line in found[name]) for name in conventions}
    return f"{by(layer.input_size)} → {by(layer.output_size)}", *dict.fromkeys(sum(found.values(), ()))


def _by_axis(written: tuple[str, ...], layer: Layer, language: str) -> tuple[str, ...]:
    """The formula of each axis with its name, one for both if they are alike; none of one cell that stays one."""
    if len(set(written)) == 1:
        return written[:1]
    named = zip(("height", "width"), written, layer.input_size, layer.output_size, strict=True)
    return tuple(phrase(name, language).format(line) for name, line, size, out in named if max(size, out) > 1)


def _note(key: str, *names: str, language: str) -> str:
    """A phrase with other texts inserted: `names` are keys of phrases or literal texts."""
    return phrase(key, language).format(*(phrase(name, language) if is_phrase(name) else name for name in names))


def headings(
    layer: Layer, flipped: bool = False, language: str = "en", sizes: bool = True, meaning: Meaning = ITSELF
) -> dict[Grid, str]:
    """A heading for each grid: its name and, unless `sizes` is false, its size without padding.

    >>> from visualize.operations import Conv
    >>> headings(Conv(5, 3))[KERNEL]
    'kernel 3×3'
    """
    found = {}
    for grid, size in ((INPUT, layer.input_size), (KERNEL, layer.kernel_size), (OUTPUT, layer.output_size)):
        name = phrase(meaning.name(grid), language)
        found[grid] = named(name, size, language) if sizes else name
    found[INPUT._replace(loupe=True)] = phrase("window", language)
    return found | {KERNEL: phrase("flipped", language).format(found[KERNEL])} if flipped else found


def signs(layer: Layer, language: str = "en", sizes: bool = True) -> tuple[str, ...]:
    """The sign behind each grid of the flat view.

    >>> from visualize.operations import Conv, MaxPool
    >>> signs(Conv(5, 3)), signs(MaxPool(4, 2))
    (('∗', '=', ''), ('2×2 max pooling', ''))
    """
    if layer.weighted:
        return ("∗", "=", "")
    return (operation(layer, language) if sizes else phrase(layer.name, language), "")


def beside(
    layer: Layer, named_grids: Mapping[Grid, str], language: str = "en", sizes: bool = True
) -> dict[Grid, tuple[str, ...]]:
    """The lines beside each plane of the isometric view, and of the operation between them.

    >>> from visualize.operations import Conv
    >>> op = Conv(5, 3, padding=1, stride=2)
    >>> beside(op, headings(op))[INPUT], beside(op, headings(op))[KERNEL]
    (('input 5×5', 'padding 1'), ('convolution', 'kernel 3×3', 'stride 2'))
    """
    does = (phrase(layer.name, language), named_grids[KERNEL]) if layer.weighted else signs(layer, language, sizes)[:1]
    around_it = []
    if sizes and any(layer.padding):
        around_it.append(phrase("padding beside", language).format(around(layer.padding, layer.dims, language)))
    if layer.padding_mode != "zeros":
        around_it.append(phrase("padding mode beside", language).format(phrase(layer.padding_mode, language)))
    steps = [phrase("stride", language).format(each(layer.stride, "down and across", language))]
    if max(layer.dilation) > 1:
        steps.append(phrase("dilation", language).format(each(layer.dilation, "down and across", language)))
    return {
        OUTPUT: (named_grids[OUTPUT],),
        KERNEL: (*does, *steps * sizes),
        INPUT: (named_grids[INPUT], *around_it),
    }


def title(layer: Layer, language: str = "en", sizes: bool = True) -> str:
    """A short title, for a tooltip or a heading.

    >>> from visualize.operations import Conv
    >>> title(Conv(5, 3))
    'Convolution 5×5 → 3×3'
    """
    name = phrase(layer.name, language)
    name = name[0].upper() + name[1:]
    if not sizes:
        return name
    return of_dims("title", layer.dims, language).format(name, by(layer.input_shape), by(layer.output_shape))


def with_fraction(captions: Captions, denominator: int) -> Captions:
    """The captions of a figure whose kernel's cells show numerators of that denominator.

    >>> from visualize.operations import Conv
    >>> own = captions(Conv(5, 3), Course("gather", steps=9), (), Wording())
    >>> with_fraction(own, 16).headings[KERNEL]
    '1/16 × kernel 3×3'
    """
    if denominator == 1:
        return captions
    heading = captions.headings[KERNEL]
    fraction = f"1/{denominator} × {heading}"
    beside = {
        grid: tuple(fraction if line == heading else line for line in lines) for grid, lines in captions.beside.items()
    }
    return captions._replace(headings={**captions.headings, KERNEL: fraction}, beside=beside)
