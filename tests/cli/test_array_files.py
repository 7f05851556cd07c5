"""Files of numbers: judged by their headers, limited, exact or refused."""

import io
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.refusals import refused
from visualize.cli.tables import MOST_NUMBERS, numbers, table


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def saved(values: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def described(kind: str, shape: str, data: bytes = b"") -> bytes:
    return npy(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}", data)


GRID, KIND = "has the shape ", "holds values of "
BROKEN = {
    "a terabyte": (described("<f8", "(400000, 400000)"), "holds 160,000,000,000 numbers; at most 1,000,000 are read"),
    "objects": (described("|O", "(1, 1)", b"cos\nsystem\n(S'echo > ran'\ntR."), KIND),
    "rows of fields": (saved(np.zeros((2, 2), [("a", "i4")])), KIND),
    "complex": (saved(np.zeros((2, 2), complex)), KIND),
    "texts": (saved(np.array([["a", "b"]])), KIND),
    "days": (saved(np.zeros((2, 2), "M8[D]")), KIND),
    "five axes": (saved(np.zeros((2, 2, 2, 2, 2))), GRID),
    "one number": (saved(np.float64(3)), GRID),
    "none": (saved(np.zeros((0, 2))), GRID),
    "less than nothing": (described("<f8", "(-1, -4)"), GRID),
    "cut short": (described("<f8", "(5, 5)", bytes(8)), "cannot be read: is no .npy file"),
    "a program": (npy("__import__('os').system('echo > ran')"), "cannot be read: is no .npy file"),
    "a zip": (b"PK\x03\x04" + bytes(60), "cannot be read: is no .npy file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_arrays_are_judged_by_their_headers(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, told = BROKEN[name]
    (tmp_path / "a.npy").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(vz.VisualizeError) as found:
        table("input", "a.npy")
    assert str(found.value).startswith(f"invalid input a.npy: {told}")
    assert os.listdir(tmp_path) == ["a.npy"]


@pytest.mark.parametrize("kind", ("bool", "u1", "i2", ">i4", "i8", ">u8", "f2", ">f4", "f8", "longdouble"))
@pytest.mark.parametrize("order", "CF")
def test_arrays_of_every_kind_and_order(tmp_path: Path, kind: str, order: str) -> None:
    values = np.array([[0, 1, 1], [1, 0, 1]]).astype(kind, order=order)
    np.save(tmp_path / "a.npy", values)
    assert table("input", str(tmp_path / "a.npy")).tolist() == values.tolist()
    np.save(tmp_path / "b.npy", values[0])
    assert table("input", str(tmp_path / "b.npy")).tolist() == values[:1].tolist()


def test_arrays_of_old_pythons_are_read_without_a_warning(tmp_path: Path) -> None:
    old = npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1L, 2L), }", struct.pack("<qq", 3, 4))
    (tmp_path / "a.npy").write_bytes(old)
    assert table("input", str(tmp_path / "a.npy")).tolist() == [[3, 4]]


@pytest.mark.parametrize("text", ("1\n" * (MOST_NUMBERS + 1), "1 " * (MOST_NUMBERS + 1)), ids=("rows", "columns"))
def test_tables_have_a_limit(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(vz.VisualizeError, match="holds more than a million numbers; at most 1,000,000 are read"):
        table("input", str(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("9223372036854775807 -9223372036854775808", [2**63 - 1, -(2**63)]),
        ("9007199254740992 0.5", [2.0**53, 0.5]),
        ("1e20 inf -inf", [1e20, float("inf"), float("-inf")]),
        ("9223372036854775808 1", "9223372036854775808 is beyond 64 bits; the nearest float is 9.22337203685477"),
        ("-18446744073709551616 1", "-18446744073709551616 is beyond 64 bits"),
        ("9007199254740993 0.5", "9007199254740993 beside fractions loses digits; the nearest float is 9007199254740"),
        ("1e400 0", "1e400 is too large; numbers end at 1.8e308"),
        ("9" * 5000 + " 1", "99999999999999999999...9999999999 is too large"),
        ("1 " + "9" * 5000, "99999999999999999999...9999999999 is too large"),
        ("x" * 5000 + " 1", "xxxxxxxxxxxxxxxxxxxx...xxxxxxxxxx is not a number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_numbers_are_exact_or_refused(words: str, told: Any) -> None:
    if isinstance(told, list):
        assert numbers("input", words, [words.split()]).tolist() == [told]
        return
    with pytest.raises(vz.VisualizeError) as found:
        numbers("input", "rows", [words.split()])
    assert str(found.value).startswith(f"invalid input rows: {told}")


@pytest.mark.parametrize("words", (f"{10**30} 1", "9" * 5000 + " 1", "1e999;"))
def test_numbers_of_the_command_line_are_refused_in_one_line(tmp_path: Path, words: str) -> None:
    refused(tmp_path, f"invalid input {words[:20]}", "--input", words)
