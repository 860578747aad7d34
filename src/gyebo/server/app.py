"""The application: the addresses for programs in raw ASGI, the pages as Starlette routes, one guard around both.

`/sparql` is the endpoint's, with one exception: a browser (Accept likes text/html best) that sends no query
gets the page that `gyebo.server.pages` routes at "/sparql".
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from hashlib import blake2b

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gyebo.errors import Unreadable, UsageProblem
from gyebo.server.endpoint import Endpoint
from gyebo.server.forward import Forward
from gyebo.server.kept import SMALL, Kept
from gyebo.server.log import logged
from gyebo.server.pages import routes
from gyebo.server.problems import Problem, problem, unreachable
from gyebo.server.protocol import Header, header, send_answer, send_problem
from gyebo.server.security import EDITOR_HEADERS, PAGE_HEADERS, PREFLIGHT
from gyebo.server.settings import Settings
from gyebo.server.site import Live, Site, open_site
from gyebo.server.workers import Pool

_LOG = logging.getLogger("gyebo.server")
_REVALIDATE: Header = (b"cache-control", b"public, no-cache")
_VARIES: Header = (b"vary", b"Accept, Accept-Language, Cookie")
Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


def create_app(settings: Settings) -> ASGIApp:
    """Return the ASGI application; raise `Unreadable` where there is no graph."""
    site = open_site(settings)
    pages = Starlette(
        routes=[*_downloads(settings), *routes(site)],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        # What the pages do not tell in their own way.
        exception_handlers={UsageProblem: _wrong_question, Unreadable: _no_answer},
    )
    return _Front(site, pages)


def _downloads(settings: Settings) -> list[Mount]:
    """Return the address of the release's files, where the operator has named its folder."""
    if settings.release is None:
        return []
    return [Mount("/release", StaticFiles(directory=settings.release), name="release")]


def _wrong_question(request: Request, error: Exception) -> Response:  # noqa: ARG001 (as Starlette calls it)
    return PlainTextResponse(f"{error}\n", 400)


def _no_answer(request: Request, error: Exception) -> Response:  # noqa: ARG001
    # Its text names files of the server: it goes to the log.
    _LOG.error("%s", error)
    return PlainTextResponse("the graph cannot be asked just now\n지금은 그래프에 물을 수 없습니다\n", 503)


class _Front:
    """Takes every request: passes it on, sends what always goes with an answer, tells problems, writes the log."""

    def __init__(self, site: Site, pages: ASGIApp) -> None:
        engine, settings = site.engine, site.settings
        self._site, self._pages = site, pages
        # A server that is started anew may make other pages of the same graph.
        self._born = str(time.time_ns())
        self._answerer = (
            Pool(settings, lambda: engine.graph) if isinstance(engine, Live) else Forward(settings)
        )
        self._kept = Kept[list[Message]](settings.cache_bytes)
        self._endpoint = Endpoint(site, self._answerer)
        self._handlers: dict[str, Handler] = {
            "/sparql": self._endpoint.sparql,
            "/graph": self._endpoint.graph,
            "/.well-known/void": self._endpoint.void,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or start and stop with the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._guarded(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        try:
            while (await receive())["type"] == "lifespan.startup":
                await self._answerer.start()
                await send({"type": "lifespan.startup.complete"})
        except asyncio.CancelledError:  # Ctrl-C before the server is up: there is nothing more to tell
            return
        finally:
            await self._answerer.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        sender = _Sender(send, PAGE_HEADERS)
        try:
            await self._handled(scope, receive, sender)
        except Problem as found:
            if not sender.started:
                await send_problem(scope, sender, found.told)
        except Unreadable as error:
            # Its text names files and addresses of the server.
            _LOG.error("%s", error)
            if not sender.started:
                await send_problem(scope, sender, unreachable().told)
        except Exception:
            # The log has the details; the client learns none.
            _LOG.exception("a request failed")
            if not sender.started:
                await send_problem(scope, sender, _fault().told)
        settings = self._site.settings
        if settings.access_log:
            logged(scope, settings, sender.status, sender.size, time.perf_counter() - begun)

    async def _handled(self, scope: Scope, receive: Receive, sender: "_Sender") -> None:
        handler = self._handlers.get(scope["path"])
        if scope["method"] == "OPTIONS":
            await send_answer(scope, sender, 204, PREFLIGHT)
        elif handler is None:
            await self._page(scope, receive, sender)
        elif scope["path"] == "/sparql" and self._endpoint.wants_page(scope):
            sender.always = EDITOR_HEADERS
            await self._page(scope, receive, sender)
        else:
            await handler(scope, receive, sender)

    async def _page(self, scope: Scope, receive: Receive, sender: "_Sender") -> None:
        """Answer with a page, unless the client has the one that this graph and this server make."""
        if not self._site.constant or scope["method"] not in ("GET", "HEAD"):
            await self._pages(scope, receive, sender)
            return
        tag = sender.tag = self._tag(scope)
        if tag.decode() in header(scope, b"if-none-match"):
            sent = [(b"etag", tag), _REVALIDATE, _VARIES]
            await sender({"type": "http.response.start", "status": 304, "headers": sent})
            await sender({"type": "http.response.body", "body": b""})
            return
        key = tag, scope["method"], header(scope, b"accept-encoding")
        messages = self._kept.get(key)
        if messages is None:
            recorder = _Recorder(sender)
            await self._pages(scope, receive, recorder)
            if recorder.whole:
                self._kept.put(key, recorder.messages, recorder.size)
            return
        for message in messages:
            await sender(message)

    def _tag(self, scope: Scope) -> bytes:
        asked = [header(scope, name) for name in (b"host", b"accept", b"accept-language", b"cookie")]
        asked += [self._born, self._site.digest(), scope.get("scheme", ""), scope["path"]]
        tag = blake2b("\n".join(asked).encode() + b"\n" + scope["query_string"], digest_size=12)
        return f'W/"{tag.hexdigest()}"'.encode()


class _Sender:
    """Sends an answer, with the headers that always go with one; remembers its status and size."""

    def __init__(self, send: Send, always: tuple[Header, ...]) -> None:
        self._send, self.always = send, always
        self.started, self.status, self.size = False, 0, 0
        self.tag: bytes | None = None  # of a page that may be kept

    async def __call__(self, message: Message) -> None:
        """Pass on a message."""
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            message = {**message, "headers": [*message["headers"], *self.always, *self._kept(message)]}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)

    def _kept(self, message: Message) -> tuple[Header, ...]:
        """Return what lets a client keep a page, where the page itself says nothing about that."""
        said = {name for name, _ in message["headers"]}
        if self.tag is None or message["status"] != 200 or said & {b"etag", b"cache-control"}:
            return ()
        return ((b"etag", self.tag), _REVALIDATE, _VARIES)


class _Recorder:
    """Passes on an answer and remembers it, as long as it is small and fine."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.messages: list[Message] = []
        self.size = 0
        self.whole = False

    async def __call__(self, message: Message) -> None:
        """Pass on a message."""
        self.size += len(message.get("body", b""))
        if self.size <= SMALL and message.get("status", 200) == 200:
            self.messages.append(message)
            # Without its beginning an answer is no answer: it was none of 200.
            begun = self.messages[0]["type"] == "http.response.start"
            self.whole = (
                begun and message["type"] == "http.response.body" and not message.get("more_body", False)
            )
        else:
            self.messages.clear()
            self.whole = False
        await self._send(message)


def _fault() -> Problem:
    return problem(500, "fault", "the server failed; the fault is in its log", "서버 오류가 기록되었습니다")
