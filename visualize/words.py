"""What is said of an operation: formulas with the numbers in, captions, headings, titles, alt text."""

from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.axis import Axis

NAMES = {
    Conv: "convolution",
    ConvTranspose: "transposed convolution",
    MaxPool: "max pooling",
    AvgPool: "average pooling",
}


def by(size: tuple[int, ...]) -> str:
    """A size in words: 5×7, or 7 for one dimension."""
    return "×".join(map(str, size))


def each(values: tuple[int, ...]) -> str:
    """One number where the axes agree, else both."""
    return str(values[0]) if len(set(values)) == 1 else " by ".join(map(str, values))


def border(operation: Operation) -> str:
    """The padding in as few numbers as it takes."""
    top, bottom, left, right = operation.padding
    if operation.dims == 1:
        return str(left) if left == right else f"{left} left, {right} right"
    if top == bottom and left == right:
        return each((top, left))
    return f"{top} above, {bottom} below, {left} left, {right} right"


def output_size_formula(axis: Axis) -> str:
    """The output size of one axis with the numbers put in (Relationship 6; with dilation Relationship 15).

    >>> output_size_formula(Axis(big=5, kernel=3, stride=2, before=1, after=1))
    '(5 + 2·1 − 3) / 2 + 1 = 3'
    """
    ends = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    span = f"{axis.kernel}" if axis.dilation == 1 else f"{axis.dilation}·({axis.kernel} − 1) − 1"
    quotient = f"({axis.big} + {ends} − {span}) / {axis.stride}"
    if (axis.padded - axis.span) % axis.stride:
        quotient = f"⌈{quotient}⌉" if axis.ceil else f"⌊{quotient}⌋"
    dropped = " − 1" if axis.dropped else ""
    return f"{quotient} + 1{dropped} = {axis.small}"


def transposed_size_formula(operation: ConvTranspose, at: int) -> str:
    """The output size of one axis of a transposed convolution (Relationship 14, with PyTorch's output_padding).

    >>> transposed_size_formula(ConvTranspose(3, 3, stride=2, padding=1, output_padding=1), 0)
    '(3 − 1)·2 − 2·1 + 3 + 1 = 6'
    """
    before, after = operation.padding[2 * at], operation.padding[2 * at + 1]
    ends = f"2·{before}" if before == after else f"{before} − {after}"
    kernel, dilation, extra = operation.kernel[at], operation.dilations[at], operation.output_padding[at]
    span = f"{kernel}" if dilation == 1 else f"{dilation}·({kernel} − 1) + 1"
    added = f" + {extra}" if extra else ""
    return f"({operation.size[at]} − 1)·{operation.strides[at]} − {ends} + {span}{added} = {operation.out[at]}"


def formulas(operation: Operation) -> tuple[str, ...]:
    """The output-size formula of each axis."""
    axes = range(2 - operation.dims, 2)
    if isinstance(operation, ConvTranspose):
        return tuple(transposed_size_formula(operation, at) for at in axes)
    return tuple(output_size_formula(operation.axes[at]) for at in axes)


def caption(operation: Operation) -> tuple[str, ...]:
    """The sizes, the output-size formula once or per axis, and what has to be said of this operation."""
    lines = formulas(operation)
    if len(set(lines)) > 1:
        lines = f"rows: {lines[0]}", f"columns: {lines[1]}"
    return f"{by(operation.input_size)} → {by(operation.output_size)}", *dict.fromkeys(lines), *remarks(operation)


def remarks(operation: Operation) -> tuple[str, ...]:
    """What the picture alone would leave open."""
    said = []
    if isinstance(operation, Conv) and operation.padding_mode != "zeros" and any(operation.padding):
        said.append(f"padding: {operation.padding_mode}")
    if isinstance(operation, ConvTranspose) and any(operation.output_padding):
        said.append("dashed output cells: from output_padding, computed, not zero")
    if isinstance(operation, MaxPool) and any(operation.padding):
        said.append("padding counts as −∞")
    if isinstance(operation, AvgPool) and any(operation.padding):
        counts = "counts" if operation.count_include_pad else "does not count"
        said.append(f"padding {counts} in the average")
    if isinstance(operation, MaxPool | AvgPool) and any(axis.dropped for axis in operation.axes):
        said.append("struck out: a window that would start beyond the input")
    return tuple(said)


def notes(operation: Operation, flip: bool, note: bool) -> tuple[str, ...]:
    """Which of the two things called convolution this is, where it was asked for or is not deep learning's."""
    if flip:
        return ("the kernel is flipped: convolution as mathematics means it",)
    if note and isinstance(operation, Conv):
        return ("deep learning's convolution is cross-correlation: the kernel is not flipped",)
    return ()


def headings(operation: Operation, flipped: bool = False) -> dict[str, str]:
    """A heading for each grid: what it is and its size without padding."""
    sizes = {"input": operation.input_size, "kernel": operation.kernel_size, "output": operation.output_size}
    said = {grid: f"{grid} {by(size)}" for grid, size in sizes.items()}
    return said | {"kernel": said["kernel"] + ", flipped"} if flipped else said


def title(operation: Operation) -> str:
    """A few words for a tooltip or a heading."""
    return f"{NAMES[type(operation)].capitalize()} {by(operation.input_size)} → {by(operation.output_size)}"


def description(operation: Operation, steps: int, unread: int) -> str:
    """One sentence for those who cannot see the picture."""
    subject = {
        Conv: "kernel",
        ConvTranspose: "kernel of a transposed convolution",
        MaxPool: "window of max pooling",
        AvgPool: "window of average pooling",
    }[type(operation)]
    left_out = f" {unread} cells of the drawn input are never read." if unread else ""
    extra = ""
    if isinstance(operation, ConvTranspose) and any(operation.output_padding):
        extra = f", output padding {each(public_pair(operation))}"
    if isinstance(operation, Conv) and operation.padding_mode != "zeros":
        extra = f", padding mode {operation.padding_mode}"
    return (
        f"A {by(operation.kernel_size)} {subject} slides over a {by(operation.input_size)} input with padding "
        f"{border(operation)}, stride {each(operation.stride)}, dilation {each(operation.dilation)}{extra}, and fills "
        f"the {by(operation.output_size)} output cell by cell in {steps} steps.{left_out}"
    )


def public_pair(operation: ConvTranspose) -> tuple[int, ...]:
    """The output padding as a user gave it."""
    return operation.output_padding[2 - operation.dims :]
