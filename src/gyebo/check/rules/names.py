"""Names: misprints that a decision has settled, names that differ for one row, names that nobody decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rapidfuzz import fuzz

from gyebo.check.claims import Claim
from gyebo.check.evidence import NameUse
from gyebo.check.findings import Finding, found, found_name
from gyebo.check.rows import Row
from gyebo.text.names import bare, jamo, key

Table = tuple[str, str]
_LIKE = 85
_NEAR = 90
_SHARED = 2
_COMMON = 6


def misprinted_names(uses: Iterable[NameUse]) -> Iterator[Finding]:
    """Yield each place where a name is misprinted, as decided."""
    seen: set[tuple[str, int, str]] = set()
    for use in uses:
        if use.kind == "misprint" and (use.document, use.line, use.thing) not in seen:
            seen.add((use.document, use.line, use.thing))
            yield found_name("name-misprint", use, expected=use.proper)


def differing_names(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield rows of two tables that print the same figures under names that differ by more than spelling."""
    seen: set[tuple[str, str, str]] = set()
    for one, other in _twins(tables):
        a, b = _named(one.first), _named(other.first)
        told = (one.first.document, key(a), key(b))
        alike = bool(a and b) and (one.first.program == other.first.program)
        if not alike or told in seen or bare(a) == bare(b) or key(a) in key(b) or key(b) in key(a):
            continue
        if one.first.program or fuzz.ratio(jamo(a), jamo(b)) >= _LIKE:
            seen.add(told)
            yield found("name-differs", other.first, (one.first,), expected=a, subject=b)


def _named(claim: Claim) -> str:
    """Return the name of what a whole row is of: a program, or a revenue item; empty for anything else."""
    if claim.sub_program or claim.item_name:
        return ""
    return claim.program_name or claim.revenue_item.rpartition(">")[2]


def _twins(tables: Mapping[Table, list[Row]]) -> list[tuple[Row, Row]]:
    """Return the pairs of rows in two tables of one document that share two or more amounts, rare ones only."""
    holders: dict[tuple[str, str, str, int], list[tuple[Table, Row]]] = defaultdict(list)
    for table, rows in tables.items():
        for row in rows:
            for claim in {c.kind: c for c in row.claims if c.won}.values():
                holders[table[0], claim.year, claim.kind, claim.won or 0].append((table, row))
    shared: Counter[tuple[tuple[Table, int], tuple[Table, int]]] = Counter()
    rows_by = {(table, row.number): row for table, rows in tables.items() for row in rows}
    for listed in holders.values():
        if len(listed) <= _COMMON:
            for (t1, r1), (t2, r2) in combinations(listed, 2):
                if t1 != t2:
                    shared[(t1, r1.number), (t2, r2.number)] += 1
    return [(rows_by[a], rows_by[b]) for (a, b), times in shared.items() if times >= _SHARED]


def undecided_names(uses: Iterable[NameUse], undecided: Iterable[Claim]) -> Iterator[Finding]:
    """Yield programs that nobody decided on, where a decided name is nearly theirs."""
    known = [(use, jamo(use.name)) for use in uses if use.judged == "same"]
    seen: set[str] = set()
    for claim in undecided:
        if claim.program in seen or not claim.program_name:
            continue
        seen.add(claim.program)
        letters = jamo(claim.program_name)
        near = max(known, key=lambda pair: fuzz.ratio(letters, pair[1]), default=None)
        if near is not None and fuzz.ratio(letters, near[1]) >= _NEAR:
            yield found("name-undecided", claim, (), expected=near[0].name, subject=claim.program_name)
