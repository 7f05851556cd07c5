"""`verify` of pages with a player, families, comparisons and decks: none is accused, what is altered is found."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

import visualize as vz
from tests.attack import alterations
from visualize.cli import commands
from visualize.cli.verify import verify

DECK = {
    "slide": [
        {"title": "Words & <signs>", "text": ["one", "two"]},
        {"kernel_size": 2, "input": "1 2 3; 4 5 6; 7 8 9", "notes": "n"},
        {"compare": ["--k 3", "--k 2"], "slides": "media", "title": "Two"},
    ]
}
MADE = {
    "page.html": "--i 4 --k 2 --input arange --kernel '0.5 -1; 2 3'",
    "quiz.html": "--i 3 --k 2 --input random --quiz",
    "large.html": "--i 12 --k 3 --input random --cell 34",
    "still.html": "--i 4 --k 2 --input arange --show 1,2",
    "family.html": "--i 3 --kernel arange --vary k=2..4 --vary p=0,1 --no-trace --title a&b",
    "family.json": "--i 3 --vary k=2..4 --quiz",
    "pair.html": "compare '--k 3' '--k 2 --input arange --i 4' --theme dark",
    "stacks.svg": "compare 'stack --layers 3' '--i 5 --k 2 --title x'",
    "stack.html": "stack --i 4 --layers '3+1 relu max2/2' --input random --kernel random",
    "deck.html": "",
    "deck.pdf": "",
    "deck.pptx": "",
}


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(list(words))
    assert not ended.value.code, words


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from shlex import split

    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    folder = tmp_path_factory.mktemp("made")
    for name, words in MADE.items():
        run(*(["deck", json.dumps(DECK)] if name.startswith("deck") else split(words)), "-o", str(folder / name))
    return folder


@pytest.mark.parametrize("name", MADE)
def test_none_is_accused_and_every_alteration_is_found(
    made: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUALIZE_LANG", "zh")  # no part of a recipe
    data, place = (made / name).read_bytes(), tmp_path / name
    place.write_bytes(data)
    assert verify(place) == (str(place), "as drawn", "")
    random = Random(name)
    for alter in alterations.ALL:
        changed = alter(random, data, place.suffix)
        place.write_bytes(changed)
        assert changed == data or verify(place).state in ("altered", "no figure of ours"), (name, alter.__name__)


def repacked(document: str, change: Callable[[dict[str, object]], object]) -> str:
    """A page whose player is given other data."""
    found = re.search(r'(?<=<script type="text/plain">)[\w+/=]+', document)
    assert found is not None
    data = json.loads(zlib.decompress(base64.b64decode(found[0])))
    change(data)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return document[: found.start()] + packed + document[found.end() :]


def test_what_is_altered_in_a_page_is_told(made: Path, tmp_path: Path) -> None:
    page, place = (made / "page.html").read_text(), tmp_path / "a.html"

    def told(text: str) -> str:
        place.write_text(text)
        return verify(place).reason

    # The numbers of the input, weights in its corners, those of the kernel, those of the output.
    numbers = list(re.finditer(r'<text class="(?:input|kernel|output)[^>]*>([^<]+)<', page))
    assert len(numbers) == 16 + 4 + 4 + 9
    for one in (*numbers[:16], *numbers[24:]):
        told_by_loops = re.fullmatch(
            r"(in|out)put \d,\d says 99, but plain loops give [\d.]+",
            told(page[: one.start(1)] + "99" + page[one.end(1) :]),
        )
        assert told_by_loops, told_by_loops
    for at in range(8):
        changed = repacked(page, lambda data, at=at: data["texts"][at].__setitem__(-1, "0.25"))
        assert " says 0.25, but plain loops give " in told(changed)
    assert told(repacked(page, lambda data: data["lines"]["at"].reverse())) == "lines of its player differs"  # type: ignore[index]
    assert told(repacked(page, lambda data: data["notes"]["texts"][0].pop())) == "notes of its player differs"  # type: ignore[index]
    assert told(repacked(page, lambda data: data.update(more=1))) == "the number of its parts differs"
    assert told(page.replace('class="conv-figure"', 'class="conv-figure "')).startswith("some bytes differ")
    large = (made / "large.html").read_text()
    # The figure itself is among the data of a large page, where a number of it is recomputed as well.
    cell = re.compile(r'(<text class="input"[^>]*>)[^<]+<')
    altered = repacked(large, lambda data: data.update(svg=cell.sub(r"\g<1>-77<", str(data["svg"]), count=1)))
    assert told(altered).startswith("input 0,0 says -77, but plain loops give ")
    family = (made / "family.html").read_text()
    refused = repacked(family, lambda data: data["settings"]["4\n0"].update(refusal="fine"))  # type: ignore[index]
    assert told(refused) == "the setting 4,0 differs"
    deck = (made / "deck.html").read_text().replace("<li>one</li>", "<li>two</li>")
    assert told(deck) == "page 1 differs"


def test_a_page_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("visualize.version.PROGRAM", "conv-visualize 0.0.9")
        vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=np.ones((2, 2))).save(tmp_path / "a.html")
    assert verify(tmp_path / "a.html").state == "same arithmetic, other version"
    text = (tmp_path / "a.html").read_text()
    (tmp_path / "a.html").write_text(repacked(text, lambda data: data["links"][0].reverse()))  # type: ignore[index]
    assert verify(tmp_path / "a.html").reason.startswith("links of its player differs; it says that conv-vis")


def with_recipe(page: Path, recipe: str) -> str:
    from html import escape

    text = page.read_text()
    place = re.search(r'(?<=<meta name="visualize-recipe" content=")[^"]*', text)
    assert place is not None
    return text[: place.start()] + escape(recipe) + text[place.end() :]


HOSTILE = {
    "compare '--k 3' '--k 3 --input /etc/a.csv'": "its recipe reads /etc/a.csv; --allow-files permits it",
    "compare '--k 3' 'stack --layers 3 -o x.gif'": "its recipe names an output",
    "compare '--k 3' 'compare --k'": "its recipe is refused: invalid figures",
    "compare --help": "its recipe is refused: it asks for help",
    "stack --version": "its recipe is refused: it asks for help",
    "compare '--k 3' \"--k '\"": "its recipe is refused: invalid figures",
    "--k 3 --vary k=1..3 -o x.html": "its recipe names an output",
    "--k 3 --vary input=a.csv,b.csv": "its recipe reads b.csv; --allow-files",
    "--k 3 --vary i=1..99999": "its recipe is refused: invalid vary",
    "deck lecture.toml": "its recipe does not hold all that is in the deck",
    "deck": "its recipe does not hold all that is in the deck",
    "deck '{}' -o /tmp/stolen.html": "its recipe names an output",
    "deck '{}' --append a.pptx": "its recipe does not hold all that is in the deck",
    "deck '{}' --template a.pptx": "its recipe reads a.pptx; --allow-files permits it",
    "deck '{\"slide\": 3}'": "its recipe is refused: invalid",
    'deck \'{"slide": [{"kernel_size": 2, "input": "/dev/zero.csv"}]}\'': "its recipe reads /dev/zero.csv",
    'deck \'{"slide": [{"kernel": "a.csv"}]}\'': "its recipe reads a.csv",
    'deck \'{"slide": [{"kernel_size": 2, "theme": "a.toml"}]}\'': "its recipe reads a.toml",
    'deck \'{"slide": [{"compare": ["--k 2 --input a.csv", "--k 2"]}]}\'': "its recipe reads a.csv",
    f"deck '{'[' * 60}'": "its recipe does not hold",
    f"deck '{{\"a\": {'[' * 60}'": "its recipe is refused: invalid table",
    "deck '{\"slide\": '": "its recipe is refused: invalid table",
    "(with figures given in Python)": "its recipe does not hold the figures, which were given in Python",
}


@pytest.mark.parametrize("recipe", HOSTILE)
def test_hostile_recipes_of_several_figures_are_refused(made: Path, tmp_path: Path, recipe: str) -> None:
    place = tmp_path / "a.html"
    place.write_text(with_recipe(made / "family.html", f"python -m visualize {recipe}"))
    found = verify(place)
    assert found.state in ("altered", "not verified") and HOSTILE[recipe] in found.reason, found


def test_a_deck_of_thousands_of_figures_is_given_up(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualize.cli.recipes.MOST_SECONDS", 0.3)
    table = json.dumps({"slide": [{"kernel_size": 3, "input_size": list(range(3, 103)), "seed": [0] * 9}]})
    place = tmp_path / "a.html"
    place.write_text(with_recipe(made / "deck.html", f"python -m visualize deck '{table}'"))
    found = verify(place)
    assert found.state == "not verified" and found.reason.startswith("to draw it again takes more than 0.3 s (slide ")


def test_a_family_and_a_comparison_made_in_python(tmp_path: Path) -> None:
    op = vz.Conv(4, 2)
    vz.family(lambda k: vz.figure(vz.Conv(4, k)), k=(2, 3)).save(tmp_path / "a.html")
    assert verify(tmp_path / "a.html").reason == "its recipe does not hold the figures, which were given in Python"
    both = vz.compare(vz.figure(op, cell=30), vz.figure(op, cell=30, title="b", input=np.ones((4, 4))))
    both.save(tmp_path / "b.svg")
    assert verify(tmp_path / "b.svg").state == "as drawn"
    arriving = np.arange(9).reshape(3, 3)
    vz.figure(vz.Conv(5, 3), gradient="input", output_gradient=arriving).save(tmp_path / "c.svg")
    assert verify(tmp_path / "c.svg").state == "as drawn"
    assert "numbers" in both.source and vz.compare(*both.parts[::-1]).source != both.source


def test_decks_with_a_template_and_decks_that_were_added_to(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "masters.pptx").write_bytes((made / "deck.pptx").read_bytes())
    run("deck", json.dumps(DECK), "--template", "masters.pptx", "-o", "a.pptx")
    assert verify("a.pptx").reason == "its recipe reads masters.pptx; --allow-files permits it"
    assert verify("a.pptx", allow_files=True).state == "as drawn"
    run("deck", '{"slide": [{"text": "more"}]}', "--append", "masters.pptx", "-o", "masters.pptx")
    assert verify("masters.pptx").state == "not verified"


def test_a_deck_has_the_same_bytes_at_any_time(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    run("deck", json.dumps(DECK), "-o", str(tmp_path / "a.pptx"))
    assert (tmp_path / "a.pptx").read_bytes() == (made / "deck.pptx").read_bytes()


@pytest.mark.parametrize("suffix", [".pdf", ".pptx", ".html"])
def test_a_comparison_has_a_page_for_each_step(tmp_path: Path, suffix: str) -> None:
    figure = vz.compare(vz.figure(vz.Conv(4, 2), cell=30), vz.figure(vz.Conv(4, 3), cell=30))
    data = figure.encoded(suffix)
    if suffix == ".pptx":
        pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
        from io import BytesIO

        assert len(pptx.Presentation(BytesIO(data)).slides) == 9
    if suffix == ".pdf":
        from io import BytesIO

        pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'conv-visualize[test]'")
        assert len(pypdf.PdfReader(BytesIO(data)).pages) == 9
