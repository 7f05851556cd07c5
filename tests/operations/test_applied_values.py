"""Values and weights: small types do not overflow, what is no grid is refused, nobody changes weights later."""

from typing import Any

import numpy as np
import pytest

import visualize as vz


@pytest.mark.parametrize("kind", ("uint8", "int8", "bool", "float16", "uint16", "int32", "float32"))
def test_small_types_do_not_overflow(kind: str) -> None:
    x, w = np.full((2, 2), 100).astype(kind), np.full((2, 2), 3).astype(kind)
    wanted = 4 * float(x[0, 0]) * float(w[0, 0])
    assert vz.Conv(2, 2).apply(x, w).tolist() == [[wanted]]
    assert vz.ConvTranspose(2, 1).apply(x, w[:1, :1]).tolist() == [[wanted / 4] * 2] * 2
    assert vz.AvgPool(2, 2).apply(x).tolist() == [[float(x[0, 0])]]
    line = vz.figure(vz.Conv(2, 2), input=x, kernel=w, bias=100).film.frame(0).line.text
    assert line.endswith(f" + 100 = {wanted + 100:.0f}"), line


@pytest.mark.parametrize("values", ([[1], [1, 2]], [["a", "b"], ["c", "d"]], None, 3, [[1j, 0], [0, 0]], [[1, 2, 3]]))
def test_values_that_are_no_grid_are_refused(values: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid input") as found:
        vz.Conv(2, 2).apply(values, np.ones((2, 2)))
    assert "\n" not in str(found.value) and "  " not in str(found.value)


def test_operations_keep_their_own_weights() -> None:
    weights = np.ones((2, 2))
    op = vz.Conv(2, 2, weight=weights)
    weights[:] = 7
    assert op.apply(np.ones((2, 2))).tolist() == [[4]]
