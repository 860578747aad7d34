"""`gyebo build`: facts and decisions → the graph in the embedded store."""

from pathlib import Path

import click

from gyebo.cli.options import default_store
from gyebo.errors import UsageProblem


@click.command()
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (GYEBO_STORE).")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with facts, decisions and documents.toml."
)
@click.option("--base", metavar="IRI", help="Base of the IRIs of things, for a host that serves its own.")
@click.option(
    "--no-check", is_flag=True, help="Leave out what the check finds; much faster for large graphs."
)
@click.option(
    "--add", "document", metavar="ID", help="Only add one document to a graph built with --no-check."
)
def build(
    store: Path | None, data: Path | None, base: str | None, no_check: bool, document: str | None
) -> int:  # fmt: skip
    """Build the graph from facts and decisions.

    What the check finds is part of the graph, with its judgements. The new graph is made beside the old one
    and put in use at the end: a build that fails or is killed leaves the old graph as it was.

    \b
    gyebo build
    gyebo build --store /srv/gyebo --base https://data.example.org/
    gyebo build --no-check --add 2023-settlement-review
    """
    from gyebo.build import add
    from gyebo.build import build as build_store
    from gyebo.graph.terms import BASE

    folder = store or default_store()
    if document and not no_check:
        raise UsageProblem(
            "what the check finds is about all documents", "say --no-check as well, or build without --add"
        )
    manifest = (
        add(folder, document, data, base or BASE)
        if document
        else build_store(folder, data, base or BASE, checked=not no_check)
    )
    click.echo(f"built {manifest.quads:,} quads into {folder}", err=True)
    return 0
