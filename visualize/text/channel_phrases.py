"""The phrases of layers that move cells between channels, and of chains of layers."""

CHANNELS = {
    # Of a depthwise separable convolution.
    "separable": ("depthwise separable convolution", "深度可分离卷积"),
    "depthwise": ("depthwise", "逐通道"),
    "depthwise kernels": ("depthwise {}", "逐通道{}"),
    "depthwise maps": ("one map each", "各得一图"),
    "weight shapes": ("weights {} and {}", "权重{}和{}"),
    "separable description": (
        "Depthwise separable convolution. First each of {into} has a kernel of its own: {sliding} Then, at every "
        "place, each of {out} adds the {channels} maps, times a weight each.",
        "深度可分离卷积：先用各自的卷积核处理{into}：{sliding}再在每个位置将{channels}张图分别乘以权重后相加，得到{out}。",
    ),
    "subject separable": ("kernel", "卷积核"),
    "plain": ("plain convolution", "普通卷积"),
    "stage depthwise": ("depthwise {}", "逐通道{}"),
    "stage pointwise": ("pointwise {}", "逐点{}"),
    "together": ("together", "合计"),
    "cost of both": ("{} parameters, {} multiply-adds", "参数{}个，乘加{}次"),
    # Of a chain of layers, and of a causal stack.
    "relu": ("ReLU", "ReLU"),
    "chain": ("Layers {}", "层：{}"),
    "chain joint": (", then ", "，再"),
    "chain description": (
        "{}; {}: each output cell and all that it depends on, down to a receptive field of {}.",
        "依次为{}；{}：每个输出单元及其依赖的所有单元，感受野为{}。",
    ),
    "stack causal": (" No output reads an input that comes after it.", "输出只依赖当前及之前的输入。"),
    "pixel_shuffle": ("pixel shuffle", "像素重排"),
    "pixel_unshuffle": ("pixel unshuffle", "逆像素重排"),
    "by factor": ("{}, factor {}", "{}，倍数{}"),
    "shuffled": (
        "one colour per input channel; channel {0}i + j: row i, column j of each {0}×{0} block",
        "每个输入通道一种颜色；通道{0}i+j：每个{0}×{0}块的第i行第j列",
    ),
    "unshuffled": (
        "one colour per output channel; row i, column j of each {0}×{0} block: channel {0}i + j",
        "每个输出通道一种颜色；每个{0}×{0}块的第i行第j列：通道{0}i+j",
    ),
    "shuffled several": (
        "one colour per input channel of a block; channel {1}c + {0}i + j: row i, column j of each {0}×{0} block of "
        "output c",
        "同组内每个输入通道一种颜色；通道{1}c+{0}i+j：输出通道c中每个{0}×{0}块的第i行第j列",
    ),
    "unshuffled several": (
        "one colour per output channel of a block; row i, column j of each {0}×{0} block of input c: channel "
        "{1}c + {0}i + j",
        "同组内每个输出通道一种颜色；输入通道c中每个{0}×{0}块的第i行第j列：通道{1}c+{0}i+j",
    ),
    "shuffles": (
        "Pixel shuffle by {factor}: the cells of {each} channels of a {input} input become the {block} blocks of "
        "{output}, {steps}; channel {factor}i + j gives row i and column j of every block. {into}, {out}.",
        "像素重排，倍数{factor}：{input}输入中每{each}个通道的元素组成{output}的{block}块，{steps}；"
        "通道{factor}i+j填入每块的第i行、第j列。{into}，{out}。",
    ),
    "unshuffles": (
        "Pixel unshuffle by {factor}: the {block} blocks of a {input} input are taken apart into {each} channels of "
        "{output}, {steps}; row i and column j of every block become channel {factor}i + j. {into}, {out}.",
        "逆像素重排，倍数{factor}：{input}输入的{block}块拆成{each}个通道，得到{output}，{steps}；"
        "每块的第i行、第j列归入通道{factor}i+j。{into}，{out}。",
    ),
}
