"""`gyebo extract`: official documents → facts, with a report of what was read and what was not."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import row_options
from gyebo.cli.output import print_rows

if TYPE_CHECKING:
    from gyebo.model.document import Document
    from gyebo.model.facts import Issue
    from gyebo.model.reading import Reading


@click.command()
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the facts into DIR/<document-id>/.")
@click.option("--issues/--no-issues", default=True, help="List what was not read, by line.")
@row_options
def extract(documents: tuple[Path, ...], out: Path | None, issues: bool, output: str | None) -> int:
    """Read official documents into facts.

    Prints a coverage report: tables seen, figures read, numbers not accounted for, issues by line, and
    decisions that no longer match what is printed. With --out the facts are written as CSV; nothing is
    written when a document cannot be read.

    \b
    gyebo extract documents/*.txt --out data/facts
    """
    from gyebo.facts.folder import write_facts

    read = [_read(path) for path in documents]
    names = ("document", "tables", "figures", "statistics", "other facts", "unaccounted", "issues")
    print_rows(names, [_row(document, reading) for document, reading in read], output, right=names[1:])
    for document, reading in read:
        if out:
            write_facts(out / document.id, reading)
        for issue in (*reading.issues, *_stale(document)) if issues else ():
            click.echo(f"{document.id}:{issue.line}: {issue.code}: {issue.message}", err=True)
    return 0


def _read(path: Path) -> "tuple[Document, Reading]":
    from gyebo.facts.decisions import read_decisions
    from gyebo.facts.sources import open_document, source_entries
    from gyebo.registry import reader
    from gyebo.resources import folder

    data = folder("data")
    entries = source_entries(data / "documents.toml")
    document = open_document(path, entries, read_decisions(data / "decisions").corrections)
    return document, reader(document.kind)(document)


def _stale(document: "Document") -> "tuple[Issue, ...]":
    from gyebo.facts.decisions import read_decisions
    from gyebo.facts.matching import unprinted
    from gyebo.resources import folder

    return tuple(unprinted(document, read_decisions(folder("data") / "decisions")))


def _row(document: "Document", reading: "Reading") -> tuple[str, ...]:
    from gyebo.reading.coverage import coverage

    others = len(reading.transfers) + len(reading.carryovers) + len(reading.contracts) + len(reading.sources)
    left = len(coverage(document, reading).unaccounted)
    counts = (
        len(reading.tables),
        len(reading.figures),
        len(reading.statistics),
        others,
        left,
        len(reading.issues),
    )
    return (document.id, *map(str, counts))
