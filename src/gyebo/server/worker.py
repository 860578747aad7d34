"""A process that evaluates free SPARQL, so that it can be killed: read a job, answer it, read the next.

A job is a `Job`, an answer a byte that says what follows (see `ANSWER` and the rest below). The process holds
nothing but the store, opened read-only; its memory and its processor time are bounded by the kernel.
`gyebo.server.spawner` forks it.
"""

import marshal
import math
import os
import re
import resource
import time
from collections.abc import Iterator
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from gyebo.server.guard import Form, Judged, judged
from gyebo.server.problems import Problem, problem

ANSWER, FILE, SYNTAX, TOO_LARGE, REFUSED, FAILED = b"A", b"F", b"S", b"L", b"R", b"X"
IN_MEMORY = 1 << 20  # larger answers are written to a file

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_PLACE = re.compile(r"error at (\d+):(\d+): ")


class Job(NamedTuple):
    """What a worker is asked: a query over graphs (None: all of them), or, without a query, one graph itself."""

    query: str | None
    format: str
    default_graphs: tuple[str, ...] | None  # of the protocol; () with named graphs only
    named_graphs: tuple[str, ...] | None
    own_dataset: bool  # the query has FROM clauses
    graph: str | None  # the graph asked, without a query; None for the default graph
    size_limit: int
    seconds: float
    prefixes: dict[str, str]
    judge: tuple[str, ...] | None = None  # only judge the query, with these hosts for SERVICE


class _TooLarge(Exception):
    pass


class _Spool:
    """A file for an answer: in memory, on disk from `IN_MEMORY` on, never larger than the limit."""

    def __init__(self, disk: BinaryIO, limit: int) -> None:
        self._disk, self._limit = disk, limit
        self._file: BinaryIO = BytesIO()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take data; raise `_TooLarge` at the limit."""
        self._size += len(data)
        if self._size > self._limit:
            raise _TooLarge
        if self._size > IN_MEMORY and isinstance(self._file, BytesIO):
            self._disk.write(self._file.getbuffer())
            self._file = self._disk
        return self._file.write(data)

    def flush(self) -> None:
        """Do nothing: there is no reader yet."""

    def answer(self) -> bytes:
        """Return the answer to send: the data, or that it is in the file."""
        if isinstance(self._file, BytesIO):
            return ANSWER + self._file.getbuffer()
        self._file.flush()
        return FILE


def work(to_server: int, to_disk: int) -> None:
    """Say who we are, read what to open, then answer jobs until the server goes away.

    One descriptor leads to the server, the other takes an answer too large for it.
    """
    connection, disk = Connection(to_server), os.fdopen(to_disk, "wb")
    connection.send_bytes(b"%d" % os.getpid())
    graph, memory_limit = marshal.loads(connection.recv_bytes())  # noqa: S302 (from our own server)
    store = Store.read_only(graph)
    _bound_memory(memory_limit)
    connection.send_bytes(b"ready")
    while True:
        try:
            job = Job(*marshal.loads(connection.recv_bytes()))  # noqa: S302 (from our own server)
        except (EOFError, OSError):
            return
        _bound_time(math.ceil(job.seconds))
        connection.send_bytes(answered(store, job, disk))


def _bound_memory(limit: int) -> None:
    """Let the kernel refuse more address space than `limit` beyond what the process has now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # no Linux: the limit is a Linux one
        return
    taken = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + limit, resource.RLIM_INFINITY))


def _bound_time(seconds: int) -> None:
    """Let the kernel end a query that outlives its server: processor time, beyond what was used so far."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 2, hard))


def answered(store: Store, job: Job, disk: BinaryIO) -> bytes:
    """Return the answer to a job, or what went wrong."""
    spool = _Spool(disk, job.size_limit)
    try:
        if job.judge is not None:
            return judgement(job.query or "", job.judge)
        if job.query is None:
            return _graph(store, job, spool)
        _evaluate(store, job, job.query, spool)
        return spool.answer()
    except _TooLarge:
        return TOO_LARGE
    except SyntaxError as error:
        return SYNTAX + str(error).encode()
    except MemoryError:
        os._exit(1)
    except Exception as error:
        return FAILED + f"{type(error).__name__}: {error}".encode()


def judgement(query: str, service_hosts: tuple[str, ...]) -> bytes:
    """Judge a query so long that reading it would hold up the server; see `judged_from`."""
    try:
        found = judged(query, frozenset(service_hosts))
    except Problem as refused:
        told = refused.told
        return REFUSED + marshal.dumps((told.status, told.code, told.message, told.message_ko))
    return ANSWER + marshal.dumps((found.form.name, found.graphs, found.constant))


def judged_from(kind: bytes, data: bytes) -> Judged:
    """Return the judgement that a worker has sent; raise `Problem` where it is a refusal."""
    said = marshal.loads(data)  # noqa: S302 (from our own worker)
    if kind == REFUSED:
        raise problem(*said)
    form, graphs, constant = said
    return Judged(Form[form], graphs, constant)


def _evaluate(store: Store, job: Job, query: str, spool: _Spool) -> None:
    output = cast("BinaryIO", spool)
    if job.own_dataset:
        answer = store.query(query)
    elif job.default_graphs is None:
        answer = store.query(query, use_default_graph_as_union=True)
    else:
        answer = store.query(
            query,
            default_graph=[NamedNode(iri) for iri in job.default_graphs],
            named_graphs=[NamedNode(iri) for iri in job.named_graphs or ()],
        )
    if isinstance(answer, QueryTriples):
        # Oxigraph's own serialize() writes no prefixes.
        serialize(answer, output, _GRAPHS[job.format], prefixes=job.prefixes)
    elif isinstance(answer, QueryBoolean):
        answer.serialize(output, _RESULTS[job.format])
    else:
        answer.serialize(output, _RESULTS[job.format])


def _graph(store: Store, job: Job, spool: _Spool) -> bytes:
    name = None if job.graph is None else NamedNode(job.graph)
    triples = _triples(store, name)
    serialize(triples, cast("BinaryIO", spool), _GRAPHS[job.format], prefixes=job.prefixes)
    return spool.answer()


def _triples(store: Store, graph: NamedNode | None) -> Iterator[Triple]:
    """Yield the triples of a graph; of all graphs for None, as the endpoint's default graph is their union."""
    for quad in store.quads_for_pattern(None, None, None, graph):
        yield quad.triple


def place(message: str) -> tuple[str, int | None, int | None]:
    """Return what a parser's message says, shortened, with its line and column.

    >>> place('error at 2:18: expected one of "$", FILTER, SELECT')
    ('expected one of "$", FILTER, SELECT', 2, 18)
    """
    found = _PLACE.match(message)
    said = " ".join((message[found.end() :] if found else message).split())
    # Lists of character classes help nobody.
    said = re.sub(r",? ?\[[^\]]*'\]( \|[^,]*\])?|,? ?\[_\]", "", said)
    said = said if len(said) <= 200 else said[:197].rsplit(",", 1)[0] + " …"
    return said, *((int(found[1]), int(found[2])) if found else (None, None))
