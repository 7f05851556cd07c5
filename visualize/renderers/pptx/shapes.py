"""DrawingML of a slide: shapes, freeforms, texts, groups. Knows neither films nor files.

XML is written as strings: a deck holds thousands of shapes, and building each through a library is slow.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import count
from typing import NamedTuple

import numpy as np

from visualize.film import Point
from visualize.renderers.display import Text
from visualize.style.borders import DASH, dashes
from visualize.style.colours import opacity
from visualize.style.fonts import is_chinese
from visualize.style.looks import DASHES

POINT = 12700  # in English Metric Units, the unit of slides; an inch is 914,400
# Fonts that most computers have; presentation programs choose between them by character.
LATIN, CHINESE = "Arial", "Microsoft YaHei"
# Round numbers compress well. Places and lengths are hundreds of units, less than a hundredth of a typographic point;
# the points of a freeform are twentieths of one.
ROUND, COARSE = 100, 635
BASELINE = 0.3465  # of Arial's size, from the middle of a line down to its baseline: (ascent - descent) / 2
NO_LINE = "<a:ln><a:noFill/></a:ln>"

Extent = tuple[int, int, int, int]


class Canvas(NamedTuple):
    """A film's place on a slide: units per pixel, the top left corner, and the next shape ids."""

    scale: float
    left: float
    top: float
    ids: Iterator[int]

    def at(self, point: Point) -> tuple[int, int]:
        """A point on the slide."""
        return _rounded(self.left + point[0] * self.scale), _rounded(self.top + point[1] * self.scale)

    def long(self, pixels: float) -> int:
        """A length in the slide's units."""
        return _rounded(pixels * self.scale)

    def extent(self, points: Sequence[Point]) -> Extent:
        """Left, top, right and bottom of points, in the slide's units; equal shapes get equal sides."""
        left, top, right, bottom = bounds(points)
        x, y = self.at((left, top))
        return x, y, x + self.long(right - left), y + self.long(bottom - top)


def _rounded(units: float) -> int:
    return ROUND * round(units / ROUND)


def bounds(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def fitted(width: float, height: float, slide: tuple[int, int], margin: int) -> Canvas:
    """The canvas of a picture in the middle of the slide, as large as possible."""
    scale = min((slide[0] - 2 * margin) / width, (slide[1] - 2 * margin) / height)
    left, top = (slide[0] - width * scale) / 2, (slide[1] - height * scale) / 2
    return Canvas(scale, left, top, count(3))  # 1 is the slide itself, 2 its title


class Piece(NamedTuple):
    """A shape or a group of shapes, and its extent."""

    xml: str
    extent: Extent


class Form(NamedTuple):
    """The geometry of a shape."""

    xml: str
    extent: Extent


class Path(NamedTuple):
    """Lines of a freeform; `left_out` is NO_STROKE, NO_FILL or empty."""

    lines: Sequence[Sequence[Point]]
    closed: bool = False
    left_out: str = ""


NO_STROKE, NO_FILL = ' stroke="0"', ' fill="none"'


def rectangle(canvas: Canvas, *points: Point) -> Form:
    """The axis-parallel rectangle around points."""
    return Form('<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>', canvas.extent(points))


def freeform(canvas: Canvas, *paths: Path) -> Form:
    """A form of any lines; a text is placed in the middle of its extent."""
    points = [point for path in paths for line in path.lines for point in line]
    extent, (left, top, right, bottom) = canvas.extent(points), bounds(points)
    # In coarse units from the form's own corner, equal cells have equal paths, which compress well.
    unit = canvas.scale / COARSE

    def at(point: Point) -> tuple[int, int]:
        return round((point[0] - left) * unit), round((point[1] - top) * unit)

    across, down = (max(1, side) for side in at((right, bottom)))
    drawn = "".join(
        f'<a:path w="{across}" h="{down}"{path.left_out}>'
        + "".join(_moves(list(map(at, line)), path.closed) for line in path.lines)
        + "</a:path>"
        for path in paths
    )
    rest = '<a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
    return Form(f"<a:custGeom>{rest}<a:pathLst>{drawn}</a:pathLst></a:custGeom>", extent)


def _size(extent: Extent) -> tuple[int, int]:
    """Width and height, at least 1, because a path of size 0 has no scale."""
    return max(1, extent[2] - extent[0]), max(1, extent[3] - extent[1])


def _moves(line: Sequence[tuple[int, int]], closed: bool) -> str:
    points = [f'<a:pt x="{x}" y="{y}"/>' for x, y in line]
    rest = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in points[1:])
    return f"<a:moveTo>{points[0]}</a:moveTo>{rest}{'<a:close/>' * closed}"


def dashed(corners: Sequence[Point], period: int = DASHES) -> list[list[Point]]:
    """The border of a cell as dashes that coincide with those of its neighbours.

    A dash lies around every corner, the others evenly between them. The built-in dashes of presentation programs would
    start at a different phase in each cell and fill each other's gaps.
    """
    drawn: list[list[Point]] = []
    for at, corner in enumerate(corners):
        before, after = corners[at - 1], corners[(at + 1) % len(corners)]
        ahead, behind = _number(corner, after, period), _number(corner, before, period)
        drawn.append([_towards(corner, before, DASH / 2 / behind), corner, _towards(corner, after, DASH / 2 / ahead)])
        drawn += [
            [_towards(corner, after, (number + side * DASH / 2) / ahead) for side in (-1, 1)]
            for number in range(1, ahead)
        ]
    return drawn


def _number(a: Point, b: Point, period: int) -> int:
    return dashes(float(np.hypot(b[0] - a[0], b[1] - a[1])), period)


def _towards(a: Point, b: Point, share: float) -> Point:
    """An end of a dash between a and b."""
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def solid(colour: str) -> str:
    """A solid fill, for shapes, lines and letters.

    >>> solid("#ff8000")
    '<a:solidFill><a:srgbClr val="FF8000"/></a:solidFill>'
    """
    share = opacity(colour)
    alpha = f'><a:alpha val="{round(100_000 * share)}"/></a:srgbClr>' if share < 1 else "/>"
    return f'<a:solidFill><a:srgbClr val="{colour[1:7].upper()}"{alpha}</a:solidFill>'


def stroke(canvas: Canvas, colour: str, width: float, cap: str = "flat") -> str:
    """A line; `width` is in pixels."""
    return f'<a:ln w="{canvas.long(width)}" cap="{cap}">{solid(colour)}<a:round/></a:ln>'


def shape(
    canvas: Canvas, name: str, form: Form, fill: str = "", line: str = NO_LINE, body: str = "", kind: str = ""
) -> Piece:
    """A shape; `fill` is a colour, empty for none."""
    (left, top), (across, down) = form.extent[:2], _size(form.extent)
    place = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
    painted = solid(fill) if fill else "<a:noFill/>"
    return Piece(
        f"<p:sp><p:nvSpPr>{identity(canvas, name)}<p:cNvSpPr{kind}/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{place}{form.xml}{painted}{line}</p:spPr>{body}</p:sp>",
        form.extent,
    )


def body(
    canvas: Canvas,
    size: float,
    runs: Sequence[tuple[str, str]],
    shift: Point = (0.0, 0.0),
    align: str = "ctr",
) -> str:
    """The text of a shape in parts, each with its colour, `shift` pixels from the shape's middle.

    Text typed into an empty shape gets the same style. It neither wraps nor shrinks: all programs show it alike.
    """
    insets = "".join(
        f' {side}Ins="{canvas.long(max(0.0, 2 * part))}"'
        for side, part in zip("ltrb", (*shift, -shift[0], -shift[1]), strict=True)
    )
    frame = f'<a:bodyPr wrap="none"{insets} rtlCol="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
    language = "zh-CN" if any(is_chinese(text) for text, _ in runs) else "en-US"
    look = f'lang="{language}" sz="{max(100, round(canvas.scale * size * 100 / POINT))}"'
    content = "".join(_run(look, text, colour) for text, colour in runs)
    return f'<p:txBody>{frame}<a:lstStyle/><a:p><a:pPr algn="{align}"/>{content}</a:p></p:txBody>'


def _run(look: str, text: str, colour: str) -> str:
    fonts = f'{solid(colour)}<a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/>'
    if not text:
        return f"<a:endParaRPr {look}>{fonts}</a:endParaRPr>"
    # No proofing, or programs would underline formulas as misspelt.
    return f'<a:r><a:rPr {look} noProof="1">{fonts}</a:rPr><a:t>{escape(text)}</a:t></a:r>'


def caption(canvas: Canvas, name: str, line: Text, width: float) -> Piece:
    """A line of text as a shape of its own, so many pixels wide."""
    size, centred = line.size, line.anchor == "middle"
    x, y = line.at[0] - centred * width / 2, line.at[1] - BASELINE * size
    form = rectangle(canvas, (x, y - 0.6 * size), (x + width, y + 0.6 * size))
    text = body(canvas, size, line.coloured, align="ctr" if centred else "l")
    return shape(canvas, name, form, body=text, kind=' txBox="1"')


def group(canvas: Canvas, name: str, pieces: Sequence[Piece], title: str = "", description: str = "") -> Piece:
    """A group of pieces; screen readers read the description."""
    extents = [piece.extent for piece in pieces]
    left, top = (min(extent[side] for extent in extents) for side in (0, 1))
    right, bottom = (max(extent[side] for extent in extents) for side in (2, 3))
    across, down = _size((left, top, right, bottom))
    place = (
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{across}" cy="{down}"/>'
        f'<a:chOff x="{left}" y="{top}"/><a:chExt cx="{across}" cy="{down}"/>'
    )
    content = "".join(piece.xml for piece in pieces)
    return Piece(
        f"<p:grpSp><p:nvGrpSpPr>{identity(canvas, name, title, description)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{place}</a:xfrm></p:grpSpPr>{content}</p:grpSp>",
        (left, top, right, bottom),
    )


def picture(canvas: Canvas, relation: str, size: tuple[float, float], title: str, description: str) -> Piece:
    """An embedded picture that fills the canvas."""
    extent = canvas.extent([(0, 0), size])
    place = (
        f'<a:off x="{extent[0]}" y="{extent[1]}"/><a:ext cx="{extent[2] - extent[0]}" cy="{extent[3] - extent[1]}"/>'
    )
    return Piece(
        f"<p:pic><p:nvPicPr>{identity(canvas, 'figure', title, description)}"
        '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>'
        f'<p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr><a:xfrm>{place}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>',
        extent,
    )


def identity(canvas: Canvas, name: str, title: str = "", description: str = "") -> str:
    """The id, name, title and description of a shape."""
    words = (("name", name), ("descr", description), ("title", title))
    attributes = "".join(f' {key}="{escape(text)}"' for key, text in words if text or key == "name")
    return f'<p:cNvPr id="{next(canvas.ids)}"{attributes}/>'
