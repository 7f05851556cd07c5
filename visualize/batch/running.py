"""Runs jobs, here or by any executor of `concurrent.futures`, and has lost ones done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from os import path

from visualize.batch.jobs import Job, Outcome, drawn, is_there
from visualize.errors import VisualizeError, invalid, missing, one_line
from visualize.figure import Figure
from visualize.validate import paths, text

ATTEMPTS = 3  # of a job whose process is lost on the way
Report = Callable[[Outcome], object]


def render_all(
    jobs: Iterable[Job], executor: Executor | None = None, report: Report = lambda outcome: None
) -> list[Outcome]:
    """Draw many figures; returns what came of each, in the order of the jobs.

    `executor` is any executor of `concurrent.futures`: `ProcessPoolExecutor()`, Dask's `Client.get_executor()`,
    `mpi4py.futures.MPIPoolExecutor()`; without one the figures are drawn here. `report` is called with each outcome as
    soon as it is known. A figure that fails is an outcome, not an exception, and the others are drawn.

    >>> import visualize as vz
    >>> render_all([])
    []
    """
    listed = _checked(jobs)
    outcomes: list[Outcome | None] = [None] * len(listed)
    waiting = []
    for index, job in enumerate(listed):
        if is_there(job):
            outcomes[index] = Outcome(job.name, "unchanged")
            report(Outcome(job.name, "unchanged"))
        else:
            waiting.append(index)
    for index, outcome in _all_drawn(listed, waiting, executor):
        outcomes[index] = outcome
        report(outcome)
    return [one for one in outcomes if one is not None]


def _checked(jobs: Iterable[Job]) -> list[Job]:
    """The jobs with paths that mean the same in a process with another working folder."""
    try:
        return [_whole(one) for one in jobs]  # one by one: an endless list ends at the first that is no job
    except VisualizeError:
        raise
    except Exception:
        raise invalid("jobs", jobs, "must be a list of visualize.Job") from None


def _whole(job: Job) -> Job:
    if not isinstance(job, Job):
        raise invalid("jobs", job, "each must be a visualize.Job of a figure and the names of its files")
    if not isinstance(job.figure, Figure) and not callable(job.figure):
        raise invalid("figure", job.figure, "must be a figure, or a function without arguments that makes one")
    names = paths("files", job.files)
    if not names:
        raise missing("files", "name one, as in Job(figure, ['conv.gif'])")
    return job._replace(files=[*map(path.abspath, names)], label=text("label", job.label) or names[0])


def _all_drawn(jobs: Sequence[Job], waiting: Sequence[int], executor: Executor | None) -> Iterator[tuple[int, Outcome]]:
    if executor is None:
        yield from ((index, drawn(jobs[index])) for index in waiting)
        return
    for attempt in range(ATTEMPTS):
        lost = {}
        for index, outcome in _submitted(jobs, waiting, executor):
            if outcome.state == "lost" and attempt < ATTEMPTS - 1:
                lost[index] = outcome
            else:
                yield index, outcome
        if not lost:
            return
        waiting = sorted(lost)


def _submitted(jobs: Sequence[Job], waiting: Sequence[int], executor: Executor) -> Iterator[tuple[int, Outcome]]:
    """Have jobs drawn by an executor; what it cannot take or does not return is lost."""
    futures: dict[Future[Outcome], int] = {}
    try:
        for index in waiting:
            try:
                futures[executor.submit(drawn, jobs[index])] = index
            except Exception as error:  # a pool that is broken takes no more
                yield index, _lost(jobs[index], error)
        yield from ((futures[one], _outcome(jobs[futures[one]], one)) for one in as_completed(futures))
    finally:
        for one in futures:
            one.cancel()


def _outcome(job: Job, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # `drawn` raises none: the executor says that it could not be run, or that it vanished
        return _lost(job, error)


def _lost(job: Job, error: Exception) -> Outcome:
    return Outcome(job.name, "lost", message=f"the process that drew it is lost: {one_line(error)}")
