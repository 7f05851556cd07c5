"""The examples do what they say, and the committed pictures are what they give."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
STEPS = {"padding": 25, "stride": 4}
# The outputs as published: d2l.ai, sections 7.2, 7.3, 7.5 and 14.10; arXiv 1603.07285, chapter 1.
NUMBERS = {
    "d2l_correlation": "19 25; 37 43",
    "d2l_padding": "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0",
    "d2l_stride": "0 8; 6 8",
    "d2l_pooling": "4 5; 7 8",
    "d2l_transposed": "0 0 1; 0 4 6; 4 12 9",
    "d2l_transposed_gather": "0 0 1; 0 4 6; 4 12 9",
    "d2l_transposed_stride": "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9",
    "d2l_transposed_stride_gather": "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9",
    "dumoulin_convolution": "12 12 17; 10 17 19; 9 6 14",
    "dumoulin_strided": "6 17 3; 8 17 13; 6 4 4",
    "dumoulin_max": "3 3 3; 3 3 3; 3 2 3",
    "dumoulin_average": "1.7 1.7 1.7; 1.0 1.2 1.8; 1.1 0.8 1.3",
}
TABLE = ["padding_p0", "padding_p1", *(f"stride_s{s}_theme-{theme}" for s in (1, 2) for theme in ("light", "dark"))]
TABLE += ["uneven_k3x5"]
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


def output(path: Path) -> str:
    """The output's numbers at the end of an SVG, written as rows."""
    last: dict[tuple[int, int], str] = {}
    for element in ElementTree.parse(path).iter():
        name = element.get("data-text", "")
        if name.startswith("output/"):
            _, _, row, column = name.split("/")
            last[int(row), int(column)] = element.text or ""
    rows = sorted({row for row, _ in last})
    return "; ".join(" ".join(last[at] for at in sorted(last) if at[0] == row) for row in rows)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which numbers.sh has drawn its figures, and nothing else."""
    folder = tmp_path_factory.mktemp("numbers")
    run("sh", str(EXAMPLES / "numbers.sh"), folder=folder, PYTHON=sys.executable)
    assert {path.name for path in folder.iterdir()} == {f"{name}.svg" for name in NUMBERS}
    return folder


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


@pytest.mark.parametrize("name", NUMBERS)
def test_the_figures_with_numbers_end_as_published(numbers: Path, name: str) -> None:
    is_kind(numbers / f"{name}.svg")
    assert output(numbers / f"{name}.svg") == NUMBERS[name]


def test_the_edges_of_the_picture_appear_cell_by_cell(tmp_path: Path) -> None:
    run("sh", str(EXAMPLES / "picture.sh"), folder=tmp_path, PYTHON=sys.executable)
    assert {path.name for path in tmp_path.iterdir()} == {"edges.gif", "edges.png"}
    is_kind(tmp_path / "edges.png")
    is_kind(tmp_path / "edges.gif")
    with Image.open(tmp_path / "edges.gif") as picture:
        assert picture.n_frames == 30 * 30
    assert (tmp_path / "edges.gif").stat().st_size <= 1_000_000


def test_the_table(tmp_path: Path) -> None:
    said = run(sys.executable, "-m", "visualize", "batch", str(EXAMPLES / "figures.toml"), "-o", "all", folder=tmp_path)
    names = [f"{name}.{kind}" for name in TABLE for kind in ("gif", "svg")]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(names) and "7 drawn" in said


def test_the_table_on_a_cluster(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs distributed: pip install 'conv-visualize[dask]'")
    said = run(sys.executable, str(EXAMPLES / "cluster.py"), folder=tmp_path)
    assert said.splitlines() == [f"{name}: drawn" for name in TABLE]


def test_the_picture_is_what_its_script_draws(tmp_path: Path) -> None:
    run(sys.executable, str(EXAMPLES / "picture.py"), folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]
    assert (tmp_path / "picture.png").read_bytes() == (EXAMPLES / "picture.png").read_bytes()


def test_the_lecture(tmp_path: Path) -> None:
    """The sizes that the lecture names stand in the files, in both languages."""
    said = run(sys.executable, str(EXAMPLES / "lecture" / "draw.py"), str(tmp_path / "all"), folder=tmp_path)
    files = {path.name: path for path in (tmp_path / "all").iterdir()}
    assert said == f"{tmp_path / 'all'}: {len(files)} files\n" and len(files) == 72
    assert all(path.stat().st_size > 200 for path in files.values())
    assert {name.replace("-zh.", "-en.") for name in files} == {name for name in files if "-en." in name}

    def ends(table: str) -> list[str]:
        return [line.split()[2] for line in files[table].read_text(encoding="utf-8").splitlines() if "5x5" in line]

    for language in ("zh", "en"):
        assert ends(f"03-seven-layers-{language}.txt")[::6] == ["28x28", "4x4"]  # layer 1 and layer 7
        assert len(ends(f"09-fifty-five-layers-{language}.txt")) == 55
        outputs = {"15-conv2d-8-3-p1": 8, "16-conv2d-8-5x3-p2x1": 8, "17-conv2d-8-3-p1-s2": 4}
        for name, size in {**outputs, "18-conv2d-8-3x5-p0x1-s3x4": 2}.items():
            assert f"-> {size}×{size}" in files[f"{name}-{language}.txt"].read_text(encoding="utf-8")
            document = files[f"{name}-{language}.svg"].read_text(encoding="utf-8")
            assert document.count('data-cell="output/') == size * size


def test_every_script_is_run_by_a_test_and_has_its_line() -> None:
    scripts = {path.name for pattern in ("*.sh", "*.py") for path in EXAMPLES.glob(pattern)} | {"lecture/draw.py"}
    assert scripts == {
        "padding_and_stride.sh",
        "padding_and_stride.py",
        "numbers.sh",
        "picture.sh",
        "picture.py",
        "cluster.py",
        "lenet.py",
        "lecture/draw.py",
    }
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in scripts if f"| `{name}` |" not in text] == []


def test_the_readmes_pictures_are_what_their_script_gives(tmp_path: Path) -> None:
    run("sh", str(ROOT / "assets" / "draw.sh"), folder=tmp_path, PYTHON=sys.executable)
    drawn, committed = ({path.name for path in folder.iterdir()} for folder in (tmp_path, ROOT / "assets"))
    assert drawn == committed - {"draw.sh", "gallery.py", "gallery"}
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
