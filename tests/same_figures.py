"""Whether figures are the same before and after a change that must not alter them.

    python -m tests.same_figures record before.json
    python -m tests.same_figures compare before.json [--only TEXT] [--allow gif-bytes] [--allow json]

`record` draws the recipes of `tests/recipes.py` by the command line of the package that is found first and stores the
hash of every file; `compare` draws what was recorded again. Both need all optional packages, ffmpeg and a Chinese font.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO, StringIO
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Thread
from typing import Any, NamedTuple
from zipfile import ZipFile

from PIL import Image, ImageSequence

from tests.recipes import Recipe, recipes, write_inputs

PROCESSES = 2
KINDS = ("gif-bytes", "json")
OUT = "out"


class File(NamedTuple):
    """What is kept of a file; `seen` is the hash of what it shows, where that can be told from its bytes."""

    sha256: str
    size: int
    seen: str = ""


class Drawn(NamedTuple):
    """The files of a recipe by their names, or why there are none."""

    files: dict[str, File]
    failure: str = ""


class Difference(NamedTuple):
    """What differs, and of which kind it is: one of KINDS, or none that can be allowed."""

    text: str
    kind: str = ""


def command(argv: Sequence[str]) -> tuple[str, str]:
    """Run one command in this process; what it prints, and why it failed."""
    said, complaint = StringIO(), StringIO()
    failure = ""
    try:
        from visualize.cli import main

        with redirect_stdout(said), redirect_stderr(complaint):
            main(argv)
    except SystemExit as done:
        failure = (complaint.getvalue().strip() or f"exit {done.code}") if done.code else ""
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
    return said.getvalue(), " ".join(failure.split())


def draw(recipe: Recipe) -> Drawn:
    """Draw a recipe in the current folder, and leave nothing there."""
    outputs = [word for name in recipe.outputs for word in ("-o", os.path.join(OUT, name))]
    os.mkdir(OUT)
    try:
        said, failure = command([*shlex.split(recipe.command), *outputs])
        found = {path.name: path.read_bytes() for path in sorted(Path(OUT).iterdir())}
    finally:
        shutil.rmtree(OUT)
    if not recipe.outputs:
        found["answer"] = said.encode()
    files = {name: File(sha256(data).hexdigest(), len(data), seen(name, data)) for name, data in found.items()}
    return Drawn({} if failure else files, failure)


def seen(name: str, data: bytes) -> str:
    """The hash of what a GIF or a PNG shows, also inside a deck; nothing for other formats."""
    if name.endswith((".gif", ".png")):
        return _pixels(data)
    if not name.endswith(".pptx"):
        return ""
    with ZipFile(BytesIO(data)) as deck:
        parts = {part: deck.read(part) for part in sorted(deck.namelist())}
    told = [f"{part} {seen(part, data) or sha256(data).hexdigest()}" for part, data in parts.items()]
    return sha256("\n".join(told).encode()).hexdigest()


def _pixels(data: bytes) -> str:
    """Every frame as it is composited, with its time; the number of plays and the comments belong to it."""
    digest = sha256()
    with Image.open(BytesIO(data)) as image:
        for frame in ImageSequence.Iterator(image):
            about = [frame.info.get(key) for key in ("duration", "loop", "comment")]
            digest.update(repr((frame.size, about)).encode())
            digest.update(frame.convert("RGBA").tobytes())
    return digest.hexdigest()


def draw_all(wanted: Iterable[Recipe]) -> Iterator[Drawn]:
    """Draw in several processes, each in a folder of its own; in the order of the recipes."""
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(PROCESSES, get_context("spawn"), _enter, (folder,)) as pool,
    ):
        yield from pool.map(draw, wanted, chunksize=4)


def _enter(folder: str) -> None:
    Thread(target=_leave_with_parent, daemon=True).start()
    os.chdir(mkdtemp(dir=folder))
    write_inputs()


def _leave_with_parent() -> None:
    """End this process when its parent is killed, by `timeout` for instance; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def differences(before: Drawn, after: Drawn) -> Iterator[Difference]:
    """What is not the same."""
    if after.failure:
        yield Difference(f"fails: {after.failure}")
        return
    for name in sorted({*before.files, *after.files}):
        old, new = before.files.get(name), after.files.get(name)
        if old is None or new is None:
            yield Difference(f"{name}: is {'new' if old is None else 'missing'}")
        elif old.sha256 != new.sha256:
            yield _difference(name, old, new)


def _difference(name: str, old: File, new: File) -> Difference:
    sizes = f"({old.size} -> {new.size} bytes)"
    if not old.seen:
        return Difference(f"{name}: other bytes {sizes}", "json" if name.endswith(".json") else "")
    if old.seen != new.seen:
        return Difference(f"{name}: other pixels, times or words {sizes}")
    smaller = not name.endswith(".png") and new.size <= old.size
    return Difference(f"{name}: other bytes, same pixels {sizes}", "gif-bytes" if smaller else "")


def versions() -> dict[str, str]:
    """Of everything whose update may change bytes."""
    packages = {name: version(name) for name in ("numpy", "pillow", "matplotlib", "python-pptx")}
    return {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION, **packages}


def record(path: str) -> int:
    """Draw all recipes and store what came out; nothing is stored if one of them fails."""
    listing, failure = command(["gallery"])
    wanted = recipes(line.split()[0] for line in listing.splitlines())
    drawn = dict(zip(wanted, draw_all(wanted), strict=True)) if not failure else {}
    failures = [f"{recipe.command}: {one.failure}" for recipe, one in drawn.items() if one.failure]
    if failure or failures:
        print(*filter(None, [failure, *failures]), sep="\n")
        return 1
    entries = [
        {**recipe._asdict(), "files": {name: file._asdict() for name, file in one.files.items()}}
        for recipe, one in drawn.items()
    ]
    document = json.dumps({"versions": versions(), "recipes": entries}, ensure_ascii=False, indent=0)
    Path(path).write_text(document + "\n", encoding="utf-8")
    print(f"recorded {_counted(drawn.values())}")
    return 0


def _counted(drawn: Iterable[Drawn]) -> str:
    counts = [len(one.files) for one in drawn]
    return f"{len(counts)} recipes, {sum(counts)} files of {_package()}"


def _package() -> str:
    """Where the package was found: there may be another one than meant."""
    found = find_spec("visualize")
    return os.path.dirname(found.origin) if found and found.origin else "no package"


def recorded(document: dict[str, Any], only: str) -> dict[Recipe, Drawn]:
    """The recipes of a file of `record` whose commands contain a text."""
    return {
        Recipe(entry["command"], tuple(entry["outputs"])): Drawn(
            {name: File(**file) for name, file in entry["files"].items()}
        )
        for entry in document["recipes"]
        if only in entry["command"]
    }


def compare(path: str, only: str, allowed: Sequence[str]) -> int:
    """Draw again and print each difference; 1 if there is one that is not allowed."""
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    now = versions()
    for name, old in document["versions"].items():
        if old != now[name]:
            print(f"note: recorded with {name} {old}, this is {now[name]}; bytes may differ for that alone")
    before = recorded(document, only)
    if not before:
        print(f"no recorded command contains {only!r}")
        return 1
    found = []
    for (recipe, old), new in zip(before.items(), draw_all(before), strict=True):
        for difference in differences(old, new):
            print(f"{recipe.command}: {difference.text}{' (allowed)' * (difference.kind in allowed)}", flush=True)
            found.append(difference)
    permitted = sum(difference.kind in allowed for difference in found)
    print(f"{len(found)} differences, {permitted} of them allowed; {_counted(before.values())}")
    return int(len(found) > permitted)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_figures", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("record", "compare"):
        commands.add_parser(name).add_argument("file", metavar="FILE.json")
    comparing = commands.choices["compare"]
    comparing.add_argument("--only", default="", metavar="TEXT", help="recipes whose command contains it")
    comparing.add_argument("--allow", action="append", default=[], choices=KINDS)
    options = parser.parse_args()
    started = time.monotonic()
    done = record(options.file) if options.command == "record" else compare(options.file, options.only, options.allow)
    print(f"{time.monotonic() - started:.0f} s")
    return done


if __name__ == "__main__":
    sys.exit(main())
