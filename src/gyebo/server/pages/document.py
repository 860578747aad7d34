"""The pages of a document, of one of its tables, of one of its lines. The text itself is not in the repository."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from gyebo.errors import UsageProblem
from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block, records
from gyebo.server.pages.datasets import of_document
from gyebo.server.pages.formats import ALONE

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]
_LONGEST_LINE = 7


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a document's page shows."""

    iri: str
    document: Record
    tables: tuple[Record, ...]
    lines: tuple[Record, ...]
    programs: tuple[Record, ...]
    discrepancies: tuple[Record, ...]
    cites: tuple[Record, ...]
    corrections: tuple[Record, ...]
    issues: tuple[Record, ...]
    links: tuple[Record, ...]

    @property
    def doubts(self) -> int:
        """How many contradictions are more than worth knowing."""
        return sum(found["severity"] != "info" for found in self.discrepancies)

    @property
    def figures(self) -> int:
        """How many figures were read."""
        return sum(int(line["figures"]) for line in self.lines)

    @property
    def prose(self) -> int:
        """How many of them stand in sentences."""
        return sum(int(line["prose"]) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that a table's page shows."""

    iri: str
    document: str
    table: Record
    figures: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that rests on a line, and the next lines before and after it on which something rests."""

    iri: str
    document: Record
    line: int
    before: int
    after: int
    figures: tuple[Record, ...]
    claims: tuple[Record, ...]
    corrections: tuple[Record, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of documents, tables and lines."""
    line = Kind("/document/{id}/line/{line}", "line.html", line_view, line_blocks, True, near=_documents)
    table = Kind("/table/{id}/{table}", "table.html", table_view, table_blocks, True, near=_documents)
    document = Kind("/document/{id}", "document.html", view, blocks, True, ALONE, _documents, more)
    return [route(site, kind) for kind in (line, table, document)]


# --- a document -----------------------------------------------------------------------------------------


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that a document's page answers."""
    of = (("document", asked.path["id"]),)
    thing = (("thing", f"{asked.base}id/document/{asked.path['id']}"),)
    return (
        Block("figures", "인쇄된 모든 숫자", "Every printed figure", "page/document_figures", of),
        Block("document", "문서", "Document", "page/document", of),
        Block("tables", "표", "Tables", "document/tables", of),
        Block("lines", "줄마다 숫자의 수", "Figures by line", "page/document_lines", of),
        Block("programs", "나오는 사업", "Programs", "page/document_programs", of),
        Block("discrepancies", "확인이 필요한 곳", "What needs checking", "page/document_discrepancies", of),
        Block("corrections", "고쳐 읽은 곳", "Corrections", "document/corrections", of),
        Block("issues", "확실히 읽지 못한 곳", "What was left open", "document/issues", of),
        Block("cites", "인용한 문서", "Documents cited", "document/sources", of),
        Block("links", "이 문서로 이어지는 것", "What links here", "page/thing_links", thing),
    )


def view(asked: Asked) -> Document | None:
    """Return what the page of a document shows; None where there is no such document."""
    document = _document(asked)
    if not document:
        return None
    asks = {block.id: block for block in blocks(asked)}
    shown = ("tables", "lines", "programs", "discrepancies", "cites", "corrections", "issues", "links")
    rows = {name: tuple(asks[name].rows(asked.engine, asked.base).records()) for name in shown}
    return Document(
        f"{asked.base}id/document/{document['id']}", document, rows["tables"], rows["lines"], rows["programs"],
        rows["discrepancies"], rows["cites"], rows["corrections"], rows["issues"], rows["links"],
    )  # fmt: skip


def more(asked: Asked, shown: Document) -> dict[str, Any]:
    """Return what the page shows besides the view: what it tells search engines of its data."""
    return {"dataset": lambda f: of_document(asked.engine, f, shown.document["id"])}


def _document(asked: Asked) -> Record:
    try:
        found = records(asked.engine, "page/document", asked.base, document=asked.path["id"])
    except UsageProblem:
        return {}
    return found[0] if found else {}


def _documents(asked: Asked) -> list[tuple[str, str]]:
    """Return the source documents, which are few."""
    found = records(asked.engine, "export/documents", asked.base)
    return [(f"/document/{record['id']}", record["title"]) for record in found if not record["cited_by"]]


# --- a table --------------------------------------------------------------------------------------------


def table_blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that a table's page answers."""
    of = (("table", f"{asked.path['id']}/{asked.path['table']}"),)
    return (Block("figures", "숫자", "Figures", "page/table_figures", of),)


def table_view(asked: Asked) -> Table | None:
    """Return what the page of a table shows; None where there is no such table."""
    if not _document(asked):
        return None
    tables = records(asked.engine, "document/tables", asked.base, document=asked.path["id"])
    found = next((table for table in tables if table["table"] == asked.path["table"]), None)
    if found is None:
        return None
    figures = table_blocks(asked)[0].rows(asked.engine, asked.base).records()
    iri = f"{asked.base}id/table/{asked.path['id']}/{found['table']}"
    return Table(iri, asked.path["id"], found, tuple(with_ids(figures)))


def with_ids(figures: Iterable[Record]) -> list[Record]:
    """Return figures with the ids of their pages."""
    return [
        {"asOf": "", "document": "", **f, "id": f["figure"].rpartition("/id/figure/")[2]} for f in figures
    ]


# --- a line ---------------------------------------------------------------------------------------------


def line_blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that a line's page answers."""
    of = (("line", f"{asked.path['id']}/{asked.path['line']}"),)
    return (
        Block("figures", "이 줄에 인쇄된 숫자", "Figures on this line", "page/line_figures", of),
        Block("claims", "이 줄을 근거로 하는 것", "What rests on this line", "page/line_claims", of),
    )


def line_view(asked: Asked) -> Line | None:
    """Return what the page of a line shows; None where the document has no such line."""
    document, text = _document(asked), asked.path["line"]
    if not document or not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_LINE):
        return None
    line = int(text)
    if not 1 <= line <= int(document["lines"] or 10**_LONGEST_LINE) or str(line) != text:
        return None
    rows = [tuple(block.rows(asked.engine, asked.base).records()) for block in line_blocks(asked)]
    before, after = _neighbours(asked, line)
    corrections = records(asked.engine, "document/corrections", asked.base, document=document["id"])
    mine = tuple(record for record in corrections if record["line"] == text)
    iri = f"{asked.base}id/line/{document['id']}/{line}"
    claims = tuple({**row, "path": thing_path(row["thing"])} for row in rows[1])
    return Line(
        iri,
        document,
        line,
        before,
        after,
        tuple({**f, "line": text} for f in with_ids(rows[0])),
        claims,
        mine,
    )


def _neighbours(asked: Asked, line: int) -> tuple[int, int]:
    """Return the nearest lines with figures before and after a line; 0 where there is none."""
    found = records(asked.engine, "page/document_lines", asked.base, document=asked.path["id"])
    lines = [int(record["line"]) for record in found]
    before = max((other for other in lines if other < line), default=0)
    return before, min((other for other in lines if other > line), default=0)


def thing_path(iri: str) -> str:
    """Return the path of a thing's page.

    >>> thing_path("https://w3id.org/gyebo/id/program/P0027"), thing_path("https://x.org/id/line/2019-a/38")
    ('/program/P0027', '/document/2019-a/line/38')
    """
    kind, _, local = iri.rpartition("/id/")[2].partition("/")
    if kind == "line":
        document, _, line = local.rpartition("/")
        return f"/document/{document}/line/{line}"
    if kind in ("program", "document", "change", "figure", "table", "discrepancy") or (
        kind == "unit" and "-" in local
    ):
        return f"/{kind}/{local}"
    return f"/thing/{kind}/{local}"
