"""Layers of public threads and pages, with the sizes and numbers that are right there.

A source is a repository and the number of an issue or pull request, or the address of a page. Where the thread is about
a mistake, the right answer stands here; the tests compute each by another library or by plain loops as well.
"""

from typing import Any, NamedTuple

import numpy as np

from visualize import AvgPool, Conv, ConvTranspose, MaxPool


class Case(NamedTuple):
    """A layer, its output's size, and its numbers where the source has some: input, weight, output."""

    source: str
    layer: Any
    size: tuple[int, ...]
    x: Any = None
    w: Any = None
    output: Any = None


def ones(*shape: int) -> list[Any]:
    found = np.ones(shape, int).tolist()
    assert isinstance(found, list)
    return found


def counted(*shape: int, start: int = 0) -> list[Any]:
    found = np.arange(start, start + np.prod(shape)).reshape(shape).tolist()
    assert isinstance(found, list)
    return found


CS231N = "https://cs231n.github.io/convolutional-networks/"
D2L = "https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html"
D2L_TRANSPOSED = "https://d2l.ai/chapter_computer-vision/transposed-conv.html"
KERAS_MAX = "https://keras.io/2/api/layers/pooling_layers/max_pooling2d"
TENSORFLOW_MAX = "https://tensorflow.org/versions/r2.2/api_docs/python/tf/keras/layers/MaxPool2D"
CHECKERBOARD = "https://distill.pub/2016/deconv-checkerboard/"
TORCH_TRANSPOSED = "https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d"
OUTPUT_PADDING = "tinygrad/tinygrad#875"

SIZES = (
    Case(CS231N, Conv(227, 11, 4), (55, 55)),
    Case(CS231N, Conv(5, 3, 2, 1), (3, 3)),
    Case("cs231n/cs231n.github.io#210", Conv(7, 3), (5, 5)),
    Case("cs231n/cs231n.github.io#210", Conv(7, 3, 2), (3, 3)),
    Case("karpathy/convnetjs#43", Conv(32, 5, 1, 2), (32, 32)),
    Case("ageron/handson-ml#136", Conv(20, 9, 2), (6, 6)),
    Case("d2l-ai/d2l-zh#1345", Conv(5, 3, 2), (2, 2)),
    Case("d2l-ai/d2l-zh#1345", Conv(5, 5), (1, 1)),
    Case(D2L, Conv(8, 3, 1, 1), (8, 8)),
    Case(D2L, Conv(8, (5, 3), 1, (2, 1)), (8, 8)),
    Case(D2L, Conv(8, 3, 2, 1), (4, 4)),
    Case(D2L, Conv(8, (3, 5), (3, 4), (0, 1)), (2, 2)),
    Case("https://heytensor.com/answers/conv2d-output-224x224-kernel-11-stride-4.html", Conv(224, 11, 4, 2), (55, 55)),
    Case("https://jovianlin.io/calculate-the-output-size-of-conv-layer/", Conv(7, 3, 2), (3, 3)),
    Case("https://errorhandle.ai/calculate-the-output-size-in-convolution-layer", Conv(32, 5, 2, 1), (15, 15)),
    Case("jamesmullenbach/caml-mimic#3", Conv((3,), 4, 1, 2), (4,)),
    Case("pytorch/pytorch#6842", MaxPool(25, 2), (12, 12)),
    Case("pytorch/pytorch#6842", MaxPool(25, 2, ceil_mode=True), (13, 13)),
    Case("pytorch/pytorch#50135", MaxPool(5, 4, 4, 2), (2, 2)),
)
CEIL_MODE = (
    Case("pytorch/pytorch#45357", MaxPool((6, 7), 1, 2, ceil_mode=True), (3, 4)),
    Case("pytorch/pytorch#57178", MaxPool(32, 1, 2, ceil_mode=True), (16, 16)),
    Case("pytorch/xla#2583", MaxPool((8, 10), 3, 4, ceil_mode=True), (2, 3)),
    Case("pytorch/xla#2583", MaxPool((5, 6), 1, 2, ceil_mode=True), (3, 3)),
    Case("tracel-ai/burn#5791", MaxPool(5, 2, 2, 1, ceil_mode=True), (3, 3)),
    # WebNN counts 3; PyTorch and ONNX drop a window that would start in the padding after the input.
    Case("webmachinelearning/webnn#935", MaxPool(5, 3, 3, 1, ceil_mode=True), (2, 2)),
    Case(
        "apple/coremltools#2844",
        AvgPool(7, 2, 3, ceil_mode=True),
        (3, 3),
        counted(7, 7),
        None,
        [[4, 7, 9.5], [25, 28, 30.5], [42.5, 45.5, 48]],
    ),
    Case("sonos/tract#2851", AvgPool((5,), 2, ceil_mode=True), (3,), [1, 2, 3, 4, 5], None, [1.5, 3.5, 5]),
    Case("sonos/tract#2851", AvgPool(6, 3, 2, 1, ceil_mode=True), (4, 4)),
    Case(
        "microsoft/onnxruntime#16203",
        AvgPool((9,), 7, 3, 3, ceil_mode=True),
        (4,),
        [2.0903, 4.6493, 1.632, -3.2051, 4.6975, 4.7296, 3.3653, -1.5815, -2.3832],
    ),
)
COUNTED_PADDING = (
    Case("apache/tvm#1144", AvgPool(2, 3, 1, 1), (2, 2), counted(2, 2, start=1), None, [[10 / 9] * 2] * 2),
    Case(
        "apache/tvm#1144",
        AvgPool(2, 3, 1, 1, count_include_pad=False),
        (2, 2),
        counted(2, 2, start=1),
        None,
        [[2.5] * 2] * 2,
    ),
    Case(
        "tensorflow/tensorflow#60509",
        AvgPool(3, 2, 2, "same-upper"),
        (2, 2),
        counted(3, 3, start=1),
        None,
        [[3, 4.5], [7.5, 9]],
    ),
    Case(
        "tensorflow/tensorflow#45579",
        AvgPool(4, 3, 1, "same-upper"),
        (4, 4),
        [[0] * 4, [0] * 4, [0, 1, 0, 0], [0] * 4],
        None,
        [[0] * 4, [1 / 6, 1 / 9, 1 / 9, 0], [1 / 6, 1 / 9, 1 / 9, 0], [1 / 4, 1 / 6, 1 / 6, 0]],
    ),
    Case("mil-tokyo/webdnn#694", AvgPool(3, 3, None, "same-upper"), (1, 1), ones(3, 3), None, [[1]]),
    Case("mil-tokyo/webdnn#694", AvgPool(2, 2, None, "same-upper"), (1, 1)),
)
SAME_PADDING = (
    Case("taehoonlee/tensornets#25", Conv(224, 7, 2, (2, 3, 2, 3)), (112, 112)),
    Case("taehoonlee/tensornets#25", Conv(224, 7, 2, 3), (112, 112)),
    Case("pytorch/pytorch#45667", Conv(224, 7, 2, "same-upper"), (112, 112)),
    Case("vtjeng/MIPVerify.jl#23", Conv(6, 3, 2, "same-upper"), (3, 3)),
    Case("tensorflow/tensorflow#17654", Conv(2, 3, 2, "same-upper"), (1, 1), ones(2, 2), counted(3, 3), [[8]]),
    Case("tensorflow/tensorflow#17654", Conv(1, 3, 2, "same-upper"), (1, 1), ones(1, 1), counted(3, 3), [[4]]),
    Case("pytorch/pytorch#27602", Conv(416, 3, 1, "same-upper"), (416, 416)),
    Case("microsoft/onnxruntime#10086", Conv((500, 224), (5, 6), (10, 2), "same-upper"), (50, 112)),
    Case("keras-team/keras#1092", Conv(28, 2, 1, "same-upper"), (28, 28)),
    Case("apache/mxnet#7895", Conv(8, 4, 1, "same"), (8, 8)),
    Case("tracel-ai/burn#2676", MaxPool(16, 2, 1, "same-upper"), (16, 16)),
    Case(KERAS_MAX, MaxPool(3, 2, 1), (2, 2), counted(3, 3, start=1), None, [[5, 6], [8, 9]]),
    Case(KERAS_MAX, MaxPool((3, 4), 2, 2), (1, 2), counted(3, 4, start=1), None, [[6, 8]]),
    Case(TENSORFLOW_MAX, MaxPool((3, 4), 2, 1), (2, 3), counted(3, 4, start=1), None, [[6, 7, 8], [10, 11, 12]]),
)
TRANSPOSED = (
    Case("pytorch/pytorch#8816", ConvTranspose(1, 3, 2, 1, 1), (2, 2), [[1]], counted(3, 3), [[4, 5], [7, 8]]),
    Case("pytorch/pytorch#25536", ConvTranspose(4, 2, 2, 1, 1), (7, 7), ones(4, 4), [[1, 2], [3, 4]]),
    Case("pytorch/pytorch#14099", ConvTranspose(10, 3, dilation=2), (14, 14)),
    Case(
        "pytorch/pytorch#1565",
        ConvTranspose((6,), 3, 2, 1, 1, 2),
        (14,),
        ones(6),
        ones(3),
        [0, 2, 0, 3, 0, 3, 0, 3, 0, 3, 0, 2, 0, 1],
    ),
    Case(TORCH_TRANSPOSED, Conv(12, 3, 2, 1), (6, 6)),
    Case(TORCH_TRANSPOSED, ConvTranspose(6, 3, 2, 1, 1), (12, 12)),
    Case(OUTPUT_PADDING, Conv((7,), 3, 2, 1, 2), (3,)),
    Case(OUTPUT_PADDING, Conv((8,), 3, 2, 1, 2), (3,)),
    Case(OUTPUT_PADDING, ConvTranspose((3,), 3, 2, 1, 0, 2), (7,)),
    Case(OUTPUT_PADDING, ConvTranspose((3,), 3, 2, 1, 1, 2), (8,)),
    Case("keras-team/keras#10246", ConvTranspose(5, 3, 2, "same-upper"), (10, 10)),
    Case("keras-team/keras#10246", ConvTranspose(5, 3, 2), (11, 11)),
    Case("keras-team/keras#10246", ConvTranspose(5, 3, 2, 1), (9, 9)),
    Case("keras-team/keras#13231", ConvTranspose((46, 62), 16, 8, "same-upper"), (368, 496)),
    Case("keras-team/keras#13776", ConvTranspose((128, 32), 2, 2), (256, 64)),
    Case("keras-team/keras#4997", ConvTranspose(12, 3), (14, 14)),
    Case("keras-team/keras#4997", ConvTranspose(14, 3, 1, 1), (14, 14)),
    Case("mil-tokyo/webdnn#435", ConvTranspose(7, 3, 2, "same-upper"), (14, 14)),
    Case("onnx/keras-onnx#555", ConvTranspose(512, 4, 2, "same-upper"), (1024, 1024)),
    Case(
        "onnx/onnx#2788", ConvTranspose(2, 3, 1, "same-upper"), (2, 2), counted(2, 2, start=2), counted(3, 3, start=2)
    ),
    Case("microsoft/onnxruntime#11927", ConvTranspose(3, 3, 2, "same-upper", 1), (6, 6)),
    Case("microsoft/onnxruntime#2518", ConvTranspose(50, (3, 5), (2, 1), (4, 2), dilation=(3, 1)), (97, 50)),
    Case(D2L_TRANSPOSED, Conv(16, 5, 3, 2), (6, 6)),
    Case(D2L_TRANSPOSED, ConvTranspose(6, 5, 3, 2), (16, 16)),
    Case(D2L_TRANSPOSED, ConvTranspose(2, 2, 1, 1), (1, 1), counted(2, 2), counted(2, 2), [[4]]),
    # How many stamps lie on each cell: unevenly where the stride does not divide the kernel.
    Case("colemiller94/gatedgan#2", ConvTranspose((4,), 3, 2), (9,), ones(4), ones(3), [1, 1, 2, 1, 2, 1, 2, 1, 1]),
    Case("rohitg00/ai-engineering-from-scratch#374", ConvTranspose((4,), 2, 2), (8,), ones(4), ones(2), [1] * 8),
    Case(
        CHECKERBOARD,
        ConvTranspose((4,), 4, 2, 1),
        (8,),
        ones(4),
        ones(4),
        [1, 2, 2, 2, 2, 2, 2, 1],
    ),
)
COLUMN = [[1], [2]]
FIVE_BY_TWO = counted(5, 2)
SCIPY_X, SCIPY_W = [[1, 2, 3], [4, 5, 6], [6, 7, 8]], [[1, 1], [2, 2]]
IMPULSE = [[0] * 5, [0] * 5, [0, 0, 1, 0, 0], [0] * 5, [0] * 5]
MATLAB = [[87, 186, 249, 225], [297, 576, 711, 594], [621, 1116, 1251, 990], [789, 1338, 1455, 1095]]  # of 3 channels


def flipped(w: list[list[int]]) -> list[list[int]]:
    return [row[::-1] for row in w[::-1]]


CORRELATION = (
    Case(
        "pytorch/pytorch#117534",
        Conv((5, 2), (2, 1)),
        (4, 2),
        FIVE_BY_TWO,
        COLUMN,
        [[4, 7], [10, 13], [16, 19], [22, 25]],
    ),
    Case(
        "pytorch/pytorch#117534",
        Conv((5, 2), (2, 1)),
        (4, 2),
        FIVE_BY_TWO,
        flipped(COLUMN),
        [[2, 5], [8, 11], [14, 17], [20, 23]],
    ),
    Case("scipy/scipy#14369", Conv(3, 2), (2, 2), SCIPY_X, flipped(SCIPY_W), [[15, 21], [31, 37]]),
    Case("scipy/scipy#14369", Conv(3, 2), (2, 2), SCIPY_X, SCIPY_W, [[21, 27], [35, 41]]),
    Case(
        "kornia/kornia#2263",
        Conv(5, 3, 1, 1),
        (5, 5),
        IMPULSE,
        counted(3, 3, start=1),
        [[0] * 5, [0, 9, 8, 7, 0], [0, 6, 5, 4, 0], [0, 3, 2, 1, 0], [0] * 5],
    ),
    Case(
        "tensorflow/tensorflow#11864",
        Conv(4, 3, 1, "same"),
        (4, 4),
        counted(4, 4, start=1),
        flipped(counted(3, 3, start=1)),
        [[n // 3 for n in row] for row in MATLAB],
    ),
)
AROUND = [3, 4, 0, 1, 2, 3, 4, 0, 1]  # rows and columns of five, two more repeated at each end
REPEATED_PADDING = (
    Case("pytorch/pytorch#20981", Conv(5, 1, 1, 1, padding_mode="circular"), (7, 7)),
    Case("pytorch/pytorch#37844", Conv((20, 10), 3, 1, (0, 1), padding_mode="circular"), (18, 10)),
    Case("pytorch/pytorch#29712", Conv(5, 3, 1, 1, padding_mode="circular"), (5, 5)),
    Case("pytorch/pytorch#24504", Conv(5, 1, 1, (3, 0, 4, 0), padding_mode="circular"), (8, 9)),
    Case("pytorch/pytorch#24504", Conv(5, 1, 1, (0, 0, 2, 1), padding_mode="circular"), (5, 8)),
    Case(
        "pytorch/pytorch#105749",
        Conv(5, 1, 1, 2, padding_mode="circular"),
        (9, 9),
        counted(5, 5),
        [[1]],
        [[5 * row + column for column in AROUND] for row in AROUND],
    ),
    # A row of two, padded by one at both ends.
    Case("onnx/onnx#7700", Conv((1, 2), 1, 1, (0, 1), padding_mode="reflect"), (1, 4), [[1, 2]], [[1]], [[2, 1, 2, 1]]),
)
KINDS = {
    "sizes": SIZES,
    "ceil_mode": CEIL_MODE,
    "counted padding": COUNTED_PADDING,
    "same padding": SAME_PADDING,
    "transposed": TRANSPOSED,
    "correlation": CORRELATION,
    "repeated padding": REPEATED_PADDING,
}
