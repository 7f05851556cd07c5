"""Encoder of H.264 videos, by an ffmpeg process, for programs that don't play animated images.

PowerPoint and Safari require chroma at half resolution, hence even sides, and the index before the data. Colours are
converted here, after Recommendation ITU-R BT.709-6, so that they don't depend on the version of ffmpeg.
"""

import os
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import IO, BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.budget import FRAME_RATE
from visualize.encoders.frames import Animation, Clock, Indices, Picture
from visualize.errors import missing

LONGEST = 2**31  # frames of a picture
RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722  # weights of the luma
NAMES = {"Title": "title", "Description": "description", "Software": "comment"}  # MP4's names of PNG's keywords
TAGS = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
CODER = [
    # No adaptive quantization: it lowers the quality of flat areas, which figures consist of.
    *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "14", "-aq-mode", "0"),
    # No B-frames, and a key frame, to which players can seek, at least every two seconds.
    *("-bf", "0", "-g", str(2 * FRAME_RATE)),
    # The same bytes on every run.
    *("-threads", "2", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    *("-movflags", "+faststart", "-f", "mp4"),
]


def program() -> str:
    """The path of ffmpeg: the one on the PATH, else that of the package imageio-ffmpeg."""
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


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write a video with a constant frame rate into an open file, with its texts as metadata.

    Raises OSError when ffmpeg fails or prints anything: on a full disk it may exit with code 0 and leave a video that
    cannot be played.
    """
    from tempfile import TemporaryFile

    # Not a pipe: ffmpeg would block when it is full, because nobody reads it while frames are sent.
    path, kept_open = _place(stream)
    with TemporaryFile() as messages:
        code, complete = _run(animation, path, kept_open, messages)
        messages.seek(0)
        text = messages.read().decode(errors="replace")
    if text.strip() or code or not complete:
        raise OSError(_reason(text.replace("file:" + path, "the file"), code))


def _run(animation: Animation, path: str, kept_open: list[int], messages: IO[bytes]) -> tuple[int, bool]:
    """Run ffmpeg; returns its exit code and whether it read all frames."""
    from subprocess import DEVNULL, PIPE, Popen

    pictures = iter(animation.pictures)
    first = next(pictures)
    command, complete = _command(path, first.image.shape, animation.texts), False
    with Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=messages, bufsize=0, pass_fds=kept_open) as process:
        assert process.stdin is not None
        try:
            complete = _feed(process.stdin, animation.colours, chain((first,), pictures))
            process.wait()
        except BrokenPipeError:
            process.wait()
        except BaseException:
            process.kill()
            raise
    return process.returncode, complete


def _place(stream: BinaryIO) -> tuple[str, list[int]]:
    """The path that ffmpeg opens, and the file descriptors that it inherits for it.

    On Linux ffmpeg opens the descriptor instead of the name: if this process is killed while ffmpeg starts, ffmpeg must
    not create a file in place of the removed one. It exits when its input ends with this process.
    """
    number = stream.fileno()
    if os.path.exists(f"/proc/self/fd/{number}"):
        return f"/proc/self/fd/{number}", [number]
    return stream.name, []


def _command(path: str, shape: tuple[int, ...], texts: Mapping[str, str]) -> list[str | bytes]:
    height, width = (side + side % 2 for side in shape)
    size = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}", "-framerate", str(FRAME_RATE)]
    # As bytes, because the locale's encoding may lack some characters.
    tags = [f"{NAMES[keyword]}={text}".encode() for keyword, text in texts.items() if keyword in NAMES]
    metadata = [part for tag in tags for part in ("-metadata", tag)]
    # Without `file:` ffmpeg would take what precedes a colon in the path for a protocol.
    return [program(), "-v", "error", *size, *TAGS, "-i", "pipe:0", *CODER, *TAGS, *metadata, "-y", "file:" + path]


def _feed(pipe: IO[bytes], colours: Indices, pictures: Iterable[Picture]) -> bool:
    """Write each picture for its duration at the frame rate; return True when all were written."""
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
    """Luma and both chromas of each colour, shape (3, n), in the limited range of video."""
    red, green, blue = colours.T / 255
    luma = RED * red + GREEN * green + BLUE * blue
    chromas = (blue - luma) / (2 * (1 - BLUE)), (red - luma) / (2 * (1 - RED))
    return np.rint([16 + 219 * luma, *(128 + 224 * chroma for chroma in chromas)]).astype(np.uint16)


def _evened(image: Indices) -> Indices:
    """The image padded to even sides with the ground colour, which its corner has."""
    height, width = image.shape
    return np.pad(image, ((0, height % 2), (0, width % 2)), constant_values=image[0, 0])


def _planes(converted: NDArray[np.uint16], image: Indices) -> bytes:
    """The planes of YUV 4:2:0: the luma of every pixel, then the mean chromas of two by two pixels."""
    luma, *chromas = converted
    quarters = (chroma[image] for chroma in chromas)
    means = ((one[::2, ::2] + one[::2, 1::2] + one[1::2, ::2] + one[1::2, 1::2] + 2) // 4 for one in quarters)
    return b"".join(plane.astype(np.uint8).tobytes() for plane in (luma[image], *means))


def _reason(messages: str, code: int) -> str:
    """The reason why ffmpeg failed: its first message, without the component that wrote it.

    >>> _reason("[libx264 @ 0x55d0] no room\\nConversion failed!\\n", 1)
    'ffmpeg: no room'
    """
    lines = [re.sub(r"^(\[[^\]]* @ [^\]]*\] *)+", "", line).strip() for line in messages.splitlines()]
    return "ffmpeg: " + next(filter(None, lines), f"ended with code {code}")
