"""The command line: words to calls; the only folder that prints or exits."""

from visualize.cli.commands import main

__all__ = ["main"]
