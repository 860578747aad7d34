"""How a document was read, in RDF: corrections and what was left open, as annotations of lines (Web Annotation).

A correction is a decision of a person and stands beside what is printed. An issue is what the reader could not
do with certainty.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.facts.decisions import Corrected
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, in_both, term
from gyebo.model.reading import Reading


def correction_quads(
    mint: Mint, document: str, corrections: Iterable[Corrected], reading: Reading
) -> Iterator[Quad]:
    """Yield the corrections of one document, each with the figures, or the table, that are read through it."""
    graph = mint.graph("decisions")
    for correction in corrections:
        if correction.document == document:
            node = _node(mint, correction)
            for prop, value in _said(mint, correction, reading):
                yield Quad(node, prop, value, graph)


def _node(mint: Mint, correction: Corrected) -> NamedNode:
    """Return the IRI of a correction: its line, and a digest of what is printed and how it is read."""
    digest = sha256(f"{correction.printed}\n{correction.read_as}".encode()).hexdigest()[:8]
    return mint.thing("correction", f"{correction.document}/{correction.line}-{digest}")


def _said(
    mint: Mint, correction: Corrected, reading: Reading
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    line = mint.line(correction.document, correction.line)
    yield A, term("gb:Correction")
    yield A, term("oa:Annotation")
    yield term("oa:motivatedBy"), term("oa:editing")
    yield term("oa:bodyValue"), Literal(correction.read_as)
    yield term("prov:wasQuotedFrom"), line
    for target in (line, *_read_through(mint, correction, reading)):
        yield term("oa:hasTarget"), target
    if correction.printed:
        yield term("gb:printedValue"), Literal(correction.printed)
    for text in in_both(correction.reason_ko, correction.reason):
        yield term("gb:reason"), text


def _read_through(mint: Mint, correction: Corrected, reading: Reading) -> list[NamedNode]:
    """Return the figures printed as the misprint; where there are none, the table right below the line."""
    figures = [
        mint.figure(figure.document, figure.line, figure.column)
        for figure in reading.figures
        if figure.line == correction.line and figure.raw == correction.printed.strip()
    ]
    return figures or [
        mint.thing("table", f"{table.document}/{table.id}")
        for table in reading.tables
        if table.line_start == correction.line + 1
    ]


def issue_quads(mint: Mint, document: str, reading: Reading) -> Iterator[Quad]:
    """Yield what the reading of one document left open."""
    graph = mint.graph(document)
    for index, issue in enumerate(reading.issues, start=1):
        node, line = mint.thing("issue", f"{document}/{issue.line}-{index}"), mint.line(document, issue.line)
        for prop, value in (
            (A, term("gb:ReadingIssue")),
            (A, term("oa:Annotation")),
            (term("oa:motivatedBy"), term("oa:commenting")),
            (term("oa:hasTarget"), line),
            (term("oa:bodyValue"), Literal(issue.message)),
            (term("prov:wasQuotedFrom"), line),
            (term("gb:issueKind"), code("reading-issue", issue.code)),
        ):
            yield Quad(node, prop, value, graph)
