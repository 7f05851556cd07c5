"""matplotlib's settings while a file is written, so that its look does not depend on the user's."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from visualize.errors import invalid

# All threads share the settings: two at a time would each restore what the other had set.
TURN = RLock()
if hasattr(os, "register_at_fork"):
    # A process forked while another thread draws would wait for ever: it does not have that thread.
    os.register_at_fork(before=TURN.acquire, after_in_parent=TURN.release, after_in_child=TURN.release)


@contextmanager
def settings(more: Mapping[Any, Any]) -> Iterator[None]:
    """matplotlib's defaults, without the user's matplotlibrc, and some more settings."""
    try:
        from matplotlib import rc_context, rcdefaults, rcParams
    except UnicodeDecodeError:
        raise invalid("settings", "matplotlibrc", "matplotlib cannot read the file: it is no text in UTF-8") from None
    with TURN, rc_context():
        rcdefaults()
        rcParams.update(more)
        yield
