"""Free SPARQL over a remote endpoint: the same jobs, forwarded, with limits of our own around them."""

import asyncio
import math
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pyoxigraph import NamedNode

from gyebo.server.negotiation import GRAPHS, ROWS
from gyebo.server.problems import Problem, busy, malformed, problem, too_large, too_slow, unreachable
from gyebo.server.process import Answer
from gyebo.server.settings import Settings
from gyebo.server.worker import ANSWER, FILE, IN_MEMORY, Job, judgement
from gyebo.server.workers import Gone

_TYPES = {format.name: format.types[0] for format in (*ROWS, *GRAPHS)}
_CANCELLED = b"SPARQL operation has been cancelled"
_PIECE = 1 << 16


class Forward:
    """Asks a remote endpoint; as many requests at once as there would be workers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        places = settings.workers + settings.slow_workers
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="gyebo-forward")
        self._running, self._most = 0, places + settings.queue

    async def start(self) -> None:
        """Do nothing: threads start when they are needed."""

    async def stop(self) -> None:
        """Let no new request begin."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def answer(self, job: Job, gone: Gone) -> Answer | None:  # noqa: ARG002 (its time is bounded)
        """Return the endpoint's answer to a job; raise `Problem` at a limit."""
        if self._running >= self._most:
            raise busy()
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._asked, job)
        finally:
            self._running -= 1

    def _asked(self, job: Job) -> Answer:
        if job.judge is not None:
            data = judgement(job.query or "", job.judge)
            return Answer(data[:1], data[1:])
        deadline = time.monotonic() + job.seconds
        request = Request(  # noqa: S310 (the operator's own endpoint)
            str(self._settings.endpoint),
            data=urlencode(_parameters(job)).encode(),
            headers={"Accept": _TYPES[job.format], "User-Agent": "gyebo"},
        )
        file: BinaryIO = tempfile.SpooledTemporaryFile(IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
        try:
            with urlopen(request, timeout=math.ceil(job.seconds)) as answer:  # noqa: S310
                if answer.headers.get("x-sparql-maxrows"):
                    raise _cut()
                if answer.headers.get_content_type() != _TYPES[job.format]:
                    raise _unusable()
                return self._read(answer, file, job, deadline)
        except HTTPError as error:
            raise _refused(error) from None
        except TimeoutError:
            raise too_slow(job.seconds) from None
        except (OSError, HTTPException):
            raise unreachable() from None

    def _read(self, answer: BinaryIO, file: BinaryIO, job: Job, deadline: float) -> Answer:
        size, piece, tail = 0, b"", b""
        while piece := answer.read(_PIECE):
            size += len(piece)
            if size > job.size_limit:
                raise too_large(job.size_limit)
            if time.monotonic() > deadline:
                raise too_slow(job.seconds)
            file.write(piece)
            tail = (tail + piece)[-200:]
        if _CANCELLED in tail:
            raise too_slow(job.seconds)
        if size > IN_MEMORY:
            return Answer(FILE, b"", file)
        file.seek(0)
        return Answer(ANSWER, file.read())


def _parameters(job: Job) -> list[tuple[str, str]]:
    if job.query is None:
        return [("query", _whole(job.graph))]
    default = [("default-graph-uri", iri) for iri in job.default_graphs or ()]
    return [("query", job.query), *default, *(("named-graph-uri", iri) for iri in job.named_graphs or ())]


def _whole(graph: str | None) -> str:
    if graph is None:
        return "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    try:
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}"
    except ValueError:
        raise malformed("the graph is no IRI", "graph가 IRI가 아닙니다") from None


def _refused(error: HTTPError) -> Problem:
    """Return the problem that an endpoint's error stands for; its text is passed on for a wrong query only."""
    with error:
        if error.code == 400:
            said = " ".join(error.read(2000).decode(errors="replace").split())[:300]
            return malformed(
                f"the endpoint refuses the query: {said}", f"엔드포인트가 질의를 거절했습니다: {said}"
            )
        if error.code in (429, 503):
            return busy()
    return problem(
        502, "endpoint-failed", f"the endpoint behind this server answers {error.code}",
        f"이 서버 뒤의 엔드포인트가 {error.code}로 답합니다",
    )  # fmt: skip


def _unusable() -> Problem:
    return problem(
        502, "endpoint-format", "the endpoint behind this server does not give this format",
        "이 서버 뒤의 엔드포인트가 이 형식을 주지 않습니다",
    )  # fmt: skip


def _cut() -> Problem:
    return problem(
        502, "endpoint-cuts", "the endpoint behind this server cuts its answers",
        "이 서버 뒤의 엔드포인트가 답을 자릅니다",
    )  # fmt: skip
