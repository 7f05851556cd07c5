"""The archive of a deck, read by Python's own library."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from visualize.renderers.pptx import archive

PARTS = (
    ("[Content_Types].xml", b"<Types/>" * 500, archive.FIRST_DAY),
    ("ppt/media/größe.gif", bytes(range(256)) * 300, (2026, 11, 26, 23, 59, 58)),
)


def test_parts_are_alike_on_every_system() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as target:
        for part in PARTS:
            archive.add(target, *part)
    with ZipFile(stream) as found:
        assert [(one.filename, found.read(one), one.date_time) for one in found.infolist()] == list(PARTS)
        for one in found.infolist():
            assert one.compress_type == ZIP_DEFLATED and one.external_attr == 0o600 << 16 and one.create_system == 3
