"""Sentences that name another year to compare with than the table whose changes they repeat."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found
from gyebo.check.precision import Verdict, compared, difference, verdict
from gyebo.check.rows import Row

Table = tuple[str, str]
_AGAINST = re.compile(r"((?:19|20)\d\d)년?도?\s?[가-힣 ]{0,12}대비")


def wrong_base_years(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield changes that a sentence counts from a year of which the row it repeats has no amount."""
    for claim in figures:
        match = _AGAINST.search(claim.label)
        if match is None or claim.kind != "change" or not claim.program or match[1] >= claim.year:
            continue
        rows = [
            row for (document, _), listed in tables.items() if document == claim.document for row in listed
        ]
        about = [row for row in rows if row.first.program == claim.program and _repeats(row, claim)]
        if about and not any(c.year == match[1] for row in about for c in row.claims):
            yield from _told(claim, match[0], about)


def _repeats(row: Row, claim: Claim) -> bool:
    return any(compared(change, claim) is not Verdict.OFF for change in row.of("change", year=claim.year))


def _told(claim: Claim, words: str, rows: list[Row]) -> Iterator[Finding]:
    """Yield the finding, if the rows have two amounts that the change is the difference of."""
    for row in rows:
        amounts = [c for c in row.claims if c.won is not None and c.kind != "change"]
        for new in (c for c in amounts if c.year == claim.year):
            for old in (c for c in amounts if c.year < claim.year):
                if verdict(claim, *difference(new, old)) is not Verdict.OFF:
                    formula = f"{cited(new)} − {cited(old)}"
                    finding = found(
                        "base-year", claim, (new, old), expected=old.year, formula=formula, subject=words
                    )
                    yield replace(finding, printed=words)
                    return
