"""Empty cells that the rest of their row fills: what the other rows of a table compute, and months left out of a list."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, permutations, zip_longest

from gyebo.check.claims import Claim, Count
from gyebo.check.evidence import Period
from gyebo.check.findings import Finding, amount, found, found_project, lasting
from gyebo.check.precision import Verdict, middle, percent_of, ranges, ratio, rounded, verdict
from gyebo.check.rows import Column, Row
from gyebo.text.rounding import Interval

Table = tuple[str, str]
Ranges = tuple[Interval, Interval]
_TOLD, _TRIED = 2, 12
_MOST, _LIST = 0.9, 10
_COMPUTED = frozenset(
    {"change", "change-rate", "unspent-rate", "execution-rate", "collection-rate", "supplementary"}
)


@dataclass(frozen=True)
class Way:
    """How a column follows from two others: as their sum, difference or ratio."""

    sign: str
    one: Column
    other: Column

    def of(self, row: Row) -> tuple[Claim, Claim] | None:
        """Return the two figures of a row, if it has both."""
        one, other = row.cells.get(self.one), row.cells.get(self.other)
        return (one, other) if one is not None and other is not None else None


def empty_cells(table: list[Row]) -> Iterator[Finding]:
    """Yield the empty cells of a table whose value follows from the rest of their row as in all other rows.

    Only sums, changes and rates that are not nothing count: a cell of nothing is often left empty.
    """
    if len(table) <= _TOLD:
        return
    for column in dict.fromkeys(c for row in table for c in row.cells if c.kind in _COMPUTED):
        empty = [row for row in table if column not in row.cells and _has_year(row, column)]
        filled = [row for row in table if column in row.cells]
        if empty and filled:
            yield from _filled(column, filled[:_TRIED], empty)


def _has_year(row: Row, column: Column) -> bool:
    """Tell whether a row has two figures of the column's year to compute with."""
    return sum(c.year == column.year for c in row.cells) >= _TOLD


def _filled(column: Column, filled: list[Row], empty: list[Row]) -> Iterator[Finding]:
    ways = list(_ways(column, filled))
    for row in empty:
        expected = [(way, figures, _expected(way, figures)) for way in ways if (figures := way.of(row))]
        values = {each for *_, each in expected}
        if len(values) == 1 and (value := values.pop()) is not None:
            way, figures, _ = expected[0]
            yield _finding(column, filled[0].cells[column], row, way, figures, value)


def _ways(column: Column, filled: list[Row]) -> Iterator[Way]:
    """Yield the ways in which every row that has the column computes it, one of them at least from something."""
    money = [c for c in filled[0].cells if c != column and c.year == column.year]
    rate = filled[0].cells[column].percent is not None
    pairs = [Way("/" if rate else "-", *pair) for pair in permutations(money, 2)]
    pairs += [] if rate else [Way("+", *pair) for pair in combinations(money, 2)]
    for way in pairs:
        told = [(row.cells[column], figures) for row in filled if (figures := way.of(row))]
        if (
            len(told) == len(filled)
            and any(c.won or c.percent for c, _ in told)
            and all(_fits(way, *t) for t in told)
        ):
            yield way


def _fits(way: Way, claim: Claim, figures: tuple[Claim, Claim]) -> bool:
    if figures[0].won is None or figures[1].won is None:
        return False
    if way.sign == "/":
        return ratio(claim, ranges(figures[0]), ranges(figures[1])) is not Verdict.OFF
    return verdict(claim, *_computed(way, figures)) is not Verdict.OFF


def _computed(way: Way, figures: tuple[Claim, Claim]) -> Ranges:
    one, other = ranges(figures[0]), ranges(figures[1])
    if way.sign == "+":
        return one[0] + other[0], one[1] + other[1]
    return one[0] - other[0], one[1] - other[1]


def _expected(way: Way, figures: tuple[Claim, Claim]) -> str | None:
    """Return what a cell should hold, as printed; None where that can be nothing."""
    one, other = figures
    if one.won is None or other.won is None:
        return None
    if way.sign == "/":
        share = percent_of(rounded(one), rounded(other))
        return f"{Decimal(round(share * 10)).scaleb(-1)}%" if share and 0 not in rounded(one) else None
    reach = _computed(way, figures)[0]
    return None if 0 in reach else amount(middle(reach), one)


def _finding(
    column: Column, like: Claim, row: Row, way: Way, figures: tuple[Claim, Claim], expected: str
) -> Finding:  # fmt: skip
    one, other = figures
    formula = f"{one.raw} {way.sign} {other.raw}"
    about = f"{row.label} · {column.header}"
    finding = found("empty-cell", one, (other, like), expected=expected, formula=formula, subject=about)
    return replace(finding, printed="")


def missing_months(periods: Iterable[Period], counts: Iterable[Count]) -> Iterator[Finding]:
    """Yield the projects without a number of months in a list in which nearly every project has one."""
    months: dict[str, list[int]] = defaultdict(list)
    for count in (c for c in counts if c.unit == "개월"):
        months[count.document].append(count.line)
    lists: Mapping[str, list[Period]] = defaultdict(list)
    for period in periods:
        lists[period.document].append(period)
    for document, listed in lists.items():
        without = list(_without(listed, sorted(months[document])))
        if len(listed) >= _LIST and len(without) <= (1 - _MOST) * len(listed):
            for period in without:
                yield found_project("months-missing", period, printed="", expected=lasting(period))


def _without(listed: list[Period], months: list[int]) -> Iterator[Period]:
    """Yield the projects of a list that have no number of months on their own line or before the next project."""
    for period, after in zip_longest(listed, listed[1:]):
        index = bisect_left(months, period.line)
        end = after.line if after is not None else period.line + 1
        if index == len(months) or months[index] >= max(end, period.line + 1):
            yield period
