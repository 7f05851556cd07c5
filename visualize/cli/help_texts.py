"""The longer texts of `--help`."""

NAMES = "NAME is a figure of the gallery, as padding_strides or d2l-conv-stride; flags behind it go before its own."
FORM_HELP = (
    "short: torch (i + 2p - k)/s + 1, as textbooks' (W - F + 2P)/S + 1, d2l (n - k + p + s)/s with p of both sides; "
    "general: with dilation, d(k - 1) + 1 in place of k; special: of stride 1 and of padding that keeps the size; "
    "default: short if there is no dilation, else general, then the special ones"
)
EXAMPLES = """examples:
  python -m visualize --k 3 --p 1 --s 2
  python -m visualize --i 7 --k 3 --d 2 --view flat --theme dark -o dilated.svg -o dilated.gif
  python -m visualize --i 5x7 --k 3 --p same -o frames/step-{n:03}.png
"""
STACK = """Tell sizes and receptive fields, layer by layer. jump: how many input cells apart the receptive fields of
neighbouring cells lie, the product of the strides so far. start: the first input cell, counted from 0, in the
receptive field of the first cell; negative in the padding."""
