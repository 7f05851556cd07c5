"""Matplotlib's settings while a file of ours is written: what it looks like does not hang on the user's."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from visualize.errors import invalid

# The settings are one for all threads: two at a time would each put back what the other had set.
TURN = RLock()
if hasattr(os, "register_at_fork"):
    # A process that is forked while another thread draws would wait for that thread, which it does not have.
    os.register_at_fork(before=TURN.acquire, after_in_parent=TURN.release, after_in_child=TURN.release)


@contextmanager
def settings(more: Mapping[Any, Any]) -> Iterator[None]:
    """Matplotlib as it comes, without the user's matplotlibrc, and some settings of ours."""
    try:
        from matplotlib import rc_context, rcdefaults, rcParams
    except UnicodeDecodeError:
        raise invalid("settings", "matplotlibrc", "matplotlib cannot read the file: it is no text in UTF-8") from None
    with TURN, rc_context():
        rcdefaults()
        rcParams.update(more)
        yield
