"""Carryovers with the date of the contract they pay for."""

from dataclasses import dataclass

from gyebo.graph.terms import DECLARED
from gyebo.store.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One carryover: its kind in Korean (사고이월 …), its line, the date of its contract."""

    iri: str
    kind: str
    document: str
    line: int
    contracted: str


def carried_over(engine: Engine) -> list[Carried]:
    """Return the carryovers that have a contract date, in the order of documents and lines."""
    query = f"""{DECLARED}
SELECT ?iri ?kind ?document ?line ?date WHERE {{
  ?iri a gb:Carryover ; gb:carryoverKind/skos:prefLabel ?kind ; gb:contractDate ?date ; dct:source ?evidence .
  FILTER(LANG(?kind) = "ko")
  ?evidence gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
}} ORDER BY ?document ?line ?iri"""
    return [
        Carried(
            iri=r["iri"],
            kind=r["kind"],
            document=r["document"],
            line=int(r["line"]),
            contracted=r["date"],
        )
        for r in engine.select(query).records()
    ]
