"""`gyebo serve`: the SPARQL endpoint and the pages, over HTTP."""

import logging
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import default_store, engine_options
from gyebo.errors import UsageProblem

if TYPE_CHECKING:
    import asyncio

    from gyebo.server.settings import Settings

_CONNECTIONS = 1000  # open at once; more are told to come again


# fmt: off
@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--base", metavar="IRI", help="Base of the IRIs of things, as it was given to gyebo build.")
@click.option(
    "--time-limit", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600),
    help="Seconds that one SPARQL query may take.",
)
@click.option(
    "--result-limit", default=64, show_default=True, type=click.IntRange(1, 10_000), help="MiB of one answer."
)
@click.option(
    "--memory-limit", default=512, show_default=True, type=click.IntRange(64, 1_000_000),
    help="MiB that one SPARQL query may take.",
)
@click.option(
    "--workers", default=3, show_default=True, type=click.IntRange(1, 256),
    help="Short queries evaluated at once.",
)
@click.option(
    "--long-workers", default=2, show_default=True, type=click.IntRange(1, 256),
    help="Long queries (over 0.1 s) evaluated at once, at a low priority.",
)
@click.option(
    "--service-host", "service_hosts", multiple=True, metavar="HOST",
    help="A host that SERVICE may ask; without any, SERVICE is refused.",
)
@click.option(
    "--release", metavar="FOLDER", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of gyebo export all, to be downloaded under /release/.",
)
@click.option("--log-queries", is_flag=True, help="Write the text of queries to the access log.")
@click.option("--no-log", is_flag=True, help="Write no access log.")
@engine_options
def serve(
    host: str, port: int, base: str | None, time_limit: float, result_limit: int, memory_limit: int,
    workers: int, long_workers: int, service_hosts: tuple[str, ...], release: Path | None, log_queries: bool, no_log: bool,
    store: Path | None, endpoint: str | None,
) -> int:
    """Serve the pages and a SPARQL endpoint.

    \b
    gyebo serve
    gyebo serve --port 8080 --store /srv/gyebo
    gyebo serve --endpoint https://data.example.org/sparql
    """
    from gyebo.graph.terms import BASE
    from gyebo.server.settings import MIB, Settings

    settings = Settings(
        store=None if endpoint else store or default_store(), endpoint=endpoint, release=release, base=base or BASE,
        host=host, port=port, time_limit_seconds=time_limit, result_limit_bytes=result_limit * MIB,
        memory_limit_bytes=memory_limit * MIB, workers=workers, slow_workers=long_workers,
        service_hosts=frozenset(name.lower() for name in service_hosts),
        log_queries=log_queries, access_log=not no_log,
    )
    return _run(settings)
# fmt: on


def _run(settings: "Settings") -> int:
    try:
        import uvicorn

        from gyebo.server.app import create_app
    except ImportError as error:
        raise UsageProblem(
            f"serving needs the package {error.name}", "install it: pip install 'gyebo[serve]'"
        ) from None
    with _listening(settings.host, settings.port) as listening:
        host, port = listening.getsockname()[:2]
        app = create_app(replace(settings, port=port))
        _log_to_stderr()
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"gyebo: serving http://{shown}:{port}/ (Ctrl-C stops it)", err=True)
        config = uvicorn.Config(
            app,
            http=_http(),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="on",
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def _http() -> "type[asyncio.Protocol] | str":
    """Return the fast HTTP parser where it is installed, else uvicorn's own, which bounds a head by itself."""
    try:
        from gyebo.server.http import BoundedHttp
    except ImportError:
        return "h11"
    return BoundedHttp


def _log_to_stderr() -> None:
    """Write the access log, and what goes wrong, to standard error."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("gyebo.access").setLevel(logging.INFO)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that a port in use is told before anything else is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageProblem(
            f"cannot listen on {host} port {port} ({reason})", "choose another with --port"
        ) from None
    return listening
