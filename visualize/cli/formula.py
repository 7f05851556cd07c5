"""Typesets output-size formulas, in symbols and with numbers, by matplotlib's mathtext."""

import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from visualize.choices import CONVENTIONS
from visualize.choices import theme as checked
from visualize.errors import unsupported
from visualize.export.files import job, write
from visualize.export.targets import target
from visualize.operations import Layer
from visualize.style import fonts
from visualize.style.looks import Theme
from visualize.style.themes import theme
from visualize.text.formula_lines import Formula, size_formulas
from visualize.text.phrases import phrase
from visualize.validate import one_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".svg", ".png", ".pdf")
LARGE, MIDDLE, SMALL = 26, 22, 18  # points
WIDTH = 8  # inches; what lies beyond is drawn too
NAMES = {"torch": "PyTorch", "d2l": "d2l"}
SIGNS = {
    "⌊": r"\left\lfloor ",
    "⌋": r"\right\rfloor ",
    "⌈": r"\left\lceil ",
    "⌉": r"\right\rceil ",
    "(": r"\left(",
    ")": r"\right)",
    "−": "-",
    "×": r"\times ",
    "≥": r"\geq",
    "|": r"\mid",
    ", ": r",\quad ",
}


class Line(NamedTuple):
    """A line of mathtext or of words, its font size in points, and whether it is quiet: symbols and conditions are.

    `plain` is what screen readers read in place of mathtext.
    """

    text: str
    size: int
    quiet: bool
    math: bool = True
    plain: str = ""

    @property
    def height(self) -> float:
        """In inches; a line with a fraction is higher."""
        return self.size * (0.041 if "frac" in self.text else 0.026)


def lines(
    operation: Layer, convention: str, form: str | None = None, product: bool = False, language: str = "en"
) -> list[Line]:
    """The lines of the picture: each formula in symbols and with numbers, in one convention or in both.

    With both conventions there is no room for special cases unless `form` asks for them.

    >>> from visualize import Conv
    >>> lines(Conv(8, 3, stride=2, padding=1), "d2l", "short")[1].text
    'o = \\\\left\\\\lfloor \\\\dfrac{8 - 3 + 2 + 2}{2}\\\\right\\\\rfloor  = 4'
    """
    one_of("convention", convention, CONVENTIONS, "conventions")
    if operation.moves:
        advice = "there is no formula with a kernel; the factor multiplies or divides the size"
        raise unsupported("op", operation.name.replace("_", "-"), advice)
    if convention != "both" or operation.transposed:
        return [line for one in size_formulas(operation, convention, form, product) for line in _written(one)]
    found = []
    for one in ("torch", "d2l"):
        formulas = size_formulas(operation, one, form, product)
        heading = phrase(one, language).format("").strip()
        found.append(Line(heading, SMALL, True, math=False, plain=heading))
        found += [line for formula in formulas if form or not formula.special for line in _written(formula)]
    return found


def _written(formula: Formula) -> list[Line]:
    """In symbols, then with numbers; a special case on one line, if there is room, behind its condition."""
    symbols, numbers, condition = formula.symbols, formula.numbers, formula.condition
    if not condition:
        return [_typeset(symbols, LARGE, True), _typeset(numbers, LARGE, False)]
    if not formula.special:
        return [_typeset(symbols, SMALL, True, condition), _typeset(numbers, SMALL, True)]
    if "×" in symbols:
        shown = _typeset(symbols, MIDDLE, True), _typeset(numbers, MIDDLE, False)
        return [_typeset("", SMALL, True, condition), *shown]
    return [_typeset(f"{symbols} = {numbers.partition(' = ')[2]}", MIDDLE, False, condition)]


def _typeset(formula: str, size: int, quiet: bool, condition: str = "") -> Line:
    """A line of mathtext, behind its condition if there is one."""
    before = mathtext(condition) + r":\quad " if condition else ""
    plain = f"{condition}: {formula}".strip() if condition else formula
    return Line(before + mathtext(formula), size, quiet, plain=plain)


def mathtext(formula: str) -> str:
    """A formula of `text.formulas` in the language of TeX: quotients as fractions, brackets as high as what they hold.

    >>> mathtext("2·p_top + d·(k − 1) / s_h")
    '2p_{\\\\mathrm{top}} + d\\\\,\\\\dfrac{k - 1}{s_h}'
    """
    while " / " in formula:
        formula = _with_fraction(formula)
    formula = re.sub(r"·(?=\d)|(?<=\d)·(?=\()", r" \\cdot ", formula)
    formula = re.sub(r"(?<=\d)·", "", formula).replace("·", r"\,")
    formula = re.sub(r"_([a-z]{2,})(?:_([hw]))?", _with_word, formula)
    for sign, command in SIGNS.items():
        formula = formula.replace(sign, command)
    return formula


def _with_fraction(formula: str) -> str:
    """The formula with its first quotient as a fraction; the dividend is a word or stands in parentheses."""
    before, _, after = formula.partition(" / ")
    start = _opening(before) if before.endswith(")") else len(before) - len(re.findall(r"\w+$", before)[0])
    dividend = before[start:].removeprefix("(").removesuffix(")")
    divisor = re.findall(r"^\w+", after)[0]
    return rf"{before[:start]}\dfrac{{{dividend}}}{{{divisor}}}{after[len(divisor) :]}"


def _opening(text: str) -> int:
    """Where the parenthesis opens that closes at the end."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at
    raise ValueError(text)


def _with_word(found: re.Match[str]) -> str:
    """A subscript of several letters, upright, with the one for rows or columns behind it."""
    axis = f",{found[2]}" if found[2] else ""
    return rf"_{{\mathrm{{{found[1]}}}{axis}}}"


def save(
    lines: Sequence[Line], theme_name: str, ground: str | None, names: Sequence[str], language: str = "en"
) -> None:
    """Write the formula to .svg, .png or .pdf files; the same bytes every time.

    Raises VisualizeError, before anything is written, if one of the names cannot be used.
    """
    targets = [target(name, SUFFIXES, ()) for name in names]
    chosen = theme(checked("theme", theme_name), ground)
    fonts.require_glyphs("\n".join(line.text for line in lines if not line.math))
    write([job(one, (), [partial(draw, lines, chosen, one.suffix, language)]) for one in targets])


def draw(texts: Sequence[Line], chosen: Theme, suffix: str, language: str, stream: BinaryIO) -> None:
    """Draw the formula into an open file."""
    from visualize.renderers.mpl import Tags, compact, settings

    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}[suffix]
    drawn = BytesIO()  # a buffer, because matplotlib cannot handle failing writes
    with settings({"svg.hashsalt": "visualize", "mathtext.fontset": "cm", "pdf.fonttype": 42}):
        from matplotlib.figure import Figure

        height = sum(line.height for line in texts)
        figure, top = Figure(figsize=(WIDTH, height), facecolor=chosen.page), height
        start = -max((_left_width(line) for line in texts), default=0.0) / WIDTH
        for line in texts:
            _write_line(figure, line, (top - line.height / 2) / height, start, chosen)
            top -= line.height
        figure.savefig(drawn, format=suffix[1:], dpi=200, bbox_inches="tight", pad_inches=0.2, metadata=dateless)
    tags = Tags(["\n".join(line.plain for line in texts)], language, "Formula")
    stream.write(compact(drawn.getvalue(), tags) if suffix == ".pdf" else drawn.getbuffer())


def _left_width(line: Line) -> float:
    """The width of what stands before the equals sign, in inches; 0 for words and conditions."""
    from matplotlib.textpath import TextPath

    left = _sides(line)[0]
    return float(TextPath((0, 0), f"${left}$", size=line.size).get_extents().width) / 72 if left else 0.0


def _sides(line: Line) -> tuple[str, str]:
    """What stands before and after the first equals sign; nothing before it in words and conditions."""
    left, equals, right = line.text.partition(" = ")
    return (left, right) if line.math and equals and ":" not in line.text else ("", line.text)


def _write_line(figure: "Figure", line: Line, middle: float, start: float, chosen: Theme) -> None:
    """Draw a line with its equals sign below those of the others; words and conditions begin at `start`.

    `middle` and `start` are shares of the figure's height and width, of which the equals signs stand at 0.
    """
    from visualize.renderers.mpl import font_of

    look: dict[str, Any] = {"color": chosen.quiet if line.quiet else chosen.text, "fontsize": line.size}
    # A fraction's bar is a quarter of the size above the baseline, as is the middle of words.
    y = middle - 0.25 * line.size / 72 / figure.get_figheight()
    left, right = _sides(line)
    if left:
        figure.text(0, y, f"${left}$", ha="right", **look)
    text = figure.text(0 if left else start, y, f"${'{} = ' * bool(left)}{right}$" if line.math else right, **look)
    if not line.math:
        text.set_fontproperties(font_of(fonts.face_of(line.text) or fonts.Face(fonts.HOUSE)))
        text.set_fontsize(line.size)
