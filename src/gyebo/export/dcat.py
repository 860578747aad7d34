"""`dcat`: the catalogue in DCAT 3, as DCAT-AP 3.0.1 wants it, with VoID statistics and PROV of the build.

Every node has an IRI, so that the same catalogue is the same text. Nodes that DCAT-AP wants described although
another publisher owns them (languages, themes, file types) are described as shortly as its shapes allow.
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, Triple, serialize

from gyebo.export.catalogue import CUBE, GRAPH, RELEASE, Catalogue, Dataset, File, Said, Source
from gyebo.export.catalogue import described as catalogue_of
from gyebo.export.media import media
from gyebo.export.parts import core, written
from gyebo.export.request import ALL, Request, Step
from gyebo.export.shared_nodes import CUBE_STANDARD, PROTOCOL, SEOUL, THEMES, say_shared
from gyebo.export.statements import EU, NAMES, SHA256, About, Statements, concept, iri
from gyebo.export.tables import LICENCE
from gyebo.export.void import say_build, say_statistics
from gyebo.graph.terms import date
from gyebo.store.engine import Engine

FOLDER = "catalogue"
_FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
_IANA = "https://www.iana.org/assignments/media-types/"
KEYWORDS = (
    Said("예산", "budget"), Said("결산", "settlement"), Said("서울특별시", "Seoul"),
    Said("세부사업", "budget program"), Said("조직개편", "reorganisation"), Said("계보", "lineage"),
)  # fmt: skip
CONTRIBUTORS = Said("계보 기여자들", "The gyebo contributors")
CATALOGUE = Said("계보 자료 목록", "gyebo data catalogue")


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write a few files of the data and the catalogue that describes them."""
    files: list[tuple[str, str]] = []
    yield from written(engine, place, core(engine), files)
    yield from write_catalogue(catalogue_of(engine, place, files), place)


def write_catalogue(catalogue: Catalogue, place: Path) -> Iterator[Step]:
    """Write the catalogue in three serialisations into its folder."""
    (place / FOLDER).mkdir(exist_ok=True)
    found = triples(catalogue)
    for ending, format in _FORMATS.items():
        text = serialize(found, format=format, prefixes=NAMES) or b""
        path = f"{FOLDER}/catalogue.{ending}"
        (place / path).write_bytes(text)
        yield Step(path, len(found), "triples")


def triples(catalogue: Catalogue) -> list[Triple]:
    """Return the catalogue as triples, those of a thing together, its types first."""
    graph = Statements()
    _catalogue(graph, catalogue)
    _publisher(graph, catalogue)
    say_shared(graph)
    _service(graph, catalogue)
    for dataset in catalogue.datasets:
        _dataset(graph, catalogue, dataset)
        for file in catalogue.of(dataset.key):
            _distribution(graph, catalogue, dataset, file)
    _series(graph, catalogue)
    say_build(graph, catalogue)
    say_statistics(graph, catalogue)
    return sorted(graph.triples, key=_order)


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != NAMES["rdf"] + "type", predicate, str(triple.object)


def _catalogue(graph: Statements, catalogue: Catalogue) -> None:
    this = catalogue.part("catalogue")
    graph.say(
        this, a="dcat:Catalog", dct_title=CATALOGUE,
        dct_description=Said(
            "서울시 디지털 사업의 예산·결산 문서에서 읽은 자료의 목록",
            "Data read from budget and settlement documents of Seoul's digital programs",
        ),
        dct_publisher=_people(catalogue), dct_creator=_people(catalogue), dct_license=LICENCE,
        dct_language=(f"{EU}language/KOR", f"{EU}language/ENG"), dct_spatial=SEOUL, foaf_homepage=catalogue.base,
        dcat_themeTaxonomy=f"{EU}data-theme", dcat_service=catalogue.part("sparql"),
        dcat_dataset=[*(dataset.iri for dataset in catalogue.datasets), catalogue.part("documents")],
        **_dates(catalogue),
    )  # fmt: skip
    graph.say(catalogue.base, a="foaf:Document", dct_title=Said("계보", "gyebo"))


def _dates(catalogue: Catalogue) -> About:
    if not catalogue.created:
        return {}
    return {"dct_issued": date(catalogue.created), "dct_modified": date(catalogue.modified)}


def _people(catalogue: Catalogue) -> str:
    return f"{catalogue.base}id/contributors"


def _publisher(graph: Statements, catalogue: Catalogue) -> None:
    kinds = "http://purl.org/adms/publishertype/"
    graph.say(
        _people(catalogue), a=("foaf:Agent", "foaf:Group"), foaf_name=CONTRIBUTORS,
        dct_type=f"{kinds}PrivateIndividual(s)", foaf_homepage=catalogue.base,
    )  # fmt: skip
    concept(graph, f"{kinds}PrivateIndividual(s)", f"{kinds}1.0", Said("개인", "Private individual(s)"))
    graph.say(
        catalogue.part("contact"), a=("vcard:Kind", "vcard:Group"), vcard_fn=Literal(CONTRIBUTORS.en),
        vcard_hasURL=catalogue.base,
    )  # fmt: skip


def _common(catalogue: Catalogue) -> About:
    """Return what every dataset, series and service says alike."""
    return {
        "dct_publisher": _people(catalogue), "dcat_contactPoint": catalogue.part("contact"),
        "dcat_theme": [f"{EU}data-theme/{code}" for code in THEMES], "dcat_keyword": KEYWORDS,
        "dct_license": LICENCE, "dct_accessRights": f"{EU}access-right/PUBLIC",
    }  # fmt: skip


def _service(graph: Statements, catalogue: Catalogue) -> None:
    graph.say(
        catalogue.part("sparql"), a="dcat:DataService",
        dct_title=Said("SPARQL 질의 서비스", "SPARQL endpoint"),
        dct_description=Said("그래프 전부에 SPARQL 1.1로 묻는다.", "Asks the whole graph in SPARQL 1.1."),
        dcat_endpointURL=f"{catalogue.base}sparql", dcat_endpointDescription=f"{catalogue.base}sparql",
        dcat_servesDataset=[dataset.iri for dataset in catalogue.datasets], dct_conformsTo=PROTOCOL,
        dct_language=(f"{EU}language/KOR", f"{EU}language/ENG"), **_common(catalogue),
    )  # fmt: skip


def _coverage(graph: Statements, catalogue: Catalogue, name: str, first: int, last: int) -> About:
    """Return place and time of a dataset; a fiscal year of a Korean government is the calendar year."""
    if not first:
        return {"dct_spatial": SEOUL}
    period = catalogue.part(f"{name}-years")
    graph.say(
        period,
        a="dct:PeriodOfTime",
        dcat_startDate=date(f"{first}-01-01"),
        dcat_endDate=date(f"{last}-12-31"),
    )
    return {"dct_spatial": SEOUL, "dct_temporal": period}


def _dataset(graph: Statements, catalogue: Catalogue, dataset: Dataset) -> None:
    landing = dataset.iri.partition("#")[0] if dataset.key != GRAPH else catalogue.base
    graph.say(
        dataset.iri, a=("dcat:Dataset", "void:Dataset"), dct_title=dataset.title, dct_description=dataset.about,
        dct_identifier=Literal(dataset.iri), dcat_landingPage=landing, dcat_version=Literal(catalogue.version),
        dct_language=f"{EU}language/KOR", prov_wasGeneratedBy=catalogue.part("build"),
        dcat_distribution=[_address(catalogue, file) for file in catalogue.of(dataset.key)],
        void_sparqlEndpoint=f"{catalogue.base}sparql", void_uriSpace=Literal(f"{catalogue.base}id/"),
        **_common(catalogue), **_coverage(graph, catalogue, dataset.key, dataset.first_year, dataset.last_year),
        **_dates(catalogue),
    )  # fmt: skip
    graph.say(landing, a="foaf:Document")
    if dataset.key == CUBE:
        graph.say(dataset.iri, a="qb:DataSet", dct_conformsTo=CUBE_STANDARD)
    if dataset.source:
        _source(graph, catalogue, dataset, dataset.source)


def _source(graph: Statements, catalogue: Catalogue, dataset: Dataset, source: Source) -> None:
    """Describe the document that a dataset was read from, and its publisher."""
    publisher, statement = f"{source.iri}#publisher", f"{source.iri}#provenance"
    issued: About = {"dct_issued": date(source.issued)} if source.issued else {}
    graph.say(
        dataset.iri,
        prov_hadPrimarySource=source.iri,
        dcat_inSeries=catalogue.part("documents"),
        dct_provenance=statement,
    )
    graph.say(
        source.iri, a=("foaf:Document", "prov:Entity"), dct_title=source.title, dct_publisher=publisher,
        dct_identifier=Literal(source.id), **issued,
    )  # fmt: skip
    graph.say(
        publisher,
        a=("foaf:Agent", "foaf:Organization"),
        foaf_name=source.publisher,
        dct_type=_local_authority(graph),
    )
    graph.say(
        statement, a="dct:ProvenanceStatement",
        dct_description=Said(
            f"{source.publisher.ko}이(가) 펴낸 문서의 글({source.lines:,}줄, SHA-256 {source.sha256})에서 읽었다.",
            f"Read from the text of a document published by the {source.publisher.en} ({source.lines:,} lines, "
            f"SHA-256 {source.sha256}).",
        ),
    )  # fmt: skip


def _local_authority(graph: Statements) -> str:
    kinds = "http://purl.org/adms/publishertype/"
    concept(graph, f"{kinds}LocalAuthority", f"{kinds}1.0", Said("지방자치단체", "Local authority"))
    return f"{kinds}LocalAuthority"


def _series(graph: Statements, catalogue: Catalogue) -> None:
    documents = [dataset for dataset in catalogue.datasets if dataset.source]
    years = [year for dataset in documents for year in (dataset.first_year, dataset.last_year) if year]
    graph.say(
        catalogue.part("documents"), a=("dcat:DatasetSeries", "dcat:Dataset"),
        dct_title=Said("원문서별 자료", "Data by source document"),
        dct_description=Said(
            "서울시 디지털 분야의 예산·결산 문서마다 자료 하나",
            "One dataset for each budget and settlement document of Seoul's digital programs",
        ),
        dcat_distribution=[_address(catalogue, file) for dataset in documents for file in catalogue.of(dataset.key)],
        dct_language=f"{EU}language/KOR",
        **_common(catalogue), **_dates(catalogue),
        **_coverage(graph, catalogue, "documents", min(years, default=0), max(years, default=0)),
    )  # fmt: skip


def _address(catalogue: Catalogue, file: File) -> str:
    return f"{catalogue.base}{RELEASE}{file.path}#file"


def _distribution(graph: Statements, catalogue: Catalogue, dataset: Dataset, file: File) -> None:
    this, kind = _address(catalogue, file), media(file.path)
    name = file.path.rpartition("/")[2]
    iana = "application/gzip" if kind.compressed else ""
    graph.say(
        this, a="dcat:Distribution", dct_title=Said(f"{name} ({kind.ko})", f"{name} ({kind.en})"),
        dct_description=Said(f"{dataset.title.ko}: {kind.ko}", f"{dataset.title.en}: {kind.en}"),
        dcat_accessURL=this.removesuffix("#file"), dcat_downloadURL=this.removesuffix("#file"),
        dcat_byteSize=Literal(str(file.bytes), datatype=iri("xsd:nonNegativeInteger")),
        spdx_checksum=f"{this}-sha256", dcat_mediaType=f"{_IANA}{kind.type}", dct_format=f"{EU}file-type/{kind.eu}",
        dcatap_availability=f"{EU}planned-availability/STABLE", dct_license=LICENCE,
        dct_language=f"{EU}language/KOR", **_dates(catalogue),
        **({"dcat_compressFormat": f"{_IANA}{iana}"} if iana else {}),
    )  # fmt: skip
    graph.say(
        f"{this}-sha256", a="spdx:Checksum", spdx_algorithm=SHA256,
        spdx_checksumValue=Literal(file.sha256, datatype=iri("xsd:hexBinary")),
    )  # fmt: skip
    for type in filter(None, (kind.type, iana)):
        graph.say(f"{_IANA}{type}", a=("dct:MediaType", "dct:MediaTypeOrExtent"))
    graph.say(f"{EU}file-type/{kind.eu}", a=("dct:MediaTypeOrExtent",))
    concept(graph, f"{EU}file-type/{kind.eu}", f"{EU}file-type", Said(kind.eu, kind.eu))
