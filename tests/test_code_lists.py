"""The code lists: what every code must have, where it hangs, and what the XKOS judge says."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from gyebo.resources import folder

FOLDER = folder("ontology") / "codes"
LISTS = sorted(path.stem for path in FOLDER.glob("*.ttl"))
GB = Namespace("https://w3id.org/gyebo/def#")
CODE = Namespace("https://w3id.org/gyebo/code/")
XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
DCT = Namespace("http://purl.org/dc/terms/")

# What the recommended shapes ask of every classification and what is not true of every one of ours: lists
# still in force have no end, first editions follow and supersede nothing, few lists claim to be exhaustive or
# exclusive, flat ones need no levels, and the correspondence leaves its creator to the lists it compares.
UNCLAIMED = {
    "P_classification_schemaendDate_recommended", "P_classification_xkosfollows_recommended",
    "P_classification_xkossupersedes_recommended", "P_classification_xkoslevels_recommended",
    "P_classification_xkoscoversExhaustively_recommended",
    "P_classification_xkoscoversMutuallyExclusively_recommended", "P_correspondence_dctcreator_recommended",
}  # fmt: skip

# Columns of the tables under data/ that hold codes, and the list that each takes them from.
CODED = {
    "units": {"kind": "unit-kind", "status": "assertion-status"},
    "unit_names": {"kind": "name-kind"},
    "unit_changes": {"kind": "change-kind", "date_precision": "date-precision", "status": "assertion-status"},
    "program_names": {"kind": "name-kind", "judgement": "judgement"},
    "program_changes": {"kind": "change-kind", "status": "assertion-status", "grounds": "grounds"},
    "figures": {"kind": "amount-kind", "round": "round", "operation": "operation"},
    "carryovers": {"reason": "carryover-reason"},
    "reasons": {"kind": "amount-kind", "direction": "direction", "round": "round", "reason": "change-reason"},
    "remarks": {"kind": "remark-kind"},
    "sources": {"type": "source-kind"},
}


@cache
def graph() -> Graph:
    """Return all code lists together."""
    union = Graph()
    for name in LISTS:
        union.parse(FOLDER / f"{name}.ttl")
    return union


@cache
def codes() -> tuple[URIRef, ...]:
    """Return every concept of the code lists."""
    return tuple(sorted(s for s in graph().subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)))


def notations(scheme: str) -> set[str]:
    """Return the codes of a list."""
    concepts = graph().subjects(SKOS.inScheme, CODE[scheme])
    return {str(graph().value(concept, SKOS.notation)) for concept in concepts}


@pytest.mark.parametrize("name", LISTS)
def test_file_holds_one_list_named_after_it(name: str) -> None:
    union = Graph().parse(FOLDER / f"{name}.ttl")
    assert set(union.subjects(RDF.type, SKOS.ConceptScheme)) == {CODE[name]}
    assert union.value(CODE[name], SKOS.notation) == Literal(name)


def test_codes_have_one_label_and_one_definition_in_each_language() -> None:
    for predicate in (SKOS.prefLabel, RDFS.comment):
        for concept in codes():
            found = Counter(getattr(value, "language", "") for value in graph().objects(concept, predicate))
            assert found == {"ko": 1, "en": 1}, concept


def test_codes_have_one_notation_that_is_their_address() -> None:
    for concept in codes():
        notations = list(graph().objects(concept, SKOS.notation))
        assert len(notations) == 1 and getattr(notations[0], "datatype", None) in {None, XSD.string}, concept
        local = str(notations[0])
        assert concept.rpartition("/")[2] == (local if local == "_T" else local.replace("_", "-")), concept


def test_codes_hang_from_their_list() -> None:
    union = graph()
    for concept in codes():
        home = URIRef(concept.rpartition("/")[0])
        assert (concept, SKOS.inScheme, home) in union, concept
        tops = {(concept, SKOS.topConceptOf, home) in union, (home, SKOS.hasTopConcept, concept) in union}
        assert tops == {(concept, SKOS.broader, None) not in union}, concept


def test_links_between_codes_lead_to_codes() -> None:
    predicates = (
        SKOS.broader, SKOS.related, DCT.isVersionOf, SKOS.member, SKOS.hasTopConcept,
        XKOS.sourceConcept, XKOS.targetConcept, GB.sourceStatus, XKOS.belongsTo, XKOS.covers,
    )  # fmt: skip
    used = {target for predicate in predicates for target in graph().objects(None, predicate)}
    assert used - set(codes()) == set()


def test_broader_is_a_tree() -> None:
    union = graph()
    for concept in codes():
        above = list(union.transitive_objects(concept, SKOS.broader))
        assert len(list(union.objects(concept, SKOS.broader))) <= 1, concept
        assert len(above) == len(set(above)) and concept not in set(above[1:]), concept


def test_alternative_labels_differ_from_the_label() -> None:
    for concept in codes():
        names = [*graph().objects(concept, SKOS.altLabel), *graph().objects(concept, SKOS.hiddenLabel)]
        assert graph().value(concept, SKOS.prefLabel) not in names, concept
        assert len(names) == len(set(names)), concept


def test_amount_kinds_are_those_of_the_contract(shared: Path) -> None:
    contract = (shared / "contract.md").read_text(encoding="utf-8")
    row = re.search(r"^\| kind \| one of: (.+) \|$", contract, re.MULTILINE)
    assert row
    assert notations("amount-kind") == set(row[1].split(", "))


@pytest.mark.parametrize("name", sorted(CODED))
def test_tables_of_facts_and_decisions_use_codes_of_the_lists(name: str) -> None:
    unknown = set()
    for path in sorted(folder("data").rglob(f"{name}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for column, scheme in CODED[name].items():
            used = {code for row in rows for code in row[column].split("|") if code}
            unknown |= {f"{path.name} {column}: {code}" for code in used - notations(scheme)}
    assert unknown == set()


def test_codes_of_a_year_are_sourced_and_lead_to_an_item() -> None:
    union = graph()
    for name in ("expense-item-2021-seoul", "expense-item-2026"):
        for concept in union.subjects(SKOS.inScheme, CODE[name]):
            item = union.value(concept, DCT.isVersionOf)
            assert (item, SKOS.inScheme, CODE["expense-item"]) in union, concept
            assert (concept, GB.sourceStatus, None) in union, concept


def test_every_spelling_of_an_item_in_the_documents_is_a_label(documents: Path) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(documents.glob("*.txt")))
    union, missing = graph(), []
    for concept in union.subjects(SKOS.inScheme, CODE["expense-item"]):
        labels = {str(label) for p in (SKOS.prefLabel, SKOS.altLabel) for label in union.objects(concept, p)}
        printed = (concept, SKOS.example, None) in union
        for label in {re.sub(r"\s", "", label) for label in labels if printed and not label.isascii()}:
            spellings = set(re.findall("[ ]?".join(map(re.escape, label)), text))
            missing += [spelling for spelling in spellings if spelling not in labels]
    assert missing == []


def test_xkos_judge_finds_no_violation(shared: Path) -> None:
    shapes = Graph()
    for path in sorted((shared / "conformance" / "xkos").glob("*.ttl")):
        shapes.parse(path)
    _, report, _ = validate(graph(), shacl_graph=shapes, inference="none", do_owl_imports=False)
    assert isinstance(report, Graph)
    found: dict[Node | None, set[str]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = str(report.value(result, SH.sourceShape)).rpartition("#")[2]
        found.setdefault(report.value(result, SH.resultSeverity), set()).add(shape)
    assert found.get(SH.Violation, set()) == set()
    assert found.get(SH.Warning, set()) == UNCLAIMED
