"""Models of PyTorch, from the words of the command line: their tables and decks."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from visualize.cli.arguments import numbers
from visualize.cli.drawing import given_options
from visualize.errors import invalid, missing, one_line, unsupported
from visualize.models.model import Model, from_model
from visualize.models.tracing import library
from visualize.options import OPTIONS
from visualize.text.phrases import phrase

USUAL_SIZE = "224"
OTHERS = ("layers", "until", "padding", "input", "kernel")  # flags of a stack that a model has no use for


def model(options: argparse.Namespace) -> Model:
    """The model that the flags name."""
    for name in OTHERS:
        if getattr(options, name) is not None:
            raise unsupported(name, getattr(options, name), "a model of --torch has layers and sizes of its own")
    chosen = given_options(options, [one for one in OPTIONS if one.stack])
    size = numbers(options.input_size or USUAL_SIZE)
    return from_model(module(options.torch), size, **chosen)


def module(text: str) -> Any:
    """The module of that name, as `package.file:name`: one that is there, or what a class or a function makes.

    Importing it runs its code.
    """
    place, _, name = text.partition(":")
    parts = *place.split("."), *(f"_{part}" for part in name.split("."))  # layers may have numbers as names
    if not name or not all(map(str.isidentifier, parts)):
        raise invalid("torch", text, "write module:name, as in nets:LeNet for LeNet of nets.py")
    found = _named(_imported(place, text), name, text)
    if isinstance(found, library().nn.Module) or not callable(found):
        return found
    try:
        return found()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an exit too: it is a user's code
        raise invalid("torch", text, f"calling {name}() fails: {_told(error)}") from error


def _imported(place: str, text: str) -> Any:
    """The imported module; files beside the working folder count, as for `python -m`."""
    from importlib import import_module

    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return import_module(place)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an exit too: it is a user's code
        raise invalid("torch", text, f"importing {place} fails: {_told(error)}") from error


def _named(found: Any, name: str, text: str) -> Any:
    for number, part in enumerate(name.split(".")):
        if not hasattr(found, part):
            owner = ".".join(name.split(".")[:number]) or found.__name__
            raise missing("torch", f"{text}: {owner} has no {part}")
        found = getattr(found, part)
    return found


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {one_line(error)}"


def refusals(found: Model) -> list[str]:
    """A line for each layer with a window that has no figure."""
    titled = phrase("titled", found.language)
    return [titled.format(name, reason) for name, reason in found.refused.items()]
