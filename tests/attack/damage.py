"""Files to be read, sound ones and what becomes of them."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def damaged(random: Random, data: bytes, head: int = 64) -> bytes:
    """Changed in a few places, as often as not within the first `head` bytes."""
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        most = min(len(data), head) if random.random() < 0.5 else len(data)
        at = random.randrange(max(1, most))
        data = random.choice(DAMAGES)(random, data, at)
    return data


def _flip(random: Random, data: bytes, at: int) -> bytes:
    return data[:at] + bytes(byte ^ (1 << random.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _number(random: Random, data: bytes, at: int) -> bytes:
    """A number at the end of its range, of one, two or four bytes."""
    size = random.choice((1, 2, 4))
    return data[:at] + random.choice((b"\0", b"\xff", b"\x7f", b"\x80", b"\x01")) * size + data[at + size :]


def _cut(random: Random, data: bytes, at: int) -> bytes:
    return data[:at]


def _drop(random: Random, data: bytes, at: int) -> bytes:
    return data[:at] + data[at + random.choice((1, 4, 100)) :]


def _insert(random: Random, data: bytes, at: int) -> bytes:
    return data[:at] + random.randbytes(random.choice((1, 4, 100))) + data[at:]


def _repeat(random: Random, data: bytes, at: int) -> bytes:
    size = random.choice((4, 100, 1000))
    return data[: at + size] + data[at:]


def _blank(random: Random, data: bytes, at: int) -> bytes:
    size = min(len(data) - at, random.choice((4, 100, 1000)))
    return data[:at] + b"\0" * max(0, size) + data[at + max(0, size) :]


DAMAGES: tuple[Callable[[Random, bytes, int], bytes], ...]
DAMAGES = (_flip, _flip, _number, _number, _cut, _drop, _insert, _repeat, _blank)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@cache
def pictures() -> tuple[bytes, ...]:
    """PNG and JPEG of many kinds, whole."""
    grey = Image.fromarray(np.arange(240, dtype=np.uint8).reshape(12, 20))
    found = [_saved(grey.convert(mode), "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    found += [_saved(grey, "PNG", save_all=True, append_images=[grey.rotate(90)]), _saved(grey, "PNG", dpi=(1, 1))]
    exif = Image.Exif()
    exif[0x0112] = 6
    found += [_saved(grey.convert(mode), "JPEG", exif=exif) for mode in ("L", "RGB", "CMYK")]
    return (*found, _saved(grey, "JPEG", progressive=True), _saved(grey, "MPO", save_all=True, append_images=[grey]))


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\n(ran) (w) file closefile\nshowpage\n%%EOF\n"
LOOP = EPS.replace(b"showpage", b"{} loop")
WRITTEN = (EPS, LOOP, b"%PDF-1.4\n", b"%!PS\n{} loop", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"\n")
WRITTEN += (b"PK\3\4", b"SIMPLE  =                    T" + b" " * 2850, b"8BPS\0\1" + b"\0" * 30)
WRITTEN += (b"/* XPM */\nstatic char *a[]={};", b"#define a_width 8\n#define a_height 8\nstatic char a_bits[] = {0};")
WRITTEN += (b"GRIB\0\0\0\1", b"\x89HDF\r\n\x1a\n", b"\xd7\xcd\xc6\x9a" + b"\0" * 60, b"P6 99999 99999 255\n")
WRITTEN += (b"\x7fELF" + b"\0" * 60, b"GIF89a", b"\xc5\xd0\xd3\xc6")


@cache
def strangers() -> tuple[bytes, ...]:
    """Pictures and programs that are neither PNG nor JPEG, as far as Pillow can write them."""
    colours = Image.new("RGB", (8, 8), "red")
    kinds = (
        "TIFF",
        "GIF",
        "BMP",
        "PPM",
        "WEBP",
        "ICO",
        "TGA",
        "SGI",
        "PCX",
        "DDS",
        "JPEG2000",
        "PDF",
        "EPS",
        "ICNS",
        "QOI",
    )
    found = []
    for kind in kinds:
        try:
            found.append(_saved(colours, kind))
        except (KeyError, OSError):  # this Pillow can't
            continue
    assert len(found) > 8, "hardly any"
    return (*found, _saved(colours.convert("1"), "XBM"), *WRITTEN)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def zeros(count: int) -> bytes:
    """So many zeros, compressed, without having them: a block of a million, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = 1 << 20
    once = packer.compress(b"\0" * block) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = rest.compress(b"\0" * (count % block)) + rest.flush()
    return b"\x78\xda" + once * (count // block) + end + struct.pack(">HH", count % 65521, 1)


def png(random: Random) -> bytes:
    """Put together by its own rules, with a header that says something else, or with more inside than outside."""
    width, height = (random.choice((0, 1, 20, 2**16, 2**31 - 1, 2**32 - 1)) for _ in range(2))
    depth, colour = random.choice((0, 1, 2, 4, 8, 16, 255)), random.choice((0, 2, 3, 4, 6, 7))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, random.choice((0, 0, 1, 2)))
    if random.random() < 0.6:  # a sound picture under what follows
        header = struct.pack(">IIBBBBB", 20, 20, 8, 0, 0, 0, 0)
    chunks = [
        chunk(b"IHDR", header),
        *_extra(random),
        chunk(b"IDAT", zeros(random.choice((420, 420, 1, 10**6)))),
        chunk(b"IEND", b""),
    ]
    if random.random() < 0.2:
        random.shuffle(chunks)
    return SIGNATURE + b"".join(chunks)


def _extra(random: Random) -> list[bytes]:
    """Texts, profiles and animations, most of them bombs."""
    bomb = zeros(random.choice((10**4, 10**8, 2 * 10**9)))
    kinds = (
        chunk(b"zTXt", b"Comment\0\0" + bomb),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb),
        chunk(b"iCCP", b"profile\0\0" + bomb),
        chunk(b"tEXt", b"Comment\0" + b"a" * 10**6),
        chunk(b"eXIf", random.randbytes(100)),
        chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)),
        chunk(b"PLTE", random.randbytes(random.choice((3, 5, 768, 3000)))),
        chunk(b"tRNS", random.randbytes(random.choice((1, 2, 300)))),
        chunk(b"gAMA", b""),
        b"\xff\xff\xff\xffIDAT",
    )
    return random.choices(kinds, k=random.choice((0, 1, 1, 2)))


@cache
def large(number: int) -> bytes:
    """Whole pictures of many pixels: some that phones take, and some that nobody does."""
    if number < 3:
        width, height = ((8000, 6000), (12000, 9000), (16000, 12000))[number]
        return _saved(Image.new("L", (width, height), 90), "JPEG", quality=30)
    width, height, depth = ((12000, 9000, 8), (60000, 60000, 1), (20000, 20000, 8), (1, 10**8, 8))[number - 3]
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    data = zeros(height * (1 + width * depth // 8))
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


LARGE = 7


@cache
def fonts() -> tuple[bytes, ...]:
    """DejaVu Sans, and where the system has it a Chinese one: whole, and cut down to a few letters."""
    import matplotlib

    house = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf").read_bytes()
    found = sorted(Path("/usr/share/fonts").rglob("wqy-microhei.ttc"))
    return (house, *((found[0].read_bytes(), _small(found[0])) if found else ()))


def _small(path: Path) -> bytes:
    """Damage to a font of a few letters hits what is drawn."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    stream = io.BytesIO()
    with TTFont(path, fontNumber=0, lazy=True) as font:
        subsetter = Subsetter(Options(hinting=False))
        subsetter.populate(text="输入与出核步，。 0123456789x×:")
        subsetter.subset(font)
        font.save(stream)
    return stream.getvalue()
