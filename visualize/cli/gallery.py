"""The named figures: names, flags, and descriptions in English and Chinese.

The animations have the names under which Dumoulin & Visin published them, the d2l figures those of Dive into Deep
Learning; the names of the lecture's four layers are ours.
"""

from typing import NamedTuple

from visualize.options import LANGUAGES
from visualize.validate import one_of


class Named(NamedTuple):
    """A named figure: the flags that draw it, and its description in each language."""

    name: str
    flags: tuple[str, ...]
    descriptions: tuple[str, ...]


def _named(name: str, flags: str, english: str, chinese: str, *values: str) -> Named:
    return Named(name, (*flags.split(), *values), (english, chinese))


_X = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"
_WEIGHTED = ("--input", _X, "--kernel", "0 1 2; 2 2 0; 0 1 2")
_D2L = ("--input", "arange", "--kernel", "arange")

FIGURES = (
    _named("no_padding_no_strides", "--i 4 --k 3", "no padding, stride 1", "无填充，步幅 1"),
    _named("arbitrary_padding_no_strides", "--i 5 --k 4 --p 2", "padding 2, stride 1", "填充 2，步幅 1"),
    _named("same_padding_no_strides", "--i 5 --k 3 --p 1", "half padding keeps the size", "填充使大小不变"),
    _named("full_padding_no_strides", "--i 5 --k 3 --p 2", "full padding", "完全填充"),
    _named("no_padding_strides", "--i 5 --k 3 --s 2", "no padding, stride 2", "无填充，步幅 2"),
    _named("padding_strides", "--i 5 --k 3 --p 1 --s 2", "padding 1, stride 2", "填充 1，步幅 2"),
    _named("padding_strides_odd", "--i 6 --k 3 --p 1 --s 2", "a stride that does not divide", "步幅不能整除"),
    _named("no_padding_no_strides_transposed", "--transposed --i 2 --k 3", "transposed, from 2 to 4", "转置：2 到 4"),
    _named(
        "arbitrary_padding_no_strides_transposed",
        "--transposed --i 6 --k 4 --p 2",
        "transposed, padding 2",
        "转置：填充 2",
    ),
    _named(
        "same_padding_no_strides_transposed",
        "--transposed --i 5 --k 3 --p 1",
        "transposed, same size",
        "转置：大小不变",
    ),
    _named(
        "full_padding_no_strides_transposed",
        "--transposed --i 7 --k 3 --p 2",
        "transposed, full padding",
        "转置：完全填充",
    ),
    _named("no_padding_strides_transposed", "--transposed --i 2 --k 3 --s 2", "transposed, stride 2", "转置：步幅 2"),
    _named(
        "padding_strides_transposed",
        "--transposed --i 3 --k 3 --p 1 --s 2",
        "transposed, padding 1, stride 2",
        "转置：填充 1，步幅 2",
    ),
    _named(
        "padding_strides_odd_transposed",
        "--transposed --i 3 --k 3 --p 1 --s 2 --output-padding 1",
        "transposed, with an extra row and column",
        "转置：多出一行一列",
    ),
    _named("dilation", "--i 7 --k 3 --d 2", "dilation 2", "空洞卷积，扩张率 2"),
    _named("numerical_no_padding_no_strides", "--i 5", "numbers, no padding", "数值：无填充", *_WEIGHTED),
    _named(
        "numerical_padding_strides", "--i 5 --p 1 --s 2", "numbers, padding and stride", "数值：填充与步幅", *_WEIGHTED
    ),
    _named(
        "numerical_average_pooling",
        "--op avg-pool --k 3 --s 1",
        "average pooling with numbers",
        "数值：平均汇聚",
        "--input",
        _X,
    ),
    _named(
        "numerical_max_pooling",
        "--op max-pool --k 3 --s 1",
        "max pooling with numbers",
        "数值：最大汇聚",
        "--input",
        _X,
    ),
    _named("d2l-correlation", "--i 3 --k 2 --theme d2l", "cross-correlation", "互相关运算", *_D2L),
    _named("d2l-conv-pad", "--i 3 --k 2 --p 1 --theme d2l", "cross-correlation with padding", "带填充的互相关", *_D2L),
    _named(
        "d2l-conv-stride",
        "--i 3 --k 2 --p 1 --s 3,2 --theme d2l",
        "strides of 3 and 2",
        "垂直步幅 3，水平步幅 2",
        *_D2L,
    ),
    _named(
        "d2l-pooling",
        "--op max-pool --i 3 --k 2 --s 1 --theme d2l",
        "max pooling",
        "最大汇聚",
        "--input",
        "arange",
    ),
    _named(
        "d2l-trans-conv",
        "--transposed --i 2 --k 2 --reading scatter --theme d2l",
        "transposed convolution",
        "转置卷积",
        *_D2L,
    ),
    _named(
        "d2l-trans-conv-stride2",
        "--transposed --i 2 --k 2 --s 2 --reading scatter --theme d2l",
        "transposed convolution, stride 2",
        "转置卷积，步幅 2",
        *_D2L,
    ),
    _named("lecture-padding", "--i 8 --k 3 --p 1", "8×8, kernel 3, padding 1", "8×8，核 3，填充 1"),
    _named("lecture-padding-5x3", "--i 8 --k 5x3 --p 2x1", "kernel 5×3, padding 2 and 1", "核 5×3，填充 2 和 1"),
    _named("lecture-stride", "--i 8 --k 3 --p 1 --s 2", "8×8 halved by stride 2", "步幅 2 使 8×8 减半"),
    _named("lecture-stride-3x4", "--i 8 --k 3x5 --p 0x1 --s 3x4", "strides 3 and 4", "步幅 3 和 4"),
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
