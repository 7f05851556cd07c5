"""The element `<conv-figure>`: attributes, events, several on a page, light and dark pages, a deck's keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.browsers import served
from tests.command_line import run
from tests.pages import classes
from visualize.families import family

PAGE = """<!doctype html><html style='{style}'><meta charset='utf-8'>
<script type='module' src='conv-figure.js'></script>
<script>told = []; addEventListener('step', event => told.push([event.target.id, event.detail]));
keys = []; addEventListener('keydown', event => keys.push(event.key));</script>
<conv-figure id='one' src='family.json' k='3' step='2'></conv-figure>
<conv-figure id='two' src='family.json' s='1'></conv-figure>"""
READ = """id => Object.fromEntries([...document.getElementById(id).shadowRoot.querySelectorAll('[data-cell]')]
  .map(cell => [cell.dataset.cell, cell.getAttribute('class')]))"""
FILL = "() => getComputedStyle(two.shadowRoot.querySelector('[class=input]')).fill"
LIGHT, DARK = "rgb(165, 210, 244)", "rgb(43, 106, 156)"


def drawn(k: int, s: int) -> Any:
    return vz.figure(vz.Conv(4, k, stride=s))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("element")
    assert not run(found, "player", "--output", ".").returncode
    family(drawn, {"k": 2, "s": 2}, k=range(1, 6), s=(1, 2)).save(found / "family.json")
    return found


@pytest.fixture
def page(browser: Any, folder: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page in a style, `color-scheme`, for a reader who prefers the dark."""
    style = getattr(request, "param", "color-scheme: light")
    (folder / "page.html").write_text(PAGE.replace("{style}", style))
    found, wrong = browser.new_page(reduced_motion="reduce", color_scheme="dark"), []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    with served(folder) as address:
        found.goto(f"{address}/page.html")
        for name in ("one", "two"):
            found.wait_for_function("id => document.getElementById(id).shadowRoot?.querySelector('.ready')", arg=name)
        yield found
    found.close()
    assert not wrong, wrong


def shows(page: Any, name: str, k: int, s: int, frame: int) -> bool:
    return page.evaluate(READ, name) == classes(drawn(k, s).film, frame)  # type: ignore[no-any-return]


def test_attributes_choose(page: Any) -> None:
    assert shows(page, "one", 3, 2, 0) or page.evaluate("one.step") == 0
    page.evaluate("one.setAttribute('s', '1'), one.setAttribute('step', '1')")
    assert shows(page, "one", 3, 1, 1)
    page.evaluate("one.setAttribute('k', '5')")
    assert page.evaluate("one.hasAttribute('refused')") and shows(page, "one", 3, 1, 1)
    page.evaluate("one.setAttribute('k', '2')")
    assert not page.evaluate("one.hasAttribute('refused')") and shows(page, "one", 2, 1, 1)
    assert shows(page, "two", 2, 1, 8)


def test_each_has_its_own_steps_and_tells_them(page: Any) -> None:
    page.evaluate("told = []")
    two = page.locator("#two")
    two.locator("[name=first]").click()
    two.locator("[name=next]").click()
    assert page.evaluate("told") == [["two", 0], ["two", 1]] and page.evaluate("two.step") == 1
    assert shows(page, "two", 2, 1, 1) and page.evaluate("one.step") == 0


def test_keys_are_the_decks_where_no_step_is_left(page: Any) -> None:
    page.evaluate("keys = []")
    page.locator("#two [name=back]").focus()
    for key in ("Home", "ArrowLeft", "ArrowRight", "End", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("keys") == ["ArrowLeft", "ArrowRight"] and page.evaluate("two.step") == 8


@pytest.mark.parametrize(
    ("page", "fill"),
    (
        ("", LIGHT),
        ("color-scheme: light", LIGHT),
        ("color-scheme: dark", DARK),
        ("color-scheme: light dark", DARK),
    ),
    indirect=["page"],
)
def test_it_is_as_dark_as_the_page(page: Any, fill: str) -> None:
    assert page.evaluate(FILL) == fill
    page.evaluate("document.documentElement.style.colorScheme = 'dark'")
    page.wait_for_function(f"() => ({FILL})() === '{DARK}'")
    page.evaluate("document.documentElement.style.colorScheme = 'light'")
    page.wait_for_function(f"() => ({FILL})() === '{LIGHT}'")


def test_the_demo_page_works_from_a_disk(browser: Any, folder: Path) -> None:
    page, asked = browser.new_page(reduced_motion="reduce"), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    page.locator("conv-figure .ready").wait_for()
    page.click("button[name=k][value='2']")
    page.locator("conv-figure [name=first]").click()
    page.locator("conv-figure [name=next]").click()
    assert page.locator("output").last.inner_text() == "1" and page.locator(".count").inner_text() == "2 / 9"
    assert asked == [(folder / "index.html").as_uri()]
    page.close()


def test_the_same_command_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    run(tmp_path, "player", "--output", "again/here")
    for name in ("conv-figure.js", "figure.json", "index.html"):
        assert (tmp_path / "again" / "here" / name).read_bytes() == (folder / name).read_bytes()


def test_a_folder_is_needed(tmp_path: Path) -> None:
    done = run(tmp_path, "player")
    assert done.stderr == "visualize: missing output: give a folder, as in --output player\n"
