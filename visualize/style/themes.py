"""The themes of the house, and those in a lecturer's own colours. Each tensor has one hue in every view."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from visualize.errors import invalid
from visualize.film.roles import Kind, State, kind_of, role, state_of
from visualize.own_themes import parsed
from visualize.style.colours import contrast, legible, mixed
from visualize.style.looks import CLEAR, DASHES, DOTS, LONG_DASHES, Look, Theme
from visualize.validate import one_of

SEEN = 1.7  # the least contrast of windows with the page


class Colours(NamedTuple):
    """The colours of a theme, as #rrggbb; pairs are those of cells at rest and of cells that take part in the step."""

    name: str
    ground: str
    text: str
    quiet: str
    line: str
    on_lit: str
    input_fills: tuple[str, str]
    padding: tuple[str, str, str]  # at rest, taking part, and the rule
    kernel: tuple[str, str]  # fill and rule
    window: str
    pending: tuple[str, str]  # fill and rule
    output_fills: tuple[str, str]

    def theme(self) -> Theme:
        """A theme with a look for every role in these colours."""
        looks = self._solid_looks() | self._dashed_looks()
        return Theme(self.name, self.ground, self.text, self.quiet, self.window, looks, self.ground)

    def _solid_looks(self) -> dict[int, Look]:
        input_rest, input_lit = self.input_fills
        done = Look(self.output_fills[0], self.line, 4, text=self.text)
        current = Look(self.output_fills[1], self.line, 4, text=self.on_lit)
        fill, rule = self.pending
        # On a dark ground the lines of done cells would be lost beside pending ones.
        rank = 5 if contrast(rule, fill) > contrast(self.line, fill) else 2
        blank = Look(fill, rule, rank, text=self.quiet)
        return {
            role(Kind.INPUT, State.REST): Look(input_rest, self.line, 4, text=legible(self.text, input_rest)),
            role(Kind.INPUT, State.TAP): Look(input_lit, self.line, 4, text=self.on_lit),
            role(Kind.KERNEL, State.REST): Look(*self.kernel, 4, text=self.text),
            role(Kind.OUTPUT, State.REST): done,
            role(Kind.OUTPUT, State.PENDING): blank,
            role(Kind.OUTPUT, State.DONE): done,
            role(Kind.OUTPUT, State.TAP): current,
            role(Kind.OUTPUT, State.CURRENT): current,
            role(Kind.INPUT, State.PENDING): blank,
            role(Kind.KERNEL, State.PENDING): blank,
        }

    def _dashed_looks(self) -> dict[int, Look]:
        rest, lit, rule = self.padding
        grey = self._cropped()
        cropped = Look(grey, rule, 1, DOTS, text=self._ink(grey))
        output = {
            state_of(code): look
            for code, look in self._solid_looks().items()
            if kind_of(code) is Kind.OUTPUT and state_of(code) is not State.TAP
        }
        dashed = {
            role(Kind.PADDING, State.REST): Look(rest, rule, 1, text=self.text),
            role(Kind.PADDING, State.TAP): Look(lit, rule, 1, text=self.text),
            role(Kind.INSERTED, State.REST): Look(rest, rule, 2, DOTS, text=self.text),
            role(Kind.INSERTED, State.TAP): Look(lit, rule, 2, DOTS, text=self.text),
            role(Kind.OVERHANG, State.REST): Look(rest, self.window, 3, LONG_DASHES, text=self.text),
            role(Kind.OVERHANG, State.TAP): Look(lit, self.window, 3, LONG_DASHES, text=self.text),
            **{role(Kind.COMPUTED, s): look._replace(rule=self._ink(look.fill), rank=6) for s, look in output.items()},
            role(Kind.COMPUTED, State.PENDING): Look(self._computed_pending(), self.text, 6, text=self.text),
            role(Kind.CROPPED, State.REST): cropped,
            role(Kind.CROPPED, State.PENDING): Look(self.pending[0], rule, 1, DOTS, text=self.quiet),
            role(Kind.CROPPED, State.DONE): cropped._replace(rule=self._ink(grey)),
            role(Kind.CROPPED, State.CURRENT): Look(self.quiet, self.ground, 1, DOTS, text=self.ground),
        }
        return {code: look._replace(dashed=look.dashed or DASHES) for code, look in dashed.items()}

    def _ink(self, fill: str) -> str:
        """The colour of text or of the ground, whichever has the higher contrast on a fill."""
        return max(self.text, self.ground, key=lambda ink: contrast(ink, fill))

    def _computed_pending(self) -> str:
        """The fill of pending cells whose dashes never change: grey where the pale fill is like that of done cells."""
        pending, done = self.pending[0], self.output_fills[0]
        return pending if contrast(pending, done) >= 1.6 else mixed(self.ground, self.quiet, 0.6)

    def _cropped(self) -> str:
        """The grey of finished cells that are cropped, as far from the fills beside them as it can be."""
        beside = self.output_fills[0], self.pending[0], self.quiet
        greys = [mixed(self.ground, self.quiet, share / 60) for share in range(1, 60)]
        return max(greys, key=lambda grey: min(contrast(grey, other) for other in beside))


THEMES: Mapping[str, Colours] = {
    colours.name: colours
    for colours in (
        Colours(
            name="light",
            ground="#ffffff",
            text="#16303f",
            quiet="#5b7280",
            line="#16303f",
            on_lit="#ffffff",
            input_fills=("#a5d2f4", "#226fab"),
            padding=("#f4f6f8", "#b9c3ca", "#647884"),
            kernel=("#ffd27a", "#b36b00"),
            window="#d97000",
            pending=("#f8fffc", "#6d828f"),
            output_fills=("#8fd8bf", "#0f7054"),
        ),
        Colours(
            name="dark",
            ground="#12202a",
            text="#e8f0f4",
            quiet="#9fb2bd",
            line="#0b161d",
            on_lit="#0b161d",
            input_fills=("#2b6a9c", "#bfe3ff"),
            padding=("#182833", "#53656f", "#8fa5b2"),
            kernel=("#8a5a10", "#ffc35c"),
            window="#ffab3d",
            pending=("#1b2f38", "#7d93a0"),
            output_fills=("#1d7359", "#b9f5df"),
        ),
        # The colours of the published animations (Dumoulin & Visin): solarized blue and cyan under dark lines.
        Colours(
            name="dumoulin",
            ground="#ffffff",
            text="#022b35",
            quiet="#4c666d",
            line="#022b35",
            on_lit="#ffffff",
            input_fills=("#268bd2", "#1a6998"),
            padding=("#f1f4f5", "#9cafb3", "#022b35"),
            kernel=("#9cafb3", "#022b35"),
            window="#022b35",
            pending=("#effaf9", "#647c82"),
            output_fills=("#2aa198", "#1c7676"),
        ),
        # Dive into Deep Learning: white cells, black rules, and one light blue for all cells that a step uses.
        Colours(
            name="d2l",
            ground="#ffffff",
            text="#000000",
            quiet="#595959",
            line="#000000",
            on_lit="#000000",
            input_fills=("#ffffff", "#9acbff"),
            padding=("#f0f0f0", "#929ca6", "#000000"),
            kernel=("#9acbff", "#000000"),
            window="#000000",
            pending=("#f2f2f2", "#757575"),
            output_fills=("#ffffff", "#9acbff"),
        ),
    )
}


# Where a colour of one's own stands in `Colours`: the field, and its place in a pair.
_PLACES = {
    "input_rest": ("input_fills", 0),
    "input_lit": ("input_fills", 1),
    "padding_rest": ("padding", 0),
    "padding_lit": ("padding", 1),
    "padding_rule": ("padding", 2),
    "kernel_fill": ("kernel", 0),
    "kernel_rule": ("kernel", 1),
    "pending_fill": ("pending", 0),
    "pending_rule": ("pending", 1),
    "output_done": ("output_fills", 0),
    "output_current": ("output_fills", 1),
}


def theme(name: str, page: str | None = None) -> Theme:
    """The theme of that name, on its own ground, on a page of another colour, or on none.

    >>> theme("dark").page, theme("dark", "none").page, theme("dark", "#000080").page
    ('#12202a', '#12202a00', '#000080')
    """
    found = _theme(name)
    page = found.ground + CLEAR if page == "none" else page or found.ground
    if page != found.ground and contrast(found.window, page) < SEEN:
        seen = [one.name for one in THEMES.values() if contrast(one.window, page) >= SEEN]
        raise invalid("ground", page, f"the windows of theme {name} hardly stand out from it; use --theme {seen[0]}")
    return found._replace(page=page)


@cache
def _theme(name: str) -> Theme:
    """The theme of a name, which may have colours of one's own (`own_themes`).

    >>> _theme("dark:ground=#000000").ground
    '#000000'
    """
    base, own = parsed(name)
    fields: dict[str, Any] = THEMES[one_of("theme", base, THEMES)]._asdict() | {"name": name}
    for what, colour in own.items():
        field, place = _PLACES.get(what, (what, None))
        old = fields[field]
        fields[field] = colour if place is None else (*old[:place], colour, *old[place + 1 :])
    return Colours(**fields).theme()
