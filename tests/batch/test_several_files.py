"""What a batch has besides single figures in single files: sequences, comparisons, the deck of a table."""

from collections.abc import Callable
from pathlib import Path

import pytest

from visualize.cli import commands
from visualize.cli.drawing import words_to_figure
from visualize.cli.verify import verify

Batch = Callable[..., tuple[int, str, str]]


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Batch:
    """Runs the command on the text of a table: its exit code, what it prints and its errors."""
    monkeypatch.chdir(tmp_path)

    def called(table: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "figures.toml").write_text(table)
        with pytest.raises(SystemExit) as ended:
            commands.main(["batch", "figures.toml", "-o", "out", *words])
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return called


STEPS = '[[figure]]\nname = "step-{n:02}"\nkernel_size = 3\nformats = ["svg", "png"]\n'


def test_the_steps_of_a_figure_are_left_alone_until_one_is_missing_or_another(batch: Batch, tmp_path: Path) -> None:
    assert "step-{n:02}: drawn" in batch(STEPS)[1]
    files = sorted((tmp_path / "out").iterdir())
    before = [path.stat().st_mtime_ns for path in files]
    assert len(files) == 18 and "step-{n:02}: unchanged" in batch(STEPS)[1]
    assert [path.stat().st_mtime_ns for path in files] == before
    assert batch(STEPS, "--check") == (0, "1 figures: 1 as the table says, 0 not\n", "")
    harms = (
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
        lambda path: path.write_bytes(words_to_figure(["--k", "2"]).encoded(path.suffix)),
    )
    for at, harm in enumerate(harms):
        harm(files[5 * at + 3])
        code, _, errors = batch(STEPS, "--check")
        assert code == 1 and errors == "visualize: step-{n:02}: its files are not what the table says\n"
        assert "step-{n:02}: drawn" in batch(STEPS)[1]
    assert "step-{n:02}: drawn" in batch(STEPS + "stride = 2\n")[1]
    assert batch(STEPS + 'stride = 2\nsteps = "2-3"\n', "--check")[0] == 1


COMPARED = """
[[figure]]
name = "pair"
compare = ["--k 3", "--k 3 --p 1"]
align = ["step", "end"]
[[figure]]
name = "numbers"
compare = [{kernel_size = 2, input = "a.csv"}, "--k 2 --input a.csv --p 1", "stack --layers 2 --input a.csv"]
"""


def test_comparisons_are_rows_whose_files_are_beside_the_table(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = COMPARED
    (tmp_path / "a.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    assert batch(table)[0] == 0
    for align in ("step", "end"):
        wanted = words_to_figure(["compare", "--k 3", "--k 3 --p 1", "--align", align]).encoded(".gif")
        assert (tmp_path / f"out/pair_align-{align}.gif").read_bytes() == wanted
    assert "3 unchanged" in batch(table)[1] and batch(table, "--check")[0] == 0
    assert verify(str(tmp_path / "out/pair_align-end.gif")).state == "as drawn"
    assert verify(str(tmp_path / "out/numbers.gif"), allow_files=True).state == "as drawn"
    for row in ("1,2,4", "0,2,3"):
        (tmp_path / "a.csv").write_text(f"{row}\n4,5,6\n7,8,9\n")
        assert "numbers: its files are not" in batch(table, "--check")[2]
        assert "1 drawn" in batch(table)[1]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('compare = "--k 3"', "invalid compare --k 3: must be a list of figures"),
        ("compare = [3, 4]", "invalid compare"),
        ('compare = ["--k 3"]', "invalid figures 1: two to 4 can be compared"),
        ('compare = ["--k 3", "compare --k"]', "a comparison is of single figures"),
        ('compare = ["--k \'", "--k 3"]', "its quotes do not match"),
        ('compare = ["--k 3", "--k 3"]\nkernel_sise = 3', "unknown word kernel_sise"),
    ],
)
def test_what_is_no_comparison_is_refused_in_one_line(batch: Batch, row: str, told: str) -> None:
    code, _, errors = batch(f'[[figure]]\nname = "a"\n{row}\n')
    assert code in (1, 2) and told in errors and errors.count("\n") == 1


DECK = """
deck = "lecture{}"
[[figure]]
name = "padding"
kernel_size = 2
input_size = 3
[[figure]]
name = "numbers"
kernel_size = 2
input = "a.csv"
"""


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".pptx"])
def test_check_asks_for_the_deck_too(batch: Batch, tmp_path: Path, suffix: str) -> None:
    if suffix == ".pptx":
        pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    (tmp_path / "a.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    table, place = DECK.format(suffix), tmp_path / f"out/lecture{suffix}"
    assert f"lecture{suffix}: 8 pages\n" in batch(table)[1]
    before, drawn = place.stat().st_mtime_ns, place.read_bytes()
    assert f"lecture{suffix}: unchanged\n" in batch(table)[1] and place.stat().st_mtime_ns == before
    code, told, errors = batch(table, "--check")
    assert (code, errors) == (0, "") and told.endswith(f"lecture{suffix}: as the table says\n")
    place.write_bytes(drawn[: len(drawn) // 2])
    assert batch(table, "--check")[0] == 1 and batch(table)[0] == 0 and place.read_bytes() == drawn
    place.unlink()
    assert f"lecture{suffix}: lecture{suffix} is not there" in batch(table, "--check")[2].replace("out/", "")
    batch(table)
    (tmp_path / "a.csv").write_text("1,2,3\n4,5,6\n7,8,8\n")
    assert f"lecture{suffix}: its files are not what the table says" in batch(table, "--check")[2]
    other = table.replace("input_size = 3", "input_size = 3\npadding = 1")
    assert batch(other, "--check")[2].count("\n") == 3


def test_a_comparison_on_slides(batch: Batch, tmp_path: Path) -> None:
    table = 'deck = "a.html"\n[[slide]]\ncompare = ["--k 3", "--k 3 --s 2"]\ntheme = "dark"\nslides = "media"\n'
    assert batch(table)[0] == 0 and verify(str(tmp_path / "out/a.html")).state == "as drawn"
