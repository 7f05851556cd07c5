"""The description on the package index, whose addresses are absolute; read by another Markdown parser."""

import importlib.util
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
BASE = "https://files.example/tag"


class Addresses(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "srcset", "href") and value]


def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def addresses(text: str) -> list[str]:
    return Addresses(pytest.importorskip("markdown_it").MarkdownIt("commonmark").render(text)).found


def test_every_address_is_absolute_and_its_file_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ours, theirs = addresses(hook().absolute(readme, BASE + "/")), addresses(readme)
    assert len(ours) == len(theirs) > 20
    for one, before in zip(ours, theirs, strict=True):
        assert one == (before if ":" in before or before.startswith("#") else f"{BASE}/{before}")
        assert ":" in before or before.startswith("#") or (ROOT / before.partition("#")[0]).exists(), before


def test_there_is_one_setting() -> None:
    hooks = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["metadata"]["hooks"]
    assert list(hooks["custom"]) == ["base-address"]
    assert hook().absolute("[a](b.md)", "") == "[a](b.md)"
