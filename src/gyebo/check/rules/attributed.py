"""Amounts given to another thing than the tables give them to: a share of a row, a saving of a contract."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found
from gyebo.check.precision import Verdict, compared, ranges, ratio, value
from gyebo.check.rows import Row
from gyebo.text.names import key

Table = tuple[str, str]
_SHARE = re.compile(r"([가-힣]{2,})의$")
_QUOTED = re.compile(r"[‘“'\"「]([^‘’“”'\"「」]{4,})[’”'\"」][^‘“'\"「]*$")
_BIDS = frozenset({"bid-saving", "tender", "award"})


def shares_of_rows(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the amounts "2% of X" in a table that are not that share of its row X."""
    tables: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.table and claim.kind == "basis":
            tables[claim.document, claim.table, claim.item_name, claim.year].append(claim)
    for listed in tables.values():
        for rate in (c for c in listed if c.percent is not None and _SHARE.search(c.label)):
            name = _SHARE.findall(rate.label)[0]
            part = next((c for c in listed if c.won and c.line == rate.line and c.column > rate.column), None)
            wholes = [c for c in listed if c.won and key(c.label.rpartition(">")[2]) == key(name)]
            if (
                part is not None
                and wholes
                and all(_share(rate, part, whole) is Verdict.OFF for whole in wholes)
            ):
                yield _not_the_share(rate, part, wholes)


def _share(rate: Claim, part: Claim, whole: Claim) -> Verdict:
    return ratio(rate, ranges(part), ranges(whole))


def _not_the_share(rate: Claim, part: Claim, wholes: list[Claim]) -> Finding:
    whole = wholes[0]
    expected = value(whole) * value(rate) / 100
    return found(
        "share-of-row", part, (rate, *wholes), expected=amount(expected, part),
        difference=apart(value(part) - expected, part), formula=f"{cited(whole)} × {rate.raw}",
    )  # fmt: skip


def savings_of_others(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the bids and savings that a sentence gives to a contract by name, and a table of contracts to another."""
    rows = [row for listed in tables.values() for row in listed if row.of("tender") and row.of("award")]
    for claim in figures:
        quoted = _QUOTED.search(claim.label)
        if quoted is None or claim.kind not in _BIDS or not claim.won:
            continue
        about = [
            row for row in rows if row.first.document == claim.document and row.first.program == claim.program
        ]
        own = [row for row in about if _same(quoted[1], row.label)]
        there = [c for row in about for c in row.of(claim.kind) if compared(claim, c) is not Verdict.OFF]
        if len(there) == 1 and not any(
            compared(claim, c) is not Verdict.OFF for row in own for c in row.of(claim.kind)
        ):
            name = there[0].label.rpartition(">")[2]
            finding = found(
                "saving-of-other",
                claim,
                there,
                expected=name,
                formula=cited(there[0]),
                subject=quoted[1].strip(),
            )
            yield replace(finding, printed=quoted[1].strip())


def _same(quoted: str, label: str) -> bool:
    one, other = key(quoted), key(label.rpartition(">")[2])
    return one in other or other in one
