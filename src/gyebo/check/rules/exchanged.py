"""Labels exchanged: an amount that other tables print for another row of its own table.

One amount with four or more significant digits tells its row: two programs (items, units) seldom have the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found
from gyebo.check.precision import Verdict, compared
from gyebo.check.rules.twice import Subject, subject

_DIGITS = 4
Cell = tuple[str, str, str, str, str]
Table = tuple[str, str]


def exchanged_labels(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the rows of tables that bear the label of another row, one finding for two labels exchanged."""
    elsewhere: dict[tuple[Subject, Cell], list[Claim]] = defaultdict(list)
    tables: dict[tuple[Table, str, Cell], list[tuple[Subject, Claim]]] = defaultdict(list)
    for claim in claims:
        about = subject(claim) if claim.table and claim.won is not None else None
        if about and claim.kind not in ("change", "basis", "other"):
            elsewhere[about, _cell(claim)].append(claim)
            tables[_table(claim), claim.header, _cell(claim)].append((about, claim))
    told: set[tuple[Table, frozenset[Subject]]] = set()
    for (table, _, cell), listed in tables.items():
        for about, claim in listed:
            own = [c for c in elsewhere[about, cell] if _table(c) != table]
            if not own or not all(compared(claim, c) is Verdict.OFF for c in own):
                continue
            for name, other in listed:
                rows = (table, frozenset({about, name}))
                theirs = [c for c in elsewhere[name, cell] if _table(c) != table]
                if rows not in told and name != about and _belongs(other, own, theirs):
                    told.add(rows)
                    yield _finding(claim, other, own)


def _belongs(claim: Claim, own: list[Claim], theirs: list[Claim]) -> bool:
    """Tell whether an amount is what other tables print for one thing, and not what they print for its own."""
    return any(compared(claim, c) is Verdict.AGREES and _telling(claim, c) for c in own) and not any(
        compared(claim, c) is not Verdict.OFF for c in theirs
    )


def _finding(claim: Claim, other: Claim, own: list[Claim]) -> Finding:
    shown = next(c for c in own if compared(other, c) is Verdict.AGREES)
    return found(
        "labels-exchanged",
        claim,
        (other, shown),
        expected=other.label.rpartition(">")[2],
        formula=cited(shown),
    )


def _table(claim: Claim) -> Table:
    return claim.document, claim.table


def _cell(claim: Claim) -> Cell:
    return claim.year, claim.kind, claim.round, claim.operation, claim.as_of


def _telling(one: Claim, other: Claim) -> bool:
    return all(len(str(abs(c.won or 0)).rstrip("0")) >= _DIGITS for c in (one, other))
