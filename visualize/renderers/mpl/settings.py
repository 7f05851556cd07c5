"""matplotlib's settings while the package writes a file, independent of the user's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from visualize.errors import invalid

# All threads share the settings: two threads that change and restore them at once would restore each other's.
LOCK = RLock()
if hasattr(os, "register_at_fork"):
    # A process forked while another thread holds the lock would wait for ever: that thread does not exist in it.
    os.register_at_fork(before=LOCK.acquire, after_in_parent=LOCK.release, after_in_child=LOCK.release)


@contextmanager
def settings(changes: Mapping[Any, Any]) -> Iterator[None]:
    """matplotlib's defaults without the user's matplotlibrc, and these settings on top."""
    try:
        from matplotlib import rc_context, rcdefaults, rcParams
    except UnicodeDecodeError:
        raise invalid("settings", "matplotlibrc", "matplotlib cannot read the file: it is no text in UTF-8") from None
    with LOCK, rc_context():
        rcdefaults()
        rcParams.update(changes)
        yield
