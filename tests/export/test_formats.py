"""What holds for every format: whole or not at all, the alt text inside, the poster first, the same bytes twice."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program
from visualize.export.formats import FORMATS

OP = vz.Conv(5, 3, padding=1, stride=2)
ALT = {"en": "A 3×3 kernel slides over a 5×5 input", "zh": "3×3的卷积核在5×5的输入上滑动"}
SUFFIXES = sorted(FORMATS)


def need(*suffixes: str) -> None:
    """Skip, and say why, where a writer of the suffix has not what it needs."""
    if ".mp4" in suffixes:
        program("ffmpeg")
    if ".pptx" in suffixes:
        pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")


def run(folder: Path, *words: str, before: str = "", limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own; `before` runs first in it, no file may grow beyond `limit` bytes."""
    code = f"import sys\n{before}\nfrom visualize.cli import main\nmain(sys.argv[1:])"

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-W", "error", "-c", code, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, preexec_fn=limited)


def test_each_is_named_to_who_saves_from_python() -> None:
    assert not [suffix for suffix in SUFFIXES if f"`{suffix}`" not in (vz.Figure.save.__doc__ or "")]


def test_one_command_writes_all(tmp_path: Path) -> None:
    need(*SUFFIXES)
    wanted = [word for suffix in SUFFIXES for word in ("-o", f"a{suffix}")]
    done = run(tmp_path, "--k", "3", "--p", "1", "--s", "2", *wanted)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {f"a{suffix}" for suffix in SUFFIXES}
    assert f"{sum(path.stat().st_size for path in tmp_path.iterdir()):,} bytes" in done.stdout


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_loses_nothing(tmp_path: Path, suffix: str) -> None:
    need(suffix)
    (tmp_path / f"a{suffix}").write_text("the old file")
    (tmp_path / "b.gif").write_text("another")
    done = run(tmp_path, "--k", "3", "--p", "1", "-o", "b.gif", "-o", f"a{suffix}", limit=2000)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("visualize: invalid output ") and "cannot be written" in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {f"a{suffix}", "b.gif"}
    assert (tmp_path / f"a{suffix}").read_text() == "the old file"
    assert (tmp_path / "b.gif").read_text() == "another"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_bad_step_or_a_bad_place_writes_nothing(tmp_path: Path, suffix: str) -> None:
    need(suffix)
    for words in (["--steps", "1,99"], ["--poster", "x"], ["--pptx", "x"]):
        done = run(tmp_path, "--k", "3", *words, "-o", f"a{suffix}")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    done = run(tmp_path, "--k", "3", "-o", "b.gif", "-o", f"b.gif/a{suffix}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "before", "told"),
    [
        (".pptx", "sys.modules['pptx'] = None", "run: pip install 'conv-visualize[pptx]'"),
        (
            ".mp4",
            "import os; os.environ['PATH'] = ''; sys.modules['imageio_ffmpeg'] = None",
            "pip install 'conv-visualize[mp4]'",
        ),
    ],
)
def test_a_missing_extra_names_its_command_before_anything_is_drawn(
    tmp_path: Path, suffix: str, before: str, told: str
) -> None:
    done = run(tmp_path, "--k", "3", "-o", "a.gif", "-o", f"a{suffix}", before=before)
    assert done.returncode == 2
    assert done.stderr.startswith("visualize: missing ") and told in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def alt_text(path: Path) -> str:
    """The alt text as programs of others find it."""
    match path.suffix:
        case ".gif":
            with Image.open(path) as image:
                return image.info["comment"].decode()
        case ".png" | ".apng":
            with Image.open(path) as image:
                return image.text["Description"]
        case ".webp":
            with Image.open(path) as image:
                return image.info["xmp"].decode()
        case ".mp4":
            tags = "format_tags=title,description,comment"
            shown = [program("ffprobe"), "-v", "error", "-show_entries", tags, "-of", "json", str(path)]
            told = json.loads(subprocess.run(shown, capture_output=True, check=True).stdout)
            return told["format"]["tags"]["description"]
        case ".pdf":
            pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
            return pypdf.PdfReader(path).metadata["/Subject"]
        case ".pptx":
            from pptx import Presentation

            shapes = Presentation(path).slides[0].shapes
            return "\n".join(shape._element._nvXxPr.cNvPr.get("descr", "") for shape in shapes)
        case _:
            return path.read_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("suffix", sorted(set(SUFFIXES) - {".json"}))
def test_the_alt_text_is_in_every_picture(tmp_path: Path, suffix: str, lang: str) -> None:
    need(suffix)
    figure = vz.figure(OP, lang=lang, title="<&> title")
    figure.save(tmp_path / f"a{suffix}")
    assert ALT[lang] in figure.alt_text
    assert figure.alt_text in alt_text(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_figure_has_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    need(suffix)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        vz.figure(OP).save(tmp_path / folder / f"a{suffix}")
    assert (tmp_path / "a" / f"a{suffix}").read_bytes() == (tmp_path / "b" / f"a{suffix}").read_bytes()


def test_the_poster_opens_what_has_pages_and_what_plays(tmp_path: Path) -> None:
    need(".mp4", ".pptx")
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
    from pptx import Presentation

    suffixes = (".webp", ".apng", ".pdf", ".pptx", ".mp4")
    vz.figure(OP, poster="last").save(*(tmp_path / f"a{suffix}" for suffix in suffixes))
    for suffix in (".webp", ".apng"):
        with Image.open(tmp_path / f"a{suffix}") as image:
            assert image.n_frames == 10
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) == 10
    assert len(Presentation(tmp_path / "a.pptx").slides) == 10
    shown = [program("ffprobe"), "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", "a.mp4"]
    seconds = subprocess.run(shown, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert float(seconds) == pytest.approx(11.5, abs=0.1)


def test_media_holds_the_gif_as_it_is(tmp_path: Path) -> None:
    need(".pptx")
    from pptx import Presentation

    figure = vz.figure(OP)
    figure.save(tmp_path / "a.gif")
    figure.save(tmp_path / "a.pptx", pptx="media")
    (slide,) = Presentation(tmp_path / "a.pptx").slides
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert picture.image.blob == (tmp_path / "a.gif").read_bytes()


def test_a_stack_goes_into_every_format_but_json(tmp_path: Path) -> None:
    need(*SUFFIXES)
    wanted = [word for suffix in SUFFIXES if suffix != ".json" for word in ("-o", f"a{suffix}")]
    done = run(tmp_path, "stack", "--i", "7", "--layers", "3 3", *wanted)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(tmp_path.iterdir())) == len(SUFFIXES) - 1


def test_a_long_sequence_is_compressed_less_and_shows_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = vz.figure(vz.Conv(32, 3), steps="100-101")
    figure.save(tmp_path / "short-{n}.png")
    monkeypatch.setattr("visualize.export.writers.CAREFUL_PIXELS", 0)
    figure.save(tmp_path / "long-{n}.png")
    for number in ("100", "101"):
        short, long = (tmp_path / f"{name}-{number}.png" for name in ("short", "long"))
        assert short.stat().st_size < long.stat().st_size < 1.4 * short.stat().st_size
        with Image.open(short) as one, Image.open(long) as other:
            assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()
