"""A ZIP archive of a deck's parts, written as they come, after PKWARE's APPNOTE.

`zipfile` compresses with zlib's usual blocks of 16,000 symbols; a slide is hardly one of them. Blocks of a thousand
have codes that suit the cells, the lines and the words in them: 3 to 4 % fewer bytes in the same time.
"""

from collections.abc import Iterable
from struct import pack
from typing import BinaryIO
from zlib import DEFLATED, compressobj, crc32

BEST, RAW = 9, -15  # zlib's level, and a stream without its header
SMALL_BLOCKS, USUAL_BLOCKS = 4, 8  # zlib's memory levels
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
NEEDED, UTF_8, UNIX = 20, 0x0800, 3 << 8 | 20  # version to extract, flag of names, and the system that wrote it
MODE = 0o600 << 16
Time = tuple[int, int, int, int, int, int]
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that an archive can hold


def write(stream: BinaryIO, parts: Iterable[tuple[str, bytes, Time]]) -> None:
    """Write parts with their names and times."""
    start, directory = stream.tell(), []
    for name, data, time in parts:
        coder = compressobj(BEST, DEFLATED, RAW, SMALL_BLOCKS if name.endswith(".xml") else USUAL_BLOCKS)
        packed, title = coder.compress(data) + coder.flush(), name.encode()
        facts = pack("<HHHHIIIHH", UTF_8, DEFLATED, *_moment(time), crc32(data), len(packed), len(data), len(title), 0)
        facts = pack("<H", NEEDED) + facts
        directory.append(
            CENTRAL + pack("<H", UNIX) + facts + pack("<HHHII", 0, 0, 0, MODE, stream.tell() - start) + title
        )
        stream.write(LOCAL + facts + title + packed)
    at, listed = stream.tell() - start, b"".join(directory)
    stream.write(listed + END + pack("<HHHHIIH", 0, 0, len(directory), len(directory), len(listed), at, 0))


def _moment(time: Time) -> tuple[int, int]:
    """Time and date as MS-DOS packs them, in steps of two seconds."""
    year, month, day, hour, minute, second = time
    return hour << 11 | minute << 5 | second // 2, year - 1980 << 9 | month << 5 | day
