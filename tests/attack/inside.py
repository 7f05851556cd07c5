"""The worker's side of an attack: runs one case, in this process or in one of its own, and judges it."""

import io
import os
import re
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.attack.judging import ANNOUNCED, Said, Violation, judged, shell_line
from tests.attack.process import MODES, run
from tests.attack.scratch import RAN, Scratch

MOST_MEMORY = 4 * 2**30  # of the worker, so that no case takes the machine with it
STARTED = "started"
MUCH = 700 * 2**20  # bytes above which a worker is replaced


class Case(NamedTuple):
    """What is tried: the words of a command, or a piece of Python.

    `outputs` are files that are there when it is done, `prepare` puts files into the working folder, `mode` says how a
    process of its own is started (without one the case runs in the worker), `also` judges what belongs to the case.
    """

    words: tuple[str, ...] = ()
    source: str = ""
    outputs: tuple[str, ...] = ()
    prepare: Callable[[], None] | None = None
    mode: str = ""
    thorough: bool = True
    also: Callable[[Said], list[Violation]] | None = None

    def again(self) -> str:
        """The shell line that shows it again."""
        if self.source:
            return 'python -c "' + re.sub(r'([\\"$`])', r"\\\1", self.source) + '"'
        line = "python -m visualize " + shell_line(self.words)
        return MODES[self.mode or "pipe"].replace("exec ", "").replace('"$0" "$@"', line)


class Attack(NamedTuple):
    """An attacker: its name, how a case is made of random numbers, what stands in the folder before."""

    name: str
    make: Callable[[Random], Case]
    stage: Callable[[], None]
    count: int
    patience: float = 5.0  # seconds that a case may take without an announcement

    def case(self, seed: int, index: int) -> Case:
        """One case, the same each time."""
        return self.make(Random(f"{self.name} {seed} {index}"))


class Answer(NamedTuple):
    """How a case ended: done, refused, or ended by force; `worn` when its process goes after it."""

    how: str
    again: str
    violations: Sequence[Violation]
    seconds: float = 0.0
    grown: int = 0
    worn: bool = False


class Ready(NamedTuple):
    """A child is there and takes cases."""

    pid: int


class Died(NamedTuple):
    """The child is gone; minus the signal that killed it."""

    status: int


def serve(connection: Connection, attack: Attack, seed: int, root: Path) -> None:
    """Prepare everything once, then have one child after another answer numbers of cases with how they ended."""
    scratch = Scratch(root, attack.stage)
    _settle(scratch)
    while True:
        child = os.fork()
        if not child:
            try:
                _work(connection, attack, seed, scratch)
            except Exception:  # of the attacker itself
                traceback.print_exc()
            finally:
                os._exit(0)
        connection.send(Died(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


def _work(connection: Connection, attack: Attack, seed: int, scratch: Scratch) -> None:
    """Answer until there is nobody who asks, or until this process has grown too much."""
    os.setpgid(0, 0)
    connection.send(Ready(os.getpid()))
    worn = False
    while not worn:
        scratch.restore()
        case = attack.case(seed, connection.recv())
        connection.send(STARTED)  # what making a case takes is nobody's fault
        answer = _answer(case, scratch)
        worn = _memory("VmRSS") > MUCH
        connection.send(answer._replace(worn=worn))


def _settle(scratch: Scratch) -> None:
    """Limits, streams into files, a place for temporary files, and everything imported that a command may import."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.mkdir(scratch.root / "bin")
    trap = scratch.root / "bin" / "gs"
    trap.write_text(f'#!/bin/sh\n: > "{scratch.root}/{RAN}"\n')
    trap.chmod(0o755)
    (scratch.root / "matplotlibrc").write_text("no.such.key: 1\npdf.fonttype: 42\nfont.family: No Such Font\n")
    os.environ |= {"TMPDIR": str(scratch.root / "tmp"), "PATH": f"{trap.parent}{os.pathsep}{os.environ['PATH']}"}
    os.environ |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for number, name in ((1, "stdout"), (2, "stderr")):
        opened = os.open(scratch.root / name, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        stream = io.FileIO(number, "w", closefd=False)
        setattr(sys, name, io.TextIOWrapper(stream, "utf-8", "replace", newline="\n", write_through=True))
    scratch.restore()
    _warm()
    scratch.restore()


def _warm() -> None:
    """What a first command takes for imports is no part of any judgement."""
    names = [f"-owarm{suffix}" for suffix in (".gif", ".png", ".webp", ".pdf", ".pptx", ".json", ".svg")]
    for words in (["--i", "2", "--input", "photo.png"], ["--i", "1", "--title", "输"]):
        _inside(partial(_command, ["--k", "1", *words, *names]))
    _inside(partial(_command, ["formula", "--k", "1"]))


def _answer(case: Case, scratch: Scratch) -> Answer:
    """Run a case and judge it; what a process of its own does not show again is told as such."""
    said, found = _run(case, scratch)
    if said.code == -signal.SIGKILL:
        found = [] if ANNOUNCED.search(said.err) else [Violation("a process that does not end", said.err)]
        return Answer("ended", case.again(), found)
    if found and case.words and not case.mode:
        scratch.restore()
        kinds = {violation.kind for violation in _run(case._replace(mode="pipe"), scratch)[1]}
        found = [one if kinds else one._replace(kind=f"{one.kind} (in a worker only)") for one in found]
    again = case.again() if found else ""
    return Answer("refused" if said.refused else "done", again, found, said.seconds, said.grown)


def _run(case: Case, scratch: Scratch) -> tuple[Said, list[Violation]]:
    if case.prepare is not None:
        case.prepare()
    before = scratch.tree()
    for stream in (1, 2):
        os.ftruncate(stream, 0)
    if case.mode:
        said = run(case.words, case.mode)
    else:
        said = _inside(partial(_python, case.source) if case.source else partial(_command, case.words))
    found = judged(said, case.mode) + scratch.judged(said, before, case.thorough)
    if not said.refused:
        missing = (name for name in case.outputs if not os.path.lexists(name))
        found += [Violation("a file is missing", name) for name in missing]
    return said, found + (case.also(said) if case.also is not None else [])


def _command(words: Sequence[str]) -> None:
    from visualize.cli import main

    main(list(words))


def _python(source: str) -> None:
    """A call that is refused ends as a command does that is refused."""
    from visualize import VisualizeError

    try:
        exec(compile(source, "call", "exec"), {})
    except VisualizeError as error:
        print(f"visualize: {error}", file=sys.stderr)
        sys.exit(2)
    print("done")
    sys.exit(0)


def _inside(act: Callable[[], None]) -> Said:
    """Run it here, as Python would run it in a process of its own."""
    Path("/proc/self/clear_refs").write_text("5")  # the highest memory counts from now on
    start, started = _memory("VmHWM"), os.times()
    code, trace = 1, ""
    try:
        with warnings.catch_warnings():
            _usual_warnings()
            act()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        trace = traceback.format_exc()
    ended, grown = os.times(), _memory("VmHWM") - start
    texts = (os.pread(number, os.fstat(number).st_size, 0).decode("utf-8", "replace") for number in (1, 2))
    return Said(code, *texts, ended.user + ended.system - started.user - started.system, grown, trace)


def _usual_warnings() -> None:
    """What Python shows without being asked to, each time."""
    warnings.simplefilter("always")
    for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", kind)
    # matplotlib's, of an animation that its owner threw away.
    warnings.filterwarnings("ignore", "Animation was deleted")


def _memory(name: str) -> int:
    """Bytes of this process: VmRSS now, VmHWM at its highest."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None, name
    return int(found[1]) * 1024


def peek(root: Path) -> str:
    """What the running case has said on standard error so far."""
    return (root / "stderr").read_text("utf-8", "replace")
