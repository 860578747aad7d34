"""Results of shapes as findings: with the place, the subject and the words that a person needs to judge them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, printed, subject_of, within
from gyebo.check.precision import place, value
from gyebo.check.validate import Result
from gyebo.graph.terms import DECLARED, PREFIXES
from gyebo.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands in a document, and what it is called."""

    document: str
    line: int
    name: str


def as_findings(results: Iterable[Result], claims: Mapping[str, Claim], engine: Engine) -> Iterator[Finding]:
    """Yield a finding for every result; results about figures are told in the figures' own units."""
    listed = list(results)
    places = _places(engine, {result.focus for result in listed if result.focus not in claims})
    for result in listed:
        claim = claims.get(result.focus)
        if claim is not None:
            yield _of_figure(result, claim)
        else:
            yield _of_thing(result, places.get(result.focus, Place("", 0, "")))


def _of_figure(result: Result, claim: Claim) -> Finding:
    expected, difference, tolerance = _computed(result, claim)
    return Finding(
        rule=result.rule, severity=result.severity.lower(), document=claim.document,
        lines=(claim.line,), subject=subject_of(claim), printed=printed(claim), expected=expected, difference=difference,
        tolerance=tolerance, message=result.message, targets=(claim.iri,),
    )  # fmt: skip


def _computed(result: Result, claim: Claim) -> tuple[str, str, str]:
    """Return what was expected of a figure, by how much it is off and what rounding allows, as far as a shape says it."""
    selected = dict(result.bindings)
    try:
        expected = Fraction(selected.get("expected", ""))
    except ValueError:
        return selected.get("expected", ""), "", ""
    difference = apart(value(claim) - expected, claim)
    allowed = Fraction(selected["tolerance"]) if "tolerance" in selected else place(claim)
    return amount(expected, claim), difference, within(allowed, claim)


def _of_thing(result: Result, at: Place) -> Finding:
    shown = "" if result.value is None else getattr(result.value, "value", str(result.value))
    return Finding(
        rule=result.rule, severity=result.severity.lower(), document=at.document, lines=(at.line,),
        subject=at.name or _short(result.focus), printed=_short(shown), expected=dict(result.bindings).get("expected", ""),
        difference="", tolerance="", message=result.message, targets=(result.focus,),
    )  # fmt: skip


def _short(iri: str) -> str:
    return iri.removeprefix(PREFIXES["id"])


def _places(engine: Engine, things: set[str]) -> dict[str, Place]:
    """Return the first line that each thing leads to: its evidence, or that of the figure that it was made from."""
    if not things:
        return {}
    query = f"""{DECLARED}
SELECT ?thing ?document (MIN(?number) AS ?line) (MIN(STR(?called)) AS ?name) WHERE {{
  VALUES ?thing {{ {" ".join(f"<{thing}>" for thing in sorted(things) if ":" in thing)} }}
  {{ ?thing prov:wasQuotedFrom|dct:source ?at }} UNION {{ ?thing prov:wasDerivedFrom/prov:wasQuotedFrom ?at }}
  UNION {{ ?thing gb:lineNumber ?n . BIND(?thing AS ?at) }}
  ?at gb:lineNumber ?number ; dct:isPartOf/dct:identifier ?document .
  OPTIONAL {{ ?thing dct:title|skos:prefLabel|gb:usedName|gb:hasLeg/gb:printedProgram ?called }}
}} GROUP BY ?thing ?document ORDER BY ?thing ?document"""
    found: dict[str, Place] = {}
    for record in engine.select(query).records():
        found.setdefault(record["thing"], Place(record["document"], int(record["line"]), record["name"]))
    return found
