"""Figures in documentation: `extensions = ["visualize.sphinx"]`, then the directive `conv`, in MyST too.

    .. conv:: --k 3 --p 1 --s 2
       :view: flat

       What stands here is the caption.

HTML gets the animated SVG, LaTeX a PDF of the finished figure, EPUB a PNG; formats without pictures get the words.
"""

import os
import shlex
from dataclasses import replace
from hashlib import sha256
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from visualize import arguments
from visualize.beats import still
from visualize.cli import figure_from
from visualize.errors import VisualizeError, unsupported
from visualize.figure import Figure

# What a page decides by itself: files and their formats.
NOT_HERE = ("help", "output", "gif_compat", "pptx")
FILES = ("input", "kernel", "font")


class Drawing(nodes.General, nodes.Element):
    """A figure by the words of the command line; drawn when a builder has come to it."""


def _options() -> dict[str, Any]:
    """The flags of the command line without their dashes."""
    found: dict[str, Any] = {"alt": directives.unchanged, "align": directives.unchanged, "name": directives.unchanged}
    for action in arguments.drawing_parser()._actions:
        if action.dest not in NOT_HERE:
            takes = directives.flag if action.nargs == 0 else directives.unchanged_required
            found |= {flag.lstrip("-"): takes for flag in action.option_strings}
    return found


class Conv(SphinxDirective):
    """Parses the words at once, so that what cannot be drawn is told with its place in the document."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _options()

    def run(self) -> list[nodes.Node]:
        """The figure, and around it a caption where there is content."""
        words = self._words()
        try:
            drawn = _drawn(words)
        except VisualizeError as error:
            raise self.error(str(error)) from error
        node = Drawing(
            "", words=words, alt=self.options.get("alt", drawn.alt_text), align=self.options.get("align", "")
        )
        self.set_source_info(node)
        if not self.content:
            self.add_name(node)
            return [node]
        caption, *legend = self.parse_content_to_nodes()
        if not isinstance(caption, nodes.paragraph):
            raise self.error("the content starts with a paragraph, the caption")
        framed = nodes.figure("", node, nodes.caption(caption.rawsource, "", *caption.children))
        if legend:
            framed += nodes.legend("", *legend)
        self.add_name(framed)
        return [framed]

    def _words(self) -> list[str]:
        words = shlex.split(self.arguments[0]) if self.arguments else []
        for name, value in self.options.items():
            if name not in ("alt", "align", "name"):
                flag = f"-{name}" if len(name) == 1 else f"--{name}"
                words += [flag, self._found(name, value)] if value is not None else [flag]
        if "--lang" not in words and str(self.config.language).startswith("zh"):
            words += ["--lang", "zh"]
        return words

    def _found(self, name: str, value: str) -> str:
        """Files are named as seen from the document."""
        if name not in FILES:
            return str(value)
        relative, path = self.env.relfn2path(value)
        if not os.path.isfile(path):
            return str(value)
        self.env.note_dependency(relative)
        return path


def _drawn(words: list[str]) -> Figure:
    options = arguments.drawing_parser().parse_args(arguments.with_negative_values(words))
    if options.output:
        raise unsupported("output", options.output, "the builder names the file")
    return figure_from(options)


def _file(visitor: Any, node: Drawing, suffix: str) -> str:
    """Draw into the builder's folder of pictures; returns the file's name, which follows from what is in it."""
    drawn = _drawn(node["words"])
    if suffix != ".svg":
        drawn = replace(drawn, film=still(drawn.film))
    folder = os.path.join(visitor.builder.outdir, visitor.builder.imagedir)
    os.makedirs(folder, exist_ok=True)
    fresh = os.path.join(folder, f"conv{suffix}")
    drawn.save(fresh)
    with open(fresh, "rb") as stream:
        name = f"conv-{sha256(stream.read()).hexdigest()[:16]}{suffix}"
    os.replace(fresh, os.path.join(folder, name))
    return name


def _html(visitor: Any, node: Drawing) -> None:
    suffix = ".png" if visitor.builder.name == "epub" else ".svg"
    source = f"{visitor.builder.imgpath}/{_file(visitor, node, suffix)}"
    placed = f"align-{node['align'] or 'default'}"
    attributes = {"src": source, "alt": node["alt"], "class": f"conv {placed}"}
    visitor.body.append(visitor.emptytag(node, "img", "\n", **attributes))
    raise nodes.SkipNode


def _latex(visitor: Any, node: Drawing) -> None:
    name = _file(visitor, node, ".pdf").removesuffix(".pdf")
    visitor.body.append(f"\n\\sphinxincludegraphics{{{{{name}}}.pdf}}\n")
    raise nodes.SkipNode


def _text(visitor: Any, node: Drawing) -> None:
    visitor.new_state(0)
    visitor.add_text(node["alt"])
    visitor.end_state()
    raise nodes.SkipNode


def _words_only(visitor: Any, node: Drawing) -> None:
    visitor.body.append(node["alt"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_node(
        Drawing,
        html=(_html, None),
        latex=(_latex, None),
        text=(_text, None),
        man=(_words_only, None),
        texinfo=(_words_only, None),
    )
    app.add_directive("conv", Conv)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
