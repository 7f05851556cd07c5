"""What users give that cannot be drawn: one line each, from the shell and from Python, and nothing written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import visualize as vz

NAN = float("nan")


def run(folder: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **more)


BROKEN = {
    "empty.npy": b"",
    "junk.npy": b"PK\x03\x04junk",
    "latin.csv": "é 1\n2 3".encode("latin-1"),
    "header.csv": b"a,b\n3,4\n",
    "empty.csv": b"",
    "ragged.csv": b"1,2\n3\n",
    "broken.png": b"\x89PNG",
}
REFUSED = [
    *((["--k", "2", "--input", name], f"invalid input {name}: ") for name in BROKEN),
    (["--k", "2", "--input", "none.csv"], "invalid input none.csv: cannot be read: No such file or directory"),
    (["--k", "2", "--input", "random", "--seed", "-1"], "invalid seed -1: must be at least 0"),
    (["--k", "2", "--seed", "3"], "unsupported seed 3: nothing here is random"),
    (["--k", "2", "--title", "a\x01b"], "invalid title 'a\\x01b': the character '\\x01' cannot be written"),
    (["--k", "9" * 5000], "invalid kernel_size 999"),
    (["--k", "2", "--steps", "9" * 5000], "invalid steps 999"),
    (["--k", "2", "--view", "a\nb"], "unknown view a b: known names are isometric, flat"),
    (
        ["--k", "3", "--dims", "1", "--i", "2000", "--view", "flat", "--cell", "40"],
        "invalid cell 40: the picture would be 160166 x 72; a side has at most 65535 pixels",
    ),
    (["--k", "2", "--cell", "1" + 11 * "0"], "invalid cell 100000000000: must be at least 4 pixels, at most 65535"),
    (["--k", "3", "--width", "50000"], "invalid width 50000: the picture would be"),
    (["--k", "3", "--pptx", "media"], "unsupported pptx media: none of the files is a .pptx"),
    (["--k", "3", "--gif-compat", "-o", "a.svg"], "unsupported gif_compat true: none of the files is a .gif"),
    (["--k", "3", "--font", "none.ttf"], "invalid font none.ttf: cannot be read: No such file or directory"),
    (["padding_stride"], "unknown argument padding_stride: did you mean padding_strides?"),
    (["--theme", "dark", "padding_strides"], "unknown argument padding_strides: a figure's name comes first"),
    (["--op", "max-pool", "--k", "2", "--note"], "unsupported note true: only a convolution"),
    (["--dims", "1", "--k", "1", "--input", "1 2; 3 4"], "invalid input 1 2; 3 4: must be one row with --dims 1"),
    (["stack", "--i", "5", "--layers", "3 7"], "invalid kernel_size 7: larger than the padded input 3 + 2*0 = 3"),
    (["formula", "--k", "3", "-o", "a.svg", "-o", "./a.svg"], "invalid output ./a.svg: is named twice"),
    (["formula", "--k", "3", "-o", "a.svg", "-o", "folder.svg"], "invalid output folder.svg: "),
    (["--k", "3", "-o", "w-{n}.png"], "invalid output w-{n}.png: "),
    (["--k", "3", "-o", "x-{n}.png", "-o", "x-3.png"], "invalid output x-3.png: is named twice"),
    (["gallery", "-o", "file"], "invalid output file: cannot be made a folder"),
    (["stack", "--i", "5", "--layers", "3", "-o", "a.gif", "-o", "a.json"], "unsupported suffix .json"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words)[:60] for words, _ in REFUSED])
def test_refused_in_one_line_and_nothing_written(tmp_path: Path, words: list[str], start: str) -> None:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "file").touch()
    (tmp_path / "w-0.png").write_text("old")
    for name in ("folder.svg", "w-3.png"):
        (tmp_path / name).mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = run(tmp_path, *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / "w-0.png").read_text() == "old"


CONV = vz.Conv(5, 3)
SQUARE = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "options",
    [
        {"seconds": "1"},
        {"seconds": None},
        {"seconds": NAN},
        {"seconds": True},
        {"hold": [1]},
        {"loop": 2.0},
        {"loop": -1},
        {"cell": "x"},
        {"cell": NAN},
        {"cell": 20.5},
        {"width": 400.5},
        {"title": 3},
        {"title": None},
        {"title": "\ud800"},
        {"title": "\0"},
        {"view": [1]},
        {"theme": []},
        {"reading": 1},
        {"color_by": {}},
        {"lang": None},
        {"convention": ()},
        {"font": 3},
        {"steps": 1.5},
        {"steps": [0, "a"]},
        {"poster": 3.5},
        {"input": np.ones((5, 5)), "bias": "x"},
        {"input": np.ones((5, 5)), "bias": [1]},
        {"input": np.ones((5, 5)), "bias": NAN},
        {"input": [[1], [1, 2]]},
        {"input": "arange"},
        {"input": np.ones((5, 5), complex)},
    ],
    ids=str,
)
def test_python_is_told_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^(invalid|unknown|unsupported) \w+") as found:
        vz.figure(CONV, **options)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("operation", (None, "conv", 3, [CONV]))
def test_only_operations_are_drawn(operation: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid operation"):
        vz.figure(operation)


@pytest.mark.parametrize("operation", (CONV, vz.ConvTranspose(5, 3), vz.MaxPool(5, 3), vz.AvgPool(5, 3)), ids=str)
@pytest.mark.parametrize("values", ([[1], [1, 2]], None, "x", [["a"] * 5] * 5, np.ones((4, 5))), ids=str)
def test_only_grids_of_numbers_are_computed_with(operation: Any, values: Any) -> None:
    weights = () if isinstance(operation, vz.MaxPool | vz.AvgPool) else (np.ones((3, 3)),)
    with pytest.raises(vz.VisualizeError, match=r"^invalid input"):
        operation.apply(values, *weights)


@pytest.mark.parametrize("name", (None, 3, b"a.gif", "a\0.gif"))
def test_only_names_are_written_to(name: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid output"):
        vz.figure(CONV).save(name)


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [CONV, vz.Conv(9, 3)],
        [3],
        [vz.Conv(5, 3, padding=(1, 0, 1, 0))],
        [vz.Conv(5, 3, padding=1, padding_mode="reflect")],
        [vz.Conv((5,), 3)],
    ],
    ids=str,
)
def test_layers_that_are_no_stack(layers: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^(invalid|missing|unsupported) layers"):
        vz.stack_figure(layers)


def test_a_stack_may_come_one_by_one() -> None:
    assert vz.stack_figure(layer for layer in (CONV, vz.Conv(3, 3))).film.frame_count == 1


def test_numbers_of_numpy_are_numbers() -> None:
    figure = vz.figure(CONV, steps=np.int64(2), cell=np.int32(20), seconds=np.float32(0.5), loop=np.uint8(2))
    assert figure.film.steps == [2] and figure.timing.durations(2) == [0.5, 0.5]


def test_a_terminal_without_the_letters(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    result = run(tmp_path, "--k", "3", "--lang", "zh", "-o", "a.svg", env=environment)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "a.svg").exists() and "5x5 -> 3x3" in result.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams: sh")
@pytest.mark.parametrize(("words", "code"), (("--k 3 -o a.gif >&-", 0), ("--k 9 2>&-", 2), ("gallery >&-", 0)))
def test_closed_streams(tmp_path: Path, words: str, code: int) -> None:
    command = f"{sys.executable} -m visualize {words}"
    result = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (code, "")


def test_tables_of_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeff1;2,5\n3;4;6\n".encode())
    assert run(tmp_path, "--k", "1", "--input", "a.csv", "-o", "a.json").returncode == 0
    told = json.loads((tmp_path / "a.json").read_text())
    assert told["grids"]["input"]["values"] == [[[1, 2, 5], [3, 4, 6]]]


def test_floats_beyond_64_bits_and_lines_in_the_shell(tmp_path: Path) -> None:
    assert run(tmp_path, "--k", "1", "--input", "1e20 1\n2 3", "-o", "a.json", "-o", "a.svg").returncode == 0
    told = json.loads((tmp_path / "a.json").read_text())
    assert told["grids"]["input"]["values"] == [[[1e20, 1], [2, 3]]]
    metadata = ElementTree.parse(tmp_path / "a.svg").getroot()[2].text or ""
    assert "--input '1e20 1; 2 3'" in metadata


def test_json_has_words_for_what_is_no_number(tmp_path: Path) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    figure = vz.figure(vz.MaxPool(2, 2, padding=1), input=[[1, NAN], [float("inf"), 2]])
    figure.save(tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(), parse_constant=refuse)
    values = told["grids"]["input"]["values"][0]
    assert values[0] == ["-Infinity"] * 4 and values[1][1:3] == [1.0, "NaN"] and values[2][1] == "Infinity"
    assert [step["value"] for step in told["steps"]] == [1.0, "NaN", "Infinity", 2.0]


@pytest.mark.parametrize(
    ("mode", "pixels", "wanted"),
    [
        ("I;16", np.array([[0, 65535], [32768, 257]], np.uint16), [[0, 255], [128, 1]]),
        ("1", np.array([[0, 255], [255, 0]], np.uint8), [[0, 255], [255, 0]]),
        (
            "RGBA",
            np.array([[[0, 0, 0, 255], [0, 0, 0, 0]], [[255] * 4, [0, 0, 0, 128]]], np.uint8),
            [[0, 255], [255, 127]],
        ),
        ("LA", np.array([[[0, 255], [0, 0]], [[255, 255], [100, 255]]], np.uint8), [[0, 255], [255, 100]]),
    ],
)
def test_pictures_of_every_depth(tmp_path: Path, mode: str, pixels: np.ndarray, wanted: list[list[int]]) -> None:
    image = Image.fromarray(pixels).convert("1") if mode == "1" else Image.fromarray(pixels)
    assert image.mode == mode
    image.save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    values = json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"]
    assert values == [wanted]


@pytest.mark.parametrize(("size", "cells"), (((400, 300), (24, 32)), ((12, 10), (10, 12)), ((32, 32), (32, 32))))
def test_pictures_keep_their_proportions(tmp_path: Path, size: tuple[int, int], cells: tuple[int, int]) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    assert tuple(json.loads((tmp_path / "a.json").read_text())["operation"]["input_size"]) == cells


def test_the_first_frame_of_a_moving_picture(tmp_path: Path) -> None:
    frames = [Image.new("L", (3, 3), value) for value in (10, 200)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    assert json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"] == [[[10] * 3] * 3]


def test_the_recipe_of_arrays_draws_them_again(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3) / 4, kernel=SQUARE, bias=-2, seconds=1 / 3)
    figure.save(tmp_path / "a.svg")
    words = figure.recipe.removeprefix("python -m visualize ")
    command = f"{sys.executable} -m visualize {words} -o b.svg"
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "(with values given in Python)" in vz.figure(vz.Conv(9, 2), input=np.ones((9, 9))).recipe


def test_photos_stand_as_viewers_show_them(tmp_path: Path) -> None:
    """A phone's picture lies on its side and says so."""
    image = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3) * 40)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter to the right when shown
    image.resize((3, 2)).save(tmp_path / "a.png", exif=exif)
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    values = np.array(json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"][0])
    assert (values == np.rot90(np.asarray(image), -1)).all()


def test_printers_colours_are_read(tmp_path: Path) -> None:
    Image.new("CMYK", (8, 8), (0, 0, 0, 255)).save(tmp_path / "a.jpg", quality=95)
    assert run(tmp_path, "--input", "a.jpg", "--k", "1", "-o", "a.json").returncode == 0
    values = np.array(json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"])
    assert values.max() < 10  # black


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.npy", b"hello", "cannot be read: is no .npy file"),
        ("a.png", b"", "is empty"),
        ("a.jpg", b"text, not a picture", "cannot be read: is no PNG or JPEG picture"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(tmp_path, "--input", name, "--k", "1")
    assert (result.returncode, result.stderr) == (2, f"visualize: invalid input {name}: {told}\n")


@pytest.mark.parametrize(("size", "cells"), (((517, 20), (8, 32)), ((7, 333), (32, 7)), ((3, 200), (32, 3))))
def test_strips_keep_some_rows(tmp_path: Path, size: tuple[int, int], cells: tuple[int, int]) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--kernel", "sobel-x", "-o", "a.json").returncode == 0
    assert tuple(json.loads((tmp_path / "a.json").read_text())["operation"]["input_size"]) == cells


def test_a_sheet_counts_its_steps(tmp_path: Path) -> None:
    assert ", 9 steps, " in run(tmp_path, "--k", "3", "--sheet", "-o", "a.png").stdout
