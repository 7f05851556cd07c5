"""What a command may do: end with an answer or with one line, in time, and leave nothing else behind."""

import os
import re
import shlex
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LATEST, HUNGRIEST = 1.0, 150 * 2**20  # of a refusal: seconds of the processor, bytes above the start
LONGEST = 400  # characters of a message
ANNOUNCED = re.compile(r"(\babout |约需) ?[\d.,]+ ?(s|min|h)")
PROGRESS = re.compile(r"\r[█ ]{30} +\d+% of \d+ steps(\r\x1b\[K)?")
MESSAGE = re.compile(r"visualize: (invalid|unknown|missing|unsupported) \S[^\n]*: \S")


class Violation(NamedTuple):
    """A promise that was broken: which kind, for grouping, and what was seen."""

    kind: str
    seen: str


class Said(NamedTuple):
    """How one command ended: its exit status, both streams, and what it took.

    `seconds` are the processor's, so that a busy machine accuses nobody; `grown` is the memory above the start at its
    highest; `trace` is what escaped from the command line's own handling.
    """

    code: int
    out: str
    err: str
    seconds: float = 0.0
    grown: int = 0
    trace: str = ""

    @property
    def refused(self) -> bool:
        """Whether the command was refused, rather than done."""
        return self.code != 0


def judged(said: Said, mode: str = "") -> list[Violation]:
    """All promises that an ending breaks; `mode` is how its process was started, if in a way of its own."""
    if said.trace or "Traceback (most recent call last)" in said.err:
        return [_traceback(said.trace or said.err)]
    if said.code not in (0, 2):
        named = re.search(r"\w+(Error|Exception)\b", said.err)
        return [
            Violation(f"exit status {said.code} {named[0] if named else ''}".rstrip(), said.err.strip() or "silent")
        ]
    found = list(_cost(said)) + list(_answer(said, mode))
    if mode == "mute":
        return found
    return found + list(_refusal(said) if said.refused else _warnings(said))


def _traceback(text: str) -> Violation:
    """Named by the error and by the last function of the package that it passed."""
    places = re.findall(r'File "[^"]*?(visualize/[\w/]+\.py)", line \d+, in (\S+)', text)
    last = text.strip().rpartition("\n")[2]
    module, function = places[-1] if places else ("outside", "")
    return Violation(f"traceback {last.partition(':')[0]} in {module} {function}".rstrip(), last)


def _cost(said: Said) -> Iterator[Violation]:
    if said.refused and said.seconds > LATEST:
        yield Violation("late refusal", f"after {said.seconds:.1f} s: {said.err.strip()}")
    if said.refused and said.grown > HUNGRIEST:
        yield Violation("hungry refusal", f"{said.grown / 2**20:.0f} MB: {said.err.strip()}")


def _answer(said: Said, mode: str) -> Iterator[Violation]:
    if said.refused and said.out:
        yield Violation("an answer though refused", said.out)
    if not said.refused and not said.out and mode != "closed":
        yield Violation("no answer", "standard output is empty")
    for character in controls(said.out.replace("\n", "")):
        yield Violation("control character on standard output", f"{character!a} in {said.out!a}")
        return


def _refusal(said: Said) -> Iterator[Violation]:
    line = said.err.removesuffix("\n")
    if not said.err.endswith("\n") or "\n" in line:
        yield Violation("not one line", line)
        return
    if len(line) > LONGEST:
        yield Violation("long message", f"{len(line)} characters: {line}")
    if not MESSAGE.match(line):
        yield Violation("form of a message", line)
    for character in controls(line):
        yield Violation("control character in a message", f"{character!a} in {line!a}")
        return


def _warnings(said: Said) -> Iterator[Violation]:
    """Work that is done may be announced in one line; anything else is a warning."""
    told = PROGRESS.sub("", said.err).strip("\r\n")
    if told and ("\n" in told or not ANNOUNCED.search(told)):
        named = re.search(r"\w+(?=Warning)", told)
        yield Violation(f"{named[0]}Warning" if named else "a word on standard error", told)


def controls(text: str) -> Iterator[str]:
    """What a terminal obeys or what breaks a line, rather than shows."""
    return (one for one in text if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs"))


def shell_line(words: tuple[str, ...] | list[str]) -> str:
    """The words as bash takes them, in ASCII, however strange or long they are."""
    return " ".join(map(_shell_word, words))


_REPEATED = re.compile(r"(.{1,8}?)(?<!\n)\1{99,}", re.DOTALL)


def _shell_word(word: str) -> str:
    """Long repetitions are left to the shell."""
    pieces, at = [], 0
    for found in _REPEATED.finditer(word):
        unit, count = _escaped(found[1]).replace("%", "%%"), len(found[0]) // len(found[1])
        pieces.append(_quoted(word[at : found.start()]) if found.start() > at else "")
        pieces.append(f""" "$(printf -- '{unit}%.0s' $(seq {count}))" """.strip())
        at = found.end()
    return "".join(pieces) + (_quoted(word[at:]) if at < len(word) or not word else "")


def _quoted(text: str) -> str:
    return shlex.quote(text) if all(" " <= one <= "~" for one in text) else f"$'{_escaped(text)}'"


def _escaped(text: str) -> str:
    """Octal, which bash reads in $'' and in formats of printf, for what is not plain ASCII."""
    return "".join(
        one if " " <= one <= "~" and one not in "\\'" else "".join(f"\\{byte:03o}" for byte in os.fsencode(one))
        for one in text
    )
