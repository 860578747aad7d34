"""Counts: shares of counted things, counts in sentences against rows, months against the period beside them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from gyebo.check.claims import Claim, Count, as_claim
from gyebo.check.evidence import Period
from gyebo.check.findings import Finding, apart, found, rate_off
from gyebo.check.outline import TOTAL
from gyebo.check.precision import Verdict, place, ranges, ratio, rounded, value

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = 12


def count_shares(claims: Iterable[Claim], counts: Iterable[Count]) -> Iterator[Finding]:
    """Yield rates in a table of counts that are not the share of their count in the total."""
    by_cell: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for count in counts:
        if count.table:
            by_cell[count.document, count.table, count.label].append(as_claim(count))
    for claim in claims:
        if claim.percent is None or not claim.table or claim.kind != "other":
            continue
        row = by_cell.get((claim.document, claim.table, claim.label), [])
        part = next((c for c in row if c.header == claim.header), None)
        whole = next((c for c in row if _is_total(c.header)), None)
        if part is not None and whole is not None and whole.won:
            each = _share(claim, part, whole)
            if each is not Verdict.AGREES:
                formula = f"{part.raw} / {whole.raw}"
                yield rate_off(
                    "count-share", each, claim, rounded(part), rounded(whole), (part, whole), formula
                )


def _share(claim: Claim, part: Claim, whole: Claim) -> Verdict:
    """Compare a rate with the share of a count: counts are exact, so cutting digits off never lowers a round share."""
    each, exact = ratio(claim, ranges(part), ranges(whole)), 100 * value(part) / value(whole)
    round_share = exact % place(claim) == 0
    return Verdict.OFF if each is Verdict.CUT and round_share else each


def _is_total(header: str) -> bool:
    return bool(TOTAL.search(header.rpartition(">")[2].replace(" ", "")))


def months(periods: Iterable[Period], counts: Iterable[Count]) -> Iterator[Finding]:
    """Yield printed numbers of months that their period does not have, both ends counted."""
    printed: Mapping[tuple[str, int], Count] = {(c.document, c.line): c for c in counts if c.unit == "개월"}
    for period in periods:
        count = printed.get((period.document, period.line))
        start, end = _MONTH.match(period.start), _MONTH.match(period.end)
        if count is None or start is None or end is None:
            continue
        length = (int(end[1]) - int(start[1])) * _YEAR + int(end[2]) - int(start[2]) + 1
        if Fraction(count.quantity) != length:
            claim = as_claim(count)
            yield found(
                "months", claim, (), expected=f"{length}개월", difference=apart(value(claim) - length, claim),
                formula=f"{period.start} ~ {period.end}", subject=period.title,
            )  # fmt: skip
