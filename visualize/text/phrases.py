"""What is said of an operation, in two languages: formulas with numbers in, captions, headings, titles, alt text."""

from typing import NamedTuple

from visualize.errors import unknown
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.axis import Axis
from visualize.operations.parameters import public

LANGUAGES = ("en", "zh")
CONVENTIONS = ("torch", "d2l", "both")

# Every phrase in English and in Chinese, the terms of the latter those of Dive into Deep Learning.
PHRASES = {
    "conv": ("convolution", "卷积"),
    "conv_transpose": ("transposed convolution", "转置卷积"),
    "max_pool": ("max pooling", "最大汇聚"),
    "avg_pool": ("average pooling", "平均汇聚"),
    "input": ("input", "输入"),
    "kernel": ("kernel", "核"),
    "output": ("output", "输出"),
    "layer": ("layer {}", "第 {} 层"),
    "field": ("receptive field {}", "感受野 {}"),
    "stack": ("Layers {}", "多层 {}"),
    "stack description": (
        "{} convolution layers, {}: each output cell and all that it depends on, down to a receptive field of {}.",
        "{} 个卷积层，{}：每个输出单元及其依赖的所有单元，感受野为 {}。",
    ),
    "maximum": ("max", "最大"),
    "average": ("avg", "平均"),
    "uses": ("uses", "使用次数"),
    "flipped": ("{}, flipped", "{}，已翻转"),
    "rows": ("rows: {}", "行：{}"),
    "columns": ("columns: {}", "列：{}"),
    "padding mode": ("padding: {}", "填充方式：{}"),
    "zeros": ("zeros", "零"),
    "reflect": ("reflect", "反射"),
    "replicate": ("replicate", "复制边缘"),
    "circular": ("circular", "循环"),
    "computed": (
        "dashed output cells: from output_padding, computed, not zero",
        "虚线输出：来自 output_padding，是计算值而非零",
    ),
    "cropped": ("grey output cells: stamped, then cropped by the padding", "灰色输出：先累加，再按填充裁去"),
    "begins": ("each output cell begins at the bias, {}", "每个输出单元从偏置 {} 开始累加"),
    "hatched": ("hatched: read by no window", "斜线：没有窗口读到"),
    "overhang": (
        "dashes in the window's colour: beyond the padding, read by ceil_mode only",
        "与窗口同色的虚线：填充之外，仅由 ceil_mode 读到",
    ),
    "minus infinity": ("padding counts as −∞", "填充视为 −∞"),
    "counts": ("padding counts in the average", "填充计入平均"),
    "does not count": ("padding does not count in the average", "填充不计入平均"),
    "dropped": ("struck out: a window that would start beyond the input", "划去：起点已在输入之外的窗口"),
    "flip note": ("the kernel is flipped: convolution as mathematics means it", "核已翻转：数学意义上的卷积"),
    "note": (
        "deep learning's convolution is cross-correlation: the kernel is not flipped",
        "深度学习中的卷积是互相关：核不翻转",
    ),
    "step": ("step {}", "第 {} 步"),
    "sum": ("sum ÷ {}", "和 ÷ {}"),
    "add": ("add {}", "加上 {}"),
    "by": (" by ", " 乘 "),
    "two ends": ("{} left, {} right", "左 {}、右 {}"),
    "four sides": ("{} above, {} below, {} left, {} right", "上 {}、下 {}、左 {}、右 {}"),
    "subject conv": ("kernel", "核"),
    "subject conv_transpose": ("kernel of a transposed convolution", "转置卷积核"),
    "subject max_pool": ("window of max pooling", "最大汇聚窗口"),
    "subject avg_pool": ("window of average pooling", "平均汇聚窗口"),
    "output padding": (", output padding {}", "，输出填充 {}"),
    "with mode": (", padding mode {}", "，填充方式为{}"),
    "unread": (" {} cells of the drawn input are never read.", "有 {} 个输入单元从未被读取。"),
    "description": (
        "A {kernel} {subject} slides over a {input} input with padding {padding}, stride {stride}, dilation {dilation}"
        "{extra}, and fills the {output} output cell by cell in {steps}.{unread}",
        "{kernel} 的{subject}在 {input} 的输入上滑动，填充 {padding}，步幅 {stride}，扩张率 {dilation}{extra}，"
        "分 {steps}逐格得到 {output} 的输出。{unread}",
    ),
    "coloured": (
        "numbers do not fit the cells, so colours stand for them; try a larger --cell",
        "格子放不下数字，改用颜色表示；可用更大的 --cell",
    ),
    "inline": (
        "{} steps are too much for a notebook cell: save() writes them to a file, steps= chooses some",
        "{} 步放不进一个笔记本单元格：用 save() 写入文件，或用 steps= 选取部分步骤",
    ),
    "long": (
        "{steps:,} steps take about {time} and {size}; --steps row-ends makes them fewer, --cell smaller",
        "{steps:,} 步约需 {time}，{size}；--steps row-ends 可减少步数，--cell 可缩小图形",
    ),
    "steps": ("{} steps", "{} 步"),
    "one step": ("1 step", "1 步"),
    "result": ("{files}: {sizes}, {steps} steps, {bytes} bytes", "{files}：{sizes}，{steps} 步，{bytes} 字节"),
    "result of one": ("{files}: {sizes}, 1 step, {bytes} bytes", "{files}：{sizes}，1 步，{bytes} 字节"),
}
TYPES: dict[type, str] = {Conv: "conv", ConvTranspose: "conv_transpose", MaxPool: "max_pool", AvgPool: "avg_pool"}


def phrase(key: str, language: str = "en") -> str:
    """A phrase in a language.

    >>> phrase("input", "zh")
    '输入'
    """
    if language not in LANGUAGES:
        raise unknown("lang", language, "known languages are " + ", ".join(LANGUAGES))
    return PHRASES[key][LANGUAGES.index(language)]


def kind(operation: Operation, language: str = "en") -> str:
    """What the operation is called."""
    return phrase(TYPES[type(operation)], language)


def by(size: tuple[int, ...]) -> str:
    """A size in words: 5×7, or 7 for one dimension."""
    return "×".join(map(str, size))


def each(values: tuple[int, ...], language: str = "en") -> str:
    """One number where the axes agree, else both."""
    return str(values[0]) if len(set(values)) == 1 else phrase("by", language).join(map(str, values))


def border(operation: Operation, language: str = "en") -> str:
    """The padding in as few numbers as it takes."""
    top, bottom, left, right = operation.padding
    if operation.dims == 1:
        return str(left) if left == right else phrase("two ends", language).format(left, right)
    if top == bottom and left == right:
        return each((top, left), language)
    return phrase("four sides", language).format(top, bottom, left, right)


def output_size_formula(axis: Axis) -> str:
    """The output size of one axis with the numbers put in (Relationship 6; with dilation Relationship 15).

    >>> output_size_formula(Axis(big=5, kernel=3, stride=2, before=1, after=1))
    '(5 + 2·1 − 3) / 2 + 1 = 3'
    """
    ends = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    span = f"{axis.kernel}" if axis.dilation == 1 else f"{axis.dilation}·({axis.kernel} − 1) − 1"
    quotient = _rounded(f"({axis.big} + {ends} − {span}) / {axis.stride}", axis)
    dropped = " − 1" if axis.dropped else ""
    return f"{quotient} + 1{dropped} = {axis.small}"


def d2l_size_formula(axis: Axis) -> str:
    """The same as Dive into Deep Learning writes it (7.3.2): its padding is the total of both sides.

    >>> d2l_size_formula(Axis(big=8, kernel=3, stride=2, before=1, after=1))
    '⌊(8 − 3 + 2 + 2) / 2⌋ = 4'
    """
    span = f"{axis.kernel}" if axis.dilation == 1 else f"({axis.dilation}·({axis.kernel} − 1) + 1)"
    quotient = f"({axis.big} − {span} + {axis.before + axis.after} + {axis.stride}) / {axis.stride}"
    dropped = " − 1" if axis.dropped else ""
    return f"{_rounded(quotient, axis)}{dropped} = {axis.small}"


def _rounded(quotient: str, axis: Axis) -> str:
    if (axis.padded - axis.span) % axis.stride == 0:
        return quotient
    return f"⌈{quotient}⌉" if axis.ceil else f"⌊{quotient}⌋"


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


def formulas(operation: Operation, convention: str = "torch") -> tuple[str, ...]:
    """The output-size formula of each axis; a transposed convolution has PyTorch's only."""
    axes = range(2 - operation.dims, 2)
    if isinstance(operation, ConvTranspose):
        return tuple(transposed_size_formula(operation, at) for at in axes)
    formula = d2l_size_formula if convention == "d2l" else output_size_formula
    return tuple(formula(operation.axes[at]) for at in axes)


class Spoken(NamedTuple):
    """All that is said of a figure: title, a heading for each grid, alt text, and the lines below the picture."""

    title: str
    headings: dict[str, str]
    description: str
    caption: tuple[str, ...]


def spoken(
    operation: Operation, steps: int, unread: int, flipped: bool, language: str, convention: str, notes: tuple[str, ...]
) -> Spoken:
    """What is said of one operation."""
    return Spoken(
        title(operation, language),
        headings(operation, flipped, language),
        description(operation, steps, unread, language),
        (*caption(operation, language, convention), *([phrase("hatched", language)] if unread else []), *notes),
    )


def caption(operation: Operation, language: str = "en", convention: str = "torch") -> tuple[str, ...]:
    """The sizes, the output-size formula once or per axis, and what has to be said of this operation."""
    if convention not in CONVENTIONS:
        raise unknown("convention", convention, "known conventions are " + ", ".join(CONVENTIONS))
    lines = [f"{by(operation.input_size)} → {by(operation.output_size)}"]
    for one in ("torch", "d2l") if convention == "both" else (convention,):
        told = formulas(operation, one)
        if len(set(told)) > 1:
            told = phrase("rows", language).format(told[0]), phrase("columns", language).format(told[1])
        lines += [line for line in dict.fromkeys(told) if line not in lines]
    return *lines, *remarks(operation, language)


def remarks(operation: Operation, language: str = "en") -> tuple[str, ...]:
    """What the picture alone would leave open."""
    said = []
    if isinstance(operation, Conv) and operation.padding_mode != "zeros" and any(operation.padding):
        said.append(phrase("padding mode", language).format(phrase(operation.padding_mode, language)))
    if isinstance(operation, ConvTranspose) and any(operation.output_padding):
        said.append(phrase("computed", language))
    if isinstance(operation, MaxPool) and any(operation.padding):
        said.append(phrase("minus infinity", language))
    if isinstance(operation, AvgPool) and any(operation.padding):
        said.append(phrase("counts" if operation.count_include_pad else "does not count", language))
    if isinstance(operation, MaxPool | AvgPool) and any(axis.overhang for axis in operation.axes):
        said.append(phrase("overhang", language))
    if isinstance(operation, MaxPool | AvgPool) and any(axis.dropped for axis in operation.axes):
        said.append(phrase("dropped", language))
    return tuple(said)


def notes(operation: Operation, flip: bool, note: bool, language: str = "en") -> tuple[str, ...]:
    """Which of the two things called convolution this is, where it was asked for or is not deep learning's."""
    if flip:
        return (phrase("flip note", language),)
    return (phrase("note", language),) if note and isinstance(operation, Conv) else ()


def headings(operation: Operation, flipped: bool = False, language: str = "en") -> dict[str, str]:
    """A heading for each grid: what it is and its size without padding."""
    sizes = {"input": operation.input_size, "kernel": operation.kernel_size, "output": operation.output_size}
    said = {grid: f"{phrase(grid, language)} {by(size)}" for grid, size in sizes.items()}
    return said | {"kernel": phrase("flipped", language).format(said["kernel"])} if flipped else said


def title(operation: Operation, language: str = "en") -> str:
    """A few words for a tooltip or a heading."""
    name = kind(operation, language)
    return f"{name[0].upper()}{name[1:]} {by(operation.input_size)} → {by(operation.output_size)}"


def description(operation: Operation, steps: int, unread: int, language: str = "en") -> str:
    """One sentence for those who cannot see the picture."""
    extra = ""
    if isinstance(operation, ConvTranspose) and any(operation.output_padding):
        added = public(operation.output_padding, operation.dims)
        extra = phrase("output padding", language).format(each(added, language))
    if isinstance(operation, Conv) and operation.padding_mode != "zeros":
        extra = phrase("with mode", language).format(phrase(operation.padding_mode, language))
    return phrase("description", language).format(
        kernel=by(operation.kernel_size),
        subject=phrase(f"subject {TYPES[type(operation)]}", language),
        input=by(operation.input_size),
        output=by(operation.output_size),
        padding=border(operation, language),
        stride=each(operation.stride, language),
        dilation=each(operation.dilation, language),
        extra=extra,
        steps=phrase("steps" if steps != 1 else "one step", language).format(steps),
        unread=phrase("unread", language).format(unread) if unread else "",
    )
