"""Which of the formats that a resource has is the one asked for (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gyebo.server.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for the engine, the media types it goes by (its own first), its file suffix."""

    name: str
    types: tuple[str, ...]
    suffix: str


ROWS = (
    Format("json", ("application/sparql-results+json", "application/json"), "json"),
    Format("xml", ("application/sparql-results+xml", "application/xml"), "xml"),
    Format("csv", ("text/csv",), "csv"),
    Format("tsv", ("text/tab-separated-values",), "tsv"),
)
TRUTH = ROWS[:2]
GRAPHS = (
    Format("turtle", ("text/turtle", "application/x-turtle", "application/turtle"), "ttl"),
    Format("ntriples", ("application/n-triples", "text/plain"), "nt"),
    Format("rdfxml", ("application/rdf+xml", "application/xml"), "rdf"),
    Format("jsonld", ("application/ld+json", "application/json"), "jsonld"),
    Format("trig", ("application/trig",), "trig"),
    Format("nquads", ("application/n-quads",), "nq"),
)

_RANGE = re.compile(r"[!#$%&'*+\-.^`|~\w]+/[!#$%&'*+\-.^`|~\w]+")

Offer = tuple[str, Format]  # media type, format


def negotiated(accept: str, formats: tuple[Format, ...]) -> Offer:
    """Return the media type and format that an Accept header likes best; raise `Problem` (406) for none.

    Among equals the server's own order decides. No header, or none that can be read, means anything.

    >>> negotiated("text/csv;q=0.5, application/sparql-results+xml", ROWS)[0]
    'application/sparql-results+xml'
    """
    found = _negotiated(accept[:1000], formats)
    if found is None:
        raise _not_acceptable(formats)
    return found


@lru_cache(maxsize=1024)
def _negotiated(accept: str, formats: tuple[Format, ...]) -> Offer | None:
    offers = [(media_type, format) for format in formats for media_type in format.types]
    own = {format.types[0] for format in formats}
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    # A wildcard is answered with a format's own name; an alias must be asked for.
    rated = [
        (_quality(media_type, ranges, wildcards=media_type in own), -place)
        for place, (media_type, _) in enumerate(offers)
    ]
    quality, place = max(rated)
    return offers[-place] if quality > 0 else None


def preferred(accept: str, types: Sequence[str]) -> str | None:
    """Return the media type that an Accept header likes best, the first among equals; None for none."""
    ranges = list(_ranges(accept[:1000])) or [("*/*", 1.0)]
    quality, place = max((_quality(each, ranges), -place) for place, each in enumerate(types))
    return types[-place] if quality > 0 else None


def _quality(media_type: str, ranges: list[tuple[str, float]], wildcards: bool = True) -> float:
    """Return the quality of a media type by the most specific range that covers it; 0 for none."""
    main = media_type.partition("/")[0]
    for wanted in (media_type, f"{main}/*", "*/*") if wildcards else (media_type,):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities)
    return 0.0


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of a header with their qualities; what cannot be read is left out."""
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if _RANGE.fullmatch(name):
            found.append((name, _weight(parameters)))
    return found


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _not_acceptable(formats: tuple[Format, ...]) -> Problem:
    known = ", ".join(format.types[0] for format in formats)
    return problem(406, "not-acceptable", f"this answer is given as {known}", f"가능한 형식: {known}")
