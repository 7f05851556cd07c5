"""The named figures: names, flags, and descriptions in English and Chinese.

The animations have the names under which Dumoulin & Visin published them, the d2l figures those of Dive into Deep
Learning; the names of the lecture's four layers are ours.
"""

from typing import NamedTuple

from visualize.choices import LANGUAGES
from visualize.validate import one_of


class Named(NamedTuple):
    """A named figure: the flags that draw it, its description in each language, and the steps of the book's still."""

    name: str
    flags: tuple[str, ...]
    descriptions: tuple[str, ...]
    still: str = ""


def _named(name: str, flags: str, english: str, chinese: str, *values: str) -> Named:
    return Named(name, (*flags.split(), *values), (english, chinese), _STILLS.get(name, ""))


_X = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"
_WEIGHTED = ("--input", _X, "--kernel", "0 1 2; 2 2 0; 0 1 2")
_D2L = ("--input", "arange", "--kernel", "arange")
# The book's example of a transposed convolution as the transpose of a matrix.
_OF_W = ("--kernel", "1 2; 3 4")
_BOOK = "--theme d2l --convention d2l"

# What the figures of the book, which do not move, show at once; for --show.
_STILLS = {
    "d2l-correlation": "0",
    "d2l-conv-pad": "0",
    "d2l-conv-stride": "1,2",
    "d2l-conv-multi-in": "0",
    "d2l-conv-1x1": "0",
    "d2l-pooling": "0",
    "d2l-trans-conv": "0",
    "d2l-trans-conv-stride2": "0",
}

# The layer of the animation in the notes of Stanford's CS231n, with numbers of our own.
_CS231N = (
    "--input",
    "0 1 0 2 1; 0 0 1 0 1; 2 1 2 1 2; 0 1 2 2 0; 2 1 1 2 0"
    " | 0 0 0 0 2; 0 1 0 0 1; 2 2 1 2 2; 1 2 1 1 2; 0 2 0 2 1"
    " | 0 1 1 2 0; 2 0 1 2 1; 1 1 2 1 2; 2 1 2 1 1; 2 1 1 0 1",
    "--kernel",
    "1 0 0; 1 1 0; 0 1 1 | 0 1 0; 1 1 0; -1 1 1 | 0 0 0; 0 1 1; 1 -1 -1"
    " || 0 1 1; 0 1 0; 0 -1 0 | 0 -1 -1; -1 1 0; -1 0 1 | -1 -1 -1; 0 0 1; 0 0 0",
    "--bias",
    "1,0",
)

# Of the two readings of a transposed convolution the one that stamps comes first, as it is the easier to understand.
FIGURES = (
    _named("no_padding_no_strides", "--i 4 --k 3", "no padding, stride 1", "无填充，步幅1"),
    _named("arbitrary_padding_no_strides", "--i 5 --k 4 --p 2", "padding 2, stride 1", "填充2，步幅1"),
    _named(
        "same_padding_no_strides",
        "--i 5 --k 3 --p 1",
        'half ("same") padding keeps the size',
        "same（半）填充：输入输出同大小",
    ),
    _named("full_padding_no_strides", "--i 5 --k 3 --p 2", "full padding", "全填充（full）"),
    _named("no_padding_strides", "--i 5 --k 3 --s 2", "no padding, stride 2", "无填充，步幅2"),
    _named("padding_strides", "--i 5 --k 3 --p 1 --s 2", "padding 1, stride 2", "填充1，步幅2"),
    _named(
        "padding_strides_odd",
        "--i 6 --k 3 --p 1 --s 2",
        "stride that does not divide evenly: last row and column unread",
        "步幅除不尽：末行末列（填充）未被覆盖",
    ),
    _named("dilation", "--i 7 --k 3 --d 2", "dilation 2: effective kernel size 5×5", "扩张卷积（空洞卷积），扩张率2"),
    _named("numerical_no_padding_no_strides", "--i 5", "with numbers: no padding", "带数值：无填充", *_WEIGHTED),
    _named(
        "numerical_padding_strides",
        "--i 5 --p 1 --s 2",
        "with numbers: padding and stride",
        "带数值：填充与步幅",
        *_WEIGHTED,
    ),
    _named(
        "numerical_average_pooling",
        "--op avg-pool --k 3 --s 1",
        "with numbers: average pooling",
        "带数值：平均汇聚（平均池化）",
        "--input",
        _X,
    ),
    _named(
        "numerical_max_pooling",
        "--op max-pool --k 3 --s 1",
        "with numbers: max pooling",
        "带数值：最大汇聚（最大池化）",
        "--input",
        _X,
    ),
    _named("d2l-correlation", f"--i 3 --k 2 {_BOOK}", "cross-correlation", "互相关运算", *_D2L),
    _named("d2l-conv-pad", f"--i 3 --k 2 --p 1 {_BOOK}", "cross-correlation with padding", "带填充的互相关", *_D2L),
    _named(
        "d2l-conv-stride",
        f"--i 3 --k 2 --p 1 --s 3,2 {_BOOK}",
        "vertical stride 3, horizontal stride 2",
        "垂直步幅3，水平步幅2",
        *_D2L,
    ),
    _named(
        "d2l-conv-multi-in",
        f"--k 2 {_BOOK}",
        "two input channels: a kernel for each, whose sums are added",
        "多输入通道：每个通道各有一个核，结果相加",
        "--input",
        "0 1 2; 3 4 5; 6 7 8 | 1 2 3; 4 5 6; 7 8 9",
        "--kernel",
        "0 1; 2 3 | 1 2; 3 4",
    ),
    _named(
        "d2l-conv-1x1",
        f"--i 3 --k 1 --in-channels 3 --out-channels 2 {_BOOK}",
        "1×1 kernels, three input channels, two output channels",
        "1×1卷积层：3个输入通道，2个输出通道",
        *_D2L,
    ),
    _named(
        "d2l-pooling",
        f"--op max-pool --i 3 --k 2 --s 1 {_BOOK}",
        "max pooling",
        "最大汇聚（最大池化）",
        "--input",
        "arange",
    ),
    _named(
        "d2l-trans-conv",
        f"--transposed --i 2 --k 2 --reading scatter --parts {_BOOK}",
        "transposed convolution: each input cell adds the scaled kernel, stamp by stamp",
        "转置卷积：每个输入元素乘以卷积核，逐项累加",
        *_D2L,
    ),
    _named(
        "d2l-trans-conv-stride2",
        f"--transposed --i 2 --k 2 --s 2 --reading scatter --parts {_BOOK}",
        "transposed convolution, stride 2",
        "转置卷积，步幅2",
        *_D2L,
    ),
    _named(
        "im2col",
        "--i 3 --k 2 --reading matrix --input arange",
        "im2col: the windows as rows of a matrix, times the kernel",
        "im2col：各窗口展开为矩阵的行，与卷积核相乘",
        *_OF_W,
    ),
    _named(
        "d2l-conv-matrix",
        f"--i 3 --k 2 --reading sparse-matrix --input arange {_BOOK}",
        "convolution as a product with a sparse 4×9 matrix",
        "卷积写成与4×9稀疏矩阵的乘法",
        *_OF_W,
    ),
    _named(
        "d2l-trans-conv-matrix",
        f"--transposed --i 2 --k 2 --reading matrix {_BOOK}",
        "transposed convolution as a product with the transpose of that matrix",
        "转置卷积写成与该矩阵的转置的乘法",
        "--input",
        "27 37; 57 67",
        *_OF_W,
    ),
    _named(
        "no_padding_no_strides_transposed",
        "--transposed --i 2 --k 3",
        "transposed convolution: 2×2 → 4×4",
        "转置卷积：2×2 → 4×4",
    ),
    _named(
        "arbitrary_padding_no_strides_transposed",
        "--transposed --i 6 --k 4 --p 2",
        "transposed convolution: padding 2",
        "转置卷积：填充2",
    ),
    _named(
        "same_padding_no_strides_transposed",
        "--transposed --i 5 --k 3 --p 1",
        'transposed convolution: half ("same") padding keeps the size',
        "转置卷积：same（半）填充，输入输出同大小",
    ),
    _named(
        "full_padding_no_strides_transposed",
        "--transposed --i 7 --k 3 --p 2",
        "transposed convolution: full padding",
        "转置卷积：全填充（full）",
    ),
    _named(
        "no_padding_strides_transposed",
        "--transposed --i 2 --k 3 --s 2",
        "transposed convolution: stride 2",
        "转置卷积：步幅2",
    ),
    _named(
        "padding_strides_transposed",
        "--transposed --i 3 --k 3 --p 1 --s 2",
        "transposed convolution: padding 1, stride 2",
        "转置卷积：填充1，步幅2",
    ),
    _named(
        "padding_strides_odd_transposed",
        "--transposed --i 3 --k 3 --p 1 --s 2 --output-padding 1",
        "transposed convolution: output_padding adds a row and a column",
        "转置卷积：output_padding 使输出多一行一列",
    ),
    _named(
        "cs231n-conv",
        "--i 5 --k 3 --p 1 --s 2 --in-channels 3 --out-channels 2",
        "three input channels, two filters with a bias each",
        "3个输入通道，2个卷积核，各有偏置",
        *_CS231N,
    ),
    _named(
        "depthwise",
        "--i 5 --k 3 --in-channels 3 --depthwise",
        "depthwise: each channel has a kernel of its own, nothing is added up",
        "逐通道卷积（深度卷积）：每个通道各用一个核，互不相加",
    ),
    _named(
        "grouped",
        "--i 5 --k 3 --in-channels 4 --out-channels 4 --groups 2",
        "two groups: each filter reads the channels of its group only",
        "分组卷积：2组，每个卷积核只读取本组的通道",
    ),
    _named(
        "pixel-shuffle",
        "--op pixel-shuffle --factor 2",
        "pixel shuffle: four channels become the 2×2 blocks of one",
        "像素重排：四个通道组成一个通道的2×2块",
    ),
    _named(
        "lecture-padding",
        "--i 8 --k 3 --p 1 --convention d2l",
        "8×8 input, 3×3 kernel, padding 1",
        "8×8输入，3×3卷积核，填充1",
    ),
    _named(
        "lecture-padding-5x3",
        "--i 8 --k 5x3 --p 2x1 --convention d2l",
        "5×3 kernel, padding 2 in height and 1 in width",
        "5×3卷积核，高填充2、宽填充1",
    ),
    _named("lecture-stride", "--i 8 --k 3 --p 1 --s 2 --convention d2l", "8×8 halved by stride 2", "步幅2使8×8减半"),
    _named(
        "lecture-stride-3x4",
        "--i 8 --k 3x5 --p 0x1 --s 3x4 --convention d2l",
        "vertical stride 3, horizontal stride 4",
        "垂直步幅3，水平步幅4",
    ),
)

BY_NAME = {figure.name: figure for figure in FIGURES}


def listing(language: str = "en") -> str:
    """All names with their descriptions, one per line.

    >>> listing().splitlines()[0].split("  ")[0]
    'no_padding_no_strides'
    """
    width = max(len(figure.name) for figure in FIGURES)
    place = LANGUAGES.index(one_of("lang", language, LANGUAGES, "languages"))
    lines = ((figure.name, figure.descriptions[place]) for figure in FIGURES)
    return "\n".join(f"{name:{width}}  {line}" for name, line in lines)
