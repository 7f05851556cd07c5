"""A photograph as a grid of grey cells, or as three grids of its colours.

Only PNG and JPEG are decoded, whatever a file's suffix.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
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
Levels = Callable[[NDArray[Any]], NDArray[np.float64]]

CELLS, FEWEST = 32, 8  # default cells of the longer side, and fewest of the shorter side
MOST_BYTES = 100_000_000  # of a file
MOST_PIXELS, LONGEST_SIDE = 200_000_000, 65_535  # pixels of a picture, and of a side, the limit of JPEG
MOST_HELD = 200_000_000  # bytes that a decoder may hold at once
MOST_VISITS = 1_000_000_000  # pixels decoded in all passes
REDUCED_PIXELS = 13_000_000  # larger pictures are reduced by 2 or 4 on each side
STRIP = 64  # rows converted to grey at a time
PLAIN = {
    "P": "RGB",
    "CMYK": "RGB",
    "1": "L",
    "I;16": "I",
}  # modes that Pillow cannot reduce, and the modes to convert them to
# EXIF orientations, as members of Pillow's Transpose.
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
    """A PNG or JPEG file, decoded once, at the first use."""

    path: str
    rgb: bool = False

    @cached_property
    def levels(self) -> NDArray[np.uint8]:
        """Values from 0, black, to 255, in the orientation that viewers show; three colours on a third axis."""
        with opened("input", self.path, MOST_BYTES) as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's warnings about metadata
            try:
                found = _checked(self.path, header(stream))
                stream.seek(0)
                read = _whole if found.pixels <= REDUCED_PIXELS else _reduced
                return read(stream, found, _colours if self.rgb else _grey)
            except VisualizeError:
                raise
            except Exception as error:  # a damaged picture can raise anything
                raise unreadable("input", self.path, error, "a picture that is cut short or damaged") from None

    @property
    def cells(self) -> Pair:
        """The default rows and columns: the picture's pixels, at most 32 on the longer side.

        The shorter side gets at least eight, if it has them; the ends of a long strip are then cut off.
        """
        height, width, *_ = self.levels.shape
        scale = min(1.0, CELLS / max(height, width))
        rows, columns = (max(min(side, FEWEST), round(side * scale)) for side in (height, width))
        return rows, columns

    def reduced(self, size: Pair) -> NDArray[Any]:
        """The middle part of the photo with the proportions of `size`, reduced to that many rows and columns.

        Colours are the first axis of the result.
        """
        from PIL import Image

        photo, (rows, columns) = Image.fromarray(self.levels), size
        scale = min(photo.width / columns, photo.height / rows)
        width, height = scale * columns, scale * rows
        left, top = (photo.width - width) / 2, (photo.height - height) / 2
        small = photo.resize((columns, rows), Image.Resampling.BOX, (left, top, left + width, top + height))
        numbers = np.asarray(small).astype(np.int64)
        return np.moveaxis(numbers, -1, 0) if self.rgb else numbers


def _checked(path: str, found: Header | None) -> Header:
    """Refuse, by its header, a picture that would take too much memory or time to decode."""
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


def _whole(stream: BinaryIO, found: Header, levels: Levels) -> NDArray[np.uint8]:
    """All pixels, decoded by imageio from bytes in memory; checked again, because the file may have changed."""
    import imageio.v3 as imageio

    data = stream.read()
    if header(io.BytesIO(data)) != found:
        raise DamagedError
    mode = "RGB" if _opened(io.BytesIO(data), found).mode == "CMYK" else None
    pixels = imageio.imread(data, index=0, plugin="pillow", mode=mode, rotate=True, writeable_output=False)
    return _joined((pixels[top : top + STRIP] for top in range(0, len(pixels), STRIP)), levels)


def _opened(stream: BinaryIO, found: Header) -> ImageFile:
    """Open a picture without Image.open, some of whose readers run programs, and which has its own limit of pixels."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    image = PngImageFile(stream) if found.kind == "PNG" else JpegImageFile(stream)
    if image.size != (found.width, found.height):
        raise DamagedError
    return image


def _reduced(stream: BinaryIO, found: Header, levels: Levels) -> NDArray[np.uint8]:
    """Reduced pixels: a JPEG is decoded at a half or a quarter of its size, a PNG is reduced strip by strip."""
    from PIL import Image

    image = _opened(stream, found)
    factor = _factor(image.size)
    image.draft(None, (image.width // factor, image.height // factor))
    image.load()
    turn = TURNS.get(image.getexif().get(0x0112, 1))
    small = _joined(_strips(image, _factor(image.size)), levels)
    return small if turn is None else np.asarray(Image.fromarray(small).transpose(Image.Transpose[turn]))


def _factor(size: Pair) -> int:
    """The power of two by which the sides are divided to leave at most REDUCED_PIXELS."""
    return int(1 << (ceil(sqrt(size[0] * size[1] / REDUCED_PIXELS)) - 1).bit_length())


def _strips(image: ImageFile, factor: int) -> Iterator[NDArray[Any]]:
    mode = PLAIN.get(image.mode, image.mode)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        small = strip.convert(mode).reduce(factor)
        yield np.asarray(small.convert("I;16") if mode == "I" else small)


def _joined(strips: Iterator[NDArray[Any]], levels: Levels) -> NDArray[np.uint8]:
    """The strips as one picture; converted one by one, because floats take eight times the memory."""
    return np.concatenate([np.rint(levels(strip)).astype(np.uint8) for strip in strips])


def _grey(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """Grey values, 0 black to 255 white, from any depth; transparent pixels are blended with white."""
    shares = _shares(pixels)
    if shares.ndim == 2:
        return shares.clip(0, 1) * 255
    luma = shares[..., :3] @ np.array([0.299, 0.587, 0.114]) if shares.shape[2] >= 3 else shares[..., 0]  # BT.601
    opaque = shares[..., -1] if shares.shape[2] in (2, 4) else 1.0
    return np.asarray((luma * opaque + 1 - opaque).clip(0, 1) * 255)


def _colours(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """Red, green and blue from 0 to 255; those of a grey picture are alike, transparent ones are blended with white."""
    shares = _shares(pixels)
    if shares.ndim == 2:
        shares = shares[..., None]
    opaque = shares[..., -1:] if shares.shape[2] in (2, 4) else 1.0
    colours = shares[..., :3] if shares.shape[2] >= 3 else np.repeat(shares[..., :1], 3, axis=2)
    return np.asarray((colours * opaque + 1 - opaque).clip(0, 1) * 255)


def _shares(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """The values as shares of the largest."""
    most = 1 if pixels.dtype.kind == "b" else np.iinfo(pixels.dtype).max if pixels.dtype.kind in "iu" else 1.0
    return np.asarray(pixels.astype(float) / most)
