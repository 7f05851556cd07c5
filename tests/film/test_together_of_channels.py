"""Steps of several channels that are shown together: what is said beside the grids."""

import numpy as np

import visualize as vz


def test_of_several_channels_the_partial_sums_are_those_of_the_step() -> None:
    """The words are dark that one of the steps is about; sums of several steps stand in their lines only."""
    op = vz.Conv(3, 2, in_channels=2, out_channels=2)
    figures = [vz.figure(op, input=np.arange(18).reshape(2, 3, 3), show=show) for show in ("1", "1,6")]
    one, two = (figure.film.frame(0) for figure in figures)
    written = vz.figure(op, input=np.arange(18).reshape(2, 3, 3)).film.frame(1)
    for frame, sums in ((one, True), (two, False)):
        found = {grid: str(text[0, 0]) for grid, text in frame.texts.items() if grid.name == "partial-sum"}
        wanted = {grid: str(written.texts[grid][0, 0]) if sums else "" for grid in found}
        assert len(found) == 2 and found == wanted
    names = [
        {grid.channel: int(roles[0, 0]) % 8 for grid, roles in frame.roles.items() if grid.name == "filter-name"}
        for frame in (one, two)
    ]
    assert names == [{0: 4, 1: 0}, {0: 4, 1: 4}]
    kernels = [{box.grid.filter for box in frame.outlines if box.grid.name == "kernel"} for frame in (one, two)]
    assert kernels == [{0}, {0, 1}]
