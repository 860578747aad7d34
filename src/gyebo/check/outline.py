"""What is a total of what in a table: from the levels that rows name, or from the sums themselves.

Where rows say what they are (department, unit program, program, item, 소계) the outline follows that. Where
they are bare names, a row is a total of those below it when their sums agree in most columns: chance does not
do that for two columns of large figures at once. Either way one wrong cell leaves the outline standing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.check.claims import Claim
from gyebo.check.precision import Verdict, loose, total, verdict
from gyebo.check.rows import Row

TOTAL = re.compile(r"(합계|총계|총액|소계|계)(\(.*\))?$")
_GRAND = re.compile(r"(합계|총계|(^|>)계)(\(.*\))?$")
Cell = tuple[str, str]
# What an amount stands for, both ends in half won, so that they are whole numbers; and whether it is large.
Reach = tuple[int, int, bool]
_ENOUGH = 0.6
_LARGE = 100
_COLUMNS = 2


@dataclass(frozen=True)
class Sum:
    """A row that is the total of others; `trusted` where most of such sums in the table agree."""

    row: Row
    parts: tuple[Row, ...]


def cells(row: Row) -> dict[Cell, Claim]:
    """Return a row's amounts by heading and kind; the year is left out, since rows may stand for years."""
    found: dict[Cell, Claim] = {}
    for claim in row.claims:
        if claim.won is not None:
            found.setdefault((claim.header, claim.kind), claim)
    return found


def sums(table: list[Row]) -> list[Sum]:
    """Return the sums of a table: by level where rows name theirs, else as figures show them; totals so called, too."""
    rows = [row for row in table if cells(row)]
    if len(rows) < 2:
        return []
    by_figures = list(_by_figures(_total_first(rows)))
    by_level = list(_by_level(_total_first(rows)))
    bare = any(_level(row) is None for row in rows)
    tried = [by_figures, by_level] if bare else [by_level, by_figures]
    if is_total(rows[-1]):
        tried.append(list(_by_figures([rows[-1], *rows[:-1]])))
    worded = by_level if _worded(by_level) else []
    found = next((found for found in tried if _trusted(found)), [])
    explained = {each.row.number for each in found}
    return [*found, *(each for each in worded if each.row.number not in explained)]


def _worded(found: list[Sum]) -> bool:
    """Tell whether words alone say what is summed: every sum is called a total, and none of its parts is but a sum.

    Where a table has but a sum or two, one row too few makes every column wrong, so that figures cannot tell.
    """
    whole = {each.row.number for each in found}
    parts = [part for each in found for part in each.parts]
    return (
        bool(found)
        and all(is_total(each.row) for each in found)
        and all(is_total(part) == (part.number in whole) for part in parts)
    )


def is_total(row: Row) -> bool:
    """Tell whether a row is called a total."""
    return bool(TOTAL.search(row.label.rpartition(">")[2].replace(" ", "")))


def _level(row: Row) -> int | None:
    """Return how deep a row stands, from what it names; None for a row that is only a name."""
    claim, label = row.first, row.label.replace(" ", "")
    if label == claim.bureau or (_GRAND.search(label) and not claim.department and "소계" not in label):
        return 0
    named = (
        claim.department,
        claim.policy_program,
        claim.unit_program,
        claim.program_name,
        claim.sub_program,
        claim.item_name,
    )
    deepest = max((depth for depth, name in enumerate(named, start=2) if name), default=0)
    if is_total(row) and deepest <= 2:
        return 1 if not deepest else 2
    return deepest or None


def _total_first(rows: list[Row]) -> list[Row]:
    """Return the rows with a grand total that ends the table put in front."""
    last, others = _depth(rows[-1]), [_depth(row) for row in rows[:-1]]
    return [rows[-1], *rows[:-1]] if is_total(rows[-1]) and last < min(others) else rows


def _depth(row: Row) -> int:
    level = _level(row)
    return 9 if level is None else level


def _by_level(rows: list[Row]) -> Iterator[Sum]:
    """Yield each row with the rows directly below it."""
    levels = [_depth(row) for row in rows]
    children: dict[int, list[int]] = {}
    stack: list[int] = []
    for index, level in enumerate(levels):
        while stack and levels[stack[-1]] >= level:
            stack.pop()
        if stack:
            children.setdefault(stack[-1], []).append(index)
        stack.append(index)
    for parent, parts in children.items():
        yield Sum(rows[parent], tuple(rows[part] for part in parts))


def _by_figures(rows: list[Row]) -> Iterator[Sum]:
    """Yield each row that the rows below it add up to, found from the last row up."""
    printed = [{cell: _reach(claim) for cell, claim in cells(row).items()} for row in rows]
    ends = list(range(len(rows)))
    found: list[Sum] = []
    for start in range(len(rows) - 2, -1, -1):
        tally = _Tally(printed[start])
        parts: list[Row] = []
        following = start + 1
        while following < len(rows) and tally.reachable:
            parts.append(rows[following])
            tally.add(printed[following])
            following = ends[following] + 1
            if tally.fits():
                ends[start] = following - 1
                found.append(Sum(rows[start], tuple(parts)))
                break
    yield from reversed(found)


class _Tally:
    """The running sums of the rows below a row, column by column, as ranges: what they stand for, digits cut or not."""

    def __init__(self, whole: dict[Cell, Reach]) -> None:
        self._whole = whole
        self._sums: dict[Cell, tuple[int, int]] = {}
        self.reachable = sum(large for *_, large in whole.values()) >= _COLUMNS

    def add(self, part: dict[Cell, Reach]) -> None:
        """Add a row below."""
        for cell, (low, high, _) in part.items():
            if cell in self._whole:
                before = self._sums.get(cell, (0, 0))
                self._sums[cell] = before[0] + low, before[1] + high

    def fits(self) -> bool:
        """Tell whether most columns, and two of them with large figures, add up."""
        agreed = [self._whole[cell] for cell, sums in self._sums.items() if _meet(self._whole[cell], sums)]
        large = sum(is_large for *_, is_large in agreed)
        return large >= _COLUMNS and len(agreed) >= _ENOUGH * len(self._sums)


def _reach(claim: Claim) -> Reach:
    reach = loose(claim)
    return int(2 * reach.lo), int(2 * reach.hi), abs(claim.won or 0) >= _LARGE * claim.precision


def _meet(one: Reach, other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def columns(candidate: Sum) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield each amount of a total with its parts, for the columns in which any part is printed."""
    below = [cells(part) for part in candidate.parts]
    for cell, claim in cells(candidate.row).items():
        parts = [part[cell] for part in below if cell in part]
        if parts:
            yield claim, parts


def _agrees(claim: Claim, parts: list[Claim]) -> bool:
    return verdict(claim, *total(parts)) is not Verdict.OFF


def _trusted(found: list[Sum]) -> bool:
    """Tell whether most sums of a table agree, counting only figures large enough to tell."""
    told = [
        _agrees(claim, parts)
        for each in found
        for claim, parts in columns(each)
        if abs(claim.won or 0) >= 10 * claim.precision
    ]
    return sum(told) >= _ENOUGH * len(told) if len(told) > 1 else bool(told)
