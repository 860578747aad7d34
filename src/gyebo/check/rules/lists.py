"""Lists: thresholds in their headings, rows copied from another year, cuts by department against programs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations

from gyebo.check.claims import Claim, Sheet
from gyebo.check.findings import Finding, amount, apart, found, off
from gyebo.check.precision import Verdict, loose, total, value, verdict
from gyebo.check.rows import Row

Table = tuple[str, str]
_THRESHOLD = re.compile(r"(\d+)\s*(?:%|퍼센트)\s*(이상|초과)?")
_RATES = ("unspent-rate", "change-rate")
_REPEATED = 3
_UNPLACED = 4
_STATUS = ("appropriation", "obligation", "expenditure", "unspent")


def thresholds(tables: Mapping[Table, list[Row]], sheets: Mapping[Table, Sheet]) -> Iterator[Finding]:
    """Yield rows that a list's own heading ("80%이상 미집행사업") shuts out."""
    for table, rows in tables.items():
        match = _THRESHOLD.search(sheets[table].caption) if table in sheets else None
        for claim in (
            c for row in rows for c in row.claims if match and c.kind in _RATES and c.percent is not None
        ):
            least = int(match.group(1)) if match else 0
            reach = loose(claim)
            if max(abs(reach.lo), abs(reach.hi)) < least:
                yield found("list-threshold", claim, (), expected=f"{least}%")


def repeated_rows(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield rows that print the same amounts, three or more, for two different years."""
    seen: dict[tuple[str, str, tuple[int, ...]], Row] = {}
    for row in (row for rows in tables.values() for row in rows):
        amounts = tuple(c.won or 0 for kind in _STATUS for c in row.of(kind)[:1])
        claim = row.first
        if len({a for a in amounts if a}) < _REPEATED or not claim.program or not row.of("expenditure"):
            continue
        earlier = seen.setdefault((claim.program, claim.item, amounts), row)
        if earlier.first.year != claim.year:
            yield _repeated(row, earlier)


def _repeated(row: Row, earlier: Row) -> Finding:
    shown = ", ".join(c.raw for c in earlier.claims if c.won)
    return found(
        "row-repeated",
        row.first,
        earlier.claims[:1],
        expected=f"{row.first.year} ≠ {earlier.first.year}",
        formula=shown,
    )


def department_cuts(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the cuts of departments in a sentence that the cuts of their programs in a table do not add up to.

    A program is a department's where another table of the document lists it so. Most departments must fit.
    """
    for run in _runs(figures):
        placed = _placed(run[0].document, tables)
        for table, rows in tables.items():
            if table[0] == run[0].document and not any(row.first.department for row in rows):
                yield from _compare(run, rows, placed)


def _runs(figures: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Yield the sentences that list amounts of three or more departments."""
    run: list[Claim] = []
    for claim in (*figures, None):
        listed = claim is not None and claim.won is not None and claim.kind == "change" and claim.department
        if (
            claim is not None
            and listed
            and not claim.program
            and (not run or claim.document == run[0].document)
        ):
            run.append(claim)
        else:
            if len(run) >= _REPEATED:
                yield run
            run = []


def _placed(document: str, tables: Mapping[Table, list[Row]]) -> dict[str, Claim]:
    """Return a figure of each program that a document lists under a department."""
    rows = (row for table, listed in tables.items() if table[0] == document for row in listed)
    return {row.first.program: row.first for row in rows if row.first.program and row.first.department}


def _compare(run: list[Claim], rows: list[Row], placed: Mapping[str, Claim]) -> Iterator[Finding]:
    cuts: dict[str, list[Claim]] = defaultdict(list)
    named = {claim.about_unit for claim in run}
    for row in rows:
        changed = [c for c in row.of("change") if "당초" not in c.header.rpartition(">")[2]]
        if row.first.program and changed and not row.first.item_name:
            department = placed[row.first.program].about_unit if row.first.program in placed else ""
            cuts[department if department in named else ""].append(changed[-1])
    told = [(claim, cuts[claim.about_unit], _cut(claim, cuts[claim.about_unit], cuts[""])) for claim in run]
    if sum(each is not Verdict.OFF for *_, each in told) * 2 <= len(told):
        return
    wrong = [(claim, parts) for claim, parts, each in told if each is Verdict.OFF]
    moves = list(_moved(wrong))
    moved = {claim.iri for to, origin, _ in moves for claim in (to, origin)}
    for to, origin, part in moves:
        place = placed[part.program]
        yield found(
            "department-program", to, (part, origin, place), expected=place.department, formula=to.department,
            subject=part.program_name,
        )  # fmt: skip
    for claim, parts in wrong:
        if claim.iri not in moved:
            shown = " + ".join(part.raw for part in parts) or "0"
            yield off("department-sum", Verdict.OFF, claim, parts, -total(parts)[0], shown)


def _moved(wrong: list[tuple[Claim, list[Claim]]]) -> Iterator[tuple[Claim, Claim, Claim]]:
    """Yield two departments and the one program between them: with it moved from the second, both cuts fit."""
    for (to, parts), (origin, others) in permutations(wrong, 2):
        fitting = [
            part
            for part in others
            if _cut(to, [*parts, part], []) is not Verdict.OFF
            and _cut(origin, [other for other in others if other is not part], []) is not Verdict.OFF
        ]
        if len(fitting) == 1:
            yield to, origin, fitting[0]


def _cut(claim: Claim, parts: list[Claim], unplaced: list[Claim]) -> Verdict:
    """Compare a department's cut with its programs', with any of those that no table places in a department."""
    sign = -1 if value(claim) > 0 else 1
    for number in range(min(len(unplaced), _UNPLACED) + 1):
        for more in combinations(unplaced, number):
            rounded, loosely = total([*parts, *more])
            each = verdict(claim, *((rounded, loosely) if sign > 0 else (-rounded, -loosely)))
            if each is not Verdict.OFF:
                return each
    return Verdict.OFF


def two_departments(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield programs that one document lists under two departments in one year; moves of money are left out."""
    listed = [c for c in claims if c.program and c.department and c.won is not None and not c.sub_program]
    moving = {(c.document, c.table) for c in listed if c.kind in ("transfer-in", "transfer-out")}
    first: dict[tuple[str, str, str], Claim] = {}
    told: set[tuple[str, str, str, str]] = set()
    for claim in listed:
        if (claim.document, claim.table) in moving or not claim.about_unit:
            continue
        about = (claim.document, claim.program, claim.year)
        other = first.setdefault(about, claim)
        if other.about_unit != claim.about_unit and (*about, claim.about_unit) not in told:
            told.add((*about, claim.about_unit))
            yield found(
                "program-departments", claim, (other,), expected=other.department, subject=claim.program_name
            )


def mixed_accounts(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield rows of no account that print the figures of one account, though another table prints more for that year."""
    rows = [part for listed in tables.values() for row in listed for part in _by_year(row) if _whole(part)]
    for row in rows:
        same = [r for r in rows if r is not row and _about(r) == _about(row)]
        of_account = [
            r for r in same if r.first.account and not row.first.account and _shared(row, r) >= _REPEATED
        ]
        others = [r for r in same if not r.first.account and _apart(row, r)]
        if of_account and others:
            wider, claim = others[0], row.of("appropriation")[0]
            expected = wider.of("appropriation")[0]
            yield found(
                "account-mixed", claim, (expected, of_account[0].first), expected=amount(value(expected), claim),
                difference=apart(value(claim) - value(expected), claim), formula=of_account[0].first.account,
            )  # fmt: skip


def _by_year(row: Row) -> Iterator[Row]:
    """Yield the parts of a row that are about one year each."""
    for year in dict.fromkeys(c.year for c in row.claims):
        yield Row(row.number, tuple(c for c in row.claims if c.year == year))


def _whole(row: Row) -> bool:
    """Tell whether a row is about a bureau or department as a whole, with its appropriation."""
    claim = row.first
    return bool(row.of("appropriation")) and not (
        claim.program_name or claim.item_name or claim.policy_program or claim.revenue_item
    )


def _about(row: Row) -> tuple[str, str, str, str, str]:
    c = row.first
    return c.document, c.bureau, c.department, c.year, c.operation


def _shared(one: Row, other: Row) -> int:
    """Return how many amounts of the same kind two rows share."""
    mine = {c.kind: c.won for c in one.claims if c.won}
    return sum(mine.get(c.kind) == c.won for c in other.claims if c.won)


def _apart(one: Row, other: Row) -> bool:
    """Tell whether two rows differ in both appropriation and expenditure."""
    pairs = [
        (a, b)
        for kind in ("appropriation", "expenditure")
        for a in one.of(kind)[:1]
        for b in other.of(kind)[:1]
    ]
    return len(pairs) == 2 and all(verdict(a, *total([b])) is Verdict.OFF for a, b in pairs)
