"""A theme as a value: a look for each role, the shades of scales, the colours of words and of what lies behind."""

from collections.abc import Mapping
from typing import NamedTuple

from visualize.film.film import Voice
from visualize.film.grid import Tensor
from visualize.film.roles import Kind, State, kind_of, role, state_of
from visualize.style.colours import legible, luminance, mixed, on_ramp, opacity, tap

# The distance from dash to dash in pixels, at the usual size of a cell: around padding, inserted zeros, overhang.
DASHES, DOTS, LONG_DASHES = 8, 4, 16


class Look(NamedTuple):
    """The look of a cell, colours as #rrggbb. Between two cells the rule of the higher rank is drawn.

    An empty rule is none. `dashed` is the distance from dash to dash, 0 for a solid rule. `hatch` is the colour of a
    hatch over the fill, empty for none.
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

# From low to high: counts dark to bright, values as in a photograph. Zero is the ground; values below it are orange.
_COUNTS = ("#0b1f33", "#1d4f7c", "#4a90c4", "#a5d2f4", "#f7fbff")
_GREY = ("#000000", "#ffffff")
_BELOW_ZERO, _ABOVE_ZERO = ("#8a4600", "#e08a1e", "#ffe0a3"), ("#b5e5d4", "#2a9d7c", "#07513b")
_BELOW_ZERO_DARK, _ABOVE_ZERO_DARK = ("#ffe0b0", "#f09a2a", "#7a4a10"), ("#14604b", "#35b08c", "#c8f7e6")
CLEAR, FACE = "00", 0.14  # opacities: of a page that has no ground, in hexadecimal, and of the faces of a pyramid


class Theme(NamedTuple):
    """A ground, two colours of text, the colour of windows, and a look for every role.

    `page` is the colour behind the figure: the ground, another one, or the ground at opacity 0, which nothing paints.
    """

    name: str
    ground: str
    text: str
    quiet: str
    window: str
    looks: Mapping[int, Look]
    page: str

    @property
    def clear(self) -> bool:
        """Whether nothing is painted behind the figure."""
        return opacity(self.page) == 0

    @property
    def behind(self) -> str:
        """The colour that letters and windows stand out from: that of the page, or one that it is likely to have."""
        return self.page[:7]

    @property
    def face(self) -> str:
        """The fill of the pyramid between a window and its output cell, a tint of what lies behind it."""
        return f"{self.window}{round(255 * FACE):02x}" if self.clear else mixed(self.page, self.window, FACE)

    @property
    def greyed(self) -> str:
        """The fill of cells that no window reads and of those that no stamp reaches."""
        return mixed(self.ground, self.quiet, 0.22)

    def look(self, code: int) -> Look:
        """The look of a role; an unread cell is greyed, with a line across it.

        >>> from visualize.style.themes import theme
        >>> theme("light").look(role(Kind.INPUT, State.REST)).fill
        '#a5d2f4'
        """
        if kind_of(code) is Kind.WORD:
            return Look(self.page, "", 0, text=self.voice("quiet" if state_of(code) is State.REST else "text"))
        found = self.looks.get(code)
        if found is None and state_of(code) is State.UNREAD:
            rest = self.looks[role(kind_of(code), State.REST)]
            found = rest._replace(fill=self.greyed, hatch=self.quiet, text=self.text)
        return self.looks[role(kind_of(code), State.REST)] if found is None else found

    def shade(self, number: int) -> str:
        """The colour of a shade, from 1: the scale of counts, the diverging one, the scale of values, then weights.

        The diverging scale has one shade less, so that one is its middle.

        >>> from visualize.style.themes import theme
        >>> theme("dark").shade(1 + SHADES + SHADES // 2 - 1) == theme("dark").ground
        True
        """
        if number == UNPLACED:
            return _COUNTS[3] if luminance(self.ground) > 0.18 else _COUNTS[1]
        if number >= FIRST_TAP:
            light, hue = divmod(number - FIRST_TAP, TAP_STEPS)
            return tap(hue / TAP_STEPS, light / (TAP_STEPS - 1))
        scale, step = divmod(number - 1, SHADES)
        if scale == 1:
            return on_ramp(self._diverging, step / (SHADES - 2))
        return on_ramp(_GREY if scale else _COUNTS, step / (SHADES - 1))

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

        >>> from visualize.style.themes import theme
        >>> theme("light").voice(Tensor.OUTPUT), theme("light").voice("text")
        ('#0f7054', '#16303f')
        """
        if not isinstance(voice, Tensor):
            return legible(self.quiet if voice == "quiet" else self.text, self.behind)
        output = self.look(role(Kind.OUTPUT, State.CURRENT)).fill
        colours = {
            Tensor.INPUT: self.look(role(Kind.INPUT, State.TAP)).fill,
            Tensor.KERNEL: self.window,
            Tensor.OUTPUT: output,
            Tensor.LAYER: output,
        }
        # Where one colour stands for several things, words are as dark as all others.
        colour = colours.get(voice, self.text) if len(set(colours.values())) > 2 else self.text
        return legible(colour, self.behind)
