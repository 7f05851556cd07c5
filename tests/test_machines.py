"""What programs rely on: errors as JSON, the schema, llms.txt as it stands, the MCP server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.command_line import run
from tests.test_options import OTHER
from visualize.cli import commands, parser
from visualize.cli.drawing import words_to_figure
from visualize.cli.table_words import command
from visualize.options import OPTIONS

ROOT = Path(__file__).parents[1]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, list[dict[str, Any]]]:
    """The exit code of a command, and its lines on standard error as objects."""
    with pytest.raises(SystemExit) as ended:
        commands.main([*words, "--json-errors"])
    return ended.value.code, [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        (["--k", "9"], ("invalid", "kernel_size", "9")),
        (["--k", "3", "--view", "top"], ("unknown", "view", "top")),
        (["--k", "3", "--frob"], ("unknown", "argument", "--frob")),
        (["--theme", "dark"], ("missing", "kernel_size", "")),
        (["--k", "3", "--output-padding", "1"], ("unsupported", "output_padding", "1")),
        (["stack", "--i", "3", "--layers", "9"], ("invalid", "kernel_size", "")),
        (["--k", "3", "--title", "a: b\nc", "-o", "a.exe"], ("unknown", "suffix", ".exe in a.exe")),
        (["--k", "3", "--loop", "a: b"], ("invalid", "loop", "a: b")),
        (["batch", "absent.toml", "-o", "x"], ("invalid", "table", "absent.toml")),
    ],
)
def test_errors_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], facts: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    code, lines = told(capsys, *words)
    error = lines[0]["error"]
    assert (code, len(lines), error["exit_code"]) == (2, 1, 2)
    assert (error["kind"], error["parameter"], error["value"]) == facts
    assert error["message"].startswith(error["kind"]) and error["message"].endswith(error["advice"])
    with pytest.raises(SystemExit):
        commands.main(words)
    assert capsys.readouterr().err == f"visualize: {error['message']}\n"


def test_failures_of_a_batch_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text('[[figure]]\nname = "a"\nkernel_size = [2, 9]\n')
    code, lines = told(capsys, "batch", "a.toml", "-o", "out")
    assert code == 1 and [line["error"]["figure"] for line in lines] == ["a_k9"]


def valid(figure: dict[str, Any]) -> bool:
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema: pip install 'conv-visualize[test]'")
    return bool(jsonschema.Draft202012Validator(vz.schema()).is_valid(figure))


def test_the_schema_is_one_and_what_the_command_prints(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema: pip install 'conv-visualize[test]'")
    jsonschema.Draft202012Validator.check_schema(vz.schema())
    assert json.loads(run(tmp_path, "schema").stdout) == vz.schema()


def test_the_schema_has_comparisons() -> None:
    pair = ["--k 3", {"kernel_size": 3, "padding": 1}]
    assert valid({"compare": pair, "align": "output", "theme": "dark"}) and words_to_figure(command({"compare": pair}))
    for wrong in ({"compare": pair[:1]}, {"compare": "--k 3"}, {"compare": [3, 4]}, {"compare": pair, "align": "left"}):
        assert not valid(wrong)
        with pytest.raises(vz.VisualizeError):
            words_to_figure(command(wrong))


def test_the_schema_has_every_option_with_its_default() -> None:
    words = vz.schema()["properties"]
    for one in OPTIONS:
        if one.help:
            assert words[one.name].get("default") == one.default and words[one.name]["description"]
    flags = {action.dest for make in (parser.figure_parser, parser.stack_parser) for action in make()._actions}
    assert flags - set(words) == {"output", "format", "vary", "help", "version", "debug", "json", "json_errors"}


@pytest.mark.parametrize("name", OTHER)
def test_what_an_option_may_be_is_valid(name: str) -> None:
    assert valid({"kernel_size": 3, name: OTHER[name]})
    assert not valid({"kernel_size": 3, name: {"nested": [None]}}) or name == "theme"


@pytest.mark.parametrize(
    "figure",
    [
        {},
        {"stride": 2},
        {"kernel_size": 3, "view": "top"},
        {"kernel_size": 3, "loop": -1},
        {"kernel_size": 3, "loop": 1.5},
        {"kernel_size": 3, "seconds": 0.01},
        {"kernel_size": 3, "cell": 1},
        {"kernel_size": 3, "quiz": "yes"},
        {"kernel_size": 3, "op": "conv3d"},
        {"kernel_size": 3, "colour": 1},
        {"kernel_size": True},
        {"base": "mona-lisa"},
    ],
)
def test_what_the_schema_refuses_is_refused_by_the_command(figure: dict[str, Any]) -> None:
    assert not valid(figure)
    with pytest.raises(vz.VisualizeError):
        words_to_figure(command(figure))


def lines_of(heading: str) -> list[str]:
    text = (ROOT / "llms.txt").read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [line[4:] for line in text.splitlines() if line.startswith("    ")]


def test_the_lines_of_llms_txt_run_as_they_stand(tmp_path: Path) -> None:
    shell = lines_of("From the command line")
    assert len(shell) == 17
    (tmp_path / "python").symlink_to(sys.executable)
    script = "\n".join(["set -e", 'python() { "$PYTHON" "$@"; }', *shell])
    variables = {"PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("conv.gif", "numbers.png", "story.json", "figures/s_s2.svg"):
        assert (tmp_path / name).stat().st_size > 500 and done.stdout.count("as drawn") == 4


def test_the_python_of_llms_txt_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(lines_of("From Python")), "llms.txt", "exec"), {})
    assert (tmp_path / "flat.gif").exists()


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    pytest.importorskip("mcp.server.mcpserver", reason="needs mcp: pip install 'conv-visualize[mcp]'")
    from visualize.mcp import server

    yield server


def called(server: Any, tool: str, **words: Any) -> Any:
    """What a client is answered, over the protocol's own messages."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from mcp import Client

    async def call() -> Any:
        async with Client(server) as client:
            return await client.call_tool(tool, words)

    with ThreadPoolExecutor(1) as apart:  # where other tests have left no event loop running
        return apart.submit(lambda: asyncio.run(call())).result()


def test_the_server_draws(server: Any) -> None:
    from base64 import b64decode

    figure = {"kernel_size": 3, "padding": 1, "stride": 2, "theme": "dark"}
    answer = called(server, "draw", figure=figure, format="gif")
    expected = vz.figure(vz.Conv(5, 3, padding=1, stride=2), theme="dark")
    assert not answer.is_error and b64decode(answer.content[0].data) == expected.encoded(".gif")
    assert answer.content[1].text == f"{expected.alt_text}\n{expected.recipe}"
    assert called(server, "draw", figure=figure, format="svg").content[0].text.encode() == expected.encoded(".svg")


def test_the_server_tells_shapes_and_verifies(server: Any, tmp_path: Path) -> None:
    assert called(server, "shape", figure={"kernel_size": 3, "stride": 2}).structured_content["output_size"] == [2, 2]
    vz.figure(vz.Conv(3, 2)).save(tmp_path / "a.gif")
    assert called(server, "verify", file=str(tmp_path / "a.gif")).content[0].text.endswith(": as drawn")
    assert "properties" in called(server, "options").structured_content


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ({"kernel_size": 9}, "invalid kernel_size 9"),
        ({"kernel_size": 3, "output": "/etc/passwd"}, "unknown word output"),
        ({"kernel_size": 3, "input": "/etc/shadow.csv"}, "a client names no files"),
        ({"kernel_size": 3, "font": "/etc/passwd"}, "a client names no files"),
        ({"layers": "3", "theme": "/etc/x.toml"}, "a client names no files"),
        ({"kernel_size": 3, "input_size": 300, "steps": "0-9999"}, "too large for an answer"),
    ],
)
def test_the_server_refuses_what_flags_refuse(server: Any, figure: dict[str, Any], said: str) -> None:
    answer = called(server, "draw", figure=figure, format="gif")
    assert answer.is_error and said in answer.content[0].text
