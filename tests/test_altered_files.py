"""Altered files of every format are found: bytes, pixels, times, frames, numbers, recipes, versions."""

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.verified import FIGURES, SUFFIXES, a_byte, draw, with_recipe
from visualize.cli.verify import line, verify
from visualize.origin import origin


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    return draw(tmp_path_factory.mktemp("originals"))


def one_less(random: Random, data: bytes) -> bytes:
    return data[:-1]


def one_more(random: Random, data: bytes) -> bytes:
    return data + b"\0"


@pytest.mark.parametrize("alter", [a_byte, one_less, one_more])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_altered_bytes_are_found(originals: Path, tmp_path: Path, suffix: str, alter: Callable[..., bytes]) -> None:
    """Everywhere in files: in pixels, sizes, names, checksums, between parts."""
    random = Random(suffix + alter.__name__)
    for name in FIGURES:
        for _ in range((2 if suffix == ".pdf" else 8) if alter is a_byte else 1):
            path = tmp_path / f"a{suffix}"
            path.write_bytes(alter(random, (originals / f"{name}{suffix}").read_bytes()))
            found = verify(path)
            assert found.state in ("altered", "no figure of ours"), (name, found)
            assert line(found).isprintable()


def test_altered_pixels_times_and_frames_are_found(originals: Path, tmp_path: Path) -> None:
    """A whole file again, as another program would write it: the same metadata, one thing different."""
    data = (originals / "plain.png").read_bytes()
    chunks = list(png_chunks(data))
    pixels = bytearray(zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT")))
    random = Random(1)
    for _ in range(20):
        changed = bytearray(pixels)
        changed[random.randrange(len(pixels))] ^= 1
        parts = [(name, body) for name, body in chunks if name != b"IDAT"]
        parts.insert(-1, (b"IDAT", zlib.compress(bytes(changed))))
        (tmp_path / "a.png").write_bytes(data[:8] + b"".join(map(png_chunk, parts)))
        assert verify(tmp_path / "a.png").state == "altered"
    for at in (m.start() for m in re.finditer(rb"\x21\xf9\x04", (originals / "plain.gif").read_bytes())):
        gif = bytearray((originals / "plain.gif").read_bytes())
        gif[at + 4] += 1  # a hundredth of a second
        (tmp_path / "a.gif").write_bytes(gif)
        assert re.fullmatch(r"the time of frame \d+ differs", verify(tmp_path / "a.gif").reason)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def png_chunk(part: tuple[bytes, bytes]) -> bytes:
    name, body = part
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_swapped_frames_are_found(originals: Path, tmp_path: Path) -> None:
    data = (originals / "plain.webp").read_bytes()
    at = [found.start() for found in re.finditer(b"ANMF", data)]
    ends = [*at[1:], data.index(b"XMP ")]
    frames = [data[start:end] for start, end in zip(at, ends, strict=True)]
    for one in range(1, len(frames) - 1):
        swapped = [*frames[:one], frames[one + 1], frames[one], *frames[one + 2 :]]
        (tmp_path / "a.webp").write_bytes(data[: at[0]] + b"".join(swapped) + data[ends[-1] :])
        assert verify(tmp_path / "a.webp").state == "altered"


def test_every_number_of_a_document_is_checked_by_loops(originals: Path, tmp_path: Path) -> None:
    text = (originals / "numbers.svg").read_text()
    found = list(re.finditer(r'data-text="(?:input|output)/[^>]*>([^<]+)<', text))
    assert len(found) >= 25
    for one in found:
        number = "7" if one[1] != "7" else "8"
        (tmp_path / "a.svg").write_text(text[: one.start(1)] + number + text[one.end(1) :])
        verdict = verify(tmp_path / "a.svg")
        assert verdict.state == "altered" and (f"says {number}, but" in verdict.reason or "differ" in verdict.reason)
    story = json.loads((originals / "numbers.json").read_text())
    for row, column in np.ndindex(3, 3):
        changed = json.loads(json.dumps(story))
        changed["grids"]["output"]["values"][0][row][column] += 1e-6
        write_story(tmp_path / "a.json", changed)
        assert f"output {row},{column} says " in verify(tmp_path / "a.json").reason


def write_story(path: Path, story: dict[str, object]) -> None:
    steps = story.pop("steps")
    assert isinstance(steps, list)
    top = json.dumps(story, ensure_ascii=False)[:-1] + ', "steps": ['
    path.write_text(top + ",".join("\n" + json.dumps(step, ensure_ascii=False) for step in steps) + "\n]}\n")


def test_numbers_on_slides_are_checked(originals: Path, tmp_path: Path) -> None:
    with ZipFile(originals / "numbers.pptx") as deck, ZipFile(tmp_path / "a.pptx", "w") as copy:
        for one in deck.infolist():
            data = deck.read(one)
            if one.filename.endswith("slide9.xml"):
                cell = data.index(b'name="output 2,2"')
                at = data.index(b"<a:t>", cell) + 5
                data = data[:at] + b"99" + data[data.index(b"</a:t>", at) :]
            copy.writestr(one, data)
    assert verify(tmp_path / "a.pptx").reason.startswith("output 2,2 says 99, but plain loops give ")


def test_the_recipe_of_another_figure_is_found(originals: Path, tmp_path: Path) -> None:
    """Every pair of figures: one's recipe in the other's file."""
    for name, other in ((a, b) for a in FIGURES for b in FIGURES if a != b):
        for suffix in (".svg", ".json", ".gif"):
            mine, theirs = (origin(str(originals / f"{one}{suffix}")) for one in (name, other))
            assert mine is not None and theirs is not None
            data = (originals / f"{name}{suffix}").read_bytes()
            swapped = with_recipe(suffix, data, mine.recipe, theirs.recipe)
            (tmp_path / f"a{suffix}").write_bytes(swapped)
            assert verify(tmp_path / f"a{suffix}").state == "altered", (name, other, suffix)


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".json", ".png"])
def test_another_version_that_draws_the_same(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a{suffix}"
    with monkeypatch.context() as patch:
        patch.setattr("visualize.version.PROGRAM", "conv-visualize 0.0.9")
        vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=np.ones((2, 2))).save(path)
    found = verify(path)
    told = r"it says that conv-visualize 0\.0\.9, numbers [0-9a-f]{8} drew it; this is 0\.1\.0"
    assert found.state == "same arithmetic, other version" and re.fullmatch(told, found.reason)
    if suffix == ".svg":
        path.write_text(path.read_text().replace('class="output', 'class="input', 1))
        assert verify(path).state == "altered"
    if suffix == ".png":
        with Image.open(path) as image:
            pixels, size, texts = image.convert("RGB"), image.size, image.text  # type: ignore[attr-defined]
        pixels.putpixel((size[0] // 2, 5), (1, 2, 3))
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        for keyword, text in texts.items():
            info.add_itxt(keyword, text)
        pixels.save(path, pnginfo=info)
        assert verify(path).reason.startswith("frame 1 differs; it says that conv-visualize 0.0.9")
