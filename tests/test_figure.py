"""What a notebook shows of a figure, and how figures are compared."""

from pathlib import Path
from typing import Any

import numpy as np

import visualize as vz


def test_notebook_bundle() -> None:
    bundle = vz.figure(vz.Conv(5, 3, 2, 1))._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/html"].startswith('<img src="data:image/svg+xml;base64,')


def test_bundle_with_values(tmp_path: Path) -> None:
    bundle: dict[str, Any] = vz.figure(vz.Conv(3, 2), input=np.eye(3))._repr_mimebundle_()
    assert "image/png" in bundle
