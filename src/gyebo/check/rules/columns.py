"""Sums and formulas across the columns of a row: a column "계" of its siblings, a heading that gives its formula."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, found, off, rate_off
from gyebo.check.precision import Verdict, ranges, ratio, rounded, total, verdict
from gyebo.check.rows import Row

_ENOUGH = 0.6
_SUM_HEADING = re.compile(r"(계|합계|소계|총계|총액)(\([A-Z]\))?$")
_LETTER = r"[A-Za-z㉮-㉻가-하]"
_TAGGED = re.compile(rf"\((?!안\))({_LETTER})\)|({_LETTER})=|([㉮-㉻])")
_SUM = re.compile(rf"(?:^|[=(]|{_LETTER}=|액|고)\s*({_LETTER}(?:\s*[-+−]\s*{_LETTER})+)\)?$")
_SHARE = re.compile(rf"(?:^|[\s(])({_LETTER})\s*/\s*({_LETTER})\)?$")


@dataclass(frozen=True)
class Term:
    """One part of a sum: the figure, and whether it is taken away."""

    claim: Claim
    minus: bool


def column_totals(table: list[Row]) -> Iterator[Finding]:
    """Yield the sums in a column "계" that are not the sum of the columns beside it, where most rows keep to it."""
    compared = [(claim, parts) for row in table for claim, parts in _groups(row)]
    verdicts = [verdict(claim, *total(parts)) for claim, parts in compared]
    if not verdicts or sum(v is not Verdict.OFF for v in verdicts) < _ENOUGH * len(verdicts):
        return
    for (claim, parts), each in zip(compared, verdicts, strict=True):
        if each is not Verdict.AGREES:
            yield off(
                "column-total", each, claim, parts, total(parts)[0], " + ".join(part.raw for part in parts)
            )


def _groups(row: Row) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield each amount in a column of sums with the amounts of the columns under the same heading."""
    for claim in row.claims:
        outer, _, leaf = claim.header.rpartition(">")
        if claim.won is None or not _SUM_HEADING.search(leaf.replace(" ", "")):
            continue
        parts = [c for c in row.claims if c.won is not None and c is not claim and _beside(c, claim, outer)]
        if len(parts) > 1:
            yield claim, parts


def _beside(part: Claim, whole: Claim, outer: str) -> bool:
    if outer:
        return part.header.rpartition(">")[0] == outer
    return part.kind == whole.kind and part.unit == whole.unit and not _SUM_HEADING.search(part.header)


def formulas(table: list[Row]) -> Iterator[Finding]:
    """Yield the figures that do not follow the formula in their heading."""
    letters = _letters(table)
    for row in table:
        for claim in row.claims:
            tagged = _tagged(row, claim.year)
            head = claim.header.rpartition(">")[2].replace("(%)", "").strip()
            if claim.won is not None and (match := _SUM.search(head)):
                yield from _sum(claim, _terms(match.group(1), tagged, letters))
            elif claim.percent is not None and (match := _SHARE.search(head)):
                yield from _share(claim, tagged.get(match.group(1)), tagged.get(match.group(2)))


def unknown_letters(tables: Iterable[tuple[str, list[Row]]]) -> Iterator[Finding]:
    """Yield the headings whose formula names a column that no table of the document has.

    Tables are given with their document: where one prints nothing in a column, another tells that there is one.
    """
    listed = list(tables)
    known: dict[str, set[str]] = defaultdict(set)
    for document, table in listed:
        known[document] |= _letters(table)
    told: set[tuple[str, str, str]] = set()
    for claim in (c for _, table in listed for row in table for c in row.claims if c.won is not None):
        match = _SUM.search(claim.header.rpartition(">")[2].strip())
        named = re.findall(_LETTER, match.group(1)) if match else []
        missing = [letter for letter in named if letter not in known[claim.document]]
        place = (claim.document, claim.table, claim.header)
        if match and missing and len(missing) < len(named) - 1 and place not in told:
            told.add(place)
            finding = found("formula-letter", claim, (), expected=", ".join(missing), subject=claim.header)
            yield replace(finding, printed=match.group(1))


def _letters(table: list[Row]) -> frozenset[str]:
    """Return the letters that headings of the table stand for."""
    return frozenset(
        letter for row in table for year in {c.year for c in row.claims} for letter in _tagged(row, year)
    )


def _tagged(row: Row, year: str) -> dict[str, Claim]:
    """Return a row's amounts by the letters of their headings, those of one year first; of a heading, its total."""
    found: dict[str, Claim] = {}
    for claim in sorted(row.claims, key=lambda c: c.year != year):
        for letter in _letters_of(claim.header) if claim.won is not None else ():
            found.setdefault(letter, claim)
    return found


@lru_cache(maxsize=1 << 12)
def _letters_of(heading: str) -> tuple[str, ...]:
    """Return the letters that a heading gives to its column: its innermost part, or an outer one over a total."""
    parts = heading.split(">")
    told = parts if _SUM_HEADING.search(parts[-1].replace(" ", "")) else parts[-1:]
    found = (_TAGGED.search(part) for part in told)
    return tuple(next(letter for letter in match.groups() if letter) for match in found if match)


def _terms(formula: str, tagged: dict[str, Claim], letters: frozenset[str]) -> list[Term] | None:
    """Return the figures of a formula; an empty cell counts nothing, an unknown letter leaves no formula."""
    signed = re.findall(rf"([-+−]?)\s*({_LETTER})", formula)
    if any(letter not in letters for _, letter in signed):
        return None
    return [Term(tagged[letter], sign in "-−" and bool(sign)) for sign, letter in signed if letter in tagged]


def _sum(claim: Claim, terms: list[Term] | None) -> Iterator[Finding]:
    if not terms or len(terms) < 2 or claim in [term.claim for term in terms]:
        return
    plus, minus = ([term.claim for term in terms if term.minus is sign] for sign in (False, True))
    added, taken = total(plus), total(minus)
    expected = (added[0] - taken[0], added[1] - taken[1])
    each = verdict(claim, *expected)
    if each is not Verdict.AGREES:
        shown = " + ".join(c.raw for c in plus) + "".join(f" − {c.raw}" for c in minus)
        yield off("formula", each, claim, [*plus, *minus], expected[0], shown)


def _share(claim: Claim, part: Claim | None, whole: Claim | None) -> Iterator[Finding]:
    if part is None or whole is None:
        return
    each = ratio(claim, ranges(part), ranges(whole))
    if each is not Verdict.AGREES:
        yield rate_off(
            "formula", each, claim, rounded(part), rounded(whole), (part, whole), f"{part.raw} / {whole.raw}"
        )
