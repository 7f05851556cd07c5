"""Whatever goes wrong is one line on standard error that a terminal can show; what is ours to mend is said so."""

import gc
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import visualize as vz
from visualize import errors
from visualize.cli import commands
from visualize.style.fonts import chinese_font

HOSTILE = {
    "nothing": "",
    "blank": " \t",
    "escape": "\x1b[2J\x1b]0;gone\x07",
    "null": "a\0b",
    "separator": "1\x1f",
    "next line": "a\x85b\u2028c",
    "turned": "\u202egnp.exe",
    "half": "\ud83d",
    "no character": "a\ufffeb",
    "not UTF-8": os.fsdecode(b"\xff\xfe"),
    "long": "x" * 100_000,
    "digits": "9" * 5_000,
    "braces": "{n:c}{n.real}{0}",
}
FLAGS = (
    "--op --k --i --p --s --d --output-padding --padding-mode --dims --input --kernel --bias --seed --view --theme"
    " --title --cell --width --lang --font --steps --poster --seconds --hold --loop --pptx --color-by --reading"
    " --convention -o"
)
COMMANDS = [
    ["{}"],
    ["--k", "3", "{}"],
    ["--k={}"],
    ["--quiz={}"],
    ["--{}"],
    ["shape", "{}"],
    ["gallery", "--lang={}"],
    ["gallery", "-o{}/x/y"],
    ["stack", "--layers={}"],
    ["stack", "--layers=3", "--until={}"],
    ["formula", "--k=3", "--convention={}"],
    ["formula", "--k=3", "-o{}"],
    ["embed", "--for=html", "{}"],
    ["embed", "a.svg", "--for={}"],
]


def check_line(line: str) -> None:
    assert line.startswith("visualize: ") and line.endswith("\n")
    assert line[:-1].isprintable(), "no control characters, no second line"
    assert line.split()[1] in ("invalid", "unknown", "missing", "unsupported")
    assert len(line) < 500


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_every_flag_takes_hostile_words_in_one_line(said: Callable[..., Any], value: str) -> None:
    refused = 0
    for flag in FLAGS.split():
        words = ["--k", "3", "--i", "4", "-o", "a.svg", f"{flag}={value}" if flag.startswith("--") else flag + value]
        code, out, err = said(*words)
        if code:
            assert (code, out) == (2, ""), words
            check_line(err)
            refused += 1
        else:
            lines = out.splitlines()
            remarks = 1 if flag == "--loop" else 0  # an SVG that ends says what that means in a deck
            assert err == "" and len(lines) == 1 + remarks and "".join(lines).isprintable()
    assert refused > 20


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_takes_hostile_words_in_one_line(said: Callable[..., Any], words: list[str], value: str) -> None:
    code, out, err = said(*[word.replace("{}", value) for word in words])
    if code:
        assert (code, out) == (2, "")
        check_line(err)
    else:
        assert err == ""


def test_what_is_shown_of_values() -> None:
    assert errors.one_line("a\x1b[2Jb\nc\ud800") == "a\\x1b[2Jb c\\ud800"
    assert errors.one_line("输入 é") == "输入 é"
    long = errors.one_line("a" * 150 + "b" * 150)
    assert len(long) == errors.MOST_SHOWN and long.startswith("aaa") and "..." in long and long.endswith("bbb")
    assert errors.one_line(list(range(10**6))).startswith("0,1,2,")
    assert errors.one_line(10**5000) == "of type int"
    assert str(errors.invalid("k", "x", "y\n" * 500)).count("\n") == 0


def test_a_mark_without_width_is_no_letter_of_a_pdf(said: Callable[..., Any]) -> None:
    assert said("--k", "3", "--title", "\ufeffa\ufeff", "-o", "a.pdf")[0] == 0


class UnforeseenError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UnforeseenError("a\x1bb"), 70, "unforeseen UnforeseenError: a\\x1bb; please report it with the command"),
        (ValueError(), 70, "unforeseen ValueError: ''; please report it with the command"),
        (MemoryError(), 2, "unsupported figure: it takes more memory than there is; use a smaller --i, --k or --cell"),
        (RecursionError("deep"), 2, "unsupported figure: what was given is nested too deeply"),
        (PermissionError(13, "Permission denied", "a\nb"), 2, "invalid file a b: cannot be reached: Permission denied"),
        (OSError("odd"), 2, "invalid file '': cannot be reached: odd"),
        (KeyboardInterrupt(), 130, ""),
    ],
    ids=repr,
)
def test_the_last_resort(
    said: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, line: str
) -> None:
    def fail(argv: list[str]) -> None:
        raise error

    monkeypatch.setattr(commands, "_draw", fail)
    assert said("--k", "3") == (code, "", f"visualize: {line}\n" if line else "")
    if line:
        found, out, err = said("--k", "3", "--debug")
        assert (found, out) == (code, "")
        assert err.startswith("Traceback") and err.endswith(f"\nvisualize: {line}\n")


@pytest.mark.parametrize("command", ("", "shape", "stack", "gallery", "formula", "embed"))
def test_all_commands_know_debug_and_help(said: Callable[..., Any], command: str) -> None:
    code, out, err = said(*filter(None, [command]), "--help")
    assert (code, err) == (0, "") and "--debug" in out
    code, _, err = said(*filter(None, [command]), "--debug", "--banana")
    assert (
        code == 2
        and "VisualizeError" in err
        and err.endswith("visualize: unknown argument --banana: --help lists what there is\n")
    )


TEXTS = [value for value in HOSTILE.values() if len(value) < 100] + ["<&>\"'", "]]>", "--><!--", "\t\r\n", "\x7f"]


def xml_parts(folder: Path) -> list[bytes]:
    """Everything in the files of a folder that is XML."""
    parts = [path.read_bytes() for path in folder.glob("*.svg")]
    for path in folder.glob("*.pptx"):
        with zipfile.ZipFile(path) as deck:
            parts += [deck.read(name) for name in deck.namelist() if name.endswith((".xml", ".rels"))]
    for path in folder.glob("*.webp"):
        with Image.open(path) as image:
            parts.append(image.info["xmp"])
    return parts


@pytest.mark.parametrize("value", TEXTS, ids=ascii)
@pytest.mark.parametrize("parameter", ("title", "steps", "poster", "recipe_words", "view", "theme", "lang"))
def test_files_can_be_parsed_or_are_refused(tmp_path: Path, parameter: str, value: str) -> None:
    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[pptx]'")
    try:
        figure = vz.figure(vz.Conv(3, 3), input=[[1] * 3] * 3, **{parameter: value})
    except vz.VisualizeError as error:
        assert str(error).isprintable()
        return
    figure.save(*(tmp_path / f"a{suffix}" for suffix in (".svg", ".pptx", ".webp")))
    parts = xml_parts(tmp_path)
    assert len(parts) > 10
    for part in parts:
        ElementTree.parse(io.BytesIO(part))


@pytest.mark.skipif(os.name != "posix", reason="needs files named by any bytes: Linux")
@pytest.mark.parametrize("name", (b"a\x01.csv", b"\xff.csv", b"a\x1b.csv", b'<&">.csv'))
def test_names_of_files_in_the_recipe(said: Callable[..., Any], tmp_path: Path, name: bytes) -> None:
    path = os.fsdecode(name)
    (tmp_path / path).write_text("0 1\n2 3\n")
    code, _, err = said("--k", "1", "--input", path, "-o", "a.svg", "-o", "a.webp")
    if code:
        assert code == 2
        check_line(err)
    else:
        for part in xml_parts(tmp_path):
            assert name.decode() in "".join(ElementTree.parse(io.BytesIO(part)).getroot().itertext())


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_damaged_fonts(said: Callable[..., Any], tmp_path: Path) -> None:
    """A font that can be opened, and even has the letter that is looked for, may still fail at another one."""
    found = chinese_font()
    if found is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    from fontTools import subset

    font = subset.load_font(found[0], subset.Options(font_number=found[1]))
    maker = subset.Subsetter()
    maker.populate(text="输入出核步标题 0123456789")
    maker.subset(font)
    font.save(tmp_path / "good.ttf")
    font.close()
    data = (tmp_path / "good.ttf").read_bytes()
    tables = {data[at : at + 4]: int.from_bytes(data[at + 8 : at + 12]) for at in range(12, 12 + 16 * data[5], 16)}
    refused = 0
    for number, table in enumerate(tables):
        damaged = bytearray(data)
        damaged[tables[table] : tables[table] + 40] = b"\xff" * 40
        (tmp_path / f"{number}.ttf").write_bytes(damaged)
        for suffix in (".gif", ".pdf"):
            words = ["--k", "3", "--i", "3", "--title", "输入 标题", "--font", f"{number}.ttf", "-o", "a" + suffix]
            code, _, err = said(*words)
            assert code in (0, 2), (table, err)
            if code:
                check_line(err)
                assert err.startswith(f"visualize: invalid font {number}.ttf: ")
                refused += 1
    assert 5 < refused < 2 * len(tables)
    gc.collect()  # matplotlib leaves a font open that it cannot read
