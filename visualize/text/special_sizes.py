"""Output-size formulas that are shorter in special cases: stride 1, and padding that keeps the size."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from visualize.operations import Layer
from visualize.text.formulas import Style, Terms


class Case(NamedTuple):
    """When a shorter formula holds, and that formula: each a function of the terms that it is written in."""

    condition: Callable[[Terms], str]
    right_side: Callable[[Terms], str]


def special_cases(layer: Layer, style: Style) -> list[Case]:
    """The special cases that hold along all axes of a layer, the most general first.

    >>> from visualize.operations import Conv
    >>> from visualize.text.formulas import symbols
    >>> layer, style = Conv(8, 3, stride=2, padding=1), Style(True, False, ("⌊", "⌋"))
    >>> terms = symbols(layer, 0, style)
    >>> [(case.condition(terms), case.right_side(terms)) for case in special_cases(layer, style)]
    [('p = k − 1', '⌊(n + s − 1) / s⌋'), ('p = k − 1, s | n', 'n / s')]
    """
    facts = [_Facts.of(layer, at) for at in range(2 - layer.dims, 2)]
    if all(fact.stride == 1 for fact in facts):
        return [] if any(layer.output_padding) else [_stride_one(layer, style, facts)]
    if layer.transposed:
        keeps = all(fact.padding == fact.extent + 1 - fact.stride + fact.extra for fact in facts)
        return [Case(_multiplies, lambda terms: f"{terms.size}·{terms.stride}")] if keeps else []
    return [] if layer.ceil_mode else _divided(style, facts)


class _Facts(NamedTuple):
    """The numbers of one axis; `padding` is that of both sides, `extent` the length of the kernel less one."""

    size: int
    stride: int
    padding: int
    extent: int
    extra: int

    @classmethod
    def of(cls, layer: Layer, at: int) -> "_Facts":
        padding, extent = sum(layer.padding[2 * at : 2 * at + 2]), layer.dilations[at] * (layer.kernel[at] - 1)
        return cls(layer.size[at], layer.strides[at], padding, extent, layer.output_padding[at])

    @property
    def keeps_size(self) -> bool:
        return self.padding == self.extent

    @property
    def divides(self) -> bool:
        return self.size % self.stride == 0

    @property
    def least(self) -> int:
        """The padding of `same` in ONNX and TensorFlow, which cover the input with as little as they can."""
        return (-(-self.size // self.stride) - 1) * self.stride + self.extent + 1 - self.size


def _stride_one(layer: Layer, style: Style, facts: list[_Facts]) -> Case:
    if all(fact.keeps_size for fact in facts):
        return Case(lambda terms: f"{_same(terms)}, {terms.stride} = 1", lambda terms: terms.size)
    padded = any(fact.padding for fact in facts)
    write = _transposed_of_stride_one if layer.transposed else partial(_conv_of_stride_one, style.in_total)
    return Case(partial(_condition_of_stride_one, padded), partial(write, padded))


def _condition_of_stride_one(padded: bool, terms: Terms) -> str:
    one = f"{terms.stride} = 1"
    return one if padded else f"{terms.padding[0].removeprefix('2·')} = 0, {one}"


def _conv_of_stride_one(in_total: bool, padded: bool, terms: Terms) -> str:
    padding = f" + {_total(terms)}" if padded else ""
    span, one = (terms.extent, "") if terms.dilation else (terms.kernel, " + 1")
    if in_total:
        return f"{terms.size} − {span}{padding}{one}"
    return f"{terms.size}{padding} − {span}{one}"


def _transposed_of_stride_one(padded: bool, terms: Terms) -> str:
    padding = f" − {' − '.join(terms.padding)}" if padded else ""
    return f"{terms.size}{padding} + {terms.extent}"


def _divided(style: Style, facts: list[_Facts]) -> list[Case]:
    """The cases in which the output's size is that of the input divided by the stride, rounded up."""
    if not all(fact.keeps_size for fact in facts):
        least = all(fact.padding == fact.least for fact in facts) and any(fact.padding for fact in facts)
        return [Case(_least, lambda terms: f"⌈{terms.size} / {terms.stride}⌉")] if least else []
    found = [Case(_same, partial(_rounded_up, style.in_total))]
    if all(fact.divides for fact in facts):
        condition = lambda terms: f"{_same(terms)}, {terms.stride} | {terms.size}"  # noqa: E731
        found.append(Case(condition, lambda terms: f"{terms.size} / {terms.stride}"))
    return found


def _rounded_up(in_total: bool, terms: Terms) -> str:
    if in_total:
        return f"⌊({terms.size} + {terms.stride} − 1) / {terms.stride}⌋"
    return f"⌊({terms.size} − 1) / {terms.stride}⌋ + 1"


def _total(terms: Terms) -> str:
    return " + ".join(terms.padding)


def _same(terms: Terms) -> str:
    return f"{_total(terms)} = {terms.extent}"


def _span(terms: Terms) -> str:
    return f"{terms.extent} + 1" if terms.dilation else terms.kernel


def _least(terms: Terms) -> str:
    return f"{_total(terms)} = (⌈{terms.size} / {terms.stride}⌉ − 1)·{terms.stride} + {_span(terms)} − {terms.size}"


def _multiplies(terms: Terms) -> str:
    extra = f" + {terms.extra}" if terms.extra else ""
    return f"{_total(terms)} = {_span(terms)} − {terms.stride}{extra}"
