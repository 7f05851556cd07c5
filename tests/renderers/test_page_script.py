"""The script of a page is that of its modules: only blanks and comments are gone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from visualize.renderers.page import document
from visualize.renderers.page.document import BLANKS, SCRIPT, javascript
from visualize.renderers.page.element import MODULES as ELEMENT
from visualize.renderers.page.widget import MODULES as WIDGET

ASSETS = Path(document.__file__).parent


def formatted(text: str) -> str:
    """As Biome writes it, with the same blanks for all."""
    biome = shutil.which("biome", path=str(Path(sys.executable).parent)) or shutil.which("biome")
    if biome is None:
        pytest.skip("needs biome: pip install 'conv-visualize[lint]'")
    command = [biome, "format", "--stdin-file-path=script.js"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("modules", [SCRIPT, ("picture.js", "player.js", "family.js"), ELEMENT, WIDGET, ("boot.js",)])
def test_taking_blanks_away_changes_no_word(modules: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    short = javascript(*modules)
    with monkeypatch.context() as patch:
        patch.setattr(document, "BLANKS", re.compile("(?!)()()"))
        whole = javascript.__wrapped__(*modules)  # which is cached
    assert len(short) < len(whole) and formatted(short) == formatted(whole)


def test_texts_keep_their_blanks() -> None:
    text = 'const a = { b : "c = { d }" , e : `f , ${ g }` } ; h = i + +j - -k'
    assert (
        BLANKS.sub(lambda found: found[1] or found[2], text) == 'const a={b:"c = { d }",e:`f , ${ g }`};h=i + +j - -k'
    )
