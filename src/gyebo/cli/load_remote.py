"""`gyebo load-remote`: the graph of the embedded store into a SPARQL 1.1 server."""

import os
from pathlib import Path

import click

from gyebo.cli.options import default_store


@click.command()
@click.argument("url")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (GYEBO_STORE).")
def load_remote(url: str, store: Path | None) -> int:
    """Load the graph into a SPARQL 1.1 server.

    It goes over the Graph Store Protocol; URL is the server's graph store (Oxigraph: http://host:7878/store; Virtuoso:
    http://host:8890/sparql-graph-crud-auth). User and password come from GYEBO_ENDPOINT_USER and
    GYEBO_ENDPOINT_PASSWORD. While the load is under way, gyebo refuses to ask the server; a load that fails
    is done again from the start. For a server's own bulk loader write files: gyebo export shards OUT.

    \b
    gyebo load-remote http://localhost:7878/store
    gyebo trace "디지털 시장실 운영" --endpoint http://localhost:7878/query
    """
    from gyebo.cli.export import shown
    from gyebo.export.load import load
    from gyebo.store.embedded import Embedded
    from gyebo.store.graphs import GraphStore

    user, password = os.environ.get("GYEBO_ENDPOINT_USER", ""), os.environ.get("GYEBO_ENDPOINT_PASSWORD", "")
    server = GraphStore(url, user, password)
    steps = list(shown(load(Embedded(store or default_store()), server)))
    for step in steps:
        click.echo(f"{step.name}: {step.count:,} {step.unit}", err=True)
    click.echo(f"loaded {sum(step.count for step in steps):,} triples into {url}", err=True)
    return 0
