"""Tables of slides, as presentation programs have them: their cells can be edited, their colours are the deck's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from visualize.renderers.pptx.base import Base
from visualize.renderers.pptx.lecture import run, slide
from visualize.renderers.pptx.package import Part

KIND = "http://schemas.openxmlformats.org/drawingml/2006/table"
STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"  # Medium Style 2 - Accent 1, which is each deck's own
LARGEST, HEIGHT = 18, 1.9  # points, and a row's height in that of its letters
POINT = 12700  # English Metric Units
MARGIN = 5  # letters more than a column's longest text


def table(base: Base, mark: str, title: str, rows: Sequence[Sequence[str]], words: int, notes: str) -> Part:
    """A slide with a table: the names of its columns first, the first `words` columns from the left."""
    return slide(base, mark, title, _frame(base, rows, words, title), notes)


def _frame(base: Base, rows: Sequence[Sequence[str]], words: int, title: str) -> str:
    left, top, width, height = base.room
    size = min(LARGEST * POINT, height / len(rows) / HEIGHT)
    tall = round(size * HEIGHT)
    cells = "".join(_row(row, words, round(size / POINT * 100), tall) for row in rows)
    columns = "".join(f'<a:gridCol w="{one}"/>' for one in _widths(rows, width))
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="Table 3" descr="{escape(title)}"/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'<p:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{tall * len(rows)}"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{KIND}"><a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{STYLE}'
        f"</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{cells}</a:tbl></a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )


def _widths(rows: Sequence[Sequence[str]], width: int) -> Iterator[int]:
    """The columns' widths, as their longest texts."""
    longest = [MARGIN + max(map(len, column)) for column in zip(*rows, strict=True)]
    return (width * one // sum(longest) for one in longest)


def _row(row: Sequence[str], words: int, size: int, height: int) -> str:
    cells = (_cell(text, size, "l" if at < words else "r") for at, text in enumerate(row))
    return f'<a:tr h="{height}">{"".join(cells)}</a:tr>'


def _cell(text: str, size: int, side: str) -> str:
    end = f'<a:endParaRPr sz="{size}"/>' if not text else ""
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{side}"/>{run(text, size)}{end}</a:p></a:txBody>'
        '<a:tcPr marT="0" marB="0" anchor="ctr"/></a:tc>'
    )
