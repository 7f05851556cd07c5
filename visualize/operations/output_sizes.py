"""The padding and output_padding with which a transposed convolution reaches an output size."""

from collections.abc import Iterator
from typing import NamedTuple

from visualize.errors import VisualizeError, invalid, unsupported
from visualize.operations.arrays import Pair
from visualize.operations.parameters import Padding, Sides, public, sides

MOST_LISTED = 6


class Reach(NamedTuple):
    """One axis of a transposed convolution before its padding crops it.

    >>> Reach(size=3, span=3, stride=2).full
    7
    """

    size: int
    span: int
    stride: int

    @property
    def full(self) -> int:
        """The length of all stamps together."""
        return (self.size - 1) * self.stride + self.span

    def padding(self, wanted: int) -> tuple[int, int] | None:
        """The smallest padding of each side, and the output_padding, that give a length; None if none do.

        As in PyTorch's ConvTranspose2d, whose forward takes an output_size, output_padding is less than the stride.

        >>> Reach(3, 3, 2).padding(6), Reach(3, 3, 2).padding(8), Reach(3, 3, 1).padding(4)
        ((1, 1), (0, 1), None)
        """
        both = max(0, -(-(self.full - wanted) // 2))
        extra = wanted - self.full + 2 * both
        return (both, extra) if wanted > 0 and extra < self.stride else None

    def extra(self, wanted: int, before: int, after: int) -> int | None:
        """The output_padding that gives a length with this padding; None if none does.

        >>> Reach(3, 3, 2).extra(6, 1, 1), Reach(3, 3, 2).extra(7, 1, 1)
        (1, None)
        """
        found = wanted - self.full + before + after
        return found if 0 <= found < self.stride else None

    def lengths(self) -> Iterator[int]:
        """All lengths that some padding gives, the longest first."""
        return (one for one in range(self.full + self.stride - 1, 0, -1) if self.padding(one))


def found_padding(axes: tuple[Reach, Reach], wanted: Pair, dims: int) -> tuple[Sides, Pair]:
    """The smallest padding and the output_padding of an output size.

    >>> found_padding((Reach(3, 3, 2), Reach(3, 3, 2)), (6, 5), dims=2)
    ((1, 1, 1, 1), (1, 0))
    """
    found = [axis.padding(length) for axis, length in zip(axes, wanted, strict=True)]
    rows, columns = found if dims == 2 else ((0, 0), found[1])
    if rows is None or columns is None:
        axis = axes[0] if rows is None else axes[1]
        raise _unreachable(wanted, dims, _listed(axis))
    return (rows[0], rows[0], columns[0], columns[0]), (rows[1], columns[1])


def found_extra(axes: tuple[Reach, Reach], wanted: Pair, padding: Sides, dims: int) -> Pair:
    """The output_padding with which a given padding reaches an output size.

    >>> found_extra((Reach(3, 3, 2), Reach(3, 3, 2)), (6, 5), (1, 1, 1, 1), dims=2)
    (1, 0)
    """
    ends = (padding[:2], padding[2:])
    found = [axis.extra(length, *end) for axis, length, end in zip(axes, wanted, ends, strict=True)]
    rows, columns = found if dims == 2 else (0, found[1])
    if rows is None or columns is None:
        at = 0 if rows is None else 1
        shortest = axes[at].full - sum(ends[at])
        longest = shortest + axes[at].stride - 1
        reach = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
        raise _unreachable(wanted, dims, f"with padding {_joined(ends[at])} reachable are {reach}")
    return rows, columns


def reaching(
    wanted: Pair, numbers: tuple[Pair, ...], padding: Padding | None, extra: Pair, dims: int
) -> tuple[Sides, Pair]:
    """The padding, unless it is given, and the output_padding of an output size, rows before columns.

    `numbers` are the pairs input size, kernel size, stride, dilation.

    >>> reaching((6, 6), ((3, 3), (3, 3), (2, 2), (1, 1)), None, (0, 0), dims=2)
    ((1, 1, 1, 1), (1, 1))
    """
    if any(extra):
        raise unsupported("output_padding", max(extra), "it follows from output_size; leave one of them out")
    size, kernel, strides, dilations = numbers
    rows, columns = (Reach(size[at], dilations[at] * (kernel[at] - 1) + 1, strides[at]) for at in (0, 1))
    if padding is None:
        return found_padding((rows, columns), wanted, dims)
    border = sides(padding, dims, size, kernel, strides, dilations, ("valid",))
    return border, found_extra((rows, columns), wanted, border, dims)


def _joined(ends: tuple[int, ...]) -> str:
    return str(ends[0]) if len(set(ends)) == 1 else " and ".join(map(str, ends))


def _listed(axis: Reach) -> str:
    """The lengths that can be reached: a range, or with stride 1 every second one."""
    longest = axis.full + axis.stride - 1
    if axis.stride > 1:
        return f"reachable are 1 to {longest}"
    some = [str(one) for one, _ in zip(axis.lengths(), range(MOST_LISTED + 1), strict=False)]
    more = ", ... (every second one)" if len(some) > MOST_LISTED else ""
    return f"with stride 1 reachable are {', '.join(some[:MOST_LISTED])}{more}"


def _unreachable(wanted: Pair, dims: int, reach: str) -> VisualizeError:
    sizes = public(wanted, dims)
    text = str(sizes[0]) if len(set(sizes)) == 1 else "x".join(map(str, sizes))
    return invalid("output_size", text, reach)
