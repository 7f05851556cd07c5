"""`python -m visualize`."""

import gc

# Nothing that an import makes is garbage: not looking for it saves 10 ms of start-up.
gc.disable()

from visualize.cli import main  # noqa: E402

gc.freeze()
gc.enable()
main()
