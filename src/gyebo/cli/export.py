"""`gyebo export`: the graph as files for other tools."""

from pathlib import Path

import click

from gyebo.cli.options import default_store, engine_of, engine_options
from gyebo.errors import UsageProblem

FORMATS = {
    "tables": "CSV tables with CSVW metadata, into a folder",
    "nquads": "the whole graph with its named graphs, sorted N-Quads, into a file",
}


@click.command()
@click.argument("format", required=False)
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--list", "listed", is_flag=True, help="List the formats.")
@engine_options
def export(
    format: str | None, out: Path | None, listed: bool, store: Path | None, endpoint: str | None
) -> int:
    """Write the graph for other tools.

    \b
    gyebo export --list
    gyebo export tables out/
    gyebo export nquads gyebo.nq
    """
    if listed:
        for name, what in FORMATS.items():
            click.echo(f"{name}\t{what}")
        return 0
    if format is None or out is None:
        raise UsageProblem(
            "export needs a format and a place to write to", "for example gyebo export tables out/"
        )
    if format not in FORMATS:
        raise UsageProblem.unknown("export format", format, FORMATS)
    if format == "nquads":
        _nquads(store, endpoint, out)
    else:
        _tables(store, endpoint, out)
    return 0


def _tables(store: Path | None, endpoint: str | None, out: Path) -> None:
    from gyebo.export.tables import write_tables

    for name, count in write_tables(engine_of(store, endpoint), out):
        click.echo(f"{out / name}.csv: {count:,} rows", err=True)


def _nquads(store: Path | None, endpoint: str | None, out: Path) -> None:
    from gyebo.export.rdf import write_nquads
    from gyebo.store.embedded import Embedded

    if endpoint:
        raise UsageProblem("nquads is written from the embedded store", "leave --endpoint out")
    click.echo(f"{out}: {write_nquads(Embedded(store or default_store()), out):,} quads", err=True)
