"""Anything at any address: never an inner fault, nothing of the inside told, nothing given back unescaped, headers set."""

import asyncio
import re
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gyebo.server.app import create_app
from gyebo.server.settings import Settings

HEADERS = (
    "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
    "cross-origin-opener-policy", "permissions-policy", "access-control-allow-origin",
)  # fmt: skip
# What a server's inside looks like when it shows.
INSIDE = re.compile(
    r"Traceback|File \"/|site-packages|\.py\b|/graph-[0-9a-f]{12}|pyoxigraph|starlette|uvicorn", re.I
)
MARKUP = '<script>alert("gyebo-1")</script>'

HARSH = [
    MARKUP, "'\"><img src=x onerror=gyebo>", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "\x00",
    "%", "%zz", "\ud55c\uae00" * 200, "a" * 5000, "🙈", "\u202e", "'; DROP TABLE", "{{7*7}}",
    "${7*7}", "%0d%0aSet-Cookie:x",
    "-1", "9" * 400, "P0027", "P9999", "1e999", "nan", "", " ", "\\", "?", "#", "<>", "] }", "id/x> { } #",
]  # fmt: skip
PLACES = [
    "/", "/sparql", "/graph", "/.well-known/void", "/search", "/program", "/unit", "/document", "/query", "/figure",
    "/change", "/item", "/year", "/discrepancies", "/ontology", "/about", "/static", "/id/program", "/def", "/code",
]  # fmt: skip
NAMES = [
    "query", "default-graph-uri", "named-graph-uri", "graph", "default", "q", "year", "unit", "document", "rule",
    "severity", "page", "limit", "lang", "format", "program", "edit", "example", "update", "block",
]  # fmt: skip
ACCEPTS = [
    "*/*", "text/html", "text/turtle", "application/json", "text/csv", "application/ld+json", "", ";", "a" * 5000,
    "text/html;q=nan", "x/y", "*/*;q=0", MARKUP.encode("ascii").decode(), "text/html, */*;q=0.1", "image/svg+xml",
]  # fmt: skip

values = st.one_of(st.sampled_from(HARSH), st.text(max_size=40))
pieces = st.lists(values, max_size=3)
parameters = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), values), max_size=4)
suffixes = st.sampled_from(
    ["", ".json", ".csv", ".ttl", ".jsonld", ".svg", ".html", ".xyz", "/", ".json.json"]
)


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator["Runner"]:
    with asyncio.Runner() as runner:
        running = Runner(runner, store)
        yield running
        runner.run(running.stop())


class Runner:
    """The application on a loop of its own, asked without a network."""

    def __init__(self, runner: asyncio.Runner, store: Path) -> None:
        self._runner = runner
        self._app = create_app(Settings(store=store, time_limit_seconds=2, access_log=False))
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", timeout=60)

    async def stop(self) -> None:
        """End the application's workers, as a server does that stops."""

        async def receive() -> dict[str, str]:
            return {"type": "lifespan.shutdown"}

        async def send(message: MutableMapping[str, Any]) -> None:
            assert message["type"] == "lifespan.shutdown.complete"

        await self._client.aclose()
        await self._app({"type": "lifespan"}, receive, send)

    def ask(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes | None
    ) -> httpx.Response:
        url = httpx.URL("http://localhost:8000").copy_with(raw_path=f"{path}?{query}".encode())
        sent = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in headers.items()]
        return self._runner.run(self._client.request(method, url, headers=sent, content=body))


def written(text: str) -> str:
    """Percent-encode text, also where it is no UTF-8."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def judge(answer: httpx.Response, given: str) -> None:
    assert answer.status_code < 500 or answer.status_code == 503, (given, answer.text[:500])
    for name in HEADERS:
        assert name in answer.headers, (given, name)
    said = answer.text
    if answer.status_code >= 400:
        assert not INSIDE.search(said), (given, said[:500])
        assert len(said) < 60_000
    if answer.headers.get("content-type", "").startswith(("text/html", "image/svg+xml")):
        assert MARKUP not in said, given
        assert "<img src=x" not in said, given
    assert "set-cookie" not in answer.headers


FUZZ = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(st.sampled_from(PLACES), pieces, suffixes, parameters, st.sampled_from(ACCEPTS))
def test_any_address(
    app: Runner, place: str, path: list[str], suffix: str, asked: list[tuple[str, str]], accept: str
) -> None:
    address = "/".join([place, *(written(piece) for piece in path)]) + suffix
    query = "&".join(f"{written(name)}={written(value)}" for name, value in asked)
    judge(app.ask("GET", address, query, {"accept": accept}, None), f"{address}?{query} {accept}")


METHODS = ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"]
TYPES = [
    "", "text/plain", "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update",
    "multipart/form-data; boundary=x", "application/json",
]  # fmt: skip


@FUZZ
@given(st.sampled_from(PLACES), st.sampled_from(METHODS), st.binary(max_size=200), st.sampled_from(TYPES))
def test_any_method_and_body(app: Runner, place: str, method: str, body: bytes, media_type: str) -> None:
    answer = app.ask(method, place, "", {"content-type": media_type}, body)
    judge(answer, f"{method} {place} {media_type} {body!r}")


@FUZZ
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_in_an_address(app: Runner, path: bytes, query: bytes) -> None:
    address = "/" + quote(path, safe="/")
    judge(app.ask("GET", address, quote(query, safe="=&"), {}, None), f"{address}?{query!r}")


WORDS = [
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FROM", "NAMED", "GRAPH", "SERVICE", "SILENT", "OPTIONAL", "UNION",
    "FILTER", "BIND", "VALUES", "ORDER", "BY", "GROUP", "HAVING", "LIMIT", "1", "-1", "1e9", "COUNT", "(", ")", "{", "}",
    "[", "]", ".", ";", ",", "*", "?a", "?b", "<x:y>", "<http://h/>", "gb:Program", "'x'", '"""', "#", "\\u0041", "@ko",
    "^^", "/", "|", "!", "+", "PREFIX gb: <https://w3id.org/gyebo/def#>", "BASE", "INSERT", "LOAD", "NOW()",
    "REGEX(?a,'(a*)*b')", "EXISTS", "MINUS", "DISTINCT", "REDUCED", "AS",
]  # fmt: skip


@FUZZ
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.sampled_from(ACCEPTS))
def test_any_query(app: Runner, query: str, accept: str) -> None:
    answer = app.ask("GET", "/sparql", f"query={written(query)}", {"accept": accept}, None)
    judge(answer, f"{query!r} {accept}")
    if "json" in answer.headers.get("content-type", "") and answer.content:
        assert isinstance(answer.json(), dict | list)
