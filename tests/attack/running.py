"""Runs attacks: thousands of cases, judged one by one, most of them inside a worker process that is watched.

A process for each command line would take a tenth of a second of start-up each.
"""

import argparse
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

from tests.attack.inside import STARTED, Answer, Attack, Ready, peek, serve
from tests.attack.judging import ANNOUNCED, Violation

SOON = 2.0  # seconds after which an announced job is ended
ANNOUNCED_ONE, CUT = "announced and ended", "cut short"
SHOWN = 5  # violations of a kind that are printed, unless all are asked for


class Worker:
    """A process that runs cases, and is replaced when one of them takes too long.

    Cases that take longer than `at_most` seconds are ended without being judged.
    """

    def __init__(self, attack: Attack, seed: int, at_most: float = float("inf")) -> None:
        self.attack, self.seed, self.at_most = attack, seed, at_most
        self.root = Path(tempfile.mkdtemp(prefix="attack-"))
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, attack, seed, self.root), daemon=True)
        self.process.start()
        other.close()
        self.child = self._next_child()

    def _next_child(self) -> int:
        while not isinstance(message := self.connection.recv(), Ready):
            pass
        return message.pid

    def answer(self, index: int) -> Answer:
        """How a case ended."""
        self.connection.send(index)
        message, reason = self.connection.recv(), ""
        if message == STARTED:
            if reason := self._overdue():
                self._kill()
            message = self.connection.recv()
        said = peek(self.root).strip()
        if reason or not isinstance(message, Answer) or message.worn:
            self.child = self._next_child()
        if isinstance(message, Answer):
            return message
        again = self.attack.case(self.seed, index).again()
        if reason in (ANNOUNCED_ONE, CUT):
            return Answer(reason, again, [])
        return Answer("ended", again, [Violation(reason or f"a crash, status {message.status}", said[:200])])

    def _overdue(self) -> str:
        """Why a case must be ended, or nothing when its answer is there.

        A busy machine accuses nobody: what counts is time on the processor, and time asleep.
        """
        patience, started = self.attack.patience, time.monotonic()
        awake, used = started, _used(self.child)
        while not self.connection.poll(0.1):
            now, spent = time.monotonic(), _used(self.child) - used
            awake = now if _is_busy(self.child) else awake
            if now - started > SOON and ANNOUNCED.search(peek(self.root)):
                return ANNOUNCED_ONE
            if spent > self.at_most:
                return CUT
            if spent > patience or now - awake > patience or now - started > 20 * patience:
                return f"longer than {patience:g} s, without an announcement"
        return ""

    def _kill(self) -> None:
        """The child, and what it has started."""
        with suppress(OSError):
            os.killpg(self.child, signal.SIGKILL)

    def end(self) -> None:
        """Everything that this worker is and has."""
        self.process.kill()
        self._kill()
        self.process.join()
        shutil.rmtree(self.root, ignore_errors=True)


def _fields(pid: int) -> list[str]:
    """What Linux tells of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _used(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    with suppress(OSError):
        return sum(map(int, _fields(pid)[11:13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _is_busy(pid: int) -> bool:
    """Whether it, or a process that it has started, has something to do."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return any(_fields(int(one))[0] in "RD" for one in (pid, *children))
    return False


class Tally:
    """Counts how cases ended, and prints violations as they come."""

    def __init__(self, attack: Attack, seed: int, everything: bool) -> None:
        self.attack, self.seed, self.everything = attack, seed, everything
        self.ends: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.slowest, self.hungriest, self.started = 0.0, 0, time.monotonic()
        self.lock, self.stop = threading.Lock(), threading.Event()

    def add(self, index: int, answer: Answer) -> None:
        """One case more."""
        with self.lock:
            self.ends[answer.how] += 1
            if answer.how == "refused":
                self.slowest, self.hungriest = max(self.slowest, answer.seconds), max(self.hungriest, answer.grown)
            for kind, seen in answer.violations:
                self.kinds[kind] += 1
                if self.everything or self.kinds[kind] <= SHOWN:
                    _say(f"{kind}: {seen[:500]!a}\n    --seed {self.seed} --only {index}: {answer.again}")

    def close(self) -> int:
        """The kinds, the line of counts, and the exit status."""
        for kind, count in self.kinds.most_common():
            _say(f"{count:6} {kind}")
        ends = ", ".join(f"{count} {how}" for how, count in self.ends.most_common())
        worst = f"refusals within {self.slowest:.2f} s and {self.hungriest / 2**20:.0f} MB"
        seconds = time.monotonic() - self.started
        _say(
            f"{self.attack.name}, seed {self.seed}: {self.ends.total()} cases in {seconds:.0f} s ({ends}; {worst}), "
            f"{self.kinds.total()} violations of {len(self.kinds)} kinds"
        )
        return 1 if self.kinds else 0


def _say(text: str) -> None:
    print(text.encode("ascii", "backslashreplace").decode(), flush=True)


def _options(attack: Attack) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m tests.attack.{attack.name}", allow_abbrev=False)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=attack.count)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="no new cases after this time")
    parser.add_argument("--at-most", type=float, default=float("inf"), help="end cases after this time, not judged")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="workers at a time")
    parser.add_argument("--only", type=int, help="the number of one case")
    parser.add_argument("--keep", metavar="FOLDER", help="put the files of that case there instead of running it")
    parser.add_argument("--all", action="store_true", help=f"print more than {SHOWN} violations of a kind")
    return parser.parse_args()


def attack_by_words(attack: Attack) -> int:
    """Attack as the command line says; the exit status is 1 where a promise was broken."""
    options = _options(attack)
    if options.keep is not None:
        return _keep(attack, options)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # workers share the processors
    tally = Tally(attack, options.seed, options.all)
    numbers = iter(range(options.count) if options.only is None else [options.only])
    with ThreadPoolExecutor(options.jobs) as threads:
        hunts = [threads.submit(_hunt, attack, tally, numbers, options) for _ in range(options.jobs)]
        try:
            for hunt in hunts:
                hunt.result()
        finally:
            tally.stop.set()
    return tally.close()


def _hunt(attack: Attack, tally: Tally, numbers: Iterator[int], options: argparse.Namespace) -> None:
    """Take numbers of cases as long as there are some."""
    worker = Worker(attack, tally.seed, options.at_most)
    until = time.monotonic() + options.seconds
    try:
        for index in numbers:
            tally.add(index, worker.answer(index))
            if time.monotonic() > until or tally.stop.is_set():
                break
    finally:
        worker.end()


def _keep(attack: Attack, options: argparse.Namespace) -> int:
    """The files of a case, for whoever wants to look at them."""
    os.makedirs(options.keep, exist_ok=True)
    os.chdir(options.keep)
    case = attack.case(options.seed, options.only or 0)
    attack.stage()
    if case.prepare is not None:
        case.prepare()
    _say(case.again())
    return 0
