"""`stack --torch`: a user's own file, right and wrong, from the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")

FILE = """
from torch import nn
small = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10))
number = 7
def make():
    return small
def fails():
    raise OSError("no\\nweights")
class Needs(nn.Module):
    def __init__(self, classes):
        super().__init__()
"""
Said = Callable[..., Any]


@pytest.fixture
def nets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module in the working folder, another one for each test."""
    name = f"nets_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path])
    return name


def test_the_table_is_printed(said: Said, nets: str) -> None:
    code, out, err = said("stack", "--torch", f"{nets}:small", "--i", "8")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[1].split() == ["input", "3x8x8"]
    assert lines[2].split() == ["0", "Conv2d", "3x3", "8x8x8", "3x3", "224", "13,824"]
    assert lines[-1].split() == ["total", "1,514", "15,104"]
    assert said("stack", "--torch", f"{nets}:make", "--i", "3x8x8")[1] == out
    chinese = said("stack", "--torch", f"{nets}:small", "--i", "8", "--lang", "zh")[1].splitlines()
    assert chinese[0].split() == ["层", "类型", "输出", "感受野", "参数", "乘加次数"]
    assert chinese[-1].split() == ["合计", "1,514", "15,104"]


def test_the_size_is_that_of_image_net_unless_told(said: Said, nets: str) -> None:
    assert said("stack", "--torch", f"{nets}:small.0")[1].splitlines()[1].split() == ["input", "3x224x224"]


def test_the_table_as_data(said: Said, nets: str) -> None:
    data = json.loads(said("stack", "--torch", f"{nets}:small", "--i", "8", "--json")[1])
    assert data["input_shape"] == [3, 8, 8] and data["total"] == {"parameters": 1514, "multiply_adds": 15104}
    assert data["layers"][0] == {
        "name": "0",
        "type": "Conv2d",
        "input_shape": [3, 8, 8],
        "output_shape": [8, 8, 8],
        "receptive_field": [3, 3],
        "parameters": 224,
        "multiply_adds": 13824,
    }


def test_a_deck_is_written_and_what_has_no_figure_is_told(said: Said, nets: str, tmp_path: Path) -> None:
    done = said("stack", "--torch", f"{nets}:small", "--i", "8", "-o", "deck.pptx", "-o", "deck.html")
    assert done == (0, "deck.pptx, deck.html: 3 pages\n", "")
    assert (tmp_path / "deck.pptx").stat().st_size > 20_000
    _, out, _ = said("stack", "--torch", f"{nets}:small.0", "--i", "2000", "-o", "large.html")
    assert out.splitlines()[1].startswith("Conv2d: invalid input_size 2000,2000: the figure would have ")


REFUSED = {
    "{}:small --i 7": "invalid input_size 3x7x7: the model fails at 4 (Linear): ",
    "{}:nothing": "missing torch: {0}:nothing: {0} has no nothing",
    "{}:small.9": "missing torch: {0}:small.9: small has no 9",
    "{}": "invalid torch {0}: write module:name, as in nets:LeNet for LeNet of nets.py",
    "{}:": "invalid torch {0}:: write module:name",
    "./{}:small": "invalid torch ./{0}:small: write module:name",
    "{}:number": "invalid model int: must be a torch.nn.Module",
    "{}:fails": "invalid torch {0}:fails: calling fails() fails: OSError: no weights",
    "{}:Needs": "invalid torch {0}:Needs: calling Needs() fails: TypeError: ",
    "no_such_file:x": "invalid torch no_such_file:x: importing no_such_file fails: ModuleNotFoundError: ",
    "{}:small --layers 3": "unsupported layers 3: a model of --torch has layers and sizes of its own",
    "{}:small --until 3": "unsupported until 3: a model of --torch has layers and sizes of its own",
    "{}:small --input arange": "unsupported input arange: a model of --torch has layers and sizes of its own",
    "{}:small --i 8 --theme no": "unknown theme no: ",
    "{}:small --i 8 -o a.gif": "unknown suffix .gif in a.gif: known suffixes are .pptx, .pdf, .html",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_wrong_is_refused_in_one_line(said: Said, nets: str, tmp_path: Path, words: str) -> None:
    code, out, err = said("stack", "--torch", *words.format(nets).split())
    assert (code, out) == (2, "")
    assert err.startswith("visualize: " + REFUSED[words].format(nets)) and err.count("\n") == 1
    assert {one.name for one in tmp_path.iterdir()} <= {f"{nets}.py", "__pycache__"}


@pytest.mark.parametrize(
    "code", ("raise RuntimeError('no\\nluck')", "raise SystemExit(3)", "def (", "import no_such_file")
)
def test_a_file_that_cannot_be_imported_is_refused_in_one_line(
    said: Said, nets: str, tmp_path: Path, code: str
) -> None:
    (tmp_path / f"{nets}.py").write_text(code, encoding="utf-8")
    done, out, err = said("stack", "--torch", f"{nets}:small")
    assert (done, out) == (2, "")
    assert err.startswith(f"visualize: invalid torch {nets}:small: importing {nets} fails: ") and err.count("\n") == 1


def test_the_help_says_that_code_runs(said: Said) -> None:
    assert "imports the module: its code runs" in " ".join(said("stack", "--help")[1].split())


def test_the_lines_of_the_readme_run(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    lines = [line for line in (root / "README.md").read_text(encoding="utf-8").splitlines() if "--torch" in line]
    assert len(lines) == 2 and all(line.startswith("python -m visualize stack ") for line in lines)
    monkeypatch.setattr(sys, "path", [str(root), *sys.path])
    table, deck = (said(*line.split()[3:]) for line in lines)
    assert table[0] == 0 and table[1].splitlines()[-1].split() == ["total", "61,706", "416,520"]
    assert deck == (0, "lenet.pptx: 5 pages\n", "") and (tmp_path / "lenet.pptx").is_file()
