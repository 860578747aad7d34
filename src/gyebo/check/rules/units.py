"""Units and the way numbers are printed: a unit that the figures contradict, lost digits, a missing comma."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gyebo.check.claims import Claim, Sheet
from gyebo.check.findings import UNITS, Finding, amount, found
from gyebo.check.precision import value

Table = tuple[str, str]
_PLAIN = re.compile(r"[(△▲−-]*\s*(?P<digits>[\d,]*\d(?:\.\d+)?)\)?\s*(?P<unit>천원|백만원|억원|원)?")
_BARE = re.compile(r"\d{4,}")
_FACTOR = {"천원": 10**3, "백만원": 10**6, "억원": 10**8, "원": 1}
_OTHERS = 3


def misprinted_units(claims: Iterable[Claim], sheets: Mapping[Table, Sheet]) -> Iterator[Finding]:
    """Yield the tables over which another unit is printed than their figures are in, or none at all."""
    tables: dict[Table, set[str]] = defaultdict(set)
    groups: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.won is not None:
            tables[claim.document, claim.table].add(claim.unit)
        if claim.printed_unit and claim.won is not None:
            groups[claim.document, claim.table, claim.printed_unit, claim.unit].append(claim)
    for (document, table, unit, _), figures in groups.items():
        claim = max(figures, key=lambda c: abs(c.won or 0))
        if not claim.won:
            continue
        read = UNITS.get(claim.unit, (claim.unit, 1))[0]
        rule = "unit-missing" if unit == "없음" else "unit-misprinted"
        sheet = sheets.get((document, table))
        column = claim.header if len(tables[document, table]) > 1 else ""
        about = (
            column
            or (sheet.caption or f"L{sheet.first}–L{sheet.last}" if sheet else "")
            or table
            or claim.label
        )
        yield found(rule, claim, (), expected=read, formula=unit, subject=about)


def misprinted_numbers(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the figures that are read as another number than their digits say, and those without their commas."""
    listed = list(claims)
    with_commas: dict[tuple[str, str], int] = defaultdict(int)
    for claim in listed:
        with_commas[claim.document, claim.table] += "," in claim.raw
    for claim in listed:
        match = _PLAIN.fullmatch(claim.raw.strip()) if claim.won else None
        if match is None:
            continue
        factor = _FACTOR.get(match["unit"] or "", UNITS.get(claim.unit, ("", 0))[1])
        printed = Decimal(match["digits"].replace(",", "")) * factor
        if factor and printed != abs(claim.won or 0):
            yield found("lost-digit", claim, (), expected=amount(value(claim), claim))
        elif _BARE.fullmatch(claim.raw) and with_commas[claim.document, claim.table] >= _OTHERS:
            yield found("missing-comma", claim, (), expected=f"{int(claim.raw):,}")
