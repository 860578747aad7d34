"""Sentences against tables, and one sentence against another.

A sentence names its subject loosely, so a figure in it is compared only with figures of the very same program,
item, unit or account and kind, and a difference counts only when nothing printed supports the sentence.
Figures about everything are compared when they all but agree: that is how one amount misprinted looks.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found, within
from gyebo.check.precision import Verdict, compared, met, place, ranges, total, value, verdict
from gyebo.check.rules.prose import Prose, about
from gyebo.check.rules.rates import rates
from gyebo.check.rules.twice import Subject
from gyebo.text.rounding import Interval

_CHANGES = frozenset({"change", "change-rate"})
_RATES = frozenset({"unspent-rate", "execution-rate", "collection-rate", "change-rate"})
_AMOUNTS = frozenset({
    "original", "proposed", "current", "supplementary", "final", "appropriation", "obligation", "expenditure", "carryover",
    "carryover-specified", "carryover-unforeseen", "subsidy-return", "unspent", "assessed", "collected", "written-off",
    "uncollected", "change", "transfer-out", "transfer-in", "planned",
})  # fmt: skip
_PART = re.compile(r"낙찰차액|절감|정산|미발생|계획변경|감면|반납|운영비|인건비|사업비|지출잔액|초과|약$")
_TOTAL_FOLLOWS = re.compile(r"(등|에서)\s*총?")
_NEARLY, _POINTS, _ALMOST = Fraction(1, 100), Fraction(3, 10), Fraction(1, 20)
_LINES = 6


def sentences(text: Prose) -> Iterator[Finding]:
    """Yield what sentences print otherwise than tables or other sentences, and what they compute wrongly."""
    computed = rates(text)
    for index, claim in enumerate(text.figures):
        yield from computed.get(index) or _against_tables(text, claim, text.near(index))
    yield from _against_sentences(text)


def _against_tables(text: Prose, claim: Claim, near: list[Claim]) -> Iterator[Finding]:
    named = about(claim)
    if named is None or claim.kind not in _AMOUNTS | _RATES or (claim.kind in _CHANGES and named[0] == "all"):
        return
    printed = [c for c in text.of(named, claim) if (c.won is None) == (claim.won is None)]
    if not printed or claim.won == 0 or any(_agree(claim, c) is Verdict.AGREES for c in printed):
        return
    told = claim.percent is not None and claim.account
    if named[0] == "all" and not told and _of_something_else(claim, printed, text.alike(claim, named)):
        return
    closest = _closest(claim, printed)
    each = _agree(claim, closest)
    if each is Verdict.OFF and not _telling(named, claim, closest, printed, near):
        return
    told_by = closest if each is not Verdict.OFF or named[0] in ("all", "revenue") else _best(printed)
    yield _finding(claim, [told_by, *(c for c in printed if c is not told_by)], each)


def _finding(claim: Claim, others: list[Claim], each: Verdict) -> Finding:
    """Return the finding that a sentence says otherwise than the first of other printings."""
    other = others[0]
    expected = value(other)
    if claim.kind in _CHANGES and expected < 0 <= value(claim):
        expected = -expected
    return found(
        "sentence", claim, others, expected=amount(expected, claim),
        difference=apart(value(claim) - expected, claim),
        tolerance=within((place(claim) + place(other)) / 2, claim), formula=cited(other),
        severity="info" if each is Verdict.CUT else "",
    )  # fmt: skip


def _against_sentences(text: Prose) -> Iterator[Finding]:
    """Yield amounts of one thing that two sentences close by print nearly, but not quite, alike."""
    groups: dict[tuple[str, Subject, str, str], list[Claim]] = defaultdict(list)
    for claim in text.figures:
        named = about(claim)
        if named is not None and named[0] == "program" and claim.won and claim.kind == "expenditure":
            groups[claim.document, named, claim.year, claim.kind].append(claim)
    for group in groups.values():
        for one, other in combinations(group, 2):
            near = (
                abs(one.line - other.line) <= _LINES
                and abs(value(one) - value(other)) <= value(one) * _ALMOST
            )
            if near and compared(one, other) is Verdict.OFF:
                yield _finding(one, [other], Verdict.OFF)


def _of_something_else(claim: Claim, printed: list[Claim], alike: list[Claim]) -> bool:
    """Tell whether a figure is printed in a table for something else, which is then what the sentence means."""
    same = [c for c in alike if compared(claim, c) is not Verdict.OFF]
    return any(all(compared(c, other) is not Verdict.AGREES for other in printed) for c in same)


def _closest(claim: Claim, printed: list[Claim]) -> Claim:
    """Return the most precise of the printings that come nearest."""
    apart = {c.iri: abs(abs(value(c)) - abs(value(claim))) for c in printed}
    nearest = min(apart.values()) + place(claim)
    return min((c for c in printed if apart[c.iri] <= nearest), key=lambda c: (place(c), c.place))


def _best(printed: list[Claim]) -> Claim:
    """Return the most precise of the printings that most others agree with."""
    support = {c.iri: sum(compared(c, other) is not Verdict.OFF for other in printed) for c in printed}
    return min(printed, key=lambda c: (-support[c.iri], place(c), c.place))


def _agree(claim: Claim, other: Claim) -> Verdict:
    """Compare a sentence with a table; how much was cut is told without its sign."""
    if claim.kind not in _CHANGES or value(claim) < 0:
        return compared(claim, other)
    rounded_other, loose_other = (_absolute(each) for each in ranges(other))
    return met(ranges(claim), (rounded_other, loose_other))


def _absolute(interval: Interval) -> Interval:
    return -interval if interval.hi <= 0 else interval


def _telling(named: Subject, claim: Claim, closest: Claim, printed: list[Claim], near: list[Claim]) -> bool:
    """Tell whether a difference means a contradiction, and not that the sentence speaks of a part or of something else."""
    apart = abs(abs(value(claim)) - abs(value(closest)))
    if named[0] == "all" and claim.won is None and claim.account:
        return True
    if named[0] in ("all", "revenue"):
        nearly = _POINTS if claim.won is None and named[0] == "all" else abs(value(closest)) * _NEARLY
        return bool(apart <= nearly) or (claim.won is None and named[0] == "revenue")
    if claim.won is None:
        return True
    # A program that has no money of its own any more was taken in by another: the sentence speaks of that.
    if not closest.won:
        return False
    told = any(claim.raw in c.label and _TOTAL_FOLLOWS.search(c.label.rpartition(claim.raw)[2]) for c in near)
    return not told and not _PART.search(claim.label[-24:]) and not _parts_of(claim, printed, near)


def _parts_of(claim: Claim, printed: list[Claim], near: list[Claim]) -> bool:
    """Tell whether a figure is one of several that together are what is printed, or is the sum of what is printed."""
    same = [c for c in near if c.won is not None and c.program == claim.program and c.year == claim.year]
    for start in range(len(same) + 1):
        for end in range(start, len(same) + 1):
            together = total([claim, *same[start:end]])
            if end > start and any(_meets(together[1], c) for c in printed):
                return True
    return len(printed) > 1 and verdict(claim, *total(printed)) is not Verdict.OFF


def _meets(interval: Interval, claim: Claim) -> bool:
    own = _absolute(ranges(claim)[1])
    return interval.lo <= own.hi and own.lo <= interval.hi
