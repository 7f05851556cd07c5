"""Makes the package index's description of README.md, with absolute addresses in place of relative ones."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# The targets of Markdown's links and of HTML's pictures, unless they have a scheme or lead to a heading.
RELATIVE = re.compile(r'(\]\(|\b(?:src|srcset|href)=")(?![a-z]+:|#)([^)"\s]+)')


def absolute(text: str, base: str) -> str:
    """The text with `base` before each relative address; unchanged if the project has no address."""
    return RELATIVE.sub(lambda found: f"{found[1]}{base.rstrip('/')}/{found[2]}", text) if base else text


class Description(MetadataHookInterface):
    """Hatchling's hook; `base-address` in pyproject.toml is where the files of the repository are served."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, self.config["base-address"])}
