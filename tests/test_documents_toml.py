"""The list of documents is complete, and agrees with the files where they are at hand."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gyebo.registry import names
from gyebo.resources import folder

DOCUMENTS: list[dict[str, Any]] = tomllib.loads(
    (folder("data") / "documents.toml").read_text(encoding="utf-8")
)["document"]

REQUIRED = {
    "id": str,
    "title": str,
    "title_en": str,
    "publisher": str,
    "publisher_en": str,
    "kind": str,
    "bureau": str,
    "fiscal_year": int,
    "round": str,
    "sha256": str,
    "lines": int,
    "encoding": str,
}


def test_ids_are_unique() -> None:
    ids = [document["id"] for document in DOCUMENTS]
    assert len(set(ids)) == len(ids) == 5


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])
def test_entry_says_what_it_must(document: dict[str, Any]) -> None:
    assert {key: type(value) for key, value in document.items() if key != "date"} == REQUIRED
    assert document["kind"] in names()
    assert re.fullmatch(r"[0-9]?|S", document["round"])
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", document.get("date", "2000"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])
def test_entry_agrees_with_the_file(document: dict[str, Any], documents: Path) -> None:
    raw = (documents / f"{document['id']}.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == document["sha256"]
    lines = raw.decode(document["encoding"]).removesuffix("\n").split("\n")
    assert len(lines) == document["lines"]
