"""Words that nobody should type, and what they do to a command line."""

import os
from collections.abc import Callable
from random import Random

LONG = 100_000  # characters
NO_UTF8 = (b"\xff", b"a\xffb.gif", b"\xc3", b"\xed\xa0\x80", b"caf\xe9.svg", b"\xf0\x9f")
CONTROLS = ("\x01", "\a", "\b", "\x1b[31m", "\x1b]0;x\x07", "\r", "\n", "a\nb", "\x7f", "\x85", "\u2028", "\x0b")
CONTROLS += ("\x0c",)
MARKS = ("\ufeff", "\ufeff3", "\ufffe", "\uffff", "\u202e", "\u200b", "\u0301", "\U0010ffff", "\ud7ff", "\ufdd0")
DIGITS = ("٣", "３", "²", "½", "Ⅷ", "三", "৩", "𝟛", "①", "3\u20e3", "1_0", "_1", "0x10", "0b1", "1e3", "03", "+3")
DIGITS += (" 3 ",)
NUMBERS = ("-1", "-0", "0", "1.5", "-2.5", "nan", "inf", "-inf", "1e308", "1e-400", "1e309", ".", "1.", "", " ")
SIZES = ("x", "5x", "x5", "5xx5", "5x5x5", "5,,5", ",", "1,2,3,4,5", "-1x2", "5X5", "5*5", "5 x 5", "5;5", "2x-1")
SIZES += ("5×5",)
FIELDS = ("{n:c}.svg", "{n:300000000}.svg", "{n!r}.svg", "{0}.svg", "{.svg", "}.svg", "{n.svg", "{}.svg", "{m}.svg")
FIELDS += ("{n.real}.svg", "{n:{n}}.svg", "{n:e}.svg", "{n:,}.svg", "{n:%}.svg", "{n:b}.png", "{n[0]}.svg")
FIELDS += ("{n:9999}.svg", "{n.__class__}.svg", "{{n}}.svg", "{n}{n}.svg", "{n:03}.gif", "{n}/a.svg", "{n:.3}.svg")
FIELDS += ("{n!s:>9}.png", "{n:x}.svg")
NAMES = (".gif", "a", "a.", "a.gif.", "a.gif ", " .gif", "-.gif", "a.xyz", "a.svgz", "a.gif/", "/dev/null")
NAMES += ("/dev/full", "/", "a/../a.gif", "none/a.gif", "../tmp/../work/b.svg", "~/a.gif", "a" * 300 + ".gif")
NAMES += ("d/" * 2000 + "a.gif", "kept", "..", "a\nb.gif", "\x1b[2J.svg", "\ufeff.svg", "a\u2028b.gif", "é.svg")
NAMES += ("输.gif", "con.gif", "a;b.gif", "$(x).gif", "*.svg")
FLAGS = ("-k3", "-hk", "-ki", "--k=3", "--k=", "--ke", "--kern", "--kernel_size", "-kk", "--", "-", "---", "--=")
FLAGS += ("-=3", "-k=3", "--op=", "--help=3", "-h3", "--transposed=1", "--no-flip", "--K", "-K", "-o=a.gif")
FLAGS += ("-oa.gif", "--output=a.svg", "-5")
OTHERS = ("@file", "@", "%s", "%(prog)s", "$HOME", "`x`", "' OR 1=1", "<script>", "None", "True", "[]", "()", "\\")
OTHERS += ("'", '"', "padding_strides", "padding-strides", "shape", "gallery", "stack", "formula", "numbers.csv")
OTHERS += ("photo.png", "kept")
WORDS = (CONTROLS, MARKS, DIGITS, NUMBERS, SIZES, FIELDS, NAMES, FLAGS, OTHERS, tuple(map(os.fsdecode, NO_UTF8)))


def word(random: Random) -> str:
    """One that is strange, a very long one now and then, or two grown together."""
    if random.random() < 0.08:
        return _long(random)
    found = random.choice(random.choice(WORDS))
    return found + random.choice(random.choice(WORDS)) if random.random() < 0.1 else found


def _long(random: Random) -> str:
    unit = random.choice(
        ("9", "a", "1 ", "1;", "1,", "x", "-", "{n}", "3/2 ", "0-", "é", "\udcff", "(", "\t", "{", " ")
    )
    length = random.choice((250, 4_300, 4_301, 5_000, LONG))
    text = unit * (length // len(os.fsencode(unit)))
    return text + random.choice(("", "", ".gif", ".svg", ".csv", ".png", ";"))


def _at(random: Random, words: list[str]) -> int:
    return random.randrange(len(words)) if words else 0


def _insert(random: Random, words: list[str]) -> list[str]:
    at = random.randint(0, len(words))
    return [*words[:at], word(random), *words[at:]]


def _replace(random: Random, words: list[str]) -> list[str]:
    at = _at(random, words)
    return [*words[:at], word(random), *words[at + 1 :]]


def _drop(random: Random, words: list[str]) -> list[str]:
    at = _at(random, words)
    return words[:at] + words[at + 1 :]


def _repeat(random: Random, words: list[str]) -> list[str]:
    at = _at(random, words)
    return words[:at] + words[at : at + random.choice((1, 2))] * 2 + words[at + 2 :]


def _swap(random: Random, words: list[str]) -> list[str]:
    found = list(words)
    if found:
        a, b = _at(random, words), _at(random, words)
        found[a], found[b] = found[b], found[a]
    return found


def _shuffle(random: Random, words: list[str]) -> list[str]:
    return random.sample(words, len(words))


def _join(random: Random, words: list[str]) -> list[str]:
    """A flag and its value in one word."""
    at = _at(random, words)
    return [*words[:at], random.choice(("", "=", " ")).join(words[at : at + 2]), *words[at + 2 :]]


def _shorten(random: Random, words: list[str]) -> list[str]:
    at = _at(random, words)
    return [*words[:at], *(one[: random.randint(1, len(one) + 1)] for one in words[at : at + 1]), *words[at + 1 :]]


def _value(random: Random, words: list[str]) -> list[str]:
    """A value where one belongs."""
    places = [at for at, one in enumerate(words[:-1]) if one.startswith("-")]
    if not places:
        return [*words, word(random)]
    at = random.choice(places) + 1
    return [*words[:at], word(random), *words[at + 1 :]]


def _flag(random: Random, words: list[str]) -> list[str]:
    """Any flag with any word."""
    flags = ("--i", "--k", "--p", "--s", "--d", "--op", "--dims", "--input", "--kernel", "--bias", "--seed", "--font")
    flags += (
        "--title",
        "--steps",
        "--poster",
        "--cell",
        "--width",
        "--seconds",
        "--hold",
        "--loop",
        "--layers",
        "--until",
    )
    flags += (
        "--lang",
        "--view",
        "--theme",
        "--reading",
        "--convention",
        "--color-by",
        "--pptx",
        "--padding-mode",
        "-o",
    )
    return [*words, random.choice(flags), word(random)]


SPOIL: tuple[Callable[[Random, list[str]], list[str]], ...]
SPOIL = (_value, _value, _value, _flag, _flag, _insert, _replace, _drop, _repeat, _swap, _shuffle, _join, _shorten)


def spoiled(random: Random, words: list[str]) -> list[str]:
    """Changed once or a few times; no word holds the one character that no word can hold."""
    for _ in range(random.choice((1, 1, 2, 3))):
        words = random.choice(SPOIL)(random, words)
    return [one.replace("\0", "") for one in words]
