"""Makes the package index's description of README.md, with absolute addresses in place of relative ones."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# An address that has no scheme and does not lead to a heading, in Markdown's links and in HTML's attributes.
RELATIVE = r"(?![a-z]+:|#)[^)\"\s]+"
ADDRESS = re.compile(rf'(\]\(|\b(?:src|srcset|href)=")({RELATIVE})')
LINK = re.compile(rf"\[([^][]*)\]\({RELATIVE}\)")
PICTURE = re.compile(rf'<picture>.*?<img src="{RELATIVE}"[^>]* alt="([^"]*)">\s*</picture>', re.DOTALL)


def absolute(text: str, base: str) -> str:
    """The text with `base` before each relative address; without a base the words of pictures and links alone."""
    if base:
        return ADDRESS.sub(lambda found: f"{found[1]}{base.rstrip('/')}/{found[2]}", text)
    return LINK.sub(r"\1", PICTURE.sub(r"*\1*", text))


class Description(MetadataHookInterface):
    """Hatchling's hook; `base-address` in pyproject.toml is where the files of the repository are served."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, self.config["base-address"])}
