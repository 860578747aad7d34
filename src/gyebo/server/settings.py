"""What an operator decides about a server; every limit has a default that is safe on a public address."""

from dataclasses import dataclass
from pathlib import Path

from gyebo.graph.terms import BASE

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's store or endpoint, its address and its limits."""

    store: Path | None = None  # the folder that `gyebo build` fills; None with `endpoint`
    endpoint: str | None = None  # a remote SPARQL 1.1 endpoint to ask instead
    release: Path | None = None  # a folder that `gyebo export all` has written, served under /release/
    base: str = BASE  # base of the IRIs of things, as given to `gyebo build`
    host: str = "127.0.0.1"
    port: int = 8000
    time_limit_seconds: float = 10.0  # of one free SPARQL query
    download_limit_seconds: float = 60.0  # of a whole graph
    body_limit_bytes: int = MIB // 2  # of a request's body
    result_limit_bytes: int = 64 * MIB  # of one answer
    memory_limit_bytes: int = 512 * MIB  # of address space that one query may take
    workers: int = 3  # short queries evaluated at once
    slow_workers: int = 2  # long queries evaluated at once
    queue: int = 64  # short queries that may wait for a worker
    slow_queue: int = 16  # long queries that may wait for a place
    cache_bytes: int = 32 * MIB  # of small answers kept, as long as the graph stays
    service_hosts: frozenset[str] = frozenset()  # hosts that SERVICE may ask
    log_queries: bool = False  # whether the access log holds the text of queries
    access_log: bool = True
