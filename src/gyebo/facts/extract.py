"""Official documents → facts: what was read of each, what was not, and which decisions no longer match."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from gyebo.errors import Unreadable
from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import write_facts
from gyebo.facts.matching import unprinted
from gyebo.facts.sources import open_document, source_entries
from gyebo.model.facts import Issue
from gyebo.model.reading import Reading
from gyebo.reading.coverage import coverage
from gyebo.reading.many import in_order
from gyebo.registry import reader


@dataclass(frozen=True, slots=True)
class Extract:
    """A document's facts, how many of its numbers are accounted for by none, and decisions that do not match it."""

    id: str
    reading: Reading
    unaccounted: int
    stale: tuple[Issue, ...]


def extract(path: Path, data: Path) -> Extract:
    """Read one document that `data` lists; raise `Unreadable` where it cannot be read."""
    decisions = read_decisions(data / "decisions")
    document = open_document(path, source_entries(data / "documents.toml"), decisions.corrections)
    reading = reader(document.kind)(document)
    left = len(coverage(document, reading).unaccounted)
    return Extract(document.id, reading, left, tuple(unprinted(document, decisions)))


def extract_all(paths: Iterable[Path], data: Path, executor: Executor | None = None) -> Iterator[Extract]:
    """Read documents in their order, one after the other or, with an executor, many at once."""
    one = partial(extract, data=data)
    return map(one, paths) if executor is None else in_order(one, paths, executor)


@contextmanager
def facts_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write facts into; they come into `out` when all has been read, and not otherwise.

    Raises `Unreadable` where they cannot be written.
    """
    there = next(place for place in (out, *out.absolute().parents) if place.is_dir())
    try:
        with TemporaryDirectory(prefix=".gyebo-facts-", dir=there) as name:
            yield Path(name)
            for path in sorted(Path(name).glob("*/*")):
                place = out / path.relative_to(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(
            out, None, f"the facts cannot be written ({reason})", "free space or choose another --out"
        ) from error


def write_extract(folder: Path, extract: Extract) -> None:
    """Write a document's facts into its folder under `folder`."""
    write_facts(folder / extract.id, extract.reading)
