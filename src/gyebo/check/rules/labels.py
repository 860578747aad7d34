"""Labels that belong to other figures: two labels exchanged, the name of a total, the prefix of an item code."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found
from gyebo.check.outline import sums
from gyebo.check.precision import value
from gyebo.check.rows import Row
from gyebo.text.names import key

Table = tuple[str, str]
_BUDGETS = frozenset({"original", "current", "supplementary", "proposed", "final", "appropriation"})
_ORDER = 10
_WITNESSES = 2
_PREFIX_LINES = 3
_YEAR = re.compile(r"(?:19|20)\d\d")


def swapped_labels(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield pairs of rows whose sizes are the other way round than in every other document.

    Only the few groups that every budget is parted into are compared: rows that name no program, unit or item.
    """
    largest = {table: _groups(rows) for table, rows in tables.items()}
    for table, groups in largest.items():
        for one, other in combinations(sorted(groups), 2):
            small, great = sorted((groups[one], groups[other]), key=value)
            if value(great) <= _ORDER * value(small):
                continue
            elsewhere = [g for t, g in largest.items() if t[0] != table[0] and one in g and other in g]
            opposed = [g for g in elsewhere if _dwarfs(g[_name(small)], g[_name(great)])]
            if len(opposed) == len(elsewhere) >= _WITNESSES:
                yield _exchanged(great, small, opposed)


def _groups(rows: list[Row]) -> dict[str, Claim]:
    """Return the largest budget of each bare group of a table, by name."""
    found_in: dict[str, Claim] = {}
    for row in rows:
        budgets = [c for c in row.claims if c.won and c.kind in _BUDGETS and not _specific(c)]
        for claim in budgets:
            held = found_in.get(_name(claim))
            if held is None or value(claim) > value(held):
                found_in[_name(claim)] = claim
    return found_in


def _specific(claim: Claim) -> bool:
    return bool(claim.program_name or claim.department or claim.item_name or claim.revenue_item)


def _name(claim: Claim) -> str:
    return key(claim.label.rpartition(">")[2])


def _dwarfs(great: Claim, small: Claim) -> bool:
    return value(great) > _ORDER * value(small)


def _exchanged(great: Claim, small: Claim, opposed: list[dict[str, Claim]]) -> Finding:
    others = [group[_name(great)] for group in opposed] + [group[_name(small)] for group in opposed]
    return found(
        "swapped-labels", great, [small, *others], expected=small.label.rpartition(">")[2],
        formula=", ".join(f"{c.label.rpartition('>')[2]} {cited(c)}" for c in others[:4]),
    )  # fmt: skip


def years_in_headings(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the headings of columns that name another year than their figures are of; comparisons are left out."""
    columns: dict[tuple[str, str, str, str], Claim] = {}
    for claim in claims:
        years = _YEAR.findall(claim.header)
        if claim.table and years and claim.year not in years and claim.kind in _BUDGETS:
            columns.setdefault((claim.document, claim.table, claim.header, claim.year), claim)
    for claim in columns.values():
        finding = found("heading-year", claim, (), expected=claim.year, subject=claim.header)
        yield replace(finding, printed=claim.header)


def wrong_accounts(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield figures of sentences that give a program to another account than every table of the document does."""
    listed = [claim for claim in claims if claim.program and claim.account]
    tables: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in listed:
        if claim.table:
            tables[claim.document, claim.program, claim.year].append(claim)
    for claim in listed:
        others = tables.get((claim.document, claim.program, claim.year), [])
        if not claim.table and others and all(other.account != claim.account for other in others):
            wheres = list({other.line: other for other in others}.values())
            yield found(
                "program-account", claim, wheres, expected=others[0].account, formula=claim.account,
                subject=claim.program_name,
            )  # fmt: skip


def totals_misnamed(
    tables: Mapping[Table, list[Row]], items: Mapping[str, tuple[str, str]]
) -> Iterator[Finding]:
    """Yield rows of revenue that are the total of items of another heading than their own.

    `items` leads from the key of a revenue item's name to its proper name and that of the heading above it.
    """
    for rows in tables.values():
        if not any(row.first.revenue_item for row in rows):
            continue
        for each in sums(rows):
            own, below = _name(each.row.first), [_name(part.first) for part in each.parts]
            headings = {items.get(name, ("", ""))[1] for name in below}
            heading = headings.pop() if len(headings) == 1 and len(below) > 1 else ""
            if heading and own in items and items[own][0] != heading:
                claim = each.row.first
                yield found("misnamed-total", claim, [part.first for part in each.parts], expected=heading)


def odd_prefixes(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield an item code whose prefix stands alone in a document where all others share one."""
    lines: dict[str, dict[str, dict[int, Claim]]] = defaultdict(lambda: defaultdict(dict))
    for claim in claims:
        prefix, dash, _ = claim.item_code.partition("-")
        if dash and claim.item_code.count("-") > 1:
            lines[claim.document][prefix].setdefault(claim.line, claim)
    for prefixes in lines.values():
        common, _ = Counter({prefix: len(found_in) for prefix, found_in in prefixes.items()}).most_common(1)[
            0
        ]
        for prefix, found_in in prefixes.items():
            if prefix != common and len(found_in) == 1 and len(prefixes[common]) >= _PREFIX_LINES:
                claim = next(iter(found_in.values()))
                others = list(prefixes[common].values())
                expected = f"{common}-{claim.item_code.partition('-')[2]}"
                yield found("item-code-prefix", claim, others, expected=expected, subject=claim.item_code)
