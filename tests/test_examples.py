"""The examples do what they say, and the committed pictures are what they give."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
STEPS = {"padding": 25, "stride": 4}
FIRST_BYTES = {".gif": b"GIF89a", ".svg": b"<svg ", ".png": b"\x89PNG\r\n\x1a\n", ".json": b"{"}


def run(*command: str, folder: Path, **variables: str) -> str:
    """Standard output of a command that must succeed and say nothing on standard error."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def is_kind(path: Path) -> None:
    start = FIRST_BYTES[path.suffix]
    assert path.read_bytes()[: len(start)] == start, path


def help_commands() -> list[str]:
    text = run(sys.executable, "-m", "visualize", "--help", folder=ROOT)
    commands = [line.strip() for line in text.partition("examples:")[2].splitlines() if line.strip()]
    assert len(commands) == 3 and all(command.startswith("python -m visualize ") for command in commands)
    return commands


@pytest.fixture(scope="module", params=["padding_and_stride.sh", "padding_and_stride.py"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the commands, or the script, have drawn the lecture's pair."""
    folder = tmp_path_factory.mktemp("pair")
    program = str(EXAMPLES / request.param)
    if request.param.endswith(".sh"):
        run("sh", program, folder=folder, PYTHON=sys.executable)
    else:
        assert run(sys.executable, program, folder=folder) == ""
    assert {path.name for path in folder.iterdir()} == {
        f"{name}{suffix}" for name in STEPS for suffix in (".svg", ".gif")
    }
    return folder


@pytest.mark.parametrize("name", STEPS)
def test_the_pair_has_its_steps(pair: Path, name: str) -> None:
    with Image.open(pair / f"{name}.gif") as picture:
        assert (picture.format, picture.n_frames) == ("GIF", STEPS[name])
        milliseconds = []
        for frame in range(picture.n_frames):
            picture.seek(frame)
            milliseconds.append(picture.info["duration"])
    assert milliseconds == [500] * (STEPS[name] - 1) + [2000]
    document = (pair / f"{name}.svg").read_text(encoding="utf-8")
    assert [f'id="step{step}"' in document for step in range(STEPS[name] + 1)] == [True] * STEPS[name] + [False]


@pytest.mark.parametrize("name", STEPS)
def test_the_committed_pictures_are_what_the_examples_give(pair: Path, name: str) -> None:
    is_kind(pair / f"{name}.svg")
    is_kind(pair / f"{name}.gif")
    advice = "look at the new picture, then: cd examples && sh padding_and_stride.sh"
    assert (pair / f"{name}.svg").read_bytes() == (EXAMPLES / f"{name}.svg").read_bytes(), advice


def test_the_readmes_pictures_are_what_their_script_gives(tmp_path: Path) -> None:
    run("sh", str(ROOT / "assets" / "draw.sh"), folder=tmp_path, PYTHON=sys.executable)
    drawn, committed = ({path.name for path in folder.iterdir()} for folder in (tmp_path, ROOT / "assets"))
    assert drawn == committed - {"draw.sh"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in sorted(drawn):
        is_kind(tmp_path / name)
        assert f"assets/{name}" in readme
        if name.endswith(".svg"):
            advice = "look at the new picture, then: cd assets && sh draw.sh"
            assert (tmp_path / name).read_bytes() == (ROOT / "assets" / name).read_bytes(), advice


def test_the_slide_shows_the_committed_pictures_and_runs_no_script() -> None:
    slide = (EXAMPLES / "slide.html").read_text(encoding="utf-8")
    assert slide.count("<img ") == slide.count(" alt=") == len(STEPS)
    assert all(f'src="{name}.svg"' in slide and (EXAMPLES / f"{name}.svg").is_file() for name in STEPS)
    assert "<script" not in slide and "http" not in slide


@pytest.mark.parametrize("number", range(3))
def test_the_commands_that_help_shows_work_when_pasted(tmp_path: Path, number: int) -> None:
    python, *words = shlex.split(help_commands()[number])
    assert python == "python"
    said = run(sys.executable, *words, folder=tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files and said.count("\n") == 1
    for path in files:
        is_kind(path)


def test_the_readme_shows_the_commands_that_help_shows() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [command for command in help_commands() if command not in lines] == []
