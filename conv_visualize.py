"""Entry point of the command `conv-visualize`, beside the package: another distribution may replace what is in it."""

import sys
from typing import NoReturn

REPLACED = (
    "visualize: invalid installation: the distribution named visualize has replaced files of conv-visualize; "
    "run: pip uninstall visualize, then: pip install --force-reinstall conv-visualize"
)


def run() -> NoReturn:
    """Run the command, or refuse in one line if another package is imported in its place."""
    try:
        from visualize.__main__ import run as command
    except Exception:
        if _is_ours():
            raise
        print(REPLACED, file=sys.stderr)
        sys.exit(2)
    command()


def _is_ours() -> bool:
    """Whether the package that would be imported says what it is."""
    from importlib.util import find_spec

    spec = find_spec("visualize")
    if spec is None or spec.origin is None:
        return False
    with open(spec.origin, encoding="utf-8", errors="replace") as stream:
        return "Animations of convolution arithmetic" in stream.read(1000)
