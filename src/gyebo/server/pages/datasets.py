"""What a page tells search engines of its data: a Dataset of schema.org, as JSON-LD.

The words, dates and publishers are those of the catalogue (`gyebo.export.catalogue`, `gyebo.export.dcat`); the files
are addresses that this server answers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gyebo.export.catalogue import GRAPH, VOID, Dataset, Said, Source, datasets, described_dates
from gyebo.export.dcat import CATALOGUE, CONTRIBUTORS, KEYWORDS
from gyebo.export.shared_nodes import SEOUL
from gyebo.export.tables import LICENCE
from gyebo.server.pages import formats

if TYPE_CHECKING:
    from gyebo.server.pages.program import Program
    from gyebo.server.pages.render import Frame
    from gyebo.store.engine import Engine

Node = dict[str, object]
_FILES = (formats.CSV, formats.TTL, formats.JSONLD, formats.JSON)
# Whole tables: queries that the home page offers as CSV.
_TABLES = {
    "figures": Said("숫자", "figures"), "programs": Said("사업", "programs"), "changes": Said("변화", "changes"),
    "discrepancies": Said("불일치", "discrepancies"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue says of a graph: its datasets, when it was made and last changed, its version."""

    datasets: tuple[Dataset, ...]
    created: str
    modified: str
    version: str

    def of(self, key: str) -> Dataset | None:
        """Return a dataset by its key."""
        return next((dataset for dataset in self.datasets if dataset.key == key), None)

    @property
    def whole(self) -> Dataset:
        """The dataset that is the graph."""
        return next(dataset for dataset in self.datasets if dataset.key == GRAPH)

    @property
    def documents(self) -> list[Source]:
        """The source documents."""
        return [dataset.source for dataset in self.datasets if dataset.source]


_KNOWN: dict[str, Known] = {}


def known(engine: "Engine", f: "Frame") -> Known:
    """Return what the catalogue says of a graph; asked once for each."""
    if f.digest not in _KNOWN:
        found = Known(datasets(engine, f.base), *described_dates(engine))
        _KNOWN.clear()
        _KNOWN[f.digest] = found
    return _KNOWN[f.digest]


def of_all(engine: "Engine", f: "Frame") -> Node:
    """Return what the home page tells: the graph with its whole tables."""
    told = known(engine, f)
    tables = [
        _file(f, f"/query/export/{name}.{formats.CSV}", formats.CSV, said) for name, said in _TABLES.items()
    ]
    return {
        **_node(f, told, told.whole.iri, "/", told.whole.title, told.whole.about),
        **_years(told.whole.first_year, told.whole.last_year),
        "isBasedOn": [_document(f, source) for source in told.documents],
        "distribution": [
            *tables,
            _file(f, "/graph?default", formats.TTL, Said("그래프 전부", "the whole graph")),
        ],
    }


def of_document(engine: "Engine", f: "Frame", id: str) -> Node | None:
    """Return what a document's page tells: what was read from it; None where the catalogue does not have it."""
    told = known(engine, f)
    dataset = told.of(id)
    if dataset is None or dataset.source is None:
        return None
    return {
        **_node(f, told, dataset.iri, f"/document/{id}", dataset.title, dataset.about),
        **_years(dataset.first_year, dataset.last_year),
        "isPartOf": _whole(f, told.whole),
        "isBasedOn": _document(f, dataset.source),
        "distribution": _files(f, f"/document/{id}"),
    }


def of_program(engine: "Engine", f: "Frame", program: "Program") -> Node:
    """Return what a program's page tells: its names, amounts and changes, from the documents that print them."""
    told = known(engine, f)
    printed = {figure["document"] for figure in program.figures}
    title = Said(program.name, program.name_en or program.name)
    about = Said(
        f"사업 「{title.ko}」의 해마다의 이름과 담당 부서, 금액, 변화와 계보. 모든 숫자는 문서와 줄로 되짚을 수 있다.",
        f"Names, departments, amounts, changes and lineage of the budget program “{title.en}” by year. Every figure "
        "leads to a document and a line.",
    )
    return {
        **_node(f, told, f"{program.iri}#dataset", f"/program/{program.id}", title, about),
        **_years(int(program.first_year or 0), int(program.last_year or 0)),
        "isPartOf": _whole(f, told.whole),
        "isBasedOn": [_document(f, source) for source in told.documents if source.id in printed],
        "distribution": _files(f, f"/program/{program.id}"),
    }


def _node(f: "Frame", told: Known, iri: str, path: str, title: Said, about: Said) -> Node:
    """Return what every dataset tells alike, in the reader's language."""
    people = {"@type": "Organization", "@id": f"{f.base}id/contributors", "name": _said(f, CONTRIBUTORS)}
    catalogue = {"@type": "DataCatalog", "@id": f"{f.base}{VOID}#catalogue", "name": _said(f, CATALOGUE)}
    made = {"dateCreated": told.created, "dateModified": told.modified, "version": told.version}
    other = title.ko if f.lang == "en" else title.en
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": iri,
        "identifier": iri,
        "url": _address(f, path),
        "name": _said(f, title),
        **({"alternateName": other} if other != _said(f, title) else {}),
        "description": _said(f, about),
        "inLanguage": ["ko", "en"],
        "license": LICENCE,
        "isAccessibleForFree": True,
        "keywords": [_said(f, word) for word in KEYWORDS],
        "creator": people,
        "publisher": people,
        "includedInDataCatalog": catalogue,
        "spatialCoverage": {"@type": "Place", "@id": SEOUL},
        **(made if told.created else {}),
    }


def _years(first: int, last: int) -> Node:
    """Return the time that a dataset covers; a fiscal year of a Korean government is the calendar year."""
    return {"temporalCoverage": f"{first}-01-01/{last}-12-31"} if first else {}


def _whole(f: "Frame", dataset: Dataset) -> Node:
    return {"@type": "Dataset", "@id": dataset.iri, "name": _said(f, dataset.title), "url": _address(f, "/")}


def _document(f: "Frame", source: Source) -> Node:
    publisher = {"@type": "GovernmentOrganization", "name": _said(f, source.publisher)}
    issued = {"datePublished": source.issued} if source.issued else {}
    return {
        "@type": "CreativeWork", "@id": source.iri, "name": _said(f, source.title), "publisher": publisher,
        "url": _address(f, f"/document/{source.id}"), **issued,
    }  # fmt: skip


def _files(f: "Frame", path: str) -> list[Node]:
    return [_file(f, f"{path}.{format}", format) for format in _FILES]


def _file(f: "Frame", path: str, format: str, name: Said | None = None) -> Node:
    named = {"name": _said(f, name)} if name else {}
    media_type = formats.TYPES[format].partition(";")[0]
    return {
        "@type": "DataDownload",
        "contentUrl": _address(f, path),
        "encodingFormat": media_type,
        **named,
    }


def _address(f: "Frame", path: str) -> str:
    return f"{f.origin}{f.root}{path}"


def _said(f: "Frame", said: Said) -> str:
    return f.t(said.ko, said.en)
