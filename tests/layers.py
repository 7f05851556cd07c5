"""Random layers for hypothesis."""

from typing import Any

from hypothesis import strategies as st

from visualize import Conv


@st.composite
def convs(draw: Any, largest: int = 9, paddings: int = 3) -> Conv:
    """A Conv that fits, each parameter per axis, padding on four sides."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    stride = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    padding = draw(st.tuples(*[st.integers(0, paddings)] * 4))
    sizes = []
    for axis in (0, 1):
        least = dilation[axis] * (kernel[axis] - 1) + 1 - padding[2 * axis] - padding[2 * axis + 1]
        sizes.append(draw(st.integers(max(1, least), max(1, least) + largest - 1)))
    return Conv(tuple(sizes), kernel, stride, padding, dilation)
