"""`render_all` on executors of others: threads, processes, a Dask cluster that loses workers, and broken ones."""

import os
import pickle
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz


def jobs(folder: Path, count: int = 6) -> list[vz.Job]:
    table = {"figure": [{"name": "a", "kernel_size": 2, "input_size": 3, "cell": list(range(10, 10 + count))}]}
    return vz.jobs(table, folder)


def all_whole(folder: Path, count: int = 6) -> bool:
    return all(steps(folder / f"a_cell-{cell}.gif") == 4 for cell in range(10, 10 + count))


def steps(path: Path) -> int:
    with Image.open(path) as image:
        return getattr(image, "n_frames", 1)


def test_threads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        outcomes = vz.render_all(jobs(tmp_path), pool)
    assert [one.state for one in outcomes] == ["drawn"] * 6 and all_whole(tmp_path)
    assert [one.name for one in outcomes] == [f"a_cell-{cell}" for cell in range(10, 16)]
    assert [one.state for one in vz.render_all(jobs(tmp_path))] == ["unchanged"] * 6


def test_processes_and_figures_of_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    figure = vz.figure(vz.Conv(9, 2), input=np.arange(81).reshape(9, 9))
    made = partial(vz.figure, vz.Conv(4, 2), theme="dark")
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        outcomes = vz.render_all([vz.Job(figure, ["a.gif"]), vz.Job(made, ["b.svg"])], pool)
        assert [one.state for one in outcomes] == ["drawn"] * 2
    assert vz.render_all([vz.Job(figure, ["a.gif"])])[0].state == "unchanged"
    other = vz.figure(vz.Conv(9, 2), input=np.ones((9, 9)))
    assert other.recipe == figure.recipe and vz.render_all([vz.Job(other, ["a.gif"])])[0].state == "drawn"
    assert 'fill="#12202a"' in (tmp_path / "b.svg").read_text()


class Lossy(Executor):
    """Loses the first so many calls, as a cluster may; runs the others here, as others do, pickled."""

    def __init__(self, losses: int, raises: bool) -> None:
        self.left, self.raises, self.calls = losses, raises, 0

    def submit(self, call: Callable[..., Any], /, *words: Any, **keywords: Any) -> "Future[Any]":
        self.calls += 1
        future: Future[Any] = Future()
        if self.left:
            self.left -= 1
            if self.raises:
                raise RuntimeError("no more\nworkers")
            future.set_exception(RuntimeError("a worker\nwas lost"))
        else:
            future.set_result(pickle.loads(pickle.dumps(call))(*pickle.loads(pickle.dumps(words))))
        return future


@pytest.mark.parametrize("raises", [True, False])
@pytest.mark.parametrize(("losses", "lost"), [(1, 0), (6, 0), (12, 0), (13, 1), (18, 6)])
def test_what_is_lost_is_done_again_three_times_at_most(tmp_path: Path, losses: int, lost: int, raises: bool) -> None:
    executor = Lossy(losses, raises)
    reported: list[vz.Outcome] = []
    outcomes = vz.render_all(jobs(tmp_path), executor, reported.append)
    assert [one.state for one in outcomes].count("lost") == lost and executor.calls <= 18
    assert sorted(one.name for one in reported) == [one.name for one in outcomes]
    assert all("\n" not in one.message for one in outcomes)
    assert lost or all_whole(tmp_path)


FIGURE: Any = vz.figure(vz.Conv(3, 2))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([3], "invalid jobs 3: each must be a visualize.Job"),
        (["a.gif"], "invalid jobs a.gif: each must be"),
        (count(), "invalid jobs 0: each must be"),
        (3, "invalid jobs 3: must be a list"),
        ([vz.Job(None, ["a.gif"])], "invalid figure None: must be a figure, or a function"),  # type: ignore[arg-type]
        ([vz.Job(FIGURE, [])], "missing files: name one"),
        ([vz.Job(FIGURE, "a.gif")], "invalid files a.gif: must be a list"),
        ([vz.Job(FIGURE, [3])], "invalid files 3: must be the name"),  # type: ignore[list-item]
        ([vz.Job(FIGURE, ["a.gif"], label=3)], "invalid label 3: must be a text"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_job_is_refused(given: Any, told: str) -> None:
    with pytest.raises(vz.VisualizeError, match="^" + re.escape(told)):
        vz.render_all(given)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="needs distributed: pip install 'conv-visualize[dask]'")
    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(2, **options) as cluster, distributed.Client(cluster) as found:
        yield found


def test_a_dask_cluster(client: Any, tmp_path: Path) -> None:
    outcomes = vz.render_all(jobs(tmp_path), client.get_executor())
    assert [one.state for one in outcomes] == ["drawn"] * 6 and all_whole(tmp_path)


def ends_a_worker_once(mark: str) -> vz.Figure:
    """Ends the process that it runs in, the first time; afterwards it is a figure as any other."""
    if not os.path.exists(mark):
        Path(mark).write_text("")
        os._exit(9)
    return vz.figure(vz.Conv(3, 2))


def test_workers_that_are_lost_on_the_way(client: Any, tmp_path: Path) -> None:
    bad = [partial(ends_a_worker_once, str(tmp_path / f"mark{number}")) for number in range(2)]
    mixed = jobs(tmp_path) + [vz.Job(one, [tmp_path / f"bad{number}.gif"]) for number, one in enumerate(bad)]
    outcomes = vz.render_all(mixed, client.get_executor())
    assert {one.state for one in outcomes} <= {"drawn", "unchanged"} and all_whole(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("mark*")) == ["mark0", "mark1"]
    assert steps(tmp_path / "bad1.gif") == 4
    assert not list(tmp_path.glob(".visualize-*"))
