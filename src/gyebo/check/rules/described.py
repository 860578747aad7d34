"""What sentences say of rows: how many there are, how many lie above a rate, and that they rise or fall every year."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found
from gyebo.check.precision import Verdict, compared, value
from gyebo.check.rows import Row

Table = tuple[str, str]
_PROGRAMS = re.compile(r"(\d+)\s*개\s*세부사업")
_ABOVE = re.compile(r"(초과|이상)\s*(?:인|한|하는)?\s*(?:세부)?사업[은이]?\s*총?\s*(\d+)\s*(건|개)")
_STEADY = re.compile(r"(?:꾸준히|해마다|매년|지속적으로|계속)\s*(증가|감소)|(증가|감소)하는\s*추세")
_RATE = {"unspent": "unspent-rate"}
_LINES, _YEARS = 3, 3


def counted_programs(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the numbers of programs in sentences that the fullest table of the document does not list."""
    for index, claim in enumerate(figures):
        if match := _PROGRAMS.search(claim.label):
            listed = _programs(claim, tables)
            if listed and len(listed) != int(match[1]) and claim.won is not None:
                ends = [listed[0], listed[-1]]
                yield _counted(claim, ends, match[0], f"{len(listed)}개", _span(listed))
        if (above := _ABOVE.search(claim.label)) and (least := _threshold(figures[:index], claim)):
            yield from _above(claim, least, above, _programs(claim, tables))


def _programs(claim: Claim, tables: Mapping[Table, list[Row]]) -> list[Row]:
    """Return the rows of programs of the table that lists most of them for a figure's kind and year."""
    lists = (
        [row for row in rows if _is_program(row) and row.of(claim.kind, year=claim.year)]
        for (document, _), rows in tables.items()
        if document == claim.document
    )
    return max(lists, key=len, default=[])


def _is_program(row: Row) -> bool:
    claim = row.first
    return bool(claim.program_name) and not (claim.item_name or claim.sub_program)


def _threshold(before: Sequence[Claim], claim: Claim) -> Claim | None:
    """Return the rate that the words before a count name."""
    near = [c for c in before[-_LINES:] if c.percent is not None and abs(claim.line - c.line) <= _LINES]
    return near[-1] if near and near[-1].document == claim.document else None


def _above(claim: Claim, least: Claim, match: re.Match[str], programs: list[Row]) -> Iterator[Finding]:
    """Yield the finding that more or fewer programs lie above a rate than a sentence says."""
    kind = _RATE.get(claim.kind, "")
    rates = [c for row in programs for c in row.claims if c.kind == kind and c.year == claim.year]
    reached = [
        c for c in rates if value(c) > value(least) or (match[1] == "이상" and value(c) == value(least))
    ]
    if rates and len(reached) != int(match[2]):
        rows = [Row(0, (c,)) for c in reached]
        shown = ", ".join(f"{c.label.replace('>', ' ')} {cited(c)}" for c in reached)
        printed = f"{least.raw} {match[1]} {match[2]}{match[3]}"
        yield _counted(claim, rows, printed, f"{len(reached)}{match[3]}", shown)


def _counted(claim: Claim, rows: list[Row], printed: str, expected: str, formula: str) -> Finding:
    finding = found(
        "sentence-count",
        claim,
        [row.first for row in rows],
        expected=expected,
        formula=formula,
        subject=printed,
    )
    return replace(finding, printed=printed)


def _span(rows: list[Row]) -> str:
    return f"{rows[0].first.document}:{rows[0].first.line}–{rows[-1].first.line}"


def steady_trends(figures: Sequence[Claim], claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield sentences that let an amount rise or fall every year, though a table has a year that goes the other way."""
    listed = list(claims)
    for claim in figures:
        match = _STEADY.search(claim.label)
        if match is None or claim.won is None:
            continue
        for series in _series(claim, listed):
            back = [(old, new) for old, new in pairwise(series) if _goes_back(old, new, match[1] or match[2])]
            if back:
                old, new = back[0]
                finding = found(
                    "sentence-trend", claim, series, expected=f"{new.year} {new.raw}", subject=match[0],
                    formula=f"{old.year} {cited(old)} → {new.year} {cited(new)}",
                )  # fmt: skip
                yield replace(finding, printed=match[0])
                break


def _series(claim: Claim, claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return the amounts that tables print year by year for what a sentence is about, the longest first."""
    series: dict[str, dict[str, Claim]] = defaultdict(dict)
    own = _about(claim)
    for other in claims:
        if (
            other.table
            and other.won is not None
            and other.document == claim.document
            and _about(other) == own
        ):
            series[other.table].setdefault(other.year, other)
    long = [years for years in series.values() if len(years) >= _YEARS]
    return [[years[year] for year in sorted(years)] for years in sorted(long, key=len, reverse=True)]


def _about(claim: Claim) -> tuple[str, ...]:
    c = claim
    return (
        c.kind,
        c.operation,
        c.account,
        c.program,
        c.department,
        c.item_name,
        c.revenue_item,
        c.policy_program,
    )


def _goes_back(old: Claim, new: Claim, direction: str) -> bool:
    falls = value(new) < value(old)
    return compared(old, new) is Verdict.OFF and falls is (direction == "증가")
