"""Contradictions as data: every finding in what is printed becomes a gb:Discrepancy with its judgement."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.check.findings import Finding
from gyebo.check.judgements import Judged
from gyebo.check.shapes import our_shapes
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, date, en, in_both, ko, term

GRAPH = "discrepancies"
Triple = tuple[NamedNode, NamedNode | Literal]


def discrepancy_quads(mint: Mint, judged: Iterable[Judged]) -> Iterator[Quad]:
    """Yield the discrepancies, in a graph of their own; what is wrong with the graph itself is none."""
    graph, shapes = mint.graph(GRAPH), our_shapes().named()
    for each in judged:
        if shapes[each.finding.rule].contradiction and each.finding.document:
            node = discrepancy(mint, each.finding)
            for prop, value in (*_said(mint, each.finding), *_judgement(each)):
                yield Quad(node, prop, value, graph)


def discrepancy(mint: Mint, finding: Finding) -> NamedNode:
    """Return the IRI of a discrepancy: its place, its rule, and a digest of what it is about and what is printed."""
    digest = sha256(f"{finding.subject}\n{finding.printed}".encode()).hexdigest()[:8]
    return mint.thing("discrepancy", f"{finding.document}/{finding.line}-{finding.rule}-{digest}")


def _said(mint: Mint, finding: Finding) -> Iterator[Triple]:
    yield A, term("gb:Discrepancy")
    yield term("oa:motivatedBy"), term("oa:assessing")
    yield term("gb:rule"), Literal(finding.rule)
    yield term("gb:severity"), code("severity", finding.severity)
    yield term("gb:foundIn"), mint.document(finding.document)
    yield term("gb:printedLines"), Literal(";".join(map(str, finding.lines)))
    yield term("prov:wasQuotedFrom"), mint.line(finding.document, finding.line)
    yield term("dct:subject"), ko(finding.subject)
    yield term("gb:message"), ko(finding.message.ko)
    yield term("gb:message"), en(finding.message.en)
    for target in finding.targets:
        yield term("oa:hasTarget"), NamedNode(target)
    told = {
        "printedValue": finding.printed,
        "expectedValue": finding.expected,
        "tolerance": finding.tolerance,
    }
    for name, text in told.items():
        if text:
            yield term(f"gb:{name}"), Literal(text)


def _judgement(each: Judged) -> Iterator[Triple]:
    yield term("gb:judgement"), code("judgement", each.judgement)
    if each.reason:
        for text in in_both(each.reason_ko, each.reason):
            yield term("gb:reason"), text
    if each.date:
        yield term("dct:date"), date(each.date)
