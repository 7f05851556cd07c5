"""Writes a lecture's sections to files, each in the format of its suffix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import BinaryIO

from visualize.deck import files
from visualize.deck.pages import Page, Section, pages
from visualize.errors import invalid
from visualize.export.files import job, write
from visualize.export.targets import Target
from visualize.origin import Origin
from visualize.renderers.pptx import base as bases
from visualize.renderers.pptx.base import Base

MOST_PAGES = 2_000


def save(
    sections: Iterable[Section],
    places: Sequence[Target],
    origin: Origin,
    base: Base | None = None,
    sources: Sequence[str] = (),
) -> int:
    """Write the decks, all or none; returns the number of pages."""
    found = [one for section in sections for one in pages(section)]
    if len(found) > MOST_PAGES:
        told = f'has {len(found):,} pages, at most {MOST_PAGES:,}; use slides = "media"'
        raise invalid("deck", places[0].name, told)
    write([job(place, (), [partial(_write, place.suffix, found, origin, base)]) for place in places], sources)
    return len(found)


def _write(suffix: str, found: Sequence[Page], origin: Origin, base: Base | None, stream: BinaryIO) -> None:
    if suffix == ".pptx":
        files.pptx(stream, found, base or bases.empty(), origin)
    elif suffix == ".pdf":
        files.pdf(stream, found, origin)
    else:
        language = next((one.figure.language for one in found if one.figure), "en")
        files.html(stream, found, found[0].title if found else "", language, origin)
