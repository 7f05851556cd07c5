"""The stylesheet of an animated document: what is shown when, and how fragments such as #step7 stand still.

Two figures may be inlined in one page, where the names of classes and keyframes are common property. Those of a figure
hold a hash of its stylesheet, so that equal names belong to equal rules.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from visualize.film import Film
from visualize.film.intervals import Interval
from visualize.renderers.svg.clock import Clock
from visualize.renderers.svg.names import HIDDEN, Names
from visualize.style.looks import Theme

Timeline = tuple[Interval[tuple[int, int]], ...]  # the roles and shades of a cell

UNNAMED = "\0"  # stands for the hash until the rules are known
ENDS, MIDDLES = "bcdfjklmnqrstvwxz", "bcdfghjklmnpqrstvwxz23456789"  # no vowels, no words
# A fragment stands still by rules that are stronger than animations, and leaves the animations alone: browsers share
# one document among all pictures of a page whose addresses differ only in their fragments. The targets stand before
# all groups. Where the figure is inlined in a page it is not the root, and fragments are the page's own.
TARGETED = ":root>view:target~"  # SVGO needs the name of an element
MOST_SELECTORS = 500  # in a rule; browsers drop those beyond some thousands


def stylesheet(
    film: Film, theme: Theme, clock: Clock, timelines: Sequence[Timeline], spans: Sequence[tuple[int, int]]
) -> tuple[Names, str]:
    """The names of the document; its style element and the targets of fragments.

    `timelines` are the different ones of changing cells, `spans` those of texts.
    """
    sheet = _Sheet(film, theme, clock, Names(UNNAMED, film.still), fragments(film))
    parts = sheet.common(), sheet.pulse(), sheet.steps(), sheet.spans(spans), sheet.cells(timelines)
    rules = "\n".join(filter(None, map("".join, parts)))
    names = Names(_hashed(rules), film.still)
    targets = "".join(f'<view id="{fragment}"/>' for found in sheet.fragments for fragment in found)
    # It lies outside the picture.
    pulse = f'<path {HIDDEN} style="visibility:visible;animation-name:{names.pulse}" d="M-9-9h1v1z"/>'
    return names, f"<style>{rules.replace(UNNAMED, names.mark)}</style>\n{targets}{pulse}\n"


def fragments(film: Film) -> list[list[str]]:
    """The fragments of each frame: `step7`, or `quiz7` for the question that precedes a step; first, last, still.

    >>> fragments(Film(8, 8, {}, {}, frame_count=2, frame=lambda index: None))
    [['step0', 'first'], ['step1', 'last', 'still']]
    """
    steps = [*film.steps, -1]
    names = [[f"quiz{step}" if step == after else f"step{step}"] for step, after in pairwise(steps)]
    names[0].append("first")
    names[-1].append("last")
    names[film.still].append("still")
    return names


def _hashed(rules: str) -> str:
    """Four characters for these rules, of which neither the first nor the last is a digit.

    >>> _hashed(".1{animation-name:1}"), _hashed(".2{animation-name:2}")
    ('d44f', 'ndqn')
    """
    rest, letters = crc32(rules.encode()), ""
    for signs in (ENDS, MIDDLES, MIDDLES, ENDS):
        rest, at = divmod(rest, len(signs))
        letters += signs[at]
    return letters


def _forced(declarations: str, selectors: Sequence[str]) -> Iterator[str]:
    """Rules that are stronger than animations."""
    forced = declarations.replace(";", "!important;") + "!important"
    for at in range(0, len(selectors), MOST_SELECTORS):
        yield f"{','.join(selectors[at : at + MOST_SELECTORS])}{{{forced}}}"


def _visibility(visible: bool) -> str:
    return "visibility:visible" if visible else "visibility:hidden"


class _Sheet(NamedTuple):
    """The rules of one document, part by part."""

    film: Film
    theme: Theme
    clock: Clock
    names: Names
    fragments: list[list[str]]

    def common(self) -> Iterator[str]:
        """The rules of all that moves, and of what is hidden at rest."""
        names = self.names
        moving, hidden = f".{names.figure} *", f".{names.figure} [display]"
        yield f"{moving}{{animation:{self.clock.seconds} step-end {self.clock.times}}}"
        # Not all browsers animate `display`. Readers without animation skip the rule.
        yield f"@supports(animation:a){{{hidden}{{display:inline;{_visibility(False)}}}}}"
        yield f"@media(prefers-reduced-motion:reduce){{{moving}{{animation:none!important}}}}"
        # Firefox prints what animations show at that moment, unless stronger rules say otherwise.
        printed = [*_forced(_visibility(True), [moving]), *_forced(_visibility(False), [hidden, f"{hidden} *"])]
        yield f"@media print{{{''.join(printed)}}}"
        yield from _forced(_visibility(False), [f"{TARGETED}* [class^={names.mark}]"])
        if self.clock.progress:
            grown = f"{_visibility(True)};transform:scale"
            yield f"@keyframes {names.growth}{{0%{{{grown}(0,1)}}to{{{grown}(1,1)}}}}"

    def pulse(self) -> Iterator[str]:
        """Keyframes that change something out of sight in each step.

        Chromium paints pictures again if their common document changes, as it looks with the fragment of the picture
        that was painted last; where that one stands still, nothing else changes.
        """
        moments = [self.clock.percent(step) for step, start in enumerate(self.clock.starts) if start]
        turns = [(",".join(moments[at::2]), fill) for at, fill in enumerate(("red", "tan"))]
        frames = "".join(f"{some}{{fill:{fill}}}" for some, fill in turns if some)
        yield f"@keyframes {self.names.pulse}{{{frames}}}"

    def steps(self) -> Iterator[str]:
        """The rules of marks of single steps. Steps of one length have the same keyframes, at different times."""
        lengths = [self.clock.share(length) for length in self.clock.lengths]
        others = Counter(length for step, length in enumerate(lengths) if step != self.film.still)
        kinds = {length: kind for kind, (length, _) in enumerate(others.most_common())}
        yield f"[class^={self.names.mark}]{{animation-name:{self.names.length(0)}}}"
        for length, kind in kinds.items():
            frames = f"0%{{{_visibility(True)}}}{length}{{{_visibility(False)}}}"
            yield f"@keyframes {self.names.length(kind)}{{{frames}}}"
        for step, length in enumerate(lengths):
            if step == self.film.still:
                yield self._still(step)
            elif kinds[length] or self.clock.starts[step]:
                yield self._step(step, kinds[length])
        shown = [f":root>{_any(found)}:target~* .{self.names.step(step)}" for step, found in enumerate(self.fragments)]
        yield from _forced(_visibility(True), shown)

    def _step(self, step: int, kind: int) -> str:
        keyframes = f"animation-name:{self.names.length(kind)};" if kind else ""
        return f".{self.names.step(step)}{{{keyframes}animation-delay:{self.clock.delay(step)}}}"

    def _still(self, step: int) -> str:
        name = self.names.step(step)
        return f".{name}{{animation-name:{name}}}@keyframes {name}{{{self._visible(step, step + 1)}}}"

    def spans(self, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
        """The rules of texts, each visible from one step to another."""
        for start, end in spans:
            yield f"@keyframes {self.names.span(start, end)}{{{self._visible(start, end)}}}"
        yield from self._in_fragments("t", [(f"{start}-{end}", self._states(start, end)) for start, end in spans])

    def _states(self, start: int, end: int) -> list[tuple[str, int]]:
        shown, hidden = _visibility(True), _visibility(False)
        before, after = [(hidden, 0)] * (start > 0), [(hidden, end)] * (end < self.film.frame_count)
        return [*before, (shown, start), *after]

    def cells(self, timelines: Sequence[Timeline]) -> Iterator[str]:
        """The rules of cells, each filled in another way from some steps on."""
        changes: list[tuple[str, list[tuple[str, int]]]] = []
        printed: dict[str, list[str]] = defaultdict(list)
        for at, timeline in enumerate(timelines):
            fills = [(self._filled(*fill), start) for fill, start, _ in timeline]
            rest = [self._filled(*fill) for fill, start, end in timeline if start <= self.film.still < end]
            opening = [("0%", fill) for fill in rest if self.clock.opens]
            frames = opening + [(self.clock.percent(start), fill) for fill, start in fills]
            yield f"@keyframes {self.names.cell(at)}{{{''.join(f'{time}{{{fill}}}' for time, fill in frames)}}}"
            changes.append((str(at), fills))
            printed[rest[0]].append(f".{self.names.figure} [style$=c{at}]")
        if len(printed) == 1:
            printed = {fill: [f".{self.names.figure} [style*={self.names.mark}c]"] for fill in printed}
        yield from ("@media print{" + "".join(_forced(fill, cells)) + "}" for fill, cells in printed.items())
        yield from self._in_fragments("c", changes)

    def _filled(self, code: int, shade: int) -> str:
        """The style of a cell. Solid rules are its stroke; dashed ones never change and are drawn over the cells."""
        look = self.theme.look(code)
        return f"fill:{self.theme.fill(code, shade)}" + ("" if look.dashed else f";stroke:{look.rule}")

    def _visible(self, start: int, end: int) -> str:
        """The keyframes of what is visible from one step to another; before the first keyframe it is as at rest."""
        visible = rest = start <= self.film.still < end
        moments = [("0%", rest)] if self.clock.opens else []
        moments += [(self.clock.percent(0), start == 0), (self.clock.percent(start), True)]
        moments += [(self.clock.percent(end), False)] if end < self.film.frame_count else []
        frames = ""
        for moment, state in moments:
            frames += f"{moment}{{{_visibility(state)}}}" if state != visible else ""
            visible = state
        return frames

    def _in_fragments(self, kind: str, changes: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Iterator[str]:
        """Rules for elements that change: for each the end of its keyframes' name, its states and their starts.

        The last state is that of all fragments; the state before it that of the fragments before the last one's start,
        and so on: of rules with as many names, the last one counts.
        """
        rules: dict[tuple[int, str], list[str]] = defaultdict(list)
        for name, states in changes:
            until = -1
            for rank, (declarations, start) in enumerate(reversed(states)):
                fragment = f"#{self.fragments[until][0]}~" if rank else ""
                rules[rank, declarations].append(f"{TARGETED}{fragment}* [style$={kind}{name}]")
                until = start
        if len(last := [key for key in rules if not key[0]]) == 1:
            rules[last[0]] = [f"{TARGETED}* [style*={self.names.mark}{kind}]"]
        for (_, declarations), selectors in sorted(rules.items(), key=lambda rule: rule[0][0]):
            yield from _forced(declarations, selectors)


def _any(found: Sequence[str]) -> str:
    return f"#{found[0]}" if len(found) == 1 else f"view:is({','.join(f'#{name}' for name in found)})"
