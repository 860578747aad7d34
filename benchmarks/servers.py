"""Servers started for a while on free loopback ports: gyebo's own, and Oxigraph's over the same graph."""

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


@dataclass(slots=True)
class Server:
    """A running server: its address, its process, what it has written to standard error so far."""

    url: str
    process: "subprocess.Popen[str]"
    log: list[str] = field(default_factory=list)

    @property
    def workers(self) -> list[int]:
        """The processes that it has started."""
        place = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in place.read_text(encoding="ascii").split()]


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
        _awaited(f"{server.url}/.well-known/void")
        yield server
    finally:
        stopped(process)
        reader.join(10)
        process.stderr.close()


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Server]:
    """Run the Oxigraph server (PyPI: oxigraph) over a copy of a graph's folder."""
    binary = Path(sys.executable).parent / "oxigraph"
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    if program is None:
        raise FileNotFoundError("the Oxigraph server is not installed (PyPI: oxigraph)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve-read-only", "--location", folder, "--bind", address, "--union-default-graph"],
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        _awaited(f"http://{address}/")
        yield Server(f"http://{address}", process)
    finally:
        stopped(process)


def stopped(process: "subprocess.Popen[str]") -> int:
    """Stop a server as Ctrl-C does; return its exit code."""
    process.send_signal(2)
    try:
        return process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _awaited(url: str, seconds: float = 30) -> None:
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
