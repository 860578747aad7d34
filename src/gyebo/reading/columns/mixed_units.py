"""Columns that print amounts in some rows and rates in others: the column's own rule tells which.

"전년 대비 증감" may hold △81.6 in its total (percent) and △89.8 (백만원) below, in a table in 천원. A value is
read in the unit in which its rule comes out; where it comes out in none, a misprint, in the one it is nearest to.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gyebo.model.table import Cell
from gyebo.reading.columns.rules import Rule, parse_rule
from gyebo.reading.forms import Column, Form
from gyebo.text.amounts import number
from gyebo.text.units import FACTOR

_NEAR = Fraction(1, 20)


def is_mixed(form: Form, column: Column) -> bool:
    """Tell whether the form leaves the unit of this column to its rule."""
    return any(own.id == column.id and "|" in own.unit for own in form.columns)


def unit_of(column: Column, form: Form, cells: tuple[Cell | None, ...], unit: str) -> Column:
    """Return the column with its unit in this row; `unit` is the table's."""
    if "|" not in column.unit:
        return column
    candidates = column.unit.split("|")
    rule = next((rule for rule in map(parse_rule, form.rules) if rule.left == column.id), None)
    values = {own.id: number(cell.raw) for own, cell in zip(form.columns, cells, strict=True) if cell}
    known = {name: value for name, value in values.items() if value is not None}
    if rule is None or not set(rule.columns) <= set(known):
        return replace(column, unit=candidates[0])
    misses = {name: _miss(rule, known, name, unit) for name in candidates}
    best = min(candidates, key=lambda name: misses[name])
    return replace(column, unit=best if misses[best] <= _NEAR else candidates[0])


def _miss(rule: Rule, values: dict[str, Decimal], candidate: str, unit: str) -> Fraction:
    """Return how far the printed value is from what the rule gives in a unit, as a share of the latter."""
    terms = [(sign, Fraction(values[name])) for sign, name in rule.terms]
    change = sum((sign * value for sign, value in terms), Fraction(0))
    if candidate == "%":
        base = terms[-1][1]
        expected = 100 * change / base if base else None
    else:
        expected = change * FACTOR.get(unit, 1) / FACTOR[candidate]
    printed = Fraction(values[rule.left])
    if expected is None:
        return Fraction(1)
    return abs(printed - expected) / abs(expected) if expected else Fraction(int(printed != 0))
