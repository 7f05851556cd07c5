"""PyTorch's rules, and those of Dive into Deep Learning, whose layers are PyTorch's.

Conv2d, note on padding='same': it keeps the size, and takes no stride but 1; of an odd padding the larger half comes
last (torch.nn.modules.conv, _ConvNd). ConvTranspose2d: padding in numbers, output_size as an argument of forward, which
makes output_padding. MaxPool2d, AvgPool2d: padding in numbers, at most half the kernel; count_include_pad is true.
d2l.ai 7.3: p_h rows and p_w columns in all, of an odd number the larger half on top; 14.10: of a transposed convolution
the padding counts on either side.
"""

from __future__ import annotations

from visualize.errors import invalid, unknown
from visualize.operations.parameters import public
from visualize.operations.rules.given import Given, Reading, named

SAME = {"valid": ("valid", "like valid", "padding='valid'"), "same": ("same", "like torch same", "padding='same'")}


def reading(given: Given) -> Reading:
    """What PyTorch makes of a layer's words."""
    if isinstance(given.padding, str) and (given.transposed or given.pools):
        what = "transposed convolutions take" if given.transposed else "pools take"
        raise unknown("padding", given.padding, f"{given.framework}'s {what} numbers only")
    given.allow(("valid", "same"), "(same with stride 1), or numbers")
    if given.padding == "same" and max(given.strides) > 1:
        return _instead(given)
    found = named(given, SAME)
    if given.words.get("output_size") is not None:
        found = _of_output_size(given, found)
    return found._replace(arguments={**given.words, **found.arguments}, strict=True)


def _instead(given: Given) -> Reading:
    """The padding that PyTorch's users write where `same` is refused: half of the kernel on each side."""
    rows, columns = ((span - 1) // 2 for span in given.spans)
    written = public((rows, columns), given.dims)
    text = str(written[0]) if len(set(written)) == 1 else str(written)
    if not given.lenient:
        advice = f"PyTorch takes it with stride 1 only, not {max(given.strides)}; its users write padding={text}"
        raise invalid("padding", "same", advice)
    return Reading({**given.words, "padding": written}, (("like instead", text),), strict=True)


def _of_output_size(given: Given, found: Reading) -> Reading:
    """The smallest padding with which an output size is reached, if none is given."""
    arguments = found.arguments if given.padded else {}
    return found._replace(arguments=arguments, rules=(("like output size", ""),))


def of_the_book(given: Given) -> Reading:
    """What Dive into Deep Learning makes of a layer's words."""
    if given.transposed:
        return reading(given)
    given.allow(("valid", "same"))
    given.refuse("padding_mode", "pads with zeros", "zeros")
    if isinstance(given.padding, str):
        names = {"valid": ("valid", "like valid", "valid"), "same": ("same-d2l", "like d2l same", "same")}
        found = named(given, names)
    else:
        found = _in_total(given)
    words = {name: value for name, value in given.words.items() if name != "padding_mode"}
    return found._replace(arguments={**words, **found.arguments})


def _in_total(given: Given) -> Reading:
    """The padding p_h, p_w, each of both sides together."""
    if isinstance(given.padding, tuple) and len(given.padding) == 4:
        raise unknown("padding", given.padding, "the book's is one number of rows, one of columns, each in all")
    total = given.pair_of_padding()
    halves = tuple(half for one in total[2 - given.dims :] for half in (-(-one // 2), one // 2))
    return Reading({"padding": halves}, (("like total", ""),) if any(total) else ())
