"""Films as decks. python-pptx makes slides, titles and notes; the drawings are inserted while the file is written.

So only one slide's shapes are in memory at a time, and the file has the same bytes on every run.
"""

from collections.abc import Callable
from contextlib import suppress
from html import escape
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from zipfile import ZipFile

from visualize.errors import missing
from visualize.film import Film
from visualize.renderers.pptx import archive, drawing
from visualize.renderers.pptx.shapes import POINT, Canvas, fitted, picture, solid
from visualize.renderers.step_names import step_names
from visualize.style import fonts
from visualize.style.fonts import is_chinese
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

SLIDE = (12192000, 6858000)  # 16:9, 13.333 by 7.5 inches
MARGIN = 91440  # a tenth of an inch, beside the film's own margin
TITLE, TITLE_LINE = 28, 431800  # points, and the height of a line; of a title that is shown
STEP = 14  # points, of the step's name behind it
TITLE_ONLY = 5  # index of a layout in the library's template
CORE, APPLICATION = "docProps/core.xml", "docProps/app.xml"
LINE = "{line}"  # placeholder in a slide's notes for the step's line, which is known when the slide is drawn


class Drawn(NamedTuple):
    """The shapes of a slide and the line in its notes."""

    shapes: str
    line: str = ""


def check() -> None:
    """Raise VisualizeError if python-pptx is not installed."""
    try:
        import pptx  # noqa: F401
    except ImportError:
        raise missing("python-pptx", "run: pip install 'conv-visualize[pptx]'") from None


def native(
    stream: BinaryIO,
    film: Film,
    theme: Theme,
    recipe: str,
    progress: Callable[[int], None],
    step: str = "step {}",
    source: str = "",
) -> None:
    """Write a deck with a slide of shapes for each step.

    `step` is the format of step names in titles and notes; steps count from 1 there.
    """
    check()
    deck, colon = empty_deck(), "：" if is_chinese(step) else ": "
    canvas, untitled = _below_title(film)
    for index, name in enumerate(step_names(film, step)):
        slide = _slide(deck, colon.join(filter(None, (film.title, name))))
        if untitled is not film:
            _show_title(slide, film.title, f"{colon}{name}" if name else "", theme)
        notes = (film.description if index == 0 else "", name, LINE)
        _note(slide, "\n".join(filter(None, notes)))

    def drawn(index: int) -> Drawn:
        frame = film.frame(index)
        progress(1)
        return Drawn(drawing.figure(untitled, theme, frame, canvas._replace(ids=count(3))), frame.line.text)

    _write(stream, deck, theme, _core(film, recipe, source), drawn)


def media(stream: BinaryIO, film: Film, theme: Theme, recipe: str, gif: bytes | str, source: str = "") -> None:
    """Write a deck of one slide that holds the GIF."""
    check()
    deck = empty_deck()
    slide = _slide(deck, film.title or film.description)
    _note(slide, film.description)
    image, relation = slide.part.get_or_add_image_part(BytesIO(gif) if isinstance(gif, bytes) else gif)
    width, height = image.scale(None, None)
    placed = picture(_canvas(width, height), relation, (width, height), film.title, film.description)
    _write(stream, deck, theme, _core(film, recipe, source), lambda index: Drawn(placed.xml))


def _canvas(width: float, height: float, top: int = 0) -> Canvas:
    """The canvas of a picture on the slide, or on the part of it below `top`."""
    canvas = fitted(width, height, (SLIDE[0], SLIDE[1] - top), MARGIN)
    return canvas._replace(top=canvas.top + top)


def _below_title(film: Film) -> tuple[Canvas, Film]:
    """The film without the title in its picture, which the slide's own title says, and the canvas for the rest."""
    titles = [label for label in film.labels if label.voice == "title"]
    if not titles:
        return _canvas(film.width, film.height), film
    cut = max(label.at[1] + 0.4 * label.size for label in titles)
    canvas = _canvas(film.width, film.height - cut, MARGIN + _title_height(film.title))
    labels = tuple(label for label in film.labels if label.voice != "title")
    return canvas._replace(top=canvas.top - cut * canvas.scale), film._replace(labels=labels)


def _title_height(title: str) -> int:
    """The height that a title takes on the slide, which wraps its long lines."""
    widths = (fonts.width(line, TITLE) * POINT for line in title.splitlines())
    return TITLE_LINE * sum(1 + int(width / (0.9 * SLIDE[0])) for width in widths)


def empty_deck() -> "Presentation":
    """The library's template widened to 16:9 with its layouts, so that slides added by hand look right."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.util import Emu

    deck = Presentation()
    stretch = SLIDE[0] / (deck.slide_width or SLIDE[0])
    deck.slide_width, deck.slide_height = map(Emu, SLIDE)
    deck.element.sldSz.attrib.pop("type", None)  # the template's is 4:3
    for page in (deck.slide_master, *deck.slide_layouts):
        for node in page.element.iter():
            for key in {"x", "cx"} & set(node.attrib):
                node.set(key, str(round(int(node.get(key)) * stretch)))
    # Remove the template's thumbnail, an empty 4:3 slide, and its printer settings.
    for holder, kind in ((deck.part.package, RT.THUMBNAIL), (deck.part, RT.PRINTER_SETTINGS)):
        with suppress(KeyError):
            holder.drop_rel(holder.relate_to(holder.part_related_by(kind), kind))
    return deck


def _slide(deck: "Presentation", title: str) -> "Slide":
    """A slide with a title for the outline and for screen readers, placed outside the visible area, above the slide."""
    from pptx.util import Emu, Pt

    slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    place = slide.shapes.title
    if place is not None:
        place.text = title
        place.text_frame.paragraphs[0].font.size = Pt(12)  # or a long title would reach down into the slide
        place.left, place.top, place.width, place.height = map(Emu, (0, -914400, SLIDE[0], 685800))
    return slide


def _show_title(slide: "Slide", title: str, step: str, theme: Theme) -> None:
    """Put the title on the slide, with the step's name, which makes it the slide's own, in small letters behind it."""
    from pptx.dml.color import RGBColor
    from pptx.util import Emu, Pt

    place = slide.shapes.title
    if place is None:
        return
    place.text = title
    runs = [run for paragraph in place.text_frame.paragraphs for run in paragraph.runs]
    name = place.text_frame.paragraphs[-1].add_run()
    name.text = step
    for run, size, colour in [*((run, TITLE, theme.text) for run in runs), (name, STEP, theme.quiet)]:
        run.font.size = Pt(size)
        run.font.color.rgb = RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
    across, down = SLIDE[0] - 2 * MARGIN, _title_height(title)
    place.left, place.top, place.width, place.height = map(Emu, (MARGIN, MARGIN, across, down))


def _note(slide: "Slide", text: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = text


def _write(stream: BinaryIO, deck: "Presentation", theme: Theme, core: str, drawn: Callable[[int], Drawn]) -> None:
    """Write the deck with backgrounds and drawings in the slides, metadata, and constant dates."""
    plain = BytesIO()
    deck.save(plain)
    slides = {f"ppt/slides/slide{index + 1}.xml": index for index in range(len(deck.slides))}
    notes = {f"ppt/notesSlides/notesSlide{index + 1}.xml": index for index in range(len(deck.slides))}
    lines: dict[int, str] = {}  # by slide; each slide precedes its notes in the file
    replaced = {CORE: core, APPLICATION: _application()}
    with ZipFile(plain) as source, ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = replaced[name].encode() if name in replaced else source.read(name)
            if name in slides:
                shapes, lines[slides[name]] = drawn(slides[name])
                data = _filled(data, theme, shapes)
            if name in notes:
                data = data.replace(_paragraph(LINE), _paragraph(lines.pop(notes[name])))
            archive.add(target, name, data)


def _filled(slide: bytes, theme: Theme, shapes: str) -> bytes:
    """A slide's XML with its background, if it has one of its own, and with the shapes above all others."""
    if not theme.clear:
        ground = f"<p:cSld><p:bg><p:bgPr>{solid(theme.page)}<a:effectLst/></p:bgPr></p:bg>"
        slide = slide.replace(b"<p:cSld>", ground.encode(), 1)
    head, end, rest = slide.rpartition(b"</p:spTree>")
    return head + shapes.encode() + end + rest


def _paragraph(text: str) -> bytes:
    """A paragraph of notes as python-pptx writes it; nothing for an empty one."""
    return f"<a:p><a:r><a:t>{escape(text, quote=False)}</a:t></a:r></a:p>".encode() if text else b""


def _core(film: Film, recipe: str, source: str) -> str:
    """The core properties, written here because python-pptx refuses texts longer than 255 characters."""
    words = {"dc:title": film.title, "dc:subject": film.description, "dc:creator": "visualize"}
    words |= {"dc:description": recipe, "cp:lastModifiedBy": "visualize", "cp:revision": "1"}
    words |= {"cp:version": source} if source else {}
    properties = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in words.items())
    dates = "".join(
        f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:{tag}>'
        for tag in ("created", "modified")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{properties}{dates}</cp:coreProperties>'
    )


def _application() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>visualize</Application></Properties>"
    )
