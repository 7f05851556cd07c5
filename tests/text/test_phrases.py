"""Every phrase, and every description of a named figure, is in all languages."""

from visualize.cli import gallery
from visualize.options import LANGUAGES
from visualize.style import fonts
from visualize.text import phrases


def test_every_text_is_in_all_languages() -> None:
    texts = phrases.PHRASES | {figure.name: figure.descriptions for figure in gallery.FIGURES}
    assert len(texts) == len(phrases.PHRASES) + len(gallery.FIGURES)
    for key, translations in texts.items():
        assert len(translations) == len(LANGUAGES) and all(translations), key
        assert len({text.count("{") for text in translations}) == 1, key
        assert not any(fonts.is_chinese(text) for text in translations if text != translations[LANGUAGES.index("zh")])
