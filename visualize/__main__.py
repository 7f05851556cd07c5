"""`python -m visualize`."""

from visualize.cli import main

main()
