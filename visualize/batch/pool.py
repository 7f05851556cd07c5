"""Processes of our own for a batch: started alike on all systems, renewed when one is lost, gone when we are."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

from visualize.batch.jobs import Job, Outcome
from visualize.batch.running import Report, render_all

FEWEST = 20  # figures that are worth another process, which takes as long to start as some of them to be drawn


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def render_by_processes(jobs: Sequence[Job], processes: int, report: Report) -> list[Outcome]:
    """Draw figures in that many processes; a figure whose process ends twice is drawn alone, to spare the others."""
    if processes == 1:
        return render_all(jobs, None, report)
    outcomes: dict[str, Outcome] = {}
    waiting = list(jobs)
    for _ in range(2):
        waiting = _drawn_in_pool(waiting, processes, report, outcomes)
    for job in waiting:
        if _drawn_in_pool([job], 1, report, outcomes):
            report(outcomes[job.name])
    return [outcomes[job.name] for job in jobs]


def _drawn_in_pool(jobs: Sequence[Job], size: int, report: Report, outcomes: dict[str, Outcome]) -> list[Job]:
    """Draw figures in a new pool; returns those that are lost, of which nothing is reported."""
    pool = ProcessPoolExecutor(size, get_context("spawn"), initializer=_begin)
    try:
        found = render_all(jobs, pool, lambda outcome: outcome.state != "lost" and report(outcome))
    finally:
        pool.shutdown(cancel_futures=True)
    outcomes |= {one.name: one for one in found}
    return [job for job, one in zip(jobs, found, strict=True) if one.state == "lost"]


def _begin() -> None:
    """Begin as a worker: Ctrl-C is for the parent, which ends us; if it is killed, we end by ourselves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
