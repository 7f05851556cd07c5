"""The command `formula`: typeset formulas in every format, the same bytes twice."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.command_line import run


@pytest.mark.parametrize("suffix", (".svg", ".png", ".pdf"))
def test_typeset_formula(tmp_path: Path, suffix: str) -> None:
    contents = []
    for name in ("a", "b"):
        result = run(
            tmp_path, "formula", "--k", "3", "--p", "1", "--s", "2", "--convention", "both", "-o", name + suffix
        )
        assert result.stdout == name + suffix + "\n", result.stderr
        contents.append((tmp_path / (name + suffix)).read_bytes())
    assert contents[0] == contents[1]
    if suffix == ".png":
        with Image.open(tmp_path / "a.png") as image:
            assert image.width > 600
            assert len(image.convert("L").getcolors()) > 10


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(
    "flags", ("--k 3 --p 1 --s 2 --i 8", "--k 3,5 --i 7,9 --product", "--k 3 --s 2 --convention both")
)
def test_the_equals_signs_stand_below_one_another(tmp_path: Path, flags: str) -> None:
    """By the places of letters in the PDF: in each line that begins with o, the first equals sign."""
    run(tmp_path, "formula", *flags.split(), "-o", "f.pdf")
    page = subprocess.run(["pdftotext", "-bbox", tmp_path / "f.pdf", "-"], capture_output=True, text=True, check=True)
    words = re.findall(r'xMin="([^"]*)".*>(.*)</word>', page.stdout)
    places = [float(x) for x, _ in words]
    starts = [at for at, (x, text) in enumerate(words) if text == "o" and float(x) < min(places) + 12]
    signs = [next(float(x) for x, text in words[at:] if text == "=") for at in starts]
    assert len(signs) >= 2 and max(signs) - min(signs) < 1.5


@pytest.mark.parametrize("flags", ("--k 3 --p 1 --s 2", "--k 3 --s 2 --convention both", "--op max-pool --k 2"))
def test_a_pdf_embeds_outlines_that_venues_accept(flags: str, tmp_path: Path) -> None:
    run(tmp_path, "formula", *flags.split(), "-o", "f.pdf")
    (page,) = PdfReader(tmp_path / "f.pdf").pages
    kinds = {font.get_object()["/Subtype"] for font in page["/Resources"]["/Font"].values()}
    assert kinds and kinds <= {"/Type0", "/TrueType"}, kinds
    assert b"/Type3" not in (tmp_path / "f.pdf").read_bytes()
