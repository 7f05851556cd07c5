"""Disks that are full before a file is whole: by a limit on the size of files, and, for root, small file systems.

    python -m tests.attack.small_disks --seed 1 --count 600

A video's ffmpeg is told to take the limit for a full disk, as it would be, or is killed by it.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.attack.arena import (
    COMMANDS,
    Command,
    Count,
    files,
    forked,
    import_all,
    judge,
    options,
    put_old_files,
    wanted,
    workplace,
)
from visualize.cli import main

PAGE = 4096


def attack(random: Random, count: int) -> Count:
    """Every command at so many limits in all."""
    import_all()
    found = Count()
    mountable = _can_mount()
    for number in range(count):
        command = COMMANDS[number % len(COMMANDS)]
        real = mountable and random.random() < 0.5
        ended, wrong = (_on_disk if real else _limited)(random, command)
        found.add(f"{'real disks' if real else 'limits'} {ended}", wrong)
    return found


def _limited(random: Random, command: Command) -> tuple[str, str]:
    largest = max(map(len, wanted(command).values()))
    near_the_end = largest - random.randrange(min(largest, 64))
    limit = random.choice((random.randrange(largest), near_the_end, random.randrange(64)))
    with workplace() as folder, _patient_ffmpeg(random.random() < 0.7):
        return _tried(command, folder, random.random() < 0.5, f"limit {limit}", limit)


def _on_disk(random: Random, command: Command) -> tuple[str, str]:
    needed = sum(-(-len(content) // PAGE) for content in wanted(command).values())
    pages = random.randint(2, needed + 3)
    with _disk(pages * PAGE) as folder:
        return _tried(command, folder, random.random() < 0.5, f"disk of {pages} pages")


def _tried(command: Command, folder: Path, has_old: bool, where: str, limit: int | None = None) -> tuple[str, str]:
    """How it ended, and what is wrong with that."""
    try:
        if has_old:
            put_old_files(command)
    except OSError:
        pass  # no room for all of them
    before = files(folder)

    def draw() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        main(command.argv)

    code, said = forked(draw)
    wrong = judge(command, before, files(folder), code, said)
    complaint = f"{command.argv}, {where}, {'old' if has_old else 'no old'} files: {wrong}: {said}" if wrong else ""
    return ("large enough" if code == 0 else "refused"), complaint


@contextmanager
def _patient_ffmpeg(patient: bool) -> Iterator[None]:
    """An ffmpeg on the PATH that is told of a limit as of a full disk, in place of being killed for it."""
    real = shutil.which("ffmpeg")
    if real is None or not patient:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        fake = Path(folder) / "ffmpeg"
        fake.write_text(f"#!/bin/sh\ntrap '' XFSZ\nexec {real} \"$@\"\n")
        fake.chmod(0o755)
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{folder}:{before}"
        try:
            yield
        finally:
            os.environ["PATH"] = before


@contextmanager
def _disk(size: int) -> Iterator[Path]:
    with workplace() as folder:
        place = folder / "disk"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True, capture_output=True)
        try:
            os.chdir(place)
            yield place
        finally:
            os.chdir(folder)
            subprocess.run(["umount", "-l", place], check=True)


def _can_mount() -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    try:
        with _disk(16 * PAGE):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.exit(attack(*options("Write every format to disks that are too small.", 600)).end())
