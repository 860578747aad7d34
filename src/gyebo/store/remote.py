"""A remote SPARQL 1.1 endpoint as an engine: the same queries, the same answers, or an error.

What differs between servers is handled here and nowhere else: answers that are cut or cancelled with status
200, booleans written as numbers, a load that is not finished, a server that is busy for a moment.
"""

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException, Unauthorized

from gyebo.errors import Unreadable, UsageProblem
from gyebo.store.binding import bound
from gyebo.store.engine import UNBOUND, Bindings, Rows, Term
from gyebo.store.graphs import refused, repeated

# The note that `gyebo load-remote` leaves on a server: which graphs it has loaded, and whether it has finished.
LOAD_NOTE = "https://w3id.org/gyebo/id/load"
LOADING = "http://schema.org/ActiveActionStatus"
_UNDER_WAY = f"ASK {{ <{LOAD_NOTE}> <http://schema.org/actionStatus> <{LOADING}> }}"
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_ASKED = "__ASK_RETVAL"  # Virtuoso 7 answers ASK with rows: one for yes, none for no
_CANCELLED = b"SPARQL operation has been cancelled"
_MAX_ROWS = "x-sparql-maxrows"


class Remote:
    """An engine over an endpoint's URL; `seconds` bounds every request.

    User and password, where the endpoint asks for them, are those of GYEBO_ENDPOINT_USER and
    GYEBO_ENDPOINT_PASSWORD.
    """

    def __init__(self, url: str, seconds: int = 60) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageProblem(f"{url!r} is no web address", "say http://… of the SPARQL endpoint")
        self._url, self._seconds, self._complete = url, seconds, False

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        """Return the rows of a SELECT query; a cancelled or cut answer is an error."""
        data = self._json(query, bindings)
        if "results" not in data or data["head"].get("vars") == [_ASKED]:
            raise UsageProblem("this query returns no rows", "ask a SELECT query, or take an RDF format")
        names = tuple(data["head"]["vars"])
        rows = (tuple(_term(row.get(name)) for name in names) for row in data["results"]["bindings"])
        return Rows(names, tuple(rows))

    def ask(self, query: str, bindings: Bindings = UNBOUND) -> bool:
        """Return the answer to an ASK query."""
        data = self._json(query, bindings)
        if data.get("head", {}).get("vars") == [_ASKED]:
            return bool(data["results"]["bindings"])
        if "boolean" not in data:
            raise UsageProblem(
                "this query is no ASK query", "ask SELECT or CONSTRUCT queries in their own way"
            )
        return bool(data["boolean"])

    def construct(self, query: str, bindings: Bindings = UNBOUND) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query; a cancelled or cut answer is an error."""
        body, _ = self._answer(query, bindings, N3)
        try:
            yield from [quad.triple for quad in parse(body, format=RdfFormat.TURTLE)]
        except SyntaxError:
            raise self._broken(body) from None

    def _json(self, query: str, bindings: Bindings) -> Any:
        body, headers = self._answer(query, bindings, JSON)
        try:
            data = json.loads(body)
        except ValueError:
            raise self._broken(body) from None
        if not isinstance(data, dict):
            raise Unreadable(self._url, None, "the answer is no SPARQL result", "is this a SPARQL endpoint?")
        self._refuse_cut(headers, len(data.get("results", {}).get("bindings", ())))
        return data

    def _answer(self, query: str, bindings: Bindings, format: str) -> tuple[bytes, Any]:
        if not self._complete:
            self._complete = True
            self._refuse_half_loaded()
        return self._body(bound(query, bindings), format)

    def _body(self, query: str, format: str) -> tuple[bytes, Any]:
        headers: Any = None

        def ask() -> bytes:
            nonlocal headers
            try:
                answer = self._wrapper(query, format).query()
            except SPARQLWrapperException as error:
                _close(error.__context__)
                raise
            headers = answer.info()
            with answer.response as response:
                return bytes(response.read())

        try:
            return repeated(self._url, ask), headers
        except QueryBadFormed as error:
            raise UsageProblem(
                f"the endpoint cannot read the query: {_first_line(error)}", "mend it"
            ) from None
        except Unauthorized:
            raise refused(self._url, 401, "Unauthorized") from None
        except SPARQLWrapperException as error:
            what = f"the endpoint fails at the query ({_first_line(error)})"
            raise Unreadable(self._url, None, what, "check the URL and the server") from error

    def _wrapper(self, query: str, format: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self._url)
        wrapper.setTimeout(self._seconds)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(format)
        wrapper.setQuery(query)
        if user := os.environ.get("GYEBO_ENDPOINT_USER"):
            wrapper.setCredentials(user, os.environ.get("GYEBO_ENDPOINT_PASSWORD", ""))
        return wrapper

    def _refuse_half_loaded(self) -> None:
        """Refuse a server that `gyebo load-remote` has begun and not finished to load."""
        if self.ask(_UNDER_WAY):
            step = "wait for the load to end, or do it again: gyebo load-remote"
            raise Unreadable(self._url, None, "the server's graph is not completely loaded", step)

    def _refuse_cut(self, headers: Any, rows: int) -> None:
        """Refuse an answer that Virtuoso has cut at its row limit, which only a header tells."""
        limit = headers.get(_MAX_ROWS)
        if limit and limit.isdecimal() and rows >= int(limit):
            step = "raise ResultSetMaxRows on the server or ask for less"
            raise Unreadable(self._url, None, f"the endpoint cuts answers at {limit} rows", step)

    def _broken(self, body: bytes) -> Unreadable:
        what = "the endpoint cancelled the query" if _CANCELLED in body else "the endpoint cut its answer"
        return Unreadable(self._url, None, what, "ask for less, or raise the endpoint's limits")


def _close(error: BaseException | None) -> None:
    """Close the answer that SPARQLWrapper leaves open behind its error."""
    if isinstance(error, HTTPError):
        error.close()


def _first_line(error: Exception) -> str:
    """Return what a server says in its message, in one line."""
    said = str(error).partition("Response:")[2] or str(error)
    return " ".join(said.replace("\\n", " ").split())[:200].strip(" b'\"")


def _term(value: dict[str, str] | None) -> Term | None:
    if value is None:
        return None
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(value["value"])
    if "xml:lang" in value:
        return Literal(value["value"], language=value["xml:lang"])
    datatype = value.get("datatype")
    text = value["value"]
    if datatype == _BOOLEAN:
        text = {"0": "false", "1": "true"}.get(text, text)  # as Virtuoso writes them
    return Literal(text, datatype=NamedNode(datatype) if datatype else None)
