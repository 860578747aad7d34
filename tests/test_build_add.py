"""`gyebo build --add`: one document more gives the graph that building everything anew gives."""

import shutil
from pathlib import Path

import pytest

from gyebo.cli import main
from gyebo.store.embedded import Embedded

DOCUMENT = "2021-q4-diversion-report"


@pytest.fixture(scope="module")
def data(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's data before the diversion report was read."""
    folder = tmp_path_factory.mktemp("data") / "data"
    shutil.copytree(root / "data", folder)
    shutil.rmtree(folder / "facts" / DOCUMENT)
    blocks = (folder / "documents.toml").read_text(encoding="utf-8").split("\n[")
    kept = [block for block in blocks if DOCUMENT not in block]
    assert len(kept) < len(blocks)
    (folder / "documents.toml").write_text("\n[".join(kept), encoding="utf-8")
    return folder


def test_one_document_more_is_the_whole_graph(data: Path, root: Path, tmp_path: Path) -> None:
    one, whole = str(tmp_path / "one"), str(tmp_path / "whole")
    assert main(["build", "--no-check", "--store", one, "--data", str(data)]) == 0
    fewer = sum(1 for _ in Embedded(Path(one)).quads())
    assert main(["build", "--no-check", "--store", one, "--add", DOCUMENT]) == 0
    assert main(["build", "--no-check", "--store", whole]) == 0
    added, anew = (sorted(map(str, Embedded(Path(store)).quads())) for store in (one, whole))
    assert added == anew and len(added) > fewer
    indexes = [(Embedded(Path(store)).graph / "search.sqlite").read_bytes() for store in (one, whole)]
    assert indexes[0] == indexes[1]


def test_what_cannot_be_added_is_told(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--add", DOCUMENT, "--store", str(store)]) == 2
    assert "--no-check" in capsys.readouterr().err
    assert main(["build", "--no-check", "--add", "2022-nothing", "--store", str(store)]) == 2
    assert "2022-nothing" in capsys.readouterr().err
    assert main(["build", "--no-check", "--add", DOCUMENT, "--store", str(store)]) == 2
    assert "build it whole" in capsys.readouterr().err
    assert main(["build", "--no-check", "--add", DOCUMENT, "--store", str(tmp_path / "none")]) == 3
