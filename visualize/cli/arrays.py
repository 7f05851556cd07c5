"""Values for inputs and kernels: named ones, rows in the shell, files, pictures."""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import VisualizeError, invalid, unknown

Pair = tuple[int, int]

GENERATED = ("arange", "ones", "random")
PICTURES = (".png", ".jpg", ".jpeg")
# Kernels of image processing; Gonzalez & Woods, "Digital Image Processing", chapter 3.
KERNELS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[1 / 9] * 3] * 3,
    "gaussian": [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}


def is_generated(text: str) -> bool:
    """Whether the values take their size from elsewhere."""
    return text in GENERATED or text.lower().endswith(PICTURES)


def generate(name: str, size: Pair, seed: int) -> NDArray[Any]:
    """Values of a size: 0, 1, 2 ..., ones, or integers 0 to 9 drawn with a seed.

    >>> generate("arange", (2, 2), 0).tolist()
    [[0, 1], [2, 3]]
    """
    if seed < 0:
        raise invalid("seed", seed, "must be at least 0")
    if name == "ones":
        return np.ones(size, np.int64)
    if name == "random":
        return np.random.default_rng(seed).integers(0, 10, size)
    return np.arange(size[0] * size[1]).reshape(size)


def given(parameter: str, text: str) -> NDArray[Any]:
    """Values that bring their own size: rows such as "0 1; 2 3", a kernel's name, a .csv or .npy file.

    >>> given("input", "0 1 2; 3 4 5").tolist()
    [[0, 1, 2], [3, 4, 5]]
    """
    if parameter == "kernel" and text in KERNELS:
        return np.array(KERNELS[text])
    suffix = os.path.splitext(text)[1].lower()
    if suffix in (".csv", ".npy"):
        return _file(parameter, text, suffix)
    if not any(mark in text.strip() for mark in "; ,\n"):
        raise _not_values(parameter, text)
    return _rows(parameter, text)


def _not_values(parameter: str, text: str) -> Exception:
    if text.replace("x", "").isdecimal():
        return invalid(parameter, text, f"did you mean --{parameter}-size {text}? One number as values is '{text};'")
    names = [*GENERATED, *(KERNELS if parameter == "kernel" else ())]
    files = ".csv, .npy" + (", .png, .jpg" if parameter == "input" else "")
    return unknown(parameter, text, f'give {", ".join(names)}, rows as in "0 1; 2 3", or a file ({files})')


def _rows(parameter: str, text: str) -> NDArray[Any]:
    lines = text.strip().strip(";").replace("\n", ";").split(";")
    return _numbers(parameter, text, [line.replace(",", " ").split() for line in lines])


def _numbers(parameter: str, source: str, rows: list[list[str]]) -> NDArray[Any]:
    """Integers stay integers, those of more than 64 bits become floats."""
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise invalid(parameter, source, "rows must be of one length" if rows else "is empty")
    for kind, read in ((np.int64, int), (np.float64, float)):
        try:
            return np.array([[read(part) for part in row] for row in rows], kind)
        except (ValueError, OverflowError):
            wrong = next((part for row in rows for part in row if not _is_number(part)), None)
            if wrong is not None:
                raise invalid(parameter, source, f"{wrong} is no number") from None
    raise invalid(parameter, source, "holds numbers that are too large")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _file(parameter: str, path: str, suffix: str) -> NDArray[Any]:
    try:
        found = np.load(path, allow_pickle=False) if suffix == ".npy" else _table(parameter, path)
    except VisualizeError:
        raise
    except Exception as error:  # a file can be broken in as many ways as there are readers
        raise invalid(parameter, path, f"cannot be read: {_reason(error, f'is no {suffix} file')}") from None
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "biuf" or found.size == 0:
        raise invalid(parameter, path, "must hold numbers in rows and columns")
    found = found[None, :] if found.ndim == 1 else found
    if found.ndim != 2:
        raise invalid(parameter, path, "must hold numbers in rows and columns")
    return found


def _table(parameter: str, path: str) -> NDArray[Any]:
    """Rows of a .csv file, by commas, semicolons or blanks; spreadsheets put a byte order mark before the first."""
    with open(path, encoding="utf-8-sig") as stream:
        lines = [line.replace(",", " ").replace(";", " ").split() for line in stream if line.strip()]
    return _numbers(parameter, path, lines)


def _reason(error: Exception, otherwise: str) -> str:
    """In the words of the system where there are some; what a reader says of a file's inside helps nobody."""
    if isinstance(error, UnicodeDecodeError):
        return "is not a text in UTF-8"
    return str(getattr(error, "strerror", None) or otherwise)


PICTURE_CELLS, FEWEST = 32, 8  # of the longer and of the shorter side, where no size is asked for


def picture_size(path: str) -> Pair:
    """The rows and columns that a picture gets where none are asked for: its own pixels, or 32 on the longer side.

    Of a long strip the middle is taken, so that eight are left on the shorter.
    """
    height, width = _pixels(path).shape[:2]
    scale = min(1.0, PICTURE_CELLS / max(height, width))
    rows, columns = (max(min(side, FEWEST), round(side * scale)) for side in (height, width))
    return rows, columns


def picture(path: str, size: Pair) -> NDArray[Any]:
    """A picture's middle in the size's proportions, grey, reduced to that many cells; 0 black to 255 white."""
    from PIL import Image

    grey = Image.fromarray(np.rint(_grey(_pixels(path))).astype(np.uint8))
    rows, columns = size
    scale = min(grey.width / columns, grey.height / rows)
    width, height = scale * columns, scale * rows
    left, top = (grey.width - width) / 2, (grey.height - height) / 2
    small = grey.resize((columns, rows), Image.Resampling.BOX, (left, top, left + width, top + height))
    return np.asarray(small).astype(np.int64)


def _pixels(path: str) -> NDArray[Any]:
    """Shape (rows, columns) or (rows, columns, channels); of an animation the first frame."""
    import imageio.v3 as imageio
    from PIL import Image

    try:
        with Image.open(path) as image:
            mode = "RGB" if image.mode == "CMYK" else None
        pixels = np.asarray(imageio.imread(path, index=0, mode=mode, rotate=True))
    except Exception as error:
        raise invalid("input", path, f"cannot be read: {_reason(error, 'is no picture')}") from None
    while pixels.ndim > 3:
        pixels = pixels[0]
    return pixels


def _grey(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """0 black to 255 white, whatever the depth; what is transparent lies on white."""
    most = 1 if pixels.dtype.kind == "b" else np.iinfo(pixels.dtype).max if pixels.dtype.kind in "iu" else 1.0
    shares = pixels.astype(float) / most
    if shares.ndim == 2:
        return shares.clip(0, 1) * 255
    luma = shares[..., :3] @ np.array([0.299, 0.587, 0.114]) if shares.shape[2] >= 3 else shares[..., 0]  # BT.601
    opaque = shares[..., -1] if shares.shape[2] in (2, 4) else 1.0
    return np.asarray((luma * opaque + 1 - opaque).clip(0, 1) * 255)
