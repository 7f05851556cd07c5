"""The option `caption`: which lines stand below the picture, and whether names and titles have sizes."""

from pathlib import Path

import pytest

import visualize as vz
from tests.command_line import run

OP = vz.Conv(8, 3, padding=1, stride=2)
SIZES, FORMULA, REMARK = "8×8 → 4×4", "⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4", "greyed: no window covers these cells"


def texts(caption: str, **options: bool) -> list[str]:
    """The labels of a flat figure, its signs left out."""
    film = vz.figure(OP, view="flat", caption=caption, **options).film
    return [label.text for label in film.labels if len(label.text) > 1]


@pytest.mark.parametrize(
    ("caption", "lines"),
    [
        ("size,formula,note", [SIZES, FORMULA, REMARK]),
        ("note, size", [SIZES, REMARK]),
        ("formula,note", [FORMULA, REMARK]),
        ("note", [REMARK]),
        ("none", []),
    ],
)
@pytest.mark.parametrize("quiz", [False, True])
def test_the_parts_of_a_caption(caption: str, lines: list[str], quiz: bool) -> None:
    sizes = " {0}×{0}" if SIZES in lines else ""
    names = [f"{name}{sizes.format(size)}" for name, size in (("input", 8), ("kernel", 3), ("output", 4))]
    assert texts(caption, quiz=quiz) == [*names, *lines]
    title = vz.figure(OP, caption=caption, quiz=quiz).film.title
    assert title == ("Convolution 8×8 → 4×4" if SIZES in lines else "Convolution")


@pytest.mark.parametrize("caption", ["sizes", "", "size,,note", "none,size", "SIZE", "size formula"])
def test_other_parts_are_refused(caption: str) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^unknown caption .*: give some of size, formula, note, or none$"):
        vz.figure(OP, caption=caption)


def test_without_lines_the_picture_is_lower_and_a_stack_has_parts_too() -> None:
    whole, bare = (
        vz.figure(OP, caption=caption, shape="tall", cell=40).film for caption in ("size,formula,note", "none")
    )
    assert bare.height < whole.height and bare.description == whole.description
    stack = [vz.Conv(9, 3), vz.Conv(7, 3)]
    shown = [label.text for label in vz.stack_figure(stack, caption="none").film.labels]
    assert shown == ["output", "layer 1", "input"]
    assert "receptive field 5×5" in [label.text for label in vz.stack_figure(stack, caption="note").film.labels]


def test_a_slide_of_a_quiz_without_sizes_tells_none(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    run(
        tmp_path,
        "--i",
        "8",
        "--k",
        "3",
        "--quiz",
        "--caption",
        "none",
        "--lang",
        "zh",
        "--steps",
        "0,35",
        "-o",
        "a.pptx",
    )
    titles = [slide.shapes.title.text for slide in pptx.Presentation(str(tmp_path / "a.pptx")).slides]
    first, last = "卷积：第1步（共36步）", "卷积：第36步（共36步）"
    assert titles == [first + "？", first, last + "？", last]


def test_a_sheet_names_its_planes_once() -> None:
    """The tiles have no room to spare for it."""
    sheet = vz.figure(vz.ConvTranspose(2, 3, stride=2), sheet=True).film
    shown = [label.text for label in sheet.labels]
    names = "above: output 5×5; between: transposed convolution, kernel 3×3, flipped, stride 2; below: input 2×2"
    assert " ".join(shown).count(names) == 1
    bare = vz.figure(vz.ConvTranspose(2, 3, stride=2), sheet=True, caption="none").film
    assert {label.text for label in bare.labels} in (
        {f"step {at} of 25" for at in range(1, 26)},
        set(map(str, range(1, 26))),
    )


@pytest.mark.parametrize(("lang", "width"), [("en", 300), ("en", 420), ("zh", 300)])
def test_long_remarks_are_wrapped_to_the_width(lang: str, width: int) -> None:
    """No sign that closes begins a line, no bracket that opens ends one, and no letter is lost."""
    layer = vz.ConvTranspose(2, 3, stride=2, padding=(0, 1), output_padding=1)
    film = vz.figure(layer, width=width, lang=lang).film
    assert film.width == width
    lines = [label.text for label in film.labels]
    assert all(line[0] not in "）”，。；：、" and line[-1] not in "（“" for line in lines)
    remark = {
        "en": "dashed: extra cells from output_padding; computed like the others, not filled with zeros",
        "zh": "虚线：output_padding 增加的单元，同样由卷积计算，并非补零",
    }[lang]
    assert remark not in lines and remark.replace(" ", "") in "".join(lines).replace(" ", "")


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("options", ({"view": "flat"}, {"shape": "tall"}, {"shape": "wide"}, {"sheet": True}))
def test_formulas_are_not_broken_and_a_note_does_not_widen_the_picture(lang: str, options: dict) -> None:
    op = vz.Conv(8, 3, padding=1, stride=2)
    film = vz.figure(op, convention="both", lang=lang, **options).film
    formulas = [label.text for label in film.labels if "⌊" in label.text]
    assert len(formulas) == 2 and all(text.endswith(" = 4") for text in formulas)
    names = [label.text for label in film.labels if label.text.startswith(("PyTorch", "d2l"))]
    assert len(names) == 2 and all(name in formulas or name[-1] in ":：" for name in names)
    noted = vz.figure(op, note=True, convention="both", lang=lang, **options).film
    assert noted.width <= film.width * 1.25
