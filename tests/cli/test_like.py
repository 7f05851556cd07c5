"""`--like`, `--output-size` and `compare --like` as a user meets them: captions, recipes, pictures, messages."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import middles
from visualize.cli.drawing import words_to_figure
from visualize.operations.dialect import FRAMEWORKS
from visualize.text.code_lines import code
from visualize.text.dialect_phrases import DIALECTS
from visualize.text.phrases import phrase

FIGURES = (
    "--like torch --k 4 --p same",
    "--like torch --transposed --i 3 --k 3 --s 2 --output-size 6",
    "--like torch --transposed --i 3 --k 3 --s 2 --p 0 --output-size 8",
    "--like tensorflow --i 6 --k 3 --s 2 --p same",
    "--like tensorflow --transposed --i 3x4 --k 3 --s 2 --p same --output-size 5x8",
    "--like keras --dims 1 --i 7 --k 3 --p causal",
    "--like keras --transposed --i 3 --k 3 --s 2 --p same --output-padding 1",
    "--like jax --op avg-pool --i 6 --k 3 --s 2 --p same-lower",
    "--like jax --transposed --i 3 --k 2x3 --s 2 --p valid",
    "--like onnx --op avg-pool --i 6 --k 3 --s 2 --p same --count-include-pad",
    "--like onnx --op max-pool --k 2 --ceil-mode",
    "--like caffe --op avg-pool --i 6 --k 3 --s 2 --p 1",
    "--like caffe --k 3 --in-channels 2 --out-channels 3",
    "--like d2l --i 8 --k 3 --p 2 --s 2",
)


@pytest.mark.parametrize("words", FIGURES)
@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_caption_has_the_rule_and_the_line_and_the_recipe_draws_it_again(words: str, language: str) -> None:
    drawn = words_to_figure([*shlex.split(words), "--lang", language])
    layer = drawn.operation
    said = "".join("".join(label.text for label in drawn.film.labels).split())
    assert layer.dialect is not None and layer.dialect.rules
    for key, *inserted in layer.dialect.rules:
        assert "".join(phrase(key, language).format(*inserted).split()) in said
    assert "".join(code(layer).split()) in said
    again = words_to_figure(shlex.split(drawn.recipe)[3:])
    assert again == drawn and again.recipe == drawn.recipe and again.encoded(".svg") == drawn.encoded(".svg")


def test_rules_are_said_in_the_frameworks_own_spelling() -> None:
    assert all("{0}" in text for texts in DIALECTS.values() for text in texts)
    found = words_to_figure(shlex.split("--like onnx --i 6 --k 3 --s 2 --p same"))
    assert 'ONNX, auto_pad="SAME_UPPER": output = ⌈input / stride⌉; padding 1 in all' in " ".join(
        " ".join(label.text for label in found.film.labels).split()
    )


def test_the_book_has_its_own_formula() -> None:
    found = words_to_figure(shlex.split("--like d2l --i 8 --k 3 --p 2 --s 2"))
    assert any("⌊(8 − 3 + 2 + 2) / 2⌋ = 4" in label.text for label in found.film.labels)


@pytest.mark.parametrize("reading", ("", "--reading scatter", "--reading scatter --parts"))
@pytest.mark.parametrize("words", ("--k 3 --s 2 --p same", "--k 2x3 --p valid", "--k 3 --d 2 --s 1x2 --p 2", "--k 2"))
def test_an_unturned_kernel(words: str, reading: str, tmp_path: Path) -> None:
    """The numbers of a file: every step's sum, or stamp, of the kernel as given, against JAX's formula by loops."""
    drawn = words_to_figure(
        shlex.split(f"--like jax --transposed --i 3 {words} {reading} --input arange --kernel arange")
    )
    drawn.save(tmp_path / "a.json")
    story = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    kernel = np.array(story["grids"]["kernel"]["values"])[0, 0]
    assert kernel.ravel().tolist() == list(range(kernel.size))
    given = np.array(story["grids"]["input"]["values"], float)[0]
    result = np.array(story["grids"]["output"]["values"], float)[0]
    sums = np.zeros(result.shape)
    for step in story["steps"]:
        for tap in step["taps"]:
            source, place = (tap["input"], step["output"]) if "output" in step else (step["input"], tap["output"])
            sums[tuple(place[1:])] += given[tuple(source[1:])] * kernel[tuple(tap["kernel"][2:])]
    shown = ~np.isnan(result)
    np.testing.assert_array_equal(sums[shown], result[shown])
    wanted = drawn.operation.apply(np.arange(9).reshape(3, 3), kernel)
    np.testing.assert_array_equal(result[shown].reshape(wanted.shape), wanted)
    drawn_kernel = re.findall(r'data-text="kernel/0/0/(\d+)/(\d+)"[^>]*>(\d+)<', drawn.encoded(".svg").decode())
    assert all(kernel[int(row), int(column)] == int(text) for row, column, text in drawn_kernel) and drawn_kernel
    corners = middles(drawn.encoded(".svg").decode())
    last = f"kernel/0/0/{kernel.shape[0] - 1}/{kernel.shape[1] - 1}"
    assert (corners[last] > corners["kernel/0/0/0/0"]) == (not reading)  # a stamp is the kernel turned
    text = drawn.alt_text + " ".join(label.text for label in drawn.film.labels)
    assert "JAX does not turn the kernel" in " ".join(text.split())


def test_an_unturned_kernel_has_no_gradient(said: Callable[..., Any]) -> None:
    code, _, line = said(*shlex.split("--like jax --transposed --k 3 --gradient input"))
    assert code == 2 and "unsupported gradient" in line


def test_shape_prints_the_line_and_the_rule(said: Callable[..., Any]) -> None:
    out = said("shape", *shlex.split("--like tensorflow --i 224 --k 7 --s 2 --p same"))[1].splitlines()
    assert 'TensorFlow: tf.nn.conv2d(x, w, strides=2, padding="SAME")' in out
    assert out[-1].startswith("TensorFlow, SAME: output = ⌈input / stride⌉; padding 5 in all")
    data = json.loads(said("shape", *shlex.split("--like jax --transposed --k 3 --s 2 --p same --json"))[1])
    assert (data["like"], data["code"]) == ("jax", 'lax.conv_transpose(x, w, (2, 2), "SAME")')
    assert data["pytorch"].endswith("# its weight is w.flip(2, 3)")


@pytest.mark.parametrize(
    ("words", "line"),
    (
        (
            "--like mxnet --k 3",
            "unknown like mxnet: known frameworks are torch, tensorflow, keras, jax, onnx, caffe, d2l",
        ),
        ("--like torch --k 3 --s 2 --p same", "invalid padding same: PyTorch takes it with stride 1 only, not 2"),
        ("--like keras --op pixel-shuffle", "unsupported like keras: the rules are those of layers with one window"),
        ("--k 3 --output-size 3", "unsupported output_size 3: conv has none; it belongs to conv-transpose"),
        ("--transposed --k 3 --output-size 4", "invalid output_size 4: with stride 1 reachable are 7, 5, 3, 1"),
        ("compare --like torch --k 3", "invalid figures 1: two to 4 can be compared"),
        ("compare --like torch,caffe '--k 3' '--k 2'", "invalid figures 2: the frameworks of --like are compared"),
        ("compare --like torch,caffe --k 3 --p same", "invalid padding same: Caffe names none"),
    ),
)
def test_refusals_are_one_line(said: Callable[..., Any], tmp_path: Path, words: str, line: str) -> None:
    code, out, err = said(*shlex.split(words), "-o", "a.svg")
    assert (code, out) == (2, "") and err.startswith(f"visualize: {line}") and err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_frameworks_part_on_a_large_input(said: Callable[..., Any], tmp_path: Path) -> None:
    """Padding 3/3 against 2/3: how many rows of padding the first and the last window hold, in the loupes' cells."""
    words = "compare --like torch,tensorflow --i 224 --k 7 --s 2 --p same -o a.svg -o c.gif"
    assert said(*shlex.split(words))[0] == 0
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "its users write" in svg and "padding 2 above, 3 below, 2 left, 3 right" in svg
    both = words_to_compare("--like torch,tensorflow --i 224 --k 7 --s 2 --p same")
    assert both.film.frame_count == 4
    padding = []
    for step in (0, 3):
        roles = both.film.frame(step).roles
        loupes = [
            roles[grid]
            for grid in sorted(roles, key=lambda grid: grid.tile)
            if grid.loupe and roles[grid].shape == (7, 7)
        ]
        windows = [one for one in loupes if len(np.unique(one)) > 1]
        middle = [one[3, 3] for one in windows]
        padding.append([int((one[:, 3] != centre).sum()) for one, centre in zip(windows, middle, strict=True)])
    assert padding == [[3, 2], [2, 3]]


def words_to_compare(words: str) -> vz.Figure:
    from visualize.cli.comparison import compared
    from visualize.cli.drawing import figure_from
    from visualize.cli.parser import compare_parser, figure_parser

    return compared(compare_parser().parse_args(shlex.split(words)), figure_parser().parse_args, figure_from)


def test_shared_flags_of_a_layer(said: Callable[..., Any], tmp_path: Path) -> None:
    both = words_to_compare("'--p 1' '--p 0 --s 2 --op conv' --k 2 --s 1 --op max-pool --i 4")
    assert [type(one) for one in both.operations] == [vz.MaxPool, vz.Conv]
    assert [one.stride for one in both.operations] == [(1, 1), (2, 2)]
    assert [one.padding for one in both.operations] == [(1,) * 4, (0,) * 4]


def test_a_comparison_of_frameworks_is_drawn_again_by_its_recipe() -> None:
    drawn = words_to_compare("--like torch,tensorflow,jax --i 6 --k 3 --s 2 --p same")
    names = ("PyTorch", "TensorFlow", "JAX")
    assert all(f"--title {name}" in part.recipe for name, part in zip(names, drawn.parts, strict=True))
    again = words_to_compare(drawn.recipe.removeprefix("python -m visualize compare "))
    assert again.recipe == drawn.recipe and again.encoded(".svg") == drawn.encoded(".svg")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_words_of_tables_and_of_the_schema(framework: str) -> None:
    assert framework in vz.schema()["properties"]["like"]["enum"]
    (job,) = vz.jobs({"figure": [{"name": "a", "k": 3, "like": framework, "formats": ["svg"]}]}, "out")
    assert job.name == "a"
