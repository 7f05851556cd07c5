"""A table of figures drawn by the workers of a Dask cluster, each writing into a folder that all of them see.

Needs `pip install 'conv-visualize[dask]'`. With an address, as in `python cluster.py tcp://scheduler:8786`, it uses the
cluster there, else one of two processes on this machine.
"""

import sys
from pathlib import Path

from distributed import Client, LocalCluster

import visualize as vz


def main() -> None:
    here = Path(__file__).parent
    jobs = vz.jobs(here / "figures.toml", "figures")
    with Client(*sys.argv[1:] or [LocalCluster(2, threads_per_worker=1, dashboard_address=None)]) as client:
        outcomes = vz.render_all(jobs, executor=client.get_executor())
    for one in outcomes:
        print(f"{one.name}: {one.message or one.state}")
    sys.exit(any(one.message for one in outcomes))


if __name__ == "__main__":
    main()
