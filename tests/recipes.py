"""The commands whose figures `tests.same_figures` compares: every option by itself, and crossed where options meet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

import numpy as np
from PIL import Image


class Recipe(NamedTuple):
    """Words after `python -m visualize`, and the files to write; without files what is printed counts."""

    command: str
    outputs: tuple[str, ...]


VIEWS = ("--view isometric", "--view flat")
THEMES = ("--theme light", "--theme dark", "--theme dumoulin", "--theme d2l")
LOOKS = ("", *(" ".join(look) for look in product(VIEWS, THEMES)))  # the empty one leaves the defaults

CONVS = (
    "--i 1 --k 1",
    "--k 2 --p 1",
    "--k 3 --p 1 --s 2",
    "--i 6 --k 4 --p 2 --s 3",
    "--i 5x7 --k 2x3",
    "--i 6x4 --k 3x2 --p 1x0 --s 2x1",
    "--i 7 --k 3 --d 2",
    "--i 6x7 --k 2x3 --d 3x2 --s 1x2 --p 1",
    "--i 4 --k 3 --p 0,1,2,3",
    "--i 4x5 --k 3 --p 2,0,0,1 --s 2",
    "--i 9 --k 2 --s 4",
    "--k 4 --p same",
    "--i 3 --k 3 --p full",
    "--i 6 --k 3 --s 2 --p same-upper",
    "--i 6 --k 3 --s 2 --p same-lower",
    "--i 4 --k 2 --p same-d2l",
    "--i 4 --k 3 --p valid",
    "--i 4 --k 3 --p 1 --padding-mode reflect",
    "--i 4 --k 3 --p 2,1,0,2 --padding-mode reflect",
    "--i 4 --k 3 --p 2,1,0,2 --padding-mode replicate",
    "--i 4x5 --k 2x3 --p 1x2 --s 2 --padding-mode circular",
    "--dims 1 --i 7 --k 3 --p 1 --s 2",
    "--dims 1 --i 6 --k 3 --p 0,2 --padding-mode circular",
    "--dims 1 --i 8 --k 2 --d 3",
)
TRANSPOSED = (
    "--i 3 --k 3 --p 1 --s 2",
    "--i 3 --k 3 --p 1 --s 2 --output-padding 1",
    "--i 3x2 --k 2x3 --s 2x3 --output-padding 1x2",
    "--i 3 --k 2 --p 1 --s 2 --d 2",
    "--i 4 --k 3 --p 0,1,2,0",
    "--i 2 --k 2 --s 3",
    "--i 2 --k 3 --s 2 --p valid",
    "--dims 1 --i 4 --k 3 --p 1 --s 2",
)
POOLS = (
    "--op max-pool --i 6 --k 2",
    "--op max-pool --k 2 --ceil-mode",
    "--op max-pool --k 3 --p 1 --s 2",
    "--op max-pool --i 7 --k 2 --s 1 --d 3",
    "--op max-pool --i 5x6 --k 2x3 --s 1x2 --ceil-mode",
    "--op max-pool --i 3 --k 2 --s 2 --p 1 --ceil-mode",
    "--op max-pool --dims 1 --i 7 --k 3 --p 1 --s 2",
    "--op avg-pool --i 6 --k 2",
    "--op avg-pool --k 2 --ceil-mode",
    "--op avg-pool --k 3 --p 1 --s 2",
    "--op avg-pool --k 3 --p 1 --s 2 --no-count-include-pad",
    "--op avg-pool --i 5 --k 3 --p 0,1,1,0 --s 2 --ceil-mode --no-count-include-pad",
    "--op avg-pool --i 3x4 --k 2x3 --s 2x3 --p 1 --ceil-mode",
    "--op avg-pool --dims 1 --i 7 --k 2 --ceil-mode",
)
# A few of each kind, to be crossed with what is said of steps and colours.
GATHERED = (
    "--i 4 --k 3 --p 1",
    "--i 5x4 --k 2 --s 2 --p 1 --padding-mode replicate",
    "--transposed --i 2 --k 3 --s 2",
    "--dims 1 --i 6 --k 3 --p 1",
)
SCATTERED = ("--transposed --i 2 --k 3 --s 2 --p 1 --output-padding 1 --reading scatter",)
POOLED = ("--op max-pool --i 4 --k 2 --s 1", "--op avg-pool --i 5 --k 3 --p 1 --s 2")
FEW = (*GATHERED, *SCATTERED, *POOLED)
CHOICES = (
    "--steps 0,1,last",
    "--steps 1-2 --seconds 0.3 --hold 2 --loop 3",
    "--steps row-ends --quiz",
    "--quiz",
    "--poster last",
    "--poster 1 --quiz",
    "--steps 1,last --poster first",
    "--sheet",
    "--sheet --quiz",
    "--sheet --steps 0,last",
)
STACKS = (
    "stack --i 6 --layers 3",
    "stack --i 7 --layers '3 3'",
    "stack --i 8x7 --layers '3+1 2/2'",
    "stack --i 9 --layers '3/2+1 3 2'",
    "stack --i 8 --layers '2 2 2 2' --title '四层卷积'",
    "stack --i 9x8 --layers '3x2*2 2x3' --lang zh",
    "stack --i 7 --layers '3 3' --steps 0,1,last --quiz --cell 20",
    "stack --i 6 --layers '3 2' --sheet --lang zh",
    "stack --i 7 --layers '3 3' --poster last --width 700",
)
# The files are made by `write_inputs`.
INPUTS = (
    "--k 3 --input arange",
    "--i 4x3 --k 2 --input ones --kernel ones --bias 1",
    "--k 3 --input random --kernel random --seed 7",
    "--input '0 1 2; 3 4 5; 6 7 8' --kernel '0 1; 2 3' --p 1 --bias -2.5",
    "--input '0.5,1.25,-3; 2,0.125,7' --kernel '1 -1;' --p 0,1,0,1 --padding-mode replicate",
    "--input values.csv --k 2",
    "--input values.npy --kernel kernel.csv --s 2",
    "--input values.csv --kernel laplacian --p 1 --flip",
    "--input picture.png --kernel sobel-x --steps 0,40,last",
    "--input picture.png --kernel gaussian --p 1 --padding-mode reflect --steps row-ends --quiz",
    "--input picture.png --i 6x8 --kernel sharpen --p 1",
    "--input picture.png --i 8 --op avg-pool --k 2",
    "--input picture.png --i 4 --transposed --k 2 --s 2 --reading scatter",
    "--input grey.png --k 5 --s 3 --steps 0,7,last",
    "--transposed --i 2 --k 3 --s 2 --p 1 --reading scatter --input arange --bias 2",
    "--dims 1 --input '1 2 3 4 5' --kernel '1 0 -1'",
    "--op max-pool --k 2 --s 1 --input '-1 -2 -3; -4 -5 -6; -7 -8 -9' --p 1",
    "--input '1000000 2000000; 12345678 -98765432' --kernel '1 2;' --p 0,0,1,1",
    "--input '1e300 -1e300 1; 1e-9 0.333333333 7; 1 2 3' --kernel '1.5 2.5; 3.5 1e6'",
    "--input 'inf nan 1; 0 -inf 2; 3 4 5' --k 2",
    "--input '9007199254740993 1; 2 123456789012345678901234567890' --kernel '1 1;'",
    "--i 8 --s 2 --input random --kernel '123456789 1; 2 -987654321'",
)
KERNELS = ("identity", "blur", "gaussian", "sharpen", "sobel-x", "sobel-y", "laplacian")
SIZES = (
    *(f"--k 3 --p 1 --s 2 --cell {cell}" for cell in (4, 7, 11, 16, 25, 64)),
    *(f"--i 4 --k 2 --input arange --kernel arange --cell {cell}" for cell in (8, 14, 22, 33, 80)),
    *(f"--k 3 --s 2 --width {width}" for width in (640, 1001)),
    "--i 3 --k 2 --input arange --width 900",
    "--i 24 --k 5 --steps 0,1,100,last",
    "--i 32 --k 3 --p 1 --s 8",
    "--i 48x20 --k 7 --s 6",
    "--i 60 --k 20 --s 30 --padding-mode circular --p 15",
    "--i 12 --k 3 --input arange --kernel ones --steps row-ends",
    "--i 20 --k 3 --input random --kernel random --steps 3-8",
    "--i 30 --k 4 --s 4 --input random --op max-pool --steps 0,last",
    "--transposed --i 12 --k 4 --s 2 --p 1 --reading scatter --steps 0,77,last",
    "--dims 1 --i 40 --k 5 --s 3",
    "--k 3 --p 1 --color-by uses --sheet",
    "--i 6 --k 3 --input random --color-by value --sheet --cell 24",
)
WORDS = (
    "--k 3 --s 2 --title '步幅为二的卷积' --lang zh",
    "--i 3 --k 2 --title '互相关 cross-correlation'",
    "--i 3 --k 2 --title 'a < b & \"c\" {d} é'",
    "--i 3 --k 2 --title 'A title that is so much longer than its small figure is wide that something must give'",
    "--k 3 --p 1 --s 2 --note",
    "--i 3 --k 2 --note --lang zh --input arange",
    "--k 3 --p 1 --s 2 --convention d2l",
    "--i 4 --k 3 --p 1 --convention both --lang zh",
    "--transposed --i 2 --k 3 --s 2 --lang zh --input arange --kernel arange --bias 2",
    "--op avg-pool --i 4 --k 2 --lang zh --input arange",
    "--i 3 --k 2 --seconds 0.333 --hold 3 --loop 1",
    "--i 2 --k 1 --seconds 700 --hold 0.06",
)
FORMULAS = (
    "--k 3 --p 1 --s 2",
    "--i 5x7 --k 2x3 --p 0,1,2,3",
    "--transposed --i 3 --k 3 --s 2 --output-padding 1",
    "--op avg-pool --i 7 --k 2 --ceil-mode",
    "--dims 1 --i 7 --k 3 --d 2",
)
ANSWERS = (
    *(f"shape {layer}" for layer in (*CONVS, *(f"--transposed {layer}" for layer in TRANSPOSED), *POOLS)),
    *(f"shape {layer} --json" for layer in FORMULAS),
    *(f"stack --i 32 --layers '5 5 3/2+1 3x1*2'{json}" for json in ("", " --json")),
    "stack --i 224 --layers 5 --until 4",
    "gallery",
    "gallery --lang zh",
)
OTHER_OUTPUTS = (
    *((layer, ("step-{n:03}.svg", "step-{n:03}.png")) for layer in FEW),
    ("--i 3 --k 2 --quiz --input arange", ("q{n}.svg", "q{n}.png")),
    ("--i 4 --k 2 --steps 1,last --lang zh", ("s{n}.svg", "s{n}.png")),
    *((f"{layer} --gif-compat --pptx media", ("figure.gif", "figure.pptx")) for layer in FEW),
    ("--i 3 --k 2 --input arange --poster last --gif-compat", ("figure.gif",)),
    ("--i 3 --k 2 --seconds 0.2 --title '视频'", ("figure.mp4",)),
    ("padding_strides --theme dark --view flat --seconds 0.1 --poster last", ("figure.mp4",)),
    ("--transposed --i 2 --k 2 --input ones --quiz --seconds 0.1 --cell 21", ("figure.mp4",)),
)

ALWAYS = ("gif", "svg", "png")
# The slower ones by turns: nine of them, so that no option of two or four values always meets the same formats.
EXTRAS = (("pptx",), ("pdf",), (), ("pptx",), ("webp",), ("pptx",), ("apng",), ("pptx", "pdf"), ())


def recipes(gallery: Iterable[str]) -> list[Recipe]:
    """All of them, given the names of the gallery."""
    plain = [_figure(command, turn) for turn, command in enumerate(_drawn(list(gallery)))]
    stacks = [_figure(command, turn) for turn, command in enumerate(_dealt(_crossed(STACKS, VIEWS), THEMES))]
    formulas = [
        Recipe(f"formula {command}", ("formula.svg", "formula.png", "formula.pdf"))
        for command in _dealt(_crossed(FORMULAS, ("", "--convention d2l", "--convention both")), THEMES)
    ]
    found = [*plain, *stacks, *formulas, *(Recipe(answer, ()) for answer in ANSWERS)]
    return [*found, *(Recipe(command, outputs) for command, outputs in OTHER_OUTPUTS)]


def _drawn(gallery: Sequence[str]) -> Iterator[str]:
    """Commands that draw one layer."""
    numbers = "--input arange --kernel arange"
    yield from _dealt(_crossed(gallery, VIEWS, ("", "--lang zh")), THEMES)
    yield from _dealt(_crossed(CONVS, ("", "--flip", numbers, "--input random --kernel random --seed 5 --flip")), LOOKS)
    readings = ("--reading gather", "--reading scatter")
    yield from _dealt(_crossed(("--transposed",), TRANSPOSED, readings, ("", numbers)), LOOKS)
    yield from _dealt(_crossed(POOLS, ("", "--input random")), LOOKS)
    yield from _dealt(_crossed((*GATHERED, *POOLED), ("--color-by uses", "--color-by uses --input arange")), LOOKS)
    yield from _dealt(_crossed(FEW, ("--color-by value --input random",)), LOOKS)
    yield from _dealt(
        _crossed((*GATHERED, *SCATTERED), ("--color-by tap", f"--color-by tap {numbers}"), VIEWS[1:]), THEMES
    )
    yield from _dealt(_crossed(FEW, CHOICES, ("", "--input arange")), LOOKS)
    yield from _dealt(chain(INPUTS, _crossed(("--input values.npy --kernel",), KERNELS), WORDS), LOOKS)
    yield from _crossed(SIZES, VIEWS)


def _crossed(*columns: Iterable[str]) -> Iterator[str]:
    """One of each column, in all combinations."""
    return (" ".join(filter(None, words)) for words in product(*columns))


def _dealt(commands: Iterable[str], words: Sequence[str]) -> Iterator[str]:
    """Each command with the next of the words, one further in each round, so that no column always meets the same."""
    return (f"{command} {words[(at + at // len(words)) % len(words)]}".rstrip() for at, command in enumerate(commands))


def _figure(command: str, turn: int) -> Recipe:
    data = () if command.startswith("stack ") else ("json",)  # a stack has none
    formats = (*ALWAYS, *data, *EXTRAS[turn % len(EXTRAS)])
    return Recipe(command, tuple(f"figure.{suffix}" for suffix in formats))


def write_inputs() -> None:
    """The files that recipes read, into the current folder."""
    values = np.random.default_rng(0).integers(-5, 20, (5, 6))
    np.savetxt("values.csv", values, fmt="%d", delimiter=",")
    np.save("values.npy", values / 4)
    np.savetxt("kernel.csv", [[0.5, -1], [2, 0.25]], fmt="%g", delimiter=";")
    rows, columns = np.mgrid[0:10, 0:12]
    pixels = np.stack([rows * 25, columns * 21, (rows + columns) * 12, 255 - rows * 10], axis=-1)
    Image.fromarray(pixels.astype(np.uint8)).save("picture.png")
    Image.fromarray((np.arange(40 * 50).reshape(40, 50) % 256).astype(np.uint8)).save("grey.png")
