"""Directions in sentences: rises told as falls, and rates below the threshold that their own sentence names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found
from gyebo.check.precision import Verdict, compared, loose, value
from gyebo.check.rows import Row

Table = tuple[str, str]
_LISTED = re.compile(r"주요\s*(증가|증액|감소|감액|삭감)\s*(세입|세출|사업)[은이]")
_THRESHOLD = re.compile(r"^\s*(이상|초과)")
_UP = ("증가", "증액")
_CHANGES = ("change", "change-rate")


def contrary_directions(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield what a sentence lists among the rises ("주요 증액사업은 …") and every table shows as a fall, or the reverse.

    A program is looked up by what it is; a revenue by its amount, which must be that of one row.
    """
    changed = _changed(tables)
    told: set[tuple[str, int, str]] = set()
    for claim, words in _under_headings(figures):
        changes = changed.get(_about(claim), []) if claim.program else _of_amount(claim, changed)
        place = (claim.document, claim.line, claim.program or claim.iri)
        rises = words[1] in _UP
        if changes and all(value(c) and (value(c) > 0) is not rises for c in changes) and place not in told:
            told.add(place)
            finding = found(
                "sentence-direction", claim, changes, expected=changes[0].raw, formula=words[0].rstrip("은이"),
                subject=claim.program_name or claim.label,
            )  # fmt: skip
            yield replace(finding, printed=words[0])


def _under_headings(figures: Sequence[Claim]) -> Iterator[tuple[Claim, re.Match[str]]]:
    """Yield the figures of sentences that begin "주요 증가 세입은 …", with these words, to the end of their line."""
    words: re.Match[str] | None = None
    place = ("", 0)
    for claim in figures:
        if (claim.document, claim.line) != place:
            words, place = None, (claim.document, claim.line)
        words = _LISTED.search(claim.label) or words
        if words is not None:
            yield claim, words


def _changed(tables: Mapping[Table, list[Row]]) -> dict[tuple[str, ...], list[Claim]]:
    """Return the changes of whole programs and of revenues by what, and by which year, they are of."""
    found_in: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for rows in tables.values():
        for claim in (c for row in rows for c in row.claims if c.kind == "change" and c.won is not None):
            if claim.program and not (claim.item_name or claim.sub_program):
                found_in[_about(claim)].append(claim)
        for row in (row for row in rows if row.first.revenue_item):
            for claim in row.of("change"):
                for amount in (
                    c for c in row.claims if c.won and c.year == claim.year and c.kind not in _CHANGES
                ):
                    found_in[claim.document, "revenue", amount.kind, str(amount.won)].append(claim)
    return found_in


def _about(claim: Claim) -> tuple[str, ...]:
    return claim.document, claim.program, claim.year, claim.operation


def _of_amount(claim: Claim, changed: Mapping[tuple[str, ...], list[Claim]]) -> list[Claim]:
    """Return the changes of the revenues that have a sentence's amount."""
    if claim.operation != "revenue" or not claim.won:
        return []
    reach = loose(claim)
    same = (claim.document, "revenue", claim.kind)
    return [
        c for key, found_in in changed.items() if key[:3] == same and int(key[3]) in reach for c in found_in
    ]


def below_thresholds(figures: Sequence[Claim]) -> Iterator[Finding]:
    """Yield the rates of a sentence that are below the threshold with which it begins ("20% 이상 주요 감액사업은 …")."""
    least: Claim | None = None
    for before, claim in pairwise(figures):
        same = (before.document, before.line) == (claim.document, claim.line)
        if not same:
            least = None
        elif before.percent is not None and before.kind == "other" and _starts(claim):
            least = before
        if least is not None and claim.kind == "change-rate" and claim.percent is not None:
            reach = loose(claim)
            if max(abs(reach.lo), abs(reach.hi)) <= value(least):
                about = claim.program_name or claim.label
                yield found("sentence-threshold", claim, (least,), expected=least.raw, subject=about)


def _starts(claim: Claim) -> bool:
    return bool(_THRESHOLD.search(claim.label) and _LISTED.search(claim.label))


def named_items(figures: Iterable[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the amounts of revenue that a sentence gives to one item, and the tables to another of a longer name."""
    items: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in (c for rows in tables.values() for row in rows for c in row.claims):
        if claim.revenue_item and claim.won:
            items[claim.document, claim.kind, claim.year].append(claim)
    for claim in (c for c in figures if c.revenue_item and c.won):
        alike = items[claim.document, claim.kind, claim.year]
        own = [c for c in alike if _item(c) == _item(claim)]
        longer = [c for c in alike if _item(c) != _item(claim) and _item(c).startswith(_item(claim))]
        meant = [c for c in longer if compared(claim, c) is Verdict.AGREES]
        if (
            own
            and all(compared(claim, c) is Verdict.OFF for c in own)
            and len({_item(c) for c in meant}) == 1
        ):
            name = meant[0].revenue_item.rpartition(">")[2]
            finding = found(
                "sentence-item",
                claim,
                (*meant, *own),
                expected=name,
                formula=cited(meant[0]),
                subject=claim.revenue_item,
            )
            yield replace(finding, printed=claim.revenue_item)


def _item(claim: Claim) -> str:
    return claim.revenue_item.rpartition(">")[2].replace(" ", "")
