"""A server of the Model Context Protocol with three tools: draw a figure, tell a layer's shape, verify a file.

`python -m visualize.mcp`, over standard input and output; needs `pip install 'conv-visualize[mcp]'`. A figure is told
in the words of `visualize.schema()`. What a client says is checked as flags are; it names no file but one to verify.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ImageContent, TextContent

from visualize.cli import arguments
from visualize.cli.drawing import each_of, options_of, words_to_figure
from visualize.cli.schema import schema
from visualize.cli.table_words import OWN_WORDS, command
from visualize.cli.verify import line
from visualize.cli.verify import verify as verdict
from visualize.errors import VisualizeError, message_and_code, unsupported
from visualize.text import shape_report
from visualize.validate import one_of
from visualize.version import VERSION

IMAGES = {"png": "image/png", "gif": "image/gif", "webp": "image/webp"}
TEXTS = ("svg", "json")
MOST_BYTES = 5_000_000  # of an answer
MOST_SECONDS = 30

Tool = Callable[..., Any]


def _in_one_line(tool: Tool) -> Tool:
    """A tool whose errors reach the client as the command line tells them."""

    @wraps(tool)
    def told(*words: Any, **more: Any) -> Any:
        try:
            return tool(*words, **more)
        except Exception as error:
            raise ToolError(message_and_code(error)[0]) from error

    return told


server = MCPServer("visualize", version=VERSION, instructions="Draws animations of convolution arithmetic.")


@server.tool()
@_in_one_line
def options() -> dict[str, Any]:
    """The JSON Schema of the words in which a figure is told."""
    return schema()


@server.tool()
@_in_one_line
def draw(figure: dict[str, Any], format: str = "png") -> list[ImageContent | TextContent]:
    """Draw a figure, as {"kernel_size": 3, "padding": 1, "stride": 2}; format png (still), gif, webp, svg or json.

    The first part of the answer is the file, the second what it shows in words and the command that draws it.
    """
    suffix = one_of("format", format.lower(), (*IMAGES, *TEXTS), "formats")
    drawn = words_to_figure(_words(figure))
    work = drawn.estimate(f"figure.{suffix}")
    if work.seconds > MOST_SECONDS or work.size > MOST_BYTES:
        raise unsupported("figure", f"of {work.size / 1e6:.0f} MB", "it is too large for an answer; use smaller sizes")
    data = drawn.encoded(f".{suffix}")
    told = TextContent(type="text", text=f"{drawn.alt_text}\n{drawn.recipe}")
    if suffix in TEXTS:
        return [TextContent(type="text", text=data.decode()), told]
    return [ImageContent(type="image", data=b64encode(data).decode(), mime_type=IMAGES[suffix]), told]


@server.tool()
@_in_one_line
def shape(figure: dict[str, Any]) -> dict[str, Any]:
    """The sizes of a layer, its formula and its line of PyTorch, in the same words as `draw`; nothing is drawn."""
    found, several = options_of(_words(figure))
    if several:
        raise unsupported("layers", figure.get("layers"), "ask for one layer at a time")
    arguments.values_with_sizes(found)
    report: dict[str, Any] = shape_report.report(arguments.operation(found))
    return report


@server.tool()
@_in_one_line
def verify(file: str) -> str:
    """Whether a file of any format is the figure that the recipe in it draws, or was altered; one line."""
    return line(verdict(file))


def _words(figure: dict[str, Any]) -> tuple[str, ...]:
    """A figure as the words of a command; raises VisualizeError if it names files to read."""
    words = command({name: value for name, value in figure.items() if name not in OWN_WORDS})
    named = [flag for one in each_of(options_of(words)[0]) for flag in arguments.files(one)]
    if named:
        raise VisualizeError(f"unsupported {' '.join(named)}: a client names no files; give the numbers or colours")
    return words


if __name__ == "__main__":
    server.run()
