"""Files: suffixes, sequences, JSON, metadata, repeatable bytes; one line and nothing written when refused."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from PIL import Image

import visualize as vz
from tests.layers import convs
from tests.loops import conv_steps
from visualize.story.to_json import head


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_default_command(tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "3", "--p", "1", "--s", "2")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["conv_i5_k3_p1_s2.gif"]
    size = (tmp_path / "conv_i5_k3_p1_s2.gif").stat().st_size
    assert result.stdout == f"conv_i5_k3_p1_s2.gif: 5x5 -> 3x3, 9 steps, {size:,} bytes\n"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--i", "5x7", "--k", "3", "--d", "2"], "conv_i5x7_k3_p0_s1_d2.gif"),
        (["-i", "5,7", "-k", "2,3", "-p", "2,1"], "conv_i5x7_k2x3_p2x1_s1.gif"),
        (["--input-size", "6", "--kernel-size", "2", "--padding", "0,1,0,1"], "conv_i6_k2_p0x1x0x1_s1.gif"),
        (["--k=4", "--p=same"], "conv_i5_k4_p1x2x1x2_s1.gif"),
    ],
)
def test_names_tell_the_parameters(tmp_path: Path, words: list[str], name: str) -> None:
    assert run(tmp_path, *words).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


REFUSED = [
    (["--k", "7"], "invalid kernel_size 7: larger than the padded input 5 + 2*0 = 5; use --p 1 or a smaller kernel"),
    (
        ["--op", "max-pool", "--k", "3", "--d", "4"],
        "invalid kernel_size 3: spans 4*(3 - 1) + 1 = 9, larger than the padded input 5 + 2*0 = 5; use a smaller",
    ),
    (["--k", "3", "--d", "3"], "invalid kernel_size 3: spans 3*(3 - 1) + 1 = 7, larger than the padded input"),
    (["--k", "3", "--s", "0"], "invalid stride 0: must be at least 1"),
    (["--k", "3", "--p", "banana"], "unknown padding banana: known names are valid, same, full"),
    (["--k", "3", "--p", "-1,2"], "invalid padding -1,2: must be at least 0"),
    (["--k", "3", "-p", "-1"], "invalid padding -1: must be at least 0"),
    (["--k", "3", "--p", "1,2,3"], "invalid padding 1,2,3: must be one integer, two"),
    (["--k", "3", "--i", "-5"], "invalid input_size -5: must be at least 1"),
    (["--k", "3.5"], "invalid kernel_size 3.5: must be one integer or two"),
    (["--k", "3x3x3"], "invalid kernel_size 3,3,3: must be one integer or two"),
    (["--k", "3", "--p", "same", "--s", "2"], "invalid padding same: PyTorch allows it for stride 1 only"),
    (["--k", "3", "-o", "x.bmp"], "unknown suffix .bmp in x.bmp: known suffixes are .gif, .svg, .png, .webp, .apng"),
    (["--k", "3", "-o", "x"], "unknown suffix none in x"),
    (["--k", "3", "-o", "x-{n}.gif"], "unknown suffix .gif in x-{n}.gif: known suffixes are .png, .svg"),
    (["--k", "3", "-o", "x-{m}.svg"], "invalid output x-{m}.svg: a sequence is named with {n}"),
    (["--k", "3", "-o", "no/where/x.gif"], "invalid output no/where/x.gif: the folder"),
    (["--k", "3", "-o", "good.gif", "-o", "bad.xyz"], "unknown suffix .xyz"),
    (["--k", "3", "-o", "d.gif", "-o", "./d.gif"], "invalid output ./d.gif: is named twice"),
    (["--k", "3", "--op", "max-pool", "--output-padding", "1"], "unsupported output_padding 1: max-pool has none"),
    (["--k", "3", "--reading", "scatter"], "invalid reading scatter: only a transposed convolution has it"),
    (["--k", "3", "--dims", "1", "--i", "5x5"], "invalid input_size 5x5: must be one number with --dims 1"),
    (["--op", "pool", "--k", "3"], "unknown op pool: known operations are"),
    (
        ["--transposed", "--k", "3", "--output-padding", "1"],
        "invalid output_padding 1: must be smaller than the stride",
    ),
    (["--op", "max-pool", "--k", "2", "--p", "2"], "invalid padding 2: must be at most half of the kernel, 1"),
    (["--k", "3", "--p", "5", "--padding-mode", "reflect"], "invalid padding 5: reflect padding of an input of 5"),
    (["--k", "3", "--view", "sideways"], "unknown view sideways: known names are isometric, flat"),
    (["--k", "3", "--theme", "pink"], "unknown theme pink: known names are light, dark, dumoulin, d2l"),
    (["--k", "3", "--i", "100000"], "invalid input_size 100000,100000: the figure would have"),
    (["--k", "3", "--cell", "3"], "invalid cell 3: must be at least 4"),
    (["--k", "3", "--cell", "big"], "invalid cell big: must be a whole number"),
    (["--k", "3", "--width", "20"], "invalid width 20: too narrow"),
    (["--k", "3", "--seconds", "0"], "invalid seconds 0.0: must lie between"),
    (["--k", "3", "--seconds", "nan"], "invalid seconds nan: must lie between"),
    (["--k", "3", "--loop", "-1"], "invalid loop -1: must lie between"),
    (["--k", "3", "--vie", "flat"], "unknown argument --vie flat"),
    (["--k"], "missing value: -k/--k/--kernel-size needs one"),
    (["--p", "1"], "missing kernel_size: give one, as in --k 3"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_refused_in_one_line(tmp_path: Path, words: list[str], start: str) -> None:
    result = run(tmp_path, *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the system's answer is stood in for.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(vz.VisualizeError, match="cannot be written to"):
        vz.figure(vz.Conv(5, 3)).save(tmp_path / "x.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.gif", "a.svg", "a.png", "a.json", "s-{n}.svg", "s-{n}.png", "new/s-{n}.svg"])
def test_full_disk_leaves_the_old_file_and_no_scrap(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = vz.figure(vz.Conv(5, 3))
    old = tmp_path / name.format(n=0)
    if old.parent == tmp_path:
        old.write_bytes(b"old")
    before = sorted(tmp_path.iterdir())

    def full(step: int) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(figure.story), "frame", lambda self, step: full(step))
    monkeypatch.setattr(type(figure.story), "step", lambda self, step: full(step))
    with pytest.raises(vz.VisualizeError, match=r"invalid output .*: cannot be written: No space left on device"):
        figure.save(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before
    assert old.parent != tmp_path or old.read_bytes() == b"old"


def test_interrupt_leaves_no_scrap(tmp_path: Path) -> None:
    def interrupt(steps: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vz.figure(vz.Conv(5, 3)).save(tmp_path / "a.gif", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


ANOTHER_DAY = """
import sys, time, datetime
now = float(sys.argv.pop(1))
time.time, time.time_ns = lambda: now, lambda: int(now * 1e9)
for name in ("gmtime", "localtime"):
    setattr(time, name, lambda seconds=None, read=getattr(time, name): read(now if seconds is None else seconds))
time.strftime = lambda form, moment=None, tell=time.strftime: tell(form, moment or time.localtime())
class Clock(datetime.datetime):
    now = classmethod(lambda self, zone=None: self.fromtimestamp(time.time(), zone))
    utcnow = today = classmethod(lambda self: self.now())
datetime.datetime = Clock
from visualize.cli import main
main(sys.argv[1:])
"""


def test_same_bytes_in_any_folder_on_any_day(tmp_path: Path) -> None:
    names = ["a.gif", "a.svg", "a.png", "a.json", "a.pdf", "a.pptx", "a.webp", "s/{n:02}.svg", "s/{n:02}.png"]
    words = ["--k", "3", "--p", "1", "--s", "2", *(word for name in names for word in ("-o", name))]
    contents = []
    for number, day in enumerate((978_307_200, 1_993_420_800)):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "TZ": f"UTC{number}"}
        command = [sys.executable, "-c", ANOTHER_DAY, str(day), *words]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
        contents.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert len(contents[0]) == 7 + 9 + 9
    assert contents[0] == contents[1]


def test_the_other_day_is_another_day() -> None:
    told = "import datetime, time; print(datetime.date.today(), time.strftime('%Y'), datetime.datetime.now().year)"
    script = ANOTHER_DAY.partition("from visualize")[0].replace("sys.argv.pop(1)", "1_993_420_800") + told
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split()[1:] == ["2033", "2033"]


def test_recipe_in_every_picture_draws_it_again(tmp_path: Path) -> None:
    words = ["--k", "3", "--p", "1", "--theme", "dark", "--view", "flat", "--title", "It's so"]
    run(tmp_path, *words, "-o", "a.gif", "-o", "a.svg", "-o", "a.png")
    recipe = "python -m visualize --k 3 --p 1 --view flat --theme dark --title 'It'\"'\"'s so'"
    with Image.open(tmp_path / "a.gif") as image:
        told, described = image.info["comment"].decode().splitlines()
        assert told == recipe
        assert described.startswith("A 3×3 kernel slides over a 5×5 input")
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["Software"] == recipe
        assert image.info["Description"].startswith("A 3×3 kernel slides over a 5×5 input")
    text = (tmp_path / "a.svg").read_text()
    assert re.search("<metadata>(.*)</metadata>", text)[1].replace("&#x27;", "'") == recipe
    assert "<title>" in text
    assert "<desc>" in text
    assert "<script" not in text


@settings(max_examples=60)
@given(convs())
def test_json_is_the_promise(tmp_path_factory: pytest.TempPathFactory, op: vz.Conv) -> None:
    path = tmp_path_factory.mktemp("json") / "figure.json"
    vz.figure(op).save(path)
    data = json.loads(path.read_text())
    assert (data["format"], data["version"]) == ("visualize-story", 2)
    operation = data["operation"]
    assert operation["type"] == "conv"
    assert operation["output_size"] == list(op.output_size)
    assert operation["padding"] == list(op.padding)
    steps = conv_steps(op.input_size, op.kernel_size, op.stride, op.padding, op.dilation)
    read = set()
    for index, (step, (output, taps)) in enumerate(zip(data["steps"], steps, strict=True)):
        assert step["index"] == index
        assert step["output"] == [0, *output]
        assert {tuple(tap["input"][1:]) for tap in step["taps"]} == taps
        kernel = [(0, 0, u, v) for u in range(op.kernel_size[0]) for v in range(op.kernel_size[1])]
        assert [tuple(tap["kernel"]) for tap in step["taps"]] == kernel
        read |= taps
    check_grids(op, data["grids"], read)


def check_grids(op: vz.Conv, grids: dict[str, Any], read: set[tuple[int, int]]) -> None:
    top, bottom, left, right = op.padding
    roles = grids["input"]["roles"][0]
    height, width = op.input_size[0] + top + bottom, op.input_size[1] + left + right
    assert grids["input"]["shape"] == [1, height, width]
    assert grids["output"]["shape"] == [1, *op.output_size]
    for row in range(height):
        for column in range(width):
            inside = top <= row < height - bottom and left <= column < width - right
            assert roles[row][column] == ("input" if inside else "padding")
            assert ([0, row, column] in grids["input"]["unread"]) == ((row, column) not in read)
    assert {role for row in grids["output"]["roles"][0] for role in row} == {"output"}


def test_notebook_bundle() -> None:
    bundle = vz.figure(vz.Conv(5, 3, 2, 1))._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/html"].startswith('<img src="data:image/svg+xml;base64,')


def test_help_is_short_and_grouped() -> None:
    result = subprocess.run([sys.executable, "-m", "visualize", "--help"], capture_output=True, text=True, check=True)
    assert len(result.stdout.splitlines()) <= 70
    assert result.stdout.count("  python -m visualize --") == 3


def test_width_is_kept(tmp_path: Path) -> None:
    for width in (500, 801, 1280):
        figure = vz.figure(vz.Conv(5, 3, 2, 1), view="flat", width=width)
        assert figure.film.width == width
    assert vz.figure(vz.Conv(60, 3)).film.width <= 960
    assert head(vz.figure(vz.Conv(5, 3)).story)["grids"]["input"]["shape"] == [1, 5, 5]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full: a system that has it")
@pytest.mark.parametrize("words", (["gallery"], ["--k", "3", "-o", "a.gif"], ["shape", "--k", "3"]))
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "visualize", *words]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("visualize: invalid output: ") and done.stderr.count("\n") == 1
