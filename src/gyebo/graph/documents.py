"""Source documents in RDF: the document, its text, its tables, and the lines that claims are quoted from."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.facts.sources import SourceEntry
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, date, en, integer, ko, term, year
from gyebo.model.facts import CitedSource
from gyebo.model.table import Table

_RFC5147 = NamedNode("http://tools.ietf.org/rfc/rfc5147")


def document_quads(mint: Mint, entry: SourceEntry) -> Iterator[Quad]:
    """Yield a source document and its text file."""
    graph, document = mint.graph(entry.id), mint.document(entry.id)
    text = mint.thing("text", entry.id)
    for prop, value in (
        (A, term("gb:SourceDocument")),
        (A, term("foaf:Document")),
        (A, term("prov:Entity")),
        (term("dct:title"), ko(entry.title)),
        (term("dct:title"), en(entry.title_en)),
        (term("dct:identifier"), Literal(entry.id)),
        (term("gb:publisherName"), ko(entry.publisher)),
        (term("gb:publisherName"), en(entry.publisher_en)),
        (term("gb:documentKind"), code("document-kind", entry.kind)),
        (term("gb:fiscalYear"), year(entry.fiscal_year)),
        (term("gb:lineCount"), integer(entry.lines)),
        (term("gb:sha256"), Literal(entry.sha256)),
        *(((term("dct:issued"), date(entry.date)),) if entry.date else ()),
        *(((term("gb:round"), code("round", entry.round)),) if entry.round else ()),
    ):
        yield Quad(document, prop, value, graph)
    yield Quad(text, A, term("gb:SourceText"), graph)
    yield Quad(text, term("dct:isFormatOf"), document, graph)


def table_quads(mint: Mint, table: Table) -> Iterator[Quad]:
    """Yield a table of a document: its lines, caption and printed unit."""
    graph = mint.graph(table.document)
    node = mint.thing("table", f"{table.document}/{table.id}")
    yield Quad(node, A, term("gb:SourceTable"), graph)
    yield Quad(node, term("dct:isPartOf"), mint.document(table.document), graph)
    yield Quad(node, term("dct:identifier"), Literal(table.id), graph)
    yield Quad(node, term("gb:firstLine"), integer(table.line_start), graph)
    yield Quad(node, term("gb:lastLine"), integer(table.line_end), graph)
    yield Quad(node, term("gb:formName"), Literal(table.form), graph)
    if table.caption:
        yield Quad(node, term("dct:title"), ko(table.caption), graph)
    if table.unit:
        yield Quad(node, term("gb:printedUnit"), Literal(table.unit), graph)


def line_quads(mint: Mint, document: str, lines: Iterable[int]) -> Iterator[Quad]:
    """Yield the lines of a document that something is quoted from, each an annotation target (RFC 5147)."""
    graph, text = mint.graph(document), mint.thing("text", document)
    for number in sorted(set(lines)):
        line, selector = mint.line(document, number), mint.thing("selector", f"{document}/{number}")
        yield Quad(line, A, term("oa:SpecificResource"), graph)
        yield Quad(line, term("oa:hasSource"), text, graph)
        yield Quad(line, term("oa:hasSelector"), selector, graph)
        yield Quad(line, term("gb:lineNumber"), integer(number), graph)
        yield Quad(line, term("dct:isPartOf"), mint.document(document), graph)
        yield Quad(selector, A, term("oa:FragmentSelector"), graph)
        yield Quad(selector, term("dct:conformsTo"), _RFC5147, graph)
        yield Quad(selector, term("rdf:value"), Literal(f"line={number - 1},{number}"), graph)


def source_quads(mint: Mint, source: CitedSource, local: str) -> Iterator[Quad]:
    """Yield a letter, law, plan, press or web source at the place where a document cites it."""
    graph, node = mint.graph(source.document), mint.thing("source", local)
    yield Quad(node, A, term("gb:OfficialDocument"), graph)
    yield Quad(node, A, term("foaf:Document"), graph)
    yield Quad(node, term("gb:documentKind"), code("source-kind", source.type), graph)
    yield Quad(node, term("gb:citedIn"), mint.document(source.document), graph)
    yield Quad(node, term("prov:wasQuotedFrom"), mint.line(source.document, source.line), graph)
    if source.title:
        yield Quad(node, term("dct:title"), ko(source.title), graph)
    if source.issuer:
        yield Quad(node, term("gb:printedIssuer"), ko(source.issuer), graph)
    if source.number:
        yield Quad(node, term("gb:documentNumber"), Literal(source.number), graph)
    if source.date:
        yield Quad(node, term("dct:date"), date(source.date), graph)
