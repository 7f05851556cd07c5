"""Output-size formulas with the layer's numbers inserted."""

from visualize.operations import Layer
from visualize.operations.axis import Axis


def output_size_formula(axis: Axis) -> str:
    """The formula of one axis's output size, with numbers (Relationship 6; with dilation Relationship 15).

    >>> output_size_formula(Axis(big=5, kernel=3, stride=2, before=1, after=1))
    '(5 + 2·1 − 3) / 2 + 1 = 3'
    """
    ends = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    span = f"{axis.kernel}" if axis.dilation == 1 else f"{axis.dilation}·({axis.kernel} − 1) − 1"
    quotient = _rounded(f"({axis.big} + {ends} − {span}) / {axis.stride}", axis)
    dropped = " − 1" if axis.dropped else ""
    return f"{quotient} + 1{dropped} = {axis.small}"


def d2l_size_formula(axis: Axis) -> str:
    """The same in the form of Dive into Deep Learning (7.3.2), whose padding is the total of both sides.

    >>> d2l_size_formula(Axis(big=8, kernel=3, stride=2, before=1, after=1))
    '⌊(8 − 3 + 2 + 2) / 2⌋ = 4'
    """
    span = f"{axis.kernel}" if axis.dilation == 1 else f"({axis.dilation}·({axis.kernel} − 1) + 1)"
    quotient = f"({axis.big} − {span} + {axis.before + axis.after} + {axis.stride}) / {axis.stride}"
    dropped = " − 1" if axis.dropped else ""
    return f"{_rounded(quotient, axis)}{dropped} = {axis.small}"


def _rounded(quotient: str, axis: Axis) -> str:
    if (axis.padded - axis.span) % axis.stride == 0:
        return quotient
    return f"⌈{quotient}⌉" if axis.ceil else f"⌊{quotient}⌋"


def transposed_size_formula(layer: Layer, at: int) -> str:
    """The formula for one axis of a transposed convolution (Relationship 14, with PyTorch's output_padding).

    >>> from visualize.operations import ConvTranspose
    >>> transposed_size_formula(ConvTranspose(3, 3, stride=2, padding=1, output_padding=1), 0)
    '(3 − 1)·2 − 2·1 + 3 + 1 = 6'
    """
    before, after = layer.padding[2 * at], layer.padding[2 * at + 1]
    ends = f"2·{before}" if before == after else f"{before} − {after}"
    kernel, dilation, extra = layer.kernel[at], layer.dilations[at], layer.output_padding[at]
    span = f"{kernel}" if dilation == 1 else f"{dilation}·({kernel} − 1) + 1"
    added = f" + {extra}" if extra else ""
    return f"({layer.size[at]} − 1)·{layer.strides[at]} − {ends} + {span}{added} = {layer.out[at]}"


def formulas(layer: Layer, convention: str = "torch") -> tuple[str, ...]:
    """The output-size formula of each axis; for a transposed convolution always PyTorch's.

    >>> from visualize.operations import Conv
    >>> formulas(Conv((5,), 3), "d2l")
    ('(5 − 3 + 0 + 1) / 1 = 3',)
    """
    axes = range(2 - layer.dims, 2)
    if layer.transposed:
        return tuple(transposed_size_formula(layer, at) for at in axes)
    formula = d2l_size_formula if convention == "d2l" else output_size_formula
    return tuple(formula(layer.axes[at]) for at in axes)
