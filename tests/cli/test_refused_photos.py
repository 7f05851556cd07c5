"""Pictures that are refused: nothing in them runs, content counts and not the name, bombs are not unpacked."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import visualize as vz
from tests.refusals import refused
from visualize.cli.photos import Photo

posix = pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices: a POSIX system")


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


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
        Photo(str(tmp_path / "a.png")).levels  # noqa: B018 - decoded when asked


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    image = Image.new("L", (4, 4), 77)
    (tmp_path / "a.jpg").write_bytes(encoded(image, "PNG"))
    (tmp_path / "b.png").write_bytes(encoded(image, "JPEG"))
    for name in ("a.jpg", "b.png"):
        assert Photo(str(tmp_path / name)).levels.tolist() == [[77] * 4] * 4


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
    "a PNG of 4 billion by 4 billion": (
        png(2**31 - 1, 2**31 - 1),
        "is 2,147,483,647 x 2,147,483,647 pixels; a side may have at most 65,535",
    ),
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
        Photo(str(tmp_path / "a.png")).levels  # noqa: B018 - decoded when asked
    assert str(found.value).startswith(f"invalid input {tmp_path / 'a.png'}: {told}")


def test_a_bomb_is_a_refusal_and_not_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(13000, 9000, colours=2))
    refused(tmp_path, "invalid input a.png: has 117 megapixels; a PNG like this may have 50", "--input", "a.png")
    (tmp_path / "a.jpg").write_bytes(resized(encoded(GREY, "JPEG"), 20000, 11000))
    refused(tmp_path, "invalid input a.jpg: has 220 megapixels; at most 200 are read", "--input", "a.jpg", "--i", "4")
