"""The addresses for programs: /sparql, /graph (Graph Store Protocol, reading) and /.well-known/void."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Protocol

from starlette.types import Receive, Scope, Send

from gyebo.graph.terms import PREFIXES
from gyebo.server.description import counts, dataset, named_graphs, service, written
from gyebo.server.guard import Form, Judged, judged
from gyebo.server.kept import Kept
from gyebo.server.negotiation import GRAPHS, ROWS, TRUTH, Format, Offer, negotiated, preferred
from gyebo.server.problems import Problem, malformed, not_allowed, problem, too_large
from gyebo.server.process import Answer
from gyebo.server.protocol import (
    Header,
    Question,
    graph_asked,
    header,
    question,
    send_answer,
    send_file,
)
from gyebo.server.security import origin
from gyebo.server.site import Site
from gyebo.server.worker import ANSWER, FILE, REFUSED, SYNTAX, TOO_LARGE, Job, judged_from, place
from gyebo.server.workers import Gone

_LOG = logging.getLogger("gyebo.server")
_RDF_TYPES = tuple(
    media_type for format in GRAPHS for media_type in format.types if media_type != "text/plain"
)
_SHORT = 4000  # letters of a query that are read at once


class Answerer(Protocol):
    """What evaluates free SPARQL: the pool of workers, or a remote endpoint."""

    async def answer(self, job: Job, gone: Gone) -> Answer | None:
        """Return the answer to a job, None when the client has left; raise `Problem` at a limit."""


class Endpoint:
    """Answers programs; what goes wrong is raised as `Problem`."""

    def __init__(self, site: Site, answerer: Answerer) -> None:
        self._site, self._answerer = site, answerer
        self._graphs: tuple[str, frozenset[str]] = ("", frozenset())
        self._void: tuple[str, bytes] = ("", b"")
        self._kept = Kept[Answer](site.settings.cache_bytes)

    def wants_page(self, scope: Scope) -> bool:
        """Whether a browser asks for /sparql without a query, to be shown a page."""
        if scope["method"] not in ("GET", "HEAD") or b"query=" in scope["query_string"]:
            return False
        accept = header(scope, b"accept")
        return "text/html" in accept and preferred(accept, (*_RDF_TYPES, "text/html")) == "text/html"

    async def sparql(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the SPARQL Protocol."""
        settings = self._site.settings
        asked = await question(scope, receive, settings.body_limit_bytes)
        scope["gyebo.query"] = asked.query
        accept = header(scope, b"accept")
        if asked.query is None:
            await self._described(scope, send, negotiated(accept, GRAPHS))
            return
        judgement = await self._judged(asked.query, receive)
        if judgement is None:  # the client has left
            return
        await self._refuse_unknown((*asked.default_graphs, *asked.named_graphs, *judgement.graphs))
        offer = negotiated(accept, _formats(judgement.form))
        headers = self._headers(scope, offer, judgement.constant)
        if _unchanged(scope, headers):
            await _not_modified(send, headers)
            return
        job = _job(self._site, asked, judgement, offer)
        key = (self._site.digest(), *job[:5]) if judgement.constant and self._site.constant else None
        answer = None if key is None else self._kept.get(key)
        if answer is None:
            answer = await self._answerer.answer(job, _gone(receive))
            if key is not None and answer is not None and answer.kind == ANSWER:
                self._kept.put(key, answer, len(answer.data) + len(asked.query))
        await self._give(scope, send, answer, headers)

    async def _judged(self, query: str, receive: Receive) -> Judged | None:
        """Judge a query; a long one among the workers, since reading it would hold up the server."""
        settings = self._site.settings
        if len(query) <= _SHORT:
            return judged(query, settings.service_hosts)
        hosts = tuple(settings.service_hosts)
        job = Job(
            query,
            "",
            None,
            None,
            False,
            None,
            settings.result_limit_bytes,
            settings.time_limit_seconds,
            {},
            hosts,
        )
        answer = await self._answerer.answer(job, _gone(receive))
        if answer is None:
            return None
        if answer.kind not in (ANSWER, REFUSED):
            raise _failure(answer, settings.result_limit_bytes)
        return judged_from(answer.kind, answer.data)

    async def graph(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the Graph Store Protocol, reading."""
        graph = graph_asked(scope)
        if graph is not None and graph not in await self._named_graphs():
            raise problem(404, "no-graph", "there is no such graph here", "그런 그래프가 없습니다")
        offer = negotiated(header(scope, b"accept"), GRAPHS)
        headers = self._headers(scope, offer, constant=True)
        if _unchanged(scope, headers):
            await _not_modified(send, headers)
            return
        settings = self._site.settings
        job = Job(
            None, offer[1].name, None, None, False, graph,
            settings.result_limit_bytes, settings.download_limit_seconds, PREFIXES,
        )  # fmt: skip
        await self._give(scope, send, await self._answerer.answer(job, _gone(receive)), headers)

    async def void(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (as ASGI calls it)
        """Describe the data."""
        if scope["method"] not in ("GET", "HEAD"):
            raise not_allowed("GET, HEAD, OPTIONS")
        offer = negotiated(header(scope, b"accept"), GRAPHS)
        headers = self._headers(scope, offer, constant=True)
        if _unchanged(scope, headers):
            await _not_modified(send, headers)
            return
        key = f"{self._site.digest()} {self._origin(scope)} {offer[1].name}"
        if self._void[0] != key:
            self._void = key, await asyncio.to_thread(self._void_written, scope, offer)
        await send_answer(scope, send, 200, headers, self._void[1])

    def _void_written(self, scope: Scope, offer: Offer) -> bytes:
        site = self._site
        found = counts(site.engine)
        return written(dataset(self._origin(scope), site.base, site.digest(), found), offer[1].name)

    async def _described(self, scope: Scope, send: Send, offer: Offer) -> None:
        headers = self._headers(scope, offer, constant=True)
        graphs = await self._named_graphs()
        triples = service(self._origin(scope), graphs, bool(self._site.settings.service_hosts))
        await send_answer(scope, send, 200, headers, written(triples, offer[1].name))

    async def _named_graphs(self) -> frozenset[str]:
        digest = self._site.digest()
        if self._graphs[0] != digest or not self._site.constant:
            self._graphs = digest, await asyncio.to_thread(named_graphs, self._site.engine)
        return self._graphs[1]

    async def _refuse_unknown(self, graphs: tuple[str, ...]) -> None:
        """Raise `Problem` for a graph that is not here: an engine might fetch it."""
        for graph in graphs:
            if graph not in await self._named_graphs():
                shown = graph[:200]
                raise malformed(
                    f"there is no graph <{shown}> here, and nothing is fetched",
                    f"<{shown}> 그래프가 없으며, 밖에서 가져오지 않습니다",
                )

    def _origin(self, scope: Scope) -> str:
        settings = self._site.settings
        default = f"http://{settings.host}:{settings.port}"
        return origin(scope.get("scheme", "http"), header(scope, b"host"), default)

    def _headers(self, scope: Scope, offer: Offer, constant: bool) -> list[Header]:
        media_type = offer[0]
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        headers = [(b"content-type", (media_type + charset).encode()), (b"vary", b"Accept")]
        if scope["method"] == "POST" or not constant or not self._site.constant:
            return [*headers, (b"cache-control", b"no-store")]
        variant = f"{self._site.digest()} {media_type} {header(scope, b'host')} {scope['path']}?".encode()
        tag = blake2b(variant + scope["query_string"], digest_size=12).hexdigest()
        return [*headers, (b"etag", f'W/"{tag}"'.encode()), (b"cache-control", b"public, no-cache")]

    async def _give(self, scope: Scope, send: Send, answer: Answer | None, headers: list[Header]) -> None:
        if answer is None:  # the client has left
            return
        if answer.kind == ANSWER:
            await send_answer(scope, send, 200, headers, answer.data)
        elif answer.kind == FILE and answer.file is not None:
            await send_file(scope, send, headers, answer.file)
        else:
            raise _failure(answer, self._site.settings.result_limit_bytes)


def _formats(form: Form) -> tuple[Format, ...]:
    return GRAPHS if form.graph else TRUTH if form is Form.ASK else ROWS


def _job(site: Site, asked: Question, judgement: Judged, offer: Offer) -> Job:
    settings = site.settings
    named = bool(asked.default_graphs or asked.named_graphs)
    return Job(
        asked.query, offer[1].name,
        asked.default_graphs if named else None, asked.named_graphs if named else None,
        bool(judgement.graphs) and not named, None,
        settings.result_limit_bytes, settings.time_limit_seconds,
        PREFIXES if judgement.form.graph else {},
    )  # fmt: skip


def _failure(answer: Answer, limit: int) -> Problem:
    said = answer.data.decode(errors="replace")
    if answer.kind == SYNTAX:
        what, line, column = place(said)
        return problem(
            400, "syntax", f"the query does not parse: {what}", f"질의를 읽을 수 없습니다: {what}",
            line=line, column=column,
        )  # fmt: skip
    if answer.kind == TOO_LARGE:
        return too_large(limit)
    _LOG.error("evaluation failed: %s", said[:500])
    return problem(503, "evaluation-failed", "the query could not be evaluated", "질의를 처리하지 못했습니다")


def _unchanged(scope: Scope, headers: list[Header]) -> bool:
    known = header(scope, b"if-none-match")
    tag = next((value.decode() for name, value in headers if name == b"etag"), None)
    return bool(known) and tag is not None and (tag in known or known.strip() == "*")


async def _not_modified(send: Send, headers: list[Header]) -> None:
    kept = [pair for pair in headers if pair[0] != b"content-type"]
    await send({"type": "http.response.start", "status": 304, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


def _gone(receive: Receive) -> Callable[[], Awaitable[None]]:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return gone
