"""The default figure by TikZ: `python -m tests.benchmarks.peers.by_tikz peer.gif`.

As the published animations of convolution arithmetic are made: each step a document of its own for pdflatex, its page
drawn at four times the resolution and reduced, the pictures joined to a GIF that gifsicle makes small. Here
pdftoppm and Pillow do what ImageMagick does there, which is slower.
"""

import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.benchmarks.peers.scene import HEIGHT, STEPS, WIDTH, WINDOW, WORDS, Point, cells, guides, outlines

HEAD = r"""\documentclass[tikz,border=0pt]{standalone}
\usepackage{fix-cm}\renewcommand{\familydefault}{\sfdefault}
\begin{document}\begin{tikzpicture}[x=1bp,y=-1bp,every node/.style={inner sep=0pt,anchor=west}]
"""
TAIL = r"\end{tikzpicture}\end{document}"
MATHS = str.maketrans({"×": r"$\times$", "·": r"$\cdot$", "−": "$-$"})


def line(points: list[Point] | tuple[Point, ...]) -> str:
    """Points with lines between them."""
    return " -- ".join(f"({x},{y})" for x, y in points)


def colour(name: str, told: str) -> str:
    """A colour by a name."""
    return rf"\definecolor{{{name}}}{{HTML}}{{{told[1:].upper()}}}"


def document(step: int) -> str:
    """A step's document."""
    parts = [HEAD, rf"\useasboundingbox (0,0) rectangle ({WIDTH},{HEIGHT});", colour("window", WINDOW)]
    for corners, fill, edge in cells(step):
        parts.append(colour("fill", fill) + colour("edge", edge))
        parts.append(rf"\draw[fill=fill,draw=edge,line width=2bp] {line(corners)} -- cycle;")
    parts += [rf"\draw[window,line width=1.5bp] {line(ends)};" for ends in guides(step)]
    parts += [rf"\draw[window,line width=4bp] {line(corners)} -- cycle;" for corners in outlines(step)]
    for x, y, size, ink, text in WORDS:
        font = rf"\fontsize{{{size}bp}}{{{size}bp}}\selectfont"
        parts.append(colour("ink", ink) + rf"\node[text=ink,font={font}] at ({x},{y}) {{{text.translate(MATHS)}}};")
    return "\n".join([*parts, TAIL])


def draw(step: int) -> Image.Image:
    """The picture of a step, by pdflatex and pdftoppm."""
    name = f"step-{step}"
    Path(f"{name}.tex").write_text(document(step), encoding="utf-8")
    subprocess.run(
        ["pdflatex", "-interaction=batchmode", "-halt-on-error", name], check=True, stdout=subprocess.DEVNULL
    )
    subprocess.run(["pdftoppm", "-png", "-r", "288", "-singlefile", f"{name}.pdf", name], check=True)
    with Image.open(f"{name}.png") as image:
        return image.convert("RGB").reduce(4)


if __name__ == "__main__":
    first, *rest = map(draw, range(STEPS))
    first.save(sys.argv[1], save_all=True, append_images=rest, duration=[1000] * (STEPS - 1) + [2500], loop=0)
    subprocess.run(["gifsicle", "--batch", "-O3", sys.argv[1]], check=True, stderr=subprocess.DEVNULL)
