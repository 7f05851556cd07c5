"""The grammar of all that figures say: each text is parsed as a whole, so that a word that nobody expects fails."""

import re
from typing import Any

NUMBER, SIZE = r"−?\d+", r"\d+(?:×\d+)?"
LANGUAGES = {"en": 0, "zh": 1}

# Values of two axes, and of the sides of a grid.
DOWN = (r"\d+(?: down and \d+ across)?", r"\d+|垂直\d+、水平\d+")
HIGH = (rf"{NUMBER}(?: in height and {NUMBER} in width)?", rf"{NUMBER}|高{NUMBER}、宽{NUMBER}")
FOUR = (
    rf"{NUMBER} above, {NUMBER} below, {NUMBER} left, {NUMBER} right",
    rf"上{NUMBER}、下{NUMBER}、左{NUMBER}、右{NUMBER}",
)
TWO = (rf"{NUMBER} left, {NUMBER} right", rf"左{NUMBER}、右{NUMBER}")
SIDES = tuple(f"(?:{four}|{two}|{high})" for four, two, high in zip(FOUR, TWO, HIGH, strict=True))


def numbers(text: str) -> list[int]:
    """All numbers of a text."""
    return [int(number.replace("−", "-")) for number in re.findall(NUMBER, text)]


def per_axis(text: str, dims: int) -> tuple[int, ...]:
    """One number for all axes, or two that differ."""
    found = numbers(text)
    assert len(found) == 1 or (len(found) == dims == 2 and found[0] != found[1]), text
    return tuple(found) if len(found) == dims else (found[0],) * dims


def per_side(text: str, dims: int, language: str) -> tuple[int, ...]:
    """Before and after of each axis, as few numbers as can say it."""
    at, found = LANGUAGES[language], numbers(text)
    if len(found) == 4:
        assert dims == 2 and re.fullmatch(FOUR[at], text) and (found[0] != found[1] or found[2] != found[3]), text
        return tuple(found)
    if dims == 1 and len(found) == 2:
        assert re.fullmatch(TWO[at], text) and found[0] != found[1], text
        return tuple(found)
    assert re.fullmatch(HIGH[at], text), text
    axes = per_axis(text, dims)
    return tuple(value for axis in axes for value in (axis, axis))


def size(text: str, dims: int) -> tuple[int, ...]:
    """A size of as many numbers as there are dimensions."""
    found = tuple(numbers(text))
    assert len(found) == dims, text
    return found


PARSED: dict[str, tuple[str, str]] = {
    "effective": (
        rf"dilation (?P<dilation>{DOWN[0]}): effective (?P<noun>kernel|window) size (?P<size>{SIZE})",
        rf"扩张率(?P<dilation>{DOWN[1]})：(?P<noun>卷积核|窗口)有效大小为(?P<size>{SIZE})",
    ),
    "skipped": (
        r"stride larger than the (?P<dilated>dilated )?(?P<noun>kernel|window): (?P<gap>.+) between windows skipped",
        r"步幅大于(?P<dilated>扩张后的)?(?P<noun>卷积核|窗口)：窗口之间跳过(?P<gap>.+)",
    ),
    "unreached": (
        r"stride larger than the (?P<dilated>dilated )?(?P<noun>kernel): "
        r"nothing is added to (?P<gap>.+) between stamps",
        r"步幅大于(?P<dilated>扩张后的)?(?P<noun>卷积核)：相邻累加区域之间有(?P<gap>.+)未被累加",
    ),
    "padding mode": (
        r"padding: (?P<mode>reflect|replicate|circular); "
        r"outlined one by one: the cells that the window's padding repeats",
        r"填充方式：(?P<mode>反射|复制边缘|循环)；单独描边的单元：窗口内填充所取值的来源",
    ),
    "begins": (
        rf"each output cell begins at the bias, (?P<bias>{NUMBER})",
        rf"每个输出单元从偏置(?P<bias>{NUMBER})开始累加",
    ),
    "flip note": (
        r"the kernel is flipped: convolution in the mathematical sense",
        r"卷积核(?P<rows>上下)?左右翻转：数学意义上的卷积",
    ),
}
# Lines without numbers.
FIXED = {
    "same padding": ("same padding: input and output have the same size", "same（半）填充：输入输出同大小"),
    "full padding": (
        "full padding: every overlap of kernel and input, even by one cell",
        "全填充（full）：卷积核与输入只要有一格重叠就计算",
    ),
    "hatched": ("greyed: no window covers these cells", "灰色：未被任何窗口覆盖"),
    "unstamped": ("greyed: reached by no stamp", "灰色：未被任何一次累加覆盖"),
    "lost": ("input lost: no window covers it", "输入丢失：未被任何窗口覆盖"),
    "computed": (
        "dashed: extra cells from output_padding; computed like the others, not filled with zeros",
        "虚线：output_padding 增加的单元，同样由卷积计算，并非补零",
    ),
    "cropped": (
        "outer ring: added up, then cut off by the padding; not in the output",
        "外圈：先累加，再按填充裁去，不属于输出",
    ),
    "cropped sides": (
        "outer cells: added up, then cut off by the padding; not in the output",
        "外侧单元：先累加，再按填充裁去，不属于输出",
    ),
    "overhang": (
        "outer dashes: beyond the padding, reached only with ceil_mode",
        "最外侧虚线：超出填充，仅在 ceil_mode 下被窗口覆盖",
    ),
    "overhang input": (
        "outer dashes: beyond the input, reached only with ceil_mode",
        "最外侧虚线：超出输入，仅在 ceil_mode 下被窗口覆盖",
    ),
    "dropped": (
        "crossed out: no output; the window would start in the right or bottom padding",
        "打叉：窗口起点已在右侧或下侧填充内，不产生输出",
    ),
    "dropped beyond": (
        "crossed out: no output; the window would start beyond the input",
        "打叉：窗口起点已在输入之外，不产生输出",
    ),
    "minus infinity": ("padding counts as −∞", "填充视为−∞"),
    "divisor padded": (
        "divisor: the cells of the window within the padded input",
        "除数：窗口内位于填充后输入中的单元数",
    ),
    "divisor input": ("divisor: the cells of the window within the input", "除数：窗口内位于输入中的单元数"),
    "counts": ("padding counts in the average", "填充计入平均值"),
    "does not count": ("padding does not count in the average", "填充不计入平均值"),
    "note": (
        "deep learning's convolution is cross-correlation: the kernel is not flipped",
        "深度学习中的“卷积”其实是互相关：卷积核不翻转",
    ),
}
NOUNS = {"卷积核": "kernel", "窗口": "window"}
MODES = {"反射": "reflect", "复制边缘": "replicate", "循环": "circular"}


def remark(line: str, dims: int, language: str) -> dict[str, Any]:
    """What a line below the picture says, by name; a line on zeros says up to two things."""
    at = LANGUAGES[language]
    for name, texts in FIXED.items():
        if line == texts[at]:
            return {name: ()}
    for name, patterns in PARSED.items():
        match = re.fullmatch(patterns[at], line)
        if match:
            return {name: _said(name, match, dims, language)}
    return zeros(line, dims, language)


def _said(name: str, match: re.Match[str], dims: int, language: str) -> tuple[Any, ...]:
    part = match.groupdict()
    if name == "padding mode":
        return (MODES.get(part["mode"], part["mode"]),)
    if name == "begins":
        return tuple(numbers(part["bias"]))
    if name == "flip note":
        return (2 if part.get("rows") else 1,) if language == "zh" else (dims,)
    noun = NOUNS.get(part["noun"], part["noun"])
    if name == "effective":
        return per_axis(part["dilation"], dims), noun, size(part["size"], dims)
    return part["dilated"] is not None, noun, gaps(part["gap"], dims, language)


def gaps(text: str, dims: int, language: str) -> tuple[int, ...]:
    """Rows and columns, or cells in one dimension."""
    patterns = {
        ("en", 1): r"(?P<cells>\d+) cells?",
        ("zh", 1): r"(?P<cells>\d+)格",
        ("en", 2): r"(?:(?P<rows>\d+) rows?)?(?: and )?(?:(?P<columns>\d+) columns?)?",
        ("zh", 2): r"(?:(?P<rows>\d+)行)?、?(?:(?P<columns>\d+)列)?",
    }
    match = re.fullmatch(patterns[language, dims], text)
    assert match and text.strip("、") == text and not text.startswith(" and"), text
    return tuple(int(number or 0) for number in match.groupdict().values())


BORDER = (r"(?P<formula>k − 1 − p|d\(k − 1\) − p)", r"(?P<formula>k−1−p|d\(k−1\)−p)")
AROUND = {
    ("rings", 2): (
        rf"dashed: {BORDER[0]} = (?P<n>\d+) zeros? around(?:, output_padding = (?P<more>\d+) more below and right)?",
        rf"虚线：四周补{BORDER[1]}=(?P<n>\d+)圈零(?:，下侧、右侧再补 output_padding=(?P<more>\d+))?",
    ),
    ("rings", 1): (
        rf"dashed: {BORDER[0]} = (?P<n>\d+) zeros? at each end(?:, output_padding = (?P<more>\d+) more on the right)?",
        rf"虚线：两端各补{BORDER[1]}=(?P<n>\d+)个零(?:，右侧再补 output_padding=(?P<more>\d+))?",
    ),
    ("none", 2): (rf"{BORDER[0]} = (?P<n>0): no zeros around", rf"{BORDER[1]}=(?P<n>0)：四周不补零"),
    ("none", 1): (rf"{BORDER[0]} = (?P<n>0): no zeros at the ends", rf"{BORDER[1]}=(?P<n>0)：两端不补零"),
    ("cut", 2): (
        rf"{BORDER[0]} = (?P<n>−\d+): (?P<cut>\d+) cells? cut off on each side",
        rf"{BORDER[1]}=(?P<n>−\d+)：四周各裁去(?P<cut>\d+)格",
    ),
    ("cut", 1): (
        rf"{BORDER[0]} = (?P<n>−\d+): (?P<cut>\d+) cells? cut off at each end",
        rf"{BORDER[1]}=(?P<n>−\d+)：两端各裁去(?P<cut>\d+)格",
    ),
    ("sides", 2): (
        rf"(?P<dashed>dashed: )?zeros around by {BORDER[0]}: (?P<sides>{SIDES[0]})"
        r"(?P<extra> \(output_padding included below and right\))?(?P<negative> \(negative: cut off\))?",
        rf"(?P<dashed>虚线：)?四周按{BORDER[1]}补零：(?P<sides>{SIDES[1]})"
        r"(?P<extra>（下侧、右侧含 output_padding）)?(?P<negative>（负数为裁去）)?",
    ),
    ("sides", 1): (
        rf"(?P<dashed>dashed: )?zeros at the ends by {BORDER[0]}: (?P<sides>{SIDES[0]})"
        r"(?P<extra> \(output_padding included on the right\))?(?P<negative> \(negative: cut off\))?",
        rf"(?P<dashed>虚线：)?两端按{BORDER[1]}补零：(?P<sides>{SIDES[1]})"
        r"(?P<extra>（右侧含 output_padding）)?(?P<negative>（负数为裁去）)?",
    ),
}
BETWEEN = (
    rf"s − 1 = (?P<n>\d+) zeros? between \(dotted\)|zeros between by s − 1: (?P<axes>{DOWN[0]}) \(dotted\)",
    rf"元素间插s−1=(?P<n>\d+)个零（点线）|元素间按s−1插零：(?P<axes>{DOWN[1]})（点线）",
)


def zeros(line: str, dims: int, language: str) -> dict[str, Any]:
    """The zeros around and between the cells of a transposed layer's input."""
    at, comma = LANGUAGES[language], (", ", "，")[LANGUAGES[language]]
    between = re.fullmatch(rf"(?:(?P<around>.+){comma})?(?:{BETWEEN[at]})", line)
    around = line if between is None else between["around"]
    found: dict[str, Any] = {} if around is None else {"border": _border(around, dims, language)}
    if between is not None:
        found["between"] = tuple(numbers(between["n"] or between["axes"]))
        assert between["n"] or len(set(found["between"])) == 2, line
    return found


def _border(text: str, dims: int, language: str) -> tuple[bool, tuple[int, ...], bool]:
    """Whether the formula is that of a dilated kernel, the zeros on each side, whether output_padding is among them."""
    for form in ("rings", "none", "cut", "sides"):
        match = re.fullmatch(AROUND[form, dims][LANGUAGES[language]], text)
        if match:
            extra = any(match.groupdict().get(name) for name in ("more", "extra"))
            return match["formula"].startswith("d"), _sides(form, match, dims, language), extra
    raise AssertionError(f"not in the grammar: {text}")


def _sides(form: str, match: re.Match[str], dims: int, language: str) -> tuple[int, ...]:
    part = match.groupdict()
    if form == "sides":
        found = per_side(part["sides"], dims, language)
        assert (part["negative"] is not None) == (min(found) < 0), match.string
        assert (part["dashed"] is not None) == (max(found) > 0), match.string
        return found
    (number,) = numbers(part["n"])
    assert form != "cut" or number == -int(part["cut"]), match.string
    return (number, number + int(part.get("more") or 0)) * dims
