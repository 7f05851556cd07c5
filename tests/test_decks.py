"""The examples for decks build: Beamer, reveal.js, Sphinx with MyST, a notebook; seen by what shows them."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import check_frame, middles
from tests.placing import OP, check_placed, pages, placed

DECKS = Path(__file__).parents[1] / "examples" / "decks"
REVEAL = "https://registry.npmjs.org/reveal.js/-/reveal.js-6.0.2.tgz"


def run(*command: str, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What draw.sh writes, and the decks beside it."""
    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    folder = tmp_path_factory.mktemp("decks")
    run("sh", str(DECKS / "draw.sh"), folder=folder, PYTHON=sys.executable)
    for name in ("beamer.tex", "reveal.html", "notebook.ipynb"):
        shutil.copy(DECKS / name, folder)
    return folder


def test_the_script_draws_a_file_for_every_deck(deck: Path) -> None:
    stems = {"conv": "svg gif webp apng png pdf mp4 pptx", "media": "pptx", "quiz": "svg", "exercise": "pdf"}
    for stem, suffixes in stems.items():
        for suffix in suffixes.split():
            assert (deck / f"{stem}.{suffix}").stat().st_size > 1000


def typeset(name: str, folder: Path) -> None:
    for _ in range(2):  # the first run counts the pages
        run(program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", name, folder=folder)


def test_beamer_shows_a_step_on_every_overlay(deck: Path, tmp_path: Path) -> None:
    typeset("beamer.tex", deck)
    overlays = pages(deck / "beamer.pdf", tmp_path, 200)
    assert len(overlays) == 10
    where = middles((deck / "conv.svg").read_text())
    for step in range(9):
        still = next(frame for index, frame in enumerate(vz.figure(OP).frames()) if index == step)
        check_placed(step, overlays[step], where, placed(overlays[step], still))


def test_a_beamer_handout_has_the_finished_figure_only(deck: Path, tmp_path: Path) -> None:
    text = (deck / "beamer.tex").read_text().replace("[aspectratio=169]", "[aspectratio=169,handout]")
    (deck / "handout.tex").write_text(text)
    typeset("handout.tex", deck)
    printed = pages(deck / "handout.pdf", tmp_path, 200)
    assert len(printed) == 2
    last = list(vz.figure(OP).frames())[-1]
    for page in printed:
        check_placed(8, page, middles((deck / "conv.svg").read_text()), placed(page, last))


@pytest.fixture(scope="module")
def reveal_files() -> dict[str, bytes]:
    """reveal.js as its registry has it."""
    try:
        with urllib.request.urlopen(REVEAL, timeout=60) as answer:
            packed = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        pytest.skip(f"needs reveal.js from {REVEAL}: {error}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = [member for member in archive if member.isfile() and "/dist/" in member.name]
        return {member.name.removeprefix("package/"): archive.extractfile(member).read() for member in members}


@pytest.fixture
def reveal(browser: Any, deck: Path, reveal_files: dict[str, bytes]) -> Iterator[Any]:
    """The deck in a browser without a network."""
    for name, content in reveal_files.items():
        place = deck / "node_modules" / "reveal.js" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((deck / "reveal.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page
    assert all(url.startswith(("file:", "data:")) for url in asked)
    context.close()


def test_reveal_steps_by_key_presses(reveal: Any, deck: Path) -> None:
    """The first step is there before the first key of its slide."""
    where, width = middles((deck / "conv.svg").read_text()), vz.figure(OP).film.width
    for step in (0, 1, 2, 3, 8):
        reveal.keyboard.press("ArrowRight")
        reveal.wait_for_timeout(300)
        shown = reveal.locator(f".steps img[alt='{'The finished output' if step == 8 else f'Step {step + 1}'}']")
        box = shown.bounding_box()
        image = np.array(Image.open(io.BytesIO(reveal.screenshot())).convert("RGB"))
        check_placed(step, image, where, (box["x"], box["y"], box["width"] / width))


def test_reveal_prints_the_finished_figure(reveal: Any, deck: Path, tmp_path: Path) -> None:
    reveal.goto((deck / "reveal.html").as_uri() + "?print-pdf")
    reveal.wait_for_function("window.Reveal && Reveal.isReady()")
    reveal.wait_for_timeout(1500)
    reveal.pdf(path=tmp_path / "deck.pdf", prefer_css_page_size=True, print_background=True)
    first = pages(tmp_path / "deck.pdf", tmp_path, 100)[0]
    last = list(vz.figure(OP).frames())[-1]
    below = first.copy()
    below[: first.shape[0] // 5] = 255  # the heading
    check_placed(8, first, middles((deck / "conv.svg").read_text()), placed(below, last))


SPHINX = (sys.executable, "-m", "sphinx", "-W", "-q", "-d", "trees", "-b")


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="needs Sphinx: pip install 'conv-visualize[test]'")
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(DECKS / "docs", folder / "docs", ignore=shutil.ignore_patterns("_build"))
    for builder in ("html", "latex", "epub", "text"):
        run(*SPHINX, builder, "docs", builder, folder=folder)
    return folder


def test_sphinx_gives_every_builder_its_own_kind(documentation: Path) -> None:
    kinds = {"html/_images": ".svg", "latex": ".pdf", "epub/_images": ".png"}
    for folder, suffix in kinds.items():
        assert len(list((documentation / folder).glob(f"conv-*{suffix}"))) == 3, folder
    page = (documentation / "html" / "index.html").read_text()
    assert 'alt="A 3×3 kernel slides over a 5×5 input' in page
    assert 'alt="A 2×2 kernel over a 3×3 input with padding 1, with numbers."' in page
    assert "<figcaption>" in page and "HTML shows the animation" in page
    assert "A 3×3 kernel slides over a 7×7 input" in (documentation / "html" / "myst.html").read_text()
    assert "A 3×3 kernel slides over a 5×5 input" in (documentation / "text" / "index.txt").read_text()


def test_the_svg_of_sphinx_moves_in_its_page(browser: Any, documentation: Path) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    page.goto((documentation / "html" / "index.html").as_uri())
    box = page.locator("img.conv").first.bounding_box()
    shots, started = set(), monotonic()
    while monotonic() - started < 2.5:
        shots.add(page.screenshot(clip=box))
        page.wait_for_timeout(100)
    assert 2 <= len(shots) <= monotonic() - started + 2, "about one step a second"
    page.close()


def test_the_still_of_an_epub_is_the_finished_figure(documentation: Path) -> None:
    where = middles((documentation / "html" / "_images" / first_picture(documentation)).read_text())
    figures = [
        np.array(Image.open(path).convert("RGB")) for path in (documentation / "epub/_images").glob("conv-*.png")
    ]
    wanted = list(vz.figure(OP).frames())[-1]
    (still,) = [image for image in figures if image.shape == wanted.shape]
    check_frame(OP, "light", 8, still, where)


def first_picture(documentation: Path) -> str:
    page = (documentation / "html" / "index.html").read_text()
    return page.split('src="_images/')[1].split('"')[0]


def test_the_pdf_for_latex_is_one_page(documentation: Path, tmp_path: Path) -> None:
    for path in (documentation / "latex").glob("conv-*.pdf"):
        assert len(pages(path, tmp_path, 72)) == 1
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
    text = next((documentation / "latex").glob("*.tex")).read_text()
    assert text.count(r"\sphinxincludegraphics{{conv-") == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--k 9", "invalid kernel_size 9"),
        ("--k 3 --steps 99", "invalid steps 99"),
        ("--k 3 -o x.gif", "unsupported output x.gif"),
        ("--k 3 --banana", "unknown argument --banana"),
        ("--k 3 --gif-compat", "unsupported output"),
        ("--k 3 --steps 5-3", "invalid steps 5-3"),
        ('--k 3 --title "open', "No closing quotation"),
        ("--help", "unsupported help"),
        ("", "missing kernel_size"),
    ],
)
def test_sphinx_tells_where_a_figure_cannot_be_drawn(tmp_path: Path, words: str, told: str) -> None:
    pytest.importorskip("sphinx", reason="needs Sphinx: pip install 'conv-visualize[test]'")
    (tmp_path / "conf.py").write_text('extensions = ["visualize.sphinx"]')
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n.. conv:: {words}\n")
    done = subprocess.run([*SPHINX, "html", ".", "out"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode
    assert "index.rst:4" in done.stderr
    assert told in done.stderr


def test_a_sphinx_in_chinese_draws_in_chinese_from_files_beside_the_document(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="needs Sphinx: pip install 'conv-visualize[test]'")
    (tmp_path / "conf.py").write_text('extensions = ["visualize.sphinx"]\nlanguage = "zh_CN"')
    (tmp_path / "index.rst").write_text("Title\n=====\n\n.. toctree::\n\n   sub/page\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.csv").write_text("0,1,2\n3,4,5\n6,7,8\n")
    words = ".. conv::\n   :input: x.csv\n   :k: 2\n\n.. conv:: --input x.csv --k 2\n"
    (tmp_path / "sub" / "page.rst").write_text(f"Page\n====\n\n{words}")
    run(*SPHINX, "html", ".", "out", folder=tmp_path)
    (drawn,) = (tmp_path / "out" / "_images").glob("conv-*.svg")
    assert "输入" in drawn.read_text()
    assert ">43<" in drawn.read_text()


def test_sphinx_in_parallel_names_aligns_and_words(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="needs Sphinx: pip install 'conv-visualize[test]'")
    (tmp_path / "conf.py").write_text('extensions = ["visualize.sphinx"]\nexclude_patterns = ["out"]')
    names = [f"page{at}" for at in range(12)]
    listed = "\n   ".join(names)
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n.. toctree::\n\n   {listed}\n")
    for at, name in enumerate(names):
        figure = f".. conv:: --i {at + 3} --k 3\n   :align: center\n\n   Caption.\n\n.. conv:: padding_strides\n"
        (tmp_path / f"{name}.rst").write_text(f"Page\n====\n\n{figure}\nAfter.\n")
    run(*SPHINX, "html", "-j", "4", ".", "out", folder=tmp_path)
    for at, name in enumerate(names):
        page = (tmp_path / "out" / f"{name}.html").read_text()
        drawn = (tmp_path / "out" / "_images" / page.split('src="_images/')[1].split('"')[0]).read_text()
        article = "an" if at + 3 in (8, 11) else "a"
        assert f"over {article} {at + 3}×{at + 3} input" in drawn
        assert '<figure class="align-center"' in page
    for builder in ("man", "texinfo", "text"):
        run(*SPHINX, builder, ".", builder, folder=tmp_path)
    assert "in 1 step.\n" in (tmp_path / "text" / "page0.txt").read_text()
    manual = next((tmp_path / "man").iterdir()).read_text()
    assert "1 step.\n" in manual and "step.Caption" not in manual


def test_the_notebook_runs_and_keeps_its_figures(deck: Path) -> None:
    formats = pytest.importorskip("nbformat", reason="needs nbclient: pip install 'conv-visualize[test]'")
    client = pytest.importorskip("nbclient", reason="needs nbclient: pip install 'conv-visualize[test]'")
    notebook = formats.read(deck / "notebook.ipynb", as_version=4)
    client.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in outputs] == [
        *["execute_result"] * 2,
        "display_data",
        "execute_result",
    ]
    for output in outputs[:2]:
        assert set(output.data) == {"text/html", "image/png", "text/plain"}
        assert output.data["text/html"].startswith('<img src="data:image/svg+xml;base64,')
    assert "image/png" in outputs[2].data
    assert "43" in outputs[3].data["text/plain"]


def test_the_readme_names_every_file_of_the_decks() -> None:
    text = (DECKS.parent / "README.md").read_text()
    for path in DECKS.iterdir():
        assert f"decks/{path.name}" in text, path.name
