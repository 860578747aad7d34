"""Graphs with things put wrong on purpose: what the tests of shapes give to engines that must agree."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize
from rdflib import RDF

from gyebo.check.shapes import our_shapes
from gyebo.check.validate import subclasses, validate
from gyebo.store.embedded import Embedded

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode(str(RDF.type))
GB = "https://w3id.org/gyebo/def#"
FIGURE, OBSERVATION = GB + "Figure", "http://purl.org/linked-data/cube#Observation"
KIND, LINE = NamedNode(GB + "amountKind"), NamedNode("http://www.w3.org/ns/prov#wasQuotedFrom")
# Amounts are put off by so many of their last places; what was cut off shows where rounding no longer does.
PLACES = (-3, -2, -1, 1, 2, 3, 1000)
# What no copy with one thing put wrong breaks.
CONTRIVED = """
<urn:loop> a gb:ProgramChange ; gb:changeKind change-kind:merge ;
  gb:fromProgram <https://w3id.org/gyebo/id/program/P0001> ; gb:toProgram <https://w3id.org/gyebo/id/program/P0001> .
<urn:guess> a gb:ProgramChange ; gb:assertionStatus assertion-status:inferred .
<urn:move> a gb:Reorganisation ; gb:assertionStatus assertion-status:inferred ; gb:changeKind change-kind:split ;
  org:originalOrganization <urn:late> ; org:resultingOrganization <urn:late> .
<urn:early> a gb:UnitVersion ; dct:isVersionOf <urn:unit> ; schema:validThrough "2010"^^xsd:gYear .
<urn:late> a gb:UnitVersion ; dct:isVersionOf <urn:unit> ; schema:validFrom "2015"^^xsd:gYear .
<urn:paper> a gb:SourceDocument ; dct:issued "2020-05-01"^^xsd:date .
<urn:cited> a gb:OfficialDocument ; dct:date "2021-01-01"^^xsd:date ; gb:citedIn <urn:paper> .
<urn:issued> a gb:OfficialDocument ; dct:date "2012-01-01"^^xsd:date ; gb:issuedBy <urn:late> .
<urn:line1> gb:lineNumber 1 ; dct:isPartOf <urn:paper> . <urn:line2> gb:lineNumber 2 ; dct:isPartOf <urn:paper> .
<urn:event> a gb:Contract ; gb:printedProgram "p" ; gb:plannedEnd "2020-02-01"^^xsd:date ; dct:source <urn:line1> .
<urn:transfer> a gb:Transfer ; gb:approvalDate "2020-03-01"^^xsd:date ; dct:source <urn:line2> ;
  gb:hasLeg <urn:leg> . <urn:leg> gb:direction direction:increase ; gb:printedProgram "p" .
<urn:years> a gb:ProgramChange ; gb:fromYear "2018"^^xsd:gYear , "2019"^^xsd:gYear .
<urn:out> gb:amountKind amount-kind:carryover ; gb:aboutProgram <urn:p> ; gb:aboutItem <urn:i> ; gb:inTable <urn:table> ;
  gb:fiscalYear "2020"^^xsd:gYear ; gb:amountWon 9000 ; gb:precisionWon 1000 .
<urn:in> a gb:Figure ; gb:amountKind amount-kind:carried-in ; gb:aboutProgram <urn:p> ; gb:aboutItem <urn:i> ;
  gb:fiscalYear "2021"^^xsd:gYear ; gb:amountWon 5000 ; gb:precisionWon 1000 .
<urn:rate> a gb:Figure ; gb:amountKind amount-kind:collection-rate ; gb:percent 50.0 ; gb:rawValue "50.0" ;
  gb:columnHeader "징수율"@ko ; gb:inTable <urn:table> ; prov:wasQuotedFrom <urn:line1> ; gb:rowLabel "rate"@ko ;
  gb:fiscalYear "2020"^^xsd:gYear .
<urn:share> a gb:FundingShare ; gb:amountWon 5 .
<urn:rest> a gb:FundingShare ; gb:line <https://w3id.org/gyebo/id/budget-line/P0012.2021.U05-2.supervision> ;
  dct:source <https://w3id.org/gyebo/id/line/2021-q4-diversion-report/109> .
<urn:paid> a gb:Contract ; gb:fundedFrom <urn:paper> ; gb:hasFunding <urn:paper> .
<urn:stays> a gb:Carryover ; gb:toLine <urn:paper> , <https://w3id.org/gyebo/id/budget-line/P0012.2021.U05-2.supervision> ;
  gb:fromLine <https://w3id.org/gyebo/id/budget-line/P0012.2021.U05-2.public-operating-expenses> .
<urn:structure> a qb:DataStructureDefinition ;
  qb:component [ qb:dimension <http://data.openbudgets.eu/ontology/dsd/dimension/fiscalYear> ] .
<urn:observation> a qb:Observation ; sdmx-attribute:unitMult 3 ;
  <http://data.openbudgets.eu/ontology/dsd/dimension/fiscalYear> <urn:year> .
"""
# Figures in rows of their own: row, kind, amount in million won.
ROWS = (
    ("collected-off", "collected", 90), ("collected-off", "gross-collected", 100), ("collected-off", "refunded", 20),
    ("collected-cut", "collected", 79), ("collected-cut", "gross-collected", 100), ("collected-cut", "refunded", 19),
    ("rate", "collected", 90), ("rate", "assessed", 100),
    ("parts-cut", "carryover", 102), ("parts-cut", "carryover-specified", 50), ("parts-cut", "carryover-unforeseen", 50),
)  # fmt: skip
Term = NamedNode | Literal


class InMemory(Embedded):
    """An engine over quads that are held in memory."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.graph = Path("no such folder")  # side tables are of a store on disk
        self._store = Store()
        self._store.extend(quads)

    def triples(self) -> bytes:
        """Return the graph as N-Triples, numbers as the store writes them."""
        return serialize({quad.triple for quad in self._store}, format=RdfFormat.N_TRIPLES) or b""


@dataclass(frozen=True)
class Things:
    """A graph by subject, and its things by class."""

    about: dict[NamedNode, list[Quad]]
    of_class: dict[str, list[NamedNode]]


def things_of(engine: Embedded) -> Things:
    """Return the graph of an engine by subject and class."""
    about: dict[NamedNode, list[Quad]] = defaultdict(list)
    of_class: dict[str, set[NamedNode]] = defaultdict(set)
    for quad in engine.quads():
        if isinstance(quad.subject, NamedNode):
            about[quad.subject].append(quad)
            if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                of_class[quad.object.value].add(quad.subject)
    below = subclasses(engine)
    ordered = {
        kind: sorted(set().union(*(of_class[k] for k in (kind, *below.get(kind, ())))), key=str)
        for kind in {*of_class, *below}
    }
    return Things(about, ordered)


def _targets() -> list[str]:
    return sorted({node.value for shape in our_shapes().shapes for _, node in shape.targets})


def spread(listed: list[NamedNode], number: int) -> list[NamedNode]:
    """Return some of a list, evenly spaced."""
    step = max(1, len(listed) // number)
    return listed[::step][:number]


def samples(things: Things) -> list[NamedNode]:
    """Return things of every class: so many that every property of the class stands on one, those that say most first."""
    found: dict[NamedNode, None] = {}
    for kind in _targets():
        said: set[NamedNode] = set()
        for node in sorted(things.of_class.get(kind, []), key=lambda node: -len(things.about[node])):
            new = {quad.predicate for quad in things.about[node]} - said
            if new:
                said |= new
                found[node] = None
    return list(found)


def figures(things: Things) -> Iterator[NamedNode]:
    """Yield some figures of every kind that a shape speaks about."""
    of_kind: dict[str, list[NamedNode]] = defaultdict(list)
    for figure in things.of_class[FIGURE]:
        for quad in things.about[figure]:
            if quad.predicate == KIND and isinstance(quad.object, NamedNode):
                of_kind[quad.object.value].append(figure)
    for kind in _kinds_in_shapes():
        yield from spread(of_kind.get(kind, []), 6)


def _kinds_in_shapes() -> list[str]:
    texts = [c.values[0].value for s in our_shapes().shapes for c in s.constraints if c.parameter == "sparql"]  # type: ignore[union-attr]
    names = {
        name for text in texts for name in re.findall(r"\$this gb:amountKind amount-kind:([\w-]+)", text)
    }
    return sorted(f"https://w3id.org/gyebo/code/amount-kind/{name}" for name in names)


def copies(things: Things) -> Iterator[tuple[NamedNode, list[Quad]]]:
    """Yield copies of the samples, each under an IRI of its own and with one property put wrong."""
    values: dict[NamedNode, list[Term]] = defaultdict(list)
    for quads in things.about.values():
        for quad in quads:
            if isinstance(quad.object, NamedNode | Literal) and len(values[quad.predicate]) < 50:
                values[quad.predicate].append(quad.object)
    for node in samples(things):
        yield from _put_wrong(things, node, lambda predicate, own: _wrong(own, values[predicate]))
    for node in figures(things):
        yield from _put_wrong(things, node, _off)


def _put_wrong(
    things: Things, node: NamedNode, wrong: Callable[[NamedNode, list[Term]], Iterable[list[Term]]]
) -> Iterator[tuple[NamedNode, list[Quad]]]:
    properties: dict[NamedNode, list[Term]] = defaultdict(list)
    for quad in things.about[node]:
        if quad.predicate != TYPE and isinstance(quad.object, NamedNode | Literal):
            properties[quad.predicate].append(quad.object)
    cases = [(predicate, case) for predicate, own in properties.items() for case in wrong(predicate, own)]
    for number, (predicate, case) in enumerate(cases, start=1):
        yield _copy(things, node, f"{node.value}-wrong-{number}", predicate, case)


def _off(predicate: NamedNode, own: list[Term]) -> Iterator[list[Term]]:
    """Yield amounts and rates that are off by a little."""
    if predicate.value.endswith(("#amountWon", "#percent")) and isinstance(own[0], Literal):
        yield from _numbers(own[0])


def _copy(
    things: Things, node: NamedNode, iri: str, predicate: NamedNode, objects: list[Term]
) -> tuple[NamedNode, list[Quad]]:
    copy, graph = NamedNode(iri), things.about[node][0].graph_name
    same = [Quad(copy, q.predicate, q.object, graph) for q in things.about[node] if q.predicate != predicate]
    return copy, [*same, *(Quad(copy, predicate, value, graph) for value in objects)]


def _wrong(own: list[Term], others: list[Term]) -> Iterator[list[Term]]:
    """Yield what could stand instead of a property's values."""
    if isinstance(own[0], Literal) and own[0].datatype.value == f"{XSD}gYear":
        # rdflib gives up where sh:lessThanOrEquals meets a value that is no year.
        yield from ([], [*own, *others[:1]], *_other_literals(own[0]))
        return
    other = next((value for value in reversed(others) if value not in own), None)
    yield []
    yield [Literal("x", language="fr")] if isinstance(own[0], NamedNode) else [NamedNode("urn:odd")]
    if other is not None:
        yield [other]
        yield [*own, other]
    if isinstance(own[0], Literal):
        yield from _other_literals(own[0])


def _other_literals(value: Literal) -> Iterator[list[Term]]:
    name = value.datatype.value.removeprefix(XSD)
    if name in ("integer", "decimal"):
        yield from _numbers(value)
    elif name in ("date", "gYear", "gYearMonth", "dateTime"):
        for year in ("1999", "2099"):
            yield [Literal(re.sub(r"^\d{4}", year, value.value), datatype=value.datatype)]
    elif name == "string":
        yield [Literal("")]
    else:
        yield (
            [value, Literal(value.value + "!", language=value.language)] if value.language else [Literal("")]
        )


def _numbers(value: Literal) -> Iterator[list[Term]]:
    amount = Decimal(value.value)
    places = ("1000000", "1000", "1") if value.datatype.value == f"{XSD}integer" else ("0.1",)
    place = next(Decimal(p) for p in places if amount % Decimal(p) == 0 or p == places[-1])
    for off in PLACES:
        yield [Literal(str(amount + off * place), datatype=value.datatype)]


def contrived() -> Store:
    """Return things that are wrong in ways that take more than one wrong property."""
    store = Store()
    prefixes = our_shapes().prefixes
    store.update(f"{prefixes}\nINSERT DATA {{ {CONTRIVED} }}")
    for row, kind, millions in ROWS:
        figure = f"<urn:{row}-{kind}>"
        store.update(f"""{prefixes}
INSERT DATA {{ {figure} a gb:Figure ; gb:amountKind amount-kind:{kind} ; gb:amountWon {millions * 10**6} ;
  gb:precisionWon 1000000 ; gb:inTable <urn:table> ; prov:wasQuotedFrom <urn:line1> ; gb:rowLabel "{row}"@ko ;
  gb:fiscalYear "2020"^^xsd:gYear }}""")
    return store


def sliced(engine: Embedded, things: Things) -> list[Quad]:
    """Return the graph without most of its figures and observations: those samples and findings need are left.

    With a figure stay all that stand on its line, since they are what it is compared with.
    """
    flagged = [NamedNode(result.focus) for result in validate(engine, our_shapes()) if ":" in result.focus]
    kept = {*samples(things), *figures(things), *flagged}
    kept |= {
        quad.object for node in kept for quad in things.about[node] if isinstance(quad.object, NamedNode)
    }
    lines = {quad.object for node in kept for quad in things.about[node] if quad.predicate == LINE}
    many = {*things.of_class[FIGURE], *things.of_class[OBSERVATION]}
    beside = {
        node
        for node in many
        for quad in things.about[node]
        if quad.predicate == LINE and quad.object in lines
    }
    left_out = many - kept - beside
    return [quad for quad in engine.quads() if quad.subject not in left_out]
