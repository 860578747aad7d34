"""Which format a page is wanted in, by suffix or by Accept, and the same answer in each.

Every page stands at an address without a suffix. `.html`, `.json`, `.csv`, `.ttl` and `.jsonld` after it name a
format; without one the Accept header chooses, HTML where it does not say. CSV begins with a byte order mark, which
Excel needs to read Korean; `?bom=0` leaves it out.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from gyebo.errors import UsageProblem
from gyebo.graph.terms import PREFIXES

if TYPE_CHECKING:
    from gyebo.store.engine import Engine

HTML, JSON, CSV, TTL, JSONLD = "html", "json", "csv", "ttl", "jsonld"
TYPES = {
    HTML: "text/html; charset=utf-8",
    JSON: "application/json",
    CSV: "text/csv; charset=utf-8",
    TTL: "text/turtle; charset=utf-8",
    JSONLD: "application/ld+json",
}
_ACCEPTED = {
    "text/html": HTML, "application/xhtml+xml": HTML, "application/json": JSON, "text/json": JSON, "text/csv": CSV,
    "text/turtle": TTL, "application/x-turtle": TTL, "application/ld+json": JSONLD, "text/*": HTML, "*/*": HTML,
    "application/*": JSON,
}  # fmt: skip

# What the graph says of a thing, and what it says of the nodes that say something of it.
DESCRIPTION = """
CONSTRUCT { ?_thing_iri ?p ?o . ?s ?q ?x } WHERE {
  { ?_thing_iri ?p ?o } UNION { ?s ?to ?_thing_iri . ?s ?q ?x }
}
"""

# The thing alone, for things that much of the graph points to.
ALONE = "CONSTRUCT { ?_thing_iri ?p ?o } WHERE { ?_thing_iri ?p ?o }"


def split_suffix(name: str, formats: Sequence[str] = tuple(TYPES)) -> tuple[str, str]:
    """Return a name without its format suffix, and the format, empty where there is none.

    >>> split_suffix("P0027.ttl"), split_suffix("P0027"), split_suffix("a.b.csv")
    (('P0027', 'ttl'), ('P0027', ''), ('a.b', 'csv'))
    """
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and stem and suffix in formats else (name, "")


def wanted(request: Request, suffix: str = "") -> str:
    """Return the format that a request wants: its suffix, else the best of its Accept header, else HTML."""
    return suffix or accepted(request.headers.get("accept", ""))


def accepted(header: str) -> str:
    """Return the format that an Accept header likes best; the earlier of two that it likes as much.

    >>> accepted("text/turtle;q=0.9, application/json"), accepted("image/png"), accepted("")
    ('json', 'html', 'html')
    """
    best, liked = HTML, 0.0
    for part in header[:2000].split(","):
        name, _, parameters = part.partition(";")
        weight = _weight(parameters)
        if weight > liked and name.strip().lower() in _ACCEPTED:
            best, liked = _ACCEPTED[name.strip().lower()], weight
    return best


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def answer(content: bytes | str, format: str, filename: str = "") -> Response:
    """Return content in a format; CSV comes as a download with a name."""
    headers = {"Vary": "Accept"}
    if format == CSV and filename:
        headers["Content-Disposition"] = f'attachment; filename="{_safe(filename)}.csv"'
    return Response(content, headers=headers, media_type=TYPES[format])


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)


def as_json(value: Any) -> Response:
    """Return a view, or plain data, as JSON with Korean as it is."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return answer(json.dumps(plain, ensure_ascii=False, indent=1, default=str) + "\n", JSON)


def as_csv(
    request: Request, columns: Sequence[str], rows: Iterable[Sequence[str]], filename: str
) -> Response:
    """Return rows as CSV with a byte order mark, unless `?bom=0`; cells stand as they are printed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    mark = "" if request.query_params.get("bom") == "0" else "\ufeff"
    return answer((mark + text.getvalue()).encode(), CSV, filename)


def as_rdf(triples: Iterable[Triple], format: str) -> Response:
    """Return a graph as Turtle or JSON-LD, each triple once, in one order."""
    once = sorted(dict.fromkeys(triples), key=str)
    if format == TTL:
        return answer(serialize(once, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"", TTL)
    return answer(serialize(once, format=RdfFormat.JSON_LD, prefixes=PREFIXES) or b"", JSONLD)


def description(engine: "Engine", iris: Iterable[str], query: str = DESCRIPTION) -> Iterator[Triple]:
    """Yield what the graph says of things, and of the nodes that say something of them."""
    for iri in iris:
        yield from engine.construct(query, {"_thing_iri": NamedNode(iri)})


def only(format: str, offered: Sequence[str]) -> str:
    """Return a format that a page offers; raise `UsageProblem` for another."""
    if format not in offered:
        raise UsageProblem.unknown("format of this page", format, offered)
    return format
