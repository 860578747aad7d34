"""The list of source documents, `data/documents.toml`."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gyebo.errors import Unreadable
from gyebo.facts.decisions import Corrected
from gyebo.model.document import Correction, Document
from gyebo.reading.files import make_document, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """What is known about a source document before it is read; see the comment in `data/documents.toml`."""

    id: str
    title: str
    title_en: str
    publisher: str
    publisher_en: str
    kind: str
    bureau: str
    fiscal_year: int
    round: str
    sha256: str
    lines: int
    encoding: str
    date: str = ""


def source_entries(path: Path) -> dict[str, SourceEntry]:
    """Read the list of documents, by id; raise `Unreadable` when an entry lacks a field."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {entry["id"]: SourceEntry(**entry) for entry in data["document"]}
    except (OSError, tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise Unreadable(
            path, None, str(error), "see the comment at the top of data/documents.toml"
        ) from error


def open_document(
    path: Path, entries: Mapping[str, SourceEntry], corrections: tuple[Corrected, ...]
) -> Document:
    """Read a source document that the list knows, by its content or else its file name."""
    text, _ = read_text(path)
    entry = _entry(path, entries)
    mine = tuple(Correction(c.line, c.printed, c.read_as) for c in corrections if c.document == entry.id)
    return make_document(
        text, id=entry.id, title=entry.title, kind=entry.kind, bureau=entry.bureau,
        fiscal_year=entry.fiscal_year, round=entry.round, corrections=mine,
    )  # fmt: skip


def _entry(path: Path, entries: Mapping[str, SourceEntry]) -> SourceEntry:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = next((entry for entry in entries.values() if entry.sha256 == digest), None) or entries.get(
        path.stem
    )
    if known is None:
        known_ids = ", ".join(entries)
        step = f"add an entry to data/documents.toml, or name the file after one ({known_ids})"
        raise Unreadable(path, None, "data/documents.toml does not list this document", step)
    return known
