"""Figures of all kinds in all formats, whole and altered: what `verify` says of them.

    python -m tests.attack.altered --seed 1 --count 600
    python -m tests.attack.altered --unaltered                 # every figure in every format

Each is altered in one way: a bit, bytes that are cut or exchanged, a number, a frame that is swapped, the recipe of
another figure; checksums and lengths are those of the altered file. One in seven is not, and must not be accused.
"""

import contextlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from shlex import split

from tests.attack import alterations
from tests.attack.arena import Count, options
from visualize.cli import commands, gallery
from visualize.cli.verify import verify
from visualize.version import VERSION

PAGES = (".html", ".json")
STILL = (".gif", ".svg", ".png", ".webp", ".apng", ".pptx", ".pdf", ".html")
VIDEO = (".mp4",) if shutil.which("ffmpeg") else ()
ANY = (*STILL, ".json", *VIDEO)
MORE: Mapping[str, tuple[str, Sequence[str]]] = {
    "compare": ("compare '--k 3' '--k 3 --p 1 --title both' --align output", (*STILL, *VIDEO)),
    "compare numbers": ("compare '--k 2 --input arange --i 3' 'd2l-conv-pad --theme light'", STILL),
    "compare stacks": ("compare 'stack --i 5 --layers 3' '--i 5 --k 2'", STILL),
    "stack": ("stack --i 7 --layers '3 3/2'", (*STILL, *VIDEO)),
    "stack of numbers": (
        "stack --i 4 --layers '3+1 relu max2/2' --input arange --kernel '1 0 -1; 0 1 0; 1 1 0'",
        STILL,
    ),
    "separable": ("--op separable --i 4 --k 3 --in-channels 2 --out-channels 2 --input arange --kernel arange", ANY),
    "gradient": ("--i 4 --k 3 --input arange --gradient weight --output-gradient '1 2; 3 4'", ANY),
    "quiz": ("--i 3 --k 2 --input random --quiz --lang zh", ANY),
    "sheet": ("--i 3 --k 2 --sheet --ground none", (".svg", ".png", ".pdf", ".html", ".pptx")),
    "shown": ("--i 4 --k 3 --show 1,2 --input arange", (".svg", ".png", ".pdf", ".html", ".pptx")),
    "together": ("--i 3 --k 2 --in-channels 2 --out-channels 2 --order together", STILL),
    "family": ("--kernel arange --i 4 --vary k=2..5 --vary p=0,1", PAGES),
    "deck": ("", (".html", ".pdf", ".pptx")),
}
DECK = """{"defaults": {"convention": "d2l"}, "slide": [
{"title": "Padding & <stride>", "text": ["one", "two"]},
{"kernel_size": 2, "input": "1 2 3; 4 5 6; 7 8 9", "notes": "n"},
{"compare": ["--k 3", "--k 2"], "slides": "media", "title": "Two"}]}"""
FIGURES = {one.name: ((one.name,), ANY) for one in gallery.FIGURES} | {
    name: (tuple(split(text)), suffixes) for name, (text, suffixes) in MORE.items()
}


def attack(random: Random, count: int) -> Count:
    """So many files."""
    found = Count()
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            suffix = random.choice(ANY)
            names = gallery.BY_NAME if random.random() < 0.5 else MORE
            figure = random.choice([one for one in names if suffix in FIGURES[one][1]])
            alter = (None, *alterations.ALL)[number % (1 + len(alterations.ALL))]
            before = original(figure, suffix)
            data = alter(random, before, suffix) if alter else before
            path = Path(name, f"a{suffix}")
            path.write_bytes(data)
            said = verify(str(path))
            wanted = ("as drawn",) if data == before else ("altered", "no figure of ours")
            kind = alter.__name__ if alter and data != before else "unaltered"
            if said.state == "same arithmetic, other version" and _claims_another_version(before, data, said.reason):
                kind, wanted = "claims another version, which may draw the same", (said.state,)
            found.add(kind, "" if said.state in wanted else f"{figure}{suffix}, {kind}: {said}")
    return found


def unaltered() -> Count:
    """Every figure in every format that it has."""
    found = Count()
    with tempfile.TemporaryDirectory() as name:
        for figure, (_, suffixes) in FIGURES.items():
            for suffix in suffixes:
                path = Path(name, f"a{suffix}")
                path.write_bytes(original(figure, suffix))
                said = verify(str(path))
                found.add(suffix, "" if said.state == "as drawn" else f"{figure}{suffix}: {said}")
    return found


def _claims_another_version(before: bytes, data: bytes, reason: str) -> bool:
    """Whether nothing but the version in a file is different."""
    claimed = re.search("conv-visualize ([^ ,]+)", reason)
    return (
        claimed is not None
        and before.replace(f"visualize {VERSION}".encode(), b"visualize " + claimed[1].encode()) == data
    )


@cache
def original(figure: str, suffix: str) -> bytes:
    """A figure in a format, as its command writes it."""
    words = FIGURES[figure][0]
    command = ["deck", DECK] if figure == "deck" else words
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder, f"a{suffix}")
        try:
            commands.main([*command, "-o", str(path)])
        except SystemExit as ended:
            assert not ended.code, (figure, suffix)
        return path.read_bytes()


if __name__ == "__main__":
    sys.exit(
        unaltered().end()
        if sys.argv[1:] == ["--unaltered"]
        else attack(*options("Alter files, and have them verified.", 600)).end()
    )
