"""What can be known of Windows without it: its names by Python's own PureWindowsPath, its errors by their numbers."""

import os
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path, PureWindowsPath

import pytest

import visualize as vz
from visualize.errors import VisualizeError
from visualize.export.targets import folder, target
from visualize.export.windows_names import check_windows_name

DEVICES = ("con", "PRN", "Aux", "nul", "COM1", "lpt9", "COM¹", "CONIN$", "conout$")
PLAIN = ("console", "com10", "nulls", "co n", "lpt", "a.con", "com", "auxiliary", "COM0")


@pytest.mark.parametrize("stem", DEVICES + PLAIN)
@pytest.mark.parametrize("form", ("{}.gif", "{}.tar.gif", "{} .gif"))
def test_the_same_names_are_devices_as_for_python(stem: str, form: str) -> None:
    name = form.format(stem)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        reserved = PureWindowsPath(name).is_reserved()
    assert reserved == (stem in DEVICES)
    assert (refusal(name) is not None) == reserved, name


@pytest.mark.parametrize(
    ("folders", "name"), list(product(("", "figures/", "C:\\decks\\", "\\\\host\\share\\"), ("NUL.gif", "a.gif")))
)
def test_every_folder_counts_but_no_drive(folders: str, name: str) -> None:
    assert (refusal(folders + name) is None) == (name == "a.gif")
    assert refusal(f"{folders}aux/{name}") is not None


@pytest.mark.parametrize(
    "name", ("a.gif.", "a.gif ", "b./a.gif", "b \\a.gif", "ab:c.gif", 'a".gif', "a?.gif", "a\n.gif")
)
def test_names_that_windows_changes_or_cannot_hold(name: str) -> None:
    assert refusal(name) is not None


@pytest.mark.parametrize("name", ("../a.gif", "./a.gif", "a b.c.gif", "步幅.gif", ".hidden.gif", "C:a.gif"))
def test_other_names_pass(name: str) -> None:
    assert refusal(name) is None


def refusal(name: str) -> str | None:
    try:
        check_windows_name(name)
    except VisualizeError as error:
        return str(error)
    return None


def test_targets_and_folders_ask_on_windows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert target("nul.svg").name == "nul.svg" and folder("aux") == "aux"
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        assert target("step-{n:03}.png").paths([7]) == ["step-007.png"]
        assert "com1.png is a device" in refused(lambda: target("com{n}.png"))
        told = [refused(lambda: target("nul.svg")), refused(lambda: folder("aux"))]
    assert told[0] == "invalid output nul.svg: nul.svg is a device of Windows; give another name"
    assert told[1] == "invalid output aux: aux is a device of Windows; give another name"


def refused(call: Callable[[], object]) -> str:
    try:
        call()
    except VisualizeError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("number", (5, 32, None))
def test_an_open_file_stays_and_the_line_says_so(
    number: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(part: str, place: str) -> None:
        error = PermissionError(13, "Permission denied", part)
        if number:
            error.winerror = number  # type: ignore[attr-defined]
        raise error

    (tmp_path / "a.gif").write_bytes(b"old")
    drawn = vz.figure(vz.Conv(3, 2))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        told = refused(lambda: drawn.save(tmp_path / "a.gif"))
    assert ("open in another program" in told) == bool(number), told
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
