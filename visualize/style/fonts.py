"""The default font, DejaVu Sans, and others for letters it lacks: the widths of texts and the pixels of words."""

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from visualize.errors import invalid, missing, unsupported
from visualize.style import coverage, scripts
from visualize.style.installed import CHINESE_FAMILIES, chinese_font, font_with, has

HOUSE = os.path.join(os.path.dirname(__file__), "DejaVuSans.ttf")  # 2.37; its licence is beside it
FAMILY = "DejaVu Sans, Verdana, sans-serif"
REMEMBERED = 4096  # cached widths
MOST_BYTES = 100_000_000  # of a font file; complete Chinese, Japanese and Korean fonts have about 20 million
CHINESE_FROM = "\u2e80"
# Blocks of which the default font has all characters, and whose letters stand one after the other.
PLAIN = ("\0", "\u02e9"), ("\u2010", "\u2064"), ("\u2190", "\u2311")


class Face(NamedTuple):
    """A font: its file, its place in the file, and whether its letters are joined and ordered by libraqm."""

    path: str
    place: int = 0
    shaped: bool = False


def is_chinese(text: str) -> bool:
    """Whether a text contains ideographs or their punctuation, for which DejaVu Sans has no glyphs.

    >>> is_chinese("输入 5"), is_chinese("input 5")
    (True, False)
    """
    blocks = (CHINESE_FROM, "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef")
    return max(text, default="") >= CHINESE_FROM and any(low <= char <= high for char in text for low, high in blocks)


def family(texts: str) -> str:
    """The font-family of SVG elements that hold these texts.

    >>> family("input")
    'DejaVu Sans, Verdana, sans-serif'
    """
    if not is_chinese(texts):
        return FAMILY
    names = ", ".join(f"'{name}'" for name in CHINESE_FAMILIES)
    return FAMILY.replace("sans-serif", f"{names}, sans-serif")


def is_plain(text: str) -> bool:
    """Whether the default font has all letters of a text, and they stand one after the other, from left to right.

    >>> is_plain("stride 2 → ½"), is_plain("输入"), is_plain("שלום")
    (True, False, False)
    """
    return text.isascii() or all(map(_is_plain, text))


@lru_cache(REMEMBERED)
def _is_plain(char: str) -> bool:
    if scripts.within(char, *PLAIN):
        return True
    return not is_chinese(char) and _in_house(char) and not scripts.needs_shaping(char)


@lru_cache(REMEMBERED)
def _in_house(text: str) -> bool:
    return coverage.has(HOUSE, 0, text)


def check_font(given: str, letters: str) -> None:
    """Refuse a file that is not a font, or has none of the letters that the default font lacks."""
    from visualize.reading import opened

    with opened("font", given, MOST_BYTES) as stream:
        try:
            ImageFont.truetype(stream, 20).getmask2("x", mode="L")
        except (OSError, TypeError, ValueError, AttributeError):
            raise invalid("font", given, "cannot be read as a font file") from None
    lacking = "".join(dict.fromkeys(char for char in letters if not char.isspace() and not _in_house(char)))
    if lacking and not any(_given_has(given, char) for char in lacking):
        raise invalid("font", given, f"has none of the letters {lacking}")


def _given_has(given: str, text: str) -> bool:
    try:
        return coverage.has(given, 0, text)
    except (OSError, ValueError):
        raise invalid("font", given, "cannot be read as a font file") from None


def require_glyphs(texts: str, font: str | None = None) -> None:
    """Refuse texts, each a line, if no font has their letters, which would be boxes, or nothing can join them."""
    for text in texts.splitlines():
        for piece in [] if is_plain(text) else _pieces(text):
            face = face_of(piece, font)
            if face is None:
                raise missing("font", _advice(piece))
            if face.shaped and not _can_shape():
                advice = "its letters join or change their order, for which Pillow needs libraqm and FriBidi; save SVG"
                raise unsupported("text", piece, advice)


def _advice(piece: str) -> str:
    if is_chinese(piece):
        return "no Chinese one found; apt-get install fonts-wqy-microhei, or give one with --font FILE"
    char = next(char for char in piece if not scripts.is_invisible(char) and not _in_house(char))
    return f"none found has {piece}; apt-get install {scripts.package(char)}, or give one with --font FILE"


@cache
def _can_shape() -> bool:
    from PIL import features

    return bool(features.check("raqm") and features.check("fribidi"))


@lru_cache(REMEMBERED)
def face_of(piece: str, given: str | None = None) -> Face | None:
    """The font of a word or a space: the default one, else the given one, else one of the system, else None."""
    if is_plain(piece):
        return Face(HOUSE)
    shaped, letters = scripts.needs_shaping(piece), scripts.visible(piece)
    if not is_chinese(piece) and _in_house(letters):
        return Face(HOUSE, 0, shaped)
    if given is not None and _given_has(given, letters):
        return Face(given, 0, shaped)
    usual = chinese_font() if is_chinese(piece) else None
    found = usual if usual and has(usual, letters) else font_with(letters)
    return Face(*found, shaped) if found else None


@cache
def _font(size: int, face: Face) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if face.shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(face.path, size, index=face.place, layout_engine=engine)


def _pieces(text: str) -> list[str]:
    """The words of a text, each in one font, and the spaces between them; one piece if it runs from right to left."""
    if is_plain(text):
        return text.replace(" ", "\n \n").split("\n")
    if scripts.is_right_to_left(text):
        return [text]
    kinds: list[str] = []
    for char in text:
        kinds.append(kinds[-1] if kinds and scripts.continues(char) else _kind(char))
    return [
        "".join(char for char, _ in piece) for _, piece in groupby(zip(text, kinds, strict=True), lambda one: one[1])
    ]


def _kind(char: str) -> str:
    """What letters of one font have in common."""
    if char == " " or is_chinese(char):
        return "space" if char == " " else "Chinese"
    return "" if _is_plain(char) else scripts.script(char)


def runs(text: str, given: str | None = None) -> Iterator[tuple[Face, str]]:
    """The parts of a text that are in one font, spaces among them."""
    faces = ((face_of(piece, given) or Face(HOUSE), piece) for piece in _pieces(text))
    return ((face, "".join(piece for _, piece in part)) for face, part in groupby(faces, lambda one: one[0]))


def words(text: str, size: int, given: str | None = None) -> list[tuple[str, float]]:
    """The words of a text, each in one font, and their starts in pixels from the start of the text.

    The default font has no kerning at spaces, so words drawn one by one have the positions of the whole text.

    >>> words("3·2 + 4", 20)
    [('3·2', 0.0), ('+', 38.0), ('4', 61.0)]
    """
    found, x = [], 0.0
    for piece in _pieces(text):
        if piece.strip():
            found.append((piece, x))
        x += _drawn_advance(piece, size, given)
    return found


@lru_cache(REMEMBERED)
def width(text: str, size: int) -> float:
    """The room of a text in pixels, whichever fonts are installed; ideographs are squares."""
    return sum(_advance(piece, size) for piece in _pieces(text))


def drawn_width(text: str, size: int, given: str | None = None) -> float:
    """The width of a text in pixels as it is drawn here, which is at most its room."""
    return width(text, size) if is_plain(text) else sum(_drawn_advance(piece, size, given) for piece in _pieces(text))


@lru_cache(REMEMBERED)
def _advance(piece: str, size: int) -> float:
    if is_chinese(piece):
        return float(size * len(piece))
    if is_plain(piece) or _in_house(piece):
        return float(_font(size, Face(HOUSE)).getlength(piece))
    return size * scripts.room(piece)


def _drawn_advance(piece: str, size: int, given: str | None) -> float:
    if is_plain(piece) or is_chinese(piece):
        return _advance(piece, size)
    face = face_of(piece, given)
    return float(_font(size, face).getlength(_drawn(piece, face))) if face else _advance(piece, size)


def _drawn(piece: str, face: Face) -> str:
    """A piece without what only libraqm understands, unless it sets the piece."""
    if face.shaped or face.path == HOUSE:
        return piece
    return scripts.visible(piece)


def middle(size: int) -> float:
    """Half the height of digits and capitals: the distance from their middle down to their baseline."""
    return 0.365 * size  # half of DejaVu Sans' cap height, 1493 / 2048


def mask(word: str, size: int, font: str | None = None) -> tuple[NDArray[np.uint8], int, int]:
    """The coverage, 0 to 255, of a word's pixels, and the offset of their corner from the start of the baseline.

    A word is drawn in one font; `words` splits a text accordingly. Raises VisualizeError if the given font fails.
    """
    face = face_of(word, font) or Face(HOUSE)
    try:
        image, (left, top) = _font(size, face).getmask2(_drawn(word, face), mode="L", anchor="ls")
    except Exception:  # a damaged font can raise anything
        if face.path != font:
            raise
        raise invalid("font", font, "cannot be drawn with; it may be damaged") from None
    columns, rows = image.size
    return np.frombuffer(bytes(image), np.uint8).reshape(rows, columns), int(left), int(top)
