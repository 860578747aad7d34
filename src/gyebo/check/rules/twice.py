"""One thing printed twice: in two tables of a document, or in two documents.

Tables that look alike are often about different things (the whole budget of a program, and its maintenance
contracts). So two rows are compared only where most of their amounts agree, or where nearly all that the two
tables have in common agrees: then a row that differs is the exception, not the rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found, off, within
from gyebo.check.outline import TOTAL
from gyebo.check.precision import Verdict, compared, place, total, value, verdict
from gyebo.text.names import key

_AMOUNTS = frozenset({
    "original", "proposed", "current", "supplementary", "final", "appropriation", "obligation", "expenditure",
    "carryover", "carryover-specified", "carryover-unforeseen", "carried-in", "subsidy-return", "unspent",
    "assessed", "gross-collected", "refunded", "collected", "written-off", "uncollected", "tender", "award", "bid-saving",
})  # fmt: skip
_BUDGETS = frozenset({"original", "proposed", "current", "supplementary", "final", "appropriation"})
_RATES = frozenset({"unspent-rate", "execution-rate", "collection-rate", "award-rate"})
_NEARLY = 0.8
_COMMON = 10
_KINDS = 2
Subject = tuple[str, ...]
Table = tuple[str, str]
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Pair:
    """Two printings of one thing."""

    one: Claim
    other: Claim
    verdict: Verdict

    @property
    def rows(self) -> tuple[Row, Row]:
        """The two rows that the printings stand in."""
        return _row(self.one), _row(self.other)

    @property
    def tables(self) -> tuple[Table, Table]:
        """The two tables that the printings stand in."""
        return (self.one.document, self.one.table), (self.other.document, self.other.table)


def _row(claim: Claim) -> Row:
    return claim.document, claim.table, claim.department, claim.label


def subject(claim: Claim) -> Subject | None:
    """Return what an amount in a table is of: a program or part of one, a unit, a revenue item, or everything."""
    item = claim.item or key(claim.item_name)
    if claim.sub_program and claim.program_name:
        return "part", claim.program, key(claim.sub_program), item
    if claim.program:
        return "program", claim.program, item
    if claim.policy_program or claim.unit_program or item:
        return None
    if claim.department:
        return "unit", claim.about_unit or key(claim.department), claim.account
    if claim.revenue_item:
        return "revenue", key(claim.revenue_item.rpartition(">")[2]), claim.account
    named = claim.label.replace(" ", "").rpartition(">")[2]
    whole = TOTAL.search(named) or named in (claim.bureau, claim.account)
    return ("all", claim.bureau, claim.account) if whole else None


def twice(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the printings that contradict another printing of the same thing."""
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        about = (
            subject(claim) if claim.table and claim.kind in _AMOUNTS | _RATES and claim.raw != "-" else None
        )
        if about:
            groups[(*about, claim.year, claim.kind, claim.round, claim.operation, claim.as_of)].append(claim)
    pairs = [pair for group in groups.values() for pair in _pairs(group)]
    same = _same(pairs)
    for group in groups.values():
        yield from _contradictions([pair for pair in _pairs(group) if pair.rows in same], group)


def parted(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield amounts of a row that two rows of other tables together do not make, though they make its other amounts."""
    rows: dict[tuple[Subject, str, str, str, str], dict[Row, dict[str, Claim]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for claim in claims:
        about = subject(claim) if claim.table and claim.won is not None and claim.kind in _AMOUNTS else None
        if about and about[0] == "program" and claim.raw != "-":
            group = rows[about, claim.document, claim.year, claim.operation, claim.as_of]
            group[_row(claim)].setdefault(claim.kind, claim)
    for group in rows.values():
        for whole, one, other in permutations(group, 3):
            if one < other and whole[1] not in (one[1], other[1]):
                yield from _made_of(group[whole], group[one], group[other])


def unlike_budgets(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield amounts in a column named after an item that no budget of that item and year, printed elsewhere, is."""
    budgets: dict[tuple[Subject, str, str], list[Claim]] = defaultdict(list)
    others: list[tuple[tuple[Subject, str, str], Claim]] = []
    for claim in claims:
        about = subject(claim) if claim.table and claim.won else None
        if about is None or about[0] != "program" or not claim.item_name:
            continue
        if claim.kind in _BUDGETS:
            budgets[about, claim.document, claim.year].append(claim)
        elif claim.kind == "other" and key(claim.item_name) in key(claim.header):
            others.append(((about, claim.document, claim.year), claim))
    for same, claim in others:
        printed = [c for c in budgets[same] if c.table != claim.table]
        if printed and all(compared(claim, c) is Verdict.OFF for c in printed):
            nearest = min(printed, key=lambda c: abs(value(c) - value(claim)))
            yield _finding(claim, nearest, [nearest, *(c for c in printed if c is not nearest)], Verdict.OFF)


def _made_of(whole: dict[str, Claim], one: dict[str, Claim], other: dict[str, Claim]) -> Iterator[Finding]:
    told = [
        (whole[kind], [one[kind], other[kind]], verdict(whole[kind], *total([one[kind], other[kind]])))
        for kind in whole
        if kind in one and kind in other
    ]
    made = [parts for claim, parts, each in told if claim.won and each is not Verdict.OFF]
    if len(made) < _KINDS or not any(all(part.won for part in parts) for parts in made):
        return
    for claim, parts, each in told:
        if each is Verdict.OFF:
            formula = " + ".join(cited(part) for part in parts)
            yield off("printed-twice", each, claim, parts, total(parts)[0], formula)


def _pairs(group: list[Claim]) -> Iterator[Pair]:
    for one, other in combinations(group, 2):
        kinds = (one.won is None) == (other.won is None)
        if kinds and (one.document, one.table) != (other.document, other.table):
            yield Pair(one, other, compared(one, other))


def _same(pairs: list[Pair]) -> frozenset[tuple[Row, Row]]:
    """Return the pairs of rows that are about the same thing."""
    rows: dict[tuple[Row, Row], Counter[bool]] = defaultdict(Counter)
    tables: dict[tuple[Table, Table], Counter[bool]] = defaultdict(Counter)
    telling: set[tuple[Row, Row]] = set()
    for pair in pairs:
        agreed = pair.verdict is not Verdict.OFF
        if pair.one.won is not None:
            rows[pair.rows][agreed] += 1
        if pair.one.won is not None and (pair.one.won or pair.other.won):
            tables[pair.tables][agreed] += 1
            if agreed:
                telling.add(pair.rows)
    alike = {
        each
        for each, told in tables.items()
        if told.total() >= _COMMON and told[True] >= _NEARLY * told.total()
    }
    mostly = {each for each, told in rows.items() if told[True] > told[False] and each in telling}
    return frozenset(mostly | {pair.rows for pair in pairs if pair.tables in alike})


def _contradictions(pairs: list[Pair], group: list[Claim]) -> Iterator[Finding]:
    """Yield one finding for each printing that contradicts the one with the most support."""
    differing = [pair for pair in pairs if pair.verdict is not Verdict.AGREES]
    if not differing:
        return
    support = Counter(
        claim.iri for pair in pairs if pair.verdict is Verdict.AGREES for claim in (pair.one, pair.other)
    )
    involved = {claim.iri: claim for pair in pairs for claim in (pair.one, pair.other)}
    order = {claim.iri: index for index, claim in enumerate(group)}
    best = min(involved.values(), key=lambda c: (-support[c.iri], place(c), order[c.iri]))
    for claim in sorted(involved.values(), key=lambda c: order[c.iri]):
        each = compared(claim, best)
        if claim is not best and each is not Verdict.AGREES:
            agreeing = [c for c in involved.values() if compared(c, best) is Verdict.AGREES]
            yield _finding(claim, best, agreeing, each)


def _finding(claim: Claim, best: Claim, agreeing: list[Claim], each: Verdict) -> Finding:
    rule = "printed-twice" if claim.won is not None else "rate-printed-twice"
    others = sorted(agreeing, key=lambda c: (c.document != claim.document, c.line))
    return found(
        rule, claim, others,
        expected=amount(value(best), claim), difference=apart(value(claim) - value(best), claim),
        tolerance=within((place(claim) + place(best)) / 2, claim), formula=", ".join(cited(c) for c in others[:4]),
        severity="info" if each is Verdict.CUT else "",
    )  # fmt: skip
