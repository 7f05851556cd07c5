"""The bytes of each format against its best optimiser: `python -m tests.benchmarks.sizes [--quick]`.

An optimiser that is not installed is told.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.processes import run, visualize
from tests.benchmarks.table import Row, at_most, show, skipped

GIFS = (
    "--k 3 --p 1 --s 2",
    "--k 3 --p 1 --s 2 --view flat",
    "--i 10 --k 5 --p 2",
    "--i 32 --k 5",
    "--i 10 --k 3 --input random --kernel random",
)


class Optimiser(NamedTuple):
    """A program that makes `theirs` of `ours`, or changes `theirs`; and how many times its bytes ours may be."""

    suffix: str
    command: str
    limit: float | None = None


GIFSICLE = Optimiser(".gif", "gifsicle -O3 ours.gif -o theirs.gif", 1.04)
# Unless told, svgo drops what is hidden before the animation starts, the names of steps and the recipe.
SVGO = """module.exports = {plugins: [{name: "preset-default", params: {overrides: {
    cleanupIds: false, removeMetadata: false, removeHiddenElems: false}}}]}"""
QPDF = "qpdf --object-streams=generate --recompress-flate --compression-level=9 ours.pdf theirs.pdf"
OPTIMISERS = (
    Optimiser(".png", "optipng -o5 -quiet -out theirs.png ours.png"),
    Optimiser(".png", "zopflipng -y ours.png theirs.png"),
    Optimiser(".apng", "apngopt ours.apng theirs.apng"),
    Optimiser(".svg", "svgo --config svgo.cjs ours.svg -o theirs.svg"),
    Optimiser(".svg", "scour -q -i ours.svg -o theirs.svg"),
    Optimiser(".pdf", QPDF, 1.05),
    Optimiser(".pptx", "advzip -z -3 -q theirs.pptx", 1.05),
)


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    """GIFs in both themes, then one figure in every other format."""
    for figure in GIFS:
        for words in (figure, f"{figure} --theme dark"):
            run(visualize(f"{words} -o ours.gif"), folder)
            yield _compared(folder, words, GIFSICLE)
    (folder / "svgo.cjs").write_text(SVGO, encoding="utf-8")
    for one in OPTIMISERS:
        run(visualize(f"{GIFS[0]} -o ours{one.suffix}"), folder)
        yield _compared(folder, f"{GIFS[0]} -o a{one.suffix}", one)
    yield _webp(folder)
    run(visualize(f"{GIFS[0]} -o ours.svg"), folder)
    size = (folder / "ours.svg").stat().st_size
    yield Row(f"bytes of `{GIFS[0]} -o a.svg`", f"{size:,}", "", "", *at_most(size, 25_000, ""))


def _webp(folder: Path) -> Row:
    """A WebP against one that Google's program makes of the same frames."""
    run(visualize(f"{GIFS[0]} -o frame-{{n}}.png -o ours.webp"), folder)
    frames = " ".join(f"frame-{number}.png" for number in range(9))
    command = f"img2webp -lossless -m 6 -min_size -d 1000 {frames} -o theirs.webp"
    return _compared(folder, f"{GIFS[0]} -o a.webp", Optimiser(".webp", command))


def _compared(folder: Path, words: str, one: Optimiser) -> Row:
    figure, command = f"bytes of `{words}`", one.command.split()
    if shutil.which(command[0]) is None:
        return skipped(figure, f"{command[0]} is not installed")
    ours, theirs = (folder / f"{name}{one.suffix}" for name in ("ours", "theirs"))
    theirs.unlink(missing_ok=True)
    if theirs.name == command[-1] and ours.name not in command:
        shutil.copy(ours, theirs)
    run(command, folder)
    before, after = ours.stat().st_size, theirs.stat().st_size
    options = " ".join(part for part in command if "." not in part and part != "-o")
    met = at_most(before / after, one.limit, "") if one.limit else ("", "")
    return Row(figure, f"{before:,}", f"{after:,}: `{options}`", f"{before / after:.3f}", *met)


if __name__ == "__main__":
    show([rows])
