"""What is true of a layer, by plain loops over its parameters; what figures say is compared with it."""

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from tests.loops import conv_size, pooled, stamps, transposed_gather


@dataclass(frozen=True)
class AxisFacts:
    """One axis: its parameters, the kinds of the drawn cells, and the cells under the taps of each window or stamp."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    extra: int
    dilation: int
    kinds: list[str]
    taps: list[list[int]]
    out: int
    dropped_start: int | None = None

    @property
    def span(self) -> int:
        return max(self.taps[0]) - min(self.taps[0]) + 1

    @property
    def covered(self) -> set[int]:
        return {cell for window in self.taps for cell in window}

    @property
    def gap(self) -> int:
        """Cells between two windows, or stamps, that neither reaches over."""
        return max([0, *(min(b) - max(a) - 1 for a, b in zip(self.taps, self.taps[1:], strict=False))])

    @property
    def border(self) -> tuple[int, int]:
        """What a transposed layer puts before and after its input, below zero what it cuts off."""
        reach = self.dilation * (self.kernel - 1)
        return reach - self.before, reach - self.after + self.extra

    @property
    def between(self) -> int:
        """Zeros between two neighbouring input cells, counted in the drawn row."""
        places = [at for at, kind in enumerate(self.kinds) if kind == "input"]
        return places[1] - places[0] - 1 if len(places) > 1 else 0


def axis_facts(op: Any, at: int, reading: str) -> AxisFacts:
    """The facts of an axis, 0 for rows and 1 for columns, which a layer of one dimension has alone."""
    own = at - (2 - len(op.input_size))
    size, kernel, stride, dilation = (one[own] for one in (op.input_size, op.kernel_size, op.stride, op.dilation))
    before, after, extra = op.padding[2 * at], op.padding[2 * at + 1], op.output_padding[at]
    dropped = None
    if op.name == "conv_transpose":
        loop = stamps if reading == "scatter" else transposed_gather
        found = loop(size, kernel, stride, before, after, extra, dilation)
        out = (size - 1) * stride + dilation * (kernel - 1) + 1 - before - after + extra
    elif op.name == "conv":
        count = conv_size(size, kernel, stride, before, after, dilation)
        taps = [[start * stride + tap * dilation for tap in range(kernel)] for start in range(count)]
        found, out = {"kinds": ["padding"] * before + ["input"] * size + ["padding"] * after, "taps": taps}, count
    else:
        found = pooled(size, kernel, stride, before, after, dilation, op.ceil_mode)
        out, end = len(found["taps"]), found["taps"][-1][-1] + 1
        if op.ceil_mode and end < before + size + after:
            dropped = out * stride
            assert dropped >= before + size
    return AxisFacts(size, kernel, stride, before, after, extra, dilation, found["kinds"], found["taps"], out, dropped)


@dataclass(frozen=True)
class LayerFacts:
    """A layer and its reading."""

    op: Any
    reading: str = "gather"
    flip: bool = False
    note: bool = False
    bias: int = 0

    @property
    def dims(self) -> int:
        return len(self.op.input_size)

    @cached_property
    def axes(self) -> list[AxisFacts]:
        """Of rows and columns, or of columns alone."""
        return [axis_facts(self.op, at, self.reading) for at in range(2 - self.dims, 2)]

    @property
    def weighted(self) -> bool:
        return self.op.name.startswith("conv")

    @property
    def transposed(self) -> bool:
        return self.op.name == "conv_transpose"

    @property
    def steps(self) -> int:
        return prod(len(axis.taps) for axis in self.axes)

    @property
    def uncovered(self) -> int:
        if self.reading == "scatter":
            return 0
        return prod(len(axis.kinds) for axis in self.axes) - prod(len(axis.covered) for axis in self.axes)

    @property
    def unstamped(self) -> int:
        """Cells of the full output that no stamp reaches."""
        if self.reading != "scatter":
            return 0
        return prod(len(axis.kinds) for axis in self.axes) - prod(len(axis.covered) for axis in self.axes)

    @property
    def lost(self) -> int:
        """Cells of the input among them."""
        if self.reading == "scatter":
            return 0
        inputs = [{at for at, kind in enumerate(axis.kinds) if kind == "input"} for axis in self.axes]
        read = [mine & axis.covered for mine, axis in zip(inputs, self.axes, strict=True)]
        return prod(map(len, inputs)) - prod(map(len, read))

    def each(self, name: str) -> tuple[Any, ...]:
        """An attribute of every axis."""
        return tuple(getattr(axis, name) for axis in self.axes)

    def sides(self) -> tuple[int, ...]:
        """The padding before and after, axis by axis."""
        return tuple(side for axis in self.axes for side in (axis.before, axis.after))

    def remarks(self) -> dict[str, Any]:
        """What the lines below the picture have to say, by the names of the grammar."""
        found: dict[str, Any] = {}
        if max(self.each("dilation")) > 1:
            found["effective"] = self.each("dilation"), self.noun, self.each("span")
        if self.uncovered > self.lost:
            found["hatched"] = ()
        if self.lost:
            found["lost"] = ()
        if self.unstamped:
            found["unstamped"] = ()
        if any(self.each("gap")) and not (self.transposed and self.reading == "gather"):
            dilated = max(self.each("dilation")) > 1
            found["unreached" if self.reading == "scatter" else "skipped"] = dilated, self.noun, self.each("gap")
        if any(self.each("extra")):
            found["computed"] = ()
        return found | self._conv() | self._pool() | self._gathered() | self._scattered()

    @property
    def noun(self) -> str:
        return "kernel" if self.weighted else "window"

    def _conv(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if not self.transposed and max(self.each("stride")) == 1 and max(self.each("span")) > 1:
            # From the first to the last place where kernel and input have a cell in common.
            if self.weighted and all(len(a.taps) == a.size + a.span - 1 and a.before == a.span - 1 for a in self.axes):
                found["full padding"] = ()
            elif self.each("out") == self.each("size"):
                found["same padding"] = ()
        if self.op.padding_mode != "zeros" and any(self.sides()):
            found["padding mode"] = (self.op.padding_mode,)
        if self.flip:
            found["flip note"] = (self.dims,)
        elif self.note:
            found["note"] = ()
        return found

    def _pool(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.weighted:
            return found
        if any(self.sides()):
            counts = "counts" if self.op.count_include_pad else "does not count"
            found["minus infinity" if self.op.name == "max_pool" else counts] = ()
        over = [axis for axis in self.axes if "overhang" in axis.kinds]
        if over:
            found["overhang" if all(axis.after for axis in over) else "overhang input"] = ()
            if self.op.name == "avg_pool":
                padded = self.op.count_include_pad and any(self.sides())
                found["divisor padded" if padded else "divisor input"] = ()
        gone = [axis for axis in self.axes if axis.dropped_start is not None]
        if gone:
            inside = all(axis.dropped_start < axis.before + axis.size + axis.after for axis in gone)
            found["dropped" if inside else "dropped beyond"] = ()
        return found

    def _gathered(self) -> dict[str, Any]:
        if not self.transposed or self.reading == "scatter":
            return {}
        border = tuple(side for axis in self.axes for side in axis.border)
        for axis in self.axes:  # what is drawn is what is said
            outer = [kind == "padding" for kind in axis.kinds]
            assert outer.count(True) == max(0, axis.border[0]) + max(0, axis.border[1])
        found: dict[str, Any] = {}
        if any(border) or any(self.sides()):
            found["border"] = max(self.each("dilation")) > 1, border, any(self.each("extra"))
        between = tuple(axis.between for axis in self.axes if axis.size > 1)
        if any(between):
            found["between"] = between[:1] if len(set(between)) == 1 else between
        return found

    def _scattered(self) -> dict[str, Any]:
        if self.reading != "scatter":
            return {}
        cropped = [axis.kinds[end] == "cropped" for axis in self.axes for end in (0, -1)]
        found: dict[str, Any] = {}
        if any(cropped):
            found["cropped" if self.dims == 2 and all(cropped) else "cropped sides"] = ()
        return found | ({"begins": (self.bias,)} if self.bias else {})
