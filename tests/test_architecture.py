"""ARCHITECTURE.md's table of imports is true of the code, and the ordinary path stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
HEADER = "| part | imports | from outside |"
LIGHT = """
import sys
from visualize.cli import main
try:
    main(["--k", "3", "-o", "a.gif", "-o", "a.svg"])
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {"matplotlib", "imageio"} & {name.partition(".")[0] for name in sys.modules}
assert not heavy, heavy
"""


class Import(NamedTuple):
    importer: str
    imported: str


def module_files() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    files = {}
    for path in sorted((ROOT / "visualize").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    assert {"visualize", "visualize.cli.commands", "visualize.film.film"} <= set(files)
    return files


def imported_names(path: Path, modules: set[str]) -> Iterator[str]:
    """All modules that a file imports, inside functions too; `from a import b` is a.b if that is a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path.name}:{node.lineno}: relative import; write the whole name"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules else node.module


def imports() -> list[Import]:
    """Every import in the package but those of the standard library."""
    files = module_files()
    found = [Import(module, name) for module, path in files.items() for name in imported_names(path, set(files))]
    found = [one for one in found if one.imported.partition(".")[0] not in sys.stdlib_module_names]
    unknown = [one for one in found if is_own(one.imported) and one.imported not in files]
    assert found and not unknown, unknown
    return found


def is_own(module: str) -> bool:
    assert module
    return module.partition(".")[0] == "visualize"


def part(module: str) -> str:
    """The file or folder directly in the package that a module belongs to."""
    assert is_own(module), module
    return (*module.split("."), "__init__")[1]


def listed(cell: str) -> set[str]:
    """The names in a cell of the table, where a dash stands for none."""
    names = [name.strip() for name in cell.split(",")]
    assert all(names), f"an empty name in {cell!r}"
    assert len(names) == len(set(names)), f"a name twice in {cell!r}"
    return set(names) - {"–"}


def table() -> dict[str, tuple[set[str], set[str]]]:
    """By part: the parts it imports, and the packages from outside."""
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    assert lines.count(HEADER) == 1, f"ARCHITECTURE.md must hold one table headed {HEADER}"
    rows: dict[str, tuple[set[str], set[str]]] = {}
    for line in lines[lines.index(HEADER) + 2 :]:
        if not line.startswith("|"):
            break
        name, own, outside = (cell.strip() for cell in line.strip("|").split("|"))
        assert name not in rows, f"{name} twice"
        rows[name] = listed(own), listed(outside)
    assert len(rows) > 10
    return rows


def code() -> dict[str, tuple[set[str], set[str]]]:
    """The same of the code as it is."""
    rows: dict[str, tuple[set[str], set[str]]] = {part(module): (set(), set()) for module in module_files()}
    for importer, imported in imports():
        own, outside = rows[part(importer)]
        if is_own(imported):
            own |= {part(imported)} - {part(importer)}
        else:
            outside.add(imported.partition(".")[0])
    assert any(own for own, _ in rows.values()) and any(outside for _, outside in rows.values())
    return rows


def test_every_part_is_in_the_table_and_every_row_is_a_part() -> None:
    assert set(table()) == set(code())


@pytest.mark.parametrize("name", sorted(code()))
def test_a_part_imports_what_its_row_says_no_more_and_no_less(name: str) -> None:
    own, outside = (", ".join(sorted(names)) or "–" for names in code()[name])
    assert table().get(name) == code()[name], f"by the code the row is: | {name} | {own} | {outside} |"


def test_every_part_says_what_it_knows_and_never_knows() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = text.partition("| part | knows | never knows |\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert all(row.count("|") == 4 for row in rows)
    described = [row.split("|")[1].strip() for row in rows]
    assert sorted([*described, "__init__", "__main__"]) == sorted(code())


def test_no_part_imports_one_above_it() -> None:
    order = list(table())
    upwards = [
        (name, other) for name, (own, _) in table().items() for other in own if order.index(other) < order.index(name)
    ]
    assert not upwards, "the table runs downwards: a part stands above all that it imports"


def test_no_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in module_files()}
    for importer, imported in imports():
        if is_own(imported):
            graph[importer].add(imported)
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert set(order) == set(graph)


def test_only_the_command_line_prints_or_exits() -> None:
    """Nor does anything write to standard output or standard error by another name."""
    talking: set[str] = set()
    for module, path in module_files().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Name) and node.id in ("print", "SystemExit", "exit", "quit")
            of_sys = isinstance(node, ast.Attribute) and node.attr in ("exit", "_exit", "stdout", "stderr")
            if named or of_sys:
                talking.add(module)
    # `__main__` handles signals, and exits where it was started in a wrong way.
    assert talking == {"visualize.cli.commands", "visualize.cli.terminal", "visualize.__main__"}


def test_a_gif_and_an_svg_import_neither_matplotlib_nor_imageio(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<svg ")


def test_imports_inside_functions_are_seen() -> None:
    """The reader of this file's other tests is itself held to two imports that are known to be deferred."""
    assert Import("visualize.export.writers", "visualize.renderers.svg") in imports()
    assert Import("visualize.figure", "visualize.story.to_json") in imports()
