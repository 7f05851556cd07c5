"""A figure in a notebook cell."""

from __future__ import annotations

from collections.abc import Callable

from visualize.budget import fits_inline
from visualize.export.formats import inline_work
from visualize.export.showing import Showing

# An SVG document with more steps is too large for a notebook cell; a GIF or a WebP is not.
MOST_STEPS_INLINE = 400


class Explorer:
    """A page with a player in a notebook cell: in a frame that may run its script and save files, and nothing else."""

    def __init__(self, page: bytes, title: str, height: int = 640) -> None:
        self._page, self._title, self._height = page, title, height

    def _repr_html_(self) -> str:
        from html import escape

        allowed = "allow-scripts allow-downloads"
        size = f'width="100%" height="{self._height}" style="border:0"'
        page = escape(self._page.decode())
        return f'<iframe sandbox="{allowed}" title="{escape(self._title)}" {size} srcdoc="{page}"></iframe>'


def bundle(showing: Showing, encoded: Callable[[str], bytes], plain: str, too_large: str) -> dict[str, str]:
    """Animated HTML, a PNG for viewers without HTML, and a text. Notebooks ignore a bundle of a GIF alone.

    `encoded` makes the file of a suffix. A figure that is too large for a cell stands still, with a sentence below it.
    """
    from base64 import b64encode
    from html import escape

    kind, below = "svg", ""
    if showing.film.frame_count > MOST_STEPS_INLINE:
        kind = "webp" if showing.theme.clear else "gif"
    if not fits_inline(inline_work(showing, f".{kind}")):
        kind, below = "png", f"<p>{too_large}</p>"
    still = b64encode(encoded(".png")).decode()
    code = still if kind == "png" else b64encode(encoded(f".{kind}")).decode()
    media = "svg+xml" if kind == "svg" else kind
    image = f'<img src="data:image/{media};base64,{code}" alt="{escape(showing.film.description)}">{below}'
    return {"text/html": image, "image/png": still, "text/plain": plain}
