"""The one place that prints rows: a table that aligns Korean, CSV, or JSON."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

_ENDLESS = 100_000


def print_rows(
    names: Sequence[str], rows: Iterable[Sequence[str]], output: str | None, right: Iterable[str] = ()
) -> None:
    """Print rows as a table, or as `output` says: "csv", "tsv" or "json"; columns in `right` align right."""
    if output == "json":
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif output in ("csv", "tsv"):
        writer = csv.writer(sys.stdout, lineterminator="\n", delimiter="," if output == "csv" else "\t")
        writer.writerow(names)
        writer.writerows(rows)
    else:
        print_table(names, rows, set(right))


def print_json(data: Any) -> None:
    """Print JSON with Korean as it is."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_table(names: Sequence[str], rows: Iterable[Sequence[str]], right: set[str]) -> None:
    """Print a table; on a terminal cells wrap to its width, in a file every row is one line."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, justify="right" if name in right else "left", no_wrap=not terminal)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=sys.stdout, width=None if terminal else _ENDLESS, highlight=False)
    if terminal:
        console.print(table)
        return
    with console.capture() as capture:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def won(amount: int) -> str:
    """Return an amount of won with thousands separators."""
    return f"{amount:,}"
