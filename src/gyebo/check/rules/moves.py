"""Moves of money between items, as sentences tell them, against the tables that list them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found, within
from gyebo.check.outline import is_total
from gyebo.check.precision import Verdict, met, middle, place, total, value, verdict
from gyebo.check.rows import Row

_KINDS = ("transfer-out", "transfer-in")
_MOST = 4
_SHOWN = 8
Table = tuple[str, str]


def moves(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield amounts that a sentence says were moved, where no table of the document has such a move.

    A sentence may tell several rows together; what it says of a program, or else of an item, is compared with the
    rows of that program or item.
    """
    told: list[Claim] = []
    listed: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind in _KINDS and claim.won:
            if claim.table:
                listed[claim.document].append(claim)
            elif claim.program or claim.item:
                told.append(claim)
    for claim in told:
        rows = [c for c in listed[claim.document] if c.year == claim.year and _about(c) == _named(claim, c)]
        beside = [c for c in told if _where(c) == _where(claim) and c is not claim]
        if rows and not _told_by(claim, rows) and not _parts_of(claim, beside, rows):
            nearest = min(rows, key=lambda c: (abs(value(c) - value(claim)), c.place))
            yield found(
                "sentence-transfer", claim, (nearest,), expected=amount(value(nearest), claim),
                difference=apart(value(claim) - value(nearest), claim), formula=cited(nearest),
                tolerance=within((place(claim) + place(nearest)) / 2, claim),
            )  # fmt: skip


def _about(row: Claim) -> tuple[str, str]:
    return row.program, row.item


def _named(claim: Claim, row: Claim) -> tuple[str, str]:
    """Return what a sentence names, with what it leaves open taken from a row."""
    return claim.program or row.program, (row.item if claim.program else claim.item)


def unbalanced(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield the lists of moves whose losses and gains, all rows together, are not the same."""
    for rows in tables.values():
        cells = [c for row in rows if not is_total(row) for c in row.of(*_KINDS) if c.won]
        lost, gained = ([c for c in cells if c.kind == kind] for kind in _KINDS)
        if lost and gained and len({c.year for c in cells}) == 1:
            each = met(total(lost), total(gained))
            if each is not Verdict.AGREES:
                yield _unbalanced(lost, gained, each)


def _unbalanced(lost: list[Claim], gained: list[Claim], each: Verdict) -> Finding:
    losses, gains = total(lost)[0], total(gained)[0]
    return found(
        "moves-balance", lost[0], [*lost[1:], *gained], expected=amount(middle(gains), lost[0]),
        difference=apart(middle(losses) - middle(gains), lost[0]),
        tolerance=within((losses.width + gains.width) / 2, lost[0]), formula=f"{_sum(lost)} ≠ {_sum(gained)}",
        severity="info" if each is Verdict.CUT else "",
    )  # fmt: skip


def _sum(claims: list[Claim]) -> str:
    return " + ".join(c.raw for c in claims[:_SHOWN]) + (" + …" if len(claims) > _SHOWN else "")


def _where(claim: Claim) -> tuple[str, str, str, str, str]:
    return claim.document, claim.year, claim.program, claim.item, claim.kind


def _told_by(claim: Claim, rows: list[Claim]) -> bool:
    """Tell whether a move, or some of one kind together, are what a sentence says."""
    sides = ([c for c in rows if c.kind == kind] for kind in _KINDS)
    groups = (group for side in sides for group in _some(side))
    return any(verdict(claim, *total(group)) is not Verdict.OFF for group in groups)


def _parts_of(claim: Claim, beside: list[Claim], rows: list[Claim]) -> bool:
    """Tell whether a sentence's amount and others of the same thing are together one row."""
    sums = [total([claim, *group]) for group in _some(beside)]
    return any(verdict(row, *each) is not Verdict.OFF for row in rows for each in sums)


def _some(claims: list[Claim]) -> Iterator[tuple[Claim, ...]]:
    for size in range(1, min(len(claims), _MOST) + 1):
        yield from combinations(claims, size)
