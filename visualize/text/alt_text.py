"""The alternative text of a layer: a sentence or two for readers who cannot see the picture."""

from collections.abc import Sequence
from typing import NamedTuple

from visualize.operations import Layer
from visualize.text.phrases import by, counted, of_dims, phrase
from visualize.text.sizes import around, each, sized


class Course(NamedTuple):
    """What a reading makes of a layer: steps, drawn cells that no window covers, and whether the kernel is flipped.

    `lost` counts the cells of the input among the `uncovered` ones; `order` is that of several outputs.
    """

    reading: str
    steps: int
    uncovered: int = 0
    lost: int = 0
    flipped: bool = False
    order: str | None = None


def description(layer: Layer, course: Course, language: str = "en") -> str:
    """The alternative text.

    >>> from visualize.operations import MaxPool
    >>> description(MaxPool(8, 2), Course("gather", steps=16))[:62]
    'A 2×2 max-pooling window slides over an 8×8 input with padding'
    """
    if course.reading == "scatter":
        return _stamping(layer, course, language)
    return _transposed(layer, course, language) if layer.transposed else _sliding(layer, course, language)


def step_sentence(shape: tuple[int, int], step: int, stamps: bool, language: str = "en") -> str:
    """What happens at a step, counted from 0: which cell of a grid of that shape it is about.

    >>> step_sentence((3, 3), 5, False)
    'Step 6 of 9: the window gives row 2, column 3 of the output.'
    """
    row, column = divmod(step, shape[1])
    words = phrase("step stamps" if stamps else "step gives", language)
    return words.format(step + 1, shape[0] * shape[1], row + 1, column + 1)


def shown(steps: Sequence[int], letters: str, language: str = "en") -> str:
    """What a picture of some steps, numbered from 0, shows besides the results.

    >>> shown([1], "ABCD")
    'All results are in place; lit is step 2, with what it reads and what it writes.'
    """
    if len(steps) == 1:
        return phrase("shown one", language).format(steps[0] + 1)
    one = phrase("shown step", language)
    named = [one.format(step + 1, letter) for step, letter in zip(steps, letters, strict=False)]
    listed = phrase("both", language).format(phrase("enumeration", language).join(named[:-1]), named[-1])
    return phrase("shown", language).format(listed)


def _sliding(layer: Layer, course: Course, language: str) -> str:
    key = f"subject {layer.name}"
    if course.flipped:
        subject = phrase("slides flipped", language).format(sized(key, layer.kernel_size, "", language, briefly=True))
    else:
        subject = sized(key, layer.kernel_size, "a", language)
    return phrase("slides", language).format(
        subject=subject[0].upper() + subject[1:],
        input=sized("input", layer.input_size, "a", language),
        facts=_facts(layer, language),
        output=sized("output", layer.output_size, "the", language),
        steps=_cell_by_cell(course.steps, language),
        unread=_uncovered(layer, course, language),
    )


def _transposed(layer: Layer, course: Course, language: str) -> str:
    return phrase("slides unturned" if layer.unturned else "slides transposed", language).format(
        facts=_facts(layer, language),
        kernel=sized(f"subject {layer.name}", layer.kernel_size, "", language, briefly=True),
        input=sized("input", layer.input_size, "the", language),
        zeros=_zeros(layer, language),
        output=sized("output", layer.output_size, "the", language),
        steps=_cell_by_cell(course.steps, language),
        unread=_uncovered(layer, course, language),
    )


def _stamping(layer: Layer, course: Course, language: str) -> str:
    facts = _facts(layer, language, defaults=False)
    return phrase("stamps", language).format(
        input=sized("input", layer.input_size, "the", language, briefly=True),
        kernel=sized(f"subject {layer.name}", layer.kernel_size, "the", language, briefly=True),
        output=sized("output", layer.output_size, "the", language),
        steps=counted("steps", "one step", course.steps, language),
        facts=phrase("stamp facts", language).format(facts) if facts else "",
    )


def _facts(layer: Layer, language: str, defaults: bool = True) -> str:
    """The parameters; those that change nothing are left out, of padding and stride only without `defaults`."""
    facts = []
    if defaults or any(layer.padding):
        facts.append(phrase("fact padding", language).format(around(layer.padding, layer.dims, language)))
    if defaults or max(layer.stride) > 1:
        facts.append(phrase("fact stride", language).format(each(layer.stride, "down and across", language)))
    if max(layer.dilation) > 1:
        dilation = each(layer.dilation, "down and across", language)
        facts.append(phrase("fact dilation", language).format(dilation, by(effective(layer))))
    if any(layer.output_padding):
        extra = each(layer.output_padding[2 - layer.dims :], "height and width", language)
        facts.append(phrase("fact output padding", language).format(extra))
    if layer.padding_mode != "zeros":
        facts.append(phrase("fact mode", language).format(phrase(layer.padding_mode, language)))
    return phrase("comma", language).join(facts)


def effective(layer: Layer) -> tuple[int, ...]:
    """The size of the dilated kernel.

    >>> from visualize.operations import Conv
    >>> effective(Conv(7, 3, dilation=2))
    (5, 5)
    """
    return tuple(d * (k - 1) + 1 for k, d in zip(layer.kernel_size, layer.dilation, strict=True))


def _cell_by_cell(steps: int, language: str) -> str:
    return phrase("in one step", language) if steps == 1 else phrase("cell by cell", language).format(steps)


def _zeros(layer: Layer, language: str) -> str:
    """Which zeros a transposed layer puts into its input."""
    places = []
    if any(axis.before > 0 or axis.after > 0 for axis in layer.drawn):
        places.append(of_dims("zeros around", layer.dims, language))
    if any(axis.inner > axis.size for axis in layer.drawn):
        places.append(phrase("zeros between", language))
    if not places:
        return ""
    written = phrase("zeros both", language).format(*places) if len(places) == 2 else places[0]
    return phrase("with zeros", language).format(written)


def _uncovered(layer: Layer, course: Course, language: str) -> str:
    """The cells that no window covers: how many, and how many of them are input."""
    if not course.uncovered:
        return ""
    if course.lost == course.uncovered:
        return counted("lost cells", "one lost cell", course.lost, language)
    others = phrase("filled zeros" if layer.transposed else "padding", language)
    if course.lost:
        return phrase("unread and lost", language).format(course.uncovered, others, course.lost)
    key = "one unread" if course.uncovered == 1 else "unread"
    return phrase(key, language).format(course.uncovered, others)
