"""The wheel and the source archive carry what the checkout holds, and the wheel finds it again."""

import subprocess
import sys
import tarfile
from collections.abc import Sequence
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from gyebo.registry import names
from gyebo.resources import CONTENT

PROBE = """
from importlib import import_module
import gyebo
from gyebo.registry import names, reader
from gyebo.resources import CONTENT, folder
print(gyebo.__version__)
print(*(folder(name) for name in CONTENT))
print(*(name for name in names() if reader(name)))
"""


def _kept(root: Path, folders: Sequence[str]) -> set[str]:
    """Return the files of `folders` that git tracks or would take in (none that it ignores)."""
    command = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=off", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard", "--", *folders]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip(f"not a git checkout: {run.stderr.strip()}")
    return {name for name in run.stdout.split("\0") if name and (root / name).is_file()}


def _build(root: Path, target: str, out: Path) -> Path:
    """Build the package as installers do, without isolation and so without the network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)],
        cwd=root,
        capture_output=True,
        check=True,
    )
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(root, "wheel", tmp_path_factory.mktemp("wheel"))


def _names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", CONTENT)
def test_wheel_carries_the_content_folder_exactly(folder: str, root: Path, wheel: Path) -> None:
    expected = {f"gyebo/content/{name}" for name in _kept(root, [folder])}
    assert expected, f"{folder}/ is empty"
    assert {name for name in _names(wheel) if name.startswith(f"gyebo/content/{folder}/")} == expected


def test_wheel_carries_the_package_exactly(root: Path, wheel: Path) -> None:
    expected = {name.removeprefix("src/") for name in _kept(root, ["src/gyebo"])}
    assert "gyebo/py.typed" in expected
    packaged = {name for name in _names(wheel) if name.startswith("gyebo/")}
    assert {name for name in packaged if not name.startswith("gyebo/content/")} == expected


def test_wheel_has_command_and_licences(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        info = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        scripts = ConfigParser()
        scripts.read_string(archive.read(info["entry_points.txt"]).decode())
        metadata = archive.read(info["METADATA"]).decode()
    assert scripts["console_scripts"]["gyebo"] == "gyebo.cli:main"
    assert {"LICENSE", "LICENSE-DATA", "THIRD-PARTY.txt"} <= info.keys()
    assert "\nLicense-Expression: Apache-2.0 AND BSD-3-Clause AND CC-BY-4.0 AND MIT\n" in metadata


def test_unpacked_wheel_finds_its_content_and_its_loaders(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    probe = f"import sys; sys.path.insert(0, {str(tmp_path)!r}){PROBE}"
    run = subprocess.run(
        [sys.executable, "-I", "-c", probe], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    version, folders, kinds = run.stdout.splitlines()
    assert f"gyebo-{version}-" in wheel.name
    assert folders.split() == [str(tmp_path / "gyebo" / "content" / name) for name in CONTENT]
    assert tuple(kinds.split()) == names()


def test_source_archive_carries_every_tracked_file(root: Path, tmp_path: Path) -> None:
    archive = _build(root, "sdist", tmp_path)
    with tarfile.open(archive) as files:
        packed = {name.partition("/")[2] for name in files.getnames()}
    assert _kept(root, ["."]) <= packed
