"""The reconciled cube: one observation for each thing that figures are about, decided from its claims.

The most precise claim decides; among equally precise ones the amount that is printed most often, then the
first in the documents' order. Claims that
contradict it beyond what they are printed to stay as they are, and the observation points at them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
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


def observation_quads(mint: Mint, claims: Iterable[tuple[Key, Figure, str]]) -> Iterator[Quad]:
    """Yield the observations; each claim comes with the unit version it is printed under (or its bureau)."""
    graph, dataset = mint.graph("cube"), mint.thing("dataset", "cube")
    yield Quad(dataset, A, term("qb:DataSet"), graph)
    yield Quad(dataset, term("qb:structure"), term("gb:BudgetStructure"), graph)
    grouped = _grouped(claims)
    for key in sorted(grouped):
        yield from _observation(mint, graph, dataset, key, grouped[key])


def _grouped(claims: Iterable[tuple[Key, Figure, str]]) -> dict[Key, list[tuple[Figure, str]]]:
    """Gather the claims of one thing; where a program has one account in a year, tables silent on it mean that one."""
    claims = list(claims)
    accounts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for key, _, _ in claims:
        accounts[key.program, key.year] |= {key.account} - {"_T"}
    grouped: dict[Key, list[tuple[Figure, str]]] = defaultdict(list)
    for key, figure, unit in claims:
        stated = accounts[key.program, key.year]
        settled = replace(key, account=next(iter(stated))) if len(stated) == 1 else key
        grouped[settled].append((figure, unit))
    return grouped


def decided(figures: list[Figure]) -> Figure:
    """Return the claim that decides: the most precisely printed, then the most often printed, then the first."""
    times = Counter(figure.amount_krw for figure in figures)
    return min(
        figures, key=lambda f: (f.precision_krw or 1, -times[f.amount_krw], f.document, f.line, f.column)
    )


def contradicts(one: Figure, other: Figure) -> bool:
    """Tell whether two claims of one amount cannot both be right, whether they were rounded or cut off."""
    coarser = max(one.precision_krw or 1, other.precision_krw or 1)
    return abs((one.amount_krw or 0) - (other.amount_krw or 0)) >= coarser


def _moment(key: Key) -> NamedNode:
    """Return the day up to which an amount is told, or the fiscal year where it is of the whole year."""
    return NamedNode(f"{_INTERVAL}day/{key.as_of}" if key.as_of else f"{_INTERVAL}year/{key.year}")


def _observation(
    mint: Mint, graph: NamedNode, dataset: NamedNode, key: Key, claims: list[tuple[Figure, str]]
) -> Iterator[Quad]:
    node = mint.thing("observation", key.local)
    value = decided([figure for figure, _ in claims])
    unit = next(unit for figure, unit in claims if figure is value)
    for prop, thing in (
        (A, term("qb:Observation")),
        (term("qb:dataSet"), dataset),
        (term("gb:dimFiscalYear"), NamedNode(f"{_INTERVAL}year/{key.year}")),
        (term("gb:dimOrganization"), mint.unit(unit)),
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
    for figure, _ in claims:
        claim = mint.figure(figure.document, figure.line, figure.column)
        yield Quad(node, term("prov:wasDerivedFrom"), claim, graph)
        if contradicts(value, figure):
            yield Quad(node, term("gb:contradictedBy"), claim, graph)
