"""Every phrase is in both languages, and well-mannered in each."""

import pytest

from tests.text.manners import article, check_manners
from visualize.cli import gallery
from visualize.style import fonts
from visualize.text import phrases, sizes


def test_every_phrase_is_in_both_languages() -> None:
    for key, (english, chinese) in phrases.PHRASES.items():
        assert english, key
        assert chinese, key
        fields = [text.count("{") for text in (english, chinese)]
        assert fields[0] == fields[1], key
        assert not fonts.is_chinese(english), key


@pytest.mark.parametrize("key", [key for key in phrases.PHRASES if not key.startswith("long")])
def test_numbers_stand_in_every_phrase_as_the_book_sets_them(key: str) -> None:
    chinese = phrases.phrase(key, "zh")
    for inserted in ("7", "−7", "7×7"):
        keys = dict.fromkeys(("steps", "bytes", "sizes", "files", "subject", "input", "output", "facts"), inserted)
        keys |= dict.fromkeys(("kernel", "zeros", "unread", "time", "size"), inserted)
        check_manners(chinese.format(*[inserted] * 4, **keys), "zh")


def test_articles_follow_the_pronunciation() -> None:
    numbers = [*range(1, 2_000), 8_000, 11_000, 18_500, 80_000, 100_000, 811_000, 1_100_000, 11_000_000, 8 * 10**8]
    assert {number: sizes.article(number) for number in numbers} == {number: article(number) for number in numbers}
    assert sizes.sized("input", (8, 3), "a") == "an 8×3 input"
    assert sizes.sized("subject avg_pool", (8,), "a") == "an average-pooling window of size 8"


def test_the_names_of_the_gallery_are_well_mannered_too() -> None:
    """And where the same layer is read in both ways, stamping comes before the window that slides over zeros."""
    for named in gallery.FIGURES:
        check_manners(named.chinese, "zh")
        check_manners(named.english, "en")
        if named.name.startswith(("d2l-", "lecture-")):
            assert " ".join(named.flags).count("--convention d2l") == 1, named.name
    transposed = ["scatter" in named.flags for named in gallery.FIGURES if "--transposed" in named.flags]
    assert transposed == sorted(transposed, reverse=True) and transposed[0]
