"""Headings and captions: two bases in one, another move of money than the caption's, letters left out, years promised."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from gyebo.check.claims import Claim, Sheet
from gyebo.check.findings import Finding, found
from gyebo.check.rows import Row

Table = tuple[str, str]
_AGAINST = re.compile(r"^(당초|본예산|기정|최종)(예산)?대비")
_BASE = re.compile(r"^(당초|본예산|기정|최종)(예산)?$")
_SAME = {"본예산": "당초"}
_MOVES = ("이용", "전용", "이체", "변경")
_MOVED = re.compile(rf"^({'|'.join(_MOVES)})(?:사용)?금?액")
_LAST_YEARS = re.compile(r"최근\s*(\d+)\s*개?년")
_LETTER = re.compile(r"\((?!안\))([A-Za-z])\)|([㉮-㉻])")
_RUNS = ("abcdefghij", "ABCDEFGHIJ", "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷")


def two_bases(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the first heading of each table that sets a column under "against one base" and names another base in it."""
    told: set[Table] = set()
    for claim in claims:
        over, own = _bases(claim.header)
        if over != own and claim.table and (claim.document, claim.table) not in told:
            told.add((claim.document, claim.table))
            yield _heading("heading-bases", claim, over, own)


@lru_cache(maxsize=1 << 12)
def _bases(heading: str) -> tuple[str, str]:
    """Return the base that a heading says to compare with, and the one that its innermost part names; "" for neither."""
    parts = [part.replace(" ", "") for part in heading.split(">")]
    over, own = _AGAINST.match(parts[0]), _BASE.match(parts[-1])
    return (_SAME.get(over[1], over[1]), _SAME.get(own[1], own[1])) if over and own else ("", "")


def other_moves(tables: Mapping[Table, list[Row]], sheets: Mapping[Table, Sheet]) -> Iterator[Finding]:
    """Yield the tables whose heading speaks of another way of moving money (전용, 이체, 변경) than their caption."""
    for table, rows in tables.items():
        caption = sheets[table].caption if table in sheets else ""
        named = [move for move in _MOVES if move in caption]
        first = next((c for row in rows for c in row.claims if _MOVED.match(c.header)), None)
        match = _MOVED.match(first.header) if first is not None else None
        if first is not None and match and len(named) == 1 and match[1] != named[0]:
            yield _heading("heading-move", first, match[1], named[0])


def _heading(rule: str, claim: Claim, printed: str, expected: str) -> Finding:
    return replace(
        found(rule, claim, (), expected=expected, formula=printed, subject=claim.header), printed=printed
    )


def skipped_letters(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the tables whose columns are lettered with a letter left out (a, c) that no table of the document has."""
    headings = {table: _headings(rows) for table, rows in tables.items()}
    known: dict[str, set[str]] = defaultdict(set)
    for (document, _), lettered in headings.items():
        known[document] |= lettered.keys()
    for (document, _), lettered in headings.items():
        for letters in _RUNS:
            used = [index for index, letter in enumerate(letters) if letter in lettered]
            inside = letters[used[0] : used[-1]] if used else ""
            missing = [letter for letter in inside if letter not in known[document]]
            if missing and len(used) > 1:
                after = lettered[
                    next(letter for letter in letters if letter in lettered and letter > missing[-1])
                ]
                yield _heading("letters-skipped", after, after.header, ", ".join(missing))


def _headings(rows: list[Row]) -> dict[str, Claim]:
    """Return the first figure under each lettered heading."""
    found_in: dict[str, Claim] = {}
    for claim in (c for row in rows for c in row.claims):
        if match := _LETTER.search(claim.header.rpartition(">")[2]):
            found_in.setdefault(match[1] or match[2], claim)
    return found_in


def promised_years(tables: Mapping[Table, list[Row]], sheets: Mapping[Table, Sheet]) -> Iterator[Finding]:
    """Yield the tables of "the last three years" that have figures of another number of years."""
    for table, rows in tables.items():
        match = _LAST_YEARS.search(sheets[table].caption) if table in sheets else None
        years = sorted({c.year for row in rows for c in row.claims if c.year.isdigit()})
        if match and years and len(years) != int(match[1]):
            finding = found(
                "caption-years", rows[0].first, (), expected=f"{len(years)}년 ({', '.join(years)})",
                subject=sheets[table].caption,
            )  # fmt: skip
            yield replace(finding, printed=match[0])
