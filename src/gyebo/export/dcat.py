"""`dcat`: the catalogue in DCAT 3, as DCAT-AP 3.0.1 wants it, with VoID statistics and PROV of the build.

Every node has an IRI, so that the same catalogue is the same text. Nodes that DCAT-AP wants described although
another publisher owns them (languages, themes, file types) are described as shortly as its shapes allow.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from gyebo import __version__
from gyebo.export.catalogue import CUBE, GRAPH, RELEASE, Catalogue, Dataset, File, Numbers, Said, Source
from gyebo.export.catalogue import described as catalogue_of
from gyebo.export.media import media
from gyebo.export.parts import core, written
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE
from gyebo.graph.terms import PREFIXES, date, en, integer, ko
from gyebo.store.engine import Engine

NAMES = {
    **PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
}
FOLDER = "catalogue"
_FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
# DCAT-AP's shapes want the address with https; the published one has http.
_SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
SEOUL = "https://sws.geonames.org/1835848/"
CENTRE, BOX = (126.978, 37.566), (126.764, 37.428, 127.184, 37.702)  # of Seoul, west south east north
THEMES = {
    "GOVE": Said("정부·공공 부문", "Government and public sector"),
    "ECON": Said("경제·재정", "Economy and finance"),
}
KEYWORDS = (
    Said("예산", "budget"), Said("결산", "settlement"), Said("서울특별시", "Seoul"),
    Said("세부사업", "budget program"), Said("조직개편", "reorganisation"), Said("계보", "lineage"),
)  # fmt: skip
CONTRIBUTORS = Said("계보 기여자들", "The gyebo contributors")
_CUBE_STANDARD, _PROTOCOL = (
    "http://www.w3.org/TR/vocab-data-cube/",
    "https://www.w3.org/TR/sparql11-protocol/",
)

Value = NamedNode | Literal | str | Said
About = dict[str, Value | Iterable[Value]]


class _Graph:
    """Triples as they are said; strings that look like `prefix:name` or an address stand for IRIs."""

    def __init__(self) -> None:
        self.triples: set[Triple] = set()

    def say(self, subject: str, **about: Value | Iterable[Value]) -> None:
        """Say properties of a thing: `dct_title=…` stands for dct:title, and `a=` for its types."""
        for name, values in about.items():
            predicate = iri("rdf:type" if name == "a" else name.replace("_", ":", 1))
            for value in [values] if isinstance(values, Value) else values:
                for term in _terms(value):
                    self.triples.add(Triple(iri(subject), predicate, term))


def iri(name: str) -> NamedNode:
    """Return the IRI that a prefixed name or an address stands for."""
    prefix, _, local = name.partition(":")
    return NamedNode(name if local.startswith("//") else NAMES[prefix] + local)


def _terms(value: Value) -> Iterator[NamedNode | Literal]:
    if isinstance(value, Said):
        yield ko(value.ko)
        yield en(value.en)
    else:
        yield iri(value) if isinstance(value, str) else value


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
    graph = _Graph()
    _catalogue(graph, catalogue)
    _publisher(graph, catalogue)
    _shared(graph)
    _service(graph, catalogue)
    for dataset in catalogue.datasets:
        _dataset(graph, catalogue, dataset)
        for file in catalogue.of(dataset.key):
            _distribution(graph, catalogue, dataset, file)
    _series(graph, catalogue)
    _build(graph, catalogue)
    _statistics(graph, catalogue)
    return sorted(graph.triples, key=_order)


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != NAMES["rdf"] + "type", predicate, str(triple.object)


def _catalogue(graph: _Graph, catalogue: Catalogue) -> None:
    this = catalogue.part("catalogue")
    graph.say(
        this, a="dcat:Catalog", dct_title=Said("계보 자료 목록", "gyebo data catalogue"),
        dct_description=Said(
            "서울시 디지털 사업의 예산·결산 문서에서 읽은 자료의 목록",
            "Data read from budget and settlement documents of Seoul's digital programs",
        ),
        dct_publisher=_people(catalogue), dct_creator=_people(catalogue), dct_license=LICENCE,
        dct_language=(f"{_EU}language/KOR", f"{_EU}language/ENG"), dct_spatial=SEOUL, foaf_homepage=catalogue.base,
        dcat_themeTaxonomy=f"{_EU}data-theme", dcat_service=catalogue.part("sparql"),
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


def _publisher(graph: _Graph, catalogue: Catalogue) -> None:
    kinds = "http://purl.org/adms/publishertype/"
    graph.say(
        _people(catalogue), a=("foaf:Agent", "foaf:Group"), foaf_name=CONTRIBUTORS,
        dct_type=f"{kinds}PrivateIndividual(s)", foaf_homepage=catalogue.base,
    )  # fmt: skip
    _concept(graph, f"{kinds}PrivateIndividual(s)", f"{kinds}1.0", Said("개인", "Private individual(s)"))
    graph.say(
        catalogue.part("contact"), a=("vcard:Kind", "vcard:Group"), vcard_fn=Literal(CONTRIBUTORS.en),
        vcard_hasURL=catalogue.base,
    )  # fmt: skip


def _concept(graph: _Graph, concept: str, scheme: str, name: Said) -> None:
    graph.say(concept, a="skos:Concept", skos_prefLabel=name, skos_inScheme=scheme)
    graph.say(scheme, a="skos:ConceptScheme", dct_title=en(scheme.rstrip("/").rpartition("/")[2]))


def _shared(graph: _Graph) -> None:
    """Describe what all datasets name: licence, languages, themes, place, checksum algorithm, availability."""
    licences = "http://purl.org/adms/licencetype/"
    graph.say(
        LICENCE, a="dct:LicenseDocument", dct_type=f"{licences}Attribution",
        dct_title=Said("크리에이티브 커먼즈 저작자표시 4.0 국제", "Creative Commons Attribution 4.0 International"),
    )  # fmt: skip
    _concept(graph, f"{licences}Attribution", f"{licences}1.0", Said("저작자표시", "Attribution"))
    for code, name in (("KOR", Said("한국어", "Korean")), ("ENG", Said("영어", "English"))):
        _concept(graph, f"{_EU}language/{code}", f"{_EU}language", name)
        graph.say(f"{_EU}language/{code}", a="dct:LinguisticSystem")
    for code, name in THEMES.items():
        _concept(graph, f"{_EU}data-theme/{code}", f"{_EU}data-theme", name)
    _concept(
        graph, f"{_EU}planned-availability/STABLE", f"{_EU}planned-availability", Said("안정적", "stable")
    )
    _concept(graph, f"{_EU}access-right/PUBLIC", f"{_EU}access-right", Said("공개", "public"))
    graph.say(f"{_EU}access-right/PUBLIC", a="dct:RightsStatement")
    west, south, east, north = BOX
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    graph.say(
        SEOUL, a="dct:Location", skos_prefLabel=Said("서울특별시", "Seoul"),
        dcat_centroid=_wkt("POINT({} {})".format(*CENTRE)),
        dcat_bbox=_wkt(f"POLYGON(({','.join(f'{x} {y}' for x, y in corners)}))"),
    )  # fmt: skip
    graph.say(
        _SHA256, a="spdx:ChecksumAlgorithm", owl_sameAs=f"{NAMES['spdx']}checksumAlgorithm_sha256",
        skos_prefLabel=en("SHA-256"),
    )  # fmt: skip
    for standard in (_CUBE_STANDARD, _PROTOCOL):
        graph.say(standard, a="dct:Standard")


def _wkt(text: str) -> Literal:
    return Literal(text, datatype=iri("geo:wktLiteral"))


def _common(catalogue: Catalogue) -> About:
    """Return what every dataset, series and service says alike."""
    return {
        "dct_publisher": _people(catalogue), "dcat_contactPoint": catalogue.part("contact"),
        "dcat_theme": [f"{_EU}data-theme/{code}" for code in THEMES], "dcat_keyword": KEYWORDS,
        "dct_license": LICENCE, "dct_accessRights": f"{_EU}access-right/PUBLIC",
    }  # fmt: skip


def _service(graph: _Graph, catalogue: Catalogue) -> None:
    graph.say(
        catalogue.part("sparql"), a="dcat:DataService",
        dct_title=Said("SPARQL 질의 서비스", "SPARQL endpoint"),
        dct_description=Said("그래프 전부에 SPARQL 1.1로 묻는다.", "Asks the whole graph in SPARQL 1.1."),
        dcat_endpointURL=f"{catalogue.base}sparql", dcat_endpointDescription=f"{catalogue.base}sparql",
        dcat_servesDataset=[dataset.iri for dataset in catalogue.datasets], dct_conformsTo=_PROTOCOL,
        dct_language=(f"{_EU}language/KOR", f"{_EU}language/ENG"), **_common(catalogue),
    )  # fmt: skip


def _coverage(graph: _Graph, catalogue: Catalogue, name: str, first: int, last: int) -> About:
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


def _dataset(graph: _Graph, catalogue: Catalogue, dataset: Dataset) -> None:
    landing = dataset.iri.partition("#")[0] if dataset.key != GRAPH else catalogue.base
    graph.say(
        dataset.iri, a=("dcat:Dataset", "void:Dataset"), dct_title=dataset.title, dct_description=dataset.about,
        dct_identifier=Literal(dataset.iri), dcat_landingPage=landing, dcat_version=Literal(catalogue.version),
        dct_language=f"{_EU}language/KOR", prov_wasGeneratedBy=catalogue.part("build"),
        dcat_distribution=[_address(catalogue, file) for file in catalogue.of(dataset.key)],
        void_sparqlEndpoint=f"{catalogue.base}sparql", void_uriSpace=Literal(f"{catalogue.base}id/"),
        **_common(catalogue), **_coverage(graph, catalogue, dataset.key, dataset.first_year, dataset.last_year),
        **_dates(catalogue),
    )  # fmt: skip
    graph.say(landing, a="foaf:Document")
    if dataset.key == CUBE:
        graph.say(dataset.iri, a="qb:DataSet", dct_conformsTo=_CUBE_STANDARD)
    if dataset.source:
        _source(graph, catalogue, dataset, dataset.source)


def _source(graph: _Graph, catalogue: Catalogue, dataset: Dataset, source: Source) -> None:
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


def _local_authority(graph: _Graph) -> str:
    kinds = "http://purl.org/adms/publishertype/"
    _concept(graph, f"{kinds}LocalAuthority", f"{kinds}1.0", Said("지방자치단체", "Local authority"))
    return f"{kinds}LocalAuthority"


def _series(graph: _Graph, catalogue: Catalogue) -> None:
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
        dct_language=f"{_EU}language/KOR",
        **_common(catalogue), **_dates(catalogue),
        **_coverage(graph, catalogue, "documents", min(years, default=0), max(years, default=0)),
    )  # fmt: skip


def _address(catalogue: Catalogue, file: File) -> str:
    return f"{catalogue.base}{RELEASE}{file.path}#file"


def _distribution(graph: _Graph, catalogue: Catalogue, dataset: Dataset, file: File) -> None:
    this, kind = _address(catalogue, file), media(file.path)
    name = file.path.rpartition("/")[2]
    iana = "application/gzip" if kind.compressed else ""
    graph.say(
        this, a="dcat:Distribution", dct_title=Said(f"{name} ({kind.ko})", f"{name} ({kind.en})"),
        dct_description=Said(f"{dataset.title.ko}: {kind.ko}", f"{dataset.title.en}: {kind.en}"),
        dcat_accessURL=this.removesuffix("#file"), dcat_downloadURL=this.removesuffix("#file"),
        dcat_byteSize=Literal(str(file.bytes), datatype=iri("xsd:nonNegativeInteger")),
        spdx_checksum=f"{this}-sha256", dcat_mediaType=f"{_IANA}{kind.type}", dct_format=f"{_EU}file-type/{kind.eu}",
        dcatap_availability=f"{_EU}planned-availability/STABLE", dct_license=LICENCE,
        dct_language=f"{_EU}language/KOR", **_dates(catalogue),
        **({"dcat_compressFormat": f"{_IANA}{iana}"} if iana else {}),
    )  # fmt: skip
    graph.say(
        f"{this}-sha256", a="spdx:Checksum", spdx_algorithm=_SHA256,
        spdx_checksumValue=Literal(file.sha256, datatype=iri("xsd:hexBinary")),
    )  # fmt: skip
    for type in filter(None, (kind.type, iana)):
        graph.say(f"{_IANA}{type}", a=("dct:MediaType", "dct:MediaTypeOrExtent"))
    graph.say(f"{_EU}file-type/{kind.eu}", a=("dct:MediaTypeOrExtent",))
    _concept(graph, f"{_EU}file-type/{kind.eu}", f"{_EU}file-type", Said(kind.eu, kind.eu))


def _build(graph: _Graph, catalogue: Catalogue) -> None:
    """Say of the build what it used, by checksum, and which program did it."""
    this, program = catalogue.part("build"), catalogue.part("gyebo")
    used = [dataset.source for dataset in catalogue.datasets if dataset.source]
    graph.say(
        this, a="prov:Activity", prov_wasAssociatedWith=program,
        rdfs_label=Said("문서에서 그래프를 만든 일", "build of the graph from the documents"),
        prov_used=[source.iri for source in used],
    )  # fmt: skip
    graph.say(
        program,
        a=("prov:Agent", "prov:SoftwareAgent"),
        foaf_name=Literal("gyebo"),
        owl_versionInfo=Literal(__version__),
    )
    for source in used:
        checksum = f"{source.iri}#sha256"
        graph.say(source.iri, spdx_checksum=checksum)
        graph.say(
            checksum, a="spdx:Checksum", spdx_algorithm=_SHA256,
            spdx_checksumValue=Literal(source.sha256, datatype=iri("xsd:hexBinary")),
        )  # fmt: skip


def _statistics(graph: _Graph, catalogue: Catalogue) -> None:
    """Describe every named graph as a subset of the whole (VoID), and the whole by their sum."""
    whole = next(dataset.iri for dataset in catalogue.datasets if dataset.key == GRAPH)
    known = {dataset.key: dataset.iri for dataset in catalogue.datasets}
    graph.say(whole, void_triples=integer(sum(numbers.triples for numbers in catalogue.graphs)))
    for numbers in catalogue.graphs:
        this = known.get(numbers.name, catalogue.part(f"graph-{numbers.name}"))
        graph.say(whole, void_subset=this)
        graph.say(
            this, a="void:Dataset", void_triples=integer(numbers.triples), void_properties=integer(numbers.properties),
            void_distinctSubjects=integer(numbers.subjects), void_distinctObjects=integer(numbers.objects),
            void_classes=integer(len(numbers.by_class)), sd_name=f"{catalogue.base}id/graph/{numbers.name}",
        )  # fmt: skip
        _partitions(graph, catalogue, this, numbers)


def _partitions(graph: _Graph, catalogue: Catalogue, this: str, numbers: Numbers) -> None:
    for kind, unit, counted in (
        ("class", "entities", numbers.by_class),
        ("property", "triples", numbers.by_property),
    ):
        for place, (name, count) in enumerate(counted):
            node = catalogue.part(f"{numbers.name}-{kind}-{place}")
            graph.say(this, **{f"void_{kind}Partition": node})
            about: About = {f"void_{kind}": NamedNode(name), f"void_{unit}": integer(count)}
            graph.say(node, **about)
