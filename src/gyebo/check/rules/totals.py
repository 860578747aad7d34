"""Totals against their parts, down the rows of a table."""

from collections.abc import Iterator, Mapping

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, off
from gyebo.check.outline import columns, sums
from gyebo.check.precision import Verdict, ranges, total, verdict
from gyebo.check.rows import Row
from gyebo.check.rules.changes import wrong_changes
from gyebo.text.rounding import Interval

_SHOWN = 8
Ranges = tuple[Interval, Interval]


def totals(table: list[Row], own_year: str) -> Iterator[Finding]:
    """Yield the totals of a table that are not the sum of their parts.

    In the columns of an earlier year a table often lists only what still exists. A total above its parts is
    information there, if the total itself fits into the sum above it. A total that fits once a wrong part is put
    right is not what is wrong: the part is told by its own finding.
    """
    compared = [(claim, parts) for each in sums(table) for claim, parts in columns(each)]
    verdicts = [verdict(claim, *total(parts)) for claim, parts in compared]
    told = list(zip(compared, verdicts, strict=True))
    confirmed = {part.iri for (_, parts), each in told if each is not Verdict.OFF for part in parts}
    right = {claim.iri: total(parts) for (claim, parts), each in told if each is Verdict.OFF}
    right.update({claim.iri: changed for row in table for claim, changed in wrong_changes(row)})
    for (claim, parts), each in told:
        if each is not Verdict.AGREES:
            expected = total(parts)[0]
            incomplete = claim.year < own_year and claim.iri in confirmed and (claim.won or 0) > expected.hi
            rule = "total-incomplete" if incomplete else "total"
            blameless = each is Verdict.OFF and _blameless(claim, parts, right)
            yield _finding("total-part-wrong" if blameless else rule, each, claim, parts, expected)


def _blameless(claim: Claim, parts: list[Claim], right: Mapping[str, Ranges]) -> bool:
    """Tell whether a total fits as soon as its wrong parts are what they should be."""
    if not any(part.iri in right for part in parts):
        return False
    mended = [right.get(part.iri) or ranges(part) for part in parts]
    rounded, loose = (Interval.sum(each[index] for each in mended) for index in (0, 1))
    return verdict(claim, rounded, loose) is not Verdict.OFF


def _finding(rule: str, each: Verdict, claim: Claim, parts: list[Claim], expected: Interval) -> Finding:
    shown = " + ".join(part.raw for part in parts[:_SHOWN]) + (" + …" if len(parts) > _SHOWN else "")
    return off(rule, each, claim, parts, expected, shown)
