"""Figures in documentation: `extensions = ["visualize.sphinx"]`, then the directive `conv`, in MyST too.

    .. conv:: --k 3 --p 1 --s 2
       :view: flat

       The content is the caption.

HTML shows the animated SVG, LaTeX a PDF of the finished figure, EPUB a PNG; formats without pictures the alt text.

Paths of files are relative to the document. Files are read only if docutils' `file_insertion_enabled` allows it, and
files outside the source folder only with `visualize_allow_outside = True` in conf.py.
"""

from __future__ import annotations

import argparse
import os
import shlex
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any, NoReturn

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from visualize.choices import language
from visualize.cli import arguments, gallery, parser
from visualize.cli.drawing import figure_from
from visualize.errors import VisualizeError, invalid, message_and_code, unsupported
from visualize.export.files import Job, write
from visualize.export.targets import Target
from visualize.figure import Figure
from visualize.film.selection import still

LOGGER = logging.getLogger(__name__)
# The builder chooses files and formats, so these flags are no options of the directive.
NOT_HERE = ("output", "gif_compat", "pptx", "vary")


class Drawing(nodes.General, nodes.Element):
    """A figure as command-line arguments; drawn when the builder visits the node."""


def _align(argument: str) -> str:
    return str(directives.choice(argument, ("left", "center", "right")))


def _options() -> dict[str, Any]:
    """The flags of the command line without their dashes."""
    found: dict[str, Any] = {"alt": directives.unchanged, "align": _align, "name": directives.unchanged}
    for action in parser.figure_parser()._actions:
        if action.dest not in NOT_HERE:
            takes = directives.flag if action.nargs == 0 else directives.unchanged_required
            found |= {flag.lstrip("-"): takes for flag in action.option_strings}
    return found


class Conv(SphinxDirective):
    """Builds the figure while the document is read, so that an error is reported with its line."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _options()

    def run(self) -> list[nodes.Node]:
        """The node of the figure, with a caption if the directive has content."""
        try:
            words = self._flags()
            drawn = _drawn(words)
        except Exception as error:
            raise self.error(message_and_code(error)[0]) from error
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
        if node["align"]:
            framed["align"] = node["align"]
        if legend:
            framed += nodes.legend("", *legend)
        self.add_name(framed)
        return [framed]

    def _flags(self) -> list[str]:
        words = _split(self.arguments[0]) if self.arguments else []
        if words and words[0] in gallery.BY_NAME:
            words[:1] = gallery.BY_NAME[words[0]].flags
        for name, value in self.options.items():
            if name not in ("alt", "align", "name"):
                flag = f"-{name}" if len(name) == 1 else f"--{name}"
                words += [flag, value] if value is not None else [flag]
        for flag, name in arguments.files(_parsed(words)).items():
            words += [flag, self._readable_path(flag, name)]  # the last of two equal flags counts
        if not any(word.split("=")[0] == "--lang" for word in words):
            words += self._document_language()
        return words

    def _document_language(self) -> list[str]:
        """The flag for the language of the documents, if it is one of ours."""
        with suppress(VisualizeError):
            return ["--lang", language("language", str(self.config.language))]
        return []

    def _readable_path(self, flag: str, name: str) -> str:
        """The path of a file, if the document may read it."""
        parameter = flag.lstrip("-")
        if not self.state.document.settings.file_insertion_enabled:
            raise unsupported(parameter, name, "file_insertion_enabled is off, so documents read no files")
        relative, path = self.env.relfn2path(name)
        if not os.path.isfile(path) and os.path.isabs(name):
            relative = path = name  # Sphinx resolves absolute names in the source folder first
        source = os.path.join(os.path.realpath(self.env.srcdir), "")
        if not os.path.realpath(path).startswith(source) and not self.config.visualize_allow_outside:
            advice = "is outside the source folder; visualize_allow_outside = True in conf.py allows it"
            raise unsupported(parameter, name, advice)
        if not os.path.isfile(path):
            raise invalid(parameter, name, "there is no such file beside the document")
        self.env.note_dependency(relative)
        return path


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise invalid("arguments", text, str(error)) from None


def _parsed(words: list[str]) -> argparse.Namespace:
    if {"-h", "--help"} & set(words):
        raise unsupported("help", "here", "ask the command line for it")
    return parser.figure_parser().parse_args(arguments.with_negative_values(words))


def _drawn(words: list[str]) -> Figure:
    options = _parsed(words)
    if options.output or options.gif_compat or options.pptx != "native":
        raise unsupported("output", options.output or "format", "the builder chooses file and format")
    return figure_from(options)


def _file(visitor: Any, node: Drawing, suffix: str) -> str:
    """Write the figure into the builder's image folder; returns the file's name, a hash of its content."""
    drawn = _drawn(node["words"])
    if suffix != ".svg":
        drawn = replace(drawn, film=still(drawn.film))
    data = drawn.encoded(suffix)
    name = f"conv-{sha256(data).hexdigest()[:16]}{suffix}"
    folder = os.path.join(visitor.builder.outdir, visitor.builder.imagedir)
    place = os.path.join(folder, name)
    # In a parallel build several processes may write the same file, so it is moved into place whole.
    write([Job(Target(name, suffix, numbered=False), [place], [lambda stream: stream.write(data)])])
    return name


def _file_or_alt_text(visitor: Any, node: Drawing, suffix: str) -> str:
    """The file's name; if the figure cannot be drawn, a warning is logged and the alt text takes its place."""
    try:
        return _file(visitor, node, suffix)
    except Exception as error:
        LOGGER.warning("conv: %s", message_and_code(error)[0], location=node, type="visualize")
    _alt_text_only(visitor, node)


def _html(visitor: Any, node: Drawing) -> None:
    suffix = ".png" if visitor.builder.name == "epub" else ".svg"
    source = f"{visitor.builder.imgpath}/{_file_or_alt_text(visitor, node, suffix)}"
    placed = f"align-{node['align'] or 'default'}"
    attributes = {"src": source, "alt": node["alt"], "class": f"conv {placed}"}
    visitor.body.append(visitor.emptytag(node, "img", "\n", **attributes))
    raise nodes.SkipNode


def _latex(visitor: Any, node: Drawing) -> None:
    name = _file_or_alt_text(visitor, node, ".pdf").removesuffix(".pdf")
    fill = r"\hspace*{\fill}"
    before, after = {"center": (fill, fill), "right": (fill, "")}.get(node["align"], ("", ""))
    visitor.body.append(f"\n{before}\\sphinxincludegraphics{{{{{name}}}.pdf}}{after}\n")
    raise nodes.SkipNode


def _alt_text_only(visitor: Any, node: Drawing) -> NoReturn:
    """Replace the figure by its alt text, as a paragraph."""
    paragraph = nodes.paragraph("", node["alt"])
    node.replace_self(paragraph)
    paragraph.walkabout(visitor)
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the node, the directive and the configuration value; called by Sphinx."""
    app.add_node(
        Drawing,
        html=(_html, None),
        latex=(_latex, None),
        text=(_alt_text_only, None),
        man=(_alt_text_only, None),
        texinfo=(_alt_text_only, None),
    )
    app.add_directive("conv", Conv)
    app.add_config_value("visualize_allow_outside", False, "env", types=(bool,))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
