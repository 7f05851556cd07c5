"""What the page of a family says beside its player."""

from __future__ import annotations

from collections.abc import Mapping

from visualize.choices import LANGUAGES

WORDS = {
    "settings": ("Settings", "参数"),
    "copy": ("Copy", "复制"),
    "command": ("Command", "命令"),
    "torch": ("PyTorch", "PyTorch"),
    "link": ("Link", "链接"),
    "save": ("Save step as SVG", "将此步保存为 SVG"),
    "copied": ("Copied: {text}", "已复制：{text}"),
}


def family_words(language: str) -> Mapping[str, str]:
    """The words in a language.

    >>> family_words("zh")["link"]
    '链接'
    """
    at = LANGUAGES.index(language)
    return {key: forms[at] for key, forms in WORDS.items()}
