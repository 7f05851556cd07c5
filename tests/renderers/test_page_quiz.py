"""A page that asks before it answers: what is typed is judged, and nothing is told before it is asked for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.pages import READ, opened, saved

OP = vz.Conv(3, 2, padding=1)


def numbers(**options: Any) -> Any:
    return vz.figure(OP, input=np.arange(9).reshape(3, 3), **options)


@pytest.mark.parametrize(
    ("answer", "said"), (("3", "Right. 0·0 + 0·1 + 0·2 + 1·3 = 3"), ("4", "Not 4. 0·0 + 0·1 + 0·2 + 1·3 = 3"))
)
def test_a_quiz_judges_what_is_typed(browser: Any, tmp_path: Path, answer: str, said: str) -> None:
    with opened(browser, saved(numbers(quiz=True), tmp_path)) as page:
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert page.evaluate(READ)["line"].endswith("= ?") and "3" not in page.locator(".caption").inner_text()
        page.fill("[name=answer]", answer)
        page.keyboard.press("Enter")
        assert page.locator(".caption").text_content() == said == page.locator(".live").text_content()
        assert page.evaluate(READ)["line"].endswith("= 3") and page.locator(".question").is_hidden()


def test_a_quiz_does_not_tell_before_it_is_asked_to(browser: Any, tmp_path: Path) -> None:
    with opened(browser, saved(numbers(quiz=True), tmp_path), reduced_motion="no-preference") as page:
        page.hover("[data-cell='output/0/1/1']", force=True)
        assert page.evaluate(READ)["line"] == "0·0 + 1·1 + 3·2 + 4·3 = ?"
        assert page.evaluate(READ)["texts"]["output/0/1/1"] == "?"
        page.click("[name=reveal]")
        assert page.evaluate(READ)["line"] == "0·0 + 0·1 + 0·2 + 0·3 = 0"


@pytest.mark.parametrize(
    ("options", "typed", "right"),
    (
        ({"kernel": [[0.5, 0.25], [0, 0]]}, "0,25", True),
        ({"kernel": [[0, -1], [0, 0]]}, "-1", True),
        ({"kernel": [[0, -1], [0, 0]]}, "−1", True),
        ({"kernel": [[0, -1], [0, 0]]}, "1", False),
        ({"kernel": [[0, -1], [0, 0]]}, "one", False),
    ),
)
def test_numbers_may_be_typed_in_other_ways(
    browser: Any, tmp_path: Path, options: dict[str, Any], typed: str, right: bool
) -> None:
    figure = vz.figure(vz.Conv(2, 2, padding=0), input=[[0, 1], [2, 3]], quiz=True, **options)
    with opened(browser, saved(figure, tmp_path)) as page:
        page.fill("[name=answer]", typed)
        page.keyboard.press("Enter")
        assert page.locator(".caption").inner_text().startswith("Right" if right else "Not")
