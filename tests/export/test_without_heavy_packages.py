"""matplotlib, imageio and fontTools are needed for what they do, and for nothing else."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from tests.command_line import run
from visualize.export.formats import FORMATS
from visualize.style import fonts
from visualize.text import phrases

WITHOUT = """
import sys
for name in ("matplotlib", "imageio", "imageio_ffmpeg", "fontTools"):
    sys.modules[name] = None
from visualize.cli import main
main(sys.argv[1:])
"""


def without(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_all_formats_but_pdf_are_drawn_without_them(tmp_path: Path) -> None:
    """The same bytes as where they can be imported."""
    suffixes = [one for one in FORMATS if one != ".pdf" and (one != ".mp4" or shutil.which("ffmpeg"))]
    assert {".gif", ".svg", ".png", ".webp", ".apng", ".pptx", ".json"} <= set(suffixes)
    words = ["--k", "2", "--i", "3", "--title", "Stride ½ → Привет"]
    words += [word for suffix in suffixes for word in ("-o", "a" + suffix)]
    digests = []
    for started in (without, run):
        done = started(tmp_path, *words)
        assert (done.returncode, done.stderr) == (0, "")
        digests.append({one: hashlib.sha256((tmp_path / ("a" + one)).read_bytes()).hexdigest() for one in suffixes})
    assert digests[0] == digests[1]


def test_a_pdf_needs_matplotlib(tmp_path: Path) -> None:
    """Or the test above would prove nothing."""
    done = without(tmp_path, "--k", "3", "-o", "a.pdf")
    assert done.returncode != 0 and "matplotlib" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_font_is_dejavu_sans_with_its_licence() -> None:
    with TTFont(fonts.HOUSE) as font:
        assert font["name"].getDebugName(1) == "DejaVu Sans"
        letters = set(map(chr, font.getBestCmap()))
    said = {letter for english, _ in phrases.PHRASES.values() for letter in english}
    assert said - letters <= {"\n"}
    licence = Path(fonts.HOUSE).with_name("LICENSE_DEJAVU").read_text(encoding="utf-8")
    assert "Bitstream Vera" in licence and "Tavmjong Bah" in licence
