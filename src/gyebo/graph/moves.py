"""Transfers, carryovers and contracts in RDF."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.graph.budget_lines import BudgetLine, Mention
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


@dataclass(frozen=True, slots=True)
class Place:
    """What money belongs to, as printed, and the fiscal year."""

    department: str
    program: str
    item: str
    year: int


def about(mint: Mint, names: Names, items: Items, place: Place) -> Pairs:
    """Yield what something belongs to: as printed, and as decided."""
    if place.department:
        yield term("gb:printedDepartment"), ko(place.department)
        if unit := names.unit(place.department, place.year):
            yield term("gb:aboutUnit"), mint.unit(unit)
    if place.program:
        yield term("gb:printedProgram"), ko(place.program)
        identified = names.program(place.program, place.department, place.year)
        if identified.decided:
            yield term("gb:aboutProgram"), mint.program(identified.id)
    if place.item:
        yield term("gb:printedItem"), ko(place.item)
        concept = items.concept(place.item)
        if concept is not None:
            yield term("gb:aboutItem"), concept


class Moves:
    """Writes what moves money, with the names and items that say what it moves between, and notes their budget lines.

    `existing` are the programs with the years in which they exist; lines that are named are added to `mentions`.
    """

    def __init__(
        self,
        mint: Mint,
        names: Names,
        items: Items,
        existing: Container[tuple[str, int]],
        mentions: list[Mention],
    ) -> None:
        self._mint, self._names, self._items = mint, names, items
        self._existing, self._mentions = existing, mentions

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
            place = Place(department, program, item, transfer.fiscal_year)
            for prop, value in self._about(place):
                yield Quad(leg, prop, value, graph)
            self._note(place, leg, "gb:line", transfer.document, line)

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
        place = Place(carryover.department, carryover.program, carryover.item, carryover.fiscal_year)
        for prop, value in self._about(place):
            yield Quad(node, prop, value, graph)
        self._note(place, node, "gb:fromLine", carryover.document, carryover.line)

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
        place = Place(contract.department, contract.program, contract.item, document_year)
        for prop, value in self._about(place):
            yield Quad(node, prop, value, graph)
        self._note(place, node, "gb:fundedFrom", contract.document, contract.line, contract.budget_krw)

    def _about(self, place: Place) -> Pairs:
        return about(self._mint, self._names, self._items, place)

    def _note(
        self,
        place: Place,
        node: NamedNode,
        prop: str,
        document: str,
        printed_line: int,
        won: int | None = None,
    ) -> None:
        """Note the budget line that something names, where a program of that year, a unit and an item are decided."""
        identified = self._names.program(place.program, place.department, place.year)
        unit = self._names.unit(place.department, place.year)
        item = self._items.code(place.item)
        exists = identified.decided and (identified.id, place.year) in self._existing
        if exists and unit and item:
            line = BudgetLine(identified.id, place.year, unit, item)
            self._mentions.append(Mention(node, prop, document, printed_line, line, won))
