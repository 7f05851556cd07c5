"""The project's site: `python docs/build.py FOLDER` writes static files that need no server and ask for nothing else.

A gallery of all named figures as live players, a family with sliders, the reference of the Python API made from its
docstrings, and the documents of this folder; all but the documents in English and in Chinese. Needs markdown-it-py.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

import visualize as vz
from visualize.cli.drawing import figure_from
from visualize.cli.gallery import FIGURES, Named
from visualize.cli.parser import drawing_parser

HERE = Path(__file__).parent
LANGUAGES = {"en": "", "zh": "zh/"}
WORDS = {
    "title": ("Convolution, step by step", "卷积，一步一步看"),
    "lead": (
        "Figures of convolution arithmetic, drawn by Python, to be stepped through: point at a cell to see what it "
        "is made of, and click to keep it.",
        "由 Python 绘制的卷积运算图，可逐步播放：指向任一单元即可看到它由什么得来，单击可固定。",
    ),
    "gallery": ("Gallery", "图库"),
    "family": ("Sliders: k, s, p, d", "滑块：k、s、p、d"),
    "reference": ("Python reference", "Python 参考"),
    "documents": ("Documents", "文档（英文）"),
    "english": ("", "文档字符串为英文。"),
    "open": ("Open", "打开"),
    "other": ("中文", "English"),
}
DOCUMENTS = (
    "options",
    "files",
    "pages",
    "batch",
    "decks",
    "exercises",
    "verify",
    "machines",
    "venues",
    "frameworks",
    "python",
    "sphinx",
    "json",
    "limits",
)
MARKDOWN = MarkdownIt("commonmark").enable("table")


def word(key: str, language: str) -> str:
    return WORDS[key][list(LANGUAGES).index(language)]


def page(language: str, name: str, title: str, body: str) -> str:
    """A page in the frame of all pages; `name` is its file, which has the same name in the other language."""
    other = next(one for one in LANGUAGES if one != language)
    up = "../" if LANGUAGES[language] else ""
    home, target = f"{up}{LANGUAGES[language]}", f"{up}{LANGUAGES[other]}{name}"
    links = [("index", "gallery"), ("family", "family"), ("reference", "reference"), ("documents", "documents")]
    menu = "".join(
        f'<a href="{home}{file}.html"{" aria-current=page" * (f"{file}.html" == name)}>{word(key, language)}</a>'
        for file, key in links
    )
    switch = f'<a href="{target}" lang="{other}">{word("other", language)}</a>' if name not in SINGLE else ""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – conv-visualize</title>\n"
        f'<link rel="stylesheet" href="{up}site.css">\n</head>\n<body>\n'
        f'<header><a class="name" href="{home}index.html">conv-visualize</a><nav>{menu}{switch}</nav></header>\n'
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


SINGLE = tuple(f"{name}.html" for name in DOCUMENTS)  # in English only


def players(language: str, folder: Path) -> None:
    """A page with a player for each named figure."""
    folder.mkdir(parents=True, exist_ok=True)
    for named in FIGURES:
        drawn = figure_from(drawing_parser().parse_args([*named.flags, "--lang", language]))
        drawn.save(folder / f"{named.name}.html")


def card(named: Named, language: str) -> str:
    text = named.descriptions[list(LANGUAGES).index(language)]
    source = f"players/{named.name}.html"
    command = f"python -m visualize {named.name}" + " --lang zh" * (language == "zh")
    return (
        f'<article><iframe src="{source}" title="{escape(text)}" loading="lazy"></iframe>\n'
        f'<h2><a href="{source}">{escape(text)}</a></h2><code>{escape(command)}</code></article>'
    )


def gallery(language: str) -> str:
    cards = "\n".join(card(named, language) for named in FIGURES)
    lead = f'<h1>{word("title", language)}</h1>\n<p class="lead">{word("lead", language)}</p>\n'
    return f'{lead}<section class="cards">\n{cards}\n</section>'


def family(language: str, path: Path) -> None:
    """Kernels, strides, paddings and dilations over an input of 7x7: ninety settings."""

    def drawn(k: int, s: int, p: int, d: int) -> Any:
        op = vz.Conv(7, k, stride=s, padding=p, dilation=d)
        return vz.figure(op, lang=language)

    found = vz.family(drawn, {"k": 3, "s": 2, "p": 1, "d": 1}, k=range(1, 6), s=(1, 2, 3), p=(0, 1, 2), d=(1, 2))
    found.save(path)


def reference(language: str) -> str:
    """All public names, with their signatures and docstrings."""
    entries = "\n".join(entry(name, getattr(vz, name)) for name in vz.__all__)
    note = f"<p>{word('english', language)}</p>\n" * bool(word("english", language))
    return f"<h1>{word('reference', language)}</h1>\n{note}{entries}"


def entry(name: str, found: Any) -> str:
    methods = "".join(method(f"{name}.{key}", value) for key, value in public(found)) if inspect.isclass(found) else ""
    return f'<section class="entry" id="{name}" lang="en">\n{described(name, found, "h2")}{methods}</section>'


def public(found: type) -> Iterator[tuple[str, Any]]:
    """The documented methods and properties of a class of ours."""
    for key, value in inspect.getmembers(found):
        ours = getattr(inspect.unwrap(getattr(value, "fget", value)), "__module__", "") or ""
        if not key.startswith("_") and inspect.getdoc(value) and ours.startswith("visualize"):
            yield key, value


def method(name: str, value: Any) -> str:
    return described(name, value, "h3")


def described(name: str, value: Any, tag: str) -> str:
    call = f"({', '.join(parameters(value))})" if callable(value) else ""
    return f"<{tag}><code>{escape(name + call)}</code></{tag}>\n{docstring(inspect.getdoc(value) or '')}"


def parameters(value: Any) -> Iterator[str]:
    """The parameters of a call with their defaults; their types would fill lines."""
    if value is vz.VisualizeError:  # its signature is unknown, and nobody calls it
        return
    for one in inspect.signature(value).parameters.values():
        if one.name != "self":
            stars = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
            # A function is written with its address in memory, which changes from run to run.
            default = "…" if callable(one.default) else repr(one.default)
            yield stars + one.name + ("" if one.default is one.empty else f"={default}")


def docstring(text: str) -> str:
    """A docstring as HTML: it is Markdown but for its examples."""
    parts = []
    for block in text.split("\n\n"):
        fenced = f"```\n{block}\n```" if block.lstrip().startswith(">>>") else block
        parts.append(fenced)
    # Long lines scroll, so that the keyboard must reach them.
    return MARKDOWN.render("\n\n".join(parts)).replace("<pre>", '<pre tabindex="0">')


def document(name: str) -> tuple[str, str]:
    """The title and the body of a document; links between documents lead to their pages."""
    text = (HERE / f"{name}.md").read_text(encoding="utf-8")
    title = text.partition("\n")[0].lstrip("# ")
    text = re.sub(r"\]\((\w+)\.md(#[\w-]+)?\)", r"](\1.html\2)", text)
    # A column without a name has no header, of which screen readers would tell that it is empty.
    return title, without_outer_links(MARKDOWN.render(text)).replace("<th></th>", "<td></td>")


def without_outer_links(html: str) -> str:
    """The text without links to files of the repository, which are not on the site."""
    return re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", html)


def documents(language: str) -> str:
    up = "../" if LANGUAGES[language] else ""
    listed = "".join(f'<li><a href="{up}{name}.html">{escape(document(name)[0])}</a></li>' for name in DOCUMENTS)
    return f"<h1>{word('documents', language)}</h1>\n<ul>{listed}</ul>"


def build(folder: Path) -> None:
    """Write the whole site."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.css").write_text((HERE / "site.css").read_text(encoding="utf-8"), encoding="utf-8")
    for language, place in LANGUAGES.items():
        home = folder / place
        players(language, home / "players")
        family(language, home / "family.html")
        bodies = {
            "index.html": (word("gallery", language), gallery(language)),
            "reference.html": (word("reference", language), reference(language)),
            "documents.html": (word("documents", language), documents(language)),
        }
        for name, (title, body) in bodies.items():
            (home / name).write_text(page(language, name, title, body), encoding="utf-8")
    for name in DOCUMENTS:
        title, body = document(name)
        (folder / f"{name}.html").write_text(page("en", f"{name}.html", title, body), encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
