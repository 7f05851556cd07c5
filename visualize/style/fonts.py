"""The default font, DejaVu Sans, and a Chinese one: the widths of texts and the pixels of words."""

import os
from functools import cache, lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from visualize.errors import invalid, missing

HOUSE = os.path.join(os.path.dirname(__file__), "DejaVuSans.ttf")  # 2.37; its licence is beside it
FAMILY = "DejaVu Sans, Verdana, sans-serif"
# In order of preference; SVG lists them all and leaves the choice to the viewer.
CHINESE_FAMILIES = (
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Source Han Sans SC",
    "Noto Sans SC",
    "SimHei",
    "Hiragino Sans GB",
)
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    os.path.expanduser("~/.fonts"),
    os.path.expanduser("~/.local/share/fonts"),
    os.path.expanduser("~/Library/Fonts"),
    "C:/Windows/Fonts",
)


REMEMBERED = 4096  # cached widths
MOST_BYTES = 100_000_000  # of a font file; complete Chinese, Japanese and Korean fonts have about 20 million
CHINESE_FROM = "\u2e80"


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


@cache
def chinese_font(given: str | None = None) -> tuple[str, int] | None:
    """File and index of a font with Chinese glyphs: the given one, else the first of CHINESE_FAMILIES installed."""
    if given is not None:
        return given, 0
    found: dict[str, tuple[str, int]] = {}
    for path in _font_files():
        for place in range(10 if path.endswith((".ttc", ".otc")) else 1):
            try:
                name = ImageFont.truetype(path, 10, index=place).getname()[0]
            except OSError:
                break
            found.setdefault(str(name), (path, place))
    return next((found[name] for name in CHINESE_FAMILIES if name in found), None)


def check_font(given: str) -> None:
    """Refuse a file that is not a font, or has no Chinese glyphs and would draw boxes."""
    from visualize.reading import opened

    with opened("font", given, MOST_BYTES) as stream:
        try:
            font = ImageFont.truetype(stream, 20)
            letter, none = (bytes(font.getmask2(one, mode="L")[0]) for one in ("输", "\U0010fffe"))
        except (OSError, TypeError, ValueError, AttributeError):
            raise invalid("font", given, "cannot be read as a font file") from None
    if letter == none:
        raise invalid("font", given, "has no Chinese letters")


def _font_files() -> list[str]:
    folders = (walked for folder in FOLDERS for walked in os.walk(folder))
    paths = (os.path.join(folder, name) for folder, _, names in folders for name in names)
    return sorted(path for path in paths if path.lower().endswith((".ttf", ".ttc", ".otf", ".otc")))


def require_glyphs(texts: str, font: str | None = None) -> None:
    """Refuse Chinese texts if no font has glyphs for them; boxes would be drawn instead."""
    if is_chinese(texts) and chinese_font(font) is None:
        raise missing("font", "no Chinese one found; apt-get install fonts-wqy-microhei, or give one with --font FILE")


@cache
def _font(size: int, chinese: bool, given: str | None) -> ImageFont.FreeTypeFont:
    path, place = (chinese_font(given) if chinese else None) or (HOUSE, 0)
    return ImageFont.truetype(path, size, index=place, layout_engine=ImageFont.Layout.BASIC)


def _pieces(text: str) -> list[str]:
    """The words of a text, each in one font, and the spaces between them."""
    if is_chinese(text):
        return ["".join(piece) for _, piece in groupby(text, lambda char: (char == " ", is_chinese(char)))]
    return text.replace(" ", "\n \n").split("\n")


def words(text: str, size: int) -> list[tuple[str, float]]:
    """The words of a text, each in one font, and their starts in pixels from the start of the text.

    The default font has no kerning at spaces, so words drawn one by one have the positions of the whole text.

    >>> words("3·2 + 4", 20)
    [('3·2', 0.0), ('+', 38.0), ('4', 61.0)]
    """
    found, x = [], 0.0
    for piece in _pieces(text):
        if piece.strip():
            found.append((piece, x))
        x += _advance(piece, size)
    return found


@lru_cache(REMEMBERED)
def width(text: str, size: int) -> float:
    """The width of a text in pixels; ideographs count as squares, whichever font draws them."""
    return sum(_advance(piece, size) for piece in _pieces(text))


@lru_cache(REMEMBERED)
def _advance(piece: str, size: int) -> float:
    return float(size * len(piece)) if is_chinese(piece) else float(_font(size, False, None).getlength(piece))


def middle(size: int) -> float:
    """Half the height of digits and capitals: the distance from their middle down to their baseline."""
    return 0.365 * size  # half of DejaVu Sans' cap height, 1493 / 2048


def mask(word: str, size: int, font: str | None = None) -> tuple[NDArray[np.uint8], int, int]:
    """The coverage, 0 to 255, of a word's pixels, and the offset of their corner from the start of the baseline.

    A word is drawn in one font; `words` splits a text accordingly. Raises VisualizeError if the given font fails.
    """
    chinese = is_chinese(word)
    given = font if chinese else None
    try:
        image, (left, top) = _font(size, chinese, given).getmask2(word, mode="L", anchor="ls")
    except Exception:  # a damaged font can raise anything
        if given is None:
            raise
        raise invalid("font", given, "cannot be drawn with; it may be damaged") from None
    columns, rows = image.size
    return np.frombuffer(bytes(image), np.uint8).reshape(rows, columns), int(left), int(top)
