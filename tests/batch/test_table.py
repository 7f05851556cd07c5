"""Tables of figures: what lists become, what names tell, and how hostile ones are refused in a line."""

import itertools
import shlex
import time
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from visualize.batch import table
from visualize.cli import parser
from visualize.cli.drawing import words_to_figure
from visualize.cli.table_words import UNUSED, command, jobs, letters

ROW = '[[figure]]\nname = "a"\nkernel_size = 3\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "figures.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rows(**words: Any) -> list[table.Row]:
    return list(table.combinations(1, {"name": "a"} | words, letters()))


def test_lists_become_all_combinations_in_the_order_of_nested_loops() -> None:
    found = rows(stride=[1, 2], padding=[0, 1, 2], theme="dark")
    expected = [(s, p) for s in (1, 2) for p in (0, 1, 2)]
    assert [(row.words["stride"], row.words["padding"]) for row in found] == expected
    assert [row.name for row in found] == [f"a_s{s}_p{p}" for s, p in expected]
    assert all(row.words["theme"] == "dark" and row.formats == (".gif",) for row in found)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"theme": ["light", "dark"]}, ["a_theme-light", "a_theme-dark"]),
        ({"quiz": [True, False]}, ["a_quiz", "a_no-quiz"]),
        ({"kernel_size": [[3, 5], 2]}, ["a_k3x5", "a_k2"]),
        ({"title": ["Hello, world", "x/../y"]}, ["a_title-1", "a_title-2"]),
        ({"title": ["Dark", "dark"]}, ["a_title-1", "a_title-2"]),
        ({"title": ["z" * 200, "y"]}, ["a_title-1", "a_title-2"]),
        ({"title": ["步幅", "שלום"]}, ["a_title-步幅", "a_title-שלום"]),
        ({"seconds": [0.5, 1]}, ["a_seconds-0.5", "a_seconds-1"]),
        ({"padding": [-1, 0]}, ["a_p-1", "a_p0"]),
        ({"stride": [2]}, ["a_s2"]),
        ({"input": [[1, 2], [3, 4]]}, ["a"]),
        ({"input": [[[1, 2], [3, 4]], "arange"]}, ["a_input-1", "a_input-2"]),
    ],
)
def test_names_tell_what_varies(words: dict[str, Any], names: list[str]) -> None:
    assert [row.name for row in rows(**words)] == names


def test_defaults_are_those_of_the_whole_table(tmp_path: Path) -> None:
    path = written(
        tmp_path, '[defaults]\nkernel_size = 3\nformats = ["svg", "GIF", ".png"]\n' + ROW + "kernel_size = 2"
    )
    path.write_text(path.read_text().replace("kernel_size = 3\nkernel_size = 2", "kernel_size = 2"))
    found = jobs(path, tmp_path / "out")
    assert [Path(name).name for name in found[0].files] == ["a.svg", "a.gif", "a.png"]
    assert found[0].figure().operation.kernel_size == (2, 2)


def test_every_flag_of_a_figure_is_a_word() -> None:
    """The table's words are the parser's own, in both kinds: a new flag is a word without more."""
    for found in (parser.figure_parser(), parser.stack_parser()):
        stacked = {"layers": "3"} if found.prog.endswith("stack") else {}
        for action in found._actions:
            if action.dest in (*UNUSED, "layers"):
                continue
            value = True if action.nargs == 0 else 1
            words = command({action.dest: value} | stacked)
            assert len(words) <= 1 + 2 * len(stacked)
    assert command({"count_include_pad": False, "trace": True, "no_trace": True}) == (
        "--no-count-include-pad",
        "--no-trace",
    )


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ({"kernel_size": [3, 5], "padding": [1, 1, 0, 0]}, "--k 3x5 --p 1,1,0,0 --i 9"),
        (
            {"kernel_size": 2, "input": [[1, 2, 3], [4, 5, 6]], "kernel": "ones"},
            "--k 2 --input '[[1, 2, 3], [4, 5, 6]]' --kernel ones",
        ),
        (
            {"kernel_size": 2, "steps": [0, 2], "bias": -0.5, "input": "arange"},
            "--k 2 --steps 0,2 --bias -0.5 --input arange",
        ),
        ({"kernel_size": 2, "padding": -1}, "--k 2 --p -1"),
        ({"op": "max_pool", "kernel_size": 2}, "--op max_pool --k 2"),
        (
            {"kernel_size": 3, "title": "--rf -o /etc/passwd", "show": [0, 1]},
            "--k 3 '--title=--rf -o /etc/passwd' --show 0,1",
        ),
        ({"kernel_size": 3, "theme": {"base": "dark", "window": "#f80"}}, "--k 3 --theme dark:window=#ff8800"),
    ],
)
def test_a_row_draws_what_the_same_flags_draw(words: dict[str, Any], flags: str) -> None:
    words = words if "input" in words else {"input_size": 9 if words.get("padding") == [1, 1, 0, 0] else 5} | words
    try:
        expected = words_to_figure(shlex.split(flags)).recipe
    except vz.VisualizeError as error:
        with pytest.raises(vz.VisualizeError) as raised:
            words_to_figure(command(words))
        assert str(raised.value) == str(error)
    else:
        assert words_to_figure(command(words)).recipe == expected


REFUSED = {
    "": "is empty",
    "name = ": "no TOML",
    b"\xff\xfe": "no UTF-8",
    "[figures]\n": "unknown section figures: a table has defaults, figure",
    "figure = 3\n": "invalid figure 3: must be sections",
    "defaults = 3\n": "invalid defaults 3",
    '[defaults]\nname = "a"\n': "each figure has a name of its own",
    "[[figure]]\nkernel_size = 3\n": "missing name: figure 1 of the table has none",
    ROW.replace('"a"', '"../a"'): "without folders",
    ROW.replace('"a"', '"/etc/passwd"'): "without folders",
    ROW.replace('"a"', "'a\\b'"): "without folders",
    ROW.replace('"a"', '"a\\nb"'): "without folders",
    ROW.replace('"a"', '"a\\u0000"'): "without folders",
    ROW.replace('"a"', '".visualize-0-0-0.part"'): "without folders",
    ROW.replace('"a"', '" "'): "without folders",
    ROW.replace('"a"', "3"): "without folders",
    ROW.replace('"a"', '["a", "b"]'): "without folders",
    ROW + ROW: "invalid name a: two figures would have this name",
    ROW + ROW.replace('"a"', '"A"'): "invalid name A: two figures would have this name",
    ROW + "formats = []\n": "invalid formats",
    ROW + 'formats = ["exe"]\n': "unknown formats .exe: known names are .gif",
    ROW + "stride = []\n": "invalid stride []: of a: a list without values",
    ROW + "colour = 3\n": "unknown word colour: did you mean color_by? (figure a)",
    ROW + "output = '/etc/passwd'\n": "unknown word output",
    ROW + "debug = true\n": "unknown word debug",
    ROW + "quiz = 3\n": "invalid quiz 3: must be true or false (figure a)",
    ROW + "stride = true\n": "must be a text, a number or a list",
    ROW + "stride = 2020-01-01\n": "must be a text, a number or a list",
    ROW + 'base = "mona-lisa"\n': "unknown base mona-lisa",
    "a: b\n- c\n": "no TOML",
    f"x = {'[' * 10_000}{']' * 10_000}\n": "nested more than 8 levels",
    f"x = {'{a=' * 10_000}1{'}' * 10_000}\n": "nested more than 8 levels",
    f"{'.'.join('a' * 10_000)} = 1\n": "names of more than 8 levels",
    f"[{' . '.join('a' * 10_000)}]\n": "names of more than 8 levels",
    f"x = {'9' * 5_000}\n": "no ",
    ROW
    + "".join(
        f"{word} = [{', '.join(map(str, range(1, 30)))}]\n" for word in ("stride", "padding", "bias")
    ): "24,389 combinations",
    ROW + f"bias = [{', '.join(map(str, range(20_000)))}]\n": "20,000 combinations",
}


@pytest.mark.parametrize("text", REFUSED)
def test_hostile_tables_are_refused_in_one_line_before_anything_is_drawn(tmp_path: Path, text: str | bytes) -> None:
    started = time.process_time()
    with pytest.raises(vz.VisualizeError) as raised:
        jobs(written(tmp_path, text), tmp_path / "out")
    line = str(raised.value)
    assert REFUSED[text] in line and line.isprintable() and len(line) < 600
    assert not (tmp_path / "out").exists() and time.process_time() - started < 5


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(vz.VisualizeError, match="bytes; at most 1,000,000 are read"):
        jobs(written(tmp_path, "#" * 1_000_001), tmp_path)
    with pytest.raises(vz.VisualizeError, match="must be a regular file"):
        jobs(Path("/dev/zero"), tmp_path)


def test_brackets_and_dots_in_texts_are_no_levels(tmp_path: Path) -> None:
    deep = "[" * 100 + ".a" * 100
    titles = [f'"{deep}"', f"'{deep}'", f'"""{deep}"""', f"'''{deep}'''", f'"\\"{deep}" # {deep}']
    for number, title in enumerate(titles):
        found = jobs(written(tmp_path, ROW + f"title = {title}\n"), tmp_path)
        assert deep in (found[0].figure().recipe), number


def test_files_are_beside_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "week1").mkdir()
    (tmp_path / "week1/numbers.csv").write_text("1,2\n3,4\n")
    (tmp_path / "week1/mine.toml").write_text('base = "dark"\n')
    path = written(
        tmp_path / "week1", '[[figure]]\nname = "a"\nkernel_size = 1\ninput = "numbers.csv"\ntheme = "mine.toml"\n'
    )
    monkeypatch.chdir(tmp_path)
    figure = jobs("week1/" + path.name, "out")[0].figure()
    assert figure.recipe == "python -m visualize --i 2 --k 1 --input numbers.csv --theme dark"


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.gif").symlink_to(tmp_path / "kept.gif")
    with pytest.raises(vz.VisualizeError, match="is a link that leads out of"):
        jobs(written(tmp_path, ROW), tmp_path / "out")


def test_letters_are_those_of_the_flags() -> None:
    assert letters() == {
        "input_size": "i",
        "kernel_size": "k",
        "padding": "p",
        "stride": "s",
        "dilation": "d",
        "output": "o",
    }
    assert list(itertools.islice(letters(), 1)) == ["input_size"]
