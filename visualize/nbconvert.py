"""For nbconvert: figures of a notebook become files beside the document, moving and with their alternative texts.

    jupyter nbconvert --to markdown --MarkdownExporter.preprocessors=visualize.nbconvert.figure_files lecture.ipynb

`--to rst --RSTExporter...` and `--to html --HTMLExporter...` alike. Without it Markdown holds the figures as data in
HTML, which some sites, GitHub among them, leave out.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

IMAGE = re.compile(r'<img src="(data:image/(svg|gif|webp|png)(?:\+xml)?;base64,([^"]+))" alt="')


def figure_files(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Make files of all figures, in the folder that nbconvert makes for those of outputs; all else stays as it is.

    >>> html = '<img src="data:image/gif;base64,R0lGODlh" alt="a kernel">'
    >>> cell = {"outputs": [{"data": {"text/html": html}}]}
    >>> figure_files({"cells": [cell]}, {"output_files_dir": "a_files"})[1]["outputs"]
    {'a_files/output_0_0.gif': b'GIF89a'}
    >>> cell["outputs"][0]["data"]["text/html"]
    '<img src="a_files/output_0_0.gif" alt="a kernel">'
    """
    for index, cell in enumerate(notebook["cells"]):
        for number, output in enumerate(cell.get("outputs", [])):
            if found := IMAGE.match(output.get("data", {}).get("text/html", "")):
                name = f"{resources.get('unique_key', 'output')}_{index}_{number}.{found[2]}"
                place = "/".join(filter(None, (resources.get("output_files_dir"), name)))
                _drop_still(output, resources)
                resources.setdefault("outputs", {})[place] = b64decode(found[3])
                output["data"]["text/html"] = output["data"]["text/html"].replace(found[1], place)
    return notebook, resources


def _drop_still(output: Any, resources: Any) -> None:
    """Leave out the PNG for viewers without HTML, which nbconvert may have made a file that nothing refers to."""
    output["data"].pop("image/png", None)
    still = output.get("metadata", {}).get("filenames", {}).pop("image/png", None)
    resources.get("outputs", {}).pop(still, None)
