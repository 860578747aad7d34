"""What rules know besides figures: names and what they name, contracts, revenue items and their headings."""

from dataclasses import dataclass

from gyebo.graph.terms import DECLARED, PREFIXES
from gyebo.store.engine import Engine
from gyebo.text.names import key


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """A name as a document prints it: of what kind it is, what it names, and that thing's proper name."""

    iri: str
    name: str
    kind: str
    judged: str
    document: str
    line: int
    thing: str
    proper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A contract or project with its dates, as far as they are printed."""

    iri: str
    title: str
    document: str
    line: int
    start: str
    end: str


def name_uses(engine: Engine) -> list[NameUse]:
    """Return every decided printing of a name, in document order."""
    query = f"""{DECLARED}
SELECT ?iri ?name ?kind ?judged ?document ?line ?thing ?proper WHERE {{
  ?iri gb:usedName ?name ; gb:nameKind ?k ; prov:wasQuotedFrom ?evidence .
  {{ ?iri gb:names ?thing }} UNION {{ ?iri gb:decides ?thing }}
  ?k skos:notation ?kind .
  ?evidence gb:lineNumber ?line ; dct:isPartOf ?whole . ?whole dct:identifier ?document .
  OPTIONAL {{ ?iri gb:judgement ?j . ?j skos:notation ?judged }}
  OPTIONAL {{ ?thing skos:prefLabel ?proper FILTER(LANG(?proper) = "ko") }}
}} ORDER BY ?document ?line ?iri ?name"""
    return [
        NameUse(
            iri=r["iri"], name=r["name"], kind=r["kind"], judged=r["judged"] or "same", document=r["document"],
            line=int(r["line"]), thing=r["thing"], proper=r["proper"],
        )
        for r in engine.select(query).records()
    ]  # fmt: skip


def periods(engine: Engine) -> list[Period]:
    """Return the contracts and projects that have a beginning and an end."""
    query = f"""{DECLARED}
SELECT ?iri ?title ?document ?line ?start ?end WHERE {{
  ?iri a gb:Contract ; dct:title ?title ; dct:source ?evidence ; pc:startDate ?start ; gb:plannedEnd ?end .
  ?evidence gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
}} ORDER BY ?document ?line"""
    return [
        Period(
            iri=r["iri"],
            title=r["title"],
            document=r["document"],
            line=int(r["line"]),
            start=r["start"],
            end=r["end"],
        )
        for r in engine.select(query).records()
    ]


def revenue_items(engine: Engine) -> dict[str, tuple[str, str]]:
    """Return each revenue item's proper name and the name of the heading above it, by the key of every name it has."""
    query = f"""{DECLARED}
SELECT ?name ?proper ?heading WHERE {{
  ?item skos:inScheme <{PREFIXES["code"]}revenue-item> ; skos:prefLabel ?proper ;
        skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name .
  FILTER(LANG(?name) = "ko" && LANG(?proper) = "ko")
  OPTIONAL {{ ?item skos:broader/skos:prefLabel ?heading FILTER(LANG(?heading) = "ko") }}
}}"""
    return {key(r["name"]): (r["proper"], r["heading"]) for r in engine.select(query).records()}
