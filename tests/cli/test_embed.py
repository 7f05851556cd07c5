"""The lines that `embed` prints."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from visualize.cli import embed

OP = vz.Conv(5, 3, padding=1, stride=2)
DESCRIPTION = (
    "A 3×3 kernel slides over a 5×5 input with padding 1, stride 2, and fills the 3×3 output cell by cell in 9 steps."
)


class Tags(HTMLParser):
    """All tags of lines, with their attributes."""

    def __init__(self, lines: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def printed(said: Callable[..., Any], tmp_path: Path) -> Callable[..., str]:
    def lines(venue: str, name: str = "conv.svg", **options: Any) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        vz.figure(OP, **options).save(tmp_path / name)
        code, out, err = said("embed", name, "--for", venue)
        assert (code, err) == (0, "")
        return str(out)

    return lines


@pytest.mark.parametrize("venue", ("marp", "html", "reveal", "quarto"))
def test_a_picture_stands_still_on_paper(printed: Callable[..., str], venue: str) -> None:
    tags = Tags(printed(venue)).found
    assert [tag for tag, _ in tags[:3]] == ["picture", "source", "img"]
    assert tags[1][1] == {"media": "print", "srcset": "conv.svg#still"}
    image = tags[2][1]
    assert image["src"] == "conv.svg" and image["alt"] == DESCRIPTION
    width, height = vz.figure(OP).film.width, vz.figure(OP).film.height
    assert int(image["height"] or 0) <= 480 and int(image.get("width") or 0) in (0, width)
    assert (image["height"] == str(height)) == ("width" in image)


def test_slidev_itself_knows_when_it_prints(printed: Callable[..., str]) -> None:
    """It exports as on a screen, and takes addresses that do not begin at the root for modules."""
    tags = Tags(printed("slidev", "public/conv.svg")).found
    assert tags[0] == ("renderwhen", {"context": "print"})
    assert [at["src"] for tag, at in tags if tag == "img"] == ["/conv.svg#still", "/conv.svg"]
    assert tags[2][0] == "template"


def test_reveal_has_a_fragment_for_each_step_but_the_first(printed: Callable[..., str]) -> None:
    images = [at for tag, at in Tags(printed("reveal")).found if tag == "img"][1:]
    assert [one["src"] for one in images] == [f"conv.svg#step{step}" for step in range(9)]
    assert [one["data-fragment-index"] for one in images] == [str(max(0, at - 1)) for at in range(9)]
    kinds = [one["class"] for one in images]
    assert kinds == ["fragment fade-out", *["fragment current-visible"] * 7, "fragment"]
    assert [one["alt"] for one in images] == [f"Step {step + 1}" for step in range(9)]


def test_a_quiz_asks_first(printed: Callable[..., str]) -> None:
    images = [at for tag, at in Tags(printed("reveal", quiz=True, steps="0,1")).found if tag == "img"][1:]
    assert [one["src"] for one in images] == [f"conv.svg#{one}" for one in ("quiz0", "step0", "quiz1", "step1")]


def test_one_step_needs_no_fragments(printed: Callable[..., str]) -> None:
    assert "fragment" not in printed("reveal", steps="3")


def test_documents_that_are_printed(printed: Callable[..., str]) -> None:
    assert printed("sphinx", "figures/conv.svg") == f".. image:: figures/conv.*\n   :alt: {DESCRIPTION}\n"
    assert printed("latex").splitlines()[1] == r"\includesvg[inkscapelatex=false, width=\linewidth]{conv}"
    assert printed("quarto").rstrip().splitlines()[-2] == f"![{DESCRIPTION}](conv.pdf)"


@pytest.mark.parametrize("venue", embed.VENUES)
def test_names_and_titles_of_all_signs(printed: Callable[..., str], venue: str) -> None:
    lines = printed(venue, 'a "b" & [c] 50%.svg', title='<5 "&" 6>')
    if venue in ("marp", "slidev", "html", "reveal"):
        tags = Tags(lines).found
        addresses = [at.get("src") or at.get("srcset") for tag, at in tags if tag in ("img", "source")]
        assert all(re.fullmatch(r"/?a%20%22b%22%20%26%20%5Bc%5D%2050%25\.svg(#\w+)?", str(one)) for one in addresses)
        assert all("<" not in str(value) or value == at["alt"] for _, at in tags for value in at.values())


REFUSED = {
    "embed": "missing file: ",
    "embed conv.svg": "missing for: ",
    "embed conv.svg --for": "missing value: --for needs one, as in --for html",
    "embed conv.svg --for keynote": "unknown for keynote: known venues are marp, slidev, reveal, html, quarto, sphinx,",
    "embed nothing.svg --for html": "invalid file nothing.svg: cannot be read: ",
    "embed still-0.svg --for html": "invalid file still-0.svg: is no animated SVG of this program",
    "embed conv.png --for html": "invalid file conv.png: is no animated SVG of this program",
    "embed . --for html": "invalid file .: must be a regular file",
    "embed conv.svg other.svg --for html": "unknown argument other.svg: ",
    "embd conv.svg": "unknown argument embd conv.svg: did you mean embed?",
}


@pytest.mark.parametrize(("words", "line"), REFUSED.items())
def test_what_is_refused(said: Callable[..., Any], tmp_path: Path, words: str, line: str) -> None:
    vz.figure(OP).save(tmp_path / "conv.svg", tmp_path / "conv.png", tmp_path / "still-{n}.svg")
    code, out, err = said(*words.split())
    assert (code, out) == (2, "") and err.startswith(f"visualize: {line}") and err.count("\n") == 1
