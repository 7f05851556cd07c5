"""How rules are dashed and hatched, the same in every painter; lengths in pixels."""

from visualize.film import Placement

DASH = 0.58  # part of a period that is drawn


def dashes(length: float) -> int:
    """How many dashes fit along an edge of a cell, half of one at either end, so that edges meet in a corner."""
    return max(1, round(length / 8))


def hatches(placement: Placement) -> tuple[float, ...]:
    """Where hatch lines cross a cell, as the sum of row and column fractions: never its middle, which is 1."""
    return (0.25, 0.75, 1.25, 1.75) if placement.right[0] >= 20 else (0.5, 1.5)


def guide_width(outline_width: float) -> float:
    """Guides are finer than the outlines that they tie."""
    return max(1.2, outline_width * 0.45)
