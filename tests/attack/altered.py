"""Files of the gallery in every format, whole and altered: what `verify` says of them.

    python -m tests.attack.altered --seed 1 --count 600

Each is altered in one way: a bit, bytes that are cut, doubled or exchanged, a number, a frame that is swapped, the
recipe of another figure. One in six is not, and must not be accused.
"""

import re
import sys
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from tests.attack.arena import Count, options
from visualize.cli import gallery
from visualize.cli.drawing import words_to_figure
from visualize.cli.verify import verify
from visualize.version import VERSION

SUFFIXES = (".gif", ".svg", ".png", ".webp", ".apng", ".pptx", ".json", ".pdf")
NUMBER = re.compile(rb">([0-9]+)</text>|<a:t>([0-9]+)</a:t>|[ \[]([0-9]+)[,\]]")


def attack(random: Random, count: int) -> Count:
    """So many files."""
    found = Count()
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            suffix, figure = random.choice(SUFFIXES), random.choice(gallery.FIGURES).name
            alter = (None, *ALTERATIONS)[number % (1 + len(ALTERATIONS))]
            before = original(figure, suffix)
            data = alter(random, before, suffix) if alter else before
            path = Path(name, f"a{suffix}")
            path.write_bytes(data)
            said = verify(str(path))
            wanted = ("as drawn",) if data == before else ("altered", "no figure of ours")
            kind = alter.__name__.replace("_", " ") if alter and data != before else "unaltered"
            if said.state == "same arithmetic, other version" and _claims_another_version(before, data, said.reason):
                kind, wanted = "claims another version, which may draw the same", (said.state,)
            found.add(kind, "" if said.state in wanted else f"{figure}{suffix}, {kind}: {said}")
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
    """A figure of the gallery in a format."""
    return words_to_figure(gallery.BY_NAME[figure].flags).encoded(suffix)


def _bit(random: Random, data: bytes, suffix: str) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _cut(random: Random, data: bytes, suffix: str) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randrange(1, 99) :]


def _moved(random: Random, data: bytes, suffix: str) -> bytes:
    """Two pieces exchanged."""
    first, second, third = sorted(random.sample(range(len(data)), 3))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def _number(random: Random, data: bytes, suffix: str) -> bytes:
    """A number of a text, where texts are not compressed."""
    found = list(NUMBER.finditer(data))
    if not found or suffix not in (".svg", ".json"):
        return _bit(random, data, suffix)
    one = random.choice(found)
    group = one.lastindex or 1
    return data[: one.start(group)] + b"%d" % (int(one[group]) + 1) + data[one.end(group) :]


def _frames(random: Random, data: bytes, suffix: str) -> bytes:
    """Two frames of a WebP, or two lines of a text, exchanged."""
    mark = {".webp": b"ANMF", ".gif": b"\x21\xf9\x04"}.get(suffix, b"\n")
    parts = data.split(mark)
    if len(parts) < 4:
        return _moved(random, data, suffix)
    at = random.randrange(1, len(parts) - 2)
    parts[at : at + 2] = parts[at + 1], parts[at]
    return mark.join(parts)


def _recipe(random: Random, data: bytes, suffix: str) -> bytes:
    """The file of one figure with a recipe of the same length."""
    if suffix in (".pptx", ".pdf"):
        return _cut(random, data, suffix)
    found = [at for at in range(len(data)) if data.startswith(b"python -m visualize", at)][:1]
    if not found:
        return _bit(random, data, suffix)
    at = data.find(b"--k ", found[0]) + 4
    return data[:at] + (b"4" if data[at : at + 1] != b"4" else b"2") + data[at + 1 :]


ALTERATIONS = (_bit, _cut, _moved, _number, _frames, _recipe)

if __name__ == "__main__":
    sys.exit(attack(*options("Alter files, and have them verified.", 600)).end())
