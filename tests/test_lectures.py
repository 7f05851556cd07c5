"""Decks of a table: pages in their order in every format, masters of others, decks of others left as they are."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import visualize as vz
from tests.command_line import run
from tests.conftest import program
from visualize.cli.batch import deck_of
from visualize.cli.deck import deck

pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")

ROOT = Path(__file__).parents[1]
LISTS = {"[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"}
TABLE = """
[[slide]]
title = "A < B & C"
text = ["one", "two"]

[[slide]]
name = "steps"
title = "Stride"
input_size = 3
kernel_size = 2
notes = "Ask first."

[[slide]]
name = "moving"
kernel_size = 3
slides = "media"
formula = true
"""
TITLES = ["A < B & C", *["Stride"] * 4, *["Convolution 5×5 → 3×3"] * 2]


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "a.toml").write_text(TABLE, encoding="utf-8")
    return str(tmp_path / "a.toml")


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as deck:
        assert deck.testzip() is None
        return {name: deck.read(name) for name in deck.namelist()}


def titles(path: Path) -> list[str]:
    slides = pptx.Presentation(str(path)).slides
    return [slide.shapes.title.text if slide.shapes.title is not None else "" for slide in slides]


def test_pages_in_their_order(table: str, tmp_path: Path) -> None:
    assert deck(table, str(tmp_path / "a.pptx")) == 7
    assert titles(tmp_path / "a.pptx") == TITLES
    slides = pptx.Presentation(str(tmp_path / "a.pptx")).slides
    assert [one.text for one in slides[0].placeholders[1].text_frame.paragraphs] == ["one", "two"]
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert notes[1].startswith("Ask first.\nA 2×2 kernel slides over a 3×3 input")
    assert notes[2] == "Step 2 of 4: the window gives row 1, column 2 of the output."
    cells = [shape.name for group in slides[1].shapes if group.shape_type == 6 for shape in iterated(group)]
    assert {f"output {row},{column}" for row in (0, 1) for column in (0, 1)} <= set(cells)
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert [one.image.content_type for one in pictures] == ["image/png", "image/gif"]
    assert pictures[1].image.blob == vz.figure(vz.Conv(5, 3), ground="#ffffff").encoded(".gif")


def iterated(group: Any) -> list[Any]:
    return [one for shape in group.shapes for one in (iterated(shape) if shape.shape_type == 6 else [shape])]


def test_the_same_bytes_again(table: str, tmp_path: Path) -> None:
    for suffix in ("pptx", "pdf", "html"):
        deck(table, str(tmp_path / f"a.{suffix}"))
        deck(table, str(tmp_path / f"b.{suffix}"))
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_a_pdf(table: str, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
    deck(table, str(tmp_path / "a.pdf"))
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert len(pages) == 7 and all(page.mediabox.width == pytest.approx(960, abs=1) for page in pages)
    assert "A < B & C" in pages[0].extract_text() and "Stride" in pages[4].extract_text()


def test_a_page_of_reveal(table: str, tmp_path: Path, browser: Any) -> None:
    deck(table, str(tmp_path / "a.html"))
    page = browser.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    assert [one.inner_text() for one in page.query_selector_all("section > h2")] == TITLES
    sizes = page.evaluate("[...document.images].map(one => one.naturalWidth)")
    assert len(sizes) == 6 and all(size > 100 for size in sizes)
    assert page.query_selector_all("aside.notes")[0].inner_text().startswith("Ask first.")
    page.close()


@pytest.fixture
def others(tmp_path: Path) -> dict[str, Path]:
    """Decks of other makers: python-pptx's with a chart, a picture and a film; LibreOffice's export of it."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Theirs"
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("x", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data)
    slide.shapes.add_picture(BytesIO(vz.figure(vz.Conv(3, 2)).encoded(".png")), Inches(5), Inches(2))
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0 ftypisom")
    slide.shapes.add_movie(str(tmp_path / "film.mp4"), Inches(5), Inches(4), Inches(2), Inches(2))
    made.save(str(tmp_path / "theirs.pptx"))
    found = {"python-pptx": tmp_path / "theirs.pptx"}
    if shutil.which("soffice"):
        (tmp_path / "office").mkdir()
        converted(tmp_path / "theirs.pptx", "pptx:Impress MS PowerPoint 2007 XML", tmp_path / "office")
        found["LibreOffice"] = tmp_path / "office/theirs.pptx"
    return found


def converted(path: Path, kind: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def test_a_deck_of_others_is_left_as_it_is(table: str, tmp_path: Path, others: dict[str, Path]) -> None:
    for maker, path in others.items():
        before = parts(path)
        deck(table, str(tmp_path / "a.pptx"), append=str(path))
        after = parts(tmp_path / "a.pptx")
        assert {name for name in before if before[name] != after.get(name)} == LISTS, maker
        assert titles(tmp_path / "a.pptx") == ["Theirs", *TITLES]
        # Drawn again: the same; with fewer steps: in their place; and nothing of theirs is touched.
        deck(table, str(tmp_path / "b.pptx"), append=str(tmp_path / "a.pptx"))
        assert parts(tmp_path / "b.pptx") == after
        (tmp_path / "c.toml").write_text(
            '[[figure]]\nname = "steps"\ntitle = "New"\ninput_size = 2\nkernel_size = 1\nsteps = "0,1"\n'
        )
        deck(str(tmp_path / "c.toml"), str(tmp_path / "c.pptx"), append=str(tmp_path / "b.pptx"))
        assert titles(tmp_path / "c.pptx") == ["Theirs", TITLES[0], "New", "New", *TITLES[5:]]
        last = parts(tmp_path / "c.pptx")
        assert {name for name in before if before[name] != last.get(name)} == LISTS
        assert not [
            name for name in last if "slide" in name.lower() and name.endswith(".rels") and rel_of(name) not in last
        ]


def rel_of(name: str) -> str:
    return name.replace("_rels/", "").removesuffix(".rels")


def test_libreoffice_renders_all_of_it(table: str, tmp_path: Path, others: dict[str, Path]) -> None:
    program("soffice")
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
    deck(table, str(tmp_path / "a.pptx"), append=str(others["LibreOffice"]))
    converted(tmp_path / "a.pptx", "pdf", tmp_path)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert len(pages) == 8 and "Theirs" in pages[0].extract_text() and "output 2×2" in pages[2].extract_text()


def test_a_lecturers_own_masters(table: str, tmp_path: Path) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Emu

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Emu(9144000), Emu(5143500)
    made.slide_master.background.fill.solid()
    made.slide_master.background.fill.fore_color.rgb = RGBColor(0x10, 0x20, 0x40)
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "goes"
    made.save(str(tmp_path / "company.pptx"))
    assert deck(table, str(tmp_path / "a.pptx"), template=str(tmp_path / "company.pptx")) == 7
    found = pptx.Presentation(str(tmp_path / "a.pptx"))
    assert titles(tmp_path / "a.pptx") == TITLES and (found.slide_width, found.slide_height) == (9144000, 5143500)
    slide = parts(tmp_path / "a.pptx")["ppt/slides/slide2.xml"].decode()
    assert "<p:bg>" not in slide and '<a:srgbClr val="BFE3FF"/>' in slide  # the dark theme's lit input
    for one in found.slides[1].shapes:
        assert one.left >= 0 and one.top >= 0 and one.left + one.width <= 9144000 and one.top + one.height <= 5143500


REFUSED = {
    "text": ("a.toml", "a.exe", {}, "unknown suffix"),
    "both": ("a.toml", "a.pptx", {"template": "t.pptx", "append": "t.pptx"}, "has masters of its own"),
    "pdf": ("a.toml", "a.pdf", {"template": "t.pptx"}, "it is of a .pptx only"),
    "absent": ("a.toml", "a.pptx", {"append": "none.pptx"}, "cannot be read"),
    "garbage": ("a.toml", "a.pptx", {"append": "garbage"}, "is no .pptx of PowerPoint"),
    "zip": ("a.toml", "a.pptx", {"template": "zip"}, "is no .pptx of PowerPoint"),
    "bomb": ("a.toml", "a.pptx", {"append": "bomb"}, "has too many parts, or too large ones"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_decks_are_refused_in_one_line(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("garbage").write_bytes(b"PK\3\4" + bytes(range(256)))
    with ZipFile("zip", "w") as made:
        made.writestr("../../evil", b"x")
    with ZipFile("bomb", "w", ZIP_DEFLATED) as made:
        made.writestr("ppt/presentation.xml", bytes(20_000_000))
    monkeypatch.setattr("visualize.renderers.pptx.package.MOST_BYTES", 10_000_000)
    path, output, options, said = REFUSED[name]
    before = {one.name for one in tmp_path.rglob("*")}
    with pytest.raises(vz.VisualizeError) as raised:
        deck(path, output, **options)
    assert said in str(raised.value) and str(raised.value).isprintable()
    assert {one.name for one in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("stride = 2", "a slide without kernel_size is one of words"),
        ('kernel_size = 3\nslides = "all"', "unknown slides all: known names are steps, media"),
        ('kernel_size = 3\nname = "../x"', "without folders"),
        ("text = 3", "must be a text"),
        ("kernel_size = 9", "invalid kernel_size 9"),
        ('layers = "3"\nformula = true', "a stack has none"),
        ('text = "a\\u0001b"', "cannot be written into a file"),
    ],
)
def test_hostile_slides_are_refused(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "a.toml").write_text(f"[[slide]]\n{row}\n")
    with pytest.raises(vz.VisualizeError) as raised:
        deck(str(tmp_path / "a.toml"), str(tmp_path / "a.pptx"))
    assert said in str(raised.value) and not (tmp_path / "a.pptx").exists()


def test_texts_stay_texts(tmp_path: Path) -> None:
    title = "</a:t><script>alert(1)</script> $x$ ]]> שלום 🎓 -rf"
    (tmp_path / "a.toml").write_text(
        f'[[slide]]\ntitle = "{title}"\ntext = ["{title}"]\nnotes = "{title}"\n', encoding="utf-8"
    )
    for suffix in ("pptx", "html"):
        deck(str(tmp_path / "a.toml"), str(tmp_path / f"a.{suffix}"))
    assert titles(tmp_path / "a.pptx") == [title]
    assert "<script>alert" not in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_batch_makes_its_deck(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'deck = "all.pptx"\n[[figure]]\nname = "a"\ninput_size = 2\nkernel_size = [1, 2]\n'
    )
    done = run(tmp_path, "batch", "a.toml", "-o", "out")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith("out/all.pptx: 5 pages\n")
    assert len(titles(tmp_path / "out/all.pptx")) == 5
    for name in ("../all.pptx", "/all.pptx", "..", "a\\\\b.pptx", ""):
        (tmp_path / "a.toml").write_text(f'deck = "{name}"\n')
        with pytest.raises(vz.VisualizeError, match="without folders"):
            deck_of(str(tmp_path / "a.toml"), "out")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_lecture(tmp_path: Path, language: str) -> None:
    """The example in both languages has the same pages."""
    path = ROOT / f"examples/lecture/lecture-{language}.toml"
    assert deck(str(path), str(tmp_path / "a.pptx")) == 28
    told = titles(tmp_path / "a.pptx")
    assert all(bool(re.search(r"[\u4e00-\u9fff]", one)) == (language == "zh") for one in told)
