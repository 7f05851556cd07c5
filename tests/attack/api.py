"""Calls of the Python interface with values of every kind.

python -m tests.attack.api --seed 1 --count 6000
"""

import re
import sys
from random import Random
from typing import NamedTuple

from tests.attack import zoo
from tests.attack.inside import Attack, Case
from tests.attack.running import attack_by_words
from tests.attack.scratch import old_files

MEANT = 0.25  # how likely a parameter that may be left out is given, with a value that it is meant to have


class Call(NamedTuple):
    """A public callable: what is written around its arguments, those that it needs, and those that it may get."""

    around: str
    needed: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]] = {}  # noqa: RUF012

    def source(self, random: Random) -> str:
        """One, two or three of its arguments are wrong, or at least strange."""
        given = {name: random.choice(values) for name, values in self.needed.items()}
        for name, values in self.others.items():
            if random.random() < MEANT:
                given[name] = random.choice(values)
        names = list(self.needed | self.others)
        for name in random.sample(names, min(len(names), random.choice((1, 1, 1, 2, 3)))):
            given[name] = _strange(random, name)
        words = [value if name.startswith("_") else f"{name}={value}" for name, value in given.items()]
        return self.around.format(", ".join(sorted(words, key=lambda word: bool(re.match(r"[a-z_]+=", word)))))


def _strange(random: Random, name: str) -> str:
    """Of what can be called nothing is said: what a caller's own function raises is the caller's."""
    value = random.choice(random.choice(zoo.ZOO))
    return value if name not in ("progress", "_draw") or value not in ("len", "object", "vz.Conv") else "None"


SIZE = ("5", "(5, 4)", "(6,)")
KERNEL = ("3", "(2, 3)", "2")
STEP, BORDER = ("1", "2", "(1, 2)"), ("0", "1", "(1, 0)", "(0, 1, 1, 0)")
WEIGHTS = {"weight": ("None", "np.ones((3, 3))", "[[1, 2], [3, 4]]"), "bias": ("0", "1", "0.5")}
LAYER = {"stride": STEP, "padding": BORDER}
LOOKS = {
    "view": ("None", "'flat'", "'isometric'"),
    "theme": ("'light'", "'dark'"),
    "seconds": ("1", "0.5"),
    "hold": ("None", "2"),
    "loop": ("0", "3"),
    "cell": ("None", "20"),
    "width": ("None", "900"),
    "title": ("''", "'Padding'"),
    "lang": ("'en'", "'zh'"),
    "font": ("None",),
    "steps": ("None", "'0,last'", "[0, 1]", "0"),
    "quiz": ("False", "True"),
    "poster": ("None", "'last'", "0"),
    "sheet": ("False", "True"),
    "ground": ("None", "'#1a2b3c'"),
    "scale": ("None", "2"),
    "shape": ("None", "'tall'"),
    "caption": ("None", "'size'"),
    "trace": ("True", "False"),
    "show": ("None", "'0,last'"),
    "progress": ("False", "True"),
    "think": ("None", "2"),
}
FIGURE = LOOKS | {
    "reading": ("'gather'",),
    "input": ("None", "np.arange(25).reshape(5, 5)"),
    "kernel": ("None", "np.ones((3, 3))"),
    "bias": ("None", "1"),
    "flip": ("False", "True"),
    "color_by": ("'role'", "'value'", "'tap'"),
    "note": ("False", "True"),
    "convention": ("'torch'", "'both'"),
    "order": ("None", "'together'"),
    "parts": ("False", "True"),
    "cost": ("False", "True"),
    "gradient": ("None", "'input'", "'weight'"),
    "output_gradient": ("None", "np.ones((3, 3))"),
    "recipe_words": ("''", "'--input x.csv'"),
}
SMALL = "vz.figure(vz.Conv(3, 2))"
ATTRIBUTES = {
    "kernel_size": ("(2, 2)", "2"),
    "stride": ("(1, 1)",),
    "padding": ("(0, 0)", "'same'"),
    "dilation": ("(1, 1)",),
}
ATTRIBUTES |= {
    "output_padding": ("(0, 0)",),
    "padding_mode": ("'zeros'",),
    "ceil_mode": ("False",),
    "count_include_pad": ("True",),
}
ATTRIBUTES |= {"weight": ("np.ones((1, 1, 2, 2))",), "bias": ("None", "np.ones(1)"), "divisor_override": ("None",)}
LAYERS = ("layer('Conv2d')", "layer('MaxPool2d')", *(f"layer('Conv2d', without={name!r})" for name in ATTRIBUTES))
OPERATION = {"input_size": SIZE, "kernel_size": KERNEL}
CHANNELS = {"in_channels": ("1", "2", "4"), "out_channels": ("2", "4"), "groups": ("1", "2"), "weight": ("None",)}
SMALLER = ("vz.figure(vz.Conv(4, 2), cell=20)", "vz.figure(vz.MaxPool(4, 2), cell=20)")
TABLE = "{'figure': [{'name': 'a', 'kernel_size': 2, 'input_size': 3, 'formats': ['gif']}]}"
SAVED = {"pptx": ("'native'",), "gif_compat": ("False", "True"), "progress": ("print", "lambda steps: None")}
CALLS = (
    (5, Call("drawn(vz.Conv({}))", OPERATION, LAYER | WEIGHTS | {"dilation": STEP, "padding_mode": ("'reflect'",)})),
    (5, Call("drawn(vz.ConvTranspose({}))", OPERATION, LAYER | WEIGHTS | {"dilation": STEP, "output_padding": ("0",)})),
    (4, Call("drawn(vz.MaxPool({}))", OPERATION, LAYER | {"dilation": STEP, "ceil_mode": ("True",)})),
    (4, Call("drawn(vz.AvgPool({}))", OPERATION, LAYER | {"ceil_mode": ("True",), "count_include_pad": ("False",)})),
    (4, Call("drawn(vz.Conv(5, 3, {}))", CHANNELS, LAYER)),
    (2, Call("drawn(vz.ConvTranspose(3, 2, {}))", CHANNELS, LAYER)),
    (2, Call("drawn(vz.SeparableConv({}))", OPERATION, LAYER | {"in_channels": ("2",), "out_channels": ("3",)})),
    (1, Call("drawn(vz.PixelShuffle({}))", {"input_size": SIZE}, {"factor": ("2", "3"), "in_channels": ("4", "9")})),
    (
        1,
        Call(
            "drawn(vz.PixelUnshuffle({}))", {"input_size": ("4", "(6, 4)")}, {"factor": ("2",), "in_channels": ("2",)}
        ),
    ),
    (1, Call("drawn(vz.ReLU({}))", {"input_size": SIZE})),
    (4, Call("saved(vz.figure(vz.Conv(4, 2, in_channels=2, out_channels=2), {}))", {"order": ("None",)}, FIGURE)),
    (
        4,
        Call(
            "saved(vz.compare({}))", {"_one": SMALLER, "_two": SMALLER}, {"align": ("'end'",), "arrange": ("'down'",)}
        ),
    ),
    (2, Call("vz.family({}).save('a.html')", {"_draw": ("lambda k: vz.figure(vz.Conv(5, k))",), "k": ("[1, 2]",)})),
    (3, Call("vz.jobs({})", {"figures": (TABLE,), "output": ("'.'",)})),
    (2, Call("vz.render_all({})", {"jobs": (f"vz.jobs({TABLE}, '.')", "[]")})),
    (2, Call("vz.render_all([vz.Job({})])", {"figure": SMALLER, "files": ("['a.gif']",)}, {"label": ("'a'",)})),
    (1, Call("vz.verify({})", {"path": ("'old.gif'", "'none.svg'")}, {"allow_files": ("True",)})),
    (2, Call("vz.Conv(3, 2, padding=1).apply({})", {"x": ("np.ones((3, 3))",), "w": ("[[1, 2], [3, 4]]",)})),
    (1, Call("vz.Conv((3,), 2).apply({})", {"x": ("[1, 2, 3]",), "w": ("[1, 2]",)})),
    (2, Call("vz.ConvTranspose(3, 2).apply({})", {"x": ("np.ones((3, 3))",), "w": ("[[1, 2], [3, 4]]",)})),
    (1, Call("vz.MaxPool(5, 2).apply({})", {"x": ("np.ones((5, 5))",)})),
    (1, Call("vz.AvgPool(5, 2, padding=1).apply({})", {"x": ("np.ones((5, 5))",)})),
    (1, Call("changed(vz.Conv(5, 2, {}))", {"weight": ("np.ones((2, 2))",)}, {"bias": ("1",)})),
    (
        12,
        Call(
            "saved(vz.figure({}))",
            {"operation": ("vz.Conv(5, 3)", "vz.MaxPool(4, 2)", "vz.ConvTranspose(2, 3)")},
            FIGURE,
        ),
    ),
    (
        6,
        Call(
            "saved(vz.figure(vz.Conv(5, 3), {}))",
            {"input": ("np.ones((5, 5))",), "kernel": ("np.ones((3, 3))",)},
            FIGURE,
        ),
    ),
    (3, Call("saved(vz.figure(vz.AvgPool(5, 3), {}))", {"input": ("np.ones((5, 5))",)}, FIGURE)),
    (6, Call("saved(vz.stack_figure({}))", {"layers": ("[vz.Conv(5, 3)]", "[vz.Conv(5, 3), vz.Conv(3, 2)]")}, LOOKS)),
    (6, Call(SMALL + ".save({})", {"_name": ("'a.gif'", "'s-{n}.svg'")}, {"_other": ("'b.svg'",), **SAVED})),
    (2, Call(SMALL + ".save('a.gif', {})", SAVED)),
    (
        2,
        Call(
            SMALL + ".draw({})",
            {"axes": ("__import__('matplotlib.figure').figure.Figure().add_subplot()",)},
            {"step": ("0",)},
        ),
    ),
    (1, Call(SMALL + ".animate({})", {"figure": ("None", "__import__('matplotlib.figure').figure.Figure()")})),
    (1, Call(SMALL + "._repr_mimebundle_({})", {"include": ("None",), "exclude": ("None",)})),
    (3, Call("drawn(vz.from_layer({}))", {"layer": LAYERS, "input_size": SIZE})),
    (4, Call("drawn(vz.from_layer(layer('Conv2d', {}), 5))", ATTRIBUTES)),
    (3, Call("drawn(vz.from_layer(layer('ConvTranspose2d', {}), 5))", ATTRIBUTES)),
    (2, Call("drawn(vz.from_layer(layer('MaxPool2d', {}), 5))", ATTRIBUTES)),
    (2, Call("drawn(vz.from_layer(layer('AvgPool2d', {}), 5))", ATTRIBUTES)),
    (2, Call("drawn(vz.from_layer(layer('Conv1d', {}), 5))", ATTRIBUTES)),
)


def make(random: Random) -> Case:
    """One call, and what follows when it is accepted."""
    call = random.choices([call for _, call in CALLS], [weight for weight, _ in CALLS])[0]
    return Case(source=f"from tests.attack.zoo import *; {call.source(random)}")


ATTACK = Attack("api", make, old_files, count=6000)

if __name__ == "__main__":
    sys.exit(attack_by_words(ATTACK))
