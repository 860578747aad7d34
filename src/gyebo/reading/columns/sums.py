"""Rows that fit their table in several ways: the table's total says which, when the parts must add up to it.

A row "596" below "합계 … 2,514 7" can mean a carryover or a subsidy returned; only one of the two makes the
column add up. Nothing is decided unless exactly one choice for all such rows together fits the total.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from gyebo.model.table import Cell
from gyebo.reading.columns.assign import Assignment, span
from gyebo.reading.columns.rules import Span
from gyebo.reading.forms import Column

_MOST = 20_000


def by_sums(
    columns: Sequence[Column], totals: Sequence[bool], fits: Sequence[tuple[Assignment, ...]]
) -> tuple[Assignment, ...] | None:
    """Return the one choice of a fit for every row that makes the parts add up to the table's only total.

    `totals` tells which row is the total; None when no choice or more than one does, or when they are too many.
    """
    if sum(totals) != 1 or len(fits) < 2 or not all(fits) or prod(len(choices) for choices in fits) > _MOST:
        return None
    whole = totals.index(True)
    found = [choice for choice in product(*fits) if _adds_up(columns, choice, whole)]
    return found[0] if len(found) == 1 else None


def _adds_up(columns: Sequence[Column], choice: tuple[Assignment, ...], whole: int) -> bool:
    parts = [fit.cells for index, fit in enumerate(choice) if index != whole]
    cells = zip(columns, choice[whole].cells, zip(*parts, strict=True), strict=True)
    return all(_sums_to(below, total) for column, total, below in cells if column.unit != "%")


def _sums_to(cells: tuple[Cell | None, ...], total: Cell | None) -> bool:
    """Tell whether the printed cells can add up to the total; an empty one stands for zero."""
    spans = [span(cell) for cell in cells]
    low, high = sum((s.low for s in spans), Fraction(0)), sum((s.high for s in spans), Fraction(0))
    return span(total).meets(Span(low, high))
