"""`gyebo extract`: official documents → facts, with a report of what was read and what was not."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import row_options
from gyebo.cli.output import print_rows

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from gyebo.facts.extract import Extract


@click.command()
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the facts into DIR/<document-id>/.")
@click.option("--issues/--no-issues", default=True, help="List what was not read, by line.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Documents to read at once; as many as cores when not said."
)
@row_options
def extract(
    documents: tuple[Path, ...], out: Path | None, issues: bool, jobs: int | None, output: str | None
) -> int:
    """Read official documents into facts.

    Prints a coverage report: tables seen, figures read, numbers not accounted for, issues by line, and
    decisions that no longer match what is printed. With --out the facts are written as CSV; nothing is
    written when a document cannot be read. Several documents are read at once, each in a process.

    \b
    gyebo extract documents/*.txt --out data/facts
    """
    from gyebo.facts.extract import extract_all, facts_folder, write_extract
    from gyebo.resources import folder

    rows, problems = [], []
    with _processes(len(documents), jobs) as executor, facts_folder(out) if out else nullcontext() as place:
        for read in extract_all(documents, folder("data"), executor):
            rows.append(_row(read))
            problems += [(read.id, issue) for issue in (*read.reading.issues, *read.stale)]
            if place:
                write_extract(place, read)
    names = ("document", "tables", "figures", "statistics", "other facts", "unaccounted", "issues")
    print_rows(names, rows, output, right=names[1:])
    for document, issue in problems if issues else ():
        click.echo(f"{document}:{issue.line}: {issue.code}: {issue.message}", err=True)
    return 0


def _processes(documents: int, jobs: int | None) -> "AbstractContextManager[Executor | None]":
    """Return a pool of processes, or none where one document at a time is wanted or enough."""
    from concurrent.futures import ProcessPoolExecutor

    wanted = min(jobs or os.cpu_count() or 1, documents)
    return ProcessPoolExecutor(wanted) if wanted > 1 else nullcontext()


def _row(read: "Extract") -> tuple[str, ...]:
    reading = read.reading
    moved = (reading.transfers, reading.carryovers, reading.contracts)
    others = sum(map(len, (*moved, reading.reasons, reading.remarks, reading.sources)))
    counts = (
        len(reading.tables),
        len(reading.figures),
        len(reading.statistics),
        others,
        read.unaccounted,
        len(reading.issues),
    )
    return (read.id, *map(str, counts))
