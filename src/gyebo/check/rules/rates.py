"""Rates in sentences, computed anew: growth from an old to a new amount, shares, differences of two rates.

A sentence rounds its amounts more than a table does. Where a row of a table is plainly what the sentence speaks of,
because both its amounts stand in it, the rate is computed from that row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, apart, cited, found, rate_off, within
from gyebo.check.precision import Verdict, difference, middle, place, ranges, ratio, rounded, value, verdict
from gyebo.check.rules.prose import Prose, about, before_and_after
from gyebo.check.rules.twice import subject
from gyebo.text.names import key
from gyebo.text.rounding import Interval

_OLD = frozenset({"original", "current", "final"})
_NEW = frozenset({"proposed", "supplementary"})
_OF_REVENUE = re.compile(r"(세입|세출|예산)의.{0,12}(차지|비중)")
_EARLIER, _NEARBY = 9, 8
_TELLING = 8


@dataclass(frozen=True)
class Growth:
    """A change from an old amount, as ranges: rounded, and with digits cut off."""

    new: Claim
    old: Claim
    changed: tuple[Interval, Interval]


def rates(text: Prose) -> dict[int, list[Finding]]:
    """Return the rates that sentences compute wrongly, by their place among the figures."""
    found_at: dict[int, list[Finding]] = {}
    for index, claim in enumerate(text.figures):
        if claim.percent is not None:
            near = text.near(index)
            told = [
                *_growth(text, claim, near),
                *_share(text, claim, near, index),
                *_points(text, claim, near),
            ]
            if told:
                found_at[index] = told
    return found_at


def _growth(text: Prose, claim: Claim, near: list[Claim]) -> Iterator[Finding]:
    """Yield a rate of change that no old and new amount beside it gives, nor the row of a table that has them."""
    if claim.kind != "change-rate":
        return
    tried = list(_grown(claim, near))
    exact = [better for each in tried for better in _in_a_row(text, each)]
    exact = exact or ([] if tried else list(_of_named_revenue(text, claim)))
    judged = [[(_unsigned(claim, each), each) for each in listed] for listed in (exact, tried)]
    failed = [listed for listed in judged if listed and all(told is not Verdict.AGREES for told, _ in listed)]
    if failed:
        told, each = min(failed[0], key=lambda v: (v[0] is Verdict.OFF, _distance(claim, v[1])))
        changed = each.changed[0]
        part = changed if middle(changed) >= 0 or value(claim) < 0 else -changed
        both = (each.new, each.old)
        yield rate_off("sentence-rate", told, claim, part, rounded(each.old), both, _formula(each))


def _formula(each: Growth) -> str:
    if each.new.kind == "change":
        return f"{each.new.raw} / {each.old.raw}"
    return f"({each.new.raw} − {each.old.raw}) / {each.old.raw}"


def _grown(claim: Claim, near: list[Claim]) -> Iterator[Growth]:
    here = [c for c in near if c.won is not None and (not claim.program or c.program in ("", claim.program))]
    for old in (c for c in here if c.kind in _OLD and c.won):
        for new in here:
            if new.kind in _NEW:
                yield Growth(new, old, difference(new, old))
            elif new.kind == "change":
                yield Growth(new, old, ranges(new))


def _in_a_row(text: Prose, each: Growth) -> Iterator[Growth]:
    """Yield the same growth from the rows of the document's tables that both amounts stand in."""
    for new in text.printed(each.new) if each.new.kind in _NEW else ():
        for old in text.printed(each.old):
            if (old.table, old.line, old.label) == (new.table, new.line, new.label):
                yield Growth(new, old, difference(new, old))


def _of_named_revenue(text: Prose, claim: Claim) -> Iterator[Growth]:
    """Yield the growth of the revenue that a sentence names before its rate, from the table that has both years."""
    words = key(claim.label)
    if claim.operation != "revenue" or claim.revenue_item or not claim.year:
        return
    named = {
        k[0] for k in text.tables if k[0][0] == "revenue" and len(k[0][1]) >= _TELLING and k[0][1] in words
    }
    last = str(int(claim.year) - 1)
    for about_it in sorted(named, key=lambda subject: -len(subject[1]))[:1]:
        for kinds in ((new, old) for new in sorted(_NEW) for old in sorted(_OLD)):
            for new in text.of(about_it, claim, kinds[0]):
                for old in text.of(about_it, claim, kinds[1], last):
                    if new.document == old.document == claim.document and old.won:
                        yield Growth(new, old, difference(new, old))


def _unsigned(claim: Claim, each: Growth) -> Verdict:
    """Compare a rate told without its sign."""
    changed = each.changed
    if middle(changed[0]) < 0 <= value(claim):
        changed = (-changed[0], -changed[1])
    return ratio(claim, changed, ranges(each.old))


def _distance(claim: Claim, each: Growth) -> int:
    both = (each.new, each.old)
    return sum(abs(other.line - claim.line) * 200 + abs(other.column - claim.column) for other in both)


def _share(text: Prose, claim: Claim, near: list[Claim], index: int) -> Iterator[Finding]:
    """Yield a share that the amount beside it is not of the whole that the words name."""
    before, after = before_and_after(near, claim)
    everything = ("all", claim.bureau, claim.account)
    if claim.kind == "unspent-rate" and claim.item_name:
        parts = [c for c in before if c.kind == "unspent" and c.item_name == claim.item_name]
        yield from _ratio_of(claim, parts[-1:], _wholes(text, claim, index))
    elif claim.kind != "other":
        return
    elif "집행잔액의" in claim.label[-14:]:
        yield from _ratio_of(claim, before[-1:], text.of(everything, claim, "unspent"))
    elif _OF_REVENUE.search(claim.label):
        yield from _ratio_of(claim, [*before[-1:], *after[:1]], text.of(everything, claim, "proposed"))
    elif claim.label.endswith("의") and before and before[-1].raw in claim.label:
        yield from _ratio_of(claim, after[:1], before[-1:])


def _wholes(text: Prose, claim: Claim, index: int) -> list[Claim]:
    """Return the appropriations that a rate of an item may be of: the item's in a table, the program's in the sentence."""
    listed = text.of(subject(claim), claim, "appropriation")
    earlier = [c for c in text.figures[max(0, index - _EARLIER) : index] if c.kind == "appropriation"]
    return [
        *listed,
        *(c for c in earlier[-1:] if c.document == claim.document and claim.line - c.line <= _NEARBY),
    ]


def _ratio_of(claim: Claim, parts: list[Claim], wholes: list[Claim]) -> Iterator[Finding]:
    pairs = [(part, whole) for part in parts for whole in wholes if whole.won]
    tried = [(ratio(claim, ranges(part), ranges(whole)), part, whole) for part, whole in pairs]
    if not tried or any(each is Verdict.AGREES for each, *_ in tried):
        return
    each, part, whole = min(tried, key=lambda t: t[0] is Verdict.OFF)
    formula = f"{part.raw} / {whole.raw}"
    yield rate_off("sentence-rate", each, claim, rounded(part), rounded(whole), (part, whole), formula)


def _points(text: Prose, claim: Claim, near: list[Claim]) -> Iterator[Finding]:
    """Yield a difference in percentage points that the rates of no two years in the tables have."""
    earlier = [c for c in near if c.percent is not None and c.place < claim.place and c.year < claim.year]
    if not claim.raw.endswith("%p") or claim.kind != "change" or not earlier:
        return
    rate = earlier[-1]
    this, last = text.of(about(claim), claim, rate.kind), text.of(about(claim), claim, rate.kind, rate.year)
    pairs = [(new, old) for new in this for old in last]
    tried = [(_unsigned_difference(claim, new, old), new, old) for new, old in pairs]
    if tried and all(each is Verdict.OFF for each, *_ in tried):
        _, new, old = tried[0]
        yield found(
            "sentence-rate", claim, (new, old), expected=apart(abs(value(new) - value(old)), claim),
            difference=apart(abs(value(claim)) - abs(value(new) - value(old)), claim),
            tolerance=within((place(new) + place(old) + place(claim)) / 2, claim),
            formula=f"{cited(new)} − {cited(old)}",
        )  # fmt: skip


def _unsigned_difference(claim: Claim, new: Claim, old: Claim) -> Verdict:
    apart = difference(new, old)
    signed = apart if middle(apart[0]) >= 0 or value(claim) < 0 else (-apart[0], -apart[1])
    return verdict(claim, *signed)
