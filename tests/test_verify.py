"""`verify`: every format and every altered file; hostile recipes are refused, and read nothing that is not allowed."""

import json
import re
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.random_layers import operations, whole
from visualize.cli import commands
from visualize.cli.drawing import words_to_figure
from visualize.cli.verify import line, verify
from visualize.origin import READERS, origin
from visualize.proof.loops import output
from visualize.proof.numbers import parameters_of

SUFFIXES = (".gif", ".svg", ".png", ".webp", ".apng", ".pdf", ".pptx", ".json")
FIGURES = {
    "plain": "--k 3 --p 1 --i 3 --cell 12",
    "numbers": "--i 4 --k 2 --input random --kernel '0.5 -1; 2 3' --bias 0.25",
    "quiz": "--op max-pool --i 4 --k 2 --input random --quiz",
    "transposed": "--transposed --i 2 --k 2 --s 2 --input arange --reading scatter",
}


def words(text: str) -> list[str]:
    from shlex import split

    return split(text)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A figure of each kind in each format, and files of sequences."""
    pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    folder = tmp_path_factory.mktemp("originals")
    for name, text in FIGURES.items():
        figure = words_to_figure(words(text))
        figure.save(*(folder / f"{name}{suffix}" for suffix in SUFFIXES))
    figure.save(folder / "s{n}.svg", folder / "s{n}.png")
    figure.save(folder / "compat.gif", gif_compat=True)
    figure.save(folder / "media.pptx", pptx="media")
    words_to_figure(words("stack --i 6 --layers '3 2'")).save(folder / "stack.gif", folder / "stack.svg")
    return folder


def test_no_unaltered_file_is_accused(originals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUALIZE_LANG", "zh")  # no part of a recipe
    states = {path.name: verify(path).state for path in originals.iterdir()}
    assert len(states) == 4 * len(SUFFIXES) + 2 * 4 + 4 and set(states.values()) == {"as drawn"}, states


def test_a_video(tmp_path: Path) -> None:
    program("ffmpeg")
    vz.figure(vz.Conv(3, 2), seconds=0.2).save(tmp_path / "a.mp4")
    assert verify(tmp_path / "a.mp4").state == "as drawn"
    data = bytearray((tmp_path / "a.mp4").read_bytes())
    data[data.index(b"mdat") + 3000] ^= 1
    (tmp_path / "a.mp4").write_bytes(data)
    assert verify(tmp_path / "a.mp4").state == "altered"


def test_names_say_nothing(originals: Path, tmp_path: Path) -> None:
    shutil.copy(originals / "plain.gif", tmp_path / "a.svg")
    assert verify(tmp_path / "a.svg").state == "as drawn"


def a_byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


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


def with_recipe(suffix: str, data: bytes, old: str, new: str) -> bytes:
    """A file with another recipe of any length."""
    if suffix == ".gif":
        assert len(old) < 256 and len(new) < 256
        head, found, rest = data.partition(bytes([len(old)]) + old.encode())
        assert found
        return head + bytes([len(new)]) + new.encode() + rest
    if suffix == ".svg":
        before, _, after = data.partition(b"<metadata>")
        return before + b"<metadata>" + new.replace("'", "&#x27;").encode() + after[after.index(b"</metadata>") :]
    assert data.count(json.dumps(old).encode()) == 1
    return data.replace(json.dumps(old).encode(), json.dumps(new).encode())


HOSTILE = {
    "--k 3 -o /tmp/stolen.gif": "its recipe names an output",
    "--k 3 --font /etc/passwd": "reads /etc/passwd; --allow-files permits it",
    "--k 3 --input secret.csv": "reads secret.csv; --allow-files",
    "--k 3 --input /dev/zero.png": "reads /dev/zero.png; --allow-files",
    "--k 3 --theme ../../secret.toml": "reads ../../secret.toml; --allow-files",
    "--i 100000 --k 3": "invalid input_size",
    "--i 900 --k 900 --input ones --kernel ones --p 800": "its recipe is refused: invalid",
    "--k 3 --debug --frobnicate": "unknown argument",
    "--k 3 '": "its quotes do not match",
    "gallery --output /tmp": "unknown argument gallery",
    "--k 3 --title " + "x" * 200_000: "its recipe is too long",
    "--help": "",
    "--k " + "9" * 5_000: "its recipe is refused",
    "--k 3; rm -rf /": "unknown argument",
    "(with values given in Python)": "does not hold the numbers",
}


@pytest.mark.parametrize("recipe", HOSTILE)
def test_hostile_recipes_are_refused(originals: Path, tmp_path: Path, recipe: str) -> None:
    mine = origin(str(originals / "plain.svg"))
    assert mine is not None
    before = set(Path("/tmp").iterdir())
    data = (originals / "plain.svg").read_bytes()
    (tmp_path / "a.svg").write_bytes(with_recipe(".svg", data, mine.recipe, f"python -m visualize {recipe}"))
    found = verify(tmp_path / "a.svg")
    assert found.state in ("altered", "not verified") and HOSTILE[recipe] in found.reason, found
    assert line(found).isprintable() and len(line(found)) < 1000
    assert not {path for path in set(Path("/tmp").iterdir()) - before if "stolen" in path.name}


def test_files_of_a_recipe_are_read_if_that_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there/a.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    words_to_figure(["--input", "there/a.csv", "--k", "2"]).save("there/a.gif")
    assert verify("there/a.gif").reason == "its recipe reads a.csv; --allow-files permits it"
    assert verify("there/a.gif", allow_files=True).state == "as drawn"
    (tmp_path / "there/a.csv").write_text("1,2,3\n4,5,6\n7,8,8\n")
    assert verify("there/a.gif", allow_files=True).state == "altered"


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


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"hello", b"\x89PNG\r\n\x1a\n" * 9, b"PK\3\4" + b"\0" * 99, b"%PDF-1.5\n"]
)
def test_what_is_no_figure_of_ours(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert verify(tmp_path / "a").state == ("no figure of ours" if data else "not verified")


def test_the_readers_survive_anything(originals: Path, tmp_path: Path) -> None:
    """Cut, doubled and damaged heads of all formats: no exception, no long work."""
    random = Random(7)
    for suffix in READERS:
        if suffix in (".mp4", ".html"):
            continue
        data = (originals / f"numbers{suffix}").read_bytes()
        for _ in range(40):
            damaged = data[: random.randrange(8, len(data))]
            for _ in range(random.randrange(6)):
                damaged = a_byte(random, damaged)
            (tmp_path / "a").write_bytes(damaged)
            found = origin(str(tmp_path / "a"))
            assert found is None or found.recipe.startswith("python -m visualize")


def run(*paths: str) -> int:
    with pytest.raises(SystemExit) as ended:
        commands.main(["verify", *paths])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_exit_codes_and_lines(originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, none = originals / "plain.gif", tmp_path / "a\nb.gif", tmp_path / "-x"
    bad.write_bytes(good.read_bytes() + b"x")
    none.write_text("hello")
    assert run(str(good)) == 0
    assert capsys.readouterr().out == f"{good}: as drawn\n"
    assert (run(str(good), str(none)), run(str(none)), run(str(tmp_path / "absent"))) == (2, 2, 2)
    assert capsys.readouterr().out.count("\n") == 4
    assert run(str(none), str(bad), str(good)) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{none}: no figure of ours" and len(said) == 3 and r"a\nb.gif: altered: " in said[1]
    assert run() == 2 and capsys.readouterr().err.startswith("visualize: missing file: ")


@given(op=operations(), seed=st.integers(0, 10_000))
def test_the_loops_compute_what_the_layers_do(op: Any, seed: int) -> None:
    """Random layers of every kind, which other tests hold to PyTorch and ONNX Runtime."""
    numbers_of_input, weights = whole(op.size, seed), whole(op.kernel, seed + 1)
    shaped = [numbers_of_input.reshape(op.input_size), *([weights.reshape(op.kernel_size)] if op.weighted else [])]
    found = output(parameters_of(op), numbers_of_input.tolist(), weights.tolist(), 0)
    np.testing.assert_allclose(np.array(found).reshape(op.output_size), op.apply(*shaped), rtol=1e-12)
