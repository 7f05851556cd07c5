"""How things are said: articles by pronunciation, plurals, and the punctuation and spaces of Chinese."""

import re

WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen - - twenty thirty forty fifty sixty seventy eighty ninety"""
ONES, TENS = WORDS.split()[:20], WORDS.split()[20:]
# Words that are counted after a number, but not the first one of "cell by cell".
COUNTED = "step|row|column|cell(?! by)|zero|layer|byte|dimension"
CHINESE = "[\u2e80-\u9fff]"


def first_word(number: int) -> str:
    """The first word of a number as it is spoken.

    >>> [first_word(number) for number in (8, 11, 85, 180, 800, 1100, 18_000)]
    ['eight', 'eleven', 'eighty', 'one', 'eight', 'one', 'eighteen']
    """
    while number >= 1000:
        number //= 1000
    if number >= 100:
        return ONES[number // 100]
    return ONES[number] if number < 20 else TENS[number // 10]


def article(number: int) -> str:
    """The article before it; "one" begins with the sound of a w."""
    word = first_word(number)
    return "an" if word[0] in "aeiou" and word != "one" else "a"


def check_manners(text: str, language: str) -> None:
    """Raise AssertionError for a text that no editor would let pass."""
    if language == "zh":
        # Names of options and functions keep a space beside Chinese, and their own brackets.
        text = re.sub(r"--[a-z]+|[a-z]+\(\)|[a-z]+=", "code", text)
        assert not re.search(rf"{CHINESE} ?[,.:;?!()]|[,.:;?!()] ?{CHINESE}", text), text
        assert not re.search(rf"{CHINESE} +[\d−]|\d +{CHINESE}", text), text
        assert not re.search(r" [，。：；？）]|[，。：；？（] ", text), text
        return
    for before, number in re.findall(r"\b([Aa]n?) (\d+)", text):
        assert before.lower() == article(int(number)), text
    for number, noun in re.findall(rf"(?<![\d−×.])(\d+) (?:input |convolution )?((?:{COUNTED})s?)\b", text):
        assert noun.endswith("s") == (int(number) != 1), text
    for number, verb in re.findall(r"(?<!\d)(\d+) (?:input )?cells? (?:\(\w+ included\) )?(is|are)\b", text):
        assert (verb == "is") == (int(number) == 1), text
    for before, noun in re.findall(r"\b([Aa]n?) ([a-z]+)", text):
        assert (before.lower() == "an") == (noun[0] in "aeiou"), text
    assert "  " not in text and not re.search(r" [,.:;]", text), text
