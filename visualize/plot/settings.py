"""Matplotlib's settings while a file of ours is written: what it looks like does not hang on the user's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from visualize.errors import invalid

# The settings are one for all threads: two at a time would each put back what the other had set.
_ONE_AT_A_TIME = RLock()


@contextmanager
def settings(more: Mapping[Any, Any]) -> Iterator[None]:
    """Matplotlib as it comes, without the user's matplotlibrc, and some settings of ours."""
    try:
        from matplotlib import rc_context, rcdefaults, rcParams
    except UnicodeDecodeError:
        raise invalid("settings", "matplotlibrc", "matplotlib cannot read the file: it is no text in UTF-8") from None
    with _ONE_AT_A_TIME, rc_context():
        rcdefaults()
        rcParams.update(more)
        yield
