"""Raw video with timestamps, as a Matroska stream that ffmpeg reads from a pipe; after RFC 9559 and, of EBML, RFC 8794.

Only the elements that a reader needs for one track of uncompressed pictures.
"""

from __future__ import annotations

TICKS = 1000  # per second, the format's default
RATE = 30  # frames a second that the stream announces: coders derive from it the speed that players need
LAST = TICKS // RATE  # ticks of the last frame
EBML, DOC_TYPE, SEGMENT, TRACKS, TRACK_ENTRY, VIDEO = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B, 0xAE, 0xE0
TRACK_NUMBER, TRACK_UID, TRACK_TYPE, DEFAULT_DURATION, CODEC_ID = 0xD7, 0x73C5, 0x83, 0x23E383, 0x86
PIXEL_WIDTH, PIXEL_HEIGHT, UNCOMPRESSED_FOURCC = 0xB0, 0xBA, 0x2EB524
CLUSTER, TIMESTAMP, SIMPLE_BLOCK = 0x1F43B675, 0xE7, 0xA3
UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
BLOCK_HEAD = b"\x81\0\0\x80"  # of track 1, at the cluster's time, a key frame


def head(width: int, height: int) -> bytes:
    """What precedes the frames, which are planes of YUV 4:2:0."""
    size = _number(PIXEL_WIDTH, width) + _number(PIXEL_HEIGHT, height)
    video = _element(VIDEO, size + _element(UNCOMPRESSED_FOURCC, b"I420"))
    track = _number(TRACK_NUMBER, 1) + _number(TRACK_UID, 1) + _number(TRACK_TYPE, 1)
    track += _number(DEFAULT_DURATION, 10**9 // RATE) + _element(CODEC_ID, b"V_UNCOMPRESSED") + video
    tracks = _element(TRACKS, _element(TRACK_ENTRY, track))
    return _element(EBML, _element(DOC_TYPE, b"matroska")) + SEGMENT.to_bytes(4, "big") + UNKNOWN_SIZE + tracks


def frame_head(time: int, length: int) -> bytes:
    """What precedes the bytes of a frame: a cluster that holds nothing else."""
    timestamp = _number(TIMESTAMP, time)
    block = _start(SIMPLE_BLOCK, len(BLOCK_HEAD) + length) + BLOCK_HEAD
    return _start(CLUSTER, len(timestamp) + len(block) + length) + timestamp + block


def _start(kind: int, length: int) -> bytes:
    """The id of an element and the length of its content, in eight bytes whose first bit tells that they are eight."""
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + (1 << 56 | length).to_bytes(8, "big")


def _element(kind: int, content: bytes) -> bytes:
    return _start(kind, len(content)) + content


def _number(kind: int, value: int) -> bytes:
    """An element that holds a number.

    >>> _number(PIXEL_WIDTH, 640).hex()
    'b001000000000000080000000000000280'
    """
    return _element(kind, value.to_bytes(8, "big"))
