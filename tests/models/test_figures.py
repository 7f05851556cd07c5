"""Figures and decks of models, opened by other programs."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

import visualize as vz

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
from torch import nn  # noqa: E402

from tests import torch_models  # noqa: E402

SMALL = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10))


def test_each_layer_with_a_window_has_a_figure_of_its_own_size() -> None:
    model = vz.from_model(SMALL, input_size=8)
    assert list(model.figures) == ["0", "2"] and not model.refused
    conv, pool = (figure.operation for figure in model.figures.values())
    assert conv == vz.Conv(8, 3, padding=1, in_channels=3, out_channels=8)
    assert pool == vz.MaxPool(8, 2, in_channels=8)
    assert "3×8×8 → 8×8×8" in " ".join(label.text for label in model.figures["0"].film.labels)


def test_large_layers_are_drawn_with_one_channel_and_few_steps_and_say_so() -> None:
    with torch.device("meta"):
        model = vz.from_model(torch_models.vgg16(), input_size=224)
    assert len(model.figures) == 18 and not model.refused  # the adaptive pooling has nothing to do
    first = model.figures["features.0"]
    assert first.operation == vz.Conv(224, 3, padding=1)
    assert first.film.title == "drawn: 1 of 3 input channels, 1 of 64 output channels"
    assert list(first.steps) == [*range(8), 224 * 224 - 1]
    last = model.figures["features.28"]
    assert (last.operation.in_channels, last.operation.size) == (512, (14, 14))
    assert "drawn: 3 of 512 input channels" in " ".join(label.text for label in last.film.labels)


def test_what_is_too_large_for_a_figure_is_in_the_table_and_says_why() -> None:
    with torch.device("meta"):
        model = vz.from_model(nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(4)), input_size=2000)
    assert not model.figures and model.refused.keys() == {"0"}
    assert model.refused["0"].startswith("invalid input_size 2000,2000: the figure would have 7,")
    assert model.layers[0].output_shape == (8, 1998, 1998)


def test_an_adaptive_pooling_is_drawn_if_its_windows_are_alike() -> None:
    for size, alike in ((6, vz.AvgPool(6, 2, in_channels=2)), (7, vz.AvgPool(7, 3, 2, in_channels=2)), (8, None)):
        figures = vz.from_model(nn.AdaptiveAvgPool2d(3), input_size=(2, size, size)).figures
        assert [one.operation for one in figures.values()] == ([alike] if alike else [])


def test_options_are_those_of_figures() -> None:
    model = vz.from_model(SMALL, input_size=8, theme="dark", lang="zh", view="flat", steps="0,last")
    assert {figure.theme.name for figure in model.figures.values()} == {"dark"}
    assert [len(figure.steps) for figure in model.figures.values()] == [2, 2]
    assert model.table.splitlines()[0].split() == ["层", "类型", "输出", "感受野", "参数", "乘加次数"]
    with pytest.raises(vz.VisualizeError, match=r"^unknown theme"):
        vz.from_model(SMALL, input_size=8, theme="no")
    with pytest.raises(vz.VisualizeError, match=r"^invalid cell"):
        vz.from_model(SMALL, input_size=8, cell=60_000).figures  # noqa: B018


def test_the_slides_hold_the_table_and_the_moving_figures(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    model = vz.from_model(SMALL, input_size=8)
    assert model.save(tmp_path / "deck.pptx") == 3
    slides = list(pptx.Presentation(tmp_path / "deck.pptx").slides)
    assert [slide.shapes.title.text for slide in slides] == ["Sequential, 3×8×8", "0: Conv2d", "2: MaxPool2d"]
    (table,) = (shape.table for shape in slides[0].shapes if shape.has_table)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["layer", "class", "output", "receptive field", "parameters", "multiply-adds"]
    assert cells[2] == ["0", "Conv2d 3×3", "8×8×8", "3×3", "224", "13,824"]
    assert cells[-1] == ["total", "", "", "", "1,514", "15,104"]
    (picture,) = (shape.image for shape in slides[1].shapes if shape.shape_type == 13)
    assert Image.open(BytesIO(picture.blob)).n_frames == 9  # the first eight steps and the last
    assert "parameters: 224" in slides[1].notes_slide.notes_text_frame.text


def test_a_long_table_goes_over_several_slides_below_the_same_names(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    with torch.device("meta"):
        vz.from_model(torch_models.alexnet(), input_size=224).save(tmp_path / "deck.pptx")
    slides = pptx.Presentation(tmp_path / "deck.pptx").slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert [len(table.rows) for table in tables] == [15, 11]
    assert len({tuple(cell.text for cell in table.rows[0].cells) for table in tables}) == 1
    height = slides[0].shapes[-1].top + sum(row.height for row in tables[0].rows)
    assert height <= 12192000 * 9 / 16


def test_pdf_and_reveal_hold_the_same(tmp_path: Path) -> None:
    model = vz.from_model(SMALL, input_size=8)
    model.save(tmp_path / "deck.pdf", tmp_path / "deck.html")
    page = (tmp_path / "deck.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    assert [re.sub(r"<.*?>", "|", rows[2])] == ["|0||Conv2d 3×3||8×8×8||3×3||224||13,824|"]
    assert page.count("<section>") == 3 and page.count("data:image/svg+xml") == 2
    assert (tmp_path / "deck.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("suffix", (".pptx", ".pdf", ".html"))
def test_the_same_model_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name in ("one", "two"):
        vz.from_model(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), input_size=5).save(tmp_path / (name + suffix))
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()
    if suffix == ".pptx":  # written within the same two seconds, times of now would be equal
        assert {one.date_time[0] for one in ZipFile(tmp_path / "one.pptx").infolist()} == {1980}


def test_nothing_is_written_if_a_name_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(
        vz.VisualizeError, match=r"^unknown suffix \.gif in .*: known suffixes are \.pptx, \.pdf, \.html$"
    ):
        vz.from_model(SMALL, input_size=8).save(tmp_path / "a.pdf", tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())


def test_a_notebook_shows_the_table() -> None:
    model = vz.from_model(SMALL, input_size=8)
    assert model._repr_html_().count("<tr>") == 8 and str(model) == model.table
