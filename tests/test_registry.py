"""Loaders are found by name; a second one for a kind is refused; content folders are found."""

import pytest

from gyebo import registry
from gyebo.errors import UsageProblem
from gyebo.model.document import Document
from gyebo.model.reading import Reading
from gyebo.resources import CONTENT, folder


def _read(document: Document) -> Reading:
    return Reading()


@pytest.mark.parametrize("kind", registry.names())
def test_every_loader_folder_announces_a_reader(kind: str) -> None:
    assert registry.reader(kind).__module__ == f"gyebo.loaders.{kind}.loader"


@pytest.mark.parametrize("kind", ["", "..", "no_such_report", "review_reports", "a.b"])
def test_unknown_kind_is_a_usage_problem(kind: str) -> None:
    with pytest.raises(UsageProblem, match="kind of document"):
        registry.reader(kind)


def test_second_reader_for_a_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_readers", {})
    assert registry.reads("letter")(_read) is _read
    with pytest.raises(ValueError, match="two readers for 'letter'"):
        registry.reads("letter")(_read)


@pytest.mark.parametrize("name", CONTENT)
def test_content_folder_is_there(name: str) -> None:
    assert folder(name).is_dir()


def test_other_folders_are_no_content() -> None:
    with pytest.raises(ValueError, match="'tests' is not one of"):
        folder("tests")
