"""Every control of a page, by mouse and by keyboard; what it does by itself, on paper, without scripts, in a deck."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.pages import READ, classes, opened, saved

OP = vz.Conv(3, 2, padding=1)
PIXELS = np.arange(9).reshape(3, 3)


def numbers(**options: Any) -> Any:
    return vz.figure(OP, input=PIXELS, **options)


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page at its first step, whose time goes on when it is told to."""
    with opened(browser, saved(numbers(), tmp_path)) as found:
        found.clock.install()
        found.reload()
        found.wait_for_selector(".ready")
        found.keyboard.press("Home")
        yield found


def step(page: Any) -> int:
    """The number of the step that is shown, from 1, by what is written; the slider says the same."""
    number = int(page.locator(".count").inner_text().split("/")[0])
    assert page.locator("[name=step]").get_attribute("aria-valuetext") == f"Step {number} of 16"
    return number


def shows(page: Any, frame: int) -> bool:
    return page.evaluate(READ)["cells"] == classes(numbers().film, frame)  # type: ignore[no-any-return]


def test_buttons_by_mouse(page: Any) -> None:
    for name, wanted in (("next", 2), ("next", 3), ("back", 2), ("last", 16), ("next", 16), ("first", 1), ("back", 1)):
        page.click(f"[name={name}]", force=True)
        assert step(page) == wanted and shows(page, wanted - 1), name


def test_the_slider_by_mouse_and_by_keyboard(page: Any) -> None:
    box = page.locator("[name=step]").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    assert step(page) == 16
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert 7 <= step(page) <= 10
    page.keyboard.press("Home")
    assert step(page) == 1 and shows(page, 0)
    for key, wanted in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 16)):
        page.keyboard.press(key)
        assert step(page) == wanted and shows(page, wanted - 1), key


def test_keys(page: Any) -> None:
    for key, wanted in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowDown", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("ArrowUp", 1),
        ("ArrowLeft", 1),
        ("End", 16),
        ("ArrowRight", 16),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        assert step(page) == wanted and shows(page, wanted - 1), key


@pytest.mark.parametrize("press", ("mouse", "space", "button"))
def test_playing_stops_at_the_last_step_and_can_be_paused(page: Any, press: str) -> None:
    def toggle() -> None:
        if press == "mouse":
            page.click("[name=play]")
        elif press == "space":
            page.locator("body").press(" ")
        else:
            page.locator("[name=play]").press("Enter")

    assert page.locator("[name=play]").get_attribute("aria-label") == "Play"
    toggle()
    assert page.locator("[name=play]").get_attribute("aria-label") == "Pause"
    page.clock.run_for(2500)
    assert step(page) == 3
    toggle()
    page.clock.run_for(9000)
    assert step(page) == 3
    toggle()
    page.clock.run_for(60_000)
    assert step(page) == 16 and page.locator("[name=play]").get_attribute("aria-label") == "Play"
    page.clock.run_for(60_000)
    assert step(page) == 16  # it never begins again by itself
    toggle()
    assert step(page) == 1  # but when it is asked to


@pytest.mark.parametrize(("speed", "wanted"), (("0.25", 2), ("0.5", 3), ("1", 5), ("2", 9), ("4", 16)))
def test_speed(page: Any, speed: str, wanted: int) -> None:
    page.select_option("[name=speed]", speed)
    page.click("[name=play]")
    page.clock.run_for(4100)
    assert step(page) == wanted


def test_a_step_by_hand_pauses(page: Any) -> None:
    page.click("[name=play]")
    page.clock.run_for(1100)
    page.keyboard.press("ArrowRight")
    page.clock.run_for(9000)
    assert step(page) == 3


def test_the_keys_are_listed(page: Any) -> None:
    for way in ("click", "key"):
        page.click("[name=help]") if way == "click" else page.keyboard.press("?")
        assert page.locator("dialog dt").count() == 7 and page.locator("dialog").is_visible()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape") if way == "click" else page.locator("dialog button").click()
        assert not page.locator("dialog").is_visible() and step(page) == 1


def test_a_click_keeps_a_cell_pointed_out(page: Any) -> None:
    kept = page.locator("[data-cell='output/0/1/1']")
    kept.click()
    for other in ("input/0/0/0", "kernel/0/0/0/0"):
        page.hover(f"[data-cell='{other}']", force=True)
        assert page.evaluate(READ)["line"] == "0·0 + 1·1 + 3·2 + 4·3 = 19"
        assert page.evaluate(READ)["cells"]["output/0/1/1"] == "output current"
    assert "Esc" in page.locator(".caption").inner_text()
    page.keyboard.press("Escape")
    assert shows(page, 0)
    kept.click()
    kept.click()
    page.mouse.move(2, 2)
    assert shows(page, 0)


def test_cells_by_keyboard(page: Any) -> None:
    """Each grid is one stop of the tabulator; within it arrows lead from cell to cell."""
    stops = []
    for _ in range(3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.dataset.cell"))
    assert stops == ["input/0/0/0", "kernel/0/0/0/0", "output/0/0/0"]
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    focused = page.locator(":focus")
    assert focused.get_attribute("data-cell") == "output/0/1/1"
    label = "output, row 2, column 2 = 19, from 4 cells: 0·0 + 1·1 + 3·2 + 4·3 = 19"
    assert focused.get_attribute("aria-label") == label and focused.get_attribute("role") == "button"
    assert page.evaluate(READ)["line"].endswith("= 19")
    page.keyboard.press("Enter")
    assert focused.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(READ)["line"].endswith("= 19")
    page.keyboard.press("Escape")
    assert page.locator("[data-cell][aria-pressed=true]").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "first" and shows(page, 0)


def test_each_step_by_hand_is_told(page: Any) -> None:
    assert page.locator(".live").get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    sentence = "Step 2 of 16: output, row 1, column 2 = 3, from 4 cells: 0·0 + 0·1 + 0·2 + 1·3 = 3"
    assert page.locator(".live").text_content() == sentence
    page.click("[name=play]")
    page.clock.run_for(3000)
    assert page.locator(".live").text_content() == sentence  # a voice would never catch up


def test_it_begins_by_itself_unless_motion_is_unwanted(browser: Any, tmp_path: Path) -> None:
    path = saved(numbers(), tmp_path)
    with opened(browser, path, reduced_motion="no-preference") as page:
        page.locator(".playing").wait_for()
    with opened(browser, path) as page:
        page.wait_for_timeout(300)
        assert shows(page, 15)


def test_a_step_in_the_address(browser: Any, tmp_path: Path) -> None:
    path = saved(numbers(), tmp_path)
    with opened(browser, path, "#step=4", reduced_motion="no-preference") as page:
        assert step(page) == 5 and shows(page, 4)
        page.evaluate("location.hash = 'step=2'")
        page.locator(".count", has_text="3 / 16").wait_for()


def test_without_scripts_the_finished_figure(browser: Any, tmp_path: Path) -> None:
    with opened(browser, saved(numbers(), tmp_path), java_script_enabled=False) as page:
        assert page.locator(".player").is_hidden()
        texts = page.locator(".texts text").all_text_contents()
        assert texts[-16:] == [str(text) for text in np.ravel([*numbers().film.frame(15).texts.values()][-1])]


def test_paper_has_the_finished_figure(browser: Any, tmp_path: Path) -> None:
    with opened(browser, saved(numbers(), tmp_path)) as page:
        page.keyboard.press("Home")
        page.emulate_media(media="print")
        page.wait_for_timeout(300)
        assert shows(page, 15) and page.locator(".player").is_hidden()
        page.emulate_media(media="screen")
        page.wait_for_timeout(300)
        assert shows(page, 0)


def test_a_deck_starts_and_stops_it_and_gets_its_keys_back(browser: Any, tmp_path: Path) -> None:
    saved(numbers(), tmp_path)
    deck = "<iframe src='figure.html' width=900 height=600></iframe><script>told = [];"
    (tmp_path / "deck.html").write_text(deck + "onmessage = event => told.push(event.data)</script>")
    page = browser.new_page(reduced_motion="reduce")
    page.goto((tmp_path / "deck.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_selector(".ready")
    say = "message => document.querySelector('iframe').contentWindow.postMessage(message, '*')"
    page.evaluate(say, "slide:start")
    page.evaluate(say, "slide:stop")
    frame.locator(".count").click()
    page.keyboard.press("End")
    for key in ("ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_function("told.length == 2")
    assert page.evaluate("told") == ['{"method":"next"}', '{"method":"prev"}']
    page.close()


def test_nothing_in_a_title_becomes_markup(browser: Any, tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script> \"'` ]]> <!-- </style> &amp; <img src=x onerror=alert(1)>"
    figure = numbers(title=title, recipe_words=title)
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("Home")
        assert shows(page, 0)
        words = page.locator(".stage svg").text_content()
        assert "</script><script>alert(1)</script>" in words.replace("\n", " ")
        assert page.locator("img").count() == 0 and page.locator("script").count() == 3


def test_the_policy_lets_nothing_else_run(browser: Any, tmp_path: Path) -> None:
    path = saved(numbers(), tmp_path)
    text = path.read_text()
    assert "default-src 'none'" in text and "unsafe" not in text
    path.write_text(text.replace("</body>", "<script>document.title = 'ran'</script></body>"))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".ready")
    assert page.title() != "ran"
    page.close()


def test_axe_finds_nothing(browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    for theme, options in (("light", {}), ("dark", {"quiz": True}), ("d2l", {"lang": "zh"}), ("dumoulin", {})):
        path = saved(numbers(theme=theme, **options), tmp_path)
        opened_page = browser.new_context(bypass_csp=True, reduced_motion="reduce").new_page()
        opened_page.goto(path.as_uri())
        opened_page.wait_for_selector(".ready")
        found = axe.Axe().run(opened_page)
        assert found.violations_count == 0, found.generate_report()
        opened_page.context.close()


def test_sizes_and_bytes(tmp_path: Path) -> None:
    for operation, most in ((vz.Conv(5, 3, stride=2, padding=1), 30_000), (vz.Conv(64, 5), 250_000)):
        figure = vz.figure(operation)
        page = figure.encoded(".html")
        assert len(page) <= most and page == figure.encoded(".html")
        assert page == vz.figure(figure.operation).encoded(".html")
