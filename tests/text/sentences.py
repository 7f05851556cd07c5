"""The grammar of alternative texts: each is parsed as a whole into what it says."""

import re
from typing import Any

from tests.text.grammar import DOWN, HIGH, LANGUAGES, SIDES, SIZE, per_axis, per_side, size

SUBJECTS = {
    "conv": ("kernel", "卷积核"),
    "conv_transpose": ("kernel", "卷积核"),
    "max_pool": ("max-pooling window", "最大汇聚窗口"),
    "avg_pool": ("average-pooling window", "平均汇聚窗口"),
}
MODES = {"反射": "reflect", "复制边缘": "replicate", "循环": "circular"}
FACTS = {
    "padding": (rf"padding (?P<value>{SIDES[0]})", rf"填充(?P<value>{SIDES[1]})"),
    "stride": (rf"stride (?P<value>{DOWN[0]})", rf"步幅(?P<value>{DOWN[1]})"),
    "dilation": (
        rf"dilation (?P<value>{DOWN[0]}) \(effective size (?P<size>{SIZE})\)",
        rf"扩张率(?P<value>{DOWN[1]})（有效大小(?P<size>{SIZE})）",
    ),
    "extra": (rf"output padding (?P<value>{HIGH[0]})", rf"输出填充(?P<value>{HIGH[1]})"),
    "mode": (r"padding mode (?P<value>reflect|replicate|circular)", r"填充方式为(?P<value>反射|复制边缘|循环)"),
}
APART = (r", (?=padding \w|stride|dilation|output|padding mode)", "，(?=填充|步幅|扩张率|输出填充|填充方式)")


def english(noun: str, name: str, dims: int) -> str:
    """A noun with its size, without article."""
    return rf"(?P<{name}>\d+×\d+) {noun}" if dims == 2 else rf"{noun} of size (?P<{name}>\d+)"


def chinese(noun: str, name: str, dims: int, joint: str = "的") -> str:
    """The same in Chinese."""
    long = "长度" if name in ("input", "output") else "大小"
    return rf"(?P<{name}>\d+×\d+){joint}{noun}" if dims == 2 else rf"{long}为(?P<{name}>\d+)的{noun}"


STEPS = (
    r"(?:cell by cell in (?P<steps>\d+) steps|(?P<one>in 1 step))",
    r"(?:分(?P<steps>\d+)步逐格得到|(?P<one>一步得到))",
)
UNCOVERED = (
    r"(?: (?:(?P<all>\d+) cells? \((?P<what>padding|zeros) included\) (?:is|are) covered by no window"
    r"(?:, (?P<some>\d+) of them input)?|(?P<lost>\d+) input cells? (?:is|are) covered by no window)\.)?",
    r"(?:绘出的网格（含(?P<what>填充|补的零)）中有(?P<all>\d+)个单元未被任何窗口覆盖(?:，其中(?P<some>\d+)个是输入单元)?。"
    r"|有(?P<lost>\d+)个输入单元未被任何窗口覆盖。)?",
)


def sentence(kind: str, name: str, dims: int, language: str) -> str:
    """The pattern of an alternative text: of a sliding window, of a transposed layer, of stamps."""
    noun = SUBJECTS[name][LANGUAGES[language]]
    if language == "en":
        kernel, source, output = (
            english(*pair, dims) for pair in ((noun, "kernel"), ("input", "input"), ("output", "output"))
        )
        return {
            "slides": rf"(?P<before>An?|The flipped) {kernel} slides over an? {source} with (?P<facts>.+), "
            rf"and fills the {output} {STEPS[0]}\.{UNCOVERED[0]}",
            "transposed": rf"Transposed convolution with (?P<facts>.+): the flipped {kernel} slides over the {source}"
            r"(?: with zeros (?P<around>around it|at its ends)?(?: and )?(?P<between>between its cells)?)?"
            rf", and fills the {output} {STEPS[0]}\.{UNCOVERED[0]}",
            "stamps": rf"Each cell of the {source} in turn adds the {kernel}, scaled by its value, to the {output}, "
            r"in (?P<steps>\d+) steps?\.(?: With (?P<facts>.+)\.)?",
        }[kind]
    source, output = chinese("输入", "input", dims), chinese("输出", "output", dims)
    return {
        "slides": rf"(?:{chinese(noun, 'kernel', dims)}|(?P<before>翻转后的){chinese(noun, 'flipped', dims, '')})"
        rf"在{source}上滑动，(?P<facts>.+)，{STEPS[1]}{output}。{UNCOVERED[1]}",
        "transposed": rf"转置卷积，(?P<facts>.+)：翻转后的{chinese(noun, 'kernel', dims, '')}在{source}"
        r"(?:（(?P<around>四周补零|两端补零)?、?(?P<between>元素间插零)?）)?"
        rf"上滑动，{STEPS[1]}{output}。{UNCOVERED[1]}",
        "stamps": rf"{chinese('输入', 'input', dims, '')}的每个元素依次与{chinese(noun, 'kernel', dims, '')}相乘，"
        rf"累加到{output}上，共(?P<steps>\d+)步。(?:(?P<facts>.+)。)?",
    }[kind]


def parsed(text: str, kind: str, name: str, dims: int, language: str) -> dict[str, Any]:
    """What an alternative text says."""
    match = re.fullmatch(sentence(kind, name, dims, language), text)
    assert match, text
    part = match.groupdict()
    return {
        "kernel": size(part["kernel"] or part["flipped"], dims),
        "input": size(part["input"], dims),
        "output": size(part["output"], dims),
        "flipped": kind == "transposed" or (part.get("before") or "") in ("The flipped", "翻转后的"),
        "steps": int(part["steps"] or 1),
        "uncovered": int(part.get("all") or part.get("lost") or 0),
        "lost": int(part.get("some") or part.get("lost") or 0),
        "zeros": {"zeros": "zeros", "补的零": "zeros"}.get(part.get("what") or "", part.get("what") and "padding"),
        "around": bool(part.get("around")),
        "between": bool(part.get("between")),
        "facts": facts(part["facts"] or "", dims, language),
    }


def facts(text: str, dims: int, language: str) -> dict[str, Any]:
    """The parameters that a sentence names."""
    at, found = LANGUAGES[language], {}
    for piece in re.split(APART[at], text) if text else []:
        matches = {name: re.fullmatch(patterns[at], piece) for name, patterns in FACTS.items()}
        ((name, match),) = [(name, match) for name, match in matches.items() if match]
        assert name not in found, text
        found[name] = _value(name, match, dims, language)
    return found


def _value(name: str, match: re.Match[str], dims: int, language: str) -> Any:
    value = match["value"]
    if name == "mode":
        return MODES.get(value, value)
    if name == "padding":
        return per_side(value, dims, language)
    if name == "dilation":
        return per_axis(value, dims), size(match["size"], dims)
    return per_axis(value, dims)
