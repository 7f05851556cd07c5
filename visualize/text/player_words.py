"""What the page with a player says: its controls, the keys, and a sentence for each step and each cell.

Sentences have places for what the player knows: numbers, cells, lines. Those that count have three forms: none, one,
several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from visualize.choices import LANGUAGES

Words = Mapping[str, str | list[str] | dict[str, str]]

CONTROLS = {
    "figure": ("Figure; the cells can be pointed at", "图；可指向其中的单元"),
    "controls": ("Player", "播放器"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "first": ("First step", "第一步"),
    "back": ("Step back", "后退一步"),
    "next": ("Step forward", "前进一步"),
    "last": ("Last step", "最后一步"),
    "slider": ("Step", "步骤"),
    "speed": ("Speed", "速度"),
    "help": ("Keys", "按键"),
    "close": ("Close", "关闭"),
    "ask": ("Your answer", "你的答案"),
    "check": ("Check", "检查"),
    "reveal": ("Show the answer", "显示答案"),
}
KEYS = (
    ("Space", ("play or pause", "播放或暂停")),
    ("← →", ("step back, step forward", "后退一步、前进一步")),
    ("Home End", ("first step, last step", "第一步、最后一步")),
    ("Tab", ("into the grids, where arrows go from cell to cell", "进入网格，用方向键逐格移动")),
    ("Enter", ("keep a cell pointed out", "固定所指的单元")),
    ("Esc", ("let it go", "取消固定")),
    ("?", ("this list", "显示此列表")),
)
SENTENCES = {
    "step": ("Step {step} of {steps}", "第{step}步，共{steps}步"),
    "joined": ("{step}: {sentence}", "{step}：{sentence}"),
    "told": ("{sentence}: {line}", "{sentence}：{line}"),
    "in the end": ("{sentence}, in the end {line}", "{sentence}，最终为{line}"),
    "valued": ("{cell} = {value}", "{cell} = {value}"),
    "several": ("{cells}; {cell}", "{cells}；{cell}"),
    "pinned": ("{sentence} (kept: Esc lets go)", "{sentence}（已固定，按 Esc 取消）"),
    "question": ("{cell}: what is it?", "{cell}：是多少？"),
    "right": ("Right. {line}", "正确。{line}"),
    "wrong": ("Not {given}. {line}", "不是 {given}。{line}"),
}
CELLS = {
    "cell": ("{kind}, row {row}, column {column}", "{kind}第{row}行第{column}列"),
    "cell 1d": ("{kind}, cell {column}", "{kind}第{column}格"),
}
KINDS = {
    "outside": ("outside", "外部"),
    "input": ("input", "输入"),
    "inserted": ("inserted zero", "插入的零"),
    "padding": ("padding", "填充"),
    "overhang": ("beyond the padding", "填充之外"),
    "kernel": ("kernel", "卷积核"),
    "output": ("output", "输出"),
    "computed": ("output", "输出"),
    "cropped": ("cropped output", "裁去的输出"),
}
# By reading: what is said of a step's own cell, and of the cells that it is combined with.
COUNTED: Mapping[str, Sequence[tuple[str, str]]] = {
    "gather own": (
        ("{cell}, from no cell", "{cell}，不取自任何单元"),
        ("{cell}, from 1 cell", "{cell}，取自1个单元"),
        ("{cell}, from {count} cells", "{cell}，取自{count}个单元"),
    ),
    "gather other": (
        ("{cell}, read by no window", "{cell}，未被任何窗口覆盖"),
        ("{cell}, goes into 1 output cell", "{cell}，参与1个输出单元"),
        ("{cell}, goes into {count} output cells", "{cell}，参与{count}个输出单元"),
    ),
    "scatter own": (
        ("{cell}, adds to no cell", "{cell}，不累加到任何单元"),
        ("{cell}, adds to 1 output cell", "{cell}，累加到1个输出单元"),
        ("{cell}, adds to {count} output cells", "{cell}，累加到{count}个输出单元"),
    ),
    "scatter other": (
        ("{cell}, reached by no stamp", "{cell}，未被任何一次累加覆盖"),
        ("{cell}, added to by 1 input cell", "{cell}，由1个输入单元累加"),
        ("{cell}, added to by {count} input cells", "{cell}，由{count}个输入单元累加"),
    ),
    "stack own": (
        ("{cell}, depends on no cell", "{cell}，不依赖任何单元"),
        ("{cell}, depends on 1 cell below", "{cell}，依赖下方1个单元"),
        ("{cell}, depends on {count} cells below", "{cell}，依赖下方{count}个单元"),
    ),
    "weight": (
        ("{cell}, meets no cell", "{cell}，不与任何单元相乘"),
        ("{cell}, meets 1 cell", "{cell}，与1个单元相乘"),
        ("{cell}, meets {count} cells", "{cell}，与{count}个单元相乘"),
    ),
}


def player_words(reading: str | None, dims: int, language: str) -> Words:
    """The words of a figure of that reading: gather, scatter, or None for a stack.

    >>> player_words("gather", 2, "en")["own"][2], player_words("scatter", 1, "zh")["cell"]
    ('{cell}, from {count} cells', '{kind}第{column}格')
    """
    at = LANGUAGES.index(language)

    def counted(key: str) -> list[str]:
        return [forms[at] for forms in COUNTED[key]]

    return {
        "language": language,
        **{key: forms[at] for key, forms in (CONTROLS | SENTENCES).items()},
        "keys": {key: forms[at] for key, forms in KEYS},
        "kinds": {kind: forms[at] for kind, forms in KINDS.items()},
        "cell": CELLS["cell 1d" if dims == 1 else "cell"][at],
        "own": counted(f"{reading or 'stack'} own"),
        "other": counted(f"{reading or 'gather'} other"),
        "weight": counted("weight"),
    }
