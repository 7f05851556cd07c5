"""`--vary`: what is told before and after, and what is refused before anything is drawn."""

from pathlib import Path

import pytest

from tests.command_line import run

LAYER = ("--i", "4", "--k", "3", "--s", "2")


def test_what_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, *LAYER, "--vary", "k=1..5", "--vary", "padding=0,same", "-o", "a.html")
    size = (tmp_path / "a.html").stat().st_size
    assert done.stdout == f"a.html: 10 settings, 6 refused, {size:,} bytes\n"
    assert done.stderr.startswith("visualize: 10 settings take about 1 s and 0.0") and done.stderr.endswith(" MB\n")
    again = run(tmp_path, *LAYER, "--vary", "k=1..5", "--vary", "padding=0,same", "-o", "b.html")
    assert not again.returncode and (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_it_is_told_in_chinese(tmp_path: Path) -> None:
    done = run(tmp_path, *LAYER, "--vary", "k=1,2", "--lang", "zh", "-o", "a.html")
    assert done.stderr.startswith("visualize: 2种设置约需1 s") and "2种设置，其中0种不可行" in done.stdout


def test_a_name_of_the_gallery_varies_too(tmp_path: Path) -> None:
    done = run(tmp_path, "padding_strides", "--vary", "s=1..2", "-o", "a.html")
    assert not done.returncode and "2 settings" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    (
        ("--vary k=1..5", "missing output: give one, as in -o family.html"),
        ("--vary k=1..5 -o a.gif", "unsupported vary a.gif: sliders need a page: give one name"),
        ("--vary k=1..5 -o a.html -o b.html", "unsupported vary a.html, b.html: sliders need a page"),
        ("--vary q=1 -o a.html", "unknown vary q: known names are op, i, k, p, s, d"),
        ("--vary quiz=1 -o a.html", "unknown vary quiz: known names are"),
        ("--vary theme=dark,light -o a.html", "unknown vary theme: known names are"),
        ("--vary output=a,b -o a.html", "unknown vary output: known names are"),
        ("--vary k -o a.html", "invalid vary k: give a name and its values"),
        ("--vary k= -o a.html", "invalid vary k=: give different values"),
        ("--vary k=1,1 -o a.html", "invalid vary k=1,1: give different values"),
        ("--vary k=5..1 -o a.html", "invalid vary k=5..1: a range goes upwards, as in 1..5"),
        ("--vary k=a..b -o a.html", "invalid vary k=a..b: a range has two whole numbers"),
        ("--vary k=1..99999 -o a.html", "invalid vary k=99999: it would have 99,999 settings, at most 1,000"),
        ("--vary k=1..60 --vary s=1..60 -o a.html", "invalid vary k=60, s=60: it would have 3,600 settings"),
        ("--vary k=1..2 --vary kernel-size=3 -o a.html", "invalid vary kernel-size=3: varies already"),
        ("--vary k=7..9 -o a.html", "invalid kernel_size"),
    ),
)
def test_what_is_refused(tmp_path: Path, words: str, message: str) -> None:
    done = run(tmp_path, *LAYER, *words.split())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"visualize: {message}") and not list(tmp_path.iterdir())
