"""A video writer that takes frames one at a time: H.264 by an ffmpeg process, for programs that play no pictures.

PowerPoint and Safari want chroma at half the size, thus even sides, and the index in front. The colours are converted
here, after Recommendation ITU-R BT.709-6, so that they do not depend on the version of ffmpeg.
"""

import os
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import IO, BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.budget import FRAME_RATE
from visualize.encoders.frames import Clock, Indices, Picture
from visualize.errors import missing

LONGEST = 2**31  # frames
RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722  # of the luma
NAMES = {"Title": "title", "Description": "description", "Software": "comment"}  # an MP4's for what PNG calls so
TAGS = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
CODER = [
    # Nothing saved on flat parts, of which figures are made: there an eye sees most.
    *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "14", "-aq-mode", "0"),
    # Frames in the order they are shown, and one at least every two seconds to which a player can jump.
    *("-bf", "0", "-g", str(2 * FRAME_RATE)),
    # The same bytes at every run.
    *("-threads", "2", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    *("-movflags", "+faststart", "-f", "mp4"),
]


def program() -> str:
    """The ffmpeg on the PATH, or else that of the package imageio-ffmpeg."""
    from shutil import which

    found = which("ffmpeg")
    if found:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped, import-not-found, unused-ignore]

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        advice = "it codes videos; run: pip install 'conv-visualize[mp4]', or apt-get install ffmpeg"
        raise missing("ffmpeg", advice) from None


def write(stream: BinaryIO, colours: Indices, pictures: Iterable[Picture], words: Mapping[str, str]) -> None:
    """Write a video with a constant rate of frames into an open file; colours have the shape (n, 3).

    `words` are texts by PNG's keywords: Title, Description, Software. Raises OSError when ffmpeg fails, or says a word:
    on a full disk it may end with code 0 and a video that nothing can play.
    """
    from subprocess import DEVNULL, PIPE, Popen
    from tempfile import TemporaryFile

    path, kept_open = _place(stream)

    frames = iter(pictures)
    first = next(frames)
    command = _command(path, first.image.shape, words)
    # A file: ffmpeg would stand still behind a pipe for its messages that nobody reads while it is fed.
    with TemporaryFile() as messages:
        with Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=messages, bufsize=0, pass_fds=kept_open) as process:
            assert process.stdin is not None
            whole = False
            try:
                whole = _feed(process.stdin, colours, chain((first,), frames))
                process.wait()
            except BrokenPipeError:
                process.wait()
            except BaseException:
                process.kill()
                raise
        messages.seek(0)
        said = messages.read().decode(errors="replace")
    if said.strip() or process.returncode or not whole:
        raise OSError(_reason(said.replace("file:" + path, "the file"), process.returncode))


def _place(stream: BinaryIO) -> tuple[str, list[int]]:
    """What ffmpeg is to open, and what must be open for that.

    On Linux it is the open file itself, whatever has its name by then: an ffmpeg that is still starting when its parent
    is killed makes no new file. It ends with its input in any case.
    """
    number = stream.fileno()
    if os.path.exists(f"/proc/self/fd/{number}"):
        return f"/proc/self/fd/{number}", [number]
    return stream.name, []


def _command(path: str, shape: tuple[int, ...], words: Mapping[str, str]) -> list[str | bytes]:
    height, width = (side + side % 2 for side in shape)
    size = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}", "-framerate", str(FRAME_RATE)]
    # In bytes: a locale without UTF-8 would have no letters for them.
    told = [part.encode() for name in words if name in NAMES for part in ("-metadata", f"{NAMES[name]}={words[name]}")]
    # Without `file:` a colon in the path would end the name of a protocol.
    return [program(), "-v", "error", *size, *TAGS, "-i", "pipe:0", *CODER, *TAGS, *told, "-y", "file:" + path]


def _feed(pipe: IO[bytes], colours: Indices, pictures: Iterable[Picture]) -> bool:
    """Every picture as often as its time asks for; true when all is said."""
    clock = Clock(FRAME_RATE, LONGEST)
    converted = _converted(colours)
    for picture in pictures:
        data = _planes(converted, _evened(picture.image))
        for _ in range(sum(clock.delays(picture.seconds))):
            _send(pipe, data)
    pipe.close()
    return True


def _send(pipe: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[pipe.write(rest) :]


def _converted(colours: Indices) -> NDArray[np.uint16]:
    """Luma and the two chromas of each colour, shape (3, n), in the range of video."""
    red, green, blue = colours.T / 255
    luma = RED * red + GREEN * green + BLUE * blue
    chromas = (blue - luma) / (2 * (1 - BLUE)), (red - luma) / (2 * (1 - RED))
    return np.rint([16 + 219 * luma, *(128 + 224 * chroma for chroma in chromas)]).astype(np.uint16)


def _evened(image: Indices) -> Indices:
    """A column and a row more of the ground, which is in the corner, where a side is odd."""
    height, width = image.shape
    return np.pad(image, ((0, height % 2), (0, width % 2)), constant_values=image[0, 0])


def _planes(converted: NDArray[np.uint16], image: Indices) -> bytes:
    """Luma of every pixel, then the chromas, the mean of two by two pixels each."""
    luma, *chromas = converted
    quarters = (chroma[image] for chroma in chromas)
    means = ((one[::2, ::2] + one[::2, 1::2] + one[1::2, ::2] + one[1::2, 1::2] + 2) // 4 for one in quarters)
    return b"".join(plane.astype(np.uint8).tobytes() for plane in (luma[image], *means))


def _reason(messages: str, code: int) -> str:
    """Why ffmpeg failed, in a line: the first that it wrote, without the part of ffmpeg that wrote it.

    >>> _reason("[libx264 @ 0x55d0] no room\\nConversion failed!\\n", 1)
    'ffmpeg: no room'
    """
    lines = [re.sub(r"^(\[[^\]]* @ [^\]]*\] *)+", "", line).strip() for line in messages.splitlines()]
    return "ffmpeg: " + next(filter(None, lines), f"ended with code {code}")
