"""The equations of a step that stand in the rows of several channels, each behind the output that it gives."""

from __future__ import annotations

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Label
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.layout.matrix_canvas import ends
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.story.protocol import ChannelGrids
from visualize.style import fonts
from visualize.text.number_format import number_text
from visualize.text.sentences import Equation

# In font sizes, with kernels and without; longer equations stand below the picture, where there is more width.
LONGEST, LONGEST_OF_POOL = 24, 30
SIGNS = {"sum": (" = ", " + "), "max": ("max() = ", ", "), "mean": ("() / 99 ≈ ", " + ")}  # around and between terms


def width_in_rows(story: Story, grids: ChannelGrids, metrics: Metrics) -> float:
    """The width of the longest equation, 0 if equations do not stand in the rows."""
    if not (grids.own and story.numbers) or metrics.lettered or metrics.cell < SMALLEST_NUMBERED:
        return 0.0
    equation, size = story.equation(story.step_count // 2), _size(metrics)
    if equation is None or not equation.each:
        return 0.0
    longest = max(equation.each.values(), key=lambda one: len(number_text(one.bias)) if one.bias else 0)
    width = _width(story, longest, size)
    return width if width <= (LONGEST if grids.kernels else LONGEST_OF_POOL) * size else 0.0


def _size(metrics: Metrics) -> int:
    return max(metrics.quiet_size, metrics.min_equation_size)


def _width(story: Story, equation: Equation, size: int) -> float:
    """The width of an equation of so many terms, in the widest numbers."""
    bracketed = () if equation.kind == "max" else (INPUT, KERNEL)
    value, weight, result = (_widest(story, grid, size, grid in bracketed) for grid in (INPUT, KERNEL, OUTPUT))
    around, between = SIGNS[equation.kind]
    if len(equation.weights):
        value += fonts.width("·", size) + weight
    bias = fonts.width(f" + {number_text(equation.bias)}", size) if equation.bias else 0.0
    terms = len(equation.values)
    return terms * value + (terms - 1) * fonts.width(between, size) + fonts.width(around, size) + result + bias


def _widest(story: Story, grid: Grid, size: int, bracketed: bool) -> float:
    """The width of the widest number that is written in grids of that tensor, negative ones perhaps in brackets."""
    if not any(one.tensor is grid.tensor for one in story.numbers):
        return 0.0
    texts = (f"({text})" if bracketed and text.startswith("−") else text for text in ends(story, grid))
    return max(fonts.width(text, size) for text in texts)


def line_in_rows(x: float, middles: list[float], metrics: Metrics) -> Label:
    """The label of the equations, which begin at `x`, each below the middle of its row."""
    size = _size(metrics)
    first, *others = (round(middle + 1.1 * size) for middle in middles)
    return Label("", (x, first), size, "text", "start", drops=tuple(float(other - first) for other in others))
