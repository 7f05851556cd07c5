"""The package's version, and how files tell which one drew them."""

from __future__ import annotations

from binascii import crc32
from collections.abc import Sequence

VERSION = "0.1.0"
PROGRAM = f"conv-visualize {VERSION}"


def signature(digest: int | None = None) -> str:
    """What a file says about its origin beside the recipe: the program, and a digest of the numbers in the figure.

    >>> signature(), signature(0xBEEF)
    ('conv-visualize 0.1.0', 'conv-visualize 0.1.0, numbers 0000beef')
    """
    return PROGRAM if digest is None else f"{PROGRAM}, numbers {digest:08x}"


def combined(sources: Sequence[str]) -> str:
    """What a file of several figures says of its origin: a digest of all their numbers.

    >>> combined([signature(), signature()]), combined([signature(), signature(0xBEEF)])
    ('conv-visualize 0.1.0', 'conv-visualize 0.1.0, numbers 8f65b2c5')
    """
    digests = [one.partition(", numbers ")[2] for one in sources]
    return signature(crc32(" ".join(digests).encode()) if any(digests) else None)
