"""APNG, WebP and video by the encoders alone, and foreign decoders for them."""

import json
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

import visualize as vz
from tests.conftest import program
from visualize.encoders import apng, mp4, webp
from visualize.encoders.frames import Animation, Picture
from visualize.renderers.raster import Raster

DEFAULT = vz.Conv(5, 3, 2, 1)
STILL = (".apng", ".webp")
FORMATS = (*STILL, ".mp4")
TICK = 0.001  # seconds, in which a video's times are told
TIMES = ((1.0, None), (1 / 3, 3.0), (0.06, 100.0), (0.0834, 3600.0), (65.5355, 65.536), (100.04, 0.06))


def written(figure: vz.Figure, path: Path) -> Path:
    """The figure by a writer alone, without the rest of the package's way to a file."""
    if path.suffix == ".mp4":
        program("ffmpeg")
    raster = Raster(figure.film, figure.theme)
    times = figure.timing.durations(figure.film.frame_count)
    pictures = (Picture(raster.image, changed, time) for changed, time in zip(raster.steps(), times, strict=True))
    count, loop = figure.film.frame_count, figure.timing.loop
    write(path, Animation(raster.palette.colours, pictures, count, loop, words(figure)))
    return path


def words(figure: vz.Figure) -> dict[str, str]:
    return {"Title": figure.film.title, "Description": figure.film.description, "Software": figure.recipe}


def write(path: Path, animation: Animation) -> None:
    encoder = {".apng": apng, ".webp": webp, ".mp4": mp4}[path.suffix]
    with path.open("w+b") as stream:
        encoder.encode(stream, animation)


def by_pillow(path: Path) -> tuple[list[np.ndarray], list[float]]:
    """Every frame as RGB, and how long it is shown in seconds."""
    frames, times = [], []
    with Image.open(path) as image:
        for frame in range(image.n_frames):
            image.seek(frame)
            pixels = np.array(image.convert("RGBA"))
            assert (pixels[..., 3] == 255).all(), "one can see through it"
            frames.append(pixels[..., :3])
            times.append(image.info["duration"] / 1000)
    return frames, times


def by_ffmpeg(path: Path, shape: Sequence[int]) -> np.ndarray:
    command = [program("ffmpeg"), "-v", "error", "-i", str(path), "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, *shape, 3)


def probe(path: Path, *what: str) -> Any:
    command = [program("ffprobe"), "-v", "error", "-of", "json", *what, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def even(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(side + side % 2 for side in shape)


def check_times(figure: vz.Figure, times: list[float], within: float) -> None:
    """Every step begins and ends within that of its due."""
    due = list(accumulate(figure.timing.durations(figure.film.frame_count)))
    np.testing.assert_allclose(list(accumulate(times)), due, rtol=0, atol=within)


def flat_parts(image: np.ndarray) -> np.ndarray:
    """Which pixels are amid 9 x 9 of their own colour: there a video has no excuse."""
    picture = Image.fromarray(image)
    lowest, highest = (np.array(picture.filter(kind(9))) for kind in (ImageFilter.MinFilter, ImageFilter.MaxFilter))
    return (lowest == highest).all(axis=2)


def check_video(image: np.ndarray, wanted: np.ndarray) -> None:
    """Flat parts in their colours, but for few pixels near an edge; no part quite another."""
    height, width, _ = wanted.shape
    off = np.abs(image[:height, :width].astype(int) - wanted)
    flat = off[flat_parts(wanted)].max(axis=1)
    assert flat.size > 1000
    assert np.quantile(flat, 0.995) <= 6 and flat.max() <= 32, (np.quantile(flat, 0.995), flat.max())
    assert off.mean() < 3, off.mean()


def starts(path: Path) -> list[float]:
    """When each frame of a video begins, in seconds."""
    return [float(packet["pts_time"]) for packet in probe(path, "-show_packets")["packets"]]


def check_film(path: Path, steps: list[np.ndarray], times: list[float]) -> None:
    """A video shows each step from its begin to its end, as its own timestamps tell, and lasts as long as all."""
    frames, begins = by_ffmpeg(path, even(steps[0].shape[:2])), starts(path)
    assert len(frames) == len(begins) and begins == sorted(set(begins)), begins
    ends = list(accumulate(times))
    length = float(probe(path, "-show_format")["format"]["duration"])
    assert abs(length - ends[-1]) <= TICK, (length, ends[-1])
    for number, (start, end) in enumerate(zip([0.0, *ends], ends, strict=False)):
        for at in (start + 1.01 * TICK, (start + end) / 2, end - 1.01 * TICK):
            check_shown(frames[bisect_right(begins, at) - 1], steps, number)


def check_shown(image: np.ndarray, steps: list[np.ndarray], number: int) -> None:
    """A frame is that step, and nearer to it than to its neighbours."""
    check_video(image, steps[number])
    height, width, _ = steps[number].shape
    near = {other: steps[other] for other in (number - 1, number, number + 1) if 0 <= other < len(steps)}
    off = {other: np.abs(image[:height, :width].astype(int) - step).mean() for other, step in near.items()}
    assert min(off, key=lambda other: off[other]) == number, off


def shot(page: Any) -> np.ndarray:
    return np.array(Image.open(BytesIO(page.screenshot())).convert("RGB"))


def opened(browser: Any, figure: vz.Figure, folder: Path, element: str) -> Any:
    page = browser.new_page(viewport={"width": figure.film.width, "height": figure.film.height})
    (folder / "page.html").write_text(f"<body style='margin:0'>{element}</body>")
    page.goto((folder / "page.html").as_uri())
    return page
