"""Letters that DejaVu Sans lacks, or that join: drawn in a font that has them, or refused, never boxes."""

from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from PIL import features

import visualize as vz
from tests.command_line import run
from visualize.style import coverage, fonts, installed

KOREAN, THAI, HINDI, ARABIC, HEBREW = "합성곱", "การสังวัต", "संवलन", "الالتفاف", "קונבולוציה"
ROCKET, KEY, BURMESE, RARE = "\N{ROCKET}", "3\ufe0f\u20e3", "ကွန်", "\U00020000"
FOREIGN = KOREAN, THAI, HINDI, ROCKET, KEY, BURMESE, RARE
needs_raqm = pytest.mark.skipif(
    not (features.check("raqm") and features.check("fribidi")), reason="needs Pillow with libraqm and FriBidi"
)


def square(path: Path, letters: str, blank: bool = False) -> Path:
    """A font whose letters are squares, 0.6 sizes wide, or nothing at all; its box is narrower."""
    builder = FontBuilder(1000)
    names = [".notdef", *(f"letter{number}" for number in range(len(set(letters))))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(sorted(map(ord, set(letters))), names[1:], strict=True)))
    glyphs, marks = (
        {},
        {name for code, name in zip(sorted(set(letters)), names[1:], strict=True) if category(code)[0] in "MC"},
    )
    for name in names:
        pen, side = TTGlyphPen(None), 500 if name != ".notdef" else 100
        if not blank:
            pen.moveTo((50, 0))
            for corner in ((50, side), (50 + side, side), (50 + side, 0)):
                pen.lineTo(corner)
            pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (600 * (name not in marks), 50) for name in names})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def forget() -> None:
    for cached in (fonts.face_of, fonts._font, installed.font_files, installed.font_with, installed.chinese_font):
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only folder of fonts, empty."""
    (tmp_path / "fonts").mkdir()
    monkeypatch.setattr(installed, "FOLDERS", (str(tmp_path / "fonts"),))
    forget()
    yield tmp_path / "fonts"
    forget()


def titled(title: str, **more: object) -> vz.Figure:
    return vz.figure(vz.Conv(3, 2), view="flat", title=title, **more)  # type: ignore[arg-type]


def characters(font: TTFont) -> set[int]:
    """By fontTools, without those that are mapped to the box."""
    box = font.getGlyphOrder()[0]
    return {code for code, name in (font.getBestCmap() or {}).items() if name != box}


def test_tables_are_read_as_fonttools_reads_them(tmp_path: Path) -> None:
    paths = [
        Path(fonts.HOUSE),
        square(tmp_path / "one.ttf", "aéxyz한글"),
        square(tmp_path / "two.ttf", "ab\U00020000한"),
    ]
    paths += [Path(path) for path in installed.font_files()[:10]]
    seen = 0
    for path in paths:
        for place in range(coverage.place_count(str(path))):
            with TTFont(path, fontNumber=place, lazy=True) as font:
                if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
                    continue
                assert set(coverage.codes(str(path), place).tolist()) == characters(font), (path, place)
            seen += 1
    assert seen >= 3


def test_a_collection_is_read_at_its_places(tmp_path: Path) -> None:
    made = [TTFont(square(tmp_path / f"{name}.ttf", letters)) for name, letters in (("a", "한"), ("b", "ก"))]
    collection = TTCollection()
    collection.fonts = made
    collection.save(tmp_path / "both.ttc")
    path = str(tmp_path / "both.ttc")
    assert coverage.place_count(path) == 2
    assert [chr(coverage.codes(path, place)[0]) for place in (0, 1)] == ["한", "ก"]


def test_the_house_font_has_all_plain_letters() -> None:
    with TTFont(fonts.HOUSE) as font:
        known = characters(font)
    blocks = [range(ord(low), ord(high) + 1) for low, high in fonts.PLAIN]
    printable = [code for block in blocks for code in block if chr(code).isprintable()]
    assert len(printable) > 1000 and known.issuperset(printable)


@pytest.mark.parametrize("title", FOREIGN)
@pytest.mark.parametrize("suffix", [".gif", ".png", ".pdf"])
def test_letters_that_no_font_has_are_refused(folder: Path, tmp_path: Path, title: str, suffix: str) -> None:
    square(folder / "latin.ttf", "abc")
    square(folder / "blank.ttf", title, blank=True)
    square(folder / "blanksans.ttf", title, blank=True)
    (folder / "damaged.ttf").write_bytes(b"\0\1\0\0\xff\xff" + bytes(40))
    with pytest.raises(vz.VisualizeError, match=r"missing font: .*(none found has|Chinese).*apt-get install fonts-"):
        titled("Conv " + title).save(tmp_path / ("a" + suffix))
    assert not list(tmp_path.glob("a.*"))


@pytest.mark.parametrize("title", FOREIGN)
def test_vectors_leave_the_choice_to_the_viewer(folder: Path, tmp_path: Path, title: str) -> None:
    titled(title).save(tmp_path / "a.svg")
    assert title in (tmp_path / "a.svg").read_text(encoding="utf-8")


@needs_raqm
@pytest.mark.parametrize("title", FOREIGN)
def test_the_plainest_font_with_the_letters_draws_them(folder: Path, tmp_path: Path, title: str) -> None:
    square(folder / "a-bold.ttf", title)
    square(folder / "b-sans.ttf", title[0])
    chosen = square(folder / "z-sans.ttf", title + "abc")
    forget()
    if len(set(title)) > 1:
        assert {face.path for face, text in fonts.runs(title) if text.strip()} == {str(chosen)}
    pixels, _, _ = fonts.mask(title, 40)
    assert pixels[-20:].max() == 255 and 19 < pixels.shape[0] < 23, "squares of half the size; the box is a tenth of it"
    for suffix in (".gif", ".pdf"):
        titled("Conv " + title).save(tmp_path / ("a" + suffix))
    assert fonts.drawn_width(title, 40) <= fonts.width(title, 40)


def test_a_given_font_comes_first(folder: Path, tmp_path: Path) -> None:
    square(folder / "sans.ttf", KOREAN)
    given = str(square(tmp_path / "given.ttf", KOREAN))
    assert [face.path for face, _ in fonts.runs(KOREAN, given)] == [given]
    titled(KOREAN, font=given).save(tmp_path / "a.gif")
    latin = str(square(tmp_path / "latin.ttf", "abc"))
    with pytest.raises(vz.VisualizeError, match=f"invalid font .*latin.ttf: has none of the letters {KOREAN}"):
        titled(KOREAN, font=latin)


@pytest.mark.parametrize("title", [HINDI, THAI, ARABIC, HEBREW, "Conv " + HEBREW])
def test_letters_that_join_need_libraqm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    square(folder / "sans.ttf", title)
    monkeypatch.setattr(fonts, "_can_shape", lambda: False)
    with pytest.raises(vz.VisualizeError, match=r"unsupported text .*libraqm and FriBidi"):
        titled(title).save(tmp_path / "a.gif")
    titled(title).save(tmp_path / "a.svg")


@needs_raqm
def test_an_older_matplotlib_cannot_join_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import ft2font

    monkeypatch.delattr(ft2font, "__libraqm_version__", raising=False)
    with pytest.raises(vz.VisualizeError, match=r"unsupported matplotlib .*matplotlib 3\.11"):
        titled(ARABIC).save(tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
    titled("Свёртка").save(tmp_path / "a.pdf")


def inked(pixels: np.ndarray) -> list[bytes]:
    """The parts of a word between its empty columns."""
    parts: list[list[bytes]] = [[]]
    for column in pixels.T:
        if column.any():
            parts[-1].append(column.tobytes())
        elif parts[-1]:
            parts.append([])
    return [b"".join(part) for part in parts if part]


@needs_raqm
def test_hebrew_runs_from_right_to_left_across_words() -> None:
    drawn, *letters = (fonts.mask(text, 40)[0] for text in ("א ב ר", "ר", "ב", "א"))
    parts = inked(drawn)
    # Each letter may have empty rows above and below it that the word has not, so that inked pixels are counted.
    assert [np.count_nonzero(list(part)) for part in parts] == [np.count_nonzero(letter) for letter in letters]
    assert [word for word, _ in fonts.words("א ב ר", 40)] == ["א ב ר"]


@needs_raqm
def test_arabic_joins_as_in_matplotlib() -> None:
    """Its letters apart are wider."""
    from matplotlib import ft2font
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not hasattr(ft2font, "__libraqm_version__"):
        pytest.skip("needs matplotlib 3.11, which joins letters")
    pixels, _, _ = fonts.mask(ARABIC, 100)
    extent = TextPath((0, 0), ARABIC, size=100, prop=FontProperties(fname=fonts.HOUSE)).get_extents()
    assert abs(pixels.shape[1] / extent.width - 1) < 0.08, "letters are hinted here, and not there"
    assert sum(fonts.mask(letter, 100)[0].shape[1] for letter in ARABIC) > 1.2 * pixels.shape[1]
    assert fonts.drawn_width(ARABIC, 100) <= fonts.width(ARABIC, 100)


@needs_raqm
def test_no_library_warns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of every kind in every file that draws letters: silence, or the one line that refuses them."""
    monkeypatch.setenv("PYTHONWARNINGS", "always")
    refused = 0
    for title in (" ".join(FOREIGN[:3]), ROCKET, ARABIC, "\u0378", "\ue000", "\ufeff输 e\u0301 \N{GRINNING FACE}"):
        done = run(tmp_path, "--k", "2", "--i", "3", "--title", title, "-o", "a.gif", "-o", "a.pdf")
        refused += done.returncode == 2
        assert done.returncode in (0, 2)
        assert done.stderr.count("\n") == (done.returncode == 2), done.stderr
        assert not done.stderr or done.stderr.startswith("visualize: missing font: "), done.stderr
    assert refused >= 2, "a letter of private use, and one that does not exist"


def test_ordinary_texts_are_set_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """No table is read, and nothing is shaped, for what figures say in English."""

    def fail(*given: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr(coverage, "has", fail)
    fonts._is_plain.cache_clear()
    figure = vz.figure(vz.Conv(5, 3, padding=1), input=np.eye(5), kernel=np.ones((3, 3)), title="Stride ½ → 2 × ⌊3⌋")
    assert all(fonts.is_plain(text) for text in figure.film.letters.splitlines())
    fonts._is_plain.cache_clear()
