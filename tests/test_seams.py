"""What readers count on: hardly a question about classes, no grid named by a string, short functions, short files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from visualize import operations, story
from visualize.film import Tensor
from visualize.story.scatter import Scatter
from visualize.story.stack import StackStory

ROOT = Path(__file__).parents[1]
MOST_TYPE_TESTS = 8  # lines that ask for the class of an operation or a story
LONGEST_FUNCTION, LONGEST_FILE = 30, 300  # lines
# Rooms that know grids. In those above them "input" and "kernel" are the names of parameters, in `text` of phrases.
PARTS_OF_GRIDS = ("film", "story", "layout", "style", "renderers", "encoders")


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the package and of its tests, by its path."""
    for folder in ("visualize", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def classes_with_a_protocol() -> set[str]:
    """The names of operations and stories, and of what they have in common."""
    exported = {name for part in (operations, story) for name in part.__all__ if isinstance(getattr(part, name), type)}
    # The story of few figures is imported by these alone, so that `visualize.story` does not export its class.
    found = exported - {"Values"} | {"Operation", "LayerStory", Scatter.__name__, StackStory.__name__}
    assert {"Conv", "ConvTranspose", "MaxPool", "AvgPool", "Layer", "Gather", "Scatter", "StackStory", "Story"} <= found
    return found


def names_in(node: ast.AST) -> set[str]:
    """The names in an expression, those after a dot too."""
    return {
        one.id if isinstance(one, ast.Name) else one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    }


def type_tests(tree: ast.Module, classes: set[str]) -> Iterator[int]:
    """Lines that ask whether something is of one of these classes: by a call, a comparison of types or a pattern."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and names_in(node.func) & {"isinstance", "issubclass"}:
            asked = names_in(node.args[1])
        elif isinstance(node, ast.Compare) and "type" in names_in(node):
            asked = names_in(node)
        elif isinstance(node, ast.MatchClass):
            asked = names_in(node.cls)
        else:
            continue
        if asked & classes:
            yield node.lineno


def test_hardly_anybody_asks_for_the_class_of_an_operation_or_a_story() -> None:
    classes = classes_with_a_protocol()
    found = [
        f"{name}:{line}"
        for name, tree in trees()
        if name.startswith("visualize/")
        for line in type_tests(tree, classes)
    ]
    assert 0 < len(found) <= MOST_TYPE_TESTS, found


@pytest.mark.parametrize(
    "source", ("isinstance(a, Conv)", "isinstance(a, b.Gather | c)", "type(a) is MaxPool", "match a:\n case Story(): 0")
)
def test_questions_about_a_class_are_seen(source: str) -> None:
    assert len(list(type_tests(ast.parse(source), classes_with_a_protocol()))) == 1


def is_grid_name(node: ast.AST | None) -> bool:
    """Whether a constant is the name of a tensor, alone or with a layer, a tile or a cell behind it."""
    if isinstance(node, ast.JoinedStr):
        return is_grid_name(node.values[0]) if node.values else False
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return any(node.value == one.value or node.value.startswith((f"{one.value}-", f"{one.value}/")) for one in Tensor)


def grids_by_name(tree: ast.Module) -> Iterator[int]:
    """Lines where such a name is a key, is compared with something, or is looked for in or at the start of a text."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Dict):
            parts = [*node.keys]
        elif isinstance(node, ast.Subscript):
            parts = [node.slice]
        elif isinstance(node, ast.Compare):
            parts = [one for side in (node.left, *node.comparators) for one in (side, *getattr(side, "elts", ()))]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        elif isinstance(node, ast.Call) and names_in(node.func) & {
            "get",
            "pop",
            "setdefault",
            "startswith",
            "removeprefix",
            "partition",
        }:
            parts = [*node.args]
        elif isinstance(node, ast.JoinedStr):
            parts = [node]
        if any(map(is_grid_name, parts)):
            yield node.lineno


def test_no_grid_is_named_by_a_string() -> None:
    """But where `Grid` makes public names: JSON, `data-cell` and the shapes of slides have them from there."""
    found = [
        f"{name}:{line}"
        for name, tree in trees()
        if name.startswith(tuple(f"visualize/{part}/" for part in PARTS_OF_GRIDS)) and name != "visualize/film/grid.py"
        for line in grids_by_name(tree)
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    ('a["input"]', '{"kernel": 1}', 'a == "output"', 'a in ("input", b)', 'a.startswith("layer-")', 'f"kernel/{a}"'),
)
def test_grids_named_by_a_string_are_seen(source: str) -> None:
    assert len(list(grids_by_name(ast.parse(source)))) == 1
    assert not list(grids_by_name(ast.parse("a[INPUT.name] == b")))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end without the docstring, which is there for readers."""
    assert function.end_lineno is not None
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    told = first.end_lineno - first.lineno + 1 if documented and first.end_lineno is not None else 0
    return function.end_lineno - function.lineno + 1 - told


def test_functions_are_short() -> None:
    found = [
        f"{name}:{node.lineno} {node.name} {length(node)}"
        for name, tree in trees()
        if name.startswith("visualize/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]
    assert not found


def test_files_are_short() -> None:
    lines = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name, _ in trees()}
    assert len(lines) > 100 and not {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_annotations_cost_nothing_at_start_up() -> None:
    """They are not evaluated but where named tuples need them: a twentieth of the time of all imports."""
    late = "from __future__ import annotations"
    for name, tree in trees():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns is not None]
        bases = {ast.unparse(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
        if name.startswith("visualize/") and functions:
            assert ("NamedTuple" in bases) != (late in map(ast.unparse, tree.body)), name
