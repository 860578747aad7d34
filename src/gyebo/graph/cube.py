"""The reconciled cube: one observation for each thing that figures are about, decided from its claims.

The most precise claim decides; among equally precise ones the amount that is printed most often, then the
first in the documents' order. Claims that
contradict it beyond what they are printed to stay as they are, and the observation points at them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad

from gyebo.graph.figures import ACCOUNTS, Subject
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import KRW, A, code, decimal, term, year
from gyebo.model.figure import Figure

# Kinds that state an amount of money of a budget line; changes, rates and bases are claims only.
AMOUNT_KINDS = frozenset({
    "proposed", "original", "current", "supplementary", "final", "appropriation", "obligation", "expenditure",
    "carryover", "carryover_specified", "carryover_unforeseen", "carryover_continuing", "carried_in",
    "subsidy_return", "unspent",
})  # fmt: skip

_INTERVAL = "http://reference.data.gov.uk/id/"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What an observation is about; "_T" stands for all together, "unstated" for what no document says."""

    year: int
    program: str
    unit: str
    item: str
    account: str
    round: str
    kind: str
    as_of: str

    @property
    def local(self) -> str:
        """The key as the local part of an IRI."""
        parts = (
            self.program,
            str(self.year),
            self.round,
            self.kind,
            self.item,
            self.account,
            self.unit,
            self.as_of,
        )
        return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the cube needs of a figure: its amount, how exactly it is printed, where, and under which unit."""

    amount_krw: int
    precision_krw: int
    document: str
    line: int
    column: int
    unit: str


Claims = defaultdict[Key, list[Claim]]
Accounts = Mapping[tuple[str, int], frozenset[str]]


def claim_of(figure: Figure, document: str, unit: str) -> Claim:
    """Return a figure as a claim; `document` is the one string that all claims of a document share."""
    return Claim(
        figure.amount_krw or 0, figure.precision_krw or 1, document, figure.line, figure.column, unit
    )


def key_of(figure: Figure, subject: Subject, items: Items) -> Key | None:
    """Return the key of the observation that a figure is a claim of; None for any other figure.

    Only amounts of one program (or of one of its items) in a table are observed: amounts in sentences
    support what tables say but are too loosely worded to decide it.
    """
    observed = figure.kind in AMOUNT_KINDS and figure.table and figure.operation == "expenditure"
    if not observed or subject.program is None or figure.fiscal_year is None or figure.amount_krw is None:
        return None
    if not subject.whole:
        return None
    item = items.code(figure.item) if figure.item else "_T"
    if not item:
        return None
    return Key(
        year=figure.fiscal_year, program=subject.program.id, unit="", item=item,
        account=ACCOUNTS.get(figure.account, "_T"), round=figure.round or "_T",
        kind=figure.kind, as_of=figure.as_of,
    )  # fmt: skip


def observation_quads(mint: Mint, claims: Claims) -> Iterator[Quad]:
    """Yield the observations from the claims that each was printed with, which are settled."""
    graph, dataset = mint.graph("cube"), mint.thing("dataset", "cube")
    yield Quad(dataset, A, term("qb:DataSet"), graph)
    yield Quad(dataset, term("qb:structure"), term("gb:BudgetStructure"), graph)
    for key in sorted(claims):
        yield from _observation(mint, graph, dataset, key, claims[key])


def settle(claims: Claims) -> Accounts:
    """Where a program has one account in a year, let tables silent on it mean that one; return those that are stated."""
    accounts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for key in claims:
        accounts[key.program, key.year] |= {key.account} - {"_T"}
    for key in [key for key in claims if key.account == "_T"]:
        stated = accounts[key.program, key.year]
        if len(stated) == 1:
            claims[replace(key, account=next(iter(stated)))].extend(claims.pop(key))
    return {at: frozenset(stated) for at, stated in accounts.items()}


def decided(claims: list[Claim]) -> Claim:
    """Return the claim that decides: the most precisely printed, then the most often printed, then the first."""
    times = Counter(claim.amount_krw for claim in claims)
    return min(claims, key=lambda c: (c.precision_krw, -times[c.amount_krw], c.document, c.line, c.column))


def contradicts(one: Claim, other: Claim) -> bool:
    """Tell whether two claims of one amount cannot both be right, whether they were rounded or cut off."""
    return abs(one.amount_krw - other.amount_krw) >= max(one.precision_krw, other.precision_krw)


def _moment(key: Key) -> NamedNode:
    """Return the day up to which an amount is told, or the fiscal year where it is of the whole year."""
    return NamedNode(f"{_INTERVAL}day/{key.as_of}" if key.as_of else f"{_INTERVAL}year/{key.year}")


def _observation(
    mint: Mint, graph: NamedNode, dataset: NamedNode, key: Key, claims: list[Claim]
) -> Iterator[Quad]:
    node = mint.thing("observation", key.local)
    value = decided(claims)
    for prop, thing in (
        (A, term("qb:Observation")),
        (term("qb:dataSet"), dataset),
        (term("gb:dimFiscalYear"), NamedNode(f"{_INTERVAL}year/{key.year}")),
        (term("gb:dimOrganization"), mint.unit(value.unit)),
        (term("gb:dimProgram"), mint.program_year(key.program, key.year)),
        (term("gb:dimItem"), code("expense-item", key.item)),
        (term("gb:dimAccount"), code("account", key.account)),
        (term("gb:dimRound"), code("round", key.round)),
        (term("gb:dimAmountKind"), code("amount-kind", key.kind)),
        (term("gb:dimOperation"), code("operation", "expenditure")),
        (term("gb:dimAsOf"), _moment(key)),
        (term("obeu-attribute:currency"), NamedNode(KRW)),
        (term("gb:amount"), decimal(str(value.amount_krw))),
        (term("gb:ofProgram"), mint.program(key.program)),
        *(((term("gb:wholeOf"), mint.program(key.program)),) if key.item == "_T" else ()),
        (term("gb:observedYear"), year(key.year)),
        (term("gb:decidedFrom"), mint.figure(value.document, value.line, value.column)),
    ):
        yield Quad(node, prop, thing, graph)
    for claim in claims:
        figure = mint.figure(claim.document, claim.line, claim.column)
        yield Quad(node, term("prov:wasDerivedFrom"), figure, graph)
        if contradicts(value, claim):
            yield Quad(node, term("gb:contradictedBy"), figure, graph)
