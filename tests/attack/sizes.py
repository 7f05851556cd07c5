"""Sizes from one to ten to the nineteenth, most of them near the edge of what can be drawn.

python -m tests.attack.sizes --seed 1 --count 1500
"""

import math
import re
import sys
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from random import Random

from tests.attack.inside import Attack, Case
from tests.attack.judging import Said, Violation
from tests.attack.running import attack_by_words
from visualize import AvgPool, Conv, ConvTranspose, MaxPool, figure, stack_figure
from visualize.options import OPTIONS

PROCESSES = 30  # one in as many is run as a process of its own
SUFFIXES = (".gif", ".svg", ".png", ".json", ".webp", ".apng", ".pdf", ".pptx", ".mp4")
REFUSED = re.compile(r"visualize: (?:invalid|unsupported) ([\w.-]+) (.*?): (.+)", re.DOTALL)
# What a refusal may name: the parameters of all calls, and what only commands have.
CALLS = (figure, stack_figure, Conv, ConvTranspose, MaxPool, AvgPool)
NAMES = (
    {name for call in CALLS for name in signature(call).parameters}
    | {option.name for option in OPTIONS}
    | {
        "suffix",
        "output",
        "layers",
        "until",
        "seed",
    }
)


def stage() -> None:
    """A file that stays if nothing is drawn."""
    for suffix in SUFFIXES:
        Path("a" + suffix).write_bytes(b"old")


def log(random: Random, low: float, high: float) -> int:
    """A whole number whose logarithm to the base of ten is even between two ends."""
    return int(10 ** random.uniform(low, high))


def huge(random: Random) -> str:
    return str(log(random, 0, 19))


def edge(random: Random) -> list[str]:
    """A layer whose number of steps is near what is allowed, whatever its parameters are."""
    steps = log(random, 0, 6)
    rows = random.choice((round(math.sqrt(steps)), 1, log(random, 0, math.log10(steps + 1))))
    out = max(1, rows), max(1, steps // max(1, rows))
    kernel, stride, dilation = (log(random, 0, random.choice((0.7, 1, 2))) for _ in range(3))
    if random.random() < 0.5:
        stride = dilation = 1
    transposed = random.random() < 0.3
    span = dilation * (kernel - 1) + 1
    size = [max(1, (one - span) // stride + 1) if transposed else (one - 1) * stride + span for one in out]
    words = ["--i", "x".join(map(str, size)), "--k", str(kernel), "--s", str(stride), "--d", str(dilation)]
    if transposed:
        return ["--transposed", *words, *random.choice(([], ["--reading", "scatter"]))]
    return [*pool(random, words), *border(random, kernel)]


def pool(random: Random, words: list[str]) -> list[str]:
    """The same for one of the operations that have no output padding."""
    name = random.choice(("conv", "conv", "max-pool", "avg-pool"))
    return ["--op", name, *(words if name != "avg-pool" else words[:6])]


def border(random: Random, kernel: int) -> list[str]:
    padding = random.choice(("0", "0", str(kernel // 2), huge(random), "same-upper", "full"))
    mode = ["--padding-mode", random.choice(("reflect", "circular", "replicate"))] if random.random() < 0.1 else []
    return ["--p", padding, *mode]


def anything(random: Random) -> list[str]:
    """Each size for itself."""
    words = ["--k", random.choice(("3", huge(random)))]
    for flag in ("--i", "--s", "--p", "--d", "--output-padding"):
        if random.random() < (0.4 if flag != "--output-padding" else 0.1):
            words += [flag, huge(random) if random.random() < 0.7 else f"{huge(random)}x{huge(random)}"]
    kinds = ([], [], ["--transposed"], ["--transposed", "--reading", "scatter"], ["--op", "max-pool"], ["--dims", "1"])
    return [*words, *random.choice(kinds)]


def heavy(random: Random) -> list[str]:
    """Large kernels: a step reads them whole."""
    kernel = log(random, 1, 4)
    words = ["--k", str(kernel), "--i", str(kernel + log(random, 0, 3))]
    return [*pool(random, words), "--s", "1"]


def values(random: Random, words: list[str]) -> list[str]:
    kinds = ("arange", "ones", "random")
    given = [*words, "--input", random.choice(kinds)]
    pooled = "max-pool" in words or "avg-pool" in words
    return given if pooled or random.random() < 0.5 else [*given, "--kernel", random.choice(kinds)]


LOOKS: tuple[tuple[float, Callable[[Random], list[str]]], ...] = (
    (0.3, lambda random: ["--view", random.choice(("flat", "isometric"))]),
    (0.1, lambda random: ["--cell", str(log(random, 0, random.choice((2, 4, 19))))]),
    (0.1, lambda random: ["--width", str(log(random, 1, random.choice((4, 6, 19))))]),
    (0.1, lambda random: ["--seconds", random.choice((huge(random), f"{10 ** random.uniform(-3, 4):.4g}"))]),
    (0.05, lambda random: ["--hold", random.choice((huge(random), f"{10 ** random.uniform(-3, 4):.4g}"))]),
    (0.05, lambda random: ["--loop", huge(random)]),
    (
        0.1,
        lambda random: ["--steps", random.choice((huge(random), f"0-{huge(random)}", "0-last", "0,last", "row-ends"))],
    ),
    (0.03, lambda random: ["--poster", huge(random)]),
    (0.1, lambda random: ["--sheet"]),
    (0.05, lambda random: ["--quiz"]),
    (0.05, lambda random: ["--color-by", random.choice(("value", "tap", "uses"))]),
    (0.03, lambda random: ["--title", "a" * log(random, 0, 5)]),
)


def outputs(random: Random) -> list[str]:
    """GIF and SVG most often; fields of any width in a sequence's name."""
    if random.random() < 0.05:
        return ["-o", f"s-{{n:0{huge(random)}}}" + random.choice((".svg", ".png"))]
    names = [
        f"a{suffix}" for suffix in random.choices(SUFFIXES, (30, 20, 8, 8, 5, 5, 5, 5, 5), k=random.choice((1, 1, 2)))
    ]
    names = names if random.random() < 0.95 else ["s-{n}" + random.choice((".svg", ".png"))]
    return [word for name in dict.fromkeys(names) for word in ("-o", name)]


def drawing(random: Random) -> list[str]:
    words = random.choices((edge, anything, heavy), (60, 30, 10))[0](random)
    words = values(random, words) if random.random() < 0.4 else words
    looks = [word for likely, look in LOOKS if random.random() < likely for word in look(random)]
    return [*words, *looks, *outputs(random)]


def told(random: Random) -> list[str]:
    words = [word for word in random.choice((edge, anything))(random) if word not in ("--reading", "scatter")]
    if random.random() < 0.5:
        return ["shape", *words, *random.choice(([], ["--json"]))]
    return ["formula", *words, "-o", random.choice(("a.svg", "a.png", "a.pdf"))]


def stack(random: Random) -> list[str]:
    """Few or many layers, small or large, of an input of any size."""
    most = random.choice((0.5, 1, 5, 19))
    one = "{}" + random.choice(("", "/{}", "+{}", "*{}", "x{}"))
    layers = [one.format(log(random, 0, most), log(random, 0, most)) for _ in range(random.choice((1, 2, 4, 5)))]
    if random.random() < 0.2:
        layers *= log(random, 0, 5)
    size = random.choice((huge(random), str(log(random, 0, 3))))
    until = ["--until", random.choice((huge(random), "1"))] if random.random() < 0.3 else []
    drawn = outputs(random)[:2] if random.random() < 0.6 else random.choice(([], ["--json"]))
    return ["stack", "--i", size, "--layers", " ".join(layers)[:120_000], *until, *drawn]


def named(said: Said) -> list[Violation]:
    """A refusal tells the parameter, its value, and in figures what is allowed; unknown names have no limit."""
    if said.code != 2 or said.err.startswith(("visualize: unknown ", "visualize: missing ")):
        return []
    found = REFUSED.match(said.err)
    if found is None or found[1] not in NAMES:
        return [Violation("a refusal without a parameter", said.err.strip())]
    if not found[2].strip() or not re.search(r"\d|\bone\b|--|belongs|must ascend|shown", found[3]):
        return [Violation("a refusal without value or limit", said.err.strip())]
    return []


def make(random: Random) -> Case:
    """Mostly drawings."""
    words = random.choices((drawing, told, stack), (80, 10, 10))[0](random)
    return Case(
        tuple(words), mode=random.choice(("pipe", "pty")) if random.random() * PROCESSES < 1 else "", also=named
    )


ATTACK = Attack("sizes", make, stage, count=1500, patience=20.0)

if __name__ == "__main__":
    sys.exit(attack_by_words(ATTACK))
