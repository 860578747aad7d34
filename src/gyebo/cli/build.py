"""`gyebo build`: facts and decisions → the graph in the embedded store."""

from pathlib import Path

import click

from gyebo.cli.options import default_store


@click.command()
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (GYEBO_STORE).")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with facts, decisions and documents.toml."
)
@click.option("--base", metavar="IRI", help="Base of the IRIs of things, for a host that serves its own.")
def build(store: Path | None, data: Path | None, base: str | None) -> int:
    """Build the graph from facts and decisions.

    The new graph is made beside the old one and put in use at the end: a build that fails or is killed
    leaves the old graph as it was.

    \b
    gyebo build
    gyebo build --store /srv/gyebo --base https://data.example.org/
    """
    from gyebo.graph.terms import BASE
    from gyebo.store.build import build as build_store

    folder = store or default_store()
    manifest = build_store(folder, data, base or BASE)
    click.echo(f"built {manifest.quads:,} quads into {folder}", err=True)
    return 0
