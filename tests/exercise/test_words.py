"""The words of exercises are in both languages and well-mannered, and each mistake has a sentence."""

import re

import pytest

import visualize as vz
from tests.text.manners import check_manners
from visualize.choices import LANGUAGES
from visualize.style import fonts
from visualize.text.exercise_phrases import PHRASES


def test_every_text_is_in_all_languages() -> None:
    for key, texts in PHRASES.items():
        assert len(texts) == len(LANGUAGES) and all(texts), key
        assert len({text.count("{") for text in texts}) == 1, key
        assert not fonts.is_chinese(texts[0]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_well_mannered(language: str) -> None:
    for exercise in vz.exercises(140, seed=9, lang=language).exercises:
        for text in (exercise.question, *(choice.feedback for choice in exercise.choices)):
            check_manners(text, language)
            assert language == "en" or not re.search(
                "[a-z]{4}", re.sub("ceil_mode=True|ceil_mode|output_padding", "", text)
            )
