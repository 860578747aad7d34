"""The servers that benchmarks start too, as tests want them: by their address, and skipped where not installed."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks import servers
from benchmarks.servers import awaited, free_port

__all__ = ["awaited", "free_port", "oxigraph", "oxigraph_server", "virtuoso_server"]


def oxigraph() -> str:
    """Return the Oxigraph server's program, or skip."""
    try:
        return servers.oxigraph()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


@contextmanager
def oxigraph_server(folder: Path, nquads: Path | None = None, writable: bool = False) -> Iterator[str]:
    """Run the Oxigraph server over a folder; yield its root URL."""
    with _installed(servers.oxigraph_server(folder, nquads, writable=writable)) as url:
        yield url


@contextmanager
def virtuoso_server(folder: Path, nquads: Path | None = None, rows: int = 1_000_000) -> Iterator[str]:
    """Run Virtuoso with a database of its own; yield its root URL."""
    with _installed(servers.virtuoso_server(folder, nquads, rows=rows)) as url:
        yield url


@contextmanager
def _installed(server: AbstractContextManager[servers.Server]) -> Iterator[str]:
    """Run a server, or skip where it is not installed."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server).url
        except FileNotFoundError as missing:
            pytest.skip(str(missing))
        yield url
