"""Transfers, carryovers and contracts in RDF."""

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, date, decimal, integer, ko, term, year
from gyebo.lineage.names import Names
from gyebo.model.facts import Carryover, Contract, Transfer

TRANSFER_KINDS = {
    "이용": "inter-policy",
    "전용": "diversion",
    "이체": "reassignment",
    "변경사용": "change-of-use",
}
CARRYOVER_KINDS = {"명시이월": "specified", "사고이월": "unforeseen", "계속비이월": "continuing"}
_LINE = ("department", "program", "item")
Pairs = Iterator[tuple[NamedNode, NamedNode | Literal]]


class Moves:
    """Writes what moves money: with the names and items that say what it moves between."""

    def __init__(self, mint: Mint, names: Names, items: Items) -> None:
        self._mint, self._names, self._items = mint, names, items

    def transfer(self, transfer: Transfer, local: str) -> Iterator[Quad]:
        """Yield a transfer with its two legs."""
        mint, graph = self._mint, self._mint.graph(transfer.document)
        node = mint.thing("transfer", local)
        yield Quad(node, A, term("gb:Transfer"), graph)
        yield Quad(node, A, term("prov:Activity"), graph)
        yield Quad(node, term("gb:transferKind"), code("transfer-kind", TRANSFER_KINDS[transfer.kind]), graph)
        yield Quad(node, term("gb:fiscalYear"), year(transfer.fiscal_year), graph)
        yield Quad(node, term("gb:amountWon"), integer(transfer.amount_krw), graph)
        yield Quad(node, term("dct:source"), mint.line(transfer.document, transfer.line), graph)
        if transfer.date:
            yield Quad(node, term("gb:approvalDate"), date(transfer.date), graph)
        for side, direction, line in (
            ("from", "decrease", transfer.line),
            ("to", "increase", transfer.to_line),
        ):
            leg = mint.thing("transfer-leg", f"{local}-{side}")
            yield Quad(node, term("gb:hasLeg"), leg, graph)
            yield Quad(leg, A, term("gb:TransferLeg"), graph)
            yield Quad(leg, term("gb:direction"), code("direction", direction), graph)
            yield Quad(leg, term("gb:amountWon"), integer(transfer.amount_krw), graph)
            yield Quad(leg, term("dct:source"), mint.line(transfer.document, line), graph)
            department, program, item = (getattr(transfer, f"{side}_{part}") for part in _LINE)
            for prop, value in self._line(department, program, item, transfer.fiscal_year):
                yield Quad(leg, prop, value, graph)

    def carryover(self, carryover: Carryover, local: str) -> Iterator[Quad]:
        """Yield an amount carried into the next year."""
        mint, graph = self._mint, self._mint.graph(carryover.document)
        node = mint.thing("carryover", local)
        yield Quad(node, A, term("gb:Carryover"), graph)
        yield Quad(node, A, term("prov:Activity"), graph)
        yield Quad(
            node, term("gb:carryoverKind"), code("carryover-kind", CARRYOVER_KINDS[carryover.kind]), graph
        )
        yield Quad(node, term("gb:fiscalYear"), year(carryover.fiscal_year), graph)
        yield Quad(node, term("gb:amountWon"), integer(carryover.amount_krw), graph)
        yield Quad(node, term("dct:source"), mint.line(carryover.document, carryover.line), graph)
        if carryover.reason:
            yield Quad(node, term("gb:carryoverReason"), code("carryover-reason", carryover.reason), graph)
        if carryover.status:
            yield Quad(node, term("gb:progress"), ko(carryover.status), graph)
        for name, text in (
            ("gb:contractDate", carryover.contract_date),
            ("gb:plannedEnd", carryover.end_planned),
            ("gb:changedEnd", carryover.end_changed),
        ):
            if text:
                yield Quad(node, term(name), date(text), graph)
        for prop, value in self._line(
            carryover.department, carryover.program, carryover.item, carryover.fiscal_year
        ):
            yield Quad(node, prop, value, graph)

    def contract(self, contract: Contract, local: str, document_year: int) -> Iterator[Quad]:
        """Yield a contract or project."""
        mint, graph = self._mint, self._mint.graph(contract.document)
        node = mint.thing("contract", local)
        for kind in ("gb:Contract", "pc:Contract", "epo:Contract"):
            yield Quad(node, A, term(kind), graph)
        yield Quad(node, term("dct:title"), ko(contract.title), graph)
        yield Quad(node, term("dct:source"), mint.line(contract.document, contract.line), graph)
        for name, won in (
            ("gb:tenderWon", contract.tender_krw),
            ("gb:awardWon", contract.award_krw),
            ("gb:budgetWon", contract.budget_krw),
        ):
            if won is not None:
                yield Quad(node, term(name), integer(won), graph)
        for name, text in (
            ("gb:contractDate", contract.contract_date),
            ("pc:startDate", contract.start),
            ("gb:plannedEnd", contract.end),
        ):
            if text:
                yield Quad(node, term(name), date(text), graph)
        if contract.vendor:
            yield Quad(node, term("gb:vendorName"), ko(contract.vendor), graph)
        if contract.award_rate:
            yield Quad(
                node, term("gb:awardRate"), decimal(str(Decimal(contract.award_rate.rstrip("%")))), graph
            )
        if contract.status:
            yield Quad(node, term("gb:progress"), ko(contract.status), graph)
        for prop, value in self._line(contract.department, contract.program, contract.item, document_year):
            yield Quad(node, prop, value, graph)

    def _line(self, department: str, program: str, item: str, at: int) -> Pairs:
        """Yield the budget line that money belongs to: as printed, and as decided."""
        if department:
            yield term("gb:printedDepartment"), ko(department)
            if unit := self._names.unit(department, at):
                yield term("gb:aboutUnit"), self._mint.unit(unit)
        if program:
            yield term("gb:printedProgram"), ko(program)
            identified = self._names.program(program, department, at)
            if identified.decided:
                yield term("gb:aboutProgram"), self._mint.program(identified.id)
        if item:
            yield term("gb:printedItem"), ko(item)
            concept = self._items.concept(item)
            if concept is not None:
                yield term("gb:aboutItem"), concept
