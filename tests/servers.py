"""Servers that are not ours, started for a test on free loopback ports and stopped after it."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}, {data}
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
MaxQueryCostEstimationTime = 0
"""


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def awaited(url: str, seconds: float = 30) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 (our own server on loopback)
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(url)


def oxigraph() -> str:
    """Return the Oxigraph server's program, or skip."""
    binary = Path(sys.executable).parent / "oxigraph"
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server is not installed (PyPI: oxigraph)")
    return program


@contextmanager
def oxigraph_server(folder: Path, nquads: Path | None = None, writable: bool = False) -> Iterator[str]:
    """Run the Oxigraph server over a folder, its named graphs seen as one; yield its root URL."""
    program, address = oxigraph(), f"127.0.0.1:{free_port()}"
    if nquads is not None:
        load = [program, "load", "--location", str(folder), "--file", str(nquads)]
        subprocess.run(load, check=True, capture_output=True)
    kind = "serve" if writable else "serve-read-only"
    command = [program, kind, "--location", str(folder), "--bind", address, "--union-default-graph"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        awaited(f"http://{address}/")
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def virtuoso_server(folder: Path, nquads: Path | None = None, rows: int = 1_000_000) -> Iterator[str]:
    """Run Virtuoso with a database of its own, N-Quads loaded by its bulk loader; yield its root URL.

    `rows` is the number of rows at which it cuts an answer (ResultSetMaxRows).
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource)")
    sql, http = free_port(), free_port()
    data = nquads.parent if nquads else folder
    settings = _VIRTUOSO.format(folder=folder, data=data, sql=sql, http=http, rows=rows)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        awaited(f"http://127.0.0.1:{http}/sparql")
        if nquads is not None:
            statements = (
                f"ld_dir('{nquads.parent}', '{nquads.name}', 'urn:unnamed'); rdf_loader_run(); checkpoint;"
            )
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={statements}"]
            subprocess.run(isql, check=True, capture_output=True)
        yield f"http://127.0.0.1:{http}"
    finally:
        server.terminate()
        server.wait()
