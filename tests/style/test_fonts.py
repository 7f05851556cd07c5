"""Chinese letters: none is a box, and without a font an error says so."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import visualize as vz
from tests.command_line import run
from tests.decoding import SVG
from visualize.style import fonts
from visualize.text import phrases


def chinese_font() -> Any:
    if fonts.chinese_font() is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    return fonts.chinese_font()


def test_chinese_letters_are_not_boxes() -> None:
    chinese_font()
    box, _, _ = fonts.mask("\u9fff", 30)
    letters = {letter for _, chinese in phrases.PHRASES.values() for letter in chinese if fonts.is_chinese(letter)}
    assert len(letters) > 80
    seen = set()
    for letter in sorted(letters):
        pixels, _, _ = fonts.mask(letter, 30)
        assert pixels.any(), letter
        assert pixels.shape != box.shape or (pixels != box).any(), letter
        seen.add((pixels.shape, pixels.tobytes()))
    assert len(seen) == len(letters)


def test_no_font_is_an_error_not_a_box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("chinese_font", "font_with"):
        monkeypatch.setattr(fonts, name, lambda *given: None)
    monkeypatch.setattr(fonts, "face_of", fonts.face_of.__wrapped__)
    figure = vz.figure(vz.Conv(5, 3), view="flat", lang="zh")
    with pytest.raises(vz.VisualizeError, match=r"missing font: .*fonts-wqy-microhei.*--font FILE"):
        figure.save(tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []
    figure.save(tmp_path / "a.svg")
    assert "输入" in (tmp_path / "a.svg").read_text()


def test_chinese_everywhere(tmp_path: Path) -> None:
    chinese_font()
    result = run(tmp_path, "lecture-stride", "--lang", "zh", "--view", "flat", "-o", "a.gif", "-o", "a.svg")
    assert result.stdout.startswith("a.gif, a.svg：8x8 -> 4x4，16步，")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.find(SVG + "title").text == "卷积8×8 → 4×4"
    assert "步逐格得到" in root.find(SVG + "desc").text
    shown = [element.text for element in root.iter(SVG + "text")]
    assert [text for text in shown if text.startswith(("输入", "卷积核", "输出"))] == [
        "输入8×8",
        "卷积核3×3",
        "输出4×4",
    ]


def test_chinese_in_chromium_is_no_box(browser: Any) -> None:
    """Each letter drawn by the browser differs from the box that it draws for a letter nobody has."""
    chinese_font()
    family = fonts.family("输").replace("'", "")
    script = """([letters, family]) => { const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 40; const draw = canvas.getContext('2d', {willReadFrequently: true});
        return [...letters].map(letter => { draw.clearRect(0, 0, 40, 40); draw.font = `30px ${family}`;
            draw.fillText(letter, 4, 34); return draw.getImageData(0, 0, 40, 40).data.join() }) }"""
    page = browser.new_page()
    *letters, box = page.evaluate(script, ["输入核出填充步幅\U000e0fff", family])
    page.close()
    assert len(set(letters)) == len(letters)
    assert box not in letters
