"""A photograph as a grid of grey cells. Nothing but PNG and JPEG is decoded, whatever a file is called."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.cli.photos.headers import DamagedError, Header, header
from visualize.errors import VisualizeError, invalid
from visualize.reading import opened, unreadable

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

Pair = tuple[int, int]

CELLS, FEWEST = 32, 8  # of the longer and of the shorter side, where no size is asked for
MOST_BYTES = 100_000_000  # of a file
MOST_PIXELS, LONGEST_SIDE = 200_000_000, 65_535  # of a side, as a JPEG has at most
MOST_HELD = 200_000_000  # bytes that a decoder holds at once
MOST_VISITS = 1_000_000_000  # of a decoder to a pixel
ENOUGH = 13_000_000  # pixels; of larger pictures 2x2 or 4x4 are made one
STRIP = 64  # rows that are made grey at a time
PLAIN = {"P": "RGB", "CMYK": "RGB", "1": "L", "I;16": "I"}  # modes that Pillow cannot reduce, and such that it can
# What EXIF's orientation asks for, as members of Pillow's Transpose.
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


@dataclass(frozen=True)
class Photo:
    """A PNG or JPEG file, decoded once, when it is first asked for something."""

    path: str

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """Rows and columns as viewers show them, upright: 0 black to 255 white."""
        with opened("input", self.path, MOST_BYTES) as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow has to say of a file's details
            try:
                found = _checked(self.path, header(stream))
                stream.seek(0)
                return _whole(stream, found) if found.pixels <= ENOUGH else _reduced(stream, found)
            except VisualizeError:
                raise
            except Exception as error:  # a picture can be broken in as many ways as there are decoders
                raise unreadable("input", self.path, error, "a picture that is cut short or damaged") from None

    @property
    def cells(self) -> Pair:
        """Rows and columns where none are asked for: its own pixels, or 32 on the longer side.

        Of a long strip the middle is taken, so that eight are left on the shorter.
        """
        height, width = self.grey.shape
        scale = min(1.0, CELLS / max(height, width))
        rows, columns = (max(min(side, FEWEST), round(side * scale)) for side in (height, width))
        return rows, columns

    def reduced(self, size: Pair) -> NDArray[Any]:
        """The middle in the size's proportions, as so many rows and columns."""
        from PIL import Image

        grey, (rows, columns) = Image.fromarray(self.grey), size
        scale = min(grey.width / columns, grey.height / rows)
        width, height = scale * columns, scale * rows
        left, top = (grey.width - width) / 2, (grey.height - height) / 2
        small = grey.resize((columns, rows), Image.Resampling.BOX, (left, top, left + width, top + height))
        return np.asarray(small).astype(np.int64)


def _checked(path: str, found: Header | None) -> Header:
    """What would take too much is refused by its header."""
    if found is None:
        raise invalid("input", path, "cannot be read: is no PNG or JPEG picture")
    if max(found.width, found.height) > LONGEST_SIDE:
        sides = f"is {found.width:,} x {found.height:,} pixels"
        raise invalid("input", path, f"{sides}; a side may have at most {LONGEST_SIDE:,}: make it smaller")
    has = f"has {found.pixels / 1e6:,.0f} megapixels"
    if found.pixels > MOST_PIXELS:
        raise invalid("input", path, f"{has}; at most {MOST_PIXELS // 10**6} are read: make it smaller")
    if found.held > MOST_HELD or found.pixels * found.scans > MOST_VISITS:
        kind = "PNG" if found.kind == "PNG" else "progressive JPEG"
        most = found.pixels * min(MOST_HELD / max(1, found.held), MOST_VISITS / found.pixels / max(1, found.scans))
        advice = f"make it smaller, or a plain JPEG of at most {MOST_PIXELS // 10**6}"
        raise invalid("input", path, f"{has}; a {kind} like this may have {most / 1e6:.0f}: {advice}")
    return found


def _whole(stream: BinaryIO, found: Header) -> NDArray[np.uint8]:
    """All pixels, by imageio, from bytes that cannot change any more and are what was checked."""
    import imageio.v3 as imageio

    data = stream.read()
    if header(io.BytesIO(data)) != found:
        raise DamagedError
    mode = "RGB" if _opened(io.BytesIO(data), found).mode == "CMYK" else None
    pixels = imageio.imread(data, index=0, plugin="pillow", mode=mode, rotate=True, writeable_output=False)
    return _joined(pixels[top : top + STRIP] for top in range(0, len(pixels), STRIP))


def _opened(stream: BinaryIO, found: Header) -> "ImageFile":
    """Not by Image.open, which has readers that run programs, and warns by a limit that is not ours."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    image = PngImageFile(stream) if found.kind == "PNG" else JpegImageFile(stream)
    if image.size != (found.width, found.height):
        raise DamagedError
    return image


def _reduced(stream: BinaryIO, found: Header) -> NDArray[np.uint8]:
    """A JPEG is decoded at a half or a quarter of its sides; of a PNG strips are reduced, one after the other."""
    from PIL import Image

    image = _opened(stream, found)
    factor = _factor(image.size)
    image.draft(None, (image.width // factor, image.height // factor))
    image.load()
    turn = TURNS.get(image.getexif().get(0x0112, 1))
    grey = _joined(_strips(image, _factor(image.size)))
    return grey if turn is None else np.asarray(Image.fromarray(grey).transpose(Image.Transpose[turn]))


def _factor(size: Pair) -> int:
    """The power of two that leaves no more pixels than enough."""
    return int(1 << (ceil(sqrt(size[0] * size[1] / ENOUGH)) - 1).bit_length())


def _strips(image: "ImageFile", factor: int) -> Iterator[NDArray[Any]]:
    mode = PLAIN.get(image.mode, image.mode)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        small = strip.convert(mode).reduce(factor)
        yield np.asarray(small.convert("I;16") if mode == "I" else small)


def _joined(strips: Iterator[NDArray[Any]]) -> NDArray[np.uint8]:
    """Strip by strip, as in floats the whole would take eight times the room or more."""
    return np.concatenate([np.rint(_grey(strip)).astype(np.uint8) for strip in strips])


def _grey(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """0 black to 255 white, whatever the depth; what is transparent lies on white."""
    most = 1 if pixels.dtype.kind == "b" else np.iinfo(pixels.dtype).max if pixels.dtype.kind in "iu" else 1.0
    shares = pixels.astype(float) / most
    if shares.ndim == 2:
        return shares.clip(0, 1) * 255
    luma = shares[..., :3] @ np.array([0.299, 0.587, 0.114]) if shares.shape[2] >= 3 else shares[..., 0]  # BT.601
    opaque = shares[..., -1] if shares.shape[2] in (2, 4) else 1.0
    return np.asarray((luma * opaque + 1 - opaque).clip(0, 1) * 255)
