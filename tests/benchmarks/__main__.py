"""Everything in one table: `python -m tests.benchmarks [--quick] | tee tests/benchmarks/RESULTS.md`."""

from tests.benchmarks import growth, peers_table, sizes, speed
from tests.benchmarks.table import show

if __name__ == "__main__":
    show([speed.rows, peers_table.rows, sizes.rows, growth.rows])
