"""Fonts of the system: a Chinese one, and one that has given letters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import product

from PIL import ImageFont

from visualize.style import coverage

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
    os.path.join(os.environ.get("SYSTEMROOT", "C:/Windows"), "Fonts"),
    os.path.expanduser("~/AppData/Local/Microsoft/Windows/Fonts"),
)

# Words in names of files whose letters are not those of a plain text, and of fonts that have boxes for all letters.
UNUSUAL = (
    *("bold", "black", "heavy", "light", "thin", "medium", "italic", "oblique", "condensed", "mono", "coding"),
    *("serif", "myeongjo", "batang", "unifont", "lastresort", "blank", "emoji"),
)
PLACES = 10  # fonts of a collection that are looked at
LARGE = 40  # pixels; letters of this size leave some


@cache
def chinese_font() -> tuple[str, int] | None:
    """File and index of the first of CHINESE_FAMILIES that is installed."""
    found: dict[str, tuple[str, int]] = {}
    for path in font_files():
        for place in range(PLACES if path.lower().endswith((".ttc", ".otc")) else 1):
            try:
                name = ImageFont.truetype(path, 10, index=place).getname()[0]
            except OSError:
                break
            found.setdefault(str(name), (path, place))
    return next((found[name] for name in CHINESE_FAMILIES if name in found), None)


@cache
def font_files() -> tuple[str, ...]:
    """All font files in the folders of the system and of the user."""
    folders = (walked for folder in FOLDERS for walked in os.walk(folder))
    paths = (os.path.join(folder, name) for folder, _, names in folders for name in names)
    return tuple(sorted(path for path in paths if path.lower().endswith((".ttf", ".ttc", ".otf", ".otc"))))


@cache
def font_with(text: str) -> tuple[str, int] | None:
    """File and index of the plainest font that has all letters of a text, None if there is none."""
    return next((one for one in _fonts() if _draws(one, text)), None)


def _fonts() -> Iterator[tuple[str, int]]:
    for path in sorted(font_files(), key=_strangeness):
        try:
            yield from product([path], range(min(coverage.place_count(path), PLACES)))
        except OSError:  # gone, or not for this user
            continue


def _strangeness(path: str) -> tuple[int, bool, str]:
    name = os.path.basename(path).lower()
    return sum(word in name for word in UNUSUAL), "sans" not in name and "gothic" not in name, path


def has(font: tuple[str, int], text: str) -> bool:
    """Whether a font has all letters of a text; False for a damaged file."""
    try:
        return coverage.has(*font, text)
    except (OSError, ValueError):
        return False


def _draws(font: tuple[str, int], text: str) -> bool:
    """Whether a font has all letters of a text, and none is blank, as all are in some fonts."""
    if not has(font, text):
        return False
    try:
        opened = ImageFont.truetype(font[0], LARGE, index=font[1], layout_engine=ImageFont.Layout.BASIC)
        return all(opened.getmask(char).getbbox() is not None for char in text if not char.isspace())
    except (OSError, ValueError):
        return False
