"""Pictures as input: as viewers show them, shrunk in the middle, read once, in little memory."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.command_line import run
from visualize.cli.photos import Photo, photo

heavy = pytest.mark.skipif("VISUALIZE_HEAVY" not in os.environ, reason="takes seconds and a GB: set VISUALIZE_HEAVY")


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(x) (w) file closefile\n"
GREY, COLOUR = Image.new("L", (16, 16)), Image.new("RGB", (16, 16))


def test_a_photo_of_several_is_its_first(tmp_path: Path) -> None:
    """Phones write JPEGs with a second picture behind the first (MPO)."""
    first = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8))
    data = encoded(first, "MPO", save_all=True, append_images=[first.rotate(180)])
    (tmp_path / "a.jpg").write_bytes(data)
    assert data.count(b"\xff\xd8\xff") == 2
    (tmp_path / "b.jpg").write_bytes(encoded(first, "JPEG"))
    several, one = (Photo(str(tmp_path / name)).levels for name in ("a.jpg", "b.jpg"))
    assert several.shape == (40, 30) and (several == one).all()


def photos() -> dict[str, bytes]:
    """One of each kind, in strips of 64 rows and a rest; those that stand on their side say so in EXIF."""
    random, made = np.random.default_rng(1), {}
    shape, exif = (135, 67), Image.Exif()
    smooth = np.linspace(20, 200, shape[0])[:, None] + np.linspace(0, 40, shape[1])
    for mode, channels in (("L", ()), ("LA", (2,)), ("RGB", (3,)), ("RGBA", (4,))):
        noisy = random.normal(0, 5, (*shape, *channels)) + (smooth[..., None] if channels else smooth)
        image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
        for turn in (1, 2, 3, 4, 5, 6, 7, 8):
            exif[0x0112] = turn
            made[f"{mode} PNG {turn}"] = encoded(image, "PNG", exif=exif)
            if mode in ("L", "RGB"):
                made[f"{mode} JPEG {turn}"] = encoded(image, "JPEG", exif=exif)
    grey, colour = Image.open(io.BytesIO(made["L PNG 1"])), Image.open(io.BytesIO(made["RGB PNG 1"]))
    made["1 PNG"] = encoded(grey.convert("1"), "PNG")
    made["I;16 PNG"] = encoded(Image.fromarray((smooth * 256).astype(np.uint16)), "PNG")
    made["P PNG"] = encoded(colour.quantize(99), "PNG")
    made["P transparent PNG"] = encoded(colour.quantize(99), "PNG", transparency=bytes(range(99)))
    made["CMYK JPEG"] = encoded(colour.convert("CMYK"), "JPEG")
    made["progressive JPEG"] = encoded(colour, "JPEG", progressive=True)
    return made


@pytest.mark.parametrize(("name", "data"), photos().items(), ids=photos())
def test_large_photos_are_read_as_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    """Two decoders, imageio and ours in strips; reduced, cells are hardly another grey."""
    (tmp_path / "a.png").write_bytes(data)
    path = str(tmp_path / "a.png")
    small, cells = Photo(path).levels, Photo(path).reduced((5, 4))
    monkeypatch.setattr(photo, "REDUCED_PIXELS", 1)
    with monkeypatch.context() as whole:
        whole.setattr(photo, "_factor", lambda size: 1)
        assert (Photo(path).levels == small).all()
    monkeypatch.setattr(photo, "REDUCED_PIXELS", small.size // 3)
    halved = Photo(path)
    assert halved.levels.size < 0.3 * small.size and abs(halved.reduced((5, 4)) - cells).max() <= 6


MEASURED = """
import sys, time
sys.path.insert(0, sys.argv[2])
from visualize.cli.photos import Photo
shape = Photo(sys.argv[1]).reduced((24, 32)).shape
# Not ru_maxrss, which begins at what the parent process had.
with open("/proc/self/status") as stream:
    kilobytes = next(line.split()[1] for line in stream if line.startswith("VmHWM:"))
print(*shape, int(kilobytes) / 1000, time.process_time())
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="measures memory as Linux tells it")
@pytest.mark.parametrize(
    ("name", "size", "kind", "how"),
    [
        ("48 megapixels", (8000, 6000), "JPEG", {}),
        pytest.param("108 megapixels", (12000, 9000), "JPEG", {}, marks=heavy),
        pytest.param("199 megapixels", (16300, 12200), "JPEG", {}, marks=heavy),
        pytest.param("48 megapixels, progressive", (8000, 6000), "JPEG", {"progressive": True}, marks=heavy),
        pytest.param("48 megapixels, PNG", (8000, 6000), "PNG", {"compress_level": 1}, marks=heavy),
    ],
)
def test_photographs_of_phones(
    tmp_path: Path, name: str, size: tuple[int, int], kind: str, how: dict[str, Any]
) -> None:
    """In 300 MB, and three seconds of a processor."""
    tile = Image.fromarray(
        np.random.default_rng(0).normal(128, 9, (size[1] // 100, size[0] // 100, 3)).astype(np.uint8)
    )
    tile.resize(size, Image.Resampling.BILINEAR).save(tmp_path / "a.jpg", kind, **how)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-W", "error", "-c", MEASURED, str(tmp_path / "a.jpg"), root]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    rows, columns, megabytes, seconds = map(float, done.stdout.split())
    assert (rows, columns, done.stderr) == (24, 32, "")
    assert megabytes <= 300 and seconds <= 3


def test_a_photo_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio.v3 as imageio

    from visualize.cli import main

    (tmp_path / "a.png").write_bytes(encoded(GREY, "PNG"))
    monkeypatch.chdir(tmp_path)
    calls, read = [], imageio.imread
    monkeypatch.setattr(imageio, "imread", lambda data, **how: calls.append(type(data)) or read(data, **how))
    with pytest.raises(SystemExit) as end:
        main(["--input", "a.png", "--kernel", "blur", "-o", "a.svg"])
    assert (end.value.code, calls) == (0, [bytes])


def test_what_is_decoded_is_what_was_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written over between the two, the file is refused."""
    path = tmp_path / "a.png"
    path.write_bytes(encoded(GREY, "JPEG"))
    checked = photo._checked

    def swapped(name: str, found: Any) -> Any:
        path.write_bytes(POSTSCRIPT)  # in place, so that the open file is the one
        return checked(name, found)

    monkeypatch.setattr(photo, "_checked", swapped)
    with pytest.raises(vz.VisualizeError, match="cut short or damaged"):
        Photo(str(path)).levels  # noqa: B018 - decoded when asked


@pytest.mark.parametrize(
    ("mode", "pixels", "wanted"),
    [
        ("I;16", np.array([[0, 65535], [32768, 257]], np.uint16), [[0, 255], [128, 1]]),
        ("1", np.array([[0, 255], [255, 0]], np.uint8), [[0, 255], [255, 0]]),
        (
            "RGBA",
            np.array([[[0, 0, 0, 255], [0, 0, 0, 0]], [[255] * 4, [0, 0, 0, 128]]], np.uint8),
            [[0, 255], [255, 127]],
        ),
        ("LA", np.array([[[0, 255], [0, 0]], [[255, 255], [100, 255]]], np.uint8), [[0, 255], [255, 100]]),
    ],
)
def test_pictures_of_every_depth(tmp_path: Path, mode: str, pixels: np.ndarray, wanted: list[list[int]]) -> None:
    image = Image.fromarray(pixels).convert("1") if mode == "1" else Image.fromarray(pixels)
    assert image.mode == mode
    image.save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    values = json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"]
    assert values == [wanted]


@pytest.mark.parametrize(("size", "cells"), (((400, 300), (24, 32)), ((12, 10), (10, 12)), ((32, 32), (32, 32))))
def test_pictures_keep_their_proportions(tmp_path: Path, size: tuple[int, int], cells: tuple[int, int]) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    assert tuple(json.loads((tmp_path / "a.json").read_text())["operation"]["input_size"]) == cells


def test_the_first_frame_of_a_moving_picture(tmp_path: Path) -> None:
    frames = [Image.new("L", (3, 3), value) for value in (10, 200)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    assert json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"] == [[[10] * 3] * 3]


def test_photos_stand_as_viewers_show_them(tmp_path: Path) -> None:
    """A phone's picture lies on its side and says so."""
    image = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3) * 40)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter to the right when shown
    image.resize((3, 2)).save(tmp_path / "a.png", exif=exif)
    assert run(tmp_path, "--input", "a.png", "--k", "1", "-o", "a.json").returncode == 0
    values = np.array(json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"][0])
    assert (values == np.rot90(np.asarray(image), -1)).all()


def test_printers_colours_are_read(tmp_path: Path) -> None:
    Image.new("CMYK", (8, 8), (0, 0, 0, 255)).save(tmp_path / "a.jpg", quality=95)
    assert run(tmp_path, "--input", "a.jpg", "--k", "1", "-o", "a.json").returncode == 0
    values = np.array(json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"])
    assert values.max() < 10  # black


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.npy", b"hello", "cannot be read: is no .npy file"),
        ("a.png", b"", "is empty"),
        ("a.jpg", b"text, not a picture", "cannot be read: is no PNG or JPEG picture"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(tmp_path, "--input", name, "--k", "1")
    assert (result.returncode, result.stderr) == (2, f"visualize: invalid input {name}: {told}\n")


@pytest.mark.parametrize(("size", "cells"), (((517, 20), (8, 32)), ((7, 333), (32, 7)), ((3, 200), (32, 3))))
def test_strips_keep_some_rows(tmp_path: Path, size: tuple[int, int], cells: tuple[int, int]) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.png")
    assert run(tmp_path, "--input", "a.png", "--kernel", "sobel-x", "-o", "a.json").returncode == 0
    assert tuple(json.loads((tmp_path / "a.json").read_text())["operation"]["input_size"]) == cells


def test_picture_is_the_middle_made_grey(tmp_path: Path) -> None:
    """A picture of three vertical stripes, wider than high: the middle one remains, as its luma."""
    stripes = np.zeros((20, 60, 3), np.uint8)
    stripes[:, :20], stripes[:, 20:40], stripes[:, 40:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    Image.fromarray(stripes).save(tmp_path / "p.png")
    result = run(tmp_path, "--input", "p.png", "--kernel", "identity", "--i", "4", "-o", "a.json")
    assert result.returncode == 0, result.stderr
    values = json.loads((tmp_path / "a.json").read_text())["grids"]["input"]["values"]
    assert {number for row in values[0] for number in row} == {150.0}
