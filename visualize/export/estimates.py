"""Estimates of a file's seconds and bytes, one function for each format.

Their numbers are fitted to measurements of forty figures, seconds on one core of a server of 2023: the sizes of all are
within a factor of two, those of videos of two and a half.
"""

from __future__ import annotations

from math import sqrt

from visualize.budget import CAREFUL_PIXELS, Load, Work

REPEATED = 0.3  # seconds after which a video repeats a picture


def gif(load: Load) -> Work:
    """An animated GIF."""
    side, window = sqrt(load.pixels), _window(load)
    slanted = load.pyramids * (0.8 * side + 11 * window)
    size = load.frames * (0.065 * side + 19 * window + slanted + load.numbered * 1.8 * side)
    frame = 2e-4 + load.numbered * 1.2e-3 + load.pyramids * (1.5e-4 + 2.5e-10 * load.pixels) + 1e-8 * window**2
    return Work(0.01 + 1e-7 * load.pixels + load.frames * (frame + _interrupted(load) + 1e-9 * _spread(load)), size)


def webp(load: Load) -> Work:
    """An animated WebP."""
    side, window = sqrt(load.pixels), _window(load)
    size = load.frames * (0.22 * side + 3.8 * window + load.pyramids * (0.05 * side + 20 * window))
    frame = 2.2e-4 + load.numbered * 1.8e-3 + load.pyramids * (1.5e-4 + 3e-10 * load.pixels + 8e-6 * window)
    seconds = 1.8e-7 * load.pixels + load.frames * (frame + _interrupted(load) + 1.5e-9 * _spread(load))
    return Work(seconds, size + load.frames * load.numbered * 1.9 * side)


def apng(load: Load) -> Work:
    """An animated PNG."""
    side, window = sqrt(load.pixels), _window(load)
    size = load.frames * (0.15 * side + 6 * window + load.pyramids * 22 * window)
    frame = 5e-7 * side + load.numbered * 1.5e-3 + load.pyramids * 3e-5 * window
    seconds = 0.02 + 1.6e-7 * load.pixels + load.frames * (frame + _interrupted(load) + 1.8e-9 * _spread(load))
    return Work(seconds, size + load.frames * load.numbered * 2.3 * side)


def mp4(load: Load) -> Work:
    """A video."""
    side, frames = sqrt(load.pixels), max(load.frames, load.plays / REPEATED)
    window = load.pyramids * 9 * sqrt(load.pixels * load.frames * load.taps)
    size = 1e4 + 41 * side + 0.031 * load.pixels * sqrt(load.frames) + window
    size += load.frames * (0.12 * side + load.numbered * 4.8 * side + load.pyramids * 4.7e-4 * load.pixels)
    seconds = 0.08 + 3.2e-7 * load.pixels + load.frames * (8e-4 + 6.2e-9 * load.pixels)
    return Work(seconds + 3.8e-9 * frames * load.pixels, size)


def svg(load: Load) -> Work:
    """An animated SVG."""
    step = 350 + 26 * load.taps + 800 * load.pyramids + 850 * load.lettered + 1200 * load.numbered
    frame = 4.2e-4 + load.pyramids * (1.1e-3 + 1.7e-7 * load.cells + 1.1e-5 * load.taps) + load.numbered * 4e-4
    return Work(1e-3 + 1e-5 * load.cells + load.frames * frame, 1400 + 190 * load.cells + load.frames * step)


def html(load: Load) -> Work:
    """A page with a player."""
    step = 15 + 40 * load.pyramids + 30 * load.numbered
    frame = 3e-4 + load.pyramids * 1.1e-3 + load.numbered * 4e-4 + 6e-6 * load.taps
    return Work(5e-3 + 2e-5 * load.cells + load.frames * frame, 3e4 + 4 * load.cells + load.frames * step)


def svg_sequence(load: Load) -> Work:
    """A still SVG for each step."""
    return Work(load.frames * (1e-3 + 1e-5 * load.cells), load.frames * (2500 + 110 * load.cells))


def png(load: Load) -> Work:
    """A PNG for each frame."""
    size = 480 + 6e-3 * load.pixels + (6.9 + 6 * load.lettered) * sqrt(load.pixels)
    pixel = 2.3e-8 if load.frames * load.pixels <= CAREFUL_PIXELS else 6e-9
    return Work(0.01 + load.frames * (5e-4 + pixel * load.pixels), load.frames * size)


def pdf(load: Load) -> Work:
    """A PDF with a page for each step."""
    page = 0.017 + load.numbered * 0.011 + load.lettered * 3.8e-4 * load.cells + 2e-6 * load.cells
    return Work(0.15 + load.frames * page, load.frames * (4000 + 0.5 * load.cells))


def pptx(load: Load) -> Work:
    """A deck with a slide for each step."""
    slide = 4000 + load.cells * (6.8 + 20 * bool(load.pyramids) + 8.5 * load.lettered)
    seconds = 5.9e-3 + load.cells * (3.3e-6 + 4.9e-5 * bool(load.pyramids))
    return Work(0.024 + load.frames * seconds, 31_000 + load.frames * slide)


def json(load: Load) -> Work:
    """The story as JSON."""
    taps = load.taps * load.kernels
    return Work(4e-6 * load.frames * taps, 580 + 17 * load.cells + load.frames * (11 + 43 * taps))


def _window(load: Load) -> float:
    """The edge of a window in pixels, as if the cells filled the picture: what moves in each step.

    Windows of several channels move together; the root is measured, since most of what they change is alike. Where
    they have pyramids, those count them.
    """
    windows = 1 if load.pyramids else load.kernels**0.25
    return windows * sqrt(load.taps * load.pixels / load.cells)


def _interrupted(load: Load) -> float:
    """Seconds of a frame whose guides are interrupted at texts."""
    return load.pyramids * load.lettered * 3e-6 * load.cells


def _spread(load: Load) -> int:
    """The pixels of a frame that are looked at because windows of several channels change the picture all over."""
    return load.pixels if load.kernels > 1 and not load.pyramids else 0
