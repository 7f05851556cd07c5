"""What is said of a figure: title, headings, alt text, the lines below the picture and the signs in it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from visualize.film import INPUT, KERNEL, OUTPUT, Grid
from visualize.operations import Layer
from visualize.text.formulas import formulas
from visualize.text.phrases import by, each, is_phrase, phrase

Remarks = Iterable[tuple[str, ...]]


class Wording(NamedTuple):
    """How a user wants to be spoken to: the language, whose formula, and whether cross-correlation is mentioned."""

    language: str = "en"
    convention: str = "torch"
    note: bool = False


class Captions(NamedTuple):
    """All that is said of a figure. `signs` stand between the grids of the flat view, `beside` next to planes."""

    title: str
    description: str
    lines: tuple[str, ...]
    headings: Mapping[Grid, str]
    signs: tuple[str, ...]
    beside: Mapping[Grid, str] = MappingProxyType({})


def captions(layer: Layer, steps: int, unread: int, flipped: bool, remarks: Remarks, wording: Wording) -> Captions:
    """What is said of one layer; `remarks` are phrases beyond those of the layer itself, with what is put into them."""
    language = wording.language
    hatched = [("hatched",)] if unread else []
    remarks = (*layer.remarks, *hatched, *remarks)
    return Captions(
        title(layer, language),
        description(layer, steps, unread, language),
        (*size_lines(layer, language, wording.convention), *(_remark(*one, language=language) for one in remarks)),
        headings(layer, flipped, language),
        signs(layer, language),
    )


def stack_captions(
    sizes: list[tuple[int, ...]], grids: Iterable[Grid], field: tuple[int, int], wording: Wording
) -> Captions:
    """What is said of layers on top of each other: input and output sizes, and the last one's receptive field."""
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
    """The sizes, and the output-size formula once or per axis."""
    lines = [f"{by(layer.input_size)} → {by(layer.output_size)}"]
    for one in ("torch", "d2l") if convention == "both" else (convention,):
        written = formulas(layer, one)
        if len(set(written)) > 1:
            written = phrase("rows", language).format(written[0]), phrase("columns", language).format(written[1])
        lines += [line for line in dict.fromkeys(written) if line not in lines]
    return tuple(lines)


def _remark(key: str, *names: str, language: str) -> str:
    """A phrase with others put into it: names of phrases, or what stands for itself."""
    return phrase(key, language).format(*(phrase(name, language) if is_phrase(name) else name for name in names))


def headings(layer: Layer, flipped: bool = False, language: str = "en") -> dict[Grid, str]:
    """A heading for each grid: what it is and its size without padding."""
    sizes = {INPUT: layer.input_size, KERNEL: layer.kernel_size, OUTPUT: layer.output_size}
    found = {grid: f"{phrase(grid.tensor.value, language)} {by(size)}" for grid, size in sizes.items()}
    return found | {KERNEL: phrase("flipped", language).format(found[KERNEL])} if flipped else found


def signs(layer: Layer, language: str = "en") -> tuple[str, ...]:
    """What stands behind each grid of the flat view."""
    if layer.weighted:
        return ("∗", "=", "")
    return (f"{phrase(layer.reduction, language)} {by(layer.kernel_size)}", "")


def title(layer: Layer, language: str = "en") -> str:
    """A few words for a tooltip or a heading."""
    name = phrase(layer.name, language)
    return f"{name[0].upper()}{name[1:]} {by(layer.input_size)} → {by(layer.output_size)}"


def description(layer: Layer, steps: int, unread: int, language: str = "en") -> str:
    """One sentence for those who cannot see the picture."""
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
    """The padding in as few numbers as it takes."""
    top, bottom, left, right = layer.padding
    if layer.dims == 1:
        return str(left) if left == right else phrase("two ends", language).format(left, right)
    if top == bottom and left == right:
        return each((top, left), language)
    return phrase("four sides", language).format(top, bottom, left, right)
