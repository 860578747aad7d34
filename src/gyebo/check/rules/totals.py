"""Totals against their parts, down the rows of a table."""

from collections.abc import Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, off
from gyebo.check.outline import columns, sums
from gyebo.check.precision import Verdict, total, verdict
from gyebo.check.rows import Row
from gyebo.text.rounding import Interval

_SHOWN = 8


def totals(table: list[Row], own_year: str) -> Iterator[Finding]:
    """Yield the totals of a table that are not the sum of their parts.

    In the columns of an earlier year a table often lists only what still exists. A total above its parts is
    information there, if the total itself fits into the sum above it.
    """
    compared = [(claim, parts) for each in sums(table) for claim, parts in columns(each)]
    verdicts = [verdict(claim, *total(parts)) for claim, parts in compared]
    told = list(zip(compared, verdicts, strict=True))
    confirmed = {part.iri for (_, parts), each in told if each is not Verdict.OFF for part in parts}
    for (claim, parts), each in told:
        if each is not Verdict.AGREES:
            expected = total(parts)[0]
            incomplete = claim.year < own_year and claim.iri in confirmed and (claim.won or 0) > expected.hi
            yield _finding("total-incomplete" if incomplete else "total", each, claim, parts, expected)


def _finding(rule: str, each: Verdict, claim: Claim, parts: list[Claim], expected: Interval) -> Finding:
    shown = " + ".join(part.raw for part in parts[:_SHOWN]) + (" + …" if len(parts) > _SHOWN else "")
    return off(rule, each, claim, parts, expected, shown)
