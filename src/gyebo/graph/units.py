"""Units in RDF: dated versions, the identity over them, and reorganisations (ORG and CPOV)."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.facts.decisions import Decisions, UnitChange, UnitName, UnitVersion
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, date, decimal, en, in_both, ko, term
from gyebo.text.names import key

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]
_KINDS = {"city": "org:FormalOrganization"}
_DATE = {10: "day", 7: "month", 4: "year"}
_OFFSET = "T00:00:00+09:00"
_FIRST = {10: "", 7: "-01", 4: "-01-01"}


def unit_quads(mint: Mint, decisions: Decisions) -> Iterator[Quad]:
    """Yield every unit, its versions, their names and the changes between them."""
    graph = mint.graph("decisions")
    place = mint.thing("place", "seoul")
    triples: list[Triple] = [
        (place, A, term("dct:Location")),
        (place, term("rdfs:label"), ko("서울특별시")),
        (place, term("rdfs:label"), en("Seoul")),
    ]
    for version in decisions.units:
        triples.extend(_version(mint, version, place))
    for name in decisions.unit_names:
        triples.extend(_name(mint, name))
    for change in decisions.unit_changes:
        triples.extend(_change(mint, change))
    triples.extend(_one_hop(mint, decisions.unit_changes))
    for subject, prop, value in dict.fromkeys(triples):
        yield Quad(subject, prop, value, graph)


def _version(mint: Mint, version: UnitVersion, place: NamedNode) -> Iterator[Triple]:
    node, unit = mint.unit(version.id), mint.unit(version.unit_id)
    yield unit, A, term("gb:Unit")
    yield node, A, term("gb:UnitVersion")
    yield node, A, term("cv:PublicOrganisation")
    yield node, A, term(_KINDS.get(version.kind, "org:OrganizationalUnit"))
    yield node, term("dct:isVersionOf"), unit
    yield node, term("dct:identifier"), Literal(version.id)
    yield node, term("skos:prefLabel"), ko(version.name)
    yield node, term("gb:nameKey"), Literal(key(version.name))
    yield node, term("org:classification"), code("unit-kind", version.kind)
    yield node, term("gb:assertionStatus"), code("assertion-status", version.status)
    for text in in_both(version.reason_ko, version.reason):
        yield node, term("gb:reason"), text
    yield node, term("dct:spatial"), place
    if version.name_en:
        yield node, term("skos:prefLabel"), en(version.name_en)
    if version.parent:
        yield node, term("org:unitOf"), mint.unit(version.parent)
    if version.valid_from:
        yield node, term("schema:validFrom"), date(version.valid_from)
    if version.valid_through:
        yield node, term("schema:validThrough"), date(version.valid_through)
    if version.line is not None:
        yield node, term("dct:source"), mint.line(version.document, version.line)


def _name(mint: Mint, name: UnitName) -> Iterator[Triple]:
    """Yield a printed name of a unit version, which also becomes a label to be found by."""
    unit = mint.unit(name.version)
    yield unit, term("skos:hiddenLabel"), ko(name.printed)
    yield unit, term("gb:nameKey"), Literal(key(name.printed))
    if name.line is None:  # an official name that no document prints is known, but not used anywhere
        return
    node = mint.name(name.version, name.printed, name.document, name.line)
    yield node, A, term("gb:NameUse")
    yield node, term("gb:usedName"), ko(name.printed)
    yield node, term("gb:names"), unit
    yield node, term("gb:nameKind"), code("name-kind", name.kind)
    for text in in_both(name.reason_ko, name.reason):
        yield node, term("gb:reason"), text
    yield node, term("prov:wasQuotedFrom"), mint.line(name.document, name.line)


def _change(mint: Mint, change: UnitChange) -> Iterator[Triple]:
    node = mint.thing("reorganisation", change.change_id)
    yield node, A, term("org:ChangeEvent")
    yield node, A, term("gb:Reorganisation")
    yield node, term("dct:identifier"), Literal(change.change_id)
    yield node, term("gb:changeKind"), code("change-kind", change.kind)
    yield node, term("gb:assertionStatus"), code("assertion-status", change.status)
    for text in in_both(change.reason_ko, change.reason):
        yield node, term("dct:description"), text
    if change.confidence is not None:
        yield node, term("gb:confidence"), decimal(str(change.confidence))
    if len(change.date) in _DATE:
        moment = f"{change.date}{_FIRST[len(change.date)]}{_OFFSET}"
        yield node, term("prov:startedAtTime"), Literal(moment, datatype=term("xsd:dateTime"))
        yield (
            node,
            term("gb:datePrecision"),
            code("date-precision", change.date_precision or _DATE[len(change.date)]),
        )
    if change.line is not None:
        yield node, term("dct:source"), mint.line(change.document, change.line)
    for version in _split(change.from_versions):
        yield node, term("org:originalOrganization"), mint.unit(version)
        yield mint.unit(version), term("org:changedBy"), node
    for version in _split(change.to_versions):
        yield node, term("org:resultingOrganization"), mint.unit(version)
        yield mint.unit(version), term("org:resultedFrom"), node
    for version in _split(change.to_versions) if change.main else ():
        yield mint.unit(version), term("gb:mainPredecessor"), mint.unit(change.main)


def _one_hop(mint: Mint, changes: tuple[UnitChange, ...]) -> Iterator[Triple]:
    """Yield dct:replaces and dct:isReplacedBy, which consumers look for, from the events."""
    following = defaultdict(set)
    for change in changes:
        for before in _split(change.from_versions):
            following[before].update(_split(change.to_versions))
    for before, afters in following.items():
        for after in sorted(afters - {before}):
            yield mint.unit(before), term("dct:isReplacedBy"), mint.unit(after)
            yield mint.unit(after), term("dct:replaces"), mint.unit(before)


def _split(versions: str) -> list[str]:
    return [version for version in versions.split("|") if version]
