"""Sentences against tables, and the arithmetic of sentences: rates of change, shares, sums of what is listed.

A sentence names its subject loosely, so a figure in it is compared only with figures of the very same program,
item, unit or account and kind, and a difference counts only when nothing printed supports the sentence.
Figures about everything are compared when they all but agree: that is how one amount misprinted looks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, cited, found, rate_off
from gyebo.check.precision import (
    Verdict,
    compared,
    met,
    middle,
    place,
    ranges,
    ratio,
    rounded,
    total,
    value,
    verdict,
)  # fmt: skip
from gyebo.check.rules.twice import Subject, subject
from gyebo.text.rounding import Interval

_CHANGES = frozenset({"change", "change-rate"})
_RATES = frozenset({"unspent-rate", "execution-rate", "collection-rate", "change-rate"})
_AMOUNTS = frozenset({
    "original", "proposed", "current", "supplementary", "final", "appropriation", "obligation", "expenditure", "carryover",
    "carryover-specified", "carryover-unforeseen", "subsidy-return", "unspent", "assessed", "collected", "written-off",
    "uncollected", "change", "transfer-out", "transfer-in", "planned",
})  # fmt: skip
_OLD = frozenset({"original", "current", "final"})
_NEW = frozenset({"proposed", "supplementary"})
_PART = re.compile(r"낙찰차액|절감|정산|미발생|계획변경|감면|반납|운영비|인건비|사업비|지출잔액|초과|약$")
_NEARLY = Fraction(1, 100)
_POINTS = Fraction(3, 10)
_REACH = 3
_LINES = 6
_TOTAL_FOLLOWS = re.compile(r"(등|에서)\s*총?")
_OTHER = ("other",)
Key = tuple[Subject, str, str, str]


@dataclass(frozen=True)
class Prose:
    """The figures of sentences in reading order, and the figures of tables by what they are about."""

    figures: tuple[Claim, ...]
    tables: dict[Key, list[Claim]]


def prose(claims: Iterable[Claim]) -> Prose:
    """Part figures of sentences from those of tables."""
    tables: dict[Key, list[Claim]] = defaultdict(list)
    figures: list[Claim] = []
    for claim in claims:
        if not claim.table:
            figures.append(claim)
        elif claim.raw != "-":
            tables[subject(claim) or _OTHER, claim.year, claim.kind, claim.operation].append(claim)
    return Prose(tuple(figures), tables)


def sentences(text: Prose) -> Iterator[Finding]:
    """Yield what sentences print otherwise than tables, and what they compute wrongly."""
    for index, claim in enumerate(text.figures):
        near = _near(text.figures, index)
        computed = (
            [*_growth(claim, near), *_share(text, claim, near, index)] if claim.percent is not None else []
        )
        yield from computed or _against_tables(text, claim, near)


def _near(figures: Sequence[Claim], index: int) -> list[Claim]:
    """Return the figures around one, a few lines and places away, in order, itself left out."""
    own = figures[index]
    around = figures[max(0, index - _REACH) : index + _REACH + 1]
    return [
        c for c in around if c is not own and c.document == own.document and abs(c.line - own.line) <= _LINES
    ]


def _key(claim: Claim, about: Subject) -> Key:
    return about, claim.year, claim.kind, claim.operation


def _against_tables(text: Prose, claim: Claim, near: list[Claim]) -> Iterator[Finding]:
    about = _about(claim)
    if about is None or claim.kind not in _AMOUNTS | _RATES or (claim.kind in _CHANGES and about[0] == "all"):
        return
    printed = [c for c in text.tables.get(_key(claim, about), []) if (c.won is None) == (claim.won is None)]
    if not printed or claim.won == 0 or any(_agree(claim, c) is Verdict.AGREES for c in printed):
        return
    told = claim.percent is not None and claim.account
    if about[0] == "all" and not told and _of_something_else(claim, printed, _alike(text, claim, about)):
        return
    closest = _closest(claim, printed)
    each = _agree(claim, closest)
    if each is Verdict.OFF and not _telling(about, claim, closest, printed, near):
        return
    yield found(
        "sentence", claim, [closest, *(c for c in printed if c is not closest)],
        expected=amount(value(closest), claim), difference=amount(abs(value(claim)) - abs(value(closest)), claim),
        tolerance="±" + amount((place(claim) + place(closest)) / 2, claim), formula=cited(closest),
        severity="info" if each is Verdict.CUT else "",
    )  # fmt: skip


def _alike(text: Prose, claim: Claim, about: Subject) -> list[Claim]:
    """Return the figures of tables for the same year and kind but of something else."""
    same = (claim.year, claim.kind, claim.operation)
    return [c for key, listed in text.tables.items() if key[1:] == same and key[0] != about for c in listed]


def _of_something_else(claim: Claim, printed: list[Claim], alike: list[Claim]) -> bool:
    """Tell whether a figure is printed in a table for something else, which is then what the sentence means."""
    same = [c for c in alike if compared(claim, c) is not Verdict.OFF]
    return any(all(compared(c, other) is not Verdict.AGREES for other in printed) for c in same)


def _closest(claim: Claim, printed: list[Claim]) -> Claim:
    """Return the most precise of the printings that come nearest."""
    apart = {c.iri: abs(abs(value(c)) - abs(value(claim))) for c in printed}
    nearest = min(apart.values()) + place(claim)
    return min((c for c in printed if apart[c.iri] <= nearest), key=lambda c: (place(c), c.place))


def _about(claim: Claim) -> Subject | None:
    """Return what a figure in a sentence is of; the whole city where the sentence says so."""
    about = subject(claim)
    if about is None and not (claim.program or claim.department or claim.item_name or claim.sub_program):
        about = ("all", claim.bureau, claim.account)
    if about and about[0] == "all" and re.search(r"서울시[^,]{0,12}$", claim.label):
        return "all", "서울특별시", claim.account
    return about


def _agree(claim: Claim, other: Claim) -> Verdict:
    """Compare a sentence with a table; how much was cut is told without its sign."""
    if claim.kind not in _CHANGES or value(claim) < 0:
        return compared(claim, other)
    rounded_other, loose_other = (_absolute(each) for each in ranges(other))
    return met(ranges(claim), (rounded_other, loose_other))


def _absolute(interval: Interval) -> Interval:
    return -interval if interval.hi <= 0 else interval


def _telling(about: Subject, claim: Claim, closest: Claim, printed: list[Claim], near: list[Claim]) -> bool:
    """Tell whether a difference means a contradiction, and not that the sentence speaks of a part or of something else."""
    apart = abs(abs(value(claim)) - abs(value(closest)))
    if about[0] == "all" and claim.won is None and claim.account:
        return True
    if about[0] in ("all", "revenue"):
        nearly = _POINTS if claim.won is None and about[0] == "all" else abs(value(closest)) * _NEARLY
        return bool(apart <= nearly) or (claim.won is None and about[0] == "revenue")
    if claim.won is None:
        return True
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


def _growth(claim: Claim, near: list[Claim]) -> Iterator[Finding]:
    """Yield a rate of change that no old and new amount beside it gives."""
    if claim.kind != "change-rate":
        return
    here = [
        c
        for c in near
        if c.won is not None and (not c.program or not claim.program or c.program == claim.program)
    ]
    olds = [c for c in here if c.kind in _OLD and c.won]
    pairs = [(new, old) for old in olds for new in here if new.kind in _NEW]
    cuts = [(cut, old) for old in olds for cut in here if cut.kind == "change"]
    tried = [(new, old, _grown(new, old)) for new, old in pairs] + [
        (cut, old, ranges(cut)) for cut, old in cuts
    ]
    verdicts = [(_unsigned(claim, changed, old), new, old, changed) for new, old, changed in tried]
    if not verdicts or any(each is Verdict.AGREES for each, *_ in verdicts):
        return
    each, new, old, changed = min(verdicts, key=lambda v: (v[0] is Verdict.OFF, _distance(claim, v[1], v[2])))
    part = changed[0] if middle(changed[0]) >= 0 or value(claim) < 0 else -changed[0]
    yield rate_off("sentence-rate", each, claim, part, rounded(old), (new, old), f"{new.raw} / {old.raw}")


def _grown(new: Claim, old: Claim) -> tuple[Interval, Interval]:
    (a, b), (c, d) = ranges(new), ranges(old)
    return a - c, b - d


def _unsigned(claim: Claim, changed: tuple[Interval, Interval], old: Claim) -> Verdict:
    """Compare a rate told without its sign."""
    if middle(changed[0]) < 0 <= value(claim):
        changed = (-changed[0], -changed[1])
    return ratio(claim, changed, ranges(old))


def _distance(claim: Claim, *others: Claim) -> int:
    return sum(abs(other.line - claim.line) * 200 + abs(other.column - claim.column) for other in others)


def _share(text: Prose, claim: Claim, near: list[Claim], index: int) -> Iterator[Finding]:
    """Yield a share that the amount beside it is not of the whole that the words name."""
    before = [c for c in near if c.place < claim.place and c.won is not None]
    after = [c for c in near if c.place > claim.place and c.won is not None]
    if claim.kind == "other" and "집행잔액의" in claim.label[-14:] and before:
        wholes = text.tables.get(
            (("all", claim.bureau, claim.account), claim.year, "unspent", claim.operation), []
        )
        yield from _ratio_of(claim, before[-1:], wholes)
    elif claim.kind == "other" and re.search(r"(세입|세출|예산)의.{0,12}(차지|비중)", claim.label):
        wholes = text.tables.get(
            (("all", claim.bureau, claim.account), claim.year, "proposed", claim.operation), []
        )
        yield from _ratio_of(claim, [*before[-1:], *after[:1]], wholes)
    elif (
        claim.kind == "other"
        and claim.label.endswith("의")
        and before
        and before[-1].raw in claim.label
        and after
    ):
        yield from _ratio_of(claim, after[:1], before[-1:])
    elif claim.kind == "unspent-rate" and claim.item_name:
        parts = [c for c in before if c.kind == "unspent" and c.item_name == claim.item_name]
        yield from _ratio_of(claim, parts[-1:], _wholes(text, claim, index))


def _wholes(text: Prose, claim: Claim, index: int) -> list[Claim]:
    """Return the appropriations that a rate of an item may be of: the item's in a table, the program's in the sentence."""
    about = subject(claim)
    listed = text.tables.get((about, claim.year, "appropriation", claim.operation), []) if about else []
    earlier = [c for c in text.figures[max(0, index - 9) : index] if c.kind == "appropriation"]
    return [*listed, *(c for c in earlier[-1:] if c.document == claim.document and claim.line - c.line <= 8)]


def _ratio_of(claim: Claim, parts: list[Claim], wholes: list[Claim]) -> Iterator[Finding]:
    tried = [
        (ratio(claim, ranges(part), ranges(whole)), part, whole)
        for part in parts
        for whole in wholes
        if whole.won
    ]
    if not tried or any(each is Verdict.AGREES for each, *_ in tried):
        return
    each, part, whole = min(tried, key=lambda t: t[0] is Verdict.OFF)
    formula = f"{part.raw} / {whole.raw}"
    yield rate_off("sentence-rate", each, claim, rounded(part), rounded(whole), (part, whole), formula)
