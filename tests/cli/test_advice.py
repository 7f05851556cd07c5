"""What messages advise, done: every command that is refused stands beside the one that its message leads to."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import program

# A command, what its message advises, the command that follows the advice.
ADVICE = [
    ("--k 7", "use --p 1 or a smaller kernel", "--k 7 --p 1"),
    ("--k 7", "use --p 1 or a smaller kernel", "--k 5"),
    ("--k 7 --p 0,1,0,1", "use --p 1", "--k 7 --p 1"),
    ("--i 5x3 --k 7x9", "use --p 3", "--i 5x3 --k 7x9 --p 3"),
    ("--i 5x3 --k 3x9", "use --p 3", "--i 5x3 --k 3x9 --p 3"),
    ("--dims 1 --i 4 --k 7", "use --p 2", "--dims 1 --i 4 --k 7 --p 2"),
    ("--k 3 --d 3", "use --p 1", "--k 3 --d 3 --p 1"),
    ("--i 4 --k 7 --padding-mode reflect", "use --p 2", "--i 4 --k 7 --padding-mode reflect --p 2"),
    ("--i 2 --k 7 --padding-mode reflect", "use a smaller kernel$", "--i 2 --k 2 --padding-mode reflect"),
    ("--i 2 --k 9 --padding-mode circular", "use a smaller kernel$", "--i 2 --k 2 --padding-mode circular"),
    ("--op max-pool --k 7", "use --p 1", "--op max-pool --k 7 --p 1"),
    ("--op max-pool --i 5x3 --k 7x9", "use --p 3", "--op max-pool --i 5x3 --k 7x9 --p 3"),
    ("--op max-pool --k 3 --d 4", "use a smaller kernel or dilation", "--op max-pool --k 3 --d 2"),
    ('stack --i 5 --layers "3 7"', r"use \+2 or a smaller kernel \(layer 2\)$", 'stack --i 5 --layers "3 7+2"'),
    ("--k 3.5", "as in 3x5$", "--k 3x5"),
    ("--k 3x3x3", "as in 3x5$", "--k 3x5"),
    ("--k 3 --i a", "as in 3x5$", "--k 3 --i 3x5"),
    ("--i 9 --k 3 --s x", "as in 3x5$", "--i 9 --k 3 --s 3x5"),
    ("--i 20 --k 3 --d 1x2x3", "as in 3x5$", "--i 20 --k 3 --d 3x5"),
    ("--transposed --k 3 --s 6 --output-padding x", "as in 3x5$", "--transposed --k 3 --s 6 --output-padding 3x5"),
    ("stack --i x --layers 3", "as in 3x5$", "stack --i 3x5 --layers 3"),
    ("--k 3 --p banana", "same-upper", "--k 3 --p same-upper"),
    ("--k 3 --p same --s 2", "use same-upper, same-lower or same-d2l", "--k 3 --p same-upper --s 2"),
    ("--k 3 --p same --s 2", "use same-upper, same-lower or same-d2l", "--k 3 --p same-lower --s 2"),
    ("--k 3 --p same --s 2", "use same-upper, same-lower or same-d2l", "--k 3 --p same-d2l --s 2"),
    ("--op max-pool --k 3 --p same", "known names are .*same-upper", "--op max-pool --k 3 --p same-upper"),
    ("--op max-pool --k 2 --p 2", "at most half of the kernel, 1", "--op max-pool --k 2 --p 1"),
    ("--k 3 --p 5 --padding-mode reflect", "at most 4", "--k 3 --p 4 --padding-mode reflect"),
    ("--transposed --i 1 --k 1 --p 1", "use a smaller padding", "--transposed --i 1 --k 1 --p 0"),
    ("--transposed --k 3 --output-padding 1", "smaller than the stride", "--transposed --k 3 --s 2 --output-padding 1"),
    (
        "--k 3 --op max-pool --output-padding 0",
        "it belongs to conv-transpose",
        "--k 3 --op conv-transpose --output-padding 0",
    ),
    ("--k 3 --ceil-mode", "it belongs to max-pool, avg-pool", "--k 3 --op avg-pool --ceil-mode"),
    ("--k 3 --op pool", "max-pool", "--k 3 --op max-pool"),
    ("--k 3 --dims 1 --i 5x5", "must be one number with --dims 1", "--k 3 --dims 1 --i 5"),
    ("--p 1", "give one, as in --k 3", "--p 1 --k 3"),
    ("shape", "give one, as in --k 3", "shape --k 3"),
    ("--k 3 --kernel 3x3", r"did you mean --kernel-size 3x3\?", "--k 3 --kernel-size 3x3"),
    ("--kernel 3", r"did you mean --kernel-size 3\?", "--kernel-size 3"),
    ("--kernel 3", "One number as values is '3;'", "--kernel '3;'"),
    ("--k 3 --input 7", r"did you mean --input-size 7\?", "--k 3 --input-size 7"),
    ("--k 1 --input 7", "One number as values is '7;'", "--k 1 --input '7;'"),
    ("--k 2 --input x", 'rows as in "0 1; 2 3"', '--k 2 --input "0 1; 2 3"'),
    ("--k 2 --seed 3", "give --input random or --kernel random", "--k 2 --seed 3 --input random"),
    ("--k 2 --seed 3", "give --input random or --kernel random", "--k 2 --seed 3 --kernel random"),
    ("--k 2 --bias 1", "give an input or a kernel", "--k 2 --bias 1 --kernel arange"),
    ("--op max-pool --k 2 --bias 1", "a pooling has no weights", "--op max-pool --k 2"),
    ("--k 2 --color-by value", "as with --input arange", "--k 2 --color-by value --input arange"),
    (
        "--op max-pool --k 2 --color-by value",
        "as with --input arange",
        "--op max-pool --k 2 --color-by value --input arange",
    ),
    (
        "--transposed --k 2 --reading scatter --color-by uses",
        "use --reading gather",
        "--transposed --k 2 --reading gather --color-by uses",
    ),
    ("--k 3 --reading scatter", "add --transposed", "--k 3 --reading scatter --transposed"),
    ("--i 40 --k 3 --sheet -o a.svg", "as with --steps row-ends", "--i 40 --k 3 --sheet --steps row-ends -o a.svg"),
    ("--k 3 --sheet --width 300", "use --cell", "--k 3 --sheet --cell 20"),
    ("--k 3 --sheet --poster last", "leave out one of the two", "--k 3 --poster last"),
    ("--k 3 --width 20", "needs 106 pixels", "--k 3 --width 106"),
    ("--k 3 --i 100 --cell 200 --steps last", "use a smaller --cell", "--k 3 --i 100 --cell 10 --steps last"),
    ("--k 3 --i 100 --cell 200 --steps last", "or --i", "--k 3 --i 5 --cell 200 --steps last"),
    ("--k 3 --width 50000 --steps last", "use a smaller --width", "--k 3 --width 500 --steps last"),
    ("--i 26 --k 3 -o a.pptx", "as with --steps row-ends", "--i 26 --k 3 -o a.pptx --steps row-ends"),
    ("--i 40 --k 3 -o a.pptx", "--steps 0,last", "--i 40 --k 3 -o a.pptx --steps 0,last"),
    ("--i 80 --k 3 -o a.mp4 --seconds 1", "--steps 0,last", "--i 80 --k 3 -o a.mp4 --seconds 1 --steps 0,last"),
    ("--i 40 --k 3 -o a.pptx", "--pptx media", "--i 40 --k 3 -o a.pptx --pptx media"),
    ("--i 40 --k 3 -o a.pdf", "as with --steps row-ends", "--i 40 --k 3 -o a.pdf --steps row-ends --view flat"),
    ("--i 120 --k 3 -o a.svg", "as with --steps row-ends", "--i 120 --k 3 -o a.svg --steps row-ends"),
    ("--i 120 --k 3 -o a.svg", "or use smaller sizes", "--i 12 --k 3 -o a.svg"),
    ("--i 2000 --k 3", "use smaller sizes", "--i 20 --k 3"),
    ("--i 300 --k 99 --input ones --steps last", "or no values", "--i 300 --k 99 --steps last"),
    ('stack --layers "3 3 3 3 3" --i 20 -o a.gif', "leave out -o for the table", 'stack --layers "3 3 3 3 3" --i 20'),
    ("stack --layers 3 -o a.json", "stack --json", "stack --layers 3 --json"),
    ("stack --layers x", r"3/2\+1$", "stack --layers 3/2+1"),
    ('stack --layers ""', r"as in --layers '3 3/2\+1'$", "stack --layers '3 3/2+1'"),
    ("stack", r'as in --layers "3 3/2\+1"$', 'stack --layers "3 3/2+1"'),
    ("--k 3 --poster 9", "0 to 8", "--k 3 --poster 8"),
    ("--k 3 --poster 9", "first, last", "--k 3 --poster first"),
    ("--k 3 --steps 9", "from 0 to 8", "--k 3 --steps 0-8"),
    ("--k 3 --steps banana", "give them as 0,last or row-ends", "--k 3 --steps 0,last"),
    ("--k 3 --i 3 --steps banana", "give them as 0,last or row-ends", "--k 3 --i 3 --steps 0,last"),
    ("--k 3 --steps banana", "give them as 0,last or row-ends", "--k 3 --steps row-ends"),
    ("--k 3 --steps 5-3", "as in 3-5$", "--k 3 --steps 3-5"),
    ("--k 3 --steps last-3,0", "as in 3-last$", "--k 3 --steps 3-last,0"),
    ("--k 3 --think 4", "use it with --quiz", "--k 3 --think 4 --quiz"),
    ("--k 3 --think 4 --quiz --sheet", "leave out one of the two", "--k 3 --quiz --sheet"),
    ("--k 3 --theme pink", "dumoulin", "--k 3 --theme dumoulin"),
    ("--k 3 --padding-mode x", "circular$", "--k 3 --padding-mode circular"),
    ("--k 3 --pptx x -o a.pptx", "known ways are native, media", "--k 3 --pptx media -o a.pptx"),
    ("--k 3 --pptx media", "none of the files is a .pptx", "--k 3 --pptx media -o a.pptx"),
    ("--k 3 --gif-compat -o a.svg", "none of the files is a .gif", "--k 3 --gif-compat -o a.gif"),
    ("formula --k 3 --form x", "general", "formula --k 3 --form general"),
    ("formula --k 3 --d 2 --form short", "use --form general$", "formula --k 3 --d 2 --form general"),
    ("formula --k 3 --s 2 --i 8 --form special", "use --form general$", "formula --k 3 --s 2 --i 8 --form general"),
    ("formula --k 3 --dims 1 --product", "leave it out$", "formula --k 3 --dims 1"),
    ("formula --k 3 -o a.gif", ".png", "formula --k 3 -o a.png"),
    ("formula --k 3 -o a-{n}.svg", r"leave out \{n\}$", "formula --k 3 -o a-.svg"),
    ("--k 3 -o x.bmp", ".png", "--k 3 -o x.png"),
    ("--k 3 -o x-{n}.gif", "known suffixes of sequences are .svg, .png$", "--k 3 -o x-{n}.png"),
    ("--k 3 -o x-{m}.svg", r"as in step-\{n:03\}.svg$", "--k 3 -o step-{n:03}.svg"),
    ("--k 3 -o folder.svg", "give a file name", "--k 3 -o other.svg"),
    ("--k 3 -o file/a.svg", "file is no folder$", "--k 3 -o other/a.svg"),
    ("gallery -o file --lang en", "give another name$", "--k 3 -o other/a.svg"),
    ("--k 3 --input p.png -o p.png", "give another name$", "--k 3 --input p.png -o q.png"),
]


@pytest.fixture
def files(tmp_path: Path) -> None:
    """The files and the folder that the commands name."""
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "file").touch()
    Image.fromarray(np.arange(25, dtype=np.uint8).reshape(5, 5)).save(tmp_path / "p.png")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("refused", "advice", "followed"), ADVICE)
def test_advice_works(said: Callable[..., Any], tmp_path: Path, refused: str, advice: str, followed: str) -> None:
    if ".mp4" in refused:
        program("ffmpeg")
    if ".pptx" in followed:
        pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[pptx]'")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = said(*shlex.split(refused))
    assert (code, out, sorted(tmp_path.rglob("*"))) == (2, "", before), err
    assert re.search(advice, err.rstrip("\n")), err
    code, _, err = said(*shlex.split(followed))
    assert (code, err) == (0, ""), err


def test_numbers_that_do_not_fit_their_cells(said: Callable[..., Any]) -> None:
    words = ["--i", "12", "--k", "3", "--input", "random", "--kernel", "random", "--cell"]
    assert "try a larger --cell" in said(*words, "14", "-o", "a.svg")[1]
    assert "--cell" not in said(*words, "60", "-o", "a.svg")[1]
