"""The rules by which frameworks read a layer's words: {0} is the framework, {1} its word, {2} the padding in all."""

DIALECTS = {
    "like plain": ("{0}: no padding, sizes round down", "{0}：不填充，大小向下取整"),
    "like plain ceil": ("{0}: no padding, sizes round up", "{0}：不填充，大小向上取整"),
    "like plain transposed": (
        "{0}: no padding; o = (i − 1)·s + d·(k − 1) + 1 + output_padding",
        "{0}：不填充；o=(i−1)·s+d·(k−1)+1+output_padding",
    ),
    "like per side": ("{0}: padding counts on each side", "{0}：填充按单侧计"),
    "like valid": ("{0}, {1}: no padding", "{0}，{1}：不填充"),
    "like same": (
        "{0}, {1}: output = ⌈input / stride⌉; padding {2} in all, an odd cell at the end",
        "{0}，{1}：输出=⌈输入/步幅⌉；共填充{2}，多出的一格在末端",
    ),
    "like same lower": (
        "{0}, {1}: output = ⌈input / stride⌉; padding {2} in all, an odd cell at the beginning",
        "{0}，{1}：输出=⌈输入/步幅⌉；共填充{2}，多出的一格在始端",
    ),
    "like torch same": (
        "{0}, {1}: stride 1 only; padding {2} in all, an odd cell at the end",
        "{0}，{1}：仅限步幅1；共填充{2}，多出的一格在末端",
    ),
    "like instead": (
        "{0} refuses padding='same' with a stride; its users write padding={1}, the same on each side",
        "{0}在步幅大于1时不接受 padding='same'；通常改写为 padding={1}，两侧相同",
    ),
    "like causal": ("{0}, {1}: all padding before the input", "{0}，{1}：只在输入之前填充"),
    "like total": (
        "{0}: p counts both sides together, {2} in all, an odd cell at the beginning",
        "{0}：p 为两侧之和，共{2}，多出的一格在始端",
    ),
    "like d2l same": (
        "{0}: p = k − 1 keeps the size at stride 1; {2} in all, an odd cell at the beginning",
        "{0}：p=k−1，步幅为1时大小不变；共填充{2}，多出的一格在始端",
    ),
    "like caffe": ("{0}: convolutions round down, pools round up", "{0}：卷积向下取整，汇聚向上取整"),
    "like caffe pool": (
        "{0}: pools round up; a last window that would start in the padding is left out",
        "{0}：汇聚向上取整；起点落在末端填充内的窗口被略去",
    ),
    "like transposed same": (
        "{0}, {1}: output = input × stride; {2} cut off in all, an odd cell at the end",
        "{0}，{1}：输出=输入×步幅；共裁去{2}，多出的一格在末端",
    ),
    "like transposed same lower": (
        "{0}, {1}: output = input × stride; {2} cut off in all, an odd cell at the beginning",
        "{0}，{1}：输出=输入×步幅；共裁去{2}，多出的一格在始端",
    ),
    "like transposed valid": (
        "{0}, {1}: output = input × stride + max(kernel − stride, 0)",
        "{0}，{1}：输出=输入×步幅，再加卷积核超出步幅的部分",
    ),
    "like keras same": (
        "{0}, {1} with output_padding: o = (i − 1)·s + k % 2 + output_padding",
        "{0}，{1}，有 output_padding：o=(i−1)·s+k%2+output_padding",
    ),
    "like keras valid": (
        "{0}, {1} with output_padding: o = (i − 1)·s + k + output_padding",
        "{0}，{1}，有 output_padding：o=(i−1)·s+k+output_padding",
    ),
    "like output size": (
        "{0}: output_size says how much of it is padding and output_padding",
        "{0}：由 output_size 得出填充与 output_padding",
    ),
    "like output shape": (
        "{0}, {1}: output_shape says how much is cut off, {2} in all",
        "{0}，{1}：由 output_shape 得出裁去的大小，共{2}",
    ),
    "like output shape end": (
        "{0}, {1}: it says how much is cut off, {2} in all, an odd cell at the end",
        "{0}，{1}：由它得出裁去的大小，共{2}，多出的一格在末端",
    ),
    "like jax transposed numbers": (
        "{0}: padding counts zeros around the zero-stuffed input",
        "{0}：填充为插零后的输入四周的零",
    ),
    "like unturned": (
        "{0} does not turn the kernel: on the zero-stuffed input it lies as it is, as a stamp it is turned",
        "{0}不翻转卷积核：在插零后的输入上原样滑动，累加时则为翻转后的卷积核",
    ),
}
