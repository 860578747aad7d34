"""`gyebo serve` beside the Oxigraph server: requests per second, 99th percentile, processor time, memory.

    python -m benchmarks.serve [--store DIR] [--seconds 5] [--clients 8] [--rounds 5] [--only-hostile]

Both servers run over the same graph, on the loopback, one after the other in turns; so do normal queries alone
and beside hostile ones. The client is one process with so many connections, each of which asks again as soon as it
has its answer.
Processor time is that of the server's processes; an answer other than 200 counts as refused.
"""

import argparse
import multiprocessing
import os
import selectors
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

from benchmarks.servers import Server, gyebo_server, oxigraph_server
from gyebo.build import build
from gyebo.store.layout import current

PREFIX = "PREFIX gb: <https://w3id.org/gyebo/def#> "
SMALL = PREFIX + "SELECT ?p ?o WHERE { <https://w3id.org/gyebo/id/program/P0027> ?p ?o }"
LOOKUP = PREFIX + "ASK { <https://w3id.org/gyebo/id/program/P0027> a gb:Program }"
PAGES = {"a program's JSON": "/program/P0027.json", "a program's page": "/program/P0027"}
REFUSED = -1.0
HEADING = (
    "| requests/s | p50 ms | p99 ms | processor µs | refused |\n| --- | ---: | ---: | ---: | ---: | ---: |"
)
JSON = "application/sparql-results+json"

# Each is to end in its limit, whatever the server is.
HOSTILE = {
    "cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted cartesian product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d LIMIT 10",
    "path between all": "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b }",
    "path to and fro": PREFIX + "SELECT (COUNT(*) AS ?n) { ?a ((gb:successor|^gb:successor|gb:lineage|^gb:lineage)+) ?b . "
    "?c ((!<x:x>|^!<x:y>)+) ?a }",
    "deep nesting": "SELECT * " + "{" * 5000 + "?a ?b ?c" + "}" * 5000,
    "many values": "SELECT (COUNT(*) AS ?n) { VALUES ?a { " + "1 " * 50_000 + "} VALUES ?b { " + "2 " * 50_000
    + "} FILTER(?a > ?b) }",
    "endless regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '
    '"(.*a.*|.*b.*|.*c.*){1,9}$")) }',
    "concatenation": 'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?a)); separator="----") AS ?all) '
    "{ ?a ?b ?c . ?d ?e ?f }",
    "grouped cartesian product": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d ORDER BY ?n",
    "everything": "SELECT * { ?a ?b ?c . ?d ?b ?f }",
    "not exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?c ?x ?f . ?f ?y ?z } }",
    "many unions": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?a ?b ?c . ?c ?d ?e . ?x ?y ?c }"] * 150) + " }",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """What a load gave: seconds that each request took, requests refused, how long all took, processor time."""

    latencies: list[float]
    refused: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """Return a percentile of the latencies in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    def row(self) -> str:
        """Return the load as cells of a table."""
        cpu = 1e6 * self.cpu_seconds / len(self.latencies)
        told = f"{self.rate:,.0f} | {self.percentile_ms(50):.1f} | {self.percentile_ms(99):.1f}"
        return f"{told} | {cpu:,.0f} | {self.refused}"


def request(host: str, path: str, query: str = "", accept: str = "*/*") -> bytes:
    """Return a GET request as bytes."""
    asked = f"{path}?{urlencode({'query': query}, quote_via=quote)}" if query else path
    return f"GET {asked} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode()


def complete(answer: bytes) -> bool:
    """Whether an HTTP answer is whole."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return body.endswith(b"0\r\n\r\n")


def _client(address: tuple[str, int], requests: Iterator[bytes], clients: int, seconds: float) -> list[float]:
    """Keep so many connections busy for so long; return what each request took."""
    selector, taken = selectors.DefaultSelector(), list[float]()
    waiting: dict[socket.socket, tuple[float, bytearray]] = {}
    for _ in range(clients):
        connection = socket.create_connection(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ)
        waiting[connection] = (time.perf_counter(), bytearray())
        connection.sendall(next(requests))
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1.0):
            connection = key.fileobj  # type: ignore[assignment]
            begun, answer = waiting[connection]
            answer += connection.recv(1 << 16)
            if complete(bytes(answer)):
                now = time.perf_counter()
                taken.append(now - begun if answer.startswith(b"HTTP/1.1 200") else REFUSED)
                waiting[connection] = (now, bytearray())
                connection.sendall(next(requests))
    for connection in waiting:
        connection.close()
    return taken


def _different(host: str, path: str, query: str) -> Iterator[bytes]:
    """Yield a query again and again, each time with other letters, so that no answer was given before."""
    for number in count(os.getpid() * 1_000_000):
        yield request(host, path, f"{query}#{number}", JSON)


def _same(host: str, path: str, query: str, accept: str) -> Iterator[bytes]:
    asked = request(host, path, query, accept)
    while True:
        yield asked


def _child(
    place: "multiprocessing.SimpleQueue[list[float]]", server: str, what: "What", clients: int, seconds: float
) -> None:
    host, port = server.removeprefix("http://").split(":")
    kind, path, query, accept = what
    requests = (
        _different(server[7:], path, query) if kind == "different" else _same(server[7:], path, query, accept)
    )
    place.put(_client((host, int(port)), requests, clients, seconds))


What = tuple[str, str, str, str]  # different or same, path, query, Accept


def load(server: Server, what: What, clients: int, seconds: float) -> Load:
    """Load a server from a process of its own."""
    place: multiprocessing.SimpleQueue[list[float]] = multiprocessing.SimpleQueue()
    before = cpu_seconds(server)
    child = multiprocessing.Process(target=_child, args=(place, server.url, what, clients, seconds))
    child.start()
    latencies = place.get()
    child.join()
    answered = [taken for taken in latencies if taken != REFUSED]
    if not answered:
        raise RuntimeError(f"{server.url}{what[1]} answered nothing")
    return Load(answered, len(latencies) - len(answered), seconds, cpu_seconds(server) - before)


def cpu_seconds(server: Server) -> float:
    """Return the processor time of the processes that a server has."""
    return sum(_times(pid) for pid in server.processes)


def _times(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def memory_mb(server: Server) -> float:
    """Return the memory of a server and its workers that is theirs alone, in MB."""
    return sum(_private(pid) for pid in server.processes)


def _private(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _attack(url: str, seconds: float) -> None:
    """Ask the hostile queries, all at once, again and again, for so long."""
    import asyncio

    import httpx

    os.nice(10)  # who attacks does so from another machine

    async def one(client: httpx.AsyncClient, query: str, end: float) -> None:
        while time.monotonic() < end:
            await client.post("/sparql", data={"query": query})
            await asyncio.sleep(0.1)

    async def every() -> None:
        end = time.monotonic() + seconds
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            await asyncio.gather(*(one(client, query, end) for query in HOSTILE.values()))

    asyncio.run(every())


@contextmanager
def attacked(server: Server, seconds: float) -> Iterator[None]:
    """Let the hostile queries run beside what is measured."""
    attacker = multiprocessing.Process(target=_attack, args=(server.url, seconds))
    attacker.start()
    time.sleep(2)
    try:
        yield
    finally:
        attacker.kill()
        attacker.join()


def throughput(store: Path, clients: int, seconds: float, say: Callable[[str], None]) -> None:
    """Measure small queries and pages, beside the Oxigraph server."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(current(store), Path(folder) / "graph"))
        (copy / "manifest.json").unlink()
        with gyebo_server("--store", str(store), "--no-log") as ours, oxigraph_server(copy) as theirs:
            say(f"| {HEADING}")
            for name, query in (("30 rows", SMALL), ("ASK", LOOKUP)):
                for server, who, path in ((ours, "gyebo", "/sparql"), (theirs, "oxigraph", "/query")):
                    done = load(server, ("different", path, query, JSON), clients, seconds)
                    say(f"| {name}, each query new: {who} | {done.row()} |")
            kept = load(ours, ("same", "/sparql", SMALL, JSON), clients, seconds)
            say(f"| 30 rows, the same query again: gyebo | {kept.row()} |")
            for name, path in PAGES.items():
                load(ours, ("different", path, "", "*/*"), 1, 2)  # charts are drawn once
                for kind, how in (("different", "made anew"), ("same", "again")):
                    done = load(ours, (kind, path, "", "*/*"), clients, seconds)
                    say(f"| {name}, {how} | {done.row()} |")
            say(
                f"\nmemory: gyebo {memory_mb(ours):.0f} MB with its workers, oxigraph {memory_mb(theirs):.0f} MB"
            )


@dataclass(frozen=True, slots=True)
class Pair:
    """Normal queries alone, and right after that beside hostile ones; the memory of the server then, in MB."""

    alone: Load
    beside: Load
    alone_mb: float
    beside_mb: float

    @property
    def times(self) -> float:
        """How many times as high the 99th percentile is beside hostile queries."""
        return self.beside.percentile_ms(99) / self.alone.percentile_ms(99)


def pair(server: Server, clients: int, seconds: float) -> Pair:
    """Measure normal queries alone, then beside hostile ones."""
    what = ("different", "/sparql", SMALL, JSON)
    alone, alone_mb = load(server, what, clients, seconds), memory_mb(server)
    with attacked(server, 3 * seconds + 10):
        beside, beside_mb = load(server, what, clients, seconds), memory_mb(server)
    time.sleep(2)  # those that were left alone end
    return Pair(alone, beside, alone_mb, beside_mb)


def endurance(store: Path, clients: int, seconds: float, rounds: int, say: Callable[[str], None]) -> None:
    """Measure normal queries alone and beside hostile ones, in turns; tell the medians."""
    with gyebo_server("--store", str(store), "--no-log", "--time-limit", "5") as server:
        load(server, ("different", "/sparql", SMALL, JSON), clients, 1)
        pairs = [pair(server, clients, seconds) for _ in range(rounds)]
    say(
        f"\nnormal queries, medians of {rounds} rounds in turns\n\n| | requests/s | p50 ms | p99 ms | refused |"
    )
    say("| --- | ---: | ---: | ---: | ---: |")
    say(f"| alone | {medians([each.alone for each in pairs])} |")
    say(f"| beside {len(HOSTILE)} hostile ones | {medians([each.beside for each in pairs])} |")
    times = sorted(each.times for each in pairs)
    told = ", ".join(f"{each:.1f}" for each in times)
    say(f"\nthe 99th percentile is {median(times):.1f} times as high (rounds: {told})")
    most = max(each.beside_mb for each in pairs)
    say(
        f"memory with workers: {pairs[0].alone_mb:.0f} MB alone, at most {most:.0f} MB beside hostile queries"
    )


def medians(loads: list[Load]) -> str:
    """Return the medians of some loads as cells of a table."""
    rate = median(load.rate for load in loads)
    p50, p99 = (median(load.percentile_ms(percent) for load in loads) for percent in (50, 99))
    return f"{rate:,.0f} | {p50:.1f} | {p99:.1f} | {sum(load.refused for load in loads)}"


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument(
        "--rounds", type=int, default=5, help="of normal queries alone and beside hostile ones"
    )
    parser.add_argument(
        "--only-hostile", action="store_true", help="leave out the pages and the Oxigraph server"
    )
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = told.store or Path(folder)
        if told.store is None:
            build(store)
        if not told.only_hostile:
            throughput(store, told.clients, told.seconds, print)
        endurance(store, told.clients, told.seconds, told.rounds, print)


if __name__ == "__main__":
    main()
