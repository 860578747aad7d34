"""Which value stands in which column, where empty cells were lost: the accounting identities decide.

A row is read only when its values fit the form's columns in exactly one way, in order, with every
identity satisfied. Fits that differ only in which of several equal columns lost its cell complete to
the same row; then the leftmost columns are taken, as cells that are lost shift the rest to the left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, product
from typing import TypeAlias

from gyebo.model.table import Cell
from gyebo.reading.columns.rules import Rule, Span, last_place, parse_rule
from gyebo.reading.forms import Column, Form
from gyebo.reading.rows.cells import value_of
from gyebo.text.amounts import number

Fit: TypeAlias = tuple[Cell | None, ...]
_EMPTY = Span(Fraction(-1, 2), Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Assignment:
    """The value of every column (None where there is none), and whether the identities hold."""

    cells: Fit
    consistent: bool


@cache
def rules_of(form_rules: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the parsed identities of a form."""
    return tuple(parse_rule(rule) for rule in form_rules)


def assign(
    form: Form, values: tuple[Cell | None, ...], absent: frozenset[str] = frozenset()
) -> Assignment | None:
    """Return the one fit of `values` to the columns of `form`; None when there is none or more than one.

    `absent` names the kinds of amount that the document states to be none: where the identities alone
    leave a choice, no value is put into a column of such a kind.
    """
    fits = assignments(form, values, absent)
    one = bool(fits) and _one_row(form.columns, rules_of(form.rules), [fit.cells for fit in fits])
    return fits[0] if one else None


def assignments(
    form: Form, values: tuple[Cell | None, ...], absent: frozenset[str] = frozenset()
) -> tuple[Assignment, ...]:
    """Return every fit of `values` to the columns of `form` that its identities allow.

    Among them, those stand that fill the most columns whose cells are always printed (`kept`).
    """
    rules = rules_of(form.rules)
    columns = form.columns
    if len(values) > len(columns):
        return ()
    if len(values) == len(columns) or None in values or not _lossy(form):
        full = (*values, *([None] * (len(columns) - len(values))))
        return (Assignment(full, _consistent(columns, rules, full)),)
    fits = _fullest(columns, values, lambda fit: _consistent(columns, rules, fit))
    if not fits:
        fits = [fit for fit in _fits(columns, values, 0) if _could_hold(columns, rules, fit)]
    if not fits and _brackets(columns):
        return tuple(Assignment(fit, False) for fit in _fits(columns, values))
    if len(fits) > 1 and absent:
        fits = [fit for fit in fits if not _uses(columns, fit, absent)] or fits
    return tuple(Assignment(fit, True) for fit in fits)


def _fullest(
    columns: tuple[Column, ...], values: tuple[Cell | None, ...], allowed: Callable[[Fit], bool]
) -> list[Fit]:
    """Return the allowed fits that leave the fewest kept columns empty."""
    kept = sum(column.kept for column in columns)
    for lost in range(kept + 1):
        fits = [fit for fit in _fits(columns, values, lost) if allowed(fit)]
        if fits:
            return fits
    return []


def _uses(columns: tuple[Column, ...], fit: Fit, kinds: frozenset[str]) -> bool:
    return any(cell is not None and column.kind in kinds for column, cell in zip(columns, fit, strict=True))


def _lossy(form: Form) -> bool:
    return form.minimum < len(form.columns) and bool(form.rules)


def _fits(
    columns: tuple[Column, ...], values: tuple[Cell | None, ...], lost: int | None = None
) -> Iterator[Fit]:
    """Yield the ways to put the values into columns in order: rates into rate columns, bracketed ones into theirs.

    With `lost`, only those that leave so many of the kept columns empty.
    """
    brackets = _brackets(columns)
    for places in _places(columns, len(values), lost):
        pairs = [(columns[place], cell) for place, cell in zip(places, values, strict=True)]
        if all(
            _suits(column, cell) and not (brackets and _misplaced(column, cell)) for column, cell in pairs
        ):
            row: list[Cell | None] = [None] * len(columns)
            for place, cell in zip(places, values, strict=True):
                row[place] = cell
            yield tuple(row)


def _places(columns: tuple[Column, ...], count: int, lost: int | None) -> Iterator[tuple[int, ...]]:
    """Yield the choices of `count` columns, from left to right."""
    if lost is None:
        yield from combinations(range(len(columns)), count)
        return
    kept = [place for place, column in enumerate(columns) if column.kept]
    others = [place for place, column in enumerate(columns) if not column.kept]
    filled = len(kept) - lost
    if 0 <= count - filled <= len(others):
        for some, rest in product(combinations(kept, filled), combinations(others, count - filled)):
            yield tuple(sorted((*some, *rest)))


def _brackets(columns: tuple[Column, ...]) -> bool:
    return any(column.bracketed for column in columns)


def _misplaced(column: Column, cell: Cell | None) -> bool:
    """Tell whether a bracketed value stands in a column of plain ones or the other way round."""
    return cell is not None and cell.raw.startswith("(") != column.bracketed


def _suits(column: Column, cell: Cell | None) -> bool:
    if cell is None or (number(cell.raw) == 0 and "%" not in cell.raw):
        return True
    return ("%" in cell.raw) == (column.unit == "%") or (column.bare and column.unit == "%")


def holds(form: Form, cells: Fit) -> bool:
    """Tell whether a row that has found its columns satisfies the form's identities, lost cells left out."""
    rules = rules_of(form.rules)
    return _consistent(form.columns, rules, cells) or _could_hold(form.columns, rules, cells)


def _consistent(columns: tuple[Column, ...], rules: tuple[Rule, ...], row: Fit) -> bool:
    """Tell whether every identity holds when an empty cell stands for zero."""
    values = {column.id: span(cell) for column, cell in zip(columns, row, strict=True)}
    return all(rule.holds(values) for rule in rules)


def _could_hold(columns: tuple[Column, ...], rules: tuple[Rule, ...], row: Fit) -> bool:
    """Tell whether the identities among the printed values hold, leaving out those with a lost value."""
    values = {column.id: span(cell) for column, cell in zip(columns, row, strict=True) if cell is not None}
    known = [rule for rule in rules if all(name in values for name in rule.columns)]
    return any(not rule.bound for rule in known) and all(rule.holds(values) for rule in known)


def _one_row(columns: tuple[Column, ...], rules: tuple[Rule, ...], fits: list[Fit]) -> bool:
    """Tell whether all fits complete to one row: a column that is empty in one holds an equal value in the others."""
    if len(fits) == 1:
        return True
    printed = [
        {number(cell.raw) for cell in column if cell is not None} for column in zip(*fits, strict=True)
    ]
    return all(len(values) <= 1 for values in printed) and not _consistent(columns, rules, fits[0])


def span(cell: Cell | None) -> Span:
    """Return what a printed cell stands for: its value ± one unit of its last place; ± half a unit when empty."""
    return _span(cell.raw) if cell is not None else _EMPTY


@lru_cache(maxsize=4096)
def _span(raw: str) -> Span:
    value = value_of(raw)
    if value is None:
        return _EMPTY
    place = last_place(value)
    return Span(Fraction(value) - place, Fraction(value) + place)
