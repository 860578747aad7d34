"""VoID statistics of the named graphs, and PROV of the build that made them."""

from pyoxigraph import Literal, NamedNode

from gyebo import __version__
from gyebo.export.catalogue import GRAPH, Catalogue, Numbers, Said
from gyebo.export.statements import SHA256, About, Statements, iri
from gyebo.graph.terms import integer


def say_build(graph: Statements, catalogue: Catalogue) -> None:
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
            checksum, a="spdx:Checksum", spdx_algorithm=SHA256,
            spdx_checksumValue=Literal(source.sha256, datatype=iri("xsd:hexBinary")),
        )  # fmt: skip


def say_statistics(graph: Statements, catalogue: Catalogue) -> None:
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


def _partitions(graph: Statements, catalogue: Catalogue, this: str, numbers: Numbers) -> None:
    for kind, unit, counted in (
        ("class", "entities", numbers.by_class),
        ("property", "triples", numbers.by_property),
    ):
        for place, (name, count) in enumerate(counted):
            node = catalogue.part(f"{numbers.name}-{kind}-{place}")
            graph.say(this, **{f"void_{kind}Partition": node})
            about: About = {f"void_{kind}": NamedNode(name), f"void_{unit}": integer(count)}
            graph.say(node, **about)
