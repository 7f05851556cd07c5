"""The language of a figure: as it is named, and from the environment; and what commands say in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import visualize as vz
from tests.command_line import run

CODES = {
    "zh": ("zh", "ZH", "zh-CN", "zh_CN", "zh-Hans", "zh-hans-cn", "zh_CN.UTF-8", "zh_TW", "cn", "zho", "chinese"),
    "en": ("en", "EN", "en-US", "en_GB", "en_US.UTF-8", "eng", "english"),
}
OP = vz.Conv(5, 3)


@pytest.mark.parametrize(
    ("code", "language"), [(code, language) for language, codes in CODES.items() for code in codes]
)
def test_codes_of_languages(code: str, language: str) -> None:
    assert vz.figure(OP, lang=code).language == language
    assert vz.figure(OP, lang=code).recipe == vz.figure(OP, lang=language).recipe


@pytest.mark.parametrize("code", ["fr", "", "zhcn", "zh CN", "zh-", "-zh", "english language", "de_DE.UTF-8", "e", "z"])
def test_other_languages_are_refused(code: str) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^unknown lang .*: known languages are en, zh$"):
        vz.figure(OP, lang=code)


def test_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the place of the default, and of nothing else; the figure is the one with the option."""
    asked = vz.figure(OP, lang="zh")
    monkeypatch.setenv("VISUALIZE_LANG", "zh_CN.UTF-8")
    assert vz.figure(OP).alt_text == asked.alt_text and vz.figure(OP) == asked
    assert vz.stack_figure([OP]).language == "zh"
    assert vz.figure(OP, lang="en").language == "en"
    monkeypatch.setenv("VISUALIZE_LANG", "")
    assert vz.figure(OP).language == "en"
    monkeypatch.setenv("VISUALIZE_LANG", "klingon")
    with pytest.raises(vz.VisualizeError, match=r"^unknown VISUALIZE_LANG klingon: known languages are en, zh$"):
        vz.figure(OP)
    assert vz.figure(OP, lang="en").language == "en"


def command(folder: Path, *words: str, language: str) -> subprocess.CompletedProcess[str]:
    """The command line with a language in its environment."""
    environment = os.environ | {"VISUALIZE_LANG": language}
    call = [sys.executable, "-m", "visualize", *words]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_environment_of_commands(tmp_path: Path) -> None:
    drawn = command(tmp_path, "--k", "3", "-o", "a.svg", language="zh-CN")
    assert drawn.stdout == f"a.svg：5x5 -> 3x3，9步，{(tmp_path / 'a.svg').stat().st_size:,}字节\n"
    for words in (["gallery"], ["stack", "--layers", "3"], ["shape", "--k", "3"]):
        plain, chinese = run(tmp_path, *words).stdout, command(tmp_path, *words, language="zh").stdout
        assert chinese == run(tmp_path, *words, "--lang", "zh_CN").stdout != plain
        assert command(tmp_path, *words, "--lang", "en", language="zh").stdout == plain
        refused = command(tmp_path, *words, language="xx")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == "visualize: unknown VISUALIZE_LANG xx: known languages are en, zh\n"


def test_tables_in_chinese(tmp_path: Path) -> None:
    lines = run(tmp_path, "stack", "--i", "32", "--layers", "5 3/2+1", "--lang", "zh").stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["层", "卷积核", "输出", "感受野", "累计步幅", "起点"],
        ["输入", "32x32"],
        ["1", "5x5", "28x28", "5x5", "1", "0"],
        ["2", "3x3", "14x14", "7x7", "2", "-1"],
    ]
    # On a terminal, where a Chinese character is as wide as two digits, the columns end below each other.
    assert len({sum(1 + (letter > "\u2e80") for letter in line) for line in lines}) == 1
    told = run(tmp_path, "stack", "--i", "224", "--layers", "5", "--until", "4", "--lang", "zh").stdout
    assert told.splitlines()[-1] == "55层后输出为4x4"
    words = ["shape", "--k", "3", "--s", "2", "--p", "1"]
    chinese = run(tmp_path, *words, "--lang", "cn").stdout
    assert [line.partition("：")[0] for line in chinese.splitlines()] == [
        *("卷积", "输出大小", "单侧填充", "总填充（《动手学深度学习》的 p_h、p_w）"),
        *("对应转置卷积的填充 p' = d(k - 1) - p", "参数", "乘加次数", "输出单元", "PyTorch"),
    ]
    data = run(tmp_path, *words, "--json").stdout
    assert run(tmp_path, *words, "--json", "--lang", "zh").stdout == data and json.loads(data)["type"] == "convolution"


def test_help_explains_the_columns_of_the_table(tmp_path: Path) -> None:
    told = " ".join(run(tmp_path, "stack", "--help").stdout.split())
    assert "jump: how many input cells apart" in told and "start: the first input cell" in told
    assert run(tmp_path, "stack", "--help", "--lang", "zh").stdout == run(tmp_path, "stack", "--help").stdout
