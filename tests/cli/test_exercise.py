"""The command `exercise`: its result in a line, and refusals before anything is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_the_result_in_a_line(tmp_path: Path, said: Callable[..., Any]) -> None:
    code, out, err = said("exercise", "-n", "3", "--kinds", "weights,size", "-o", "a.gift", "-o", "new/a.json")
    size = sum((tmp_path / name).stat().st_size for name in ("a.gift", "new/a.json"))
    assert (code, out, err) == (0, f"a.gift, new/a.json: 3 exercises, {size:,} bytes\n", "")
    code, out, err = said("exercise", "--n", "3", "--lang", "zh", "-o", "a.gift")
    assert (code, out, err) == (0, f"a.gift：3道练习，{(tmp_path / 'a.gift').stat().st_size:,}字节\n", "")


def test_much_is_announced(tmp_path: Path, said: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualize.cli.exercise.LONG", 0.01)
    code, _, err = said("exercise", "--n", "2", "-o", "a.gift")
    assert (code, err) == (0, "visualize: 2 exercises; this takes about 0 s\n")


@pytest.mark.parametrize(
    ("words", "line"),
    (
        ("", 'missing output: give names, as in -o sheet.pdf -o quiz.xml -o quiz.gift'),
        ("-o a.docx", "unknown suffix .docx in a.docx: known suffixes are .pdf, .xml, .gift, .html, .json"),
        ("-o a.pdf -o a.pdf", "invalid output a.pdf: is named twice"),
        ("-o a.pdf --n 0", "invalid count 0: must lie between 1 and 300"),
        ("-o a.pdf --n 301", "invalid count 301: must lie between 1 and 300"),
        ("-o a.pdf --n 1e9", "invalid count 1e9: must be a whole number"),
        ("-o a.pdf --seed -1", "invalid seed -1: must lie between 0 and 9223372036854775807"),
        ("-o a.pdf --k 5..1", "invalid kernel_size 5..1: a range goes upwards, as in 1..5"),
        ("-o a.pdf --k 1..99999", "invalid kernel_size 12: must be whole numbers from 1 to 11"),
        ("-o a.pdf --k 2,2", "invalid kernel_size 2,2: give different values, as 1..5 or 1,3"),
        ("-o a.pdf --s 0", "invalid stride 0: must be whole numbers from 1 to 8"),
        ("-o a.pdf --p x", "invalid padding x: is not a number"),
        ("-o a.pdf --kinds sizes", "unknown kinds sizes: known kinds are size, cell, pool, padding, transposed, field, "
         "weights"),
        ("-o a.pdf --lang fr", "unknown lang fr: known languages are en, zh"),
        ("-o a.pdf --kinds padding --k 1 --n 2", "invalid count 2: these ranges give only 0 different ones of padding; "
         "widen them"),
    ),
)  # fmt: skip
def test_refusals_in_one_line(words: str, line: str, tmp_path: Path, said: Callable[..., Any]) -> None:
    assert said("exercise", *words.split()) == (2, "", f"visualize: {line}\n")
    assert not list(tmp_path.iterdir())
