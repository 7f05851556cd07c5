"""matplotlib's settings, which all threads of a process share."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

TURN = RLock()
if hasattr(os, "register_at_fork"):
    # A process that is forked while another thread draws would wait for that thread, which it does not have.
    os.register_at_fork(before=TURN.acquire, after_in_parent=TURN.release, after_in_child=TURN.release)


@contextmanager
def settings(values: Mapping[Any, Any]) -> Iterator[None]:
    """Draw with these settings, one thread at a time, and leave them as they were."""
    from matplotlib import rc_context

    with TURN, rc_context(dict(values)):
        yield
