"""The phrases of alternative texts, in English and in Chinese."""

ALTERNATIVE_TEXTS = {
    # The alternative text. A noun with its size is made by `sized`, a list of facts by `facts`.
    "sized": ("{1} {0}", "{1}的{0}"),
    "sized briefly": ("{1} {0}", "{1}{0}"),
    "sized kernel 1d": ("{} of size {}", "大小为{1}的{0}"),
    "sized 1d": ("{} of size {}", "长度为{1}的{0}"),
    "subject conv": ("kernel", "卷积核"),
    "subject conv_transpose": ("kernel", "卷积核"),
    "subject max_pool": ("max-pooling window", "最大汇聚窗口"),
    "subject avg_pool": ("average-pooling window", "平均汇聚窗口"),
    "fact padding": ("padding {}", "填充{}"),
    "fact stride": ("stride {}", "步幅{}"),
    "fact dilation": ("dilation {} (effective size {})", "扩张率{}（有效大小{}）"),
    "fact output padding": ("output padding {}", "输出填充{}"),
    "fact mode": ("padding mode {}", "填充方式为{}"),
    "slides": (
        "{subject} slides over {input} with {facts}, and fills {output} {steps}.{unread}",
        "{subject}在{input}上滑动，{facts}，{steps}{output}。{unread}",
    ),
    "slides flipped": ("The flipped {}", "翻转后的{}"),
    "slides transposed": (
        "Transposed convolution with {facts}: the flipped {kernel} slides over {input}{zeros}, and fills {output} "
        "{steps}.{unread}",
        "转置卷积，{facts}：翻转后的{kernel}在{input}{zeros}上滑动，{steps}{output}。{unread}",
    ),
    "slides unturned": (
        "Transposed convolution with {facts}: the {kernel}, which is not flipped, slides over {input}{zeros}, and "
        "fills {output} {steps}.{unread}",
        "转置卷积，{facts}：未翻转的{kernel}在{input}{zeros}上滑动，{steps}{output}。{unread}",
    ),
    "with zeros": (" with zeros {}", "（{}）"),
    "zeros around": ("around it", "四周补零"),
    "zeros around 1d": ("at its ends", "两端补零"),
    "zeros between": ("between its cells", "元素间插零"),
    "zeros both": ("{} and {}", "{}、{}"),
    "sentences": ("{} {}", "{}{}"),
    "shown": (
        "All results are in place; lit together are {}, each with what it reads and what it writes.",
        "所有结果均已填好；同时突出显示{}各自读取与写入的单元。",
    ),
    "shown one": (
        "All results are in place; lit is step {}, with what it reads and what it writes.",
        "所有结果均已填好；突出显示第{}步读取与写入的单元。",
    ),
    "shown step": ("step {} ({})", "第{}步（{}）"),
    "cell by cell": ("cell by cell in {} steps", "分{}步逐格得到"),
    "in one step": ("in 1 step", "一步得到"),
    "steps": ("{} steps", "{}步"),
    "one step": ("{} step", "{}步"),
    "stamps": (
        "Each cell of {input} in turn adds {kernel}, scaled by its value, to {output}, in {steps}.{facts}",
        "{input}的每个元素依次与{kernel}相乘，累加到{output}上，共{steps}。{facts}",
    ),
    "stamp facts": (" With {}.", "{}。"),
    "laid out": (
        " The stamps are laid out one by one with plus signs between them, then their sum, the output.",
        "各项逐一列出，以加号相连，其和即输出。",
    ),
    "laid out together": (" Stamps {} to {} are added up in one grid.", "第{}至{}项合为一格图，已相加。"),
    "matrix": ("matrix", "矩阵"),
    "told windows": (
        " Each step writes its window as a row of {1} (im2col), which times the kernel as a column is the output.",
        "每一步把窗口展开成{1}（im2col）的一行，该矩阵与展开成列的卷积核相乘即得输出。",
    ),
    "told W": (
        " Each step writes a row of the {0} matrix W, the kernel at its place and zeros elsewhere, which times the "
        "input as a column is the output.",
        "每一步写出{0}的矩阵W的一行：卷积核在其位置，其余为零；W与展开成列的输入相乘即得输出。",
    ),
    "told W transposed": (
        " Each step writes a column of the {0} matrix W transposed, the kernel at its place and zeros elsewhere, which "
        "times the input as a column is the output.",
        "每一步写出{0}的矩阵W转置的一列：卷积核在其位置，其余为零；它与展开成列的输入相乘即得输出。",
    ),
    "unread": (
        " {} cells ({} included) are covered by no window.",
        "绘出的网格（含{1}）中有{0}个单元未被任何窗口覆盖。",
    ),
    "one unread": (
        " {} cell ({} included) is covered by no window.",
        "绘出的网格（含{1}）中有{0}个单元未被任何窗口覆盖。",
    ),
    "unread and lost": (
        " {} cells ({} included) are covered by no window, {} of them input.",
        "绘出的网格（含{1}）中有{0}个单元未被任何窗口覆盖，其中{2}个是输入单元。",
    ),
    "lost cells": (" {} input cells are covered by no window.", "有{}个输入单元未被任何窗口覆盖。"),
    "one lost cell": (" {} input cell is covered by no window.", "有{}个输入单元未被任何窗口覆盖。"),
    "of channels": (" {}, {}: {}.", "{}，{}：{}。"),
    "channels in": ("{} input channels", "{}个输入通道"),
    "one channel in": ("{} input channel", "{}个输入通道"),
    "channels out": ("{} output channels", "{}个输出通道"),
    "one channel out": ("{} output channel", "{}个输出通道"),
    "each by itself": ("each channel is processed by itself", "每个通道单独计算"),
    "each of one": ("each output channel reads a single input channel", "每个输出通道只读取一个输入通道"),
    "all added": (
        "for each output channel a filter has {} kernels, one for each input channel, whose sums are added",
        "每个输出通道的卷积核在{}个输入通道上各有一个核，各通道的部分和相加",
    ),
    "in groups": (
        "in {1} groups, each output channel reads the {0} input channels of its group, whose sums are added",
        "分{1}组，每个输出通道只读取本组的{0}个输入通道，其部分和相加",
    ),
    "order filter": (" Output channels are filled one after another.", "各输出通道逐个填满。"),
    "order position": (
        " At each place all output channels are filled, one after another.",
        "在每个位置上依次填写所有输出通道。",
    ),
    "order together": (
        " Each step fills all output channels at one place.",
        "每一步同时填写同一位置上的所有输出通道。",
    ),
    "padding": ("padding", "填充"),
    "filled zeros": ("zeros", "补的零"),
}
