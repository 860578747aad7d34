"""Printed reasons in RDF: what each explains, its code where its words give one, and the line it is printed on."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.graph.figures import Subject, subject_of
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, ko, term, year
from gyebo.lineage.names import Names
from gyebo.model.facts import PrintedReason
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.text.names import key

_PRINTED = {"department": "gb:printedDepartment", "program": "gb:printedProgram", "item": "gb:printedItem"}
_TRANSFER = "transfer_out"
Pairs = Iterator[tuple[NamedNode, NamedNode | Literal]]


def reason_quads(
    mint: Mint, reading: Reading, document_year: int, names: Names, items: Items
) -> Iterator[Quad]:
    """Yield the reasons of a document; a transfer has the codes of its reasons itself as well."""
    rows, transfers = _rows(reading), _transfers(mint, reading)
    for index, reason in enumerate(reading.reasons, start=1):
        graph = mint.graph(reason.document)
        node = mint.thing("reason", f"{reason.document}/{reason.line}-{index}")
        figures = rows[reason.row, reason.kind, key(reason.item)]
        moved = transfers[reason.row] if reason.kind == _TRANSFER else []
        subject = subject_of(figures[0], document_year, names, items) if figures else None
        for prop, value in (*_stated(mint, reason), *_about(mint, subject)):
            yield Quad(node, prop, value, graph)
        for thing in moved or [mint.figure(f.document, f.line, f.column) for f in figures]:
            yield Quad(node, term("gb:explains"), thing, graph)
        for transfer in moved if reason.reason else ():
            yield Quad(transfer, term("gb:reasonCode"), code("change-reason", reason.reason), graph)


def _rows(reading: Reading) -> dict[tuple[int, str, str], list[Figure]]:
    """Return the figures of tables by line, kind and item: those that a reason of their row explains."""
    rows: dict[tuple[int, str, str], list[Figure]] = defaultdict(list)
    for figure in reading.figures if reading.reasons else ():
        if figure.table:
            rows[figure.line, figure.kind, key(figure.item)].append(figure)
    return rows


def _transfers(mint: Mint, reading: Reading) -> dict[int, list[NamedNode]]:
    """Return the transfers by the line of their giving row."""
    found: dict[int, list[NamedNode]] = defaultdict(list)
    for index, transfer in enumerate(reading.transfers, start=1):
        found[transfer.line].append(mint.thing("transfer", f"{transfer.document}/{transfer.line}-{index}"))
    return found


def _stated(mint: Mint, reason: PrintedReason) -> Pairs:
    """Yield what is printed: where, about which amount of which row, and the code that its words give."""
    yield A, term("gb:PrintedReason")
    yield A, term("prov:Entity")
    yield term("dct:source"), mint.line(reason.document, reason.line)
    yield term("gb:amountKind"), code("amount-kind", reason.kind)
    yield term("gb:fiscalYear"), year(reason.fiscal_year)
    if reason.reason:
        yield term("gb:reasonCode"), code("change-reason", reason.reason)
    if reason.direction:
        yield term("gb:direction"), code("direction", reason.direction)
    if reason.round:
        yield term("gb:round"), code("round", reason.round)
    for name, prop in _PRINTED.items():
        if text := getattr(reason, name):
            yield term(prop), ko(text)


def _about(mint: Mint, subject: Subject | None) -> Pairs:
    """Yield what a reason is about, as decided for the figure that it explains."""
    if subject and subject.program:
        yield term("gb:aboutProgram"), mint.program(subject.program.id)
    if subject and subject.unit:
        yield term("gb:aboutUnit"), mint.unit(subject.unit)
    if subject and subject.item is not None:
        yield term("gb:aboutItem"), subject.item
