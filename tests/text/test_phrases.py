"""Every phrase is in both languages."""

from visualize.style import fonts
from visualize.text import phrases


def test_every_phrase_is_in_both_languages() -> None:
    for key, (english, chinese) in phrases.PHRASES.items():
        assert english, key
        assert chinese, key
        fields = [text.count("{") for text in (english, chinese)]
        assert fields[0] == fields[1], key
        assert not fonts.is_chinese(english), key
