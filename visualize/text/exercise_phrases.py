"""The phrases of exercises: questions, the mistakes that wrong answers come from, sheets; English and Chinese."""

from __future__ import annotations

from visualize.choices import LANGUAGES

PHRASES = {
    # The layer of a question, as a list of what is given.
    "given": ("{}: {}.", "{}：{}。"),
    "comma": (", ", "，"),
    "conv": ("Convolution", "卷积"),
    "conv_transpose": ("Transposed convolution", "转置卷积"),
    "max_pool": ("Max pooling", "最大汇聚"),
    "avg_pool": ("Average pooling", "平均汇聚"),
    "parameters": ("Convolution layer with a bias", "带偏置的卷积层"),
    "stack": ("Layers from the input up", "由输入向上的各层"),
    "input": ("input {0}×{0}", "输入{0}×{0}"),
    "kernel": ("kernel {0}×{0}", "卷积核{0}×{0}"),
    "window": ("window {0}×{0}", "窗口{0}×{0}"),
    "length": ("kernel {}", "卷积核{}"),
    "padding": ("padding {} on each side", "每侧填充{}"),
    "no padding": ("no padding", "无填充"),
    "stride": ("stride {}", "步幅{}"),
    "dilation": ("dilation {}", "扩张率{}"),
    "output_padding": ("output_padding {}", "output_padding={}"),
    "ceil": ("ceil_mode=True", "ceil_mode=True"),
    "counted": ("padding counts in the average", "填充计入平均值"),
    "in_channels": ("{} input channels", "输入通道{}个"),
    "one in_channel": ("{} input channel", "输入通道{}个"),
    "out_channels": ("{} output channels", "输出通道{}个"),
    "groups": ("{} groups", "{}组"),
    "layer": ("({}) {}", "（{}）{}"),
    "layers": ("; ", "；"),
    # The kinds of exercises.
    "kind size": ("output size", "输出大小"),
    "kind cell": ("an output cell", "输出单元"),
    "kind pool": ("size after pooling", "汇聚后的大小"),
    "kind padding": ("padding", "填充"),
    "kind transposed": ("transposed convolution", "转置卷积"),
    "kind field": ("receptive field", "感受野"),
    "kind weights": ("parameters", "参数个数"),
    # What is asked.
    "ask size": ("How large is the output?", "输出的大小是多少？"),
    "ask cell": (
        "Which number belongs in the output cell with the question mark, in row {} and column {}?",
        "第{}行第{}列标有问号的输出单元应填什么数？",
    ),
    "ask padding": ("Which padding on each side keeps the size?", "每侧填充多少才能保持大小不变？"),
    "ask field": (
        "How many input cells in a row does one output cell depend on (its receptive field)?",
        "一个输出单元依赖于一行中的多少个输入单元（感受野）？",
    ),
    "ask weights": ("How many parameters does it have?", "它有多少个参数？"),
    # Mistakes in sizes.
    "ceil taken": (
        "Rounded up. A window that does not fit whole has no output: round down.",
        "向上取整了。放不下的窗口没有输出，应向下取整。",
    ),
    "floor taken": (
        "Rounded down. With ceil_mode the last window may hang over the edge: round up.",
        "向下取整了。ceil_mode 允许最后一个窗口超出边界，应向上取整。",
    ),
    "dropped kept": (
        "Kept a window that starts beyond the input. Even ceil_mode drops it.",
        "保留了起点在输入之外的窗口。即使 ceil_mode 也会去掉它。",
    ),
    "padding in total": (
        "Took p for the padding of both sides together. It is that of each side, 2p in total.",
        "把 p 当作两侧填充的总和。p 是每一侧的填充，总共2p。",
    ),
    "padding twice": (
        "Took 2p for the padding of each side. It is p, 2p in total.",
        "把每一侧的填充当作2p。每一侧是 p，总共2p。",
    ),
    "window as stride": (
        "Took the window's size for the stride. It is that only where no stride is given.",
        "把窗口大小当作步幅。只有未给出步幅时才是如此。",
    ),
    "padding forgotten": ("Forgot the padding.", "忘记了填充。"),
    "dilation forgotten": (
        "Forgot the dilation. The span of the kernel is d(k − 1) + 1.",
        "忘记了扩张率。卷积核跨越d(k−1)+1个单元。",
    ),
    "dilation times k": (
        "Took d·k for the span of the kernel. Between k weights there are k − 1 gaps: d(k − 1) + 1.",
        "把卷积核的跨度当作 d·k。k 个权重之间只有k−1个间隔，跨度是d(k−1)+1。",
    ),
    "stride forgotten": ("Forgot the stride.", "忘记了步幅。"),
    "one forgotten": (
        "Forgot the + 1. It counts the first window, which takes no step to get there.",
        "忘记了 + 1。第一个窗口不需要移动，也要计入。",
    ),
    # Mistakes in sizes of transposed convolutions.
    "other way": (
        "Used the formula of a convolution. A transposed one leads from its output size back to its input size.",
        "用了卷积的公式。转置卷积是从卷积的输出大小回到输入大小。",
    ),
    "padding added": (
        "Added the padding. In a transposed convolution it cuts p cells off each side of the output.",
        "加上了填充。在转置卷积中，填充从输出的每一侧裁去 p 格。",
    ),
    "cut in total": (
        "Cut off p cells in total. They are cut off each side, 2p in total.",
        "总共只裁去 p 格。应从每一侧裁去 p 格，总共2p。",
    ),
    "extra forgotten": (
        "Forgot output_padding, which makes the output larger.",
        "忘记了 output_padding，它使输出变大。",
    ),
    "extra twice": (
        "Added output_padding on both sides. It is added once, below and right.",
        "在两侧都加了 output_padding。它只在下侧、右侧加一次。",
    ),
    "strides as cells": (
        "Took i strides. Between i input cells there are i − 1.",
        "算了 i 个步幅。i 个输入单元之间只有i−1个。",
    ),
    # Mistakes in paddings.
    "both sides": (
        "This is the padding of both sides together. Each side gets half of it.",
        "这是两侧填充的总和。每一侧是它的一半。",
    ),
    "no change": (
        "Without padding the output is smaller than the input, by the span of the kernel less 1.",
        "不填充时输出比输入小，差值为卷积核跨度减1。",
    ),
    "whole kernel": (
        "Took the kernel size. Both sides together need the span less 1.",
        "用了卷积核大小。两侧总共需要跨度减1。",
    ),
    "one less forgotten": (
        "Rounded half of the kernel's size up. The span less 1 is halved.",
        "把卷积核大小的一半向上取整了。应取跨度减1的一半。",
    ),
    # Mistakes in cells.
    "flipped": (
        "Flipped the kernel. Deep learning's convolution leaves it as it is.",
        "翻转了卷积核。深度学习中的卷积不翻转。",
    ),
    "kernel turned": (
        "Mixed up rows and columns of the kernel.",
        "把卷积核的行和列弄反了。",
    ),
    "cell turned": (
        "Mixed up row and column of the output cell.",
        "把输出单元的行和列弄反了。",
    ),
    "window within": (
        "Began with the window inside the input. The first one begins in the padding.",
        "第一个窗口从输入内部开始。它应从填充处开始。",
    ),
    "stride of one": (
        "Moved the window by one cell at a time. The stride is larger.",
        "窗口每次只移动一格。步幅更大。",
    ),
    "dense kernel": (
        "Took neighbouring cells. With dilation the weights lie apart.",
        "取了相邻的单元。扩张后权重之间有间隔。",
    ),
    "not divided": (
        "Forgot to divide the sum by the number of cells.",
        "求和后忘记除以单元数。",
    ),
    "divided by few": (
        "Divided by the cells inside the input only. Here padding counts in the average.",
        "只除以输入内部的单元数。这里填充也计入平均值。",
    ),
    "maximum taken": ("Took the maximum. This is average pooling.", "取了最大值。这是平均汇聚。"),
    "average taken": ("Took the average. This is max pooling.", "取了平均值。这是最大汇聚。"),
    "minimum taken": ("Took the minimum. This is max pooling.", "取了最小值。这是最大汇聚。"),
    "padding as zero": (
        "Took padding for zeros. In max pooling it counts as −∞.",
        "把填充当作零。最大汇聚中填充视为−∞。",
    ),
    # Mistakes in receptive fields.
    "strides forgotten": (
        "Forgot the strides. Above a stride of s a step is worth s input cells.",
        "忘记了步幅。步幅 s 之上的每一步相当于 s 个输入单元。",
    ),
    "dilations forgotten": (
        "Forgot the dilation. The span of a kernel is d(k − 1) + 1.",
        "忘记了扩张率。卷积核跨越d(k−1)+1个单元。",
    ),
    "kernels added": (
        "Added up the kernel sizes. A layer adds one less than the size of its kernel.",
        "把卷积核大小直接相加。每层只增加卷积核大小减1。",
    ),
    "own stride": (
        "Let each layer's stride act on its own kernel. It acts on the layers above.",
        "让每层的步幅作用于自身的卷积核。它只作用于其上的各层。",
    ),
    "kernels multiplied": (
        "Multiplied the kernel sizes. Windows of neighbouring cells overlap.",
        "把卷积核大小相乘。相邻单元的窗口是重叠的。",
    ),
    "cell forgotten": (
        "Forgot the + 1. The field begins with one cell.",
        "忘记了 + 1。感受野从一个单元开始。",
    ),
    # Mistakes in numbers of parameters.
    "biases forgotten": ("Forgot the biases, one of each output channel.", "忘记了偏置，每个输出通道一个。"),
    "one bias": (
        "Counted one bias. Each output channel has its own.",
        "只算了一个偏置。每个输出通道各有一个。",
    ),
    "bias of inputs": (
        "Counted a bias of each input channel. Each output channel has one.",
        "按输入通道数计算偏置。应是每个输出通道一个。",
    ),
    "inputs forgotten": (
        "Forgot the input channels. Each filter has a kernel for every one that it reads.",
        "忘记了输入通道。每个滤波器对所读的每个通道各有一个卷积核。",
    ),
    "groups forgotten": (
        "Forgot the groups. A filter reads the channels of its own group only.",
        "忘记了分组。滤波器只读取本组的通道。",
    ),
    "side of kernel": (
        "Counted k weights in a kernel. It has k rows and k columns, k·k weights.",
        "每个卷积核只算了 k 个权重。它有 k 行 k 列，共 k·k 个。",
    ),
    # Of all kinds.
    "near": (
        "Near the answer, but no known mistake leads here. Count once more.",
        "接近正确答案，但不对应任何已知错误。请再算一遍。",
    ),
    # What is written around questions.
    "title": ("Exercises in convolution arithmetic", "卷积运算练习"),
    "key": ("Answers", "答案"),
    "name": ("Name", "姓名"),
    "date": ("Date", "日期"),
    "exercise": ("Exercise {}", "练习{}"),
    "numbered": ("{}: {}", "{}：{}"),
    "page": ("{} / {}", "{} / {}"),
    "titled": ("{}: {}", "{}：{}"),
    "show": ("Answer", "显示答案"),
    "result": ("{files}: {count} exercises, {bytes} bytes", "{files}：{count}道练习，{bytes}字节"),
    "long": ("{count} exercises; this takes about {time}", "{count}道练习，约需{time}"),
    # Pictures in words, for readers who cannot see them.
    "values": ("{}: {}", "{}：{}"),
    "rows": ("; ", "；"),
    "input values": ("Input", "输入"),
    "kernel values": ("Kernel", "卷积核"),
    "drawn": (
        "The input, {0}×{0} cells, and a {1}×{1} kernel or window. The output is not shown.",
        "{0}×{0}的输入和{1}×{1}的卷积核或窗口。未画出输出。",
    ),
    "drawn stack": (
        "One row of cells for the input and one for the output of each layer; the topmost cell is asked about.",
        "输入和每层输出各画一行单元；所问的是最上面的单元。",
    ),
}


def exercise_phrase(key: str, language: str = "en") -> str:
    """A phrase in a language.

    >>> exercise_phrase("stride").format(2), exercise_phrase("stride", "zh").format(2)
    ('stride 2', '步幅2')
    """
    return PHRASES[key][LANGUAGES.index(language)]
