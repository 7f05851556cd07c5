"""Encoder of H.264 videos, by an ffmpeg process, for programs that don't play animated images.

PowerPoint and Safari require chroma at half resolution, hence even sides, and the index before the data. Colours are
converted here, after Recommendation ITU-R BT.709-6, so that they don't depend on the version of ffmpeg. A picture
is one frame or, if it lasts, a few: at a rate that fits the shortest pictures most frames would be repetitions, but
browsers show frames of very unequal durations up to half a second too early.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, BinaryIO

from visualize.encoders import matroska
from visualize.encoders.frames import Animation, Clock
from visualize.encoders.yuv import Planes
from visualize.errors import missing

LONGEST = 2**31  # ticks of a picture, which are not split
REPEATED = 300  # ticks after which a picture is repeated
NAMES = {
    "Title": "title",
    "Description": "description",
    "Software": "comment",
    "Source": "keywords",
}  # MP4's names of PNG's keywords
TAGS = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
CODER = [
    # No adaptive quantization: it lowers the quality of flat areas, which figures consist of.
    *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "18.5", "-aq-mode", "0"),
    # Guides move in all directions over what they uncover again: vectors of colours too, and four frames to copy from.
    *("-subq", "5", "-trellis", "1", "-refs", "4"),
    # No B-frames, and a key frame, to which players can seek, among a hundred.
    *("-bf", "0", "-g", "100"),
    # Times in the ticks of the input.
    *("-enc_time_base", f"1:{matroska.TICKS}", "-video_track_timescale", str(matroska.TICKS)),
    # The same bytes on every run.
    *("-threads", "2", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
    *("-movflags", "+faststart", "-f", "mp4"),
]
# What lets every frame keep its time: ffmpeg 5.1 has renamed it, later ones don't know the old name.
PASSING = ("fps_mode", "vsync")
MOST_UNREAD = 1 << 17  # bytes, more than a pipe holds
Piece = bytes | memoryview


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
    """Write a video with a variable frame rate into an open file, with its texts as metadata.

    Raises OSError when ffmpeg fails or prints anything: on a full disk it may exit with code 0 and leave a video that
    cannot be played.
    """
    path, kept_open = _place(stream)
    pieces = _pieces(animation)
    sent: list[bytes] = []  # what an ffmpeg that refuses an option may have left unread
    for passing in PASSING:
        code, complete, text = _run(_command(path, animation.texts, passing), kept_open, pieces, sent)
        if code == 0 or passing not in text:
            break
    if text.strip() or code or not complete:
        raise OSError(_reason(text.replace("file:" + path, "the file"), code))


def _run(
    command: Sequence[str | bytes], kept_open: list[int], pieces: Iterator[Piece], sent: list[bytes]
) -> tuple[int, bool, str]:
    """Run ffmpeg; returns its exit code, whether it read all pieces, and its messages."""
    from subprocess import DEVNULL, PIPE, Popen
    from tempfile import TemporaryFile

    complete = False
    # Not a pipe: ffmpeg would block when it is full, because nobody reads it while frames are sent.
    with TemporaryFile() as messages:
        with Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=messages, bufsize=0, pass_fds=kept_open) as process:
            assert process.stdin is not None
            try:
                complete = _feed(process.stdin, pieces, sent)
                process.wait()
            except BrokenPipeError:
                process.wait()
            except BaseException:
                process.kill()
                raise
        messages.seek(0)
        return process.returncode, complete, messages.read().decode(errors="replace")


def _feed(pipe: IO[bytes], pieces: Iterator[Piece], sent: list[bytes]) -> bool:
    """Write first what an ffmpeg before this one was sent, then the other pieces; return True when all were written."""
    for before in sent:
        _send(pipe, before)
    size = sum(map(len, sent))
    for piece in pieces:
        if size < MOST_UNREAD:
            sent.append(bytes(piece))
            size += len(piece)
        _send(pipe, piece)
    pipe.close()
    return True


def _send(pipe: IO[bytes], piece: Piece) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[pipe.write(rest) :]


def _pieces(animation: Animation) -> Iterator[Piece]:
    """The stream that ffmpeg reads: each picture as the frames that its duration asks for, the last one once more.

    A frame lasts until the next one; only a repetition tells how long the last picture does.
    """
    pictures = iter(animation.pictures)
    first = next(pictures)
    clock, planes = Clock(matroska.TICKS, LONGEST), Planes(animation.colours, first.image)
    yield matroska.head(planes.width, planes.height)
    time = begins = 0
    for picture in chain((first,), pictures):
        planes.update(picture.image, picture.changed)
        ticks = sum(clock.delays(picture.seconds))
        for begins in _beginnings(time, ticks):
            yield from _frame(begins, planes)
        time += ticks
    if time - matroska.LAST > begins:
        yield from _frame(time - matroska.LAST, planes)


def _beginnings(time: int, ticks: int) -> range:
    """When the frames of a picture begin that is shown at a time for so many ticks: regularly, none for no tick.

    >>> list(_beginnings(0, 1000)), list(_beginnings(1000, 80))
    ([0, 334, 668], [1000])
    """
    return range(time, time + ticks, -(-ticks // max(1, ticks // REPEATED)) or 1)


def _frame(time: int, planes: Planes) -> Iterator[Piece]:
    yield matroska.frame_head(time, planes.data.size)
    yield planes.data.data


def _place(stream: BinaryIO) -> tuple[str, list[int]]:
    """The path that ffmpeg opens, and the file descriptors that it inherits for it.

    On Linux ffmpeg opens the descriptor instead of the name: if this process is killed while ffmpeg starts, ffmpeg must
    not create a file in place of the removed one. It exits when its input ends with this process.
    """
    number = stream.fileno()
    if os.path.exists(f"/proc/self/fd/{number}"):
        return f"/proc/self/fd/{number}", [number]
    return stream.name, []


def _command(path: str, texts: Mapping[str, str], passing: str) -> list[str | bytes]:
    # As bytes, because the locale's encoding may lack some characters.
    tags = [f"{NAMES[keyword]}={text}".encode() for keyword, text in texts.items() if keyword in NAMES]
    metadata = [part for tag in tags for part in ("-metadata", tag)]
    source, times = [*TAGS, "-f", "matroska", "-i", "pipe:0"], ["-" + passing, "passthrough"]
    # Without `file:` ffmpeg would take what precedes a colon in the path for a protocol.
    return [program(), "-v", "error", *source, *CODER, *times, *TAGS, *metadata, "-y", "file:" + path]


def _reason(messages: str, code: int) -> str:
    """The reason why ffmpeg failed: its first message, without the component that wrote it.

    >>> _reason("[libx264 @ 0x55d0] no room\\nConversion failed!\\n", 1)
    'ffmpeg: no room'
    """
    lines = [re.sub(r"^(\[[^\]]* @ [^\]]*\] *)+", "", line).strip() for line in messages.splitlines()]
    return "ffmpeg: " + next(filter(None, lines), f"ended with code {code}")
