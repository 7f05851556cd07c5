"""The formulas that the command `formula` shows: in the form that is asked for, for one axis or as a product of two."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from visualize.errors import unsupported
from visualize.operations import Layer
from visualize.text.formulas import MARKS, Style, Terms, is_dilated, numbers, right_side, style_of, symbols
from visualize.text.special_sizes import special_cases
from visualize.validate import one_of

FORMS = ("short", "general", "special")


class Formula(NamedTuple):
    """A formula in symbols and with the layer's numbers.

    A `special` one holds under its `condition`. Another one has a condition only where it explains the −1 for the last
    window, which ceil mode drops. All are lines such as `o = ⌊(i + 2·p − k) / s⌋ + 1`; symbols of rows end in `_h`,
    those of columns in `_w`.
    """

    condition: str
    symbols: str
    numbers: str
    special: bool = False


def size_formulas(layer: Layer, notation: str, form: str | None = None, product: bool = False) -> list[Formula]:
    """The output-size formulas of a layer in one notation, torch or d2l.

    `form` is short (without dilation), general (with it), or special (the special cases that the layer is: stride 1,
    padding that keeps the size); None is short where that is true, else general, then the special cases. Height and
    width get a formula each, and their product, if they differ or if `product` is set.

    >>> from visualize.operations import Conv
    >>> [one.numbers for one in size_formulas(Conv(8, 3, stride=2, padding=1), "torch")]
    ['o = ⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4', 'o = ⌊(8 − 1) / 2⌋ + 1 = 4', 'o = 8 / 2 = 4']
    """
    if form is not None:
        one_of("form", form, FORMS, "forms")
    if form == "short" and is_dilated(layer):
        raise unsupported("form", form, "it leaves out the dilation, which this layer has; use --form general")
    if product and layer.dims == 1:
        raise unsupported("product", "true", "one row has no height; leave it out")
    style = style_of(layer, notation, general=form == "general")
    axes = _axes(layer, product)
    special = [_formula(layer, axes, style, *case) for case in special_cases(layer, style)]
    if form == "special" and not special:
        raise unsupported(
            "form", form, "neither is the stride 1, nor does the padding keep the size; use --form general"
        )
    main = [_formula(layer, axes, style), *_reasons(layer, axes, style)]
    return special if form == "special" else main if form else main + special


def _axes(layer: Layer, product: bool) -> list[tuple[int, str]]:
    """The axes that get a formula, each with the mark of its symbols; one without a mark if both are alike."""
    described = [(axis, layer.size[at], layer.output_padding[at]) for at, axis in enumerate(layer.axes)]
    if layer.dims == 1 or (described[0] == described[1] and not product):
        return [(1, "")]
    return [(0, MARKS[0]), (1, MARKS[1])]


def _formula(
    layer: Layer,
    axes: list[tuple[int, str]],
    style: Style,
    condition: Callable[[Terms], str] | None = None,
    right: Callable[[Terms], str] | None = None,
) -> Formula:
    """The formula of the axes, by its right side; that of the layer itself if none is given."""
    by_axis = [right or partial(right_side, layer, at, style=style) for at, _ in axes]
    in_symbols = [symbols(layer, at, style, mark) for at, mark in axes]
    in_numbers = [numbers(layer, at, style) for at, _ in axes]
    left = " × ".join(f"o{mark}" for _, mark in axes)
    value = " × ".join(f"{layer.out[at]}" for at, _ in axes)
    written, filled = (
        _product([write(terms) for write, terms in zip(by_axis, rows_and_columns, strict=True)])
        for rows_and_columns in (in_symbols, in_numbers)
    )
    result = f" = {value}" if filled != value else ""
    when = ", ".join(map(condition, in_symbols)) if condition else ""
    return Formula(when, f"{left} = {written}", f"{left} = {filled}{result}", condition is not None)


def _product(factors: list[str]) -> str:
    """The factors, in parentheses where they need them: a sum or a quotient without brackets."""
    if len(factors) == 1:
        return factors[0]
    return " × ".join(one if _is_bracketed(one) or not {" ", "·"} & set(one) else f"({one})" for one in factors)


def _is_bracketed(text: str) -> bool:
    return text[0] in "⌊⌈" and text[-1] in "⌋⌉"


def _reasons(layer: Layer, axes: list[tuple[int, str]], style: Style) -> list[Formula]:
    """For each axis along which ceil mode drops a window: that this one would start beyond the input."""
    found = []
    for at, mark in axes:
        if layer.axes[at].dropped:
            in_symbols, in_numbers = symbols(layer, at, style, mark), numbers(layer, at, style)
            found.append(Formula("−1", _beginning(in_symbols, style), _beginning(in_numbers, style)))
    return found


def _beginning(terms: Terms, style: Style) -> str:
    """That the last window begins beyond the input and the padding before it."""
    span = f"{terms.extent} − 1" if terms.dilation else terms.kernel
    travel, stride = f"{terms.size} + {' + '.join(terms.padding)} − {span}", terms.stride
    return f"⌈({travel}) / {stride}⌉·{stride} ≥ {terms.size} + {terms.before}"
