"""Typesets the output-size formula, in symbols and with numbers, by matplotlib's mathtext."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from visualize.export.files import job, write
from visualize.export.targets import target
from visualize.operations import Layer
from visualize.operations.axis import Axis
from visualize.options import CONVENTIONS
from visualize.style import fonts
from visualize.style.themes import Theme, theme
from visualize.text.phrases import phrase
from visualize.validate import one_of

SUFFIXES = (".svg", ".png", ".pdf")
SYMBOLS = {
    "torch": r"o = \left\lfloor \frac{i + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1",
    "d2l": r"o = \left\lfloor \frac{n - k + p + s}{s} \right\rfloor",
    "transposed": r"o = (i - 1)\,s - 2p + d\,(k - 1) + p_{out} + 1",
}


def lines(operation: Layer, convention: str) -> list[str]:
    """The lines of mathtext: for each convention the formula in symbols, then with numbers, once or for each axis.

    >>> from visualize import Conv
    >>> lines(Conv(8, 3, stride=2, padding=1), "d2l")[1]
    'o = \\\\left\\\\lfloor \\\\frac{8 - 3 + 2 + 2}{2} \\\\right\\\\rfloor = 4'
    """
    one_of("convention", convention, CONVENTIONS, "conventions")
    axes = range(2 - operation.dims, 2)
    if operation.transposed:
        return [SYMBOLS["transposed"], *dict.fromkeys(_transposed(operation, at) for at in axes)]
    found = []
    for one in ("torch", "d2l") if convention == "both" else (convention,):
        filled = _d2l if one == "d2l" else _torch
        found += [
            _bracketed(SYMBOLS[one], operation.axes[1]),
            *dict.fromkeys(filled(operation.axes[at]) for at in axes),
        ]
    return found


def _bracketed(text: str, axis: Axis) -> str:
    return text.replace("floor", "ceil") if axis.ceil else text


def _torch(axis: Axis) -> str:
    ends = rf"2 \cdot {axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    top = rf"{axis.big} + {ends} - {axis.dilation}\,({axis.kernel} - 1) - 1"
    dropped = " - 1" if axis.dropped else ""
    text = rf"o = \left\lfloor \frac{{{top}}}{{{axis.stride}}} \right\rfloor + 1{dropped} = {axis.small}"
    return _bracketed(text, axis)


def _d2l(axis: Axis) -> str:
    top = f"{axis.big} - {axis.span} + {axis.before + axis.after} + {axis.stride}"
    dropped = " - 1" if axis.dropped else ""
    text = rf"o = \left\lfloor \frac{{{top}}}{{{axis.stride}}} \right\rfloor{dropped} = {axis.small}"
    return _bracketed(text, axis)


def _transposed(operation: Layer, at: int) -> str:
    before, after = operation.padding[2 * at], operation.padding[2 * at + 1]
    ends = rf"2 \cdot {before}" if before == after else f"({before} + {after})"
    kernel, dilation, extra = operation.kernel[at], operation.dilations[at], operation.output_padding[at]
    return (
        rf"o = ({operation.size[at]} - 1) \cdot {operation.strides[at]} - {ends} + {dilation}\,({kernel} - 1)"
        rf" + {extra} + 1 = {operation.out[at]}"
    )


def _labelled(operation: Layer, convention: str, language: str) -> list[str]:
    """The lines to draw: formulas between dollar signs, and if there are two conventions the name of each above it."""
    drawn = []
    for one in ("torch", "d2l") if convention == "both" and not operation.transposed else (convention,):
        label = [] if one == convention else [phrase(one, language).format("").strip()]
        drawn += [*label, *(f"${line}$" for line in lines(operation, one))]
    return drawn


def save(operation: Layer, convention: str, theme_name: str, names: Sequence[str], language: str = "en") -> None:
    """Write the formula to .svg, .png or .pdf files; the same bytes every time.

    Raises VisualizeError, before anything is written, if one of the names cannot be used.
    """
    targets = [target(name, SUFFIXES, ()) for name in names]
    chosen, texts = theme(theme_name), _labelled(operation, convention, language)
    fonts.require_glyphs("".join(texts))
    write([job(one, (), [partial(_draw, texts, chosen, one.suffix)]) for one in targets])


def _draw(texts: Sequence[str], chosen: Theme, suffix: str, stream: BinaryIO) -> None:
    from visualize.renderers.mpl import font_of, settings

    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}[suffix]
    drawn = BytesIO()  # a buffer, because matplotlib cannot handle failing writes
    with settings({"svg.hashsalt": "visualize", "mathtext.fontset": "cm"}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(8, 0.85 * len(texts)), facecolor=chosen.ground)
        for number, text in enumerate(texts):
            quiet = text.strip("$").replace("ceil", "floor") in SYMBOLS.values()
            look: dict[str, Any] = {"color": chosen.quiet if quiet else chosen.text, "ha": "center", "va": "center"}
            line = figure.text(0.5, 1 - (number + 0.5) / len(texts), text, **look)
            if not text.startswith("$"):
                line.set_fontproperties(font_of(None, fonts.is_chinese(text)))
            line.set_fontsize(26 if text.startswith("$") else 18)
        figure.savefig(drawn, format=suffix[1:], dpi=200, bbox_inches="tight", pad_inches=0.2, metadata=dateless)
    stream.write(drawn.getbuffer())
