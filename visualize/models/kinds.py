"""What is known of the layers of torch.nn by their names, and of the functions that do the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visualize.operations.torch import KINDS

# Layers that leave each cell at its place; some combine the channels there.
CELLWISE = frozenset(
    (
        *("BatchNorm1d", "BatchNorm2d", "Identity", "ChannelShuffle", "LocalResponseNorm"),
        *("AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "FeatureAlphaDropout"),
        *(
            "CELU",
            "ELU",
            "GELU",
            "Hardshrink",
            "Hardsigmoid",
            "Hardswish",
            "Hardtanh",
            "LeakyReLU",
            "LogSigmoid",
            "Mish",
        ),
        *("PReLU", "RReLU", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softplus", "Softshrink", "Softsign", "Tanh"),
        *("Tanhshrink", "Threshold", "LogSoftmax", "Softmax", "Softmax2d", "Softmin"),
    )
)
# Those of them that share something out: over which axis, their `dim` tells.
SHARING = frozenset(("LogSoftmax", "Softmax", "Softmin"))
# Layers each of whose cells depends on all cells.
WHOLE = frozenset(("Linear", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "LayerNorm"))
FLAT = "Flatten"
PADDINGS = frozenset(
    f"{kind}Pad{dims}d" for kind in ("Zero", "Constant", "Reflection", "Replication", "Circular") for dims in (1, 2)
)
ADAPTIVE = frozenset(f"Adaptive{kind}Pool{dims}d" for kind in ("Avg", "Max") for dims in (1, 2))
UPSAMPLING = frozenset(("Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d"))
LAYERS = frozenset(KINDS) | CELLWISE | WHOLE | PADDINGS | ADAPTIVE | UPSAMPLING | {FLAT}
# A few of them, for messages.
SHOWN = ("Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "BatchNorm2d", "ReLU", "Upsample", "Flatten", "Linear")

# The parameters of functions after the input, in their order; without one a function's layer has no geometry.
_POOL = ("kernel_size", "stride", "padding")
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    **{f"MaxPool{dims}d": (*_POOL, "dilation", "ceil_mode") for dims in (1, 2)},
    "AvgPool1d": (*_POOL, "ceil_mode", "count_include_pad"),
    "AvgPool2d": (*_POOL, "ceil_mode", "count_include_pad", "divisor_override"),
    **dict.fromkeys(ADAPTIVE, ("output_size",)),
    "PixelShuffle": ("upscale_factor",),
    "PixelUnshuffle": ("downscale_factor",),
}
_BY_FUNCTION = {name.lower(): name for name in (*CELLWISE, *PARAMETERS)}
RESHAPING = frozenset(("flatten", "view", "reshape", "squeeze", "unsqueeze"))
# Functions that give the same cells, or each cell a number of its own, and are no layers.
PASSING = frozenset(
    (
        *("add", "add_", "sub", "sub_", "rsub", "__rsub__", "mul", "mul_", "div", "div_", "neg", "clamp", "clamp_"),
        *("to", "float", "double", "half", "type_as", "contiguous", "clone", "detach"),
    )
)


def layer_of_function(name: str) -> str | None:
    """The name of the layer that does what a function of torch does.

    >>> layer_of_function("leaky_relu"), layer_of_function("relu_"), layer_of_function("cat")
    ('LeakyReLU', 'ReLU', None)
    """
    return _BY_FUNCTION.get(name.replace("_", ""))


def kind_of(module: Any, library: Any) -> str | None:
    """The name of the layer of torch.nn that a module is; None if it does something else, or is none of these.

    A class derived from one of them that calls otherwise is looked into.
    """
    for base in type(module).__mro__:
        known = getattr(library, base.__name__, None)
        if base is known and base.__name__ in LAYERS:
            return base.__name__ if type(module).forward is base.forward else None
    return None
