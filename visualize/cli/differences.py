"""Figures of the gallery for what is mixed up: gradients, and pairs of layers.

Each is a name, flags, the description in English and in Chinese, and what has blanks in it, behind the flags.
"""

GRADIENTS = (
    (
        "gradient-input",
        "--i 4 --k 3 --gradient input --kernel arange",
        "the gradient of the input: a transposed convolution, its kernel rotated by 180°",
        "输入的梯度：一个转置卷积，卷积核旋转180°",
    ),
    (
        "gradient-input-stride",
        "--i 6 --k 3 --s 2 --gradient input",
        "the gradient of the input with stride 2: zeros between, none for the last row and column",
        "步幅2时输入的梯度：元素间插零，末行末列没有梯度",
    ),
    (
        "gradient-weight",
        "--i 4 --k 3 --gradient weight --input arange",
        "the gradient of the weight: the output's gradient slides over the input as a kernel",
        "权重的梯度：输出的梯度作为卷积核在输入上滑动",
        "--output-gradient",
        "1 0; 0 2",
    ),
)

# Layers in step, each by its own flags.
PAIRS = (
    (
        "compare-padding",
        "compare --align output",
        "no padding and padding 1, in step by output cells",
        "无填充与填充1，按输出单元对齐",
        "--k 3",
        "--k 3 --p 1",
    ),
    (
        "compare-stride",
        "compare --align output",
        "stride 1 and stride 2: what is skipped",
        "步幅1与步幅2：跳过了哪些位置",
        "--k 3 --p 1",
        "--k 3 --p 1 --s 2",
    ),
    (
        "compare-transposed",
        "compare",
        "a convolution and its transpose: the sizes are exchanged",
        "卷积与对应的转置卷积：输入输出大小互换",
        "--i 5 --k 3 --s 2",
        "--transposed --i 2 --k 3 --s 2",
    ),
)
