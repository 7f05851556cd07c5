"""The command `batch`: all files by foreign decoders, what is there left alone, failures apart from the rest."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import visualize as vz
from tests.command_line import run
from visualize.batch.pool import render_by_processes
from visualize.cli import batch as command_line
from visualize.cli import commands
from visualize.cli.batch import summary

TABLE = """
[defaults]
kernel_size = 3
formats = ["gif", "svg"]

[[figure]]
name = "strides"
stride = [1, 2]
padding = [0, 1]

[[figure]]
name = "numbers"
input = "numbers.csv"
kernel_size = 2
"""
STEPS = {"strides_s1_p0": 9, "strides_s1_p1": 25, "strides_s2_p0": 4, "strides_s2_p1": 9, "numbers": 4}
Batch = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Batch:
    """Runs the command on a table: its exit code, the lines that it prints and its errors."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    (tmp_path / "figures.toml").write_text(TABLE)

    def called(*words: str) -> tuple[int, list[str], list[str]]:
        with pytest.raises(SystemExit) as ended:
            commands.main(["batch", "figures.toml", "-o", "out", *words])
        output, errors = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, output.splitlines(), errors.splitlines()

    return called


def frames(path: Path) -> int:
    with Image.open(path) as image:
        return getattr(image, "n_frames", 1)


def test_all_figures_of_a_table(batch: Batch, tmp_path: Path) -> None:
    code, lines, errors = batch()
    assert (code, errors) == (0, [])
    assert [line.partition(": drawn, ")[0] for line in lines[:-1]] == list(STEPS)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{n}.{s}" for n in STEPS for s in ("gif", "svg")}
    for name, steps in STEPS.items():
        assert frames(tmp_path / f"out/{name}.gif") == steps
        ElementTree.parse(tmp_path / f"out/{name}.svg")
    size = sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    assert lines[-1].startswith(f"5 figures: 5 drawn ({size:,} bytes), 0 unchanged, 0 failed; ")


def test_a_file_is_what_the_command_of_its_row_draws(batch: Batch, tmp_path: Path) -> None:
    batch()
    vz.figure(vz.Conv(5, 3, padding=1, stride=2)).save(tmp_path / "alone.gif", tmp_path / "alone.svg")
    for suffix in (".gif", ".svg"):
        drawn = (tmp_path / f"out/strides_s2_p1{suffix}").read_bytes()
        assert drawn == (tmp_path / f"alone{suffix}").read_bytes()


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def drawn(lines: list[str]) -> list[str]:
    return [line.partition(":")[0] for line in lines[:-1] if ": drawn" in line]


def test_what_is_there_is_left_alone(batch: Batch, tmp_path: Path) -> None:
    batch()
    before = stamps(tmp_path / "out")
    assert drawn(batch()[1]) == [] and stamps(tmp_path / "out") == before
    # A word of one row, a file that a row reads, a file that is cut, one of another recipe, one that is gone.
    (tmp_path / "figures.toml").write_text(TABLE.replace("padding = [0, 1]", "padding = [0, 1, 2]"))
    assert drawn(batch()[1]) == ["strides_s1_p2", "strides_s2_p2"]
    (tmp_path / "numbers.csv").write_text("1,2,3\n4,5,6\n7,8,8\n")
    assert drawn(batch()[1]) == ["numbers"]
    cut = tmp_path / "out/strides_s1_p0.svg"
    cut.write_bytes(cut.read_bytes()[:-3])
    (tmp_path / "out/strides_s1_p1.gif").write_bytes((tmp_path / "out/strides_s2_p1.gif").read_bytes())
    (tmp_path / "out/strides_s2_p0.gif").unlink()
    assert drawn(batch()[1]) == ["strides_s1_p0", "strides_s1_p1", "strides_s2_p0"]


def test_another_version_draws_anew(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch()
    monkeypatch.setattr("visualize.version.PROGRAM", "conv-visualize 99.0")
    assert len(drawn(batch()[1])) == len(STEPS)
    assert b'data-source="conv-visualize 99.0"' in (tmp_path / "out/strides_s1_p0.svg").read_bytes()


def test_one_that_fails_does_not_keep_the_others_from_being_drawn(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "figures.toml").write_text(TABLE.replace("stride = [1, 2]", "stride = [1, 2, 0]\ninput_size = [2, 5]"))
    code, lines, errors = batch()
    assert code == 1 and len(errors) == 6 and all(line.startswith("visualize: strides_s") for line in errors)
    assert "invalid stride 0: must be " in errors[-1]
    assert lines[-1].startswith("13 figures: 7 drawn (") and " 6 failed; " in lines[-1]
    assert (tmp_path / "out/strides_s2_i5_p1.svg").exists() and (tmp_path / "out/numbers.gif").exists()


def test_check_draws_nothing_and_finds_what_is_not_as_the_table_says(batch: Batch, tmp_path: Path) -> None:
    code, lines, errors = batch("--check")
    assert code == 1 and len(errors) == 5 and "strides_s1_p0.gif is not there" in errors[0]
    assert not (tmp_path / "out").exists()
    batch()
    assert batch("--check")[0] == 0
    (tmp_path / "out/numbers.svg").write_text("<svg></svg>\n")
    before = stamps(tmp_path / "out")
    code, lines, errors = batch("--check")
    assert (code, errors) == (1, ["visualize: numbers: its files are not what the table says"])
    assert lines == ["5 figures: 4 as the table says, 1 not"] and stamps(tmp_path / "out") == before
    (tmp_path / "numbers.csv").write_text("0,2,3\n4,5,6\n7,8,9\n")
    assert batch("--check")[0] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--jobs", "0"], "invalid jobs 0: must lie between 1 and 256"),
        (["--jobs", "1.5"], "invalid jobs 1.5: must be a whole number"),
        (["-o", "figures.toml"], "invalid output figures.toml: cannot be made a folder"),
        (["--frobnicate"], "unknown argument --frobnicate"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(batch: Batch, tmp_path: Path, words: list[str], told: str) -> None:
    code, lines, errors = batch(*words)
    assert (code, lines, len(errors)) == (2, [], 1) and told in errors[0]
    assert not (tmp_path / "out").exists()


def test_surroundings_and_processes_change_no_byte(batch: Batch, tmp_path: Path) -> None:
    """Eight processes, another hash seed, locale, time zone and folder: the same files."""
    batch()
    other = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "LANG": "zh_CN.GB2312"}
    (tmp_path / "elsewhere").mkdir()
    done = run(tmp_path / "elsewhere", "batch", "../figures.toml", "-o", "2", "-j", "8", env={**os.environ, **other})
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.count("drawn") == 6
    first, second = tmp_path / "out", tmp_path / "elsewhere/2"
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def ends_its_process() -> vz.Figure:
    os._exit(9)


def test_a_process_that_ends_costs_its_own_figure_only(tmp_path: Path) -> None:
    jobs = [vz.Job(vz.figure(vz.Conv(3, 2)), [tmp_path / f"{number}.gif"]) for number in range(4)]
    jobs.insert(1, vz.Job(ends_its_process, [tmp_path / "bad.gif"]))
    reported: list[str] = []
    outcomes = render_by_processes(jobs, 2, lambda one: reported.append(os.path.basename(one.name)))
    assert {one.state for one in outcomes if one is not outcomes[1]} <= {"drawn", "unchanged"}
    assert outcomes[1].state == "lost" and outcomes[1].message.startswith("the process that drew it is lost: ")
    assert sorted(reported) == ["0.gif", "1.gif", "2.gif", "3.gif", "bad.gif"]
    assert [frames(tmp_path / f"{number}.gif") for number in range(4)] == [4] * 4
    assert ", 1 failed; 1.0 s" in summary(outcomes, 1)


def put(path: Path, table: str) -> None:
    """Write a table as editors do: whole, in one move."""
    new = path.with_suffix(".new")
    new.write_text(table)
    new.replace(path)


def test_watch_draws_again_when_the_table_changes(tmp_path: Path) -> None:
    put(tmp_path / "a.toml", '[[figure]]\nname = "a"\nkernel_size = 2\ninput_size = 3\n')
    command = [sys.executable, "-m", "visualize", "batch", "a.toml", "-o", "out", "--watch"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert [process.stdout.readline().partition(":")[0] for _ in range(2)] == ["a", "1 figure"]
        put(tmp_path / "a.toml", "[[figure]")
        assert process.stderr.readline().startswith("visualize: invalid table a.toml: cannot be read: is no TOML")
        put(tmp_path / "a.toml", '[[figure]]\nname = "b"\nkernel_size = 2\ninput_size = 3\n')
        assert [process.stdout.readline().partition(":")[0] for _ in range(2)] == ["b", "1 figure"]
        process.terminate()
        process.communicate()
        assert process.returncode == 128 + 15


def test_watch_sees_a_change_made_while_it_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.toml").write_text("old")
    drawn: list[str] = []

    def draw(_: object) -> int:
        drawn.append((tmp_path / "a.toml").read_text())
        if len(drawn) == 2:
            raise KeyboardInterrupt
        put(tmp_path / "a.toml", "changed")
        return 0

    monkeypatch.setattr(command_line, "_draw", draw)
    options = argparse.Namespace(table=str(tmp_path / "a.toml"), output="out", check=False, watch=True)
    with pytest.raises(KeyboardInterrupt):
        command_line.run(options)
    assert drawn == ["old", "changed"]


def test_nothing_of_it_is_imported_by_the_ordinary_command(tmp_path: Path) -> None:
    code = "import sys, visualize\nfrom visualize.cli import main\ntry: main(['--k', '3'])\nexcept SystemExit: pass\n"
    code += "print([name for name in sys.modules if 'batch' in name or name in ('concurrent', 'multiprocessing')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_package_lists_it(tmp_path: Path) -> None:
    assert {"jobs", "render_all", "Job", "Outcome"} <= set(vz.__all__)
    for name in vz.__all__:
        assert getattr(vz, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'render_some'"):
        vz.__getattr__("render_some")
    assert isinstance(vz.render_all([]), list)
