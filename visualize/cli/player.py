"""`python -m visualize player`: the element `<conv-figure>` with a page that shows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from visualize.drawing import figure
from visualize.export.files import job, write
from visualize.export.targets import Target
from visualize.families import Family, family
from visualize.operations import Conv
from visualize.renderers.page.element import element_script

DEMO = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>conv-figure</title>
<script type="module">
const buttons = document.querySelectorAll("button");
for (const button of buttons) {
  button.onclick = () => document.querySelector("conv-figure").setAttribute(button.name, button.value);
}
document.addEventListener("step", (event) => {
  document.querySelector("output").textContent = event.detail;
});
</script>
<style>
:root { color-scheme: light dark }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif }
pre { padding: 0.75rem 1rem; overflow: auto; border: 1px solid; border-radius: 0.5rem }
</style>
</head>
<body>
<main>
<h1>&lt;conv-figure&gt;</h1>
<p>The element reads the file that
<code>python -m visualize --k 3 --p 1 --vary k=1..4 --vary s=1..3 --vary p=0..2 -o figure.json</code> writes, or the
same text in a script element inside it, as here: a page that is opened from a disk may not read files.</p>
<pre>&lt;script type="module" src="conv-figure.js"&gt;&lt;/script&gt;
&lt;conv-figure src="figure.json" k="3" s="2" step="4"&gt;&lt;/conv-figure&gt;</pre>
<p>Its attributes choose:
<button name="k" value="2">k="2"</button> <button name="k" value="3">k="3"</button>
<button name="s" value="1">s="1"</button> <button name="s" value="2">s="2"</button>
<button name="p" value="0">p="0"</button> <button name="p" value="1">p="1"</button>.
Its event <code>step</code> says: step <output>-</output>.</p>
<conv-figure k="3" s="2"><script type="application/json">{data}</script></conv-figure>
</main>
<script>{script}</script>
</body>
</html>
"""


def demo_family() -> Family:
    """What the page shows: kernels, strides and paddings over an input of 5x5."""
    return family(
        lambda k, s, p: figure(Conv(5, int(k), stride=int(s), padding=int(p))),
        {"k": 3, "s": 2, "p": 1},
        k=range(1, 5),
        s=range(1, 4),
        p=range(3),
    )


def _writer(text: str) -> Callable[[BinaryIO], object]:
    return lambda stream: stream.write(text.encode())


def write_player(folder: str) -> tuple[list[str], int]:
    """Write the script, the data and the page into a folder; returns their names and the number of bytes."""
    data, script = demo_family().data(), element_script()
    inline = "(() => {\n" + script + "})();\n"
    page = DEMO.replace("{data}", data.replace("<", "\\u003c")).replace("{script}", inline)
    texts = {"conv-figure.js": script, "figure.json": data, "index.html": page}
    names = [os.path.join(folder, name) for name in texts]
    targets = [Target(name, os.path.splitext(name)[1], False) for name in names]
    return names, write([job(one, [0], [_writer(text)]) for one, text in zip(targets, texts.values(), strict=True)])
