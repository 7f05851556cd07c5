"""Sphinx: `python -m sphinx -W -b html . _build` draws the figures while it builds."""

project = "Convolutions"
author = "a lecturer"
copyright = "2026, a lecturer"
version = "1"
extensions = ["visualize.sphinx", "myst_parser"]
exclude_patterns = ["_build"]
