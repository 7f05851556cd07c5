"""All phrases in two languages, and sizes in words."""

from visualize.options import LANGUAGES
from visualize.validate import one_of

# Each phrase in English and in Chinese; the Chinese terms are those of Dive into Deep Learning.
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
    "max": ("max", "最大"),
    "mean": ("avg", "平均"),
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
    "left out": ("… {} …", "…{}…"),
    "zero terms": ("{} zeros", "{}个零"),
    "zero term": ("{} zero", "{}个零"),
    "minus infinities": ("{} × −∞", "{}个−∞"),
    "comma": (", ", "，"),
    "divisor padded": (
        "divisor: the cells of the window within the padded input",
        "除数：窗口内位于填充后输入中的单元数",
    ),
    "divisor input": ("divisor: the cells of the window within the input", "除数：窗口内位于输入中的单元数"),
}


def phrase(key: str, language: str = "en") -> str:
    """A phrase in a language.

    >>> phrase("input", "zh")
    '输入'
    """
    return PHRASES[key][LANGUAGES.index(one_of("lang", language, LANGUAGES, "languages"))]


def is_phrase(key: str) -> bool:
    """Whether there is a phrase with that key.

    >>> is_phrase("input"), is_phrase("7")
    (True, False)
    """
    return key in PHRASES


def by(size: tuple[int, ...]) -> str:
    """A size in words.

    >>> by((5, 7)), by((7,))
    ('5×7', '7')
    """
    return "×".join(map(str, size))


def each(values: tuple[int, ...], language: str = "en") -> str:
    """One number if the axes have the same, else both.

    >>> each((2, 2)), each((2, 1))
    ('2', '2 by 1')
    """
    return str(values[0]) if len(set(values)) == 1 else phrase("by", language).join(map(str, values))
