"""Every phrase, and every description of a named figure, is in all languages, and well-mannered in each."""

import pytest

from tests.text.manners import article, check_manners
from visualize.choices import LANGUAGES
from visualize.cli import gallery
from visualize.style import fonts
from visualize.text import phrases, sizes


def test_every_text_is_in_all_languages() -> None:
    texts = phrases.PHRASES | {f"figure {figure.name}": figure.descriptions for figure in gallery.NAMED.values()}
    assert len(texts) == len(phrases.PHRASES) + len(gallery.NAMED)
    for key, translations in texts.items():
        assert len(translations) == len(LANGUAGES) and all(translations), key
        assert len({text.count("{") for text in translations}) == 1, key
        assert not any(fonts.is_chinese(text) for text in translations if text != translations[LANGUAGES.index("zh")])


@pytest.mark.parametrize("key", [key for key in phrases.PHRASES if not key.startswith(("long", "faster"))])
def test_numbers_stand_in_every_phrase_as_the_book_sets_them(key: str) -> None:
    chinese = phrases.phrase(key, "zh")
    for inserted in ("7", "−7", "7×7"):
        keys = dict.fromkeys(("steps", "bytes", "sizes", "files", "subject", "input", "output", "facts"), inserted)
        keys |= dict.fromkeys(("kernel", "zeros", "unread", "time", "size"), inserted)
        keys |= dict.fromkeys(("factor", "each", "block", "into", "out", "sliding", "channels"), inserted)
        check_manners(chinese.format(*[inserted] * 4, **keys), "zh")


def test_articles_follow_the_pronunciation() -> None:
    numbers = [*range(1, 2_000), 8_000, 11_000, 18_500, 80_000, 100_000, 811_000, 1_100_000, 11_000_000, 8 * 10**8]
    assert {number: sizes.article(number) for number in numbers} == {number: article(number) for number in numbers}
    assert sizes.sized("input", (8, 3), "a") == "an 8×3 input"
    assert sizes.sized("subject avg_pool", (8,), "a") == "an average-pooling window of size 8"
