"""Opens what was written with readers that are not ours, and adds up the sums of a JSON document anew."""

import json
import math
import zipfile
import zlib
from collections.abc import Callable
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image

MOST_TAPS = 20_000  # of a document whose sums are added up


def fault(path: Path, suffix: str, thorough: bool) -> str:
    """What is wrong with a file of that suffix, or nothing; `thorough` reads it to the end."""
    if suffix not in READERS:
        return f"no format that we write: {suffix or 'without suffix'}"
    try:
        READERS[suffix](path, thorough)
    except Exception as error:  # whatever another reader says of it
        return f"{type(error).__name__}: {error}"
    return ""


def _raster(kind: str) -> Callable[[Path, bool], None]:
    def read(path: Path, thorough: bool) -> None:
        with Image.open(path, formats=(kind,)) as image:
            for frame in range(getattr(image, "n_frames", 1) if thorough else 1):
                image.seek(frame)
                image.load()

    return read


def _gif(path: Path, thorough: bool) -> None:
    _raster("GIF")(path, thorough)
    assert path.read_bytes().endswith(b"\x3b"), "no end"


def _png(path: Path, thorough: bool) -> None:
    """Pillow forgives an end that is not there."""
    _raster("PNG")(path, thorough)
    data, at, name = path.read_bytes(), 8, b""
    while at < len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        sums = zlib.crc32(data[at + 4 : at + 8 + size]), int.from_bytes(data[at + 8 + size : at + 12 + size], "big")
        assert sums[0] == sums[1], f"a damaged {name!r}"
        at += 12 + size
    assert name == b"IEND" and at == len(data), "no end"


def _svg(path: Path, thorough: bool) -> None:
    assert ElementTree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg", "the root is no svg"


def _webp(path: Path, thorough: bool) -> None:
    """Its metadata are XML as well."""
    _raster("WEBP")(path, thorough)
    data, at = path.read_bytes(), 12
    while at < len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"XMP ":
            ElementTree.fromstring(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    assert at == len(data), "its chunks end beside its end"


def _pdf(path: Path, thorough: bool) -> None:
    data = path.read_bytes()
    assert data.startswith(b"%PDF-") and b"%%EOF" in data[-32:], "no beginning or no end"
    if thorough:
        from pypdf import PdfReader

        assert len(PdfReader(path, strict=True).pages) >= 1, "no page"


def _pptx(path: Path, thorough: bool) -> None:
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None, "a damaged part"
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))


def _mp4(path: Path, thorough: bool) -> None:
    data, at, boxes = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        boxes.append(data[at + 4 : at + 8])
        at += size if size >= 8 else len(data)
    assert at == len(data), "its boxes end beside its end"
    assert boxes[0] == b"ftyp" and {b"moov", b"mdat"} <= set(boxes), f"boxes {boxes}"


def _html(path: Path, thorough: bool) -> None:
    """A page's tags, each closed in its turn, and its policy, without which a script could ask a network."""
    page = path.read_text(encoding="utf-8")
    reader = _Tags()
    reader.feed(page)
    reader.close()
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>"), "no beginning or no end"
    assert not reader.open and "default-src 'none'" in page, f"left open: {reader.open}, or no policy"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "link", "input", "br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()


def _json(path: Path, thorough: bool) -> None:
    document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_json)
    for story in document.get("figures", [document]):  # those of a comparison
        _check_story(story)


def _check_story(document: Any) -> None:
    assert document["format"] == "visualize-story", "not our story"
    outputs = [one for step in document["steps"] for one in step.get("outputs", (step,))]
    told = all("value" in one for one in outputs) and document["grids"]["input"]["values"]
    if told and sum(len(one["taps"]) for one in outputs) <= MOST_TAPS:
        if "input" in outputs[0]:
            _check_stamps(document)
        else:
            wrong = list(filter(None, (_wrong(document, one) for one in outputs)))
            assert not wrong, wrong[0]


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _wrong(document: dict[str, Any], step: dict[str, Any]) -> str:
    """What is wrong with a value, by exact arithmetic with the numbers that the document itself holds."""
    terms = [_term(tap, document["grids"]) for tap in step["taps"]]
    told, exact = _number(step["value"]), _reduced(document["operation"], terms)
    if told is None or exact is None:
        return ""
    bias = _bias(document["operation"].get("bias"), step)
    size = sum(abs(term) for term in terms if term is not None) + abs(bias)
    is_near = abs(told - exact - bias) <= size * Fraction(1, 10**9)
    return "" if is_near else f"{_shown(exact + bias)}, told as {step['value']!r} in {step}"


def _check_stamps(document: dict[str, Any]) -> None:
    """The stamps of all input cells, if all are there, add up to the output."""
    grids, steps = document["grids"], document["steps"]
    size = math.prod(grids["input"]["shape"])
    total: dict[tuple[int, ...], Fraction] = {}
    for step in steps if len(steps) == size else ():
        value = _number(step["value"])
        for tap in step["taps"]:
            weight = 1 if grids["kernel"]["values"] is None else _number(_at(grids["kernel"]["values"], tap["kernel"]))
            if value is None or weight is None:
                return
            total[tuple(tap["output"])] = total.get(tuple(tap["output"]), Fraction(0)) + value * weight
    bias = _bias(document["operation"].get("bias"), {"output": [0]})
    for place, exact in total.items():
        told = _number(_at(grids["output"]["values"], [*place]))
        assert told is None or abs(told - exact - bias) <= (abs(exact) + 1) * Fraction(1, 10**6), f"{place}: {told}"


def _bias(bias: Any, step: dict[str, Any]) -> Fraction:
    """What is added to an output; nothing to the maps between two stages."""
    if "output" not in step:
        return Fraction(0)
    return _number(bias[step["output"][0]] if isinstance(bias, list) else bias or 0) or Fraction(0)


def _reduced(operation: dict[str, Any], terms: list[Fraction | None]) -> Fraction | None:
    """What an operation makes of the products of a step; None where that is not finite or depends on other rules."""
    finite = [term for term in terms if term is not None]
    if operation["type"] == "max_pool":
        return max(finite, default=None)
    if len(finite) < len(terms):
        return None
    if operation["type"] == "avg_pool":
        bordered = any(operation["padding"]) or operation.get("ceil_mode")
        return None if bordered else sum(finite, Fraction()) / len(finite)
    return sum(finite, Fraction())


def _term(tap: dict[str, Any], grids: dict[str, Any]) -> Fraction | None:
    """The product of the numbers that a tap names; None where one is infinite, as a max pooling's padding is."""
    values = [(grids[name]["values"], place) for name, place in tap.items() if name in grids]
    factors = [_number(_at(held, place)) for held, place in values if held is not None]
    known = [factor for factor in factors if factor is not None]
    return math.prod(known, start=Fraction(1)) if len(known) == len(factors) else None


def _shown(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"[:100]


def _number(value: Any) -> Fraction | None:
    return None if value is None or isinstance(value, str) else Fraction(value)


def _at(values: Any, indices: list[int]) -> Any:
    """The number at the last of the indices, as many as the array has dimensions."""
    depth, inner = 0, values
    while isinstance(inner, list):
        depth, inner = depth + 1, inner[0]
    for index in indices[len(indices) - depth :]:
        values = values[index]
    return values


READERS: dict[str, Callable[[Path, bool], None]] = {
    ".html": _html,
    ".gif": _gif,
    ".png": _png,
    ".apng": _png,
    ".webp": _webp,
    ".svg": _svg,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".mp4": _mp4,
    ".json": _json,
}
