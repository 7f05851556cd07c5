"""Every figure, formula and table of the lecture on padding and stride, in Chinese and in English, in one folder.

    python examples/lecture/draw.py [FOLDER]

The lecture is section 7.3 of Dive into Deep Learning, as taught in "18 - 卷积层中的填充和步幅".
"""

import shlex
import subprocess
import sys
from pathlib import Path

# Each file's name, and the words of its command after `python -m visualize`.
FIGURES = {
    "01-no-padding": "--i 5 --k 3 --seconds 0.5 --hold 2",
    "04-padding": "same_padding_no_strides --seconds 0.5 --hold 2",
    "05-padding-numbers": "d2l-conv-pad",
    "05-padding-still": "d2l-conv-pad --show 0",
    "08-stride": "no_padding_strides",
    "10-stride-numbers": "d2l-conv-stride",
    "10-stride-still": "d2l-conv-stride --show 1,2",
    "15-conv2d-8-3-p1": "lecture-padding",
    "16-conv2d-8-5x3-p2x1": "lecture-padding-5x3",
    "17-conv2d-8-3-p1-s2": "lecture-stride",
    "18-conv2d-8-3x5-p0x1-s3x4": "lecture-stride-3x4",
    "19-exercise": "lecture-stride --sheet --quiz --caption none",
}
FORMULAS = {
    "02-size": "--i 32 --k 5",
    "06-size-with-padding": "--i 8 --k 3 --p 1",
    "07-padding-that-keeps-the-size": "--i 8 --k 3 --p same-d2l",
    "11-size-with-stride": "--i 8 --k 3 --p 1 --s 2",
    "12-stride-with-that-padding": "--i 8 --k 3 --p same-d2l --s 2",
    "18-conv2d-8-3x5-p0x1-s3x4-formula": "--i 8 --k 3x5 --p 0x1 --s 3x4",
}
TABLES = {
    "03-seven-layers": 'stack --i 32 --layers "5 5 5 5 5 5 5"',
    "09-fifty-five-layers": "stack --i 224 --layers 5 --until 4",
    "15-conv2d-8-3-p1": "shape lecture-padding",
    "16-conv2d-8-5x3-p2x1": "shape lecture-padding-5x3",
    "17-conv2d-8-3-p1-s2": "shape lecture-stride",
    "18-conv2d-8-3x5-p0x1-s3x4": "shape lecture-stride-3x4",
}


def visualize(words: str, *more: str) -> str:
    """Run the command; returns what it prints."""
    command = [sys.executable, "-m", "visualize", *shlex.split(words), *more]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def draw(folder: Path) -> None:
    """Write all files of both languages."""
    for language in ("zh", "en"):
        for name, words in FIGURES.items():
            moves = "--sheet" not in words and "--show" not in words
            suffixes = (".svg", ".gif" if moves else ".pdf")
            files = [part for suffix in suffixes for part in ("-o", str(folder / f"{name}-{language}{suffix}"))]
            visualize(words, "--lang", language, *files)
        for name, words in FORMULAS.items():
            file = str(folder / f"{name}-{language}.svg")
            visualize(f"formula {words} --convention d2l --product", "--lang", language, "-o", file)
        for name, words in TABLES.items():
            (folder / f"{name}-{language}.txt").write_text(visualize(words, "--lang", language), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "lecture")
    target.mkdir(parents=True, exist_ok=True)
    draw(target)
    print(f"{target}: {len(list(target.iterdir()))} files")
