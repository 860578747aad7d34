"""Requests of the SPARQL 1.1 Protocol and of the Graph Store Protocol, read from ASGI; answers, written to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from gyebo.server.problems import Told, body_too_large, malformed, not_allowed, problem, read_only

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_CHUNK = 1 << 16

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the dataset that the protocol names; without a query, the service's description is asked."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def header(scope: Scope, name: bytes) -> str:
    """Return a request's header, its repetitions joined as HTTP has it; empty where it is missing."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


async def question(scope: Scope, receive: Receive, body_limit: int) -> Question:
    """Return what a request asks; raise `Problem` where it does not follow the protocol."""
    parameters = _parameters(scope["query_string"])
    if scope["method"] in ("GET", "HEAD"):
        return _question(parameters)
    if scope["method"] != "POST":
        raise not_allowed("GET, HEAD, POST, OPTIONS")
    media_type = _media_type(header(scope, b"content-type"))
    if media_type == _UPDATE:
        raise read_only()
    body = await _body(scope, receive, body_limit)
    if media_type == _FORM:
        parameters += _parameters(body)
    else:
        parameters.append(("query", _text(body)))
    asked = _question(parameters)
    if asked.query is None:
        raise malformed("there is no query in the request", "요청에 query가 없습니다")
    return asked


def _question(parameters: list[tuple[str, str]]) -> Question:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in parameters if key == name)

    queries = values("query")
    if values("update"):
        raise read_only()
    if values("using-graph-uri") or values("using-named-graph-uri"):
        raise malformed("using-graph-uri belongs to updates", "using-graph-uri는 갱신에만 씁니다")
    if len(queries) > 1:
        raise malformed("there is more than one query in the request", "요청에 query가 둘 이상입니다")
    return Question(queries[0] if queries else None, values("default-graph-uri"), values("named-graph-uri"))


def graph_asked(scope: Scope) -> str | None:
    """Return the graph that a Graph Store request names, None for the default graph."""
    if scope["method"] not in ("GET", "HEAD"):
        raise not_allowed("GET, HEAD, OPTIONS")
    parameters = _parameters(scope["query_string"])
    graphs = [value for name, value in parameters if name == "graph"]
    default = [value for name, value in parameters if name == "default"]
    if len(graphs) + len(default) != 1:
        raise malformed(
            "say either ?default or ?graph=IRI, once", "?default나 ?graph=IRI 가운데 하나만 쓰세요"
        )
    return graphs[0] if graphs else None


def _parameters(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise malformed(
            "the parameters are no percent-encoded UTF-8", "매개변수가 UTF-8이 아닙니다"
        ) from None
    except ValueError:
        raise malformed("there are too many parameters", "매개변수가 너무 많습니다") from None


def _media_type(content_type: str) -> str:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    if name in (_FORM, _QUERY, _UPDATE) and set(charsets) <= {"utf-8", "utf8"}:
        return name
    raise problem(
        415, "unsupported-media-type", f"send a query as {_FORM} or {_QUERY}, in UTF-8",
        f"질의는 {_FORM}이나 {_QUERY}로, UTF-8로 보내세요",
    )  # fmt: skip


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes:
    length = header(scope, b"content-length")
    if length.isdecimal() and (len(length) > 12 or int(length) > limit):
        raise body_too_large(limit)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise malformed("the request is not complete", "요청이 끝나지 않았습니다")
        body += message.get("body", b"")
        if len(body) > limit:
            raise body_too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise malformed("the query is no UTF-8", "질의가 UTF-8이 아닙니다") from None


async def send_answer(
    scope: Scope, send: Send, status: int, headers: Iterable[Header], body: bytes = b""
) -> None:
    """Send a whole answer; to HEAD only its headers."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def send_file(scope: Scope, send: Send, headers: Iterable[Header], file: BinaryIO) -> None:
    """Send an answer that stands in a file, piece by piece, and close it."""
    with file:
        size = file.seek(0, 2)
        file.seek(0)
        length = (b"content-length", str(size).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
        while scope["method"] != "HEAD" and (piece := file.read(_CHUNK)):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def send_problem(scope: Scope, send: Send, told: Told) -> None:
    """Tell a problem: as JSON, or as text to who asks for text and not for JSON."""
    accept = header(scope, b"accept").lower()
    as_text = "text/" in accept and "json" not in accept
    media_type = b"text/plain; charset=utf-8" if as_text else b"application/json"
    headers = [(b"content-type", media_type), (b"cache-control", b"no-store"), *told.headers]
    await send_answer(scope, send, told.status, headers, told.text() if as_text else told.json())
