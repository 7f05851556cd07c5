"""`verify`: every format; hostile recipes are refused, and read nothing that is not allowed; exit codes; the loops."""

import shutil
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from tests.conftest import program
from tests.random_layers import operations, whole
from tests.verified import SUFFIXES, a_byte, draw, with_recipe
from visualize.cli import commands
from visualize.cli.drawing import words_to_figure
from visualize.cli.verify import line, verify
from visualize.origin import READERS, origin
from visualize.proof.loops import output
from visualize.proof.numbers import parameters_of


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    return draw(tmp_path_factory.mktemp("originals"))


def test_no_unaltered_file_is_accused(originals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUALIZE_LANG", "zh")  # no part of a recipe
    states = {path.name: verify(path).state for path in originals.iterdir()}
    assert len(states) == 4 * len(SUFFIXES) + 2 * 4 + 4 and set(states.values()) == {"as drawn"}, states


def test_a_video(tmp_path: Path) -> None:
    program("ffmpeg")
    vz.figure(vz.Conv(3, 2), seconds=0.2).save(tmp_path / "a.mp4")
    assert verify(tmp_path / "a.mp4").state == "as drawn"
    data = bytearray((tmp_path / "a.mp4").read_bytes())
    data[data.index(b"mdat") + 3000] ^= 1
    (tmp_path / "a.mp4").write_bytes(data)
    assert verify(tmp_path / "a.mp4").state == "altered"


def test_names_say_nothing(originals: Path, tmp_path: Path) -> None:
    shutil.copy(originals / "plain.gif", tmp_path / "a.svg")
    assert verify(tmp_path / "a.svg").state == "as drawn"


HOSTILE = {
    "--k 3 -o /tmp/stolen.gif": "its recipe names an output",
    "--k 3 --font /etc/passwd": "reads /etc/passwd; --allow-files permits it",
    "--k 3 --input secret.csv": "reads secret.csv; --allow-files",
    "--k 3 --input /dev/zero.png": "reads /dev/zero.png; --allow-files",
    "--k 3 --theme ../../secret.toml": "reads ../../secret.toml; --allow-files",
    "--i 100000 --k 3": "invalid input_size",
    "--i 900 --k 900 --input ones --kernel ones --p 800": "its recipe is refused: invalid",
    "--k 3 --debug --frobnicate": "unknown argument",
    "--k 3 '": "its quotes do not match",
    "gallery --output /tmp": "unknown argument gallery",
    "--k 3 --title " + "x" * 200_000: "its recipe is too long",
    "--help": "",
    "--k " + "9" * 5_000: "its recipe is refused",
    "--k 3; rm -rf /": "unknown argument",
    "(with values given in Python)": "does not hold the numbers",
}


@pytest.mark.parametrize("recipe", HOSTILE)
def test_hostile_recipes_are_refused(originals: Path, tmp_path: Path, recipe: str) -> None:
    mine = origin(str(originals / "plain.svg"))
    assert mine is not None
    before = set(Path("/tmp").iterdir())
    data = (originals / "plain.svg").read_bytes()
    (tmp_path / "a.svg").write_bytes(with_recipe(".svg", data, mine.recipe, f"python -m visualize {recipe}"))
    found = verify(tmp_path / "a.svg")
    assert found.state in ("altered", "not verified") and HOSTILE[recipe] in found.reason, found
    assert line(found).isprintable() and len(line(found)) < 1000
    assert not {path for path in set(Path("/tmp").iterdir()) - before if "stolen" in path.name}


def test_files_of_a_recipe_are_read_if_that_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there/a.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    words_to_figure(["--input", "there/a.csv", "--k", "2"]).save("there/a.gif")
    assert verify("there/a.gif").reason == "its recipe reads a.csv; --allow-files permits it"
    assert verify("there/a.gif", allow_files=True).state == "as drawn"
    (tmp_path / "there/a.csv").write_text("1,2,3\n4,5,6\n7,8,8\n")
    assert verify("there/a.gif", allow_files=True).state == "altered"


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"hello", b"\x89PNG\r\n\x1a\n" * 9, b"PK\3\4" + b"\0" * 99, b"%PDF-1.5\n"]
)
def test_what_is_no_figure_of_ours(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert verify(tmp_path / "a").state == ("no figure of ours" if data else "not verified")


def test_the_readers_survive_anything(originals: Path, tmp_path: Path) -> None:
    """Cut, doubled and damaged heads of all formats: no exception, no long work."""
    random = Random(7)
    for suffix in READERS:
        if suffix == ".mp4":
            continue
        data = (originals / f"numbers{suffix}").read_bytes()
        for _ in range(40):
            damaged = data[: random.randrange(8, len(data))]
            for _ in range(random.randrange(6)):
                damaged = a_byte(random, damaged)
            (tmp_path / "a").write_bytes(damaged)
            found = origin(str(tmp_path / "a"))
            assert found is None or found.recipe.startswith("python -m visualize")


def run(*paths: str) -> int:
    with pytest.raises(SystemExit) as ended:
        commands.main(["verify", *paths])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_exit_codes_and_lines(originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, none = originals / "plain.gif", tmp_path / "a\nb.gif", tmp_path / "-x"
    bad.write_bytes(good.read_bytes() + b"x")
    none.write_text("hello")
    assert run(str(good)) == 0
    assert capsys.readouterr().out == f"{good}: as drawn\n"
    assert (run(str(good), str(none)), run(str(none)), run(str(tmp_path / "absent"))) == (2, 2, 2)
    assert capsys.readouterr().out.count("\n") == 4
    assert run(str(none), str(bad), str(good)) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{none}: no figure of ours" and len(said) == 3 and r"a\nb.gif: altered: " in said[1]
    assert run() == 2 and capsys.readouterr().err.startswith("visualize: missing file: ")


@given(op=operations(), seed=st.integers(0, 10_000))
def test_the_loops_compute_what_the_layers_do(op: Any, seed: int) -> None:
    """Random layers of every kind, which other tests hold to PyTorch and ONNX Runtime."""
    numbers_of_input, weights = whole(op.size, seed), whole(op.kernel, seed + 1)
    shaped = [numbers_of_input.reshape(op.input_size), *([weights.reshape(op.kernel_size)] if op.weighted else [])]
    found = output(parameters_of(op), numbers_of_input.tolist(), weights.tolist(), 0)
    np.testing.assert_allclose(np.array(found).reshape(op.output_size), op.apply(*shaped), rtol=1e-12)
