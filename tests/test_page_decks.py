"""A page with a player in a deck of reveal.js: the deck starts and stops it, and gets its keys back."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.browsers import served
from tests.placing import OP
from tests.test_decks import DECKS, reveal_files  # noqa: F401 - a fixture
from visualize.cli.deck import deck as deck_of_table
from visualize.cli.drawing import words_to_figure
from visualize.renderers.svg import still


@pytest.fixture
def deck(browser: Any, tmp_path: Path, request: pytest.FixtureRequest, reveal_files: dict[str, bytes]) -> Iterator[Any]:  # noqa: F811
    """The example, at its first slide, for a reader who wants motion."""
    for name, content in reveal_files.items():
        place = tmp_path / "node_modules" / "reveal.js" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    text = (DECKS / "reveal_page.html").read_text()
    (tmp_path / "reveal_page.html").write_text(text.replace("data-src", getattr(request, "param", "data-src")))
    vz.figure(OP, seconds=0.3).save(tmp_path / "conv.html")
    page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="no-preference")
    with served(tmp_path) as address:
        page.goto(f"{address}/reveal_page.html")
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        yield page
    page.close()


def slide(page: Any) -> int:
    return page.evaluate("Reveal.getIndices().h")  # type: ignore[no-any-return]


@pytest.mark.parametrize("deck", ("src",), indirect=True)
def test_it_plays_when_its_slide_comes_and_stops_when_it_goes(deck: Any) -> None:
    """The frame is there from the beginning; one with `data-src` is thrown away when its slide goes."""
    deck.frame_locator("iframe").locator(".ready:not(.playing)").wait_for(state="attached")
    deck.keyboard.press("ArrowRight")
    count = deck.frame_locator("iframe").locator(".count")
    deck.frame_locator("iframe").locator(".playing").wait_for()
    deck.evaluate("Reveal.next()")
    deck.frame_locator("iframe").locator(".ready:not(.playing)").wait_for(state="attached")
    shown = count.text_content()
    deck.wait_for_timeout(700)
    assert count.text_content() == shown and slide(deck) == 2


def test_a_key_is_a_step_and_at_the_last_one_the_decks(deck: Any) -> None:
    deck.keyboard.press("ArrowRight")
    frame = deck.frame_locator("iframe")
    frame.locator(".playing").wait_for()
    deck.keyboard.press("Home")
    for step in range(2, 10):
        deck.keyboard.press("ArrowRight")
        assert frame.locator(".count").text_content() == f"{step} / 9" and slide(deck) == 1
    deck.keyboard.press("ArrowRight")
    deck.wait_for_function("Reveal.getIndices().h === 2")


LECTURE = """
[[slide]]
name = "steps"
input_size = 3
kernel_size = 2
input = "arange"

[[slide]]
name = "player"
kernel_size = 3
stride = 2
padding = 1
seconds = 0.3
slides = "media"

[[slide]]
text = "the end"
"""


@pytest.fixture
def lecture(browser: Any, tmp_path: Path, reveal_files: dict[str, bytes]) -> Iterator[Any]:  # noqa: F811
    """The deck of a table, opened as a file without a network, in reveal.js beside it."""
    for name, content in reveal_files.items():
        place = tmp_path / "node_modules" / "reveal.js" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (tmp_path / "lecture.toml").write_text(LECTURE)
    assert deck_of_table(str(tmp_path / "lecture.toml"), str(tmp_path / "lecture.html")) == 4 + 1 + 1
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="no-preference", offline=True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto((tmp_path / "lecture.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page
    context.close()
    assert not wrong, wrong


def test_the_deck_of_a_table_steps_by_keys_and_plays(lecture: Any) -> None:
    """A key is a step; the player begins with its slide, stops with it, and gives the key back at its last step."""
    figure = words_to_figure(["--i", "3", "--k", "2", "--input", "arange"])
    for step in range(4):
        image = lecture.locator("section.present img.figure")
        drawn = b64decode(image.get_attribute("src").partition("base64,")[2]).decode()
        wanted = "".join(still(figure.film, figure.theme, step, figure.recipe, figure.source))
        assert slide(lecture) == step and drawn == wanted
        assert image.bounding_box()["height"] > 500 and image.evaluate("one => one.naturalWidth") == figure.film.width
        lecture.keyboard.press("ArrowRight")
    frame = lecture.frame_locator("section.present iframe")
    frame.locator(".playing").wait_for()
    assert frame.locator(".stage svg").bounding_box()["height"] > 300
    lecture.evaluate("Reveal.next()")
    stopped = lecture.frame_locator("iframe")
    stopped.locator(".ready:not(.playing)").wait_for(state="attached")
    shown = stopped.locator(".count").text_content()
    lecture.wait_for_timeout(700)
    assert stopped.locator(".count").text_content() == shown and slide(lecture) == 5
    lecture.evaluate("Reveal.prev()")
    frame.locator(".playing").wait_for()
    lecture.wait_for_function("document.activeElement.tagName === 'IFRAME'")
    lecture.keyboard.press("End")
    assert frame.locator(".count").text_content() == "9 / 9" and slide(lecture) == 4
    lecture.keyboard.press("ArrowRight")
    lecture.wait_for_function("Reveal.getIndices().h === 5")
    lecture.emulate_media(media="print")
    paper = lecture.locator("section img.paper")
    assert paper.is_visible() and not lecture.locator("iframe").is_visible()
