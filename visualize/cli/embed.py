"""The lines that embed an animated SVG in slides and pages, so that it moves on screens and stands still on paper."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from visualize.errors import invalid, missing
from visualize.validate import one_of

MOST_BYTES = 100_000_000


class Embedded(NamedTuple):
    """An animated SVG as a document refers to it: its name, what it shows, its size, the fragments of its steps.

    >>> Embedded("my conv.svg", "A kernel slides.", (776, 443), ["step0", "step1"]).address
    'my%20conv.svg'
    """

    name: str
    description: str
    size: tuple[int, int]
    steps: Sequence[str]

    @property
    def address(self) -> str:
        """The name as an address in HTML and Markdown."""
        return quote(self.name.replace("\\", "/"), safe="/:~")

    @property
    def stem(self) -> str:
        """The name without its suffix, as LaTeX and reStructuredText want it."""
        return self.name.replace("\\", "/").removesuffix(".svg")


def lines(path: str | None, venue: str | None) -> str:
    """The lines that embed a file in a venue's documents."""
    if path is None:
        raise missing("file", "name an animated SVG, as in embed conv.svg --for html")
    if venue is None:
        raise missing("for", f"say where the lines go, as in --for html; known venues are {', '.join(VENUES)}")
    return VENUES[one_of("for", venue, tuple(VENUES), "venues")](read(path))


def read(path: str) -> Embedded:
    """An animated SVG of this program; others are refused."""
    from re import findall, search

    from visualize.reading import opened

    with opened("file", path, MOST_BYTES) as stream:
        text = stream.read().decode(errors="replace")
    size = search(r'<svg\b[^>]*\bviewBox="0 0 (\d+) (\d+)"', text)
    if size is None or 'id="still"' not in text:
        raise invalid("file", path, "is no animated SVG of this program; draw one, as in --k 3 -o conv.svg")
    described = search("<desc>([^<]+)</desc>", text) or search("<title>([^<]+)</title>", text)
    steps = findall(r'<view id="((?:step|quiz)\d+)"', text)
    return Embedded(path, described[1] if described else "", (int(size[1]), int(size[2])), steps)


def _image(figure: Embedded, more: str, fragment: str = "") -> str:
    described = figure.description.replace('"', "&quot;")  # its other signs are escaped as in HTML
    return f'<img src="{escape(figure.address)}{fragment}" {more} alt="{described}">'


def _picture(figure: Embedded, more: str) -> str:
    """A picture that stands still on paper; a fragment, because printing doesn't wait for another file."""
    return f"""<picture>
  <source media="print" srcset="{escape(figure.address)}#still">
  {_image(figure, more)}
</picture>"""


def _html(figure: Embedded) -> str:
    return _picture(figure, f'width="{figure.size[0]}" height="{figure.size[1]}"')


def _slide(figure: Embedded, width: int, height: int) -> str:
    """HTML for a slide with that much room below a heading; in Markdown blank lines would end it."""
    return _picture(figure, f'height="{_height(figure, width, height)}"')


def _height(figure: Embedded, width: int, height: int) -> int:
    return min(height, width * figure.size[1] // figure.size[0])


def _slidev(figure: Embedded) -> str:
    """Slidev serves its folder `public` from the root, and exports slides as on a screen: it knows itself when."""
    served = figure.name.replace("\\", "/").rpartition("public/")[2].removeprefix("./").removeprefix("/")
    at, more = figure._replace(name=f"/{served}"), f'height="{_height(figure, 850, 380)}"'
    return f"""<RenderWhen context="print">
  {_image(at, more, "#still")}
  <template #fallback>{_image(at, more)}</template>
</RenderWhen>"""


def _reveal(figure: Embedded) -> str:
    """The moving figure; and its steps as fragments, of which the first is there before the first key."""
    last = len(figure.steps) - 1
    stills = []
    for at, step in enumerate(figure.steps):
        kind = "fragment" if at == last else "fragment current-visible" if at else "fragment fade-out"
        shown = f'class="{kind}" data-fragment-index="{max(0, at - 1)}"' if last else ""
        number = int(step.removeprefix("step").removeprefix("quiz")) + 1
        stills.append(f'<img src="{escape(figure.address)}#{step}" {shown} alt="Step {number}">')
    stack = "\n  ".join(stills)
    return f'{_slide(figure, 900, 480)}\n\n<div class="r-stack">\n  {stack}\n</div>'


def _quarto(figure: Embedded) -> str:
    from html import unescape

    described = unescape(figure.description).replace("[", r"\[").replace("]", r"\]")
    return f"""::: {{.content-visible when-format="html"}}
```{{=html}}
{_html(figure)}
```
:::

::: {{.content-visible unless-format="html"}}
![{described}]({quote(figure.stem, safe="/:~")}.pdf)
:::"""


def _sphinx(figure: Embedded) -> str:
    """Sphinx chooses for HTML the SVG, for LaTeX a PDF of the same name, if there is one."""
    from html import unescape

    return f".. image:: {figure.stem}.*\n   :alt: {unescape(figure.description)}"


def _latex(figure: Embedded) -> str:
    """Letters by Inkscape: LaTeX's own fonts don't have all signs of formulas, and their text has another size."""
    return f"""\\usepackage{{svg}} % in the preamble; needs Inkscape and pdflatex -shell-escape
\\includesvg[inkscapelatex=false, width=\\linewidth]{{{figure.stem}}}"""


VENUES: Mapping[str, Callable[[Embedded], str]] = {
    "marp": partial(_slide, width=1120, height=480),
    "slidev": _slidev,
    "reveal": _reveal,
    "html": _html,
    "quarto": _quarto,
    "sphinx": _sphinx,
    "latex": _latex,
}
