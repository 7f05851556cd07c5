"""The archive of a deck, read by Python's own library."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from visualize.renderers.pptx import archive

PARTS = (
    ("[Content_Types].xml", b"<Types/>" * 500, archive.FIRST_DAY),
    ("ppt/media/größe.gif", bytes(range(256)) * 300, (2026, 11, 26, 23, 59, 58)),
    ("empty.xml", b"", (2107, 12, 31, 1, 2, 4)),
)


def test_holds_names_times_and_contents_in_their_order() -> None:
    stream = BytesIO()
    archive.write(stream, PARTS)
    with ZipFile(stream) as found:
        assert found.testzip() is None
        assert [(one.filename, found.read(one), one.date_time) for one in found.infolist()] == list(PARTS)
        for one in found.infolist():
            assert one.compress_type == ZIP_DEFLATED and one.external_attr == 0o600 << 16 and one.create_system == 3


def test_begins_where_the_stream_stands() -> None:
    stream = BytesIO(b"before")
    stream.seek(0, 2)
    archive.write(stream, PARTS)
    with ZipFile(BytesIO(stream.getvalue().removeprefix(b"before"))) as found:
        assert found.read("[Content_Types].xml") == PARTS[0][1]
