"""Random layers of every kind for hypothesis: as PyTorch takes them, right or wrong, and as ours, always right."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

import visualize as vz

KINDS = ("Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d", "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d")
MODES = ("zeros", "reflect", "replicate", "circular")
OURS = {"Conv": vz.Conv, "ConvTranspose": vz.ConvTranspose, "MaxPool": vz.MaxPool, "AvgPool": vz.AvgPool}


@dataclass(frozen=True)
class Layer:
    """A class of torch.nn with its parameters, and an input for it."""

    kind: str
    size: tuple[int, ...]
    given: tuple[tuple[str, Any], ...]
    bias: bool
    seed: int

    @property
    def dims(self) -> int:
        return int(self.kind[-2])

    @property
    def weighted(self) -> bool:
        return "Conv" in self.kind

    @property
    def in_our_own_form(self) -> bool:
        """Sides of their own, and one number in a tuple for both axes of a kernel: ours take them, layers do not."""
        given = dict(self.given)
        kernel, padding = given["kernel_size"], given["padding"]
        sides = isinstance(padding, tuple) and len(padding) == 2 * self.dims
        return sides or (self.weighted and self.dims == 2 and isinstance(kernel, tuple) and len(kernel) == 1)

    def operation(self) -> Any:
        """Ours, by the same parameters; raises VisualizeError."""
        return OURS[self.kind[:-2]](self.size, **dict(self.given))


@st.composite
def layers(draw: Any, kind: str) -> Layer:
    """Parameters as PyTorch takes them, one in four with numbers that hardly any layer takes."""
    dims, wild = int(kind[-2]), draw(st.integers(0, 3)) == 0

    def numbers(low: int, high: int, odd: tuple[int, ...]) -> Any:
        one = st.integers(low, high)
        if wild:
            one = one | st.sampled_from(odd)
        forms = [one, st.tuples(*[one] * dims)]
        if wild and draw(st.integers(0, 7)) == 0:
            forms = [st.tuples(*[one] * draw(st.sampled_from((1, 2, 3, 4))))]
        return draw(st.one_of(*forms))

    pool = "Pool" in kind
    kernel = numbers(1, 4, (0, -1, 9))
    half = (min(kernel) if isinstance(kernel, tuple) else kernel) // 2
    given = {
        "kernel_size": kernel,
        "padding": numbers(0, max(0, half) if pool and draw(st.integers(0, 5)) else 2, (-1, 2, 3, 4)),
    }
    if not pool or draw(st.booleans()):
        given["stride"] = numbers(1, 4, (0, -1))
    if not kind.startswith("Avg") and draw(st.booleans()):
        given["dilation"] = numbers(1, 3, (0, -1))
    if kind.startswith("ConvTranspose"):
        given["output_padding"] = numbers(0, 1, (-1, 2, 3))
    elif kind.startswith("Conv"):
        # A mode's padding goes by F.pad, which takes one number in a tuple for the columns alone, and cuts the input
        # by a negative one, where Conv2d itself calls it unsupported, and so do we.
        sides = given["padding"] if isinstance(given["padding"], tuple) else (given["padding"],) * dims
        plain = len(sides) == dims and min(sides) >= 0
        given["padding_mode"] = draw(st.sampled_from(MODES)) if plain else "zeros"
        if draw(st.integers(0, 9)) == 0:
            given["padding"] = draw(st.sampled_from(("same", "valid")))
    else:
        given["ceil_mode"] = draw(st.booleans())
        if kind.startswith("Avg"):
            given["count_include_pad"] = draw(st.booleans())
    size = draw(st.tuples(*[st.integers(1, 12)] * dims))
    return Layer(kind, size, tuple(given.items()), draw(st.booleans()), draw(st.integers(0, 10**6)))


@st.composite
def operations(draw: Any, names: tuple[str, ...] = tuple(OURS), modes: tuple[str, ...] = MODES) -> Any:
    """One of ours that holds, each parameter per axis, the padding on every side its own."""
    name, dims = draw(st.sampled_from(names)), draw(st.sampled_from((1, 2)))
    pool, even = name.endswith("Pool"), draw(st.booleans())
    size, kernel, stride, dilation, ends, extra = [], [], [], [], [], []
    mode = draw(st.sampled_from(modes)) if name == "Conv" else "zeros"
    for _ in range(dims):
        kernel.append(draw(st.integers(1, 4)))
        stride.append(draw(st.integers(1, 4)))
        dilation.append(1 if name == "AvgPool" else draw(st.integers(1, 3)))
        span = dilation[-1] * (kernel[-1] - 1) + 1
        side = st.integers(0, kernel[-1] // 2 if pool else 3)
        before = draw(side)
        after = before if even else draw(side)
        extra.append(draw(st.integers(0, max(stride[-1], dilation[-1]) - 1)))
        least = span - before - after
        if mode != "zeros":
            least = max(least, before + 1, after + 1)
        if name == "ConvTranspose":
            least = 1 + -(-max(0, before + after + 1 - span) // stride[-1])
        least = max(1, least)
        size.append(draw(st.integers(least, least + 7)))
        ends += [before, after]
    given: dict[str, Any] = {"kernel_size": tuple(kernel), "stride": tuple(stride), "padding": tuple(ends)}
    if name != "AvgPool":
        given["dilation"] = tuple(dilation)
    if name == "Conv":
        given["padding_mode"] = mode
    if name == "ConvTranspose":
        given["output_padding"] = tuple(extra)
    if pool:
        given["ceil_mode"] = draw(st.booleans())
    if name == "AvgPool":
        given["count_include_pad"] = draw(st.booleans())
    return OURS[name](tuple(size), **given)


COUNTS = ("in_channels", "out_channels", "groups")


@st.composite
def counts(draw: Any, name: str) -> dict[str, int]:
    """Channels in, channels out, groups; of a pool the channels alone."""
    if name.endswith("Pool"):
        return {"in_channels": draw(st.integers(1, 5))}
    groups = draw(st.integers(1, 3))
    numbers = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3)), groups
    return dict(zip(COUNTS, numbers, strict=True))


@st.composite
def of_channels(draw: Any, names: tuple[str, ...] = tuple(OURS)) -> Any:
    """One of ours that holds, with channels, filters and groups."""
    op = draw(operations(names=names))
    return type(op)(**(op.arguments() | draw(counts(type(op).__name__))))


def whole(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Whole numbers as float32: sums of a few hundred products of them are exact."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float32)


def unweighted(op: Any) -> Any:
    """The same layer without its weights and its bias, which `from_layer` takes along."""
    return type(op)(**{name: value for name, value in op.arguments().items() if name not in ("weight", "bias")})
