"""The words of a layer before a framework has read them, and what a framework makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from visualize.errors import invalid, unknown, unsupported
from visualize.operations.arrays import Pair
from visualize.operations.parameters import Padding, Sides, pair, sides


class Given(NamedTuple):
    """A layer's words: the numbers by axis (row, column), the padding and the others as they were given.

    `framework` is its own name, for messages; `padded` says whether a padding is given, else it is 0. `lenient` asks
    for what a framework's users write where it refuses.
    """

    framework: str
    kind: str
    dims: int
    size: Pair
    kernel: Pair
    strides: Pair
    dilations: Pair
    padding: Padding
    words: Mapping[str, Any]
    padded: bool = True
    lenient: bool = False

    @property
    def transposed(self) -> bool:
        """Whether it is a transposed convolution."""
        return self.kind == "conv_transpose"

    @property
    def pools(self) -> bool:
        """Whether it is a pooling."""
        return self.kind in ("max_pool", "avg_pool")

    @property
    def spans(self) -> Pair:
        """The length of the dilated kernel along each axis."""
        rows, columns = (
            dilation * (kernel - 1) + 1 for kernel, dilation in zip(self.kernel, self.dilations, strict=True)
        )
        return rows, columns

    def pair(self, name: str, minimum: int = 0) -> Pair | None:
        """A word of one number or two; None if it is not given."""
        value = self.words.get(name)
        return None if value is None else pair(name, value, self.dims, minimum)

    def sides(self) -> Sides:
        """The padding in numbers, each for one side."""
        return sides(self.padding, self.dims, self.size, self.kernel, self.strides, self.dilations, ())

    def pair_of_padding(self) -> Pair:
        """The padding in numbers, one for each axis."""
        return pair("padding", self.padding, self.dims, 0)

    def allow(self, names: Sequence[str], numbers: str = "or numbers") -> None:
        """Refuse a padding by a name that the framework does not know, and numbers if it takes none."""
        if isinstance(self.padding, str):
            if self.padding not in names:
                known = " and ".join(names)
                raise unknown("padding", self.padding, f"{self.framework} knows {known} {numbers}".rstrip())
        elif not numbers and any(self.sides()):
            raise unsupported("padding", self.padding, f"{self.framework} knows {' and '.join(names)}, no numbers")

    def refuse(self, name: str, reason: str, allowed: Any = None) -> None:
        """Refuse a word that a framework does not have, unless it says what is so in any case."""
        value = self.words.get(name)
        if value is not None and value is not allowed and value != 0:
            word = str(value).lower() if isinstance(value, bool) else value
            raise unsupported(name, word, f"{self.framework} {reason}")

    def refuse_wide(self, windows: Pair) -> None:
        """Refuse a padding in numbers that is not smaller than the window."""
        for at, side in enumerate(() if isinstance(self.padding, str) else self.sides()):
            if side >= windows[at // 2] and at // 2 >= 2 - self.dims:
                raise invalid("padding", side, f"{self.framework} wants it smaller than the window, {windows[at // 2]}")

    def refuse_dilated_strides(self, source: str) -> None:
        """Refuse a dilation beside a stride, on whichever axes."""
        if max(self.strides) > 1 and max(self.dilations) > 1:
            raise unsupported(
                "dilation", max(self.dilations), f"{self.framework} takes it with stride 1 only ({source})"
            )


class Reading(NamedTuple):
    """What a framework makes of a layer's words: arguments of our own constructor, and the rules that it followed.

    A rule is the key of a phrase and the word in the framework's own spelling. `strict` is as in `Dialect`, `unturned`
    as in `Layer`.
    """

    arguments: dict[str, Any]
    rules: tuple[tuple[str, str], ...] = ()
    strict: bool = False
    unturned: bool = False


def named(given: Given, words: Mapping[str, tuple[str, str, str]]) -> Reading:
    """The reading of a padding: by its name (ours, the rule's key, the framework's spelling), or in numbers.

    >>> given = Given("Keras", "conv", 1, (1, 6), (1, 3), (1, 2), (1, 1), "same", {})
    >>> named(given, {"same": ("same-upper", "like same", "same")}).arguments
    {'padding': 'same-upper'}
    """
    if isinstance(given.padding, str):
        ours, rule, spelled = words[given.padding]
        return Reading({"padding": ours}, ((rule, spelled),))
    border = given.sides()
    rules = (("like per side", ""),) if any(border) else ()
    return Reading({"padding": border[4 - 2 * given.dims :]}, rules)


def uncounted(given: Given, words: Mapping[str, tuple[str, str, str]]) -> Reading:
    """The same, where averages divide by the cells of the input alone."""
    found = named(given, words)
    counted = {"count_include_pad": False} if given.kind == "avg_pool" else {}
    return found._replace(arguments={**counted, **found.arguments})
