"""Everything that figures say, parsed as a whole and compared with plain loops; and how it is said."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import operations
from tests.text.grammar import FIXED, PARSED, remark
from tests.text.layer_facts import LayerFacts
from tests.text.manners import check_manners
from tests.text.sentences import parsed
from visualize.choices import LANGUAGES, THEMES, VIEWS
from visualize.film import INPUT, KERNEL, OUTPUT, Label
from visualize.story import Values, layer_story
from visualize.style import fonts
from visualize.text.captions import Captions, Wording


@st.composite
def layers(draw: Any) -> tuple[LayerFacts, Wording]:
    """A layer of any kind, read in any way, and how it is to be told."""
    op = draw(operations())
    reading = draw(st.sampled_from(("gather", "scatter"))) if op.name == "conv_transpose" else "gather"
    flip, note = (op.name == "conv" and draw(st.booleans()) for _ in range(2))
    bias = draw(st.sampled_from((0, 2, -3))) if reading == "scatter" else 0
    parts = [part for part in ("size", "formula", "note") if draw(st.integers(0, 3))] or ["none"]
    language, convention = draw(st.sampled_from(LANGUAGES)), draw(st.sampled_from(("torch", "d2l", "both")))
    return LayerFacts(op, reading, flip, note, bias), Wording(language, convention, note, ",".join(parts))


def told(facts: LayerFacts, wording: Wording) -> Captions:
    """The captions of a layer; those with a bias have numbers."""
    op, values = facts.op, None
    if facts.bias:
        values = Values(np.ones(op.input_size, int), np.ones(op.kernel_size, int), facts.bias)
    return layer_story(op, facts.reading, facts.flip, values).captions(wording)


@settings(max_examples=1_000)
@given(layers())
def test_the_alternative_text(drawn: tuple[LayerFacts, Wording]) -> None:
    facts, wording = drawn
    stamped = facts.reading == "scatter"
    kind = "stamps" if stamped else "transposed" if facts.transposed else "slides"
    text = told(facts, wording).description
    check_manners(text, wording.language)
    said = parsed(text, kind, facts.op.name, facts.dims, wording.language)
    # Stamping is told without the parameters that change nothing; no reading tells a dilation of 1.
    wanted: dict[str, Any] = {"padding": facts.sides(), "stride": facts.each("stride")}
    if stamped:
        wanted = {name: value for name, value in wanted.items() if max(value) > (name == "stride")}
    if max(facts.each("dilation")) > 1:
        wanted["dilation"] = facts.each("dilation"), facts.each("span")
    if any(facts.each("extra")):
        wanted["extra"] = facts.each("extra")
    if facts.op.padding_mode != "zeros":
        wanted["mode"] = facts.op.padding_mode
    assert said.pop("facts") == wanted, text
    some_padding = facts.uncovered > facts.lost
    assert said == {
        "kernel": facts.each("kernel"),
        "input": facts.each("size"),
        "output": facts.each("out"),
        "flipped": facts.flip or kind == "transposed",
        "steps": facts.steps,
        "uncovered": facts.uncovered,
        "lost": facts.lost,
        "zeros": ("zeros" if facts.transposed else "padding") if some_padding else None,
        "around": kind == "transposed" and any("padding" in axis.kinds for axis in facts.axes),
        "between": kind == "transposed" and any("inserted" in axis.kinds for axis in facts.axes),
    }, text


# A padding of which output_padding makes up for what is uneven.
UNEVEN = LayerFacts(vz.ConvTranspose((4,), 4, stride=2, padding=(1, 2), output_padding=1))


@settings(max_examples=1_000)
@example((UNEVEN, Wording()))
@given(layers())
def test_the_lines_below_the_picture(drawn: tuple[LayerFacts, Wording]) -> None:
    facts, wording = drawn
    captions = told(facts, wording)
    found: dict[str, Any] = {}
    for line in captions.remarks:
        check_manners(line, wording.language)
        said = remark(line, facts.dims, wording.language)
        assert not said.keys() & found.keys(), line
        found |= said
    assert found == (facts.remarks() if wording.shows("note") else {}), captions.remarks
    shown = list(captions.lines)
    if wording.shows("size"):
        assert shown.pop(0) == f"{size(facts.each('size'))} → {size(facts.each('out'))}"
    assert bool(shown) == wording.shows("formula")
    for line in shown:
        check_formula(line, facts, wording)


def test_the_layers_above_give_something_to_say_of_every_kind() -> None:
    """And nothing else, so no rule of the grammar is idle."""
    found: set[str] = set()

    @settings(max_examples=3_000)
    @given(layers())
    def collect(drawn: tuple[LayerFacts, Wording]) -> None:
        found.update(drawn[0].remarks())

    collect()
    assert found == {*FIXED, *PARSED, "border", "between"}


def check_formula(line: str, facts: LayerFacts, wording: Wording) -> None:
    """Its label, if it has one, and the size that it ends with."""
    labels = {
        "en": r"(?:(?P<whose>PyTorch \(p per side\)|d2l \(p in total\)): )?(?:(?P<axis>height|width): )?",
        "zh": r"(?:(?P<whose>PyTorch（单侧 p）|d2l（总 p）)：)?(?:(?P<axis>高|宽)：)?",
    }
    match = re.fullmatch(labels[wording.language] + r"[^\u2e80-\uffff]+ = (?P<out>\d+)", line)
    assert match, line
    assert (match["whose"] is None) or wording.convention == "both"
    outs = facts.each("out")
    axis = {"height": 0, "高": 0, "width": 1, "宽": 1}.get(match["axis"] or "")
    assert int(match["out"]) in (set(outs) if axis is None else {outs[axis]}), line
    assert axis is None or facts.dims == 2
    check_manners(line.partition("：")[0], wording.language)


def size(numbers: tuple[int, ...]) -> str:
    return "×".join(map(str, numbers))


NAMES = {
    "en": {"input": "input", "kernel": "kernel", "output": "output", "conv": "convolution"},
    "zh": {"input": "输入", "kernel": "卷积核", "output": "输出", "conv": "卷积"},
}
NAMES["en"] |= {"conv_transpose": "transposed convolution", "max_pool": "max pooling", "avg_pool": "average pooling"}
NAMES["zh"] |= {"conv_transpose": "转置卷积", "max_pool": "最大汇聚", "avg_pool": "平均汇聚"}


@settings(max_examples=300)
@given(layers())
def test_names_and_titles(drawn: tuple[LayerFacts, Wording]) -> None:
    """With their sizes, or without them where the caption leaves sizes out."""
    facts, wording = drawn
    captions, names, english = told(facts, wording), NAMES[wording.language], wording.language == "en"
    sizes, one = wording.shows("size"), facts.dims == 1

    def heading(name: str, numbers: tuple[int, ...]) -> str:
        if not sizes:
            return names[name]
        if one:
            return names[name] + (", size " if english else "，长度") + size(numbers)
        return names[name] + " " * english + size(numbers)

    turned = facts.flip or (facts.transposed and facts.reading == "gather")
    kernel = heading("kernel", facts.each("kernel")) + ((", flipped" if english else "，已翻转") if turned else "")
    expected = {INPUT: heading("input", facts.each("size")), OUTPUT: heading("output", facts.each("out"))}
    enlarged = {INPUT._replace(loupe=True): "window" if english else "窗口"}
    assert captions.headings == expected | {KERNEL: kernel} | enlarged
    name = names[facts.op.name]
    if facts.weighted:
        assert (captions.signs, captions.beside[KERNEL][:2]) == (("∗", "=", ""), (name, kernel))
    else:
        window = size(facts.each("kernel"))
        both = (
            (f"{name} of size {window}", f"大小为{window}的{name}") if one else (f"{window} {name}", f"{window}{name}")
        )
        operation = both[not english] if sizes else name
        assert (captions.signs[0], captions.beside[KERNEL][0]) == (operation, operation)
    assert {grid: captions.beside[grid][0] for grid in expected} == expected
    check_beside(captions.beside, facts, wording)
    end = f"{size(facts.each('size'))} → {size(facts.each('out'))}"
    joint = (", size " if english else "，长度") if one else " " * english
    assert captions.title == name[0].upper() + name[1:] + (joint + end) * sizes


def check_beside(beside: Any, facts: LayerFacts, wording: Wording) -> None:
    """The stride, the dilation and the padding that stand under the names."""
    words = {"en": ("stride ", "dilation ", "padding "), "zh": ("步幅", "扩张率", "填充")}[wording.language]
    both = {"en": r"(\d+)(?: down and (\d+) across)?", "zh": r"(?:垂直)?(\d+)(?:、水平(\d+))?"}[wording.language]
    lines = list(beside[KERNEL][1 + facts.weighted :])
    for word, name in zip(words, ("stride", "dilation"), strict=False):
        numbers = facts.each(name)
        if wording.shows("size") and (name == "stride" or max(numbers) > 1):
            match = re.fullmatch(word + both, lines.pop(0))
            assert match and {int(match[1]), int(match[2] or match[1])} == set(numbers), numbers
    assert not lines
    padding = [line for line in beside[INPUT][1:] if line.startswith(words[2])]
    if not wording.shows("size") or not any(facts.op.padding):
        assert not [line for line in padding if re.search(r"\d", line)]
    else:
        assert {int(number) for number in re.findall(r"\d+", padding[0])} == set(facts.op.padding[4 - 2 * facts.dims :])


@settings(max_examples=60)
@given(layers(), st.sampled_from(VIEWS), st.sampled_from(THEMES), st.booleans())
def test_pictures_show_these_texts_and_no_others(
    drawn: tuple[LayerFacts, Wording], view: str, theme: str, quiz: bool
) -> None:
    facts, wording = drawn
    options: dict[str, Any] = {"view": view, "theme": theme, "quiz": quiz, "lang": wording.language, "cell": 20}
    options |= {"convention": wording.convention, "note": wording.note, "caption": wording.caption}
    options |= {"reading": facts.reading, "flip": facts.flip}
    if facts.bias:
        facts = LayerFacts(facts.op, facts.reading)
    film = vz.figure(facts.op, **options).film
    captions = told(facts, wording)
    beside = captions.headings if view == "flat" else captions.beside
    texts = [line for text in beside.values() for line in text]
    lines = captions.lines if view == "flat" else captions.formulas
    if view == "flat":
        texts = [captions.headings[grid] for grid in film.placements] + [sign for sign in captions.signs if sign]
        texts += ["→"] * (not facts.weighted)
    shown = sorted("".join(label.text for label in film.labels).replace(" ", ""))
    assert shown == sorted("".join([*texts, *lines, *captions.remarks]).replace(" ", ""))
    assert (film.title, film.description) == (captions.title, captions.description)
    check_places([*film.labels, *([film.line] if film.line is not None else [])], film.width, film.height)
    if film.line is not None:
        divisor = (r"mean: window sum ÷ \d+", r"窗口内求和 ÷ \d+")[LANGUAGES.index(wording.language)]
        assert re.fullmatch(divisor, film.frame(0).line.text)


def check_places(labels: list[Label], width: int, height: int) -> None:
    """No text is cut off by the edge of the picture, and none lies on another."""
    boxes = []
    for label in labels:
        text, size, half = label.text, label.size, fonts.width(label.text, label.size) / 2
        x, y = label.middle(2 * half)
        boxes.append((x - half, y - 0.72 * size, x + half, y + 0.2 * size))
        assert boxes[-1][0] >= 0 and boxes[-1][1] >= 0 and boxes[-1][2] <= width and boxes[-1][3] <= height, text
    for at, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top, labels


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_stacks(language: str, count: int) -> None:
    sizes = [12 - 2 * at for at in range(count + 1)]
    figure = vz.stack_figure([vz.Conv(one, 3) for one in sizes[:-1]], lang=language)
    chain, field = " → ".join(f"{one}×{one}" for one in sizes), f"{2 * count + 1}×{2 * count + 1}"
    plural = "s" * (count > 1)
    title, text = {
        "en": (
            f"Stacked layers {chain}",
            f"{count} convolution layer{plural}, {chain}: each output cell and all that it depends on, "
            f"down to a receptive field of {field}.",
        ),
        "zh": (f"卷积层堆叠{chain}", f"{count}个卷积层，{chain}：每个输出单元及其依赖的所有单元，感受野为{field}。"),
    }[language]
    assert (figure.film.title, figure.alt_text) == (title, text)
    texts = [label.text for label in figure.film.labels]
    layer = {"en": "layer {}: {}", "zh": "第{}层：{}"}[language]
    for at in range(1, count):
        assert layer.format(at, f"{sizes[at]}×{sizes[at]}") in texts
    assert {"en": f"receptive field {field}", "zh": f"感受野{field}"}[language] in texts
