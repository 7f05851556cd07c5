"""Command lines: made by the grammar, and spoiled.

python -m tests.attack.commands --seed 1 --count 20000
"""

import shlex
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

from tests.attack.hostile import spoiled
from tests.attack.inside import Attack, Case
from tests.attack.running import attack_by_words
from tests.attack.scratch import old_files
from visualize.cli import gallery

PROCESSES = 50  # one in as many is run as a process of its own
MODES = ("pipe", "pty", "pty", "closed", "mute", "gone", "ascii", "rc")

Value = Callable[[Random], str | None]


def stage() -> None:
    """Old files, and numbers and pictures to read."""
    import numpy as np
    from PIL import Image

    old_files()
    Path("numbers.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    np.save("numbers.npy", np.arange(16.0).reshape(4, 4))
    picture = Image.fromarray(np.arange(120, dtype=np.uint8).reshape(10, 12))
    picture.save("photo.png")
    picture.save("photo.jpg")


def one_of(*values: str) -> Value:
    return lambda random: random.choice(values)


def switch(random: Random) -> None:
    """A flag without a value."""


def up_to(most: int, least: int = 0) -> Value:
    """A size, now and then two."""

    def size(random: Random) -> str:
        sizes = [str(random.randint(least, most)) for _ in range(random.choice((1, 1, 1, 2)))]
        return random.choice("x,").join(sizes)

    return size


def rows(random: Random) -> str:
    """Numbers as a user types them, some of them at the end of what 64 bits hold."""
    large = ("4294967296", "9223372036854775807", "-9223372036854775808", "1e308", "-1e300", "1e-320", "nan", "inf")
    number = random.choice((lambda: str(random.randint(-9, 9)), lambda: f"{random.gauss(0, 9):.3g}"))
    columns = random.randint(1, 4)
    found = [[number() for _ in range(columns)] for _ in range(random.randint(1, 4))]
    if random.random() < 0.2:
        random.choice(found)[-1] = random.choice(large)
    return "; ".join(" ".join(row) for row in found) + ";"


ORDERS = ("filter", "position", "together")
PADDINGS = ("valid", "full", "same", "same-upper", "same-lower", "same-d2l", "causal", "0x1x2x0", "1,0,0,1")
LAYER: dict[str, Value] = {
    "--i": up_to(7, 3),
    "-i": up_to(7, 2),
    "--input-size": up_to(6, 4),
    "--p": up_to(2),
    "--padding": one_of(*PADDINGS),
    "--s": up_to(3, 1),
    "--stride": up_to(2, 1),
    "-d": up_to(2, 1),
    "--dilation": up_to(3, 1),
    "--dims": one_of("1", "2"),
}
# Where they belong, with what makes them belong there.
KINDS: tuple[tuple[list[str], dict[str, Value]], ...] = (
    ([], {"--padding-mode": one_of("zeros", "reflect", "replicate", "circular"), "--flip": switch, "--note": switch}),
    (["--op", "conv"], {"--convention": one_of("torch", "d2l", "both")}),
    (["--transposed"], {"--output-padding": up_to(1), "--reading": one_of("gather", "scatter")}),
    (["--op", "conv-transpose"], {"--s": up_to(3, 2), "--reading": one_of("scatter")}),
    (["--op", "max-pool"], {"--ceil-mode": switch}),
    (["--op", "avg-pool"], {"--ceil-mode": switch, "--no-count-include-pad": switch}),
    (["--transposed", "--reading", "scatter"], {"--parts": switch}),
    ([], {"--gradient": one_of("input", "weight"), "--output-gradient": lambda random: rows(random)}),
    (["--transposed"], {"--gradient": one_of("input", "weight")}),
    (["--in-channels", "3"], {"--out-channels": one_of("1", "2", "3", "4"), "--order": one_of(*ORDERS)}),
    (["--in-channels", "2", "--out-channels", "4"], {"--groups": one_of("1", "2", "3"), "--cost": switch}),
    (["--depthwise", "--in-channels", "3"], {"--order": one_of(*ORDERS), "--out-channels": one_of("3", "6")}),
    (["--op", "max-pool", "--in-channels", "3"], {"--ceil-mode": switch, "--order": one_of(*ORDERS)}),
    (["--op", "separable", "--in-channels", "2"], {"--out-channels": one_of("1", "2", "3"), "--cost": switch}),
)
# They have no window.
SHUFFLES: tuple[tuple[list[str], dict[str, Value]], ...] = (
    (["--op", "pixel-shuffle"], {"--in-channels": one_of("4", "8", "9", "3"), "--factor": one_of("2", "3", "1")}),
    (["--op", "pixel-unshuffle"], {"--in-channels": one_of("1", "2"), "--factor": one_of("2", "3")}),
)
TRANSPOSED = (["--transposed"], ["--op", "conv-transpose"])
LOOKS: dict[str, Value] = {
    "--view": one_of("isometric", "flat"),
    "--theme": one_of("light", "dark", "dumoulin", "d2l"),
    "--title": one_of("Padding", "", "输入与输出", "<&\">'", "שלום", "\U0001f600", "a\tb", "é" * 90, "\ufeff", "%s"),
    "--cell": up_to(60, 2),
    "--width": lambda random: str(random.randint(100, 1500)),
    "--lang": one_of("en", "zh"),
    "--steps": one_of("0", "0,1,last", "row-ends", "1-3", "last", "0-last"),
    "--quiz": switch,
    "--poster": one_of("first", "last", "0", "1"),
    "--sheet": switch,
    "--seconds": one_of("1", "0.5", "0.06", "2", "1e1"),
    "--hold": one_of("2", "0.1", "5"),
    "--loop": one_of("0", "1", "3", "65535"),
    "--color-by": one_of("role", "value", "tap", "uses"),
    "--ground": one_of("none", "ffffff", "1a2b3c", "#FFF", "red"),
    "--scale": one_of("1", "2", "4"),
    "--shape": one_of("wide", "tall"),
    "--no-trace": switch,
    "--no-loupe": switch,
    "--caption": one_of("none", "size", "formula,note", "all"),
    "--progress": switch,
    "--think": one_of("1", "2.5"),
    "--show": one_of("0,last", "0-3", "row-ends", "last"),
}
NUMBERS: dict[str, Value] = {
    "--input": lambda random: random.choice(("arange", "ones", "random", "photo.png", "photo.jpg", rows(random))),
    "--kernel": lambda random: random.choice(("arange", "ones", "sobel-x", "blur", "numbers.csv", rows(random))),
    "--bias": one_of("1", "-0.5", "0", "1e6"),
}
OUTPUTS = {"a.gif": 24, "a.svg": 24, "a.png": 10, "a.json": 10, "a.apng": 5, "a.webp": 5, "old.gif": 5, "old.svg": 5}
OUTPUTS |= {"s-{n}.svg": 4, "s-{n:03}.png": 2, "new/s-{n}.svg": 2, "a.pdf": 2, "a.pptx": 2, "a.mp4": 0.3, "link.svg": 1}
OUTPUTS |= {
    "a.html": 3,
    "fifo.gif": 0.5,
    "folder.gif": 0.5,
    "dangling.gif": 1,
    "./kept/../b.gif": 1,
    "none/a.gif": 0.5,
    "a.GIF": 0.5,
}


def some(random: Random, flags: dict[str, Value], likely: float) -> list[str]:
    """Each of the flags with a likelihood, with a value where it has one."""
    found = []
    for flag, value in flags.items():
        if random.random() < likely:
            given = value(random)
            found += [flag] if given is None else [flag, given]
    return found


def outputs(random: Random) -> list[str]:
    """None, one, now and then several."""
    count = random.choice((0, 1, 1, 1, 1, 2))
    return [name for _ in range(count) for name in ("-o", *random.choices([*OUTPUTS], [*OUTPUTS.values()]))]


def layer(random: Random) -> list[str]:
    """A kernel, and some of what else a layer has."""
    if random.random() < 0.04:
        kind, own = random.choice(SHUFFLES)
        return [*kind, "--i", str(random.randint(2, 6)), *some(random, own, 0.7)]
    kind, own = random.choice(KINDS)
    sized = random.choice(("--k", "-k", "--kernel-size"))
    words = [*kind, sized, up_to(3, 1)(random), *some(random, LAYER, 0.12), *some(random, own, 0.3)]
    # What is transposed grows, and a figure of many steps takes its time.
    return words if "--transposed" not in kind and kind not in TRANSPOSED else [*words, "--i", up_to(3, 2)(random)]


def drawing(random: Random) -> list[str]:
    numbers = some(random, NUMBERS, 0.5) if random.random() < 0.35 else []
    return [*layer(random), *numbers, *some(random, LOOKS, 0.1), *outputs(random)]


def family(random: Random) -> list[str]:
    """A page with sliders."""
    ranges = {"k": "1..3", "p": "0,1", "s": "1..2", "d": "1,2", "i": "4..6"}
    names = random.sample([*ranges], random.randint(1, 2))
    sliders = [word for name in names for word in ("--vary", f"{name}={ranges[name]}")]
    return [*layer(random), *sliders, *some(random, LOOKS, 0.05), "-o", "a.html"]


def compared(random: Random) -> list[str]:
    """Two to four figures, each in one word."""
    figures = [shlex.join([*layer(random), *some(random, LOOKS, 0.03)]) for _ in range(random.choice((2, 2, 3, 4)))]
    together = {"--align": one_of("step", "output", "end"), "--arrange": one_of("auto", "across", "down")}
    return ["compare", *figures, *some(random, together, 0.3), *outputs(random)]


def named(random: Random) -> list[str]:
    figure = random.choice(gallery.FIGURES).name
    return [figure, *some(random, LOOKS, 0.15), *outputs(random)]


def told(random: Random) -> list[str]:
    return ["shape", *layer(random), *(["--json"] if random.random() < 0.5 else [])]


def stack(random: Random) -> list[str]:
    layers = [
        str(random.randint(1, 3)) + random.choice(("", "/2", "+1", "*2", "/2+1"))
        for _ in range(random.choice((1, 2, 2, 3)))
    ]
    words = ["stack", "--i", str(random.randint(5, 12)), "--layers", " ".join(layers)]
    until = ["--until", str(random.randint(1, 3))] if random.random() < 0.2 else []
    looks = [*some(random, LOOKS, 0.1), *outputs(random)] if random.random() < 0.4 else []
    return [*words, *until, *looks, *(["--json"] if random.random() < 0.2 else [])]


def listing(random: Random) -> list[str]:
    """All figures are drawn once in a while: that takes two seconds."""
    folder = random.choices((None, "old.gif/new", "old.gif", "fifo.gif", "new"), (60, 10, 10, 10, 3))[0]
    languages = ("en", "zh", "xx") if folder != "new" else ("en", "xx", "xx", "xx")
    words = ["gallery", *(["--lang", random.choice(languages)] if random.random() < 0.6 else [])]
    return words if folder is None else [*words, "-o", folder]


def formula(random: Random) -> list[str]:
    suffixes = random.choices(([], ["-o", "f.png"], ["-o", "f.pdf"], ["-o", "f.svg", "-o", "f.svg"]), (6, 2, 2, 1))[0]
    looks = {"--theme": LOOKS["--theme"], "--convention": one_of("torch", "d2l", "both")}
    return ["formula", *layer(random), *some(random, looks, 0.3), *suffixes]


COMMANDS = {
    drawing: 65,
    named: 8,
    told: 10,
    stack: 7,
    compared: 6,
    family: 2,
    listing: 2,
    formula: 2,
    lambda random: ["--help"]: 1,
}


def make(random: Random) -> Case:
    """Half of the lines are as the grammar has them, half are spoiled."""
    words = random.choices([*COMMANDS], [*COMMANDS.values()])[0](random)
    files = tuple(name for flag, name in pairwise(words) if flag == "-o" and "{" not in name)
    if random.random() < 0.5:
        words, files = spoiled(random, words), ()
    mode = random.choice(MODES) if random.random() * PROCESSES < 1 else ""
    return Case(tuple(words), outputs=files, mode=mode, thorough=random.random() < 0.3)


ATTACK = Attack("commands", make, stage, count=20_000)

if __name__ == "__main__":
    sys.exit(attack_by_words(ATTACK))
