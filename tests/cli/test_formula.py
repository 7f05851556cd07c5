"""The command `formula`: typeset formulas in every format, the same bytes twice."""

from pathlib import Path

import pytest
from PIL import Image

from tests.command_line import run


@pytest.mark.parametrize("suffix", (".svg", ".png", ".pdf"))
def test_typeset_formula(tmp_path: Path, suffix: str) -> None:
    contents = []
    for name in ("a", "b"):
        result = run(
            tmp_path, "formula", "--k", "3", "--p", "1", "--s", "2", "--convention", "both", "-o", name + suffix
        )
        assert result.stdout == name + suffix + "\n", result.stderr
        contents.append((tmp_path / (name + suffix)).read_bytes())
    assert contents[0] == contents[1]
    if suffix == ".png":
        with Image.open(tmp_path / "a.png") as image:
            assert image.width > 600
            assert len(image.convert("L").getcolors()) > 10
