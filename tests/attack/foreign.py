"""Opens what was written with readers that are not ours, and adds up the sums of a JSON document anew."""

import json
import math
import zipfile
import zlib
from collections.abc import Callable
from fractions import Fraction
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


def _json(path: Path, thorough: bool) -> None:
    document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_json)
    assert document["format"] == "visualize-story", "not our story"
    taps = sum(len(step["taps"]) for step in document["steps"])
    if document["grids"]["input"]["values"] and "output" in document["steps"][0] and taps <= MOST_TAPS:
        _check_sums(document)


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_sums(document: dict[str, Any]) -> None:
    """Every step's value against exact arithmetic with the numbers that the document itself holds.

    Version 1 tells neither the bias nor whether the kernel was turned: any small bias and both ways are right.
    """
    operation, kernel = document["operation"], document["grids"].get("kernel", {}).get("values")
    wrong = _first_wrong(document, kernel, _number(operation.get("bias") or 0))
    if wrong and document["version"] == 1 and kernel is not None:
        turned = [[row[::-1] for row in plane[::-1]] for plane in kernel]
        wrong = _first_wrong(document, turned, None) and _first_wrong(document, kernel, None)
    assert not wrong, wrong


def _first_wrong(document: dict[str, Any], kernel: Any, bias: Fraction | None) -> str:
    """The first step whose value is another; without a bias the first step sets one."""
    operation, inputs = document["operation"], document["grids"]["input"]["values"]
    for step in document["steps"]:
        terms = [_term(tap, inputs, kernel) for tap in step["taps"]]
        told, exact = _number(step["value"]), _reduced(operation, terms)
        if told is None or exact is None:
            continue
        if bias is None:
            bias = told - exact if abs(told - exact) < 2**53 else Fraction(0)
        size = sum(abs(term) for term in terms if term is not None) + abs(bias)
        if abs(told - exact - bias) > size * Fraction(1, 10**9):
            return f"step {step['index']} is {_shown(exact + bias)}, told as {step['value']!r}"
    return ""


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


def _term(tap: dict[str, Any], inputs: Any, kernel: Any) -> Fraction | None:
    """The product of a tap; None where a number is infinite, as a max pooling's padding is."""
    factors = [_number(_at(inputs, tap["input"]))] + ([] if kernel is None else [_number(_at(kernel, tap["kernel"]))])
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
