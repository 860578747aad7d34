"""What running text says outside any table, as the graph has it."""

from dataclasses import dataclass
from decimal import Decimal

from gyebo.graph.terms import DECLARED
from gyebo.store.engine import Engine

_NAMES = ("department", "program", "item", "compared_with", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """One remark: what is printed at its place, of what kind, and the names or the number in it."""

    iri: str
    document: str
    line: int
    column: int
    raw: str
    kind: str
    department: str = ""
    program: str = ""
    item: str = ""
    compared_with: str = ""
    value: Decimal | None = None
    year: str = ""


def remarks(engine: Engine) -> list[Remarked]:
    """Return every remark, in the order of documents, lines and columns."""
    query = f"""{DECLARED}
SELECT ?iri ?document ?line ?column ?raw ?kind ?department ?program ?item ?compared_with ?value ?year WHERE {{
  ?iri a gb:Remark ; gb:rawValue ?raw ; gb:remarkKind/skos:notation ?kind ; gb:column ?column ;
       prov:wasQuotedFrom ?evidence .
  ?evidence gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
  OPTIONAL {{ ?iri gb:printedDepartment ?department }}
  OPTIONAL {{ ?iri gb:printedProgram ?program }}
  OPTIONAL {{ ?iri gb:printedItem ?item }}
  OPTIONAL {{ ?iri gb:comparedWith ?compared_with }}
  OPTIONAL {{ ?iri gb:quantity ?value }}
  OPTIONAL {{ ?iri gb:fiscalYear ?year }}
}} ORDER BY ?document ?line ?column ?iri"""
    return [
        Remarked(
            iri=r["iri"], document=r["document"], line=int(r["line"]), column=int(r["column"]), raw=r["raw"],
            kind=r["kind"], value=Decimal(r["value"]) if r["value"] else None,
            **{name: r[name] for name in _NAMES},
        )
        for r in engine.select(query).records()
    ]  # fmt: skip
