"""The table of export formats, and the one way to run any of them.

A writer is a function `write(engine, place, request) -> Iterator[Step]` in a module of its own, named in
the table as "module:function". It is a generator:

- `engine` answers SPARQL (`gyebo.store.engine.Engine`); a writer that needs more refuses with `UsageProblem`;
- `place` is where it writes: a file that does not exist yet, or an empty folder. It is not the final name:
  `export` puts it there when the writer has ended, and clears it away when the writer has failed;
- `request` says which part of the graph is wanted; the table says which parts a format knows;
- it yields a `Step` now and then, and at the end of each file, so that people see that it goes on;
- the same graph gives the same bytes: no clock, no random order, no file names of this machine;
- it does not hold the whole graph. `OSError` may pass through: `export` tells it in one line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from gyebo.errors import UsageProblem
from gyebo.export.place import placed
from gyebo.export.request import ALL, Request, Step
from gyebo.store.engine import Engine

Writer = Callable[[Engine, Path, Request], Iterator[Step]]


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: what it holds, whether it is a folder, who writes it, what it needs and knows."""

    name: str
    ko: str
    en: str
    folder: bool
    writer: str
    needs: tuple[str, ...] = ()  # packages of the extra `export`
    parts: tuple[str, ...] = ()  # fields of `Request` that it heeds


_GRAPH = ("graph",)
_PROGRAM = ("program",)
_TABLE = (
    Format("nquads", "그래프 전부, 이름 붙은 그래프마다, 정렬한 표준 N-Quads",
           "the graph with its named graphs, sorted canonical N-Quads",
           False, "gyebo.export.rdf:nquads", parts=_GRAPH),
    Format("shards", "서버의 대량 적재기를 위한 압축 N-Quads 조각과 목록",
           "gzipped N-Quads in parts with a manifest, for a server's own bulk loader",
           True, "gyebo.export.load:shards", parts=_GRAPH),
    Format("trig", "그래프 전부, 이름 붙은 그래프마다", "the graph with its named graphs, TriG",
           False, "gyebo.export.turtle:trig", parts=_GRAPH),
    Format("turtle", "그래프 전부를 하나로", "the union of the named graphs, Turtle",
           False, "gyebo.export.turtle:turtle", parts=_GRAPH),
    Format("rdfxml", "그래프 전부를 하나로", "the union of the named graphs, RDF/XML",
           False, "gyebo.export.rdf:rdfxml", parts=_GRAPH),
    Format("jsonld", "그래프 전부, 공개한 컨텍스트로",
           "the graph with its named graphs, JSON-LD with the published context",
           False, "gyebo.export.jsonld:jsonld", parts=_GRAPH),
    Format("records", "사업마다 하나의 JSON-LD 기록: 이름·연도·금액·변화와 근거",
           "a JSON-LD record for each program: names, years, amounts, changes, with evidence",
           False, "gyebo.export.records:write", parts=_PROGRAM),
    Format("tables", "CSV 표와 CSVW 메타데이터", "CSV tables with CSVW metadata",
           True, "gyebo.export.tables:write"),
    Format("xlsx", "같은 표를 엑셀 통합 문서로", "the same tables as a workbook, a sheet each",
           False, "gyebo.export.xlsx:write", needs=("xlsxwriter",)),
    Format("parquet", "같은 표를 형식이 있는 Parquet으로", "the same tables as typed Parquet files",
           True, "gyebo.export.parquet:write", needs=("pyarrow",)),
    Format("sqlite", "같은 표를 데이터베이스로, 전문 검색, datasette용 메타데이터",
           "the same tables as a database with full-text search, and metadata for datasette",
           True, "gyebo.export.sqlite:write"),
    Format("cube", "정규화한 데이터 큐브만, Turtle", "the Data Cube alone, normalised, Turtle",
           False, "gyebo.export.cube:write"),
    Format("graphml", "계보: 사업과 변화", "lineages: programs and the changes between them, GraphML",
           False, "gyebo.export.network:graphml", parts=_PROGRAM),
    Format("gexf", "계보: 사업과 변화", "lineages for Gephi, with years, GEXF 1.3",
           False, "gyebo.export.network:gexf", parts=_PROGRAM),
    Format("mermaid", "계보 그림", "lineages as a Mermaid flowchart",
           False, "gyebo.export.network:mermaid", parts=_PROGRAM),
    Format("dot", "계보 그림", "lineages for Graphviz",
           False, "gyebo.export.network:dot", parts=_PROGRAM),
    Format("fdp", "문서마다 하나의 재정 데이터 패키지", "a Fiscal Data Package for each document",
           True, "gyebo.export.fdp:write"),
    Format("ocds", "계약과 사업, OCDS 1.1", "contracts and projects, OCDS 1.1 release package",
           False, "gyebo.export.ocds:write"),
    Format("dcat", "자료 목록, DCAT-AP 3", "the catalogue in DCAT-AP 3, with the files that it describes",
           True, "gyebo.export.dcat:write"),
    Format("ckan", "CKAN에 올릴 자료 목록", "the datasets as CKAN takes them, with the files and the catalogue",
           True, "gyebo.export.ckan:write"),
    Format("all", "모든 형식을 한 폴더에: 목록, 달라진 것, 검사합까지",
           "a release: every format, the catalogue, what has changed, checksums",
           True, "gyebo.export.release:write", needs=("xlsxwriter", "pyarrow"), parts=("since",)),
)  # fmt: skip
FORMATS = {format.name: format for format in _TABLE}


def find(name: str) -> Format:
    """Return the format called `name`; raise `UsageProblem` with near names otherwise."""
    if name not in FORMATS:
        raise UsageProblem.unknown("export format", name, FORMATS)
    return FORMATS[name]


def export(engine: Engine, name: str, out: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the graph in a format to `out`, which appears only when complete; yield how far it is.

    Raises `UsageProblem` for what cannot be asked and `Unreadable` for what cannot be written.
    """
    format = find(name)
    check(format, request)
    module, _, function = format.writer.partition(":")
    writer: Writer = getattr(import_module(module), function)
    with placed(out, format.folder) as place:
        yield from writer(engine, place, request)


def check(format: Format, request: Request) -> None:
    """Raise `UsageProblem` where a format lacks a package or does not know the part that is wanted."""
    for package in format.needs:
        if find_spec(package) is None:
            raise UsageProblem(f"{format.name} needs the package {package}", "pip install 'gyebo[export]'")
    for part in ("graph", "program", "since"):
        if getattr(request, part) and part not in format.parts:
            know = ", ".join(other.name for other in FORMATS.values() if part in other.parts)
            raise UsageProblem(f"{format.name} takes no --{part}", f"these do: {know}")
