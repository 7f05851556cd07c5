"""Too much is refused before it is done, what takes long is announced, and the arithmetic behind both is right."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from visualize.operations.axis import Drawn

# A child that refuses within the limits says so; the parent adds neither imports nor memory of its own.
CHILD = """
import resource, sys, time
from visualize.cli import main
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
try:
    main(sys.argv[1:])
except SystemExit as end:
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(end.code, time.process_time() - start < 1, grown < 150)
"""
REFUSED = [
    "--i 50000 --k 3",
    "--k 3 --p 50000",
    "--k 1 --i 100000 --s 100000",
    "--i 99999999999 --k 3",
    "--i 999999999 --k 3 --input arange",
    "--i 3000 --k 3000 --input arange",
    "--i 1500 --k 1000 --input arange",
    "--transposed --i 2000 --k 3 --input arange --reading scatter",
    "--transposed --i 1000 --k 5 --input ones --reading scatter",
    "--i 300 --k 150 -o x.json",
    "--k 3 --seconds 3600 -o a.mp4",
    "--i 100 --k 3 -o x.pdf",
    "--i 120 --k 3 -o x.svg",
    "--i 66 --k 3 -o x.svg",
    "--i 120 --k 3 -o x-{n}.svg",
    "--i 224 --k 3 -o x-{n}.png",
    "--i 200 --k 3 -o x.gif -o x.pptx",
    "--i 1000 --k 3 --p 100 --width 9000 -o x.webp",
    "--i 1000 --k 3 --cell 40 --input arange",
    "--dims 1 --i 16000 --k 8000",
    "stack --i 40000 --layers 3 -o x.gif",
    "shape --i 1000000001 --k 3",
]


@pytest.mark.parametrize("line", REFUSED)
def test_too_much_is_refused_at_once(tmp_path: Path, line: str) -> None:
    words = line.replace("--layers 3", "--layers|3").split()
    words = [part for word in words for part in word.split("|")]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.stdout.split() == ["2", "True", "True"], done
    assert done.stderr.count("\n") == 1 and "at most" in done.stderr, done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "line", ["shape --i 100000000 --k 3", "shape --i 999999999 --k 5 --s 3 --d 7", "stack --i 999999999 --layers 3/2"]
)
def test_sizes_are_told_by_arithmetic(line: str) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, *line.split()], capture_output=True, text=True, check=False)
    assert done.stdout.split()[-3:] == ["0", "True", "True"], done


@given(
    *(st.integers(1, 30), st.integers(1, 8), st.integers(1, 8), st.integers(1, 7)),
    *(st.integers(1, 7), st.integers(0, 5), st.integers(0, 3)),
)
def test_reads_are_counted_without_a_list(
    size: int, kernel: int, windows: int, stride: int, dilation: int, spare: int, cut: int
) -> None:
    needed = (windows - 1) * stride + dilation * (kernel - 1) + 1
    axis = Drawn(needed + spare + cut, kernel, windows, stride, -cut, 0, dilation)
    reads = [axis.start(w) + u * dilation for w in range(windows) for u in range(kernel)]
    assert axis.uses().tolist() == [reads.count(cell) for cell in range(axis.length)]
    assert axis.read_count == len(set(reads))


def test_more_layers_than_a_network_has_are_refused() -> None:
    for layers in ("3 " * 1001, "1/999999999 " * 3):
        with pytest.raises(vz.VisualizeError, match=r"^invalid layers "):
            from visualize.operations import receptive_field

            receptive_field.fields((10**9, 10**9), receptive_field.parse(layers))


@pytest.mark.parametrize(
    ("operation", "options", "suffix"),
    [
        (vz.Conv(64, 3), {}, ".gif"),
        (vz.Conv(96, 3), {"view": "flat"}, ".gif"),
        (vz.Conv(32, 5), {"input": np.arange(1024).reshape(32, 32)}, ".gif"),
        (vz.Conv(32, 5), {}, ".webp"),
        (vz.Conv(20, 3), {"view": "flat"}, ".pdf"),
    ],
)
def test_estimates_are_near_the_truth(
    tmp_path: Path, operation: vz.Conv, options: dict[str, object], suffix: str
) -> None:
    """Bytes within a factor of four; of the time, which other work on the machine stretches, only an order."""
    figure = vz.figure(operation, **options)  # type: ignore[arg-type]
    expected = figure.estimate(f"a{suffix}")
    start = time.process_time()
    size = figure.save(tmp_path / f"a{suffix}")
    assert expected.size / 4 < size < expected.size * 4
    assert expected.seconds / 10 < time.process_time() - start < expected.seconds * 10


def test_long_work_is_announced_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from visualize.cli import main

    monkeypatch.setattr("visualize.cli.delivery.LONG", 0)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="0"):
        main(["--k", "3"])
    assert capsys.readouterr().err.startswith("visualize: 9 steps take about 0 s and 0 MB; --steps row-ends")


def test_a_long_film_stands_still_in_a_notebook() -> None:
    bundle = vz.figure(vz.Conv(100, 3))._repr_mimebundle_()
    assert 'src="data:image/png' in bundle["text/html"] and "9604 steps are too much" in bundle["text/html"]
    assert len(bundle["text/html"]) < 1_000_000
    assert "image/gif" in vz.figure(vz.Conv(24, 3), view="flat")._repr_mimebundle_()["text/html"]
