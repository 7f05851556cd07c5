"""Files that users name: nothing in them runs, none of them makes us wait, and none is read beyond what is said."""

import io
import os
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from visualize import reading
from visualize.cli.photos import Photo, photo
from visualize.cli.tables import MOST_NUMBERS, numbers, table

posix = pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices: a POSIX system")
heavy = pytest.mark.skipif("VISUALIZE_HEAVY" not in os.environ, reason="takes seconds and a GB: set VISUALIZE_HEAVY")


def run(folder: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, **more)


def refused(folder: Path, told: str, *words: str, **more: Any) -> None:
    """In one line, with nothing written."""
    before = sorted(folder.rglob("*"))
    result = run(folder, "--k", "1", *words, "-o", "out.svg", **more)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {told}"), result.stderr
    assert result.stderr.count("\n") == 1 and sorted(folder.rglob("*")) == before


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


# Nothing runs.

POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(x) (w) file closefile\n"


@posix
@pytest.mark.parametrize("name", ("photo.png", "photo.jpg", "PHOTO.JPEG"))
def test_a_picture_does_not_run(tmp_path: Path, name: str) -> None:
    """Ghostscript is a trap here, of which is shown first that it works: that Pillow's own reader springs it."""
    (tmp_path / name).write_bytes(POSTSCRIPT)
    trap, sprung = tmp_path / "bin" / "gs", tmp_path / "sprung"
    trap.parent.mkdir()
    trap.write_text(f"#!/bin/sh\necho >> '{sprung}'\nexit 1\n")
    trap.chmod(0o755)
    environment = {**os.environ, "PATH": f"{trap.parent}{os.pathsep}{os.environ['PATH']}"}
    code = f"from PIL import Image; Image.open({name!r}).load()"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert sprung.exists()
    sprung.unlink()
    told = f"invalid input {name}: cannot be read: is no PNG or JPEG picture"
    refused(tmp_path, told, "--input", name, env=environment)
    refused(tmp_path, told, "--input", name, "--i", "4", env=environment)
    assert not sprung.exists()


def test_readers_of_other_formats_are_not_even_imported(tmp_path: Path) -> None:
    """By a photo that is read, small or large, nor by one that is not."""
    small, large = Image.new("RGB", (9, 9)), Image.new("L", (3700, 3600))
    (tmp_path / "a.png").write_bytes(encoded(small, "PNG"))
    (tmp_path / "b.jpg").write_bytes(encoded(large, "JPEG"))
    (tmp_path / "c.png").write_bytes(POSTSCRIPT)
    code = """
import sys
from visualize.cli.photos import Photo
for name in sys.argv[1:]:
    try:
        assert Photo(name).cells
    except ValueError:
        assert name == "c.png"
others = [name for name in sys.modules if name.startswith("PIL.") and name.endswith("ImagePlugin")]
assert set(others) <= {f"PIL.{kind}ImagePlugin" for kind in ("Png", "Jpeg", "Bmp", "Gif", "Ppm", "Tiff")}, others
assert "subprocess" not in sys.modules or "PIL.EpsImagePlugin" not in sys.modules
"""
    names = ["a.png", "b.jpg", "c.png"]
    done = subprocess.run(
        [sys.executable, "-c", code, *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


FOREIGN = {
    "GIF": lambda: encoded(Image.new("L", (4, 4)), "GIF"),
    "TIFF": lambda: encoded(Image.new("L", (4, 4)), "TIFF"),
    "BMP": lambda: encoded(Image.new("L", (4, 4)), "BMP"),
    "WEBP": lambda: encoded(Image.new("RGB", (4, 4)), "WEBP"),
    "EPS of DOS": lambda: b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 30, 99) + bytes(22) + POSTSCRIPT,
    "PDF": lambda: b"%PDF-1.4\n",
    "SVG": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a lone signature": lambda: b"\x89PNG\r\n\x1a\r",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_only_png_and_jpeg_are_pictures(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.png").write_bytes(FOREIGN[kind]())
    with pytest.raises(vz.VisualizeError, match="cannot be read: is no PNG or JPEG picture"):
        Photo(str(tmp_path / "a.png")).grey  # noqa: B018 - decoded when asked


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    image = Image.new("L", (4, 4), 77)
    (tmp_path / "a.jpg").write_bytes(encoded(image, "PNG"))
    (tmp_path / "b.png").write_bytes(encoded(image, "JPEG"))
    for name in ("a.jpg", "b.png"):
        assert Photo(str(tmp_path / name)).grey.tolist() == [[77] * 4] * 4


# Nothing makes us wait.


@posix
@pytest.mark.parametrize("flag", ("--input", "--kernel", "--font"))
@pytest.mark.parametrize("kind", ("pipe", "link to a pipe", "folder", "device", "link to a device"))
def test_only_regular_files_are_opened(tmp_path: Path, kind: str, flag: str) -> None:
    for suffix in (".csv", ".npy", ".png") if flag == "--input" else (".csv",) if flag == "--kernel" else (".ttf",):
        path = tmp_path / f"it{suffix}"
        if "pipe" in kind:
            os.mkfifo(tmp_path / "pipe" if "link" in kind else path)
        if kind == "folder":
            path.mkdir()
        if "device" in kind:
            path = Path("/dev/zero") if flag == "--font" and "link" not in kind else path
        if "link" in kind:
            path.symlink_to(tmp_path / "pipe" if "pipe" in kind else "/dev/zero")
        if path.exists():
            told = f"{flag[2:]} {path.name if path.parent == tmp_path else path}: must be a regular file"
            refused(tmp_path, f"invalid {told}", flag, path.name if path.parent == tmp_path else str(path))
            (tmp_path / "pipe").unlink(missing_ok=True)


@posix
def test_a_pipe_that_takes_a_files_place_does_not_hold_us_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the question and the opening: the question is answered here for the file that was there before."""
    regular = tmp_path / "a.csv"
    regular.write_text("1 2")
    was, pipe = os.stat(regular), str(tmp_path / "b.csv")
    os.mkfifo(pipe)
    monkeypatch.setattr(reading.os, "stat", lambda path: was)
    found: list[str] = []

    def ask() -> None:
        try:
            reading.opened("input", pipe, 99)
        except vz.VisualizeError as error:
            found.append(str(error))

    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    waiting.join(20)
    assert found == [f"invalid input {pipe}: must be a regular file, not a folder, a pipe or a device"]


@posix
@pytest.mark.parametrize("flag", ("--input a.csv", "--input a.npy", "--input a.png", "--input a.jpg", "--font a.ttf"))
def test_large_files_are_not_read(tmp_path: Path, flag: str) -> None:
    """8 GB, which take no room on the disk."""
    option, name = flag.split()
    with open(tmp_path / name, "wb") as stream:
        stream.truncate(2**33)
    refused(tmp_path, f"invalid {option[2:]} {name}: has 8,589,934,592 bytes; at most ", option, name)


# Tables.


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def saved(values: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def described(kind: str, shape: str, data: bytes = b"") -> bytes:
    return npy(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}", data)


GRID = "must hold numbers in rows and columns"
BROKEN = {
    "a terabyte": (described("<f8", "(400000, 400000)"), "holds 160,000,000,000 numbers; at most 1,000,000 are read"),
    "objects": (described("|O", "(1, 1)", b"cos\nsystem\n(S'echo > ran'\ntR."), GRID),
    "rows of fields": (saved(np.zeros((2, 2), [("a", "i4")])), GRID),
    "complex": (saved(np.zeros((2, 2), complex)), GRID),
    "texts": (saved(np.array([["a", "b"]])), GRID),
    "days": (saved(np.zeros((2, 2), "M8[D]")), GRID),
    "three axes": (saved(np.zeros((2, 2, 2))), GRID),
    "one number": (saved(np.float64(3)), GRID),
    "none": (saved(np.zeros((0, 2))), GRID),
    "less than nothing": (described("<f8", "(-1, -4)"), GRID),
    "cut short": (described("<f8", "(5, 5)", bytes(8)), "cannot be read: is no .npy file"),
    "a program": (npy("__import__('os').system('echo > ran')"), "cannot be read: is no .npy file"),
    "a zip": (b"PK\x03\x04" + bytes(60), "cannot be read: is no .npy file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_arrays_are_judged_by_their_headers(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, told = BROKEN[name]
    (tmp_path / "a.npy").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(vz.VisualizeError) as found:
        table("input", "a.npy")
    assert str(found.value).startswith(f"invalid input a.npy: {told}")
    assert os.listdir(tmp_path) == ["a.npy"]


@pytest.mark.parametrize("kind", ("bool", "u1", "i2", ">i4", "i8", ">u8", "f2", ">f4", "f8", "longdouble"))
@pytest.mark.parametrize("order", "CF")
def test_arrays_of_every_kind_and_order(tmp_path: Path, kind: str, order: str) -> None:
    values = np.array([[0, 1, 1], [1, 0, 1]]).astype(kind, order=order)
    np.save(tmp_path / "a.npy", values)
    assert table("input", str(tmp_path / "a.npy")).tolist() == values.tolist()
    np.save(tmp_path / "b.npy", values[0])
    assert table("input", str(tmp_path / "b.npy")).tolist() == values[:1].tolist()


def test_arrays_of_old_pythons_are_read_without_a_warning(tmp_path: Path) -> None:
    old = npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1L, 2L), }", struct.pack("<qq", 3, 4))
    (tmp_path / "a.npy").write_bytes(old)
    assert table("input", str(tmp_path / "a.npy")).tolist() == [[3, 4]]


@pytest.mark.parametrize("text", ("1\n" * (MOST_NUMBERS + 1), "1 " * (MOST_NUMBERS + 1)), ids=("rows", "columns"))
def test_tables_have_a_limit(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(vz.VisualizeError, match="holds more than a million numbers; at most 1,000,000 are read"):
        table("input", str(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("9223372036854775807 -9223372036854775808", [2**63 - 1, -(2**63)]),
        ("9007199254740992 0.5", [2.0**53, 0.5]),
        ("1e20 inf -inf", [1e20, float("inf"), float("-inf")]),
        ("9223372036854775808 1", "9223372036854775808 is beyond 64 bits; the nearest float is 9.22337203685477"),
        ("-18446744073709551616 1", "-18446744073709551616 is beyond 64 bits"),
        ("9007199254740993 0.5", "9007199254740993 beside fractions loses digits; the nearest float is 9007199254740"),
        ("1e400 0", "1e400 is too large; numbers end at 1.8e308"),
        ("9" * 5000 + " 1", "99999999999999999999...9999999999 is too large"),
        ("1 " + "9" * 5000, "99999999999999999999...9999999999 is too large"),
        ("x" * 5000 + " 1", "xxxxxxxxxxxxxxxxxxxx...xxxxxxxxxx is no number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_numbers_are_exact_or_refused(words: str, told: Any) -> None:
    if isinstance(told, list):
        assert numbers("input", words, [words.split()]).tolist() == [told]
        return
    with pytest.raises(vz.VisualizeError) as found:
        numbers("input", "rows", [words.split()])
    assert str(found.value).startswith(f"invalid input rows: {told}")


@pytest.mark.parametrize("words", (f"{10**30} 1", "9" * 5000 + " 1", "1e999;"))
def test_numbers_of_the_command_line_are_refused_in_one_line(tmp_path: Path, words: str) -> None:
    refused(tmp_path, f"invalid input {words[:20]}", "--input", words)


# Pictures.


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, colours: int = 0, depth: int = 8) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def resized(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG that says that it is larger than it is."""
    at = next(at for at in range(len(jpeg)) if jpeg[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


GREY, COLOUR = Image.new("L", (16, 16)), Image.new("RGB", (16, 16))
BOMB = zlib.compress(bytes(10**8), 9)
LAST_SCAN = encoded(COLOUR, "JPEG", progressive=True)[-12:-2]
REFUSED = {
    "a JPEG of 201 megapixels": (
        resized(encoded(GREY, "JPEG"), 20100, 10000),
        "has 201 megapixels; at most 200 are read",
    ),
    "a PNG of 4 billion by 4 billion": (png(2**31 - 1, 2**31 - 1), "has 4,611,686,014,132 megapixels; at most 200 are"),
    "a colourful PNG": (
        png(12000, 9000, colours=2),
        "has 108 megapixels; a PNG like this may have 50: make it smaller",
    ),
    "a transparent PNG": (png(12000, 9000, colours=6, depth=16), "has 108 megapixels; a PNG like this may have 50"),
    "a grey PNG of 16 bits": (png(12000, 9000, depth=16), "has 108 megapixels; a PNG like this may have 100"),
    "a progressive JPEG": (
        resized(encoded(COLOUR, "JPEG", progressive=True), 12000, 9000),
        "has 108 megapixels; a progressive JPEG like this may have 67: make it smaller, or a plain JPEG of at most 200",
    ),
    "a progressive JPEG, every sample kept": (
        resized(encoded(COLOUR, "JPEG", progressive=True, subsampling=0), 9000, 5000),
        "has 45 megapixels; a progressive JPEG like this may have 33",
    ),
    "a large PNG without pixels": (png(3000, 4000), "cannot be read: is a picture that is cut short or damaged"),
    "a larger PNG without pixels": (png(9000, 9000), "cannot be read: is a picture that is cut short or damaged"),
    "half a PNG": (encoded(COLOUR.resize((99, 99)), "PNG")[:60], "cannot be read: is a picture that is cut short"),
    "half a JPEG": (encoded(COLOUR.resize((99, 99)), "JPEG")[:-80], "cannot be read: is a picture that is cut short"),
    "no pixels": (png(0, 0, chunk(b"IDAT", zlib.compress(b""))), "cannot be read: is a picture that is cut short"),
    "a bomb of text": (png(1, 1, chunk(b"zTXt", b"a\0\0" + BOMB)), "cannot be read: is a picture that is cut short"),
    "a bomb of colours": (png(1, 1, chunk(b"iCCP", b"a\0\0" + BOMB)), "cannot be read: is a picture that is cut short"),
    "a long chunk": (png(1, 1, chunk(b"tEXt", bytes(17 * 10**6))), "cannot be read: is a picture that is cut short"),
    "chunks without number": (png(1, 1, chunk(b"tEXt", b"a\0b") * 200_000), "cannot be read: is a picture that is cut"),
    "a JPEG of junk": (b"\xff\xd8\xff" + bytes(10**6), "cannot be read: is a picture that is cut short or damaged"),
    "scans without number": (
        resized(encoded(COLOUR, "JPEG", progressive=True), 6000, 6000)[:-2]
        + (LAST_SCAN if LAST_SCAN[:2] == b"\xff\xda" else b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10") * 100
        + b"\xff\xd9",
        "has 36 megapixels; a progressive JPEG like this may have ",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_pictures_that_are_refused(tmp_path: Path, name: str) -> None:
    """Warnings are errors in these tests, Pillow's of bombs among them."""
    data, told = REFUSED[name]
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(vz.VisualizeError) as found:
        Photo(str(tmp_path / "a.png")).grey  # noqa: B018 - decoded when asked
    assert str(found.value).startswith(f"invalid input {tmp_path / 'a.png'}: {told}")


def test_a_bomb_is_a_refusal_and_not_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(13000, 9000, colours=2))
    refused(tmp_path, "invalid input a.png: has 117 megapixels; a PNG like this may have 50", "--input", "a.png")
    (tmp_path / "a.jpg").write_bytes(resized(encoded(GREY, "JPEG"), 20000, 11000))
    refused(tmp_path, "invalid input a.jpg: has 220 megapixels; at most 200 are read", "--input", "a.jpg", "--i", "4")


def test_a_photo_of_several_is_its_first(tmp_path: Path) -> None:
    """Phones write JPEGs with a second picture behind the first (MPO)."""
    first = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8))
    data = encoded(first, "MPO", save_all=True, append_images=[first.rotate(180)])
    (tmp_path / "a.jpg").write_bytes(data)
    assert data.count(b"\xff\xd8\xff") == 2
    (tmp_path / "b.jpg").write_bytes(encoded(first, "JPEG"))
    several, one = (Photo(str(tmp_path / name)).grey for name in ("a.jpg", "b.jpg"))
    assert several.shape == (40, 30) and (several == one).all()


def photos() -> dict[str, bytes]:
    """One of each kind, in strips of 64 rows and a rest; those that stand on their side say so in EXIF."""
    random, made = np.random.default_rng(1), {}
    shape, exif = (135, 67), Image.Exif()
    smooth = np.linspace(20, 200, shape[0])[:, None] + np.linspace(0, 40, shape[1])
    for mode, channels in (("L", ()), ("LA", (2,)), ("RGB", (3,)), ("RGBA", (4,))):
        noisy = random.normal(0, 5, (*shape, *channels)) + (smooth[..., None] if channels else smooth)
        image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
        for turn in (1, 2, 3, 4, 5, 6, 7, 8):
            exif[0x0112] = turn
            made[f"{mode} PNG {turn}"] = encoded(image, "PNG", exif=exif)
            if mode in ("L", "RGB"):
                made[f"{mode} JPEG {turn}"] = encoded(image, "JPEG", exif=exif)
    grey, colour = Image.open(io.BytesIO(made["L PNG 1"])), Image.open(io.BytesIO(made["RGB PNG 1"]))
    made["1 PNG"] = encoded(grey.convert("1"), "PNG")
    made["I;16 PNG"] = encoded(Image.fromarray((smooth * 256).astype(np.uint16)), "PNG")
    made["P PNG"] = encoded(colour.quantize(99), "PNG")
    made["P transparent PNG"] = encoded(colour.quantize(99), "PNG", transparency=bytes(range(99)))
    made["CMYK JPEG"] = encoded(colour.convert("CMYK"), "JPEG")
    made["progressive JPEG"] = encoded(colour, "JPEG", progressive=True)
    return made


@pytest.mark.parametrize(("name", "data"), photos().items(), ids=photos())
def test_large_photos_are_read_as_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    """Two decoders, imageio and ours in strips; reduced, cells are hardly another grey."""
    (tmp_path / "a.png").write_bytes(data)
    path = str(tmp_path / "a.png")
    small, cells = Photo(path).grey, Photo(path).reduced((5, 4))
    monkeypatch.setattr(photo, "ENOUGH", 1)
    with monkeypatch.context() as whole:
        whole.setattr(photo, "_factor", lambda size: 1)
        assert (Photo(path).grey == small).all()
    monkeypatch.setattr(photo, "ENOUGH", small.size // 3)
    halved = Photo(path)
    assert halved.grey.size < 0.3 * small.size and abs(halved.reduced((5, 4)) - cells).max() <= 6


MEASURED = """
import sys, time
sys.path.insert(0, sys.argv[2])
from visualize.cli.photos import Photo
shape = Photo(sys.argv[1]).reduced((24, 32)).shape
# Not ru_maxrss, which begins at what the parent process had.
with open("/proc/self/status") as stream:
    kilobytes = next(line.split()[1] for line in stream if line.startswith("VmHWM:"))
print(*shape, int(kilobytes) / 1000, time.process_time())
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="measures memory as Linux tells it")
@pytest.mark.parametrize(
    ("name", "size", "kind", "how"),
    [
        ("48 megapixels", (8000, 6000), "JPEG", {}),
        pytest.param("108 megapixels", (12000, 9000), "JPEG", {}, marks=heavy),
        pytest.param("199 megapixels", (16300, 12200), "JPEG", {}, marks=heavy),
        pytest.param("48 megapixels, progressive", (8000, 6000), "JPEG", {"progressive": True}, marks=heavy),
        pytest.param("48 megapixels, PNG", (8000, 6000), "PNG", {"compress_level": 1}, marks=heavy),
    ],
)
def test_photographs_of_phones(
    tmp_path: Path, name: str, size: tuple[int, int], kind: str, how: dict[str, Any]
) -> None:
    """In 300 MB, and three seconds of a processor."""
    tile = Image.fromarray(
        np.random.default_rng(0).normal(128, 9, (size[1] // 100, size[0] // 100, 3)).astype(np.uint8)
    )
    tile.resize(size, Image.Resampling.BILINEAR).save(tmp_path / "a.jpg", kind, **how)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-W", "error", "-c", MEASURED, str(tmp_path / "a.jpg"), root]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    rows, columns, megabytes, seconds = map(float, done.stdout.split())
    assert (rows, columns, done.stderr) == (24, 32, "")
    assert megabytes <= 300 and seconds <= 3


def test_a_photo_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio.v3 as imageio

    from visualize.cli import main

    (tmp_path / "a.png").write_bytes(encoded(GREY, "PNG"))
    monkeypatch.chdir(tmp_path)
    calls, read = [], imageio.imread
    monkeypatch.setattr(imageio, "imread", lambda data, **how: calls.append(type(data)) or read(data, **how))
    with pytest.raises(SystemExit) as end:
        main(["--input", "a.png", "--kernel", "blur", "-o", "a.svg"])
    assert (end.value.code, calls) == (0, [bytes])


def test_what_is_decoded_is_what_was_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written over between the two, the file is refused."""
    path = tmp_path / "a.png"
    path.write_bytes(encoded(GREY, "JPEG"))
    checked = photo._checked

    def swapped(name: str, found: Any) -> Any:
        path.write_bytes(POSTSCRIPT)  # in place, so that the open file is the one
        return checked(name, found)

    monkeypatch.setattr(photo, "_checked", swapped)
    with pytest.raises(vz.VisualizeError, match="cut short or damaged"):
        Photo(str(path)).grey  # noqa: B018 - decoded when asked


# What the recipe will hold.


@pytest.mark.parametrize("flag", ("--input", "--kernel", "--bias"))
@pytest.mark.parametrize("character", ("\x01", "\x1b", "\ufffe", "\udce9"), ids=ascii)
@pytest.mark.parametrize("words", ("1{} 2", "a{}.csv", "a{}.png"))
def test_what_no_file_can_hold_is_refused_at_the_edge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str, character: str, words: str
) -> None:
    """Before any file is looked for; values of a bias are numbers anyway."""
    from visualize.cli import main

    errors = io.StringIO()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit) as end:
        main(["--k", "1", "--input", "arange", flag, words.format(character), "-o", "a.svg"])
    told = errors.getvalue()
    assert end.value.code == 2 and told.count("\n") == 1 and os.listdir(tmp_path) == []
    assert "cannot be written into a file" in told or (flag == "--bias" and "must be a number" in told)
