"""Decks made of the lines that `embed` prints, as their programs print them: the finished figure."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.browsers import served
from tests.conftest import program
from tests.decoding import middles
from tests.placing import OP, check_placed, pages, placed

pytestmark = pytest.mark.programs


def lines(folder: Path, venue: str, name: str = "conv.svg") -> str:
    """What is pasted."""
    vz.figure(OP).save(folder / name)
    command = [sys.executable, "-m", "visualize", "embed", name, "--for", venue]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def printed(folder: Path, command: Sequence[str], pdf: str) -> list[np.ndarray]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return pages(folder / pdf, folder, 150)


def check_finished(page: np.ndarray, svg: Path) -> None:
    still = list(vz.figure(OP).frames())[-1]
    check_placed(8, page, middles(svg.read_text()), placed(page, still))


def test_marp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marp = program("marp", "npm install @marp-team/marp-cli")
    monkeypatch.setenv("CHROME_PATH", program("chromium"))
    monkeypatch.setenv("CHROME_NO_SANDBOX", "1")
    (tmp_path / "deck.md").write_text(f"---\nmarp: true\n---\n\n# Padding\n\n{lines(tmp_path, 'marp')}")
    (page,) = printed(tmp_path, [marp, "--no-stdin", "--allow-local-files", "deck.md", "-o", "deck.pdf"], "deck.pdf")
    check_finished(page, tmp_path / "conv.svg")


def test_marp_with_a_poster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marp prints what a picture begins with."""
    marp = program("marp", "npm install @marp-team/marp-cli")
    monkeypatch.setenv("CHROME_PATH", program("chromium"))
    monkeypatch.setenv("CHROME_NO_SANDBOX", "1")
    vz.figure(OP, poster="last").save(tmp_path / "conv.svg")
    (tmp_path / "deck.md").write_text("---\nmarp: true\n---\n\n# Padding\n\n![w:700](conv.svg)\n")
    (page,) = printed(tmp_path, [marp, "--no-stdin", "--allow-local-files", "deck.md", "-o", "deck.pdf"], "deck.pdf")
    check_finished(page, tmp_path / "conv.svg")


def drive(browser: Any, folder: Path, page: str) -> None:
    """In a deck of three slides, the second with a player: it waits for its reader, whose keys are then its own."""
    deck = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="no-preference")
    with served(folder) as address:
        deck.goto(f"{address}/{page}")
        frame = deck.frame_locator("iframe").first
        frame.locator(".ready").wait_for(state="attached")
        first = deck.url
        deck.keyboard.press("ArrowRight")
        frame.locator("[name=next]").wait_for()
        second = deck.url
        assert frame.locator(".count").text_content() == "1 / 9" and deck.locator("iframe").bounding_box()["x"] >= 0
        frame.locator("[name=next]").click()
        for step in range(3, 10):
            deck.keyboard.press("ArrowRight")
            assert frame.locator(".count").text_content() == f"{step} / 9" and deck.url == second
        frame.locator("[data-cell='output/0/1/2']").hover()
        assert frame.locator(".caption").inner_text().startswith("Output, row 2, column 3")
        deck.mouse.click(5, 5)
        deck.keyboard.press("ArrowRight")
        deck.wait_for_function("before => location.href !== before", arg=second)
        assert len({first, second, deck.url}) == 3
    deck.close()


def test_a_player_in_marp(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marp = program("marp", "npm install @marp-team/marp-cli")
    monkeypatch.setenv("CHROME_PATH", program("chromium"))
    vz.figure(OP).save(tmp_path / "conv.html")
    frame = '<iframe src="conv.html" width="1100" height="500"></iframe>'
    (tmp_path / "deck.md").write_text(f"---\nmarp: true\n---\n\n# Title\n\n---\n\n{frame}\n\n---\n\n# End\n")
    command = [marp, "--html", "--no-stdin", "deck.md", "-o", "deck.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    drive(browser, tmp_path, "deck.html")


def test_a_player_in_slidev(browser: Any, tmp_path: Path) -> None:
    slidev = Path(program("slidev", "npm install @slidev/cli @slidev/theme-default")).absolute()
    (tmp_path / "node_modules").symlink_to(slidev.parent.parent)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    vz.figure(OP).save(tmp_path / "public" / "conv.html")
    frame = '<iframe src="/conv.html" class="w-full h-100"></iframe>'
    (tmp_path / "slides.md").write_text(f"---\ntheme: default\n---\n\n# Title\n\n---\n\n{frame}\n\n---\n\n# End\n")
    command = [str(slidev), "build", "slides.md", "--out", "dist"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    drive(browser, tmp_path / "dist", "")


def test_slidev(tmp_path: Path) -> None:
    """Slidev finds its theme and playwright-chromium beside the deck, where npm installed them."""
    slidev = Path(program("slidev", "npm install @slidev/cli @slidev/theme-default playwright-chromium")).absolute()
    (tmp_path / "node_modules").symlink_to(slidev.parent.parent)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "public").mkdir()
    figure = lines(tmp_path, "slidev", "public/conv.svg")
    (tmp_path / "slides.md").write_text(f"---\ntheme: default\n---\n\n# Title\n\n---\n\n# Padding\n\n{figure}")
    export = [str(slidev), "export", "slides.md", "--output", "deck.pdf", "--executable-path", program("chromium")]
    page = printed(tmp_path, export, "deck.pdf")[1]
    check_finished(page, tmp_path / "public" / "conv.svg")


def test_quarto_lines_by_pandoc(tmp_path: Path) -> None:
    """Quarto's documents are Pandoc's Markdown; which of the two blocks stays is up to Quarto."""
    (tmp_path / "a.md").write_text(lines(tmp_path, "quarto"))
    command = [program("pandoc"), "-f", "markdown", "-t", "json", "a.md"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    for_html, for_others = json.loads(found)["blocks"]
    assert [block["t"] for block in (for_html, for_others)] == ["Div", "Div"]
    (_, classes, attributes), (raw,) = for_html["c"]
    assert classes == ["content-visible"] and attributes == [["when-format", "html"]]
    assert raw["c"] == ["html", lines(tmp_path, "html").rstrip()]
    (_, classes, attributes), (figure,) = for_others["c"]
    assert classes == ["content-visible"] and attributes == [["unless-format", "html"]]
    (image,) = figure["c"]
    _, words, (address, _) = image["c"]
    described = "".join(word.get("c", " ") for word in words)
    assert address == "conv.pdf" and described == vz.figure(OP).alt_text


def test_mkdocs_material(tmp_path: Path) -> None:
    """Two figures and a still view in one page that mkdocs builds are left as they are."""
    mkdocs = program("mkdocs", "pip install mkdocs-material")
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ntheme: material\n")
    (tmp_path / "docs" / "index.md").write_text(
        f"# Padding\n\n{lines(tmp_path, 'html', 'docs/conv.svg')}".replace("docs/", "")
    )
    done = subprocess.run([mkdocs, "build", "-q"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text()
    assert 'media="print" srcset="conv.svg#still"' in page
    assert (tmp_path / "site" / "conv.svg").read_bytes() == (tmp_path / "docs" / "conv.svg").read_bytes()
