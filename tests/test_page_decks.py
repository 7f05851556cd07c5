"""A page with a player in a deck of reveal.js: the deck starts and stops it, and gets its keys back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.browsers import served
from tests.placing import OP
from tests.test_decks import DECKS, reveal_files  # noqa: F401 - a fixture


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
