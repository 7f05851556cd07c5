"""What the package index gets: a description, read by another Markdown parser, licences, and a name of its own."""

import email
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import visualize
from tests.conftest import program

ROOT = Path(__file__).parent.parent
BASE = "https://files.example/tag"


class Addresses(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "srcset", "href") and value]


def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def addresses(text: str) -> list[str]:
    return Addresses(pytest.importorskip("markdown_it").MarkdownIt("commonmark").render(text)).found


def test_every_address_is_absolute_and_its_file_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ours, theirs = addresses(hook().absolute(readme, BASE + "/")), addresses(readme)
    assert len(ours) == len(theirs) > 20
    for one, before in zip(ours, theirs, strict=True):
        assert one == (before if ":" in before or before.startswith("#") else f"{BASE}/{before}")
        assert ":" in before or before.startswith("#") or (ROOT / before.partition("#")[0]).exists(), before


def test_there_is_one_setting() -> None:
    hooks = project()["tool"]["hatch"]["metadata"]["hooks"]
    assert list(hooks["custom"]) == ["base-address"]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_without_an_address_the_words_stay_and_nothing_leads_nowhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    text = hook().absolute(readme, "")
    assert all(":" in one or one.startswith("#") for one in addresses(text))
    assert addresses(text) == [one for one in addresses(readme) if ":" in one or one.startswith("#")]
    alternatives = re.findall(r'<img [^>]*alt="([^"]*)"', readme)
    assert len(alternatives) == 5 and all(f"*{one}*" in text for one in alternatives)
    assert words(text) == words(
        re.sub("<picture>.*?</picture>", lambda found: alternative(found[0]), readme, flags=re.S)
    )


def alternative(picture: str) -> str:
    return re.findall('alt="([^"]*)"', picture)[0]


def words(text: str) -> list[str]:
    """The words that a reader sees, pictures apart."""
    html = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table").render(text)
    return re.sub("<[^>]*>", " ", re.sub("</?a[^>]*>", "", html)).split()


@pytest.fixture(scope="module", params=["", BASE])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The setting, and the folder of a wheel and an sdist that were made with it."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("built")
    for name in ("README.md", "LICENSE", "hatch_build.py", "conv_visualize.py", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "visualize", folder / "visualize", ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changed = settings.replace('base-address = ""', f'base-address = "{request.param}"')
    assert ('base-address = ""' in changed) == (not request.param)
    (folder / "pyproject.toml").write_text(changed, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "hatchling", "build"], cwd=folder, check=True, capture_output=True)
    return request.param, folder / "dist"


def test_the_index_gets_a_whole_description_and_both_licences(built: tuple[str, Path]) -> None:
    base, folder = built
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (head,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    told = email.message_from_string(head)
    found = addresses(str(told.get_payload()))
    assert all(":" in one or one.startswith("#") for one in found)
    assert (f"{BASE}/assets/numbers.svg" in found) == bool(base)
    assert told["License-Expression"] == "MIT AND Bitstream-Vera"
    for licence in told.get_all("License-File") or []:
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in names)
    assert told.get_all("License-File") == ["LICENSE", "visualize/style/LICENSE_DEJAVU"]


@pytest.mark.programs
def test_twine_finds_no_fault(built: tuple[str, Path]) -> None:
    check = [program("twine", "pip install twine"), "check", "--strict", *map(str, built[1].iterdir())]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.count("PASSED") == 2, done.stdout + done.stderr


def test_the_classifiers_name_the_versions_that_the_documents_say_were_run() -> None:
    told = [one.rpartition(" ")[2] for one in project()["project"]["classifiers"] if "Python :: 3." in one]
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert told == re.findall(r"3\.\d+", text.partition("run with Python ")[2].partition(" in November")[0])
    assert project()["project"]["requires-python"] == f">={told[0]}"


def test_the_citation_names_the_licences_of_the_package() -> None:
    """That of the font, which the format's own list lacks, among the references."""
    cited = pytest.importorskip("yaml").safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    font = next(one for one in cited["references"] if one["title"] == "DejaVu Sans")
    mine, theirs = project()["project"]["license"].split(" AND ")
    assert cited["license"] == mine and theirs in font["notes"] and font["license-url"]
    files = project()["project"]["license-files"]
    assert files[1] in font["notes"] and all((ROOT / file).exists() for file in files)
    assert cited["version"] == project()["project"]["version"] == visualize.__version__


def test_beside_the_other_distribution_the_command_works_or_says_what_to_do(
    built: tuple[str, Path], tmp_path: Path
) -> None:
    """The package of the later one is imported; that of the other distribution needs packages that may be missing."""
    if built[0]:
        pytest.skip("one setting is enough")
    (ours,), theirs = built[1].glob("*.whl"), other_distribution(tmp_path)
    packages = installed(tmp_path / "before", theirs, ours)
    assert drawn(packages) == (0, "")
    packages = installed(tmp_path / "after", ours, theirs)
    code, told = drawn(packages)
    assert code == 2 and told.startswith("visualize: invalid installation: the distribution named visualize has")
    assert told.count("\n") == 1 and "--force-reinstall conv-visualize" in told
    (packages / "visualize" / "__init__.py").write_text("loaded = True\n")  # one that needs nothing
    assert drawn(packages) == (0, "")
    (packages / "visualize" / "__init__.py").unlink()  # as pip does when it removes the other distribution
    assert drawn(packages) == (0, "")


def installed(folder: Path, *wheels: Path) -> Path:
    """The folder of packages that pip makes of wheels."""
    pytest.importorskip("pip")
    options = ["--no-deps", "--no-index", "--ignore-installed", "--no-compile", "-q", "--prefix", str(folder)]
    for wheel in wheels:
        subprocess.run([sys.executable, "-m", "pip", "install", *options, str(wheel)], check=True)
    (packages,) = folder.glob("**/site-packages")
    return packages


def drawn(packages: Path) -> tuple[int, str]:
    """The exit code of the installed command and what it says on standard error; whether it drew is checked."""
    folder = packages.parents[2]
    done = subprocess.run(
        [str(folder / "bin" / "conv-visualize"), "--k", "3", "-o", "a.svg"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (folder / "a.svg").exists() == (done.returncode == 0)
    (folder / "a.svg").unlink(missing_ok=True)
    return done.returncode, done.stderr


def other_distribution(folder: Path) -> Path:
    """A wheel named visualize, with a package of that name that cannot be imported alone."""
    info = "visualize-0.5.1.dist-info"
    files = {
        "visualize/__init__.py": "import a_module_that_is_not_installed\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: visualize\nVersion: 0.5.1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    wheel = folder / "visualize-0.5.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def test_a_fault_of_our_own_is_no_clash(tmp_path: Path) -> None:
    """Where a package that is needed cannot be imported, Python says so."""
    code = "import sys; sys.modules['numpy'] = None; import conv_visualize; conv_visualize.run()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "numpy" in done.stderr and "replaced" not in done.stderr
