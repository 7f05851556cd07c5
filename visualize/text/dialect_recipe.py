"""The flags of a layer in a framework's words, for recipes and the names of files."""

from __future__ import annotations

from typing import Any

from visualize.operations import Layer

SHORT = {"input_size": "i", "kernel_size": "k", "padding": "p", "stride": "s", "dilation": "d"}
USUAL = {"i": "5", "p": "0", "d": "1", "output-padding": "0", "padding-mode": "zeros"}
Flags = list[tuple[str, str, str]]


def flags(layer: Layer) -> Flags:
    """Flag, value and default of each word; a switch has the value "" if it is set, else "no".

    >>> from visualize.operations.like import like
    >>> flags(like("keras", 6, 3, padding="same"))
    [('i', '6', '5'), ('k', '3', ''), ('p', 'same', '0'), ('like', 'keras', '')]
    """
    assert layer.dialect is not None
    found = [_flag(layer, name, value) for name, value in sorted(layer.dialect.words, key=_order)]
    return [*found, *([("dims", "1", "2")] if layer.dims == 1 else []), ("like", layer.dialect.framework, "")]


def _order(word: tuple[str, Any]) -> int:
    """The place of a word in a recipe: the letters first, in their usual order."""
    return list(SHORT).index(word[0]) if word[0] in SHORT else len(SHORT)


def _flag(layer: Layer, name: str, value: Any) -> tuple[str, str, str]:
    flag = SHORT.get(name, name.replace("_", "-"))
    if isinstance(value, bool):
        on = value or name == "count_include_pad"
        return ("" if value else "no-") + flag, "" if on else "no", "no"
    usual = USUAL.get(flag, "1" if flag == "s" and layer.weighted else "")
    if name == "padding" and layer.dialect is not None and layer.dialect.word("output_size") is not None:
        usual = ""  # a padding of 0 is one that is given
    return flag, _joined(value), usual


def _joined(value: Any) -> str:
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    return str(values[0]) if len(set(values)) == 1 else "x".join(map(str, values))
