"""Themes: a look for each role. Each tensor has one hue in every view: input blue, kernel orange, output green."""

import colorsys
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from visualize.film.film import Voice
from visualize.film.grid import Tensor
from visualize.film.roles import Kind, State, kind_of, role, state_of
from visualize.style.colours import contrast, legible, luminance, mixed
from visualize.validate import one_of

# The distance from dash to dash in pixels, at the usual size of a cell: around padding, inserted zeros, overhang.
DASHES, DOTS, LONG_DASHES = 8, 4, 16


class Look(NamedTuple):
    """The look of a cell, colours as #rrggbb. Between two cells the rule of the higher rank is drawn.

    `dashed` is the distance from dash to dash, 0 for a solid rule. `hatch` is the colour of a hatch over the fill,
    empty for none.
    """

    fill: str
    rule: str
    rank: int
    dashed: int = 0
    hatch: str = ""
    text: str = ""


SHADES = 24  # of each scale; more would leave too few of a GIF's colours for letters
UNPLACED = 255  # the shade of infinities and nan, a blue that no scale of values has
FIRST_TAP, TAP_STEPS = 1 + 3 * SHADES, 12  # after the three scales, the shades of weights: so many hues, each so often
_LIGHTEST, _DARKEST = 0.72, 0.07  # luminances of the first and the last row of weights

# From low to high: counts dark to bright, values as in a photograph. Zero is the ground; values below it are orange.
_COUNTS = ("#0b1f33", "#1d4f7c", "#4a90c4", "#a5d2f4", "#f7fbff")
_GREY = ("#000000", "#ffffff")
_BELOW_ZERO, _ABOVE_ZERO = ("#8a4600", "#e08a1e", "#ffe0a3"), ("#b5e5d4", "#2a9d7c", "#07513b")
_BELOW_ZERO_DARK, _ABOVE_ZERO_DARK = ("#ffe0b0", "#f09a2a", "#7a4a10"), ("#14604b", "#35b08c", "#c8f7e6")


class Theme(NamedTuple):
    """The background (`ground`), two colours of text, the colour of windows, and a look for every role."""

    name: str
    ground: str
    text: str
    quiet: str
    window: str
    looks: Mapping[int, Look]

    @property
    def face(self) -> str:
        """The fill of the pyramid between a window and its output cell."""
        return mixed(self.ground, self.window, 0.14)

    @property
    def greyed(self) -> str:
        """The fill of cells that no window reads and of those that no stamp reaches."""
        return mixed(self.ground, self.quiet, 0.22)

    def look(self, code: int) -> Look:
        """The look of a role; an unread cell is greyed, with a line across it.

        >>> theme("light").look(role(Kind.INPUT, State.REST)).fill
        '#a5d2f4'
        """
        found = self.looks.get(code)
        if found is None and state_of(code) is State.UNREAD:
            rest = self.looks[role(kind_of(code), State.REST)]
            found = rest._replace(fill=self.greyed, hatch=self.quiet, text=self.text)
        if found is None:
            found = self.looks[role(kind_of(code), State.REST)]
        return found

    def shade(self, number: int) -> str:
        """The colour of a shade, from 1: the scale of counts, the diverging one, the scale of values, then weights.

        The diverging scale has one shade less, so that one is its middle.

        >>> theme("dark").shade(1 + SHADES + SHADES // 2 - 1) == theme("dark").ground
        True
        """
        if number == UNPLACED:
            return _COUNTS[3] if luminance(self.ground) > 0.18 else _COUNTS[1]
        if number >= FIRST_TAP:
            light, hue = divmod(number - FIRST_TAP, TAP_STEPS)
            return _tap(hue / TAP_STEPS, light / (TAP_STEPS - 1))
        scale, step = divmod(number - 1, SHADES)
        if scale == 1:
            return _on_ramp(self._diverging, step / (SHADES - 2))
        return _on_ramp(_GREY if scale else _COUNTS, step / (SHADES - 1))

    @property
    def _diverging(self) -> tuple[str, ...]:
        if luminance(self.ground) > 0.18:
            return *_BELOW_ZERO, self.ground, *_ABOVE_ZERO
        return *_BELOW_ZERO_DARK, self.ground, *_ABOVE_ZERO_DARK

    def fill(self, code: int, shade: int) -> str:
        """The fill of a cell: its shade if it has one, else that of its role."""
        return self.shade(shade) if shade else self.look(code).fill

    def letter(self, code: int, shade: int) -> str:
        """The colour of text in a cell with this role and shade."""
        return self.text_on(self.shade(shade)) if shade else self.look(code).text

    def text_on(self, fill: str) -> str:
        """White or dark text, whichever has the higher contrast on a fill."""
        # Contrast is (lighter + 0.05) / (darker + 0.05), WCAG 2; the dark ink's luminance is 0.015.
        under = luminance(fill) + 0.05
        return "#ffffff" if 1.05 / under > under / 0.065 else "#10222c"

    def voice(self, voice: Voice) -> str:
        """The colour of a label: that of what it speaks of, as far as it is legible on the ground.

        >>> theme("light").voice(Tensor.OUTPUT), theme("light").voice("text")
        ('#0f7054', '#16303f')
        """
        if not isinstance(voice, Tensor):
            return self.quiet if voice == "quiet" else self.text
        output = self.look(role(Kind.OUTPUT, State.CURRENT)).fill
        colours = {
            Tensor.INPUT: self.look(role(Kind.INPUT, State.TAP)).fill,
            Tensor.KERNEL: self.window,
            Tensor.OUTPUT: output,
            Tensor.LAYER: output,
        }
        # Where one colour stands for several things, words are as dark as all others.
        return legible(colours[voice], self.ground) if len(set(colours.values())) > 2 else self.text


def _tap(hue: float, dark: float) -> str:
    """A colour of the colour wheel, hue 0 being orange, as light as its row says whatever its hue is."""
    # Steps of equal contrast: luminances, each 0.05 larger, are in geometric progression.
    wanted = (_LIGHTEST + 0.05) * ((_DARKEST + 0.05) / (_LIGHTEST + 0.05)) ** dark - 0.05
    if 0.18 < wanted < 0.25:  # neither white nor dark letters would be legible
        wanted = 0.175 if wanted < 0.21 else 0.255
    parts = colorsys.hls_to_rgb((hue + 0.09) % 1, 0.5, 0.75)
    pure = "#" + "".join(f"{round(255 * part):02x}" for part in parts)
    towards = "#ffffff" if luminance(pure) < wanted else "#000000"
    blends = (mixed(pure, towards, share / 64) for share in range(65))
    return min(blends, key=lambda blend: abs(luminance(blend) - wanted))


def _on_ramp(ramp: tuple[str, ...], share: float) -> str:
    at = min(int(share * (len(ramp) - 1)), len(ramp) - 2)
    return mixed(ramp[at], ramp[at + 1], share * (len(ramp) - 1) - at)


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
        return Theme(self.name, self.ground, self.text, self.quiet, self.window, looks)

    def _solid_looks(self) -> dict[int, Look]:
        input_rest, input_lit = self.input_fills
        done = Look(self.output_fills[0], self.line, 4, text=self.text)
        current = Look(self.output_fills[1], self.line, 4, text=self.on_lit)
        return {
            role(Kind.INPUT, State.REST): Look(input_rest, self.line, 4, text=legible(self.text, input_rest)),
            role(Kind.INPUT, State.TAP): Look(input_lit, self.line, 4, text=self.on_lit),
            role(Kind.KERNEL, State.REST): Look(*self.kernel, 4, text=self.text),
            role(Kind.OUTPUT, State.REST): done,
            role(Kind.OUTPUT, State.PENDING): Look(*self.pending, 2, text=self.quiet),
            role(Kind.OUTPUT, State.DONE): done,
            role(Kind.OUTPUT, State.TAP): current,
            role(Kind.OUTPUT, State.CURRENT): current,
        }

    def _dashed_looks(self) -> dict[int, Look]:
        rest, lit, rule = self.padding
        grey = self._cropped()
        ink = max(self.text, self.ground, key=lambda letters: contrast(letters, grey))
        cropped = Look(grey, rule, 1, DOTS, text=ink)
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
            **{role(Kind.COMPUTED, s): look._replace(rule=self.text, rank=5) for s, look in output.items()},
            role(Kind.COMPUTED, State.PENDING): Look(self._computed_pending(), self.text, 5, text=self.text),
            role(Kind.CROPPED, State.REST): cropped,
            role(Kind.CROPPED, State.PENDING): Look(self.pending[0], rule, 1, DOTS, text=self.quiet),
            role(Kind.CROPPED, State.DONE): cropped,
            role(Kind.CROPPED, State.CURRENT): Look(self.quiet, rule, 1, DOTS, text=self.ground),
        }
        return {code: look._replace(dashed=look.dashed or DASHES) for code, look in dashed.items()}

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
            input_fills=("#ffffff", "#b2d9ff"),
            padding=("#f0f0f0", "#b4bec8", "#000000"),
            kernel=("#b2d9ff", "#000000"),
            window="#000000",
            pending=("#f2f2f2", "#757575"),
            output_fills=("#ffffff", "#b2d9ff"),
        ),
    )
}


@cache
def theme(name: str) -> Theme:
    """The theme of that name.

    >>> theme("dark").ground
    '#12202a'
    """
    return THEMES[one_of("theme", name, THEMES)].theme()
