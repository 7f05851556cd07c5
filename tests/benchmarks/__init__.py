"""Benchmarks: `python -m tests.benchmarks` prints RESULTS.md."""
