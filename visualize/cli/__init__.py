"""The command line. Only this folder prints, and only it and `__main__` exit."""

from visualize.cli.commands import main

__all__ = ["main"]
