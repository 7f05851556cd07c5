"""The project's site: one command builds it, its links lead somewhere, its players play."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import visualize as vz
from visualize.cli.gallery import FIGURES
from visualize.cli.player import write_player

ROOT = Path(__file__).parents[1]


class Page(HTMLParser):
    """The addresses and the fragments of a page, and what is asked from elsewhere."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []
        for name in ("href", "src"):
            if found.get(name):
                (self.links if tag == "a" else self.loaded).append(found[name] or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("markdown_it", reason="needs markdown-it-py: pip install 'conv-visualize[test]'")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "docs" / "build.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Page(path)


def test_every_link_leads_somewhere(site: Path) -> None:
    known = {path.resolve(): page for path, page in pages(site)}
    local = 0
    for path, page in known.items():
        for address in (*page.links, *page.loaded):
            parts = urlsplit(address)
            if parts.scheme in ("https", "http"):
                assert address in page.links, f"{path}: loads {address}"
                continue
            local += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {address}"
            if parts.fragment and target in known:
                assert parts.fragment in known[target].ids, f"{path}: {address}"
    assert local > 100


def test_all_named_figures_and_all_public_names_are_there_in_both_languages(site: Path) -> None:
    for home in (site, site / "zh"):
        assert {path.stem for path in (home / "players").iterdir()} == {one.name for one in FIGURES}
        assert set(vz.__all__) <= set(Page(home / "reference.html").ids)


def test_a_player_of_the_gallery_plays(site: Path, browser: Any) -> None:
    page, wrong = browser.new_page(reduced_motion="reduce"), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    page.goto((site / "zh" / "index.html").as_uri())
    frame = page.frame_locator("iframe").first
    frame.locator("[name=first]").click()
    assert frame.locator(".caption").inner_text().startswith("第1步") and not wrong
    page.close()


def check_accessible(browser: Any, path: Path) -> None:
    """By axe, in a light and in a dark scheme."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    for scheme in ("light", "dark"):
        page = browser.new_page(reduced_motion="reduce", color_scheme=scheme)
        page.goto(path.as_uri())
        if page.locator("conv-figure, .conv-figure").count():
            page.locator("[name=next]").first.wait_for()
        found = axe.Axe().run(page)
        assert found.violations_count == 0, (path, scheme, found.generate_report())
        page.close()


@pytest.mark.parametrize("name", ("reference", "documents", "options", "venues", "zh/reference", "zh/documents"))
def test_a_screen_reader_finds_its_way(site: Path, browser: Any, name: str) -> None:
    check_accessible(browser, site / f"{name}.html")


def test_a_screen_reader_finds_its_way_in_the_page_of_the_element(tmp_path: Path, browser: Any) -> None:
    write_player(str(tmp_path))
    check_accessible(browser, tmp_path / "index.html")


def test_the_chinese_reference_says_in_which_language_it_is(site: Path) -> None:
    text = (site / "zh" / "reference.html").read_text(encoding="utf-8")
    entries = re.findall(r'<section class="entry"[^>]*>', text)
    assert "文档字符串为英文" in text and len(entries) > 20 and all('lang="en"' in one for one in entries)
