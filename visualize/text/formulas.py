"""Output-size formulas, in symbols and with a layer's numbers, as lines such as `⌊(i + 2·p − k) / s⌋ + 1`.

Each formula is written once, in `Terms`, which are symbols or numbers; so the two cannot differ in form. Dumoulin &
Visin (arXiv 1603.07285): Relationship 6, with dilation 15; of a transposed convolution Relationship 14, with PyTorch's
output_padding. In Dive into Deep Learning (7.3) p is the padding of both sides together.
"""

from typing import NamedTuple

from visualize.operations import Layer

ENDS = (("p_top", "p_bottom"), ("p_left", "p_right"), ("p_before", "p_after"))  # of rows, of columns, of both alike
MARKS = ("_h", "_w", "")


class Terms(NamedTuple):
    """How a formula writes the parameters of one axis.

    `before` is the padding before the input, `padding` that of both sides: one term or, if the sides differ, two.
    `dilation` is empty where a formula leaves it out, and so are `extra`, the output padding, a padding of 0 and a
    stride of 1.
    """

    size: str
    kernel: str
    stride: str
    dilation: str
    padding: tuple[str, ...]
    before: str
    extra: str

    @property
    def telling(self) -> "Terms":
        """The numbers without those that change nothing.

        >>> Terms("5", "3", "1", "1", ("2·0",), "0", "0").telling
        Terms(size='5', kernel='3', stride='', dilation='', padding=(), before='0', extra='')
        """
        return self._replace(
            stride="" if self.stride == "1" else self.stride,
            dilation="" if self.dilation == "1" else self.dilation,
            padding=tuple(term for term in self.padding if term not in ("0", "2·0")),
            extra="" if self.extra == "0" else self.extra,
        )

    @property
    def extent(self) -> str:
        """The length of the kernel, less one, as a term to be added."""
        return f"{self.dilation}·({self.kernel} − 1)" if self.dilation else f"{self.kernel} − 1"


class Style(NamedTuple):
    """Whether p is the padding of both sides, as in d2l; whether dilation is written; the brackets of a quotient."""

    in_total: bool
    dilated: bool
    brackets: tuple[str, str]


def symbols(layer: Layer, at: int, style: Style, mark: str = "") -> Terms:
    """The symbols of one axis: of rows (`at` 0, mark `_h`), of columns (1, `_w`), or of both, which are alike."""
    before, after = layer.padding[2 * at : 2 * at + 2]
    ends = ENDS[MARKS.index(mark)]
    padding = (f"p{mark}",) if style.in_total else (f"2·p{mark}",) if before == after else ends
    first = ends[0] if before != after else f"p{mark} / 2" if style.in_total else f"p{mark}"
    size, dilation = ("n" if style.in_total else "i") + mark, f"d{mark}" if style.dilated else ""
    extra = f"p_out{mark}" if _has_extra(layer, style) else ""
    return Terms(size, f"k{mark}", f"s{mark}", dilation, padding, first, extra)


def numbers(layer: Layer, at: int, style: Style) -> Terms:
    """The numbers of one axis: of rows (0) or of columns (1)."""
    before, after = layer.padding[2 * at : 2 * at + 2]
    padding = (f"2·{before}",) if before == after else (f"{before}", f"{after}")
    if style.in_total:
        padding = (f"{before + after}",)
    dilation = f"{layer.dilations[at]}" if style.dilated else ""
    extra = f"{layer.output_padding[at]}" if _has_extra(layer, style) else ""
    size, kernel, stride = (f"{values[at]}" for values in (layer.size, layer.kernel, layer.strides))
    return Terms(size, kernel, stride, dilation, padding, f"{before}", extra)


def _has_extra(layer: Layer, style: Style) -> bool:
    return layer.transposed and (style.dilated or any(layer.output_padding))


def output_size(terms: Terms, style: Style, dropped: int = 0) -> str:
    """The size of a convolution's or a pooling's output; `dropped` is 1 if ceil mode drops the last window.

    >>> output_size(Terms("8", "3", "2", "", ("2·1",), "1", ""), Style(False, False, ("⌊", "⌋")))
    '⌊(8 + 2·1 − 3) / 2⌋ + 1'
    """
    (left, right), stride, padding = style.brackets, terms.stride, "".join(f" + {term}" for term in terms.padding)
    less = " − 1" if dropped else ""
    if style.in_total:
        span = f"({terms.extent} + 1)" if terms.dilation else terms.kernel
        travel = f"{terms.size} − {span}{padding} + {stride or 1}"
        return f"{left}({travel}) / {stride}{right}{less}" if stride else f"{left}{travel}{right}{less}"
    span = f"{terms.extent} − 1" if terms.dilation else terms.kernel
    travel = f"{terms.size}{padding} − {span}"
    return f"{left}({travel}) / {stride}{right} + 1{less}" if stride else f"{left}{travel}{right} + 1{less}"


def transposed_output_size(terms: Terms) -> str:
    """The size of a transposed convolution's output.

    >>> transposed_output_size(Terms("3", "3", "2", "", ("2·1",), "1", "1"))
    '(3 − 1)·2 − 2·1 + 3 + 1'
    """
    span = f"{terms.extent} + 1" if terms.dilation else terms.kernel
    travel = f"({terms.size} − 1)·{terms.stride}" if terms.stride else f"{terms.size} − 1"
    padding, extra = "".join(f" − {term}" for term in terms.padding), f" + {terms.extra}" if terms.extra else ""
    return f"{travel}{padding} + {span}{extra}"


def right_side(layer: Layer, at: int, terms: Terms, style: Style) -> str:
    """The formula of one axis in these terms."""
    if layer.transposed:
        return transposed_output_size(terms)
    return output_size(terms, style, layer.axes[at].dropped)


def style_of(layer: Layer, convention: str, general: bool = False) -> Style:
    """How the formulas of a layer are written; that of a transposed convolution always as in PyTorch."""
    in_total = convention == "d2l" and not layer.transposed
    return Style(in_total, general or is_dilated(layer), ("⌈", "⌉") if layer.ceil_mode else ("⌊", "⌋"))


def is_dilated(layer: Layer) -> bool:
    """Whether a formula of the layer needs the dilation."""
    return any(number > 1 for number in layer.dilations[2 - layer.dims :])


def formulas(layer: Layer, convention: str = "torch", whole: bool = False) -> tuple[str, ...]:
    """The output-size formula of each axis with numbers; for a transposed convolution always PyTorch's.

    Brackets are left out where there is nothing to round, on either axis, and numbers that change nothing unless the
    formula is to be `whole`.

    >>> from visualize.operations import Conv
    >>> formulas(Conv((5,), 3), "torch"), formulas(Conv((5,), 3), "d2l")
    (('5 − 3 + 1 = 3',), ('5 − 3 + 1 = 3',))
    """
    rows_and_columns = range(2 - layer.dims, 2)
    axes = [layer.axes[at] for at in rows_and_columns]
    style = style_of(layer, convention)
    unstrided = all(layer.strides[at] == 1 for at in rows_and_columns) and not whole
    if unstrided or (not style.in_total and all((axis.padded - axis.span) % axis.stride == 0 for axis in axes)):
        style = style._replace(brackets=("", ""))
    terms = [numbers(layer, at, style) for at in rows_and_columns]
    sides = [
        right_side(layer, at, one if whole else one.telling, style)
        for at, one in zip(rows_and_columns, terms, strict=True)
    ]
    return tuple(f"{side} = {layer.out[at]}" for at, side in zip(rows_and_columns, sides, strict=True))
