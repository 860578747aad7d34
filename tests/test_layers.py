"""Imports go downwards only: the package by import-linter, the loaders by reading their imports."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gyebo.resources import folder

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"
LOADERS_MAY_IMPORT = {"errors", "loaders", "model", "reading", "registry", "resources", "text"}


def _lint(root: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """Check the package that stands in `source` against the contracts of the checkout."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_package_keeps_its_layers(root: Path) -> None:
    run = _lint(root, root / "src")
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("text/upward.py", "from gyebo import store", "gyebo.text.upward"),
        ("resources.py", "from gyebo import errors", "gyebo.resources"),
        ("unplaced/__init__.py", "", "gyebo.unplaced"),
    ],
)
def test_check_sees_what_breaks_them(module: str, line: str, said: str, root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "src" / "gyebo", tmp_path / "gyebo", ignore=shutil.ignore_patterns("__pycache__"))
    broken = tmp_path / "gyebo" / module
    broken.parent.mkdir(exist_ok=True)
    with broken.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    run = _lint(root, tmp_path)
    assert run.returncode == 1
    assert said in run.stdout


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of everything that a module imports by an absolute name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _too_high(source: str) -> list[str]:
    """Return what `source` imports of ours that a loader may not."""
    ours = (name.split(".") for name in _imported(ast.parse(source)))
    parts = [name for name in ours if name[0] == "gyebo"]
    return [".".join(name) for name in parts if len(name) < 2 or name[1] not in LOADERS_MAY_IMPORT]


MODULES = sorted(path.relative_to(folder("loaders")).as_posix() for path in folder("loaders").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_loader_imports_lower_layers_only(module: str) -> None:
    assert _too_high((folder("loaders") / module).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    ["import gyebo", "from gyebo import store", "from gyebo.graph.mint import program", "import gyebo.cli"],
)
def test_too_high_is_seen(line: str) -> None:
    assert _too_high(line)
    assert not _too_high("from gyebo.registry import reads\nfrom gyebo import text\nimport re")
