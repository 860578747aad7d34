"""The catalogue before judges that are not ours: DCAT-AP's shapes in pySHACL, parsers, a CKAN harvester's field names."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, PROV, RDF, SKOS, VOID, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from gyebo.export.catalogue import RELEASE, described
from gyebo.export.dcat import triples, write_catalogue
from gyebo.export.media import media
from gyebo.export.parts import Part, written
from gyebo.store.embedded import Embedded

SH = Namespace("http://www.w3.org/ns/shacl#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
R5R = Namespace("http://data.europa.eu/r5r#")
BASE = "https://w3id.org/gyebo/"
PARTS = (Part("contracts.ocds.json", "ocds"), Part("fdp", "fdp"), Part("cube.ttl", "cube", "cube"))
SHAPES = (
    "dcat-ap-SHACL",
    "shapes",
    "range",
    "shapes_recommended",
    "deprecateduris",
    "mdr-vocabularies.shape",
)
# A publisher in Seoul is not on the EU's list of corporate bodies: the one rule that shared/conformance excepts.
EXCEPTED = R5R.CorporateBodyRestriction


@pytest.fixture(scope="module")
def folder(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of all documents, with files of every dataset that are quickly written."""
    place, files = tmp_path_factory.mktemp("dcat"), list[tuple[str, str]]()
    list(written(engine, place, PARTS, files))
    steps = list(write_catalogue(described(engine, place, files), place))
    assert [step.name for step in steps] == [
        f"catalogue/catalogue.{ending}" for ending in ("ttl", "jsonld", "rdf")
    ]
    return place


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Graph:
    return Graph().parse(folder / "catalogue" / "catalogue.ttl")


def violations(catalogue: Graph, shapes: Graph) -> Iterator[tuple[object, ...]]:
    _, report, _ = validate(catalogue, shacl_graph=shapes, do_owl_imports=False, inference="none")
    assert isinstance(report, Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield tuple(report.value(result, about) for about in (SH.focusNode, SH.resultPath, SH.resultMessage))


def rules(shared: Path, name: str) -> Graph:
    """Return the shapes of a file, without the rule that is excepted by name.

    Two rules of dcat-ap-SHACL, for services, say of no property what they demand; pySHACL refuses such rules.
    """
    shapes = Graph().parse(shared / "conformance" / "dcat-ap" / f"{name}.ttl")
    for owner, rule in list(shapes.subject_objects(SH.property)):
        if (rule, SH.path, None) not in shapes:
            shapes.remove((owner, SH.property, rule))
            shapes.remove((rule, None, None))
    for subject in list(shapes.subjects(SH.node, EXCEPTED)):
        shapes.remove((subject, SH.node, EXCEPTED))
    return shapes


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_of_dcat_ap_is_broken(catalogue: Graph, shared: Path, name: str) -> None:
    assert not list(violations(catalogue, rules(shared, name)))


@pytest.mark.parametrize(
    ("name", "type", "gone"),
    [
        ("shapes", DCAT.Dataset, DCTERMS.title),
        ("dcat-ap-SHACL", DCAT.Distribution, DCAT.accessURL),
        ("range", DCTERMS.LicenseDocument, RDF.type),
        ("shapes_recommended", DCAT.Dataset, DCAT.contactPoint),
        ("mdr-vocabularies.shape", SPDX.Checksum, SPDX.algorithm),
    ],
)
def test_the_shapes_find_what_is_left_out(
    catalogue: Graph, shared: Path, name: str, type: URIRef, gone: URIRef
) -> None:
    """A judge that never objects judges nothing."""
    broken = Graph() + catalogue
    for thing in catalogue.subjects(RDF.type, type):
        broken.remove((thing, gone, None))
        if gone == SPDX.algorithm:
            broken.add((thing, gone, URIRef("https://example.org/md5")))
    assert list(violations(broken, rules(shared, name)))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("ending", ["jsonld", "rdf"])
def test_the_serialisations_say_the_same(folder: Path, catalogue: Graph, ending: str) -> None:
    other = Graph().parse(folder / "catalogue" / f"catalogue.{ending}")
    assert len(other) == len(catalogue) > 2_000 and isomorphic(other, catalogue)


def test_every_file_is_described_as_it_is(folder: Path, catalogue: Graph) -> None:
    described = {}
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        url = str(catalogue.value(file, DCAT.downloadURL))
        checksum = catalogue.value(catalogue.value(file, SPDX.checksum), SPDX.checksumValue)
        size = catalogue.value(file, DCAT.byteSize)
        described[url.removeprefix(f"{BASE}{RELEASE}")] = (int(str(size)), str(checksum))
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "catalogue"]
    assert described == {
        path.relative_to(folder).as_posix(): (
            len(data := path.read_bytes()),
            hashlib.sha256(data).hexdigest(),
        )
        for path in files
    }


def test_there_is_a_dataset_for_each_document_for_the_cube_and_for_the_graph(catalogue: Graph) -> None:
    series = URIRef(f"{BASE}.well-known/void#documents")
    documents = set(catalogue.subjects(DCAT.inSeries, series))
    assert len(documents) == 5 and (series, RDF.type, DCAT.DatasetSeries) in catalogue
    others = {URIRef(f"{BASE}id/dataset/cube"), URIRef(f"{BASE}.well-known/void#dataset")}
    listed = set(catalogue.objects(URIRef(f"{BASE}.well-known/void#catalogue"), DCAT.dataset))
    assert listed == documents | others | {series}
    assert all(list(catalogue.objects(each, DCAT.distribution)) for each in listed)


def test_the_numbers_are_those_of_the_graph(catalogue: Graph, engine: Embedded) -> None:
    whole = URIRef(f"{BASE}.well-known/void#dataset")
    count = sum(1 for _ in engine.quads())
    parts = list(catalogue.objects(whole, VOID.subset))
    assert int(str(catalogue.value(whole, VOID.triples))) == count
    assert sum(int(str(catalogue.value(part, VOID.triples))) for part in parts) == count and len(parts) == 9
    figures = [
        int(str(catalogue.value(partition, VOID.entities)))
        for partition in catalogue.subjects(VOID["class"], URIRef(f"{BASE}def#Figure"))
    ]
    query = f"SELECT (COUNT(*) AS ?count) WHERE {{ ?figure a <{BASE}def#Figure> }}"
    assert sum(figures) == int(next(engine.select(query).texts())[0]) > 5_000


def test_the_build_names_what_it_read(catalogue: Graph, engine: Embedded) -> None:
    build = URIRef(f"{BASE}.well-known/void#build")
    used = {
        str(source): str(catalogue.value(catalogue.value(source, SPDX.checksum), SPDX.checksumValue))
        for source in catalogue.objects(build, PROV.used)
    }
    query = f"SELECT ?document ?sum WHERE {{ ?document <{BASE}def#sha256> ?sum }}"
    assert sorted(used.items()) == sorted(engine.select(query).texts()) and len(used) == 5


def test_dates_are_those_of_the_data(catalogue: Graph) -> None:
    ends = {
        str(value) for about in (DCTERMS.issued, DCTERMS.modified) for value in catalogue.objects(None, about)
    }
    assert ends == {"2022-02", "2026-11-21"}  # as the one dated document prints, and as the ontology says
    report = URIRef(f"{BASE}id/document/2023-settlement-review#dataset")
    period = catalogue.value(report, DCTERMS.temporal)
    assert str(catalogue.value(period, DCAT.startDate)) == "2019-01-01"


def test_everything_that_people_read_is_in_both_languages(catalogue: Graph) -> None:
    for about in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        for type in (DCAT.Catalog, DCAT.Dataset, DCAT.DataService):
            for thing in catalogue.subjects(RDF.type, type):
                said = {
                    text.language for text in catalogue.objects(thing, about) if isinstance(text, Literal)
                }
                assert said in ({"ko", "en"}, set()), (thing, about)


def test_what_a_ckan_harvester_reads_is_there(catalogue: Graph) -> None:
    """The properties that ckanext-dcat turns into title, notes, tags, url, extras and resources."""
    dataset = {
        DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.issued, DCTERMS.modified, DCTERMS.language,
        DCTERMS.publisher, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accessRights, DCTERMS.provenance,
        DCAT.keyword, DCAT.theme, DCAT.landingPage, DCAT.contactPoint, DCAT.distribution, DCAT.inSeries,
        DCAT.version,
    }  # fmt: skip
    resource = {
        DCTERMS.title, DCTERMS.description, DCTERMS.format, DCTERMS.license, DCTERMS.language, DCTERMS.issued,
        DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize, SPDX.checksum,
    }  # fmt: skip
    report = URIRef(f"{BASE}id/document/2023-settlement-review#dataset")
    assert dataset <= set(catalogue.predicates(report))
    for file in catalogue.objects(report, DCAT.distribution):
        assert resource <= set(catalogue.predicates(file))


def test_a_host_of_its_own_gets_its_own_addresses(engine: Embedded, tmp_path: Path) -> None:
    found = replace(described(engine, tmp_path, []), base="https://budget.example/")
    said = {str(triple.subject) for triple in triples(found)}
    assert "<https://budget.example/id/contributors>" in said and f"<{BASE}id/contributors>" not in said


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("tables/csv-metadata.json", "application/json"),
        ("shards/part-0000.nq.gz", "application/n-quads"),
        ("gyebo.nq", "application/n-quads"),
        ("records.jsonld", "application/ld+json"),
        ("sqlite/gyebo.sqlite", "application/vnd.sqlite3"),
    ],
)
def test_kinds_of_files(path: str, type: str) -> None:
    assert media(path).type == type


def test_themes_are_the_eus(catalogue: Graph) -> None:
    scheme = URIRef("http://publications.europa.eu/resource/authority/data-theme")
    assert all((theme, SKOS.inScheme, scheme) in catalogue for theme in catalogue.objects(None, DCAT.theme))
