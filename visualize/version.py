"""The package's version, and how files tell which one drew them."""

VERSION = "0.1.0"
PROGRAM = f"conv-visualize {VERSION}"


def signature(digest: int | None = None) -> str:
    """What a file says about its origin beside the recipe: the program, and a digest of the numbers in the figure.

    >>> signature(), signature(0xBEEF)
    ('conv-visualize 0.1.0', 'conv-visualize 0.1.0, numbers 0000beef')
    """
    return PROGRAM if digest is None else f"{PROGRAM}, numbers {digest:08x}"
