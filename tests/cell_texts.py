"""Texts of cells, read from the SVG, and random numbers that may stand in them."""

from decimal import Decimal
from xml.etree import ElementTree

import numpy as np
from hypothesis import strategies as st


def texts(svg: str, grid: str) -> dict[tuple[int, int], str]:
    """The last text of every cell of a grid, by row and column."""
    found = {}
    for element in ElementTree.fromstring(svg).iter():
        name = element.get("data-text")
        if name and name.startswith(f"{grid}/"):
            row, column = name.split("/")[-2:]
            found[int(row), int(column)] = element.text or ""
    return found


def table(cells: dict[tuple[int, int], str]) -> str:
    rows = sorted({row for row, _ in cells})
    return "; ".join(" ".join(text for at, text in sorted(cells.items()) if at[0] == row) for row in rows)


def near(printed: str, value: float) -> bool:
    """Whether a text is a number's rounding to as many places as it shows."""
    if np.isnan(value):
        return printed == "nan"
    if np.isinf(value):
        return printed == ("∞" if value > 0 else "−∞")
    shown = Decimal(printed.replace("−", "-"))
    exponent = shown.as_tuple().exponent
    place = Decimal(1).scaleb(int(exponent))
    return abs(shown - Decimal(value)) <= place / 2 + Decimal(abs(value)) * Decimal("1e-12")


NUMBERS = st.one_of(
    st.integers(-99, 99).map(float),
    st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-9),
    st.sampled_from([float("nan"), float("inf"), float("-inf"), 1e-9, -1e9]),
)
