"""Pages of families: sliders, settings that are refused, the address, what is copied and saved."""

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.pages import READ, classes, opened
from visualize.families import family

KERNELS, STRIDES, PADDINGS = range(1, 6), range(1, 4), range(3)


def drawn(k: int, s: int, p: int) -> Any:
    return vz.figure(vz.Conv(4, k, stride=s, padding=p))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("family") / "family.html"
    family(drawn, {"k": 3, "s": 2, "p": 1}, k=KERNELS, s=STRIDES, p=PADDINGS).save(found)
    return found


@pytest.fixture
def page(browser: Any, path: Path) -> Iterator[Any]:
    with opened(browser, path, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found


def choose(page: Any, **setting: int) -> None:
    for name, value in setting.items():
        slider = page.locator(".setting", has_text=re.compile(f"^{name}")).locator("input")
        slider.fill(str({"k": KERNELS, "s": STRIDES, "p": PADDINGS}[name].index(value)))


def shows(page: Any, k: int, s: int, p: int, frame: int | None = None) -> bool:
    film = drawn(k, s, p).film
    wanted = classes(film, film.still if frame is None else frame)
    return page.evaluate(READ)["cells"] == wanted  # type: ignore[no-any-return]


def test_every_setting_shows_its_figure_or_why_there_is_none(page: Any) -> None:
    shown = chosen = {"k": 3, "s": 2, "p": 1}
    for setting in itertools.product(KERNELS, STRIDES, PADDINGS):
        for name, value in zip("ksp", setting, strict=True):
            if chosen[name] == value:
                continue
            chosen = {**chosen, name: value}
            choose(page, **{name: value})
            refused = page.locator(".refusal").text_content()
            try:
                drawn(**chosen)
                shown = chosen
                assert not refused
            except vz.VisualizeError as error:
                assert refused == str(error)
            assert shows(page, **shown), chosen  # the last one that there is stays


def test_the_step_stays_from_setting_to_setting(page: Any) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    choose(page, k=2)
    assert shows(page, 2, 2, 1, frame=1)
    page.locator(".count").click()
    page.keyboard.press("End")
    choose(page, s=1)
    assert shows(page, 2, 1, 1)


def test_sliders_by_keyboard(page: Any) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert shows(page, 4, 2, 1)
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    assert shows(page, 4, 1, 1)


def test_the_address_opens_what_it_was_copied_from(browser: Any, page: Any, path: Path) -> None:
    choose(page, k=2, s=1, p=2)
    page.keyboard.press("Escape")
    page.locator(".count").click()
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.click("[name=link]")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == path.as_uri() + "#k=2&s=1&p=2&step=2" == page.url
    with opened(browser, path, "#k=2&s=1&p=2&step=2") as other:
        assert shows(other, 2, 1, 2, frame=2)
    with opened(browser, path, "#k=99&s=1&step=999") as other:
        assert shows(other, 3, 1, 1)


def test_what_is_copied(page: Any) -> None:
    choose(page, k=2, s=1)
    for button, text in (
        ("command", "python -m visualize --i 4 --k 2 --p 1"),
        ("torch", "nn.Conv2d(1, 1, kernel_size=2, padding=1)"),
    ):
        page.click(f"[name={button}]")
        assert page.evaluate("navigator.clipboard.readText()") == text
        assert text in page.locator(".live").text_content()


def test_a_saved_step_is_the_picture(page: Any, tmp_path: Path) -> None:
    page.keyboard.press("Home")
    with page.expect_download() as download:
        page.click("[name=save]")
    assert download.value.suggested_filename == "k3_s2_p1_step0.svg"
    download.value.save_as(tmp_path / "step.svg")
    cells = [one for one in ET.parse(tmp_path / "step.svg").iter() if "data-cell" in one.attrib]
    film = drawn(3, 2, 1).film
    assert {one.get("data-cell"): one.get("class") for one in cells} == classes(film, 0)
    rgb = page.evaluate(READ)["fills"]
    assert {one.get("data-cell"): one.get("fill") for one in cells} == rgb


def test_ninety_settings_are_small(tmp_path: Path) -> None:
    found = family(
        lambda i, k, s, p: vz.figure(vz.Conv(i, k, stride=s, padding=p)), i=(5, 6), k=KERNELS, s=STRIDES, p=PADDINGS
    )
    assert len(found.settings) == 90 and found.save(tmp_path / "a.html") <= 400_000
    found.save(tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_sentences_of_refusals_stay_text(browser: Any, tmp_path: Path) -> None:
    sentence = "</script><script>alert(1)</script>]]>"

    def draw(k: int) -> Any:
        if k == 2:
            raise vz.VisualizeError(sentence)
        return vz.figure(vz.Conv(4, k))

    family(draw, k=(1, 2)).save(tmp_path / "a.html")
    with opened(browser, tmp_path / "a.html", "#k=2") as page:
        assert page.locator(".refusal").text_content() == sentence


def test_values_may_be_pairs(browser: Any, tmp_path: Path) -> None:
    """Their texts have commas, as the lists of values have on the command line."""
    pairs = ((3, 1), (2, 4), (1, 1))
    figures = {(k, s): vz.figure(vz.Conv((5, 6), k, stride=s)) for k in pairs for s in (1, (2, 1))}
    family(lambda k, s: figures[k, s], k=pairs, s=(1, (2, 1))).save(tmp_path / "a.html")
    with opened(browser, tmp_path / "a.html") as page:
        for k, pair in enumerate(pairs):
            for s, step in enumerate((1, (2, 1))):
                for slider, at in zip(page.locator(".setting input").all(), (k, s), strict=True):
                    slider.fill(str(at))
                film = figures[pair, step].film
                assert page.evaluate(READ)["cells"] == classes(film, film.still)
                assert [one.text_content() for one in page.locator(".setting output").all()] == [
                    ",".join(map(str, pair)),
                    "1" if step == 1 else "2,1",
                ]


@pytest.mark.parametrize(
    ("draw", "values", "told"),
    (
        (3, [1, 2], "invalid draw 3: must be a function that returns a figure of the values"),
        (lambda k: k, [1, 2], "invalid draw <function"),
        (drawn, 3, "invalid k 3: must be a list of values"),
        (drawn, [1, 1], "invalid k 1,1: give each value once"),
        (drawn, itertools.count(), "invalid vary k=1001: it would have 1,001 settings"),
        (drawn, [], "invalid vary k=0: give at least one value"),
    ),
)
def test_what_is_no_family_is_one_line(draw: Any, values: Any, told: str) -> None:
    with pytest.raises(vz.VisualizeError, match="^" + re.escape(told.replace("of type function", ""))):
        family(draw, k=values)
