"""The lecture: named figures, captions in two languages and conventions, stacks of layers, use counts, formulas."""

import json
import subprocess
import sys
from math import ceil, floor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.decoding import SVG, gif_frames
from tests.layout.test_fit import table, texts
from tests.loops import conv_size
from visualize.cli import commands, gallery, parser
from visualize.film import INPUT, Grid, Tensor
from visualize.operations import receptive_field
from visualize.style import fonts
from visualize.text import phrases
from visualize.text.captions import size_lines
from visualize.text.formulas import d2l_size_formula, output_size_formula

VGG16 = "3+1 3+1 2/2 3+1 3+1 2/2 3+1 3+1 3+1 2/2 3+1 3+1 3+1 2/2 3+1 3+1 3+1 2/2"
SIZES = {
    "no_padding_no_strides": (4, 2),
    "arbitrary_padding_no_strides": (5, 6),
    "same_padding_no_strides": (5, 5),
    "full_padding_no_strides": (5, 7),
    "no_padding_strides": (5, 2),
    "padding_strides": (5, 3),
    "padding_strides_odd": (6, 3),
    "dilation": (7, 3),
    "lecture-padding": (8, 8),
    "lecture-padding-5x3": (8, 8),
    "lecture-stride": (8, 4),
    "lecture-stride-3x4": (8, 2),
}
NUMBERS = {
    "numerical_no_padding_no_strides": "12 12 17; 10 17 19; 9 6 14",
    "numerical_padding_strides": "6 17 3; 8 17 13; 6 4 4",
    "numerical_average_pooling": "1.7 1.7 1.7; 1.0 1.2 1.8; 1.1 0.8 1.3",
    "numerical_max_pooling": "3 3 3; 3 3 3; 3 2 3",
    "d2l-correlation": "19 25; 37 43",
    "d2l-conv-pad": "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0",
    "d2l-conv-stride": "0 8; 6 8",
    "d2l-pooling": "4 5; 7 8",
    "d2l-trans-conv": "0 0 1; 0 4 6; 4 12 9",
    "d2l-trans-conv-stride2": "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9",
}


def run(folder: Path, *given_words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visualize", *given_words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


def figure_of(name: str, *more: str) -> vz.Figure:
    options = parser.drawing_parser().parse_args([*gallery.BY_NAME[name].flags, *more])
    return commands.figure_from(options)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    result = run(folder, "gallery", "--output", "all")
    assert result.returncode == 0, result.stderr
    return folder / "all"


def test_every_published_name_is_there(drawn: Path) -> None:
    transposed = {f"{name}_transposed" for name in list(SIZES)[:7]}
    assert set(gallery.BY_NAME) == set(SIZES) | transposed | set(NUMBERS)
    assert {path.name for path in drawn.iterdir()} == {n + s for n in gallery.BY_NAME for s in (".gif", ".svg")}


@pytest.mark.parametrize("name", SIZES)
def test_named_sizes(name: str) -> None:
    before, after = SIZES[name]
    operation = figure_of(name).operation
    assert operation.input_size == (before, before)
    assert operation.output_size == (after, after)


@pytest.mark.parametrize("name", list(SIZES)[:7])
def test_transposed_goes_back(name: str) -> None:
    before, after = SIZES[name]
    operation = figure_of(f"{name}_transposed").operation
    assert operation.input_size == (after, after)
    assert operation.output_size == (before, before)
    assert operation.kernel_size == figure_of(name).operation.kernel_size


@pytest.mark.parametrize("name", NUMBERS)
def test_named_numbers(drawn: Path, name: str) -> None:
    assert table(texts((drawn / f"{name}.svg").read_text(), "output")) == NUMBERS[name]


def test_every_drawn_figure_has_all_its_steps(drawn: Path) -> None:
    for name in gallery.BY_NAME:
        figure = figure_of(name)
        frames = gif_frames(drawn / f"{name}.gif")
        assert len(frames) == figure.film.frame_count
        for frame, mine in zip(frames, figure.frames(), strict=True):
            np.testing.assert_array_equal(frame, mine)


def test_a_name_draws_and_its_flags_can_be_overridden(tmp_path: Path) -> None:
    assert run(tmp_path, "padding_strides").stdout.startswith("padding_strides.gif: 5x5 -> 3x3, 9 steps")
    assert run(tmp_path, "padding_strides", "--i", "7", "-o", "x.svg").stdout.startswith("x.svg: 7x7 -> 4x4, 16 steps")
    assert "padding_strides_odd_transposed" in run(tmp_path, "gallery").stdout
    assert "转置" in run(tmp_path, "gallery", "--lang", "zh").stdout


def test_receptive_fields_of_vgg16() -> None:
    found = [field.receptive_field for field in receptive_field.fields((224, 224), receptive_field.parse(VGG16))]
    assert [rows for rows, _ in found] == [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]
    assert all(rows == columns for rows, columns in found)


LAYERS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 1), st.integers(1, 2)), min_size=1, max_size=4
)


@settings(max_examples=40)
@given(LAYERS)
def test_receptive_fields_are_where_gradients_go(parameters: list[tuple[int, int, int, int]]) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    layers = [receptive_field.Layer((k, k), (s, s), (p, p), (d, d)) for k, s, p, d in parameters]
    size = 150
    fields = receptive_field.fields((size, size), layers)
    x = torch.zeros(1, 1, size, size, requires_grad=True)
    y = x
    for (k, s, p, d), field in zip(parameters, fields, strict=True):
        layer = torch.nn.Conv2d(1, 1, k, s, p, d, bias=False)
        torch.nn.init.constant_(layer.weight, 1.0)
        y = layer(y)
        assert tuple(y.shape[2:]) == field.output_size
        row, column = field.output_size[0] // 2, field.output_size[1] // 3
        gradient = torch.autograd.grad(y[0, 0, row, column], x, retain_graph=True)[0][0, 0].numpy()
        rows, columns = np.flatnonzero(gradient.any(axis=1)), np.flatnonzero(gradient.any(axis=0))
        for axis, (cells, at) in enumerate(((rows, row), (columns, column))):
            start = field.start[axis] + at * field.jump[axis]
            wanted = range(max(0, start), min(size, start + field.receptive_field[axis]))
            assert (cells[0], cells[-1] + 1) == (wanted.start, wanted.stop)


def test_stack_command(tmp_path: Path) -> None:
    lines = run(tmp_path, "stack", "--i", "32", "--layers", "5 5 5 5 5 5 5").stdout.splitlines()
    assert [line.split()[2] for line in lines[2:]] == ["28x28", "24x24", "20x20", "16x16", "12x12", "8x8", "4x4"]
    data = json.loads(run(tmp_path, "stack", "--i", "32", "--layers", "5 3/2+1", "--json").stdout)
    assert data == {
        "layers": [
            {"output_size": [28, 28], "receptive_field": [5, 5], "jump": [1, 1], "start": [0, 0]},
            {"output_size": [14, 14], "receptive_field": [7, 7], "jump": [2, 2], "start": [-1, -1]},
        ]
    }
    told = run(tmp_path, "stack", "--i", "224", "--layers", "5", "--until", "4").stdout
    assert told.splitlines()[-1] == "55 layers until 4x4"


@pytest.mark.parametrize(
    ("given_words", "start"),
    [
        (["stack", "--i", "8", "--layers", "3+"], "invalid layers 3+: each is a kernel"),
        (["stack", "--i", "8"], "missing layers"),
        (["stack", "--i", "8", "--layers", "9"], "invalid kernel_size 9: larger than the padded input"),
        (["stack", "--i", "8", "--layers", "3", "--until", "3"], "invalid until 3: the output goes from 4x4 to 2x2"),
        (["stack", "--i", "9", "--layers", "2 2 2 2 2", "-o", "x.gif"], "invalid layers 5: at most 4 are drawn"),
        (["stack", "--i", "9", "--layers", "2", "-o", "x.json"], "unsupported suffix .json"),
        (["--k", "3", "--lang", "fr"], "unknown lang fr: known languages are en, zh"),
        (["--k", "3", "--convention", "keras"], "unknown convention keras: known conventions are torch, d2l, both"),
        (["--k", "3", "--lang", "zh", "--view", "flat", "--font", "no.ttf"], "invalid font no.ttf: cannot be read"),
        (["formula", "--k", "3", "-o", "f.gif"], "unknown suffix .gif in f.gif: known suffixes are .svg, .png, .pdf"),
        (["gallery", "--output", "no/where"], "invalid output no/where: the folder"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, given_words: list[str], start: str) -> None:
    result = run(tmp_path, *given_words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_drawn_stack_lights_what_the_output_depends_on() -> None:
    """Cell by cell against plain loops: from the output cell down, each lit cell lights its taps."""
    layers = (vz.Conv(9, 3, 2, 1), vz.Conv(5, 2, 1, 0), vz.Conv(4, 3, 1, 1))
    figure = vz.stack_figure(layers)
    assert figure.film.frame_count == 16
    for step in range(16):
        frame = figure.film.frame(step)
        cells = {divmod(step, 4)}
        below = Grid(Tensor.LAYER, layer=2), Grid(Tensor.LAYER, layer=1), INPUT
        for grid, layer in zip(below, reversed(layers), strict=True):
            (top, _, left, _), (height, width) = layer.padding, layer.input_size
            drawn = {
                (r * layer.stride[0] + u, c * layer.stride[1] + v)
                for r, c in cells
                for u in range(layer.kernel_size[0])
                for v in range(layer.kernel_size[1])
            }
            lit = {tuple(at) for at in np.argwhere(frame.roles[grid] % 8 == 2).tolist()}
            assert lit == drawn
            cells = {(r - top, c - left) for r, c in drawn if 0 <= r - top < height and 0 <= c - left < width}


@settings(max_examples=10_000)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 8), st.integers(0, 8))
def test_the_lectures_formulas(n: int, k: int, s: int, before: int, after: int) -> None:
    p = before + after
    if n + p < k:
        return
    counted = conv_size(n, k, s, before, after, 1)
    assert floor((n - k + p + s) / s) == counted
    axis = vz.Conv(n, k, s, (before, after, before, after)).axes[0]
    for formula in (output_size_formula(axis), d2l_size_formula(axis)):
        assert int(formula.split()[-1]) == counted
        left = formula.rsplit(" = ", 1)[0].replace("·", "*").replace("−", "-")
        assert eval(left.replace("⌊", "floor(").replace("⌋", ")")) == counted
    if s == 1:
        assert n - k + p + 1 == counted
    same = vz.Conv(n, k, s, "same-d2l")
    assert same.padding[:2] == (ceil((k - 1) / 2), floor((k - 1) / 2))
    assert same.output_size[0] == floor((n + s - 1) / s)
    if n % s == 0:
        assert same.output_size[0] == n // s


def test_conventions() -> None:
    operation = vz.Conv(8, 3, 2, 1)
    torch, d2l = "⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4", "⌊(8 − 3 + 2 + 2) / 2⌋ = 4"
    assert size_lines(operation, convention="torch")[1:] == (torch,)
    assert size_lines(operation, convention="d2l")[1:] == (d2l,)
    assert size_lines(operation, convention="both")[1:] == (torch, d2l)


def test_every_phrase_is_in_both_languages() -> None:
    for key, (english, chinese) in phrases.PHRASES.items():
        assert english, key
        assert chinese, key
        fields = [text.count("{") for text in (english, chinese)]
        assert fields[0] == fields[1], key
        assert not fonts.is_chinese(english), key


def chinese_font() -> Any:
    if fonts.chinese_font() is None:
        pytest.skip("needs a Chinese font: apt-get install fonts-wqy-microhei")
    return fonts.chinese_font()


def test_chinese_letters_are_not_boxes() -> None:
    chinese_font()
    box, _, _ = fonts.mask("\u9fff", 30)
    letters = {letter for _, chinese in phrases.PHRASES.values() for letter in chinese if fonts.is_chinese(letter)}
    assert len(letters) > 80
    seen = set()
    for letter in sorted(letters):
        pixels, _, _ = fonts.mask(letter, 30)
        assert pixels.any(), letter
        assert pixels.shape != box.shape or (pixels != box).any(), letter
        seen.add((pixels.shape, pixels.tobytes()))
    assert len(seen) == len(letters)


def test_no_font_is_an_error_not_a_box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "chinese_font", lambda font=None: None)
    figure = vz.figure(vz.Conv(5, 3), view="flat", lang="zh")
    with pytest.raises(vz.VisualizeError, match=r"missing font: .*fonts-wqy-microhei.*--font FILE"):
        figure.save(tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []
    figure.save(tmp_path / "a.svg")
    assert "输入" in (tmp_path / "a.svg").read_text()


def test_chinese_everywhere(tmp_path: Path) -> None:
    chinese_font()
    result = run(tmp_path, "lecture-stride", "--lang", "zh", "--view", "flat", "-o", "a.gif", "-o", "a.svg")
    assert result.stdout.startswith("a.gif, a.svg：8x8 -> 4x4，16 步，")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.find(SVG + "title").text == "卷积 8×8 → 4×4"
    assert "步逐格得到" in root.find(SVG + "desc").text
    shown = [element.text for element in root.iter(SVG + "text")]
    assert [text for text in shown if text.startswith(("输入", "核", "输出"))] == ["输入 8×8", "核 3×3", "输出 4×4"]


def test_chinese_in_chromium_is_no_box(browser: Any) -> None:
    """Each letter drawn by the browser differs from the box that it draws for a letter nobody has."""
    chinese_font()
    family = fonts.family("输").replace("'", "")
    script = """([letters, family]) => { const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 40; const draw = canvas.getContext('2d', {willReadFrequently: true});
        return [...letters].map(letter => { draw.clearRect(0, 0, 40, 40); draw.font = `30px ${family}`;
            draw.fillText(letter, 4, 34); return draw.getImageData(0, 0, 40, 40).data.join() }) }"""
    page = browser.new_page()
    *letters, box = page.evaluate(script, ["输入核出填充步幅\U000e0fff", family])
    page.close()
    assert len(set(letters)) == len(letters)
    assert box not in letters


@pytest.mark.parametrize("suffix", (".svg", ".png", ".pdf"))
def test_typeset_formula(tmp_path: Path, suffix: str) -> None:
    contents = []
    for name in ("a", "b"):
        result = run(
            tmp_path, "formula", "--k", "3", "--p", "1", "--s", "2", "--convention", "both", "-o", name + suffix
        )
        assert result.stdout == name + suffix + "\n", result.stderr
        contents.append((tmp_path / (name + suffix)).read_bytes())
    assert contents[0] == contents[1]
    if suffix == ".png":
        with Image.open(tmp_path / "a.png") as image:
            assert image.width > 600
            assert len(image.convert("L").getcolors()) > 10


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))
def test_use_counts(size: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    try:
        operation = vz.Conv(size, kernel, stride, padding, dilation)
    except vz.VisualizeError:
        return
    figure = vz.figure(operation, color_by="uses")
    counts = np.zeros((size + 2 * padding,) * 2, int)
    for row, column in np.ndindex(*operation.output_size):
        for u, v in np.ndindex(kernel, kernel):
            counts[row * stride + u * dilation, column * stride + v * dilation] += 1
    shown = figure.film.frame(0).texts[INPUT]
    np.testing.assert_array_equal(shown.astype(int), counts)
    shades = figure.film.frame(0).shades[INPUT].astype(int)
    order = np.argsort(counts.ravel(), kind="stable")
    assert (np.diff(shades.ravel()[order]) >= 0).all()


def test_the_gallery_page_is_what_its_command_gives(tmp_path: Path) -> None:
    """Drawn anew with `python assets/gallery.py`."""
    root = Path(__file__).parents[2]
    copy = tmp_path / "gallery.py"
    copy.write_bytes((root / "assets" / "gallery.py").read_bytes())
    subprocess.run([sys.executable, str(copy)], check=True, cwd=tmp_path)
    made = {path.name: path.read_bytes() for path in (tmp_path / "gallery").iterdir()}
    kept = {path.name: path.read_bytes() for path in (root / "assets" / "gallery").iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_a_pile_names_its_planes_and_stays_on_a_slide() -> None:
    layers = receptive_field.operations((32, 32), receptive_field.parse("5 5 3/2+1"))
    film = vz.stack_figure(layers, lang="zh").film
    named = {label.text: label.at for label in film.labels}
    assert film.height <= 1000
    assert {"输入 32×32", "第 1 层 28×28", "第 2 层 24×24", "输出 12×12"} <= set(named)
    right = max(place.bounds()[2] for place in film.placements.values())
    for text in ("输入 32×32", "第 1 层 28×28", "第 2 层 24×24", "输出 12×12"):
        size = next(label.size for label in film.labels if label.text == text)
        half = fonts.width(text, size) / 2
        assert right < named[text][0] - half and named[text][0] + half < film.width
    assert vz.stack_figure(layers, cell=20).film.height > 2000
