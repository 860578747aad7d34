"""Servers started for a while on free loopback ports, by benchmarks and tests: gyebo's own, Oxigraph's, Virtuoso."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

_ADDRESS = re.compile(r"http://[0-9.]+:\d+")
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


@dataclass(slots=True)
class Server:
    """A running server: its address, its process, what it has written to standard error so far."""

    url: str
    process: "subprocess.Popen[str]"
    log: list[str] = field(default_factory=list)

    @property
    def workers(self) -> list[int]:
        """The processes that evaluate queries; one between them and the server starts them."""
        return [worker for spawner in _children(self.process.pid) for worker in _children(spawner)]

    @property
    def processes(self) -> list[int]:
        """All of its processes."""
        return [self.process.pid, *_children(self.process.pid), *self.workers]


def _children(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in told.split()]


@contextmanager
def gyebo_server(*options: str) -> Iterator[Server]:
    """Run `gyebo serve` with options; it stops as by Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gyebo", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None  # noqa: S101 (for mypy)
    first = process.stderr.readline()
    found = _ADDRESS.search(first)
    if found is None:
        process.wait()
        raise RuntimeError(first + process.stderr.read())
    server = Server(found.group(), process)
    reader = Thread(target=lambda: server.log.extend(process.stderr or ()), daemon=True)
    reader.start()
    try:
        awaited(f"{server.url}/.well-known/void")
        yield server
    finally:
        stopped(process)
        reader.join(10)
        process.stderr.close()


def oxigraph() -> str:
    """Return the Oxigraph server's program; raise `FileNotFoundError` where it is not installed."""
    binary = Path(sys.executable).parent / "oxigraph"
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    if program is None:
        raise FileNotFoundError("the Oxigraph server is not installed (PyPI: oxigraph)")
    return program


@contextmanager
def oxigraph_server(folder: Path, nquads: Path | None = None, *, writable: bool = False) -> Iterator[Server]:
    """Run the Oxigraph server over a folder, which may be a copy of a graph's, its named graphs seen as one."""
    program = oxigraph()
    if nquads is not None:
        load = [program, "load", "--location", str(folder), "--file", str(nquads)]
        subprocess.run(load, check=True, capture_output=True)
    kind, address = "serve" if writable else "serve-read-only", f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [program, kind, "--location", str(folder), "--bind", address, "--union-default-graph"],
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        awaited(f"http://{address}/")
        yield Server(f"http://{address}", process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def virtuoso_server(folder: Path, nquads: Path | None = None, rows: int = 1_000_000) -> Iterator[Server]:
    """Run Virtuoso with a database of its own, N-Quads loaded by its bulk loader.

    `rows` is the number of rows at which it cuts an answer (ResultSetMaxRows).
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        raise FileNotFoundError("Virtuoso is not installed (Debian: virtuoso-opensource)")
    sql, http = free_port(), free_port()
    data = nquads.parent if nquads else folder
    settings = _VIRTUOSO.format(folder=folder, data=data, sql=sql, http=http, rows=rows)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    process = subprocess.Popen(
        [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, text=True,
    )  # fmt: skip
    try:
        awaited(f"http://127.0.0.1:{http}/sparql")
        if nquads is not None:
            load = f"ld_dir('{nquads.parent}', '{nquads.name}', 'urn:unnamed'); rdf_loader_run(); checkpoint;"
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={load}"]
            subprocess.run(isql, check=True, capture_output=True)
        yield Server(f"http://127.0.0.1:{http}", process)
    finally:
        process.terminate()
        process.wait()


def stopped(process: "subprocess.Popen[str]") -> int:
    """Stop a server as Ctrl-C does; return its exit code."""
    process.send_signal(2)
    try:
        return process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def awaited(url: str, seconds: float = 30) -> None:
    """Wait until a server answers, be it with an error."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=10):  # noqa: S310 (our own server on loopback)
                return
        except HTTPError as answered:
            answered.close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
