"""Values for inputs and kernels: named ones, rows in the shell, files, pictures."""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import invalid, unknown

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
    if ";" not in text and " " not in text.strip() and "," not in text:
        raise _not_values(parameter, text)
    return _rows(parameter, text)


def _not_values(parameter: str, text: str) -> Exception:
    if text.replace("x", "").isdecimal():
        return invalid(parameter, text, f"did you mean --{parameter}-size {text}? One number as values is '{text};'")
    names = [*GENERATED, *(KERNELS if parameter == "kernel" else ())]
    files = ".csv, .npy" + (", .png, .jpg" if parameter == "input" else "")
    return unknown(parameter, text, f'give {", ".join(names)}, rows as in "0 1; 2 3", or a file ({files})')


def _rows(parameter: str, text: str) -> NDArray[Any]:
    rows = [row.replace(",", " ").split() for row in text.strip().strip(";").split(";")]
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise invalid(parameter, text, "rows must be of one length")
    return _numbers(parameter, text, rows)


def _numbers(parameter: str, text: str, rows: list[list[str]]) -> NDArray[Any]:
    """Integers stay integers."""
    try:
        return np.array([[int(part) for part in row] for row in rows])
    except (ValueError, OverflowError):
        pass
    try:
        return np.array([[float(part) for part in row] for row in rows])
    except ValueError as error:
        raise invalid(parameter, text, str(error)) from None


def _file(parameter: str, path: str, suffix: str) -> NDArray[Any]:
    try:
        if suffix == ".npy":
            found = np.load(path, allow_pickle=False)
        else:
            with open(path, encoding="utf-8") as stream:
                lines = [line.replace(",", " ").split() for line in stream if line.strip()]
            if len({len(line) for line in lines}) != 1:
                raise invalid(parameter, path, "rows must be of one length")
            found = _numbers(parameter, path, lines)
    except (OSError, ValueError) as error:
        if not isinstance(error, OSError) and type(error) is not ValueError:
            raise
        raise invalid(parameter, path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    found = np.asarray(found)
    if found.ndim == 1:
        found = found[None, :]
    if found.ndim != 2 or found.size == 0 or found.dtype.kind not in "biuf":
        raise invalid(parameter, path, "must hold numbers in rows and columns")
    return found


def picture(path: str, size: Pair) -> NDArray[Any]:
    """A picture's middle in the size's proportions, grey, reduced to that many cells; 0 black to 255 white."""
    import imageio.v3 as imageio
    from PIL import Image

    try:
        pixels = np.asarray(imageio.imread(path))
    except Exception as error:
        raise invalid("input", path, f"cannot be read as a picture: {str(error).splitlines()[0]}") from None
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        pixels = pixels[..., :3] @ np.array([0.299, 0.587, 0.114])  # luma, ITU-R BT.601
    elif pixels.ndim == 3:
        pixels = pixels[..., 0]
    grey = Image.fromarray(np.rint(pixels).clip(0, 255).astype(np.uint8))
    rows, columns = size
    scale = min(grey.width / columns, grey.height / rows)
    width, height = scale * columns, scale * rows
    left, top = (grey.width - width) / 2, (grey.height - height) / 2
    small = grey.resize((columns, rows), Image.Resampling.BOX, (left, top, left + width, top + height))
    return np.asarray(small).astype(np.int64)
