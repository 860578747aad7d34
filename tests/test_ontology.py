"""The ontology: what every file and term must have, what may not dangle, and the JSON-LD context."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import OWL, QB, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from gyebo.resources import folder

FOLDER = folder("ontology")
FILES = sorted(FOLDER.rglob("*.ttl"))
BASE = "https://w3id.org/gyebo/"
GB = Namespace(BASE + "def#")
CODE = Namespace(BASE + "code/")
DCT = Namespace("http://purl.org/dc/terms/")
TERM_TYPES = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, QB.DimensionProperty, QB.MeasureProperty,
    QB.DataStructureDefinition,
}  # fmt: skip

EXAMPLE = re.compile(r"(?P<printed>.+) \((?P<document>[a-z0-9-]+):(?P<line>\d+)\)", re.DOTALL)


@cache
def graph(*names: str) -> Graph:
    """Return the union of the named files of the ontology, or of all."""
    union = Graph()
    for path in FILES:
        if not names or path.stem in names:
            union.parse(path)
    return union


@cache
def terms() -> dict[URIRef, set[Node]]:
    """Return every declared term of ours with its types."""
    union = graph("gyebo", "cube")
    ours = (s for s in set(union.subjects(RDF.type)) if isinstance(s, URIRef) and s.startswith(GB))
    return {term: set(union.objects(term, RDF.type)) for term in sorted(ours)}


def languages(subject: Node, predicate: URIRef) -> Counter[str | None]:
    """Count the languages of a property's values."""
    return Counter(getattr(value, "language", None) for value in graph().objects(subject, predicate))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_parsers_read_the_same(path: Path) -> None:
    quads = list(parse(path=str(path), format=RdfFormat.TURTLE))
    assert len(quads) == len(set(quads)) == len(Graph().parse(path)) > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_prefixes_are_those_declared_once_and_all_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = dict(re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.MULTILINE))
    union = graph("prefixes")
    declared = {str(union.value(s, SH.prefix)): str(o) for s, o in union.subject_objects(SH.namespace)}
    assert found.items() <= declared.items()
    assert list(found) == sorted(found)
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^[#@].*$', "", text, flags=re.MULTILINE)
    assert set(found) == {prefix for prefix in re.findall(r"([a-z][\w-]*):(?=\w)", body) if prefix != "_"}


def test_every_prefix_is_declared_once() -> None:
    union = graph("prefixes")
    declared = set(union.objects(URIRef(BASE + "prefix"), SH.declare))
    assert declared == set(union.subjects(SH.prefix)) == set(union.subjects(SH.namespace))
    for predicate in (SH.prefix, SH.namespace):
        assert max(Counter(union.objects(None, predicate)).values()) == 1


def test_no_statement_stands_in_two_files() -> None:
    triples = (triple for path in FILES for triple in Graph().parse(path))
    seen = Counter(triple for triple in triples if isinstance(triple[0], URIRef))
    assert [triple for triple, times in seen.items() if times > 1] == []


def test_no_term_or_code_is_described_in_two_blocks() -> None:
    subject = re.compile(r"^(\S+) a [^;.]+[;.]$", re.MULTILINE)
    seen = Counter(name for path in FILES for name in subject.findall(path.read_text(encoding="utf-8")))
    assert [name for name, times in seen.items() if times > 1] == []


def test_addresses_are_ascii() -> None:
    nodes = {node for triple in graph() for node in triple if isinstance(node, URIRef)}
    assert [node for node in nodes if not node.isascii()] == []


# --- terms -------------------------------------------------------------------------------------------


def test_terms_have_one_label_and_one_definition_in_each_language() -> None:
    for predicate in (RDFS.label, RDFS.comment):
        assert [term for term in terms() if languages(term, predicate) != {"ko": 1, "en": 1}] == []


def test_labels_tell_terms_of_a_kind_apart() -> None:
    for classes in (True, False):
        chosen = [term for term, types in terms().items() if (OWL.Class in types) == classes]
        seen = Counter(label for term in chosen for label in graph().objects(term, RDFS.label))
        assert [str(label) for label, times in seen.items() if times > 1] == []


def test_terms_have_an_example_and_their_ontology() -> None:
    ontology = URIRef(BASE + "def")
    for term, types in terms().items():
        assert types & TERM_TYPES, term
        assert (term, RDFS.isDefinedBy, ontology) in graph(), term
        assert (term, SKOS.example, None) in graph(), term


def test_terms_have_at_most_one_domain_and_range() -> None:
    for predicate in (RDFS.domain, RDFS.range):
        assert [term for term in terms() if len(list(graph().objects(term, predicate))) > 1] == []


def test_names_say_what_a_term_is() -> None:
    for term, types in terms().items():
        upper = bool(types & {OWL.Class, QB.DataStructureDefinition})
        assert term.removeprefix(GB)[0].isupper() is upper, term


def test_no_term_of_ours_is_undefined() -> None:
    used = {node for triple in graph() for node in triple if isinstance(node, URIRef) and node.startswith(GB)}
    assert sorted(used - terms().keys()) == []


def test_code_queries_and_shapes_use_only_declared_terms() -> None:
    root = FOLDER.parent
    files = [path for name in ("src", "loaders", "queries", "shapes") for path in (root / name).rglob("*")]
    texts = (path.read_text(encoding="utf-8") for path in files if path.suffix in {".py", ".rq", ".ttl"})
    used = {GB[name] for text in texts for name in re.findall(r"\bgb:(\w+)", text)}
    assert sorted(used - terms().keys()) == []


def test_header_names_version_licence_and_date() -> None:
    ontology, union = URIRef(BASE + "def"), graph("gyebo")
    assert (ontology, OWL.versionIRI, URIRef(f"{BASE}def/{union.value(ontology, OWL.versionInfo)}")) in union
    assert (ontology, DCT.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in union
    assert isinstance(created := union.value(ontology, DCT.created), Literal)
    assert created.datatype == XSD.date


def test_examples_are_printed_where_they_say(documents: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8").split("\n") for path in documents.glob("*.txt")}
    wrong = []
    for subject, example in graph().subject_objects(SKOS.example):
        match = EXAMPLE.fullmatch(str(example))
        assert match, f"{subject}: {example}"
        line = texts[match["document"]][int(match["line"]) - 1]
        wrong += [f"{subject}: {example}"] if squeezed(match["printed"]) not in squeezed(line) else []
    assert wrong == []


# --- the cube ----------------------------------------------------------------------------------------


def test_coded_dimensions_have_a_list_with_concepts() -> None:
    union = graph()
    for dimension in union.subjects(RDF.type, QB.CodedProperty):
        scheme = union.value(dimension, QB.codeList)
        assert scheme is not None and (scheme, RDF.type, SKOS.ConceptScheme) in union, dimension
        assert (None, SKOS.inScheme, scheme) in union, dimension


def test_structure_holds_every_dimension_the_measure_and_the_currency() -> None:
    union = graph("cube")
    parts = set(union.objects(GB.BudgetStructure, QB.component))
    assert len(parts) == len(set(union.objects(None, QB.order))) == 11
    dimensions = {union.value(part, QB.dimension) for part in parts} - {None}
    assert dimensions == set(union.subjects(RDF.type, QB.DimensionProperty))
    assert (None, QB.measure, GB.amount) in union
    assert (None, QB.componentRequired, Literal(True)) in union


def test_structure_has_what_openbudgets_makes_mandatory() -> None:
    union, obeu = graph("cube"), Namespace("http://data.openbudgets.eu/ontology/dsd/")
    above = set(union.objects(None, RDFS.subPropertyOf)) | set(union.objects(None, QB.attribute))
    wanted = (
        "dimension/fiscalPeriod",
        "dimension/operationCharacter",
        "dimension/organization",
        "measure/amount",
    )
    assert above >= {obeu[name] for name in (*wanted, "attribute/currency")}


@pytest.mark.parametrize("name", ["account", "round", "program", "item"])
def test_lists_of_dimensions_have_a_total(name: str) -> None:
    totals = set(graph().subjects(SKOS.notation, Literal("_T")))
    assert totals & set(graph().subjects(SKOS.inScheme, CODE[name]))


# --- context -----------------------------------------------------------------------------------------


Entry = str | dict[str, str]


def context() -> dict[str, Entry]:
    """Return the terms of the JSON-LD context."""
    loaded: dict[str, dict[str, Entry]] = json.loads((FOLDER / "context.jsonld").read_text("utf-8"))
    return loaded["@context"]


def expected(term: URIRef, types: set[Node]) -> Entry:
    """Return what the context has to say of a term."""
    curie = "gb:" + term.removeprefix(GB)
    if types & {OWL.Class, QB.DataStructureDefinition}:
        return curie
    values = graph().value(term, RDFS.range)
    if OWL.ObjectProperty in types or QB.DimensionProperty in types:
        return {"@id": curie, "@type": "@id"}
    if values in {None, XSD.string, RDF.langString}:
        return {"@id": curie}
    return {"@id": curie, "@type": "xsd:" + str(values).rpartition("#")[2]}


def test_context_covers_every_term_as_it_is_declared() -> None:
    entries = context()
    for term, types in terms().items():
        assert entries.get(term.removeprefix(GB)) == expected(term, types), term
    ours = {str(e) if isinstance(e, str) else e["@id"] for e in entries.values() if "gb:" in str(e)}
    assert {GB[name.removeprefix("gb:")] for name in ours} == terms().keys()


def test_context_reads_a_figure() -> None:
    document = {
        "@context": context(),
        "@id": BASE + "id/figure/d/1-1",
        "@type": "Figure",
        "amountWon": "620080000",
        "unit": "code:unit-of-measure/ten-thousand-won",
        "printedProgram": {"@value": "기록정보관리", "@language": "ko"},
    }
    triples = {str(quad.triple) for quad in parse(json.dumps(document), format=RdfFormat.JSON_LD)}
    figure = "<https://w3id.org/gyebo/id/figure/d/1-1>"
    assert triples == {
        f"{figure} {RDF.type.n3()} {GB.Figure.n3()}",
        f'{figure} {GB.amountWon.n3()} "620080000"^^{XSD.integer.n3()}',
        f"{figure} {GB.unit.n3()} {CODE['unit-of-measure/ten-thousand-won'].n3()}",
        f'{figure} {GB.printedProgram.n3()} "기록정보관리"@ko',
    }
