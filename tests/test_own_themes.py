"""A lecturer's own colours: in the picture as given, in the recipe as words, contrasts told, what is wrong refused."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.decoding import middles
from visualize.choices import THEMES
from visualize.own_themes import ROLES, theme_name

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def pixel(image: Path, at: tuple[int, int]) -> str:
    red, green, blue = Image.open(image).convert("RGB").getpixel(at)
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_every_colour_is_where_its_role_is(tmp_path: Path) -> None:
    """Read back from the picture of one step, whose cells at rest, lit, pending and done are known."""
    own = {role: f"#{at:02x}{255 - 9 * at:02x}{(83 * at) % 256:02x}" for at, role in enumerate(ROLES)}
    (tmp_path / "own.toml").write_text("".join(f'{role} = "{colour}"\n' for role, colour in own.items()))
    with pytest.warns(UserWarning, match="^theme: "):
        figure = vz.figure(vz.Conv(4, 2, padding=1), view="flat", theme=str(tmp_path / "own.toml"), poster=6)
    figure.save(tmp_path / "a.png", tmp_path / "a.svg", tmp_path / "s-{n:02}.svg")
    where = middles((tmp_path / "s-06.svg").read_text())
    cells = {
        "output/0/0/0": "output_done",
        "output/0/1/1": "output_current",
        "output/0/4/4": "pending_fill",
        "input/0/1/1": "input_lit",
        "input/0/4/4": "input_rest",
        "input/0/0/0": "padding_rest",
    }
    for cell, role in cells.items():
        assert pixel(tmp_path / "a.png", where[cell]) == own[role], cell
    assert pixel(tmp_path / "a.png", (1, 1)) == own["ground"]
    assert own["window"] in (tmp_path / "a.svg").read_text()


@given(st.dictionaries(st.sampled_from(ROLES), COLOURS, min_size=1), st.sampled_from(THEMES))
def test_words_files_and_mappings_mean_the_same(colours: dict[str, str], base: str) -> None:
    from_mapping = theme_name("theme", {"base": base} | colours, THEMES)
    assert theme_name("theme", from_mapping, THEMES) == from_mapping
    assert from_mapping.startswith(f"{base}:") and all(
        f"{role}={colour}" in from_mapping for role, colour in colours.items()
    )


def test_a_recipe_holds_the_colours_and_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('base = "dark"\nground = "#000"\n')
    figure = vz.figure(vz.Conv(3, 2), theme=str(tmp_path / "own.toml"))
    assert figure.recipe.endswith("--theme dark:ground=#000000") or "'dark:ground=#000000'" in figure.recipe
    (tmp_path / "own.toml").unlink()
    again = vz.figure(vz.Conv(3, 2), theme="dark:ground=#000000")
    assert again.recipe == figure.recipe and again.theme == figure.theme
    np.testing.assert_array_equal(next(iter(again.frames())), next(iter(figure.frames())))
    again.save(tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())


@pytest.mark.parametrize(
    ("given_theme", "message"),
    [
        ({"base": "night"}, "unknown theme base night: known names are light, dark"),
        ({"base": 3}, "unknown theme base 3: known names are light, dark"),
        ({"grond": "#fff"}, "unknown theme colour grond: there are base, ground, text"),
        ({"ground": "white"}, "invalid theme ground white: must be a colour as #rrggbb"),
        ({"ground": float("nan")}, "invalid theme ground nan: must be a colour as #rrggbb"),
        ({"ground": {"red": 1}}, "invalid theme ground .*: must be a colour as #rrggbb"),
        ("light:ground=#12", "invalid theme ground #12: must be a colour as #rrggbb"),
        ("light:ground", "invalid theme ground '': must be a colour as #rrggbb"),
        ("night:ground=#123456", "unknown theme base night"),
    ],
)
def test_what_is_no_theme_is_refused(given_theme: object, message: str) -> None:
    with pytest.raises(vz.VisualizeError, match=f"^{message}"):
        vz.figure(vz.Conv(3, 2), theme=given_theme)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ground = ", "is no TOML: "),
        (b"a = " + 9000 * b"[", "is no TOML: "),
        (b"\xff\xfe", "is no TOML: it is not UTF-8"),
        (b"#" * 20_001, "has 20,001 bytes; at most 20,000 are read"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_file_of_a_theme_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    with pytest.raises(vz.VisualizeError, match=message) as caught:
        vz.figure(vz.Conv(3, 2), theme=str(tmp_path / "own.toml"))
    assert "\n" not in str(caught.value)
    with pytest.raises(vz.VisualizeError, match=r"must be a regular file|No such file"):
        vz.figure(vz.Conv(3, 2), theme=str(tmp_path / "none.toml"))


def test_the_example_is_read_and_legible() -> None:
    example = Path(__file__).parents[1] / "examples" / "theme.toml"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = vz.figure(vz.Conv(3, 2), theme=str(example))
    assert "--theme light:ground=#fdf6e3," in figure.recipe.replace("'", "")
