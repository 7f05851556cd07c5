"""Draws the gallery: a page with every named figure, into the folder `gallery` beside this file.

Run: python assets/gallery.py
"""

from pathlib import Path

from visualize.cli import gallery
from visualize.cli.drawing import words_to_figure
from visualize.figure import Figure

HEAD = """# Named figures

`python -m visualize NAME -o figure.gif` draws one; its flags can be overridden. `python -m visualize gallery --output
FOLDER` draws them all. This page is made by `python assets/gallery.py`.
"""


def draw(folder: Path) -> None:
    """One SVG for each figure, another of what stands still in its book, and the page that shows them."""
    folder.mkdir(exist_ok=True)
    rows = [HEAD]
    for named in gallery.NAMED.values():
        figure = words_to_figure(named.flags)
        figure.save(folder / f"{named.name}.svg")
        pictures = [_picture(named.name, figure)]
        if named.still:
            still = words_to_figure([*named.flags, "--show", named.still])
            still.save(folder / f"{named.name}-still.svg")
            pictures.append(_picture(f"{named.name}-still", still))
        flags = " ".join(f'"{flag}"' if " " in flag else flag for flag in named.flags)
        rows.append(
            f"## {named.name}\n\n{' · '.join(named.descriptions)}\n\n"
            + "".join(pictures)
            + f"    python -m visualize {flags}\n"
            + f"    python -m visualize {named.name} --show {named.still} -o {named.name}.svg\n" * bool(named.still)
        )
    (folder / "README.md").write_text("\n".join(rows), encoding="utf-8")


def _picture(name: str, figure: Figure) -> str:
    return f'<img src="{name}.svg" width="{min(figure.film.width, 480)}" alt="{figure.alt_text}">\n\n'


if __name__ == "__main__":
    draw(Path(__file__).parent / "gallery")
