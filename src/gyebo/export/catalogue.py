"""What a catalogue says of the data: its datasets, and the files in which each of them is to be had.

Nothing is invented. Titles, publishers, years and dates come from the graph; sizes and checksums are those
of files that lie beside the catalogue. The date of the data is the one that the graph's ontology bears.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gyebo.export.turtle import base_of
from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Engine

GRAPH, CUBE = "graph", "cube"  # the keys of the two datasets that are no document's
VOID = ".well-known/void"  # under the base: what `gyebo serve` says of its data, and whose fragments name its parts
RELEASE = "release/"  # under the base: where the files of a release are to be had
_DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name != "id")
_DOCUMENTS = """
SELECT ?document ?id ?titleKo ?titleEn ?publisherKo ?publisherEn ?issued ?sha256 ?lines WHERE {
  ?document a gb:SourceDocument ; dct:identifier ?id ; gb:sha256 ?sha256 ; gb:lineCount ?lines .
  ?document dct:title ?titleKo . FILTER(LANG(?titleKo) = "ko")
  ?document dct:title ?titleEn . FILTER(LANG(?titleEn) = "en")
  ?document gb:publisherName ?publisherKo . FILTER(LANG(?publisherKo) = "ko")
  ?document gb:publisherName ?publisherEn . FILTER(LANG(?publisherEn) = "en")
  OPTIONAL { ?document dct:issued ?issued }
} ORDER BY ?id"""
_YEARS = """
SELECT DISTINCT ?id ?year WHERE { ?figure a gb:Figure ; gb:fiscalYear ?year ; dct:isPartOf ?document .
  ?document dct:identifier ?id } ORDER BY ?id ?year"""
_DATES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?created ?modified ?version WHERE {
  ?ontology a owl:Ontology ; dct:created ?created ; dct:modified ?modified ; owl:versionInfo ?version
} ORDER BY ?ontology"""
_SIZES = """
SELECT ?graph (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties)
       (COUNT(DISTINCT ?o) AS ?objects) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"""
_CLASSES = """
SELECT ?graph ?name (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s a ?name } } GROUP BY ?graph ?name"""
_PROPERTIES = """
SELECT ?graph ?name (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?name ?o } } GROUP BY ?graph ?name"""

Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A text in Korean and English."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source document: what it is called, who published it, when as printed, and which file was read."""

    iri: str
    id: str
    title: Said
    publisher: Said
    issued: str
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """How large a named graph is (VoID); `name` is the last part of its IRI."""

    name: str
    triples: int
    subjects: int
    properties: int
    objects: int
    by_class: Counted
    by_property: Counted


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of the catalogue; `key` is a document's id, cube or graph; years are fiscal years, 0 for none."""

    key: str
    iri: str
    title: Said
    about: Said
    first_year: int
    last_year: int
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dataset, by its path within the release."""

    dataset: str
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that a catalogue says."""

    base: str  # base of everything that has an IRI, such as https://w3id.org/gyebo/
    created: str
    modified: str
    version: str
    datasets: tuple[Dataset, ...]
    graphs: tuple[Numbers, ...]
    files: tuple[File, ...]

    def of(self, key: str) -> list[File]:
        """Return the files of a dataset, in order."""
        return [file for file in self.files if file.dataset == key]

    def part(self, name: str) -> str:
        """Return the IRI of a part of the catalogue."""
        return f"{self.base}{VOID}#{name}"


def described(engine: Engine, folder: Path, files: Iterable[tuple[str, str]]) -> Catalogue:
    """Return what a catalogue says of the graph and of files in a folder: (key of the dataset, path) each."""
    base = base_of(engine).removesuffix("id/")
    created, modified, version = described_dates(engine)
    return Catalogue(
        base, created, modified, version, datasets(engine, base), tuple(_numbers(engine)),
        tuple(_file(folder, key, path) for key, path in sorted(files)),
    )  # fmt: skip


def datasets(engine: Engine, base: str) -> tuple[Dataset, ...]:
    """Return the datasets of the catalogue: the graph, the cube, and one for each source document."""
    return tuple(_datasets(engine, base))


def sources(engine: Engine) -> list[Source]:
    """Return the source documents, in the order of their ids."""
    rows = engine.select(f"{_DECLARED}{_DOCUMENTS}").records()
    return [
        Source(
            row["document"], row["id"], Said(row["titleKo"], row["titleEn"]),
            Said(row["publisherKo"], row["publisherEn"]), row["issued"], row["sha256"], int(row["lines"]),
        )
        for row in rows
    ]  # fmt: skip


def described_dates(engine: Engine) -> tuple[str, str, str]:
    """Return when the ontology of the graph was made and last changed, and its version."""
    for created, modified, version in engine.select(f"{_DECLARED}{_DATES}").texts():
        return created, modified, version
    return "", "", ""


def _datasets(engine: Engine, base: str) -> Iterator[Dataset]:
    years: dict[str, list[int]] = defaultdict(list)
    for id, year in engine.select(f"{_DECLARED}{_YEARS}").texts():
        years[id].append(int(year))
    every = [year for some in years.values() for year in some]
    first, last = (min(every), max(every)) if every else (0, 0)
    yield Dataset(
        GRAPH, f"{base}{VOID}#dataset",
        Said("서울시 디지털 사업의 예산 계보", "The lineage of Seoul's digital budget programs"),
        Said(
            "예산서와 결산서의 검토보고에 인쇄된 모든 금액과 비율, 사업과 부서의 이름·변화·계보, 모순과 그 판단. "
            "모든 값은 문서와 줄로 되짚을 수 있다.",
            "Every amount and rate printed in reviews of budgets and settlements, with the names, changes and lineages "
            "of programs and departments, and contradictions with their judgements. All of it leads to a document "
            "and a line.",
        ),
        first, last,
    )  # fmt: skip
    yield Dataset(
        CUBE, f"{base}id/dataset/cube",
        Said("조정된 예산 큐브", "The reconciled budget cube"),
        Said(
            "여러 문서에 거듭 인쇄된 금액에서 하나로 정한 값: 회계연도, 조직, 사업, 통계목, 회계, 차수, 금액 종류마다. "
            "W3C 데이터 큐브이며 원 단위 정수다.",
            "One value decided from the amounts that documents print, by fiscal year, organisation, program, expense item, "
            "account, round and kind of amount. A W3C Data Cube, in whole won.",
        ),
        first, last,
    )  # fmt: skip
    for source in sources(engine):
        within = years.get(source.id, [0])
        yield Dataset(
            source.id, f"{source.iri}#dataset", source.title,
            Said(
                f"{source.publisher.ko}의 문서 「{source.title.ko}」에 인쇄된 숫자와 이름, 계약과 이월, 줄 번호. "
                "문서의 글은 들어 있지 않다.",
                f"Figures, names, contracts and carryovers printed in “{source.title.en}” of the {source.publisher.en}, "
                "with line numbers. The text of the document is not included.",
            ),
            min(within), max(within), source,
        )  # fmt: skip


def _numbers(engine: Engine) -> Iterator[Numbers]:
    """Yield the sizes of the named graphs of ours; a server may hold others."""
    classes, properties = (_counted(engine, query) for query in (_CLASSES, _PROPERTIES))
    for graph, triples, *others in engine.select(f"{_DECLARED}{_SIZES}").texts():
        if "/id/graph/" in graph:
            subjects, names, objects = map(int, others)
            yield Numbers(
                graph.rpartition("/")[2],
                int(triples),
                subjects,
                names,
                objects,
                classes[graph],
                properties[graph],
            )


def _counted(engine: Engine, query: str) -> dict[str, Counted]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for graph, name, count in engine.select(f"{_DECLARED}{query}").texts():
        found[graph].append((name, int(count)))
    return defaultdict(tuple, {graph: tuple(sorted(counts)) for graph, counts in found.items()})


def _file(folder: Path, key: str, path: str) -> File:
    file = folder / path
    return File(key, path, file.stat().st_size, digest(file))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
