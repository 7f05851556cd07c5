"""Threads of one process, and processes, that write the same names at the same time.

    python -m tests.attack.races --seed 1 --count 200

Every one of them succeeds, and every file is whole and one of theirs. Folders are made by whoever comes first.
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache, partial
from random import Random

import visualize as vz
from tests.attack.arena import COMMANDS, Command, Count, files, forked, import_all, options, workplace
from visualize.cli import formula, main

RUNNERS = 6

Contents = dict[str, bytes]


def attack(random: Random, count: int) -> Count:
    """So many rounds, of threads and of processes by turns."""
    import_all()
    found = Count()
    for number in range(count):
        command = random.choice(COMMANDS)
        kind = ("threads", "processes")[number % 2]
        found.add(f"rounds of {kind}", _round(kind, command))
    return found


def _round(kind: str, command: Command) -> str:
    """What went wrong in one."""
    if kind == "threads":
        actions = [_saving(command, number) for number in range(RUNNERS)]
        code, said, found = _watched(partial(_in_threads, actions))
    else:
        code, said, found = _watched(partial(_in_processes, command))
    allowed = [_alone(kind, command, number) for number in range(RUNNERS)]
    wrong = f"exit code {code}: {said}" if code else _wrong(allowed, found)
    return f"{kind}, {command.argv}: {wrong}" if wrong else ""


def _watched(action: Callable[[], object]) -> tuple[int, str, Contents]:
    with workplace() as folder:
        code, said = forked(action)
        found = {path: content for path, (content, _) in files(folder).items() if not os.path.isdir(path)}
        return code, said, found


def _wrong(allowed: Sequence[Contents], found: Contents) -> str:
    if set(found) != set(allowed[0]):
        return f"files are {sorted(found)}"
    torn = [path for path in found if all(found[path] != contents[path] for contents in allowed)]
    return f"torn: {torn}" if torn else ""


@cache
def _alone(kind: str, command: Command, number: int) -> Contents:
    """The files of a runner that has no rival."""
    action = _saving(command, number) if kind == "threads" else lambda: main(_argv(command, number))
    code, said, found = _watched(action)
    assert code == 0, said
    return found


def _saving(command: Command, number: int) -> Callable[[], object]:
    """The same figure with another title, by Python."""
    if command.words[0] == "formula":
        return lambda: formula.save(formula.lines(vz.Conv(8 + number, 3), "torch"), "light", None, command.names)
    way = "media" if "media" in command.words else "native"
    seconds = 0.2 if "a.mp4" in command.names else 1.0
    figure = vz.figure(vz.Conv(3, 2), view="flat", title=f"Runner {number}", seconds=seconds)
    return lambda: figure.save(*command.names, pptx=way)


def _argv(command: Command, number: int) -> list[str]:
    different = ["--i", str(8 + number)] if command.words[0] == "formula" else ["--title", f"Runner {number}"]
    return [*command.argv, *different]


def _in_threads(actions: Sequence[Callable[[], object]]) -> None:
    ready, failures = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        ready.wait()
        try:
            action()
        except BaseException as error:
            failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        print(f"{len(failures)} of {len(actions)} failed: {failures}")
        sys.exit(1)


def _in_processes(command: Command) -> None:
    start, gun = os.pipe()
    processes = []
    for number in range(RUNNERS):
        process = os.fork()
        if process == 0:
            os.close(gun)
            os.read(start, 1)  # until all are there
            main(_argv(command, number))
        processes.append(process)
    os.close(gun)
    failures = [code for process in processes if (code := os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))]
    if failures:
        print(f"exit codes {failures}")
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(attack(*options("Write the same names from many threads and processes.", 200)).end())
