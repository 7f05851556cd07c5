"""A folder for one command to work in, and what it left there."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.attack.foreign import fault
from tests.attack.judging import Said, Violation

OLD = b"This was here before, and somebody may want it."
RAN = "tmp/something-ran"  # what a program that a file made us run leaves behind
BYTES = re.compile(r"([\d,]+) (?:bytes|字节)\n")


class Scratch(NamedTuple):
    """A working folder and a folder for temporary files, below one root; `stage` puts old files into the first."""

    root: Path
    stage: Callable[[], None]

    @property
    def work(self) -> Path:
        """The folder that commands are run in."""
        return self.root / "work"

    def restore(self) -> None:
        """Make everything as it is before a command, and stand in the working folder."""
        for name in ("work", "tmp"):
            (self.root / name).mkdir(exist_ok=True)
            for entry in os.scandir(self.root / name):
                shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
        os.chdir(self.work)
        self.stage()

    def tree(self) -> dict[str, tuple[int, ...]]:
        """What stands below the root, by name; of files also what changes with them."""
        found = {}
        for top in ("work", "tmp"):
            for folder, folders, files in os.walk(self.root / top):
                for name in folders:
                    found[os.path.relpath(os.path.join(folder, name), self.root)] = (0,)
                for name in files:
                    seen = os.lstat(os.path.join(folder, name))
                    key = os.path.relpath(os.path.join(folder, name), self.root)
                    found[key] = (seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_ino)
        return found

    def judged(self, said: Said, before: dict[str, tuple[int, ...]], thorough: bool) -> list[Violation]:
        """Of a refusal nothing may remain; of work that is done whole files, as many bytes as were told."""
        after = self.tree()
        written = [name for name in after if after[name] != before.get(name)]
        lost = [Violation("an old file is gone", name) for name in before if name not in after]
        if RAN in written:
            return [Violation("something ran", "a program that the file named")]
        if said.refused:
            return lost + [_left(name, name in before) for name in written]
        files = [name for name in written if after[name] != (0,)]
        return lost + list(self._faults(files, thorough)) + _miscounted(said, [after[name][1] for name in files])

    def _faults(self, names: list[str], thorough: bool) -> Iterator[Violation]:
        for name in names:
            suffix = os.path.splitext(name)[1].lower()
            if name.startswith("tmp" + os.sep) or suffix == ".part":
                yield _left(name, False)
            elif seen := fault(self.root / name, suffix, thorough):
                kind = seen.partition(":")[0]
                yield Violation(f"a {suffix} file that cannot be read: {kind}", f"{name}: {seen}")


def _left(name: str, old: bool) -> Violation:
    return Violation("an old file changed though refused" if old else "a scrap", name)


def _miscounted(said: Said, sizes: list[int]) -> list[Violation]:
    """The sum of sizes, in a drawing's answer."""
    told = BYTES.findall(said.out)
    if not told or sum(int(one.replace(",", "")) for one in told) == sum(sizes):
        return []
    return [Violation("bytes told wrongly", f"{said.out.strip()}, but {sum(sizes)} are there")]


def old_files() -> None:
    """What most attacks find in the working folder: files of the names that they write to, and odder things."""
    os.mkdir("kept")
    for name in ("old.gif", "old.svg", "old.png", "old.json", "kept/old.svg", "conv_i5_k3_p0_s1.gif"):
        Path(name).write_bytes(OLD)
    os.mkdir("folder.gif")
    os.symlink("kept/old.svg", "link.svg")
    os.symlink("nowhere.gif", "dangling.gif")
    os.mkfifo("fifo.gif")
