"""A remote SPARQL 1.1 endpoint as an engine: the same queries, the same answers, or an error."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from gyebo.errors import Unreadable, UsageProblem
from gyebo.store.binding import bound
from gyebo.store.engine import UNBOUND, Bindings, Rows, Term

_CANCELLED = "SPARQL operation has been cancelled"


class Remote:
    """An engine over an endpoint's URL; `seconds` bounds every request."""

    def __init__(self, url: str, seconds: int = 60) -> None:
        self._url, self._seconds = url, seconds

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        """Return the rows of a SELECT query; a cancelled or cut answer is an error."""
        data = self._json(query, bindings)
        if "results" not in data:
            raise UsageProblem("this query returns no rows", "ask a SELECT query, or take an RDF format")
        names = tuple(data["head"]["vars"])
        rows = (tuple(_term(row.get(name)) for name in names) for row in data["results"]["bindings"])
        return Rows(names, tuple(rows))

    def ask(self, query: str, bindings: Bindings = UNBOUND) -> bool:
        """Return the answer to an ASK query."""
        return bool(self._json(query, bindings)["boolean"])

    def construct(self, query: str, bindings: Bindings = UNBOUND) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        for quad in parse(self._body(query, bindings, N3), format=RdfFormat.TURTLE):
            yield quad.triple

    def _json(self, query: str, bindings: Bindings) -> Any:
        body = self._body(query, bindings, JSON)
        try:
            return json.loads(body)
        except ValueError:
            what = (
                "the endpoint cut its answer"
                if _CANCELLED.encode() not in body
                else "the endpoint cancelled the query"
            )
            raise Unreadable(self._url, None, what, "ask for less, or raise the endpoint's limits") from None

    def _body(self, query: str, bindings: Bindings, format: str) -> bytes:
        wrapper = SPARQLWrapper(self._url)
        wrapper.setTimeout(self._seconds)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(format)
        wrapper.setQuery(bound(query, bindings))
        try:
            answer = wrapper.query()
            self._refuse_cut(answer.info())
            body: bytes = answer.response.read()
        except (SPARQLWrapperException, URLError, OSError) as error:
            reason = " ".join(str(error).split())[:200]
            raise Unreadable(
                self._url, None, f"the endpoint does not answer ({reason})", "check the URL and the server"
            ) from error
        return body

    def _refuse_cut(self, headers: Any) -> None:
        """Refuse an answer that Virtuoso has cut at its row limit."""
        if headers.get("x-sparql-maxrows"):
            step = "raise ResultSetMaxRows on the server or ask for less"
            raise Unreadable(
                self._url, None, f"the endpoint cuts answers at {headers['x-sparql-maxrows']} rows", step
            )


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
    return Literal(value["value"], datatype=NamedNode(datatype) if datatype else None)
