"""Hostile files for --input, --kernel and --font.

    python -m tests.attack.files --seed 1 --count 2000

`--only 12 --keep folder` puts the files of a case there.
"""

import io
import os
import pickle
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from tests.attack import damage
from tests.attack.inside import Attack, Case
from tests.attack.judging import Said, Violation
from tests.attack.running import attack_by_words
from tests.attack.scratch import RAN, old_files

PROCESSES = 50  # one in as many is run as a process of its own
LARGEST, SLOWEST = 350 * 2**20, 4.0  # bytes above the start, and seconds of the processor, for what is read

Content = tuple[str, bytes]


def _written(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)


def _sparse(name: str, data: bytes, size: int) -> None:
    """Much larger than what it holds, without taking the disk."""
    Path(name).write_bytes(data)
    os.truncate(name, size)


def picture(random: Random) -> Content:
    """PNG and JPEG, damaged or put together."""
    data = damage.png(random) if random.random() < 0.3 else damage.damaged(random, random.choice(damage.pictures()))
    return random.choice(("x.png", "x.jpg", "x.jpeg", "x.PNG")), data


def stranger(random: Random) -> Content:
    """What it is by its name, it is not."""
    return random.choice(("x.png", "x.jpg")), random.choice(damage.strangers())


def large(random: Random) -> Content:
    return random.choice(("x.png", "x.jpg")), damage.large(random.randrange(damage.LARGE))


class _Runs:
    """What pickle makes of it is a program that leaves a mark."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch ../{RAN}",)


def _npy(header: str, data: bytes, version: int = 1) -> bytes:
    """With a header in its own words."""
    size = len(header).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + size + header.encode("latin-1", "replace") + data


def array(random: Random) -> Content:
    """Arrays of every kind, damaged ones, and files that are no arrays."""
    kinds = (
        "<i4",
        ">i4",
        "<f8",
        ">f2",
        "<c16",
        "|b1",
        "<u8",
        "<M8[s]",
        "<m8[D]",
        "|S3",
        "<U3",
        "<f4",
        "|V4",
        "<i1,<f8",
    )
    shapes = ((3, 3), (0,), (), (4,), (1, 1), (2, 2, 2), (0, 3), (3, 0), (1, 500), (300, 300), (1000, 1000), (1,) * 32)
    made = np.zeros(random.choice(shapes), random.choice(kinds))
    if random.random() < 0.4:
        top = random.choice((np.nan, np.inf, 1e308, -1e308, 2.0**63, 1e-320))
        made = np.full(random.choice(((3, 3), (2, 2), (1, 4))), top)
    stream = io.BytesIO()
    np.save(stream, np.asfortranarray(made) if random.random() < 0.2 else made)
    data = stream.getvalue()
    return "x.npy", damage.damaged(random, data, head=128) if random.random() < 0.6 else data


def no_array(random: Random) -> Content:
    """Headers that lie, and pickles that run something."""
    shapes = ("(99999999999,)", "(3, 99999999999999999999)", "(-1, 3)", "(3, 3), 'x': 1", "3", "None", "(True, 3)")
    shapes += ("(" * 5000, "__import__('os').system('x')", "(2**70, 1)", "(1, " * 90, "'" + "9" * 60_000 + "'")
    kinds = (
        "'<f8'",
        "'|O'",
        "'<f80'",
        "[('a', '<f8')]",
        "'O4'",
        "'<f8' * 9",
        "b'<f8'",
        "'V99999999999'",
        "'<U2147483647'",
    )
    header = f"{{'descr': {random.choice(kinds)}, 'fortran_order': False, 'shape': {random.choice(shapes)}}}\n"
    runs = pickle.dumps(_Runs(), random.choice((0, 2, 4)))
    inside = io.BytesIO()
    np.save(inside, np.array([_Runs()], object), allow_pickle=True)
    packed = io.BytesIO()
    np.savez(packed, np.zeros((3, 3)))
    choices = (_npy(header, b"\0" * 72, random.choice((1, 2, 3))), runs, inside.getvalue(), packed.getvalue(), b"")
    return "x.npy", random.choices(choices, (6, 1, 2, 1, 1))[0]


CSV = ("1,2\n3,4\n", "1;2\n3;4", "1 2\n\n\n3 4", "1\t2", "1,2\n3", '"1","2"\n"3","4"', "a,b\n1,2", ",,,\n", "", "\n")
CSV += ("#1,2\n", "1,\0,3\n", "\0" * 500, "1,2\r3,4\r", "1,2\x1e3,4", "1,2\x0c3", "1,2\u20283,4", "1,nan\ninf,-inf")
CSV += ("1e308,1e308\n1e308,-1e308", "9" * 5000, "9" * 5000 + ",1", "1e999", "٣,３", "1_0,2", "0x10,1", "+1,-1")
CSV += ("²,½", "1.,.5", "--1,1", "\ufeff\ufeff1,2", "1,2\ufeff", "4294967296,4294967296\n4294967296,1")
CSV += ("9223372036854775807,9223372036854775807", "-9223372036854775809,18446744073709551616", "1," * 10**6)
CSV += ("1\n" * 10**5, "1,2\n" * 10**5, ("1," * 999 + "1\n") * 300, "1" + " " * 10**6 + "2", "=cmd|'/C calc'!A0,1")
CODES = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "gb18030", "utf-7", "cp500")


def table(random: Random) -> Content:
    """Texts that hold numbers, or seem to."""
    data = random.choice(CSV).encode(random.choice(CODES), "replace")
    return "x.csv", damage.damaged(random, data) if random.random() < 0.4 else data


def font(random: Random) -> Content:
    """Damaged where its tables are listed, or anywhere; a table's place is told in its first few hundred bytes."""
    fonts = damage.fonts()
    data = random.choices(fonts, (1, 2, 5)[: len(fonts)])[0]
    name = random.choice(("x.ttf", "x.ttc", "x.otf", "x.ttf"))
    return name, damage.damaged(random, data, head=random.choice((12, 300, 2000)))


def no_font(random: Random) -> Content:
    return "x.ttf", random.choice(
        (*damage.strangers(), b"OTTO" + b"\xff" * 99, b"ttcf\0\1\0\0\xff\xff\xff\xff", b"wOFF" + b"\0" * 99)
    )


def _socket(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(name)


def no_file(random: Random, suffix: str) -> Callable[[], None]:
    """What has the name of a file and is none."""
    name = "x" + suffix
    targets = [
        "/dev/zero",
        "/dev/full",
        "/dev/random",
        "/proc/self/mem",
        "/proc/self/maps",
        "/dev/tty",
        "nowhere",
        name,
        "/",
    ]
    links = [partial(os.symlink, target, name) for target in targets]
    others = [partial(os.mkfifo, name), partial(_socket, name), partial(os.mkdir, name), partial(_closed, name)]
    start = random.choice((b"", b"\x93NUMPY\1\0", damage.SIGNATURE, b"\xff\xd8\xff\xe0", b"1,2\n", b"\0\1\0\0"))
    return random.choice([*links, *others, partial(_sparse, name, start, random.choice((10**9, 10**11)))])


def _closed(name: str) -> None:
    """Nobody may read it; root may all the same."""
    _written(name, b"1,2\n")
    os.chmod(name, 0)


KINDS = {picture: 30, stranger: 12, large: 1, array: 14, no_array: 8, table: 14, font: 16, no_font: 2}
SUFFIXES = (".png", ".jpg", ".npy", ".csv", ".ttf")


def words(random: Random, name: str) -> list[str]:
    """A command that reads the file, drawn in a format that does not take long."""
    output = ["-o", random.choice(("a.svg", "a.gif", "a.json", "old.gif", "a.png"))]
    if name.endswith((".ttf", ".ttc", ".otf")):
        output = ["-o", random.choice(("a.svg", "a.gif", "a.pdf", "a.pdf"))]
        return ["--k", "2", "--i", "2", "--font", name, "--title", "输入与输出", *output]
    steps = ["--steps", "0,last"] if random.random() < 0.8 else []
    if name.lower().endswith((".png", ".jpg", ".jpeg")) and random.random() < 0.95:
        return ["--input", name, "--k", "3", *random.choice(([], ["--i", "6"], ["--i", "1x9"])), *steps, *output]
    if random.random() < 0.5:
        return ["--kernel", name, *random.choice(([], ["--i", "9"], ["--dims", "1"])), *steps, *output]
    return [
        "--input",
        name,
        *random.choice((["--k", "2"], ["--k", "1"], ["--op", "max-pool", "--k", "2"])),
        *steps,
        *output,
    ]


def read(foreign: bool, said: Said) -> list[Violation]:
    """What is read takes its limits; what is neither PNG nor JPEG, or no file, is not read."""
    if said.refused:
        return []
    found = [Violation("read, though it is no such file", said.out.strip())] if foreign else []
    if said.grown > LARGEST or said.seconds > SLOWEST:
        found.append(Violation("a hungry or slow reader", f"{said.grown / 2**20:.0f} MB, {said.seconds:.1f} s"))
    return found


def make(random: Random) -> Case:
    """A file, or what is none, and a command that is to read it."""
    mode = "pipe" if random.random() * PROCESSES < 1 else ""
    if random.random() < 0.1:
        suffix = random.choice(SUFFIXES)
        prepare = no_file(random, suffix)
        is_open = getattr(prepare, "func", None) is _closed  # which root may read
        return Case(tuple(words(random, "x" + suffix)), prepare=prepare, mode=mode, also=partial(read, not is_open))
    kind = random.choices([*KINDS], [*KINDS.values()])[0]
    name, data = kind(random)
    also = partial(read, kind in (stranger, no_font))
    return Case(tuple(words(random, name)), prepare=partial(_written, name, data), mode=mode, also=also)


ATTACK = Attack("files", make, old_files, count=2000)

if __name__ == "__main__":
    sys.exit(attack_by_words(ATTACK))
