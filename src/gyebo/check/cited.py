"""Documents that the reports cite, with their titles and where they are cited."""

from dataclasses import dataclass

from gyebo.graph.terms import DECLARED
from gyebo.store.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A law, ordinance, guideline, plan or letter as a report cites it."""

    iri: str
    kind: str
    title: str
    document: str
    line: int
    date: str = ""


def cited_documents(engine: Engine) -> list[Cited]:
    """Return every cited document that has a title, in the order of citing documents and lines."""
    query = f"""{DECLARED}
SELECT ?iri ?kind ?title ?document ?line ?date WHERE {{
  ?iri a gb:OfficialDocument ; dct:title ?title ; gb:documentKind/skos:notation ?kind ; prov:wasQuotedFrom ?evidence .
  ?evidence gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
  OPTIONAL {{ ?iri dct:date ?date }}
}} ORDER BY ?document ?line ?iri"""
    return [
        Cited(
            iri=r["iri"], kind=r["kind"], title=r["title"], document=r["document"], line=int(r["line"]),
            date=r["date"],
        )
        for r in engine.select(query).records()
    ]  # fmt: skip
