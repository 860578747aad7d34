"""The identities decide which column a value stands in: a row is found, or reported, never misread."""

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.model.table import Cell
from gyebo.reading.columns.assign import Assignment, assign, assignments, holds
from gyebo.reading.columns.rules import Span, parse_rule
from gyebo.reading.columns.sums import by_sums
from gyebo.reading.forms import Form, form

Cells: TypeAlias = tuple[Cell | None, ...]

_COLUMNS = [
    ("appropriation", True),
    ("obligation", True),
    ("expenditure", True),
    ("carryover", False),
    ("carryover_specified", False),
    ("carryover_unforeseen", False),
    ("subsidy_return", False),
    ("unspent", True),
    ("unspent_rate", True),
]
SETTLEMENT = form(
    {
        "id": "settlement",
        "heading": "결산",
        "labels": ["program"],
        "minimum": 4,
        "columns": [{"header": kind, "kind": kind, "kept": kept} for kind, kept in _COLUMNS],
        "rules": [
            "appropriation = expenditure + carryover + subsidy_return + unspent",
            "carryover = carryover_specified + carryover_unforeseen",
            "unspent_rate = unspent / appropriation",
            "appropriation >= expenditure",
        ],
    }
)
PLAIN = form(
    {
        "id": "plain",
        "heading": "증감",
        "minimum": 2,
        "columns": [
            {"header": "기정", "kind": "current", "kept": True},
            {"header": "추경", "kind": "supplementary"},
            {"header": "증감", "kind": "change"},
            {"header": "증감률", "kind": "change_rate"},
        ],
        "rules": ["change = supplementary - current", "change_rate = change / current"],
    }
)
NO_SPECIFIED = frozenset({"carryover_specified"})


def _cells(*raws: str | None) -> Cells:
    return tuple(None if raw is None else Cell(1, place, raw) for place, raw in enumerate(raws, start=1))


def _raws(fit: Assignment | None) -> list[str | None] | None:
    return None if fit is None else [cell.raw if cell else None for cell in fit.cells]


def _printed(amount: Fraction, places: int = 0) -> str:
    """Return an amount as such reports print it: rounded half up, with thousands commas."""
    scaled = int(amount * 10**places + Fraction(1, 2))
    return f"{Decimal(scaled).scaleb(-places):,}"


def _lossy(columns: Form, cells: Cells) -> Cells:
    """Return the values that an extraction leaves: zeros of columns that are not always printed are lost."""
    pairs = zip(columns.columns, cells, strict=True)
    return tuple(cell for column, cell in pairs if cell and (column.kept or cell.raw != "0"))


@st.composite
def _row(draw: st.DrawFn, digits: int, specified: bool = True) -> Cells:
    """Draw a row of a settlement, its amounts in thousandths of the printed unit (`digits` 3) or exact (0)."""
    unit = 10**digits
    amounts = st.integers(min_value=0, max_value=30_000 * unit) | st.sampled_from(
        [0, unit, 7 * unit, 40 * unit]
    )
    spent, unspent, returned, unforeseen, foreseen = (Fraction(draw(amounts), unit) for _ in range(5))
    foreseen = foreseen if specified else Fraction(0)
    whole = spent + unspent + returned + unforeseen + foreseen
    bound = spent + (whole - spent) * Fraction(draw(st.integers(min_value=0, max_value=4)), 4)
    rate = 100 * unspent / whole if whole else Fraction(0)
    row = (whole, bound, spent, unforeseen + foreseen, foreseen, unforeseen, returned, unspent)
    return _cells(*(_printed(amount) for amount in row), _printed(rate, 1) + "%")


def _found_or_told(row: Cells, absent: frozenset[str]) -> bool:
    """Tell whether a row was found; it fails when it was misread."""
    found = assign(SETTLEMENT, _lossy(SETTLEMENT, row), absent)
    values = [cell.raw if cell and (column.kept or cell.raw != "0") else None
              for column, cell in zip(SETTLEMENT.columns, row, strict=True)]  # fmt: skip
    full = None not in values
    assert found is None or _raws(found) == ([cell.raw for cell in row if cell] if full else values)
    return found is not None


@given(_row(digits=0))
def test_an_exact_row_is_found_or_told(row: Cells) -> None:
    _found_or_told(row, frozenset())


@given(_row(digits=3))
def test_a_rounded_row_is_found_or_told(row: Cells) -> None:
    _found_or_told(row, frozenset())


@given(_row(digits=3, specified=False))
def test_what_is_stated_to_be_none_takes_no_value(row: Cells) -> None:
    _found_or_told(row, NO_SPECIFIED)


_CLEAR = st.integers(min_value=10, max_value=50_000)


@given(_CLEAR, _CLEAR, _CLEAR | st.just(0), st.integers(0, 4))
def test_a_row_without_a_subsidy_is_always_found(
    spent: int, unspent: int, carried: int, quarters: int
) -> None:
    whole = spent + unspent + carried
    bound = spent + carried * quarters // 4
    amounts = (whole, bound, spent, carried, 0, carried, 0, unspent)
    row = _cells(*map(_printed_int, amounts), _printed(Fraction(100 * unspent, whole), 1) + "%")
    assert _found_or_told(row, NO_SPECIFIED)


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=5))
def test_a_total_decides_or_stays_silent(parts: list[tuple[int, bool]]) -> None:
    columns = form(
        {
            "id": "sums",
            "heading": "합계",
            "minimum": 2,
            "columns": [{"header": k, "kind": k} for k in ("expenditure", "carryover", "subsidy_return")],
            "rules": ["expenditure >= carryover"],
        }
    )
    rows = [(100_000, amount, 0) if carried else (100_000, 0, amount) for amount, carried in parts]
    whole = tuple(sum(column) for column in zip(*rows, strict=True))
    full = [_cells(*map(_printed_int, row)) for row in (whole, *rows)]
    lossy = [tuple(cell for cell in row if cell and cell.raw != "0") for row in full]
    fits = [assignments(columns, row) for row in (full[0], *lossy[1:])]
    chosen = by_sums(columns.columns, [True, *([False] * len(rows))], fits)
    if chosen is not None:
        kept = [[cell.raw if cell and cell.raw != "0" else None for cell in row] for row in full]
        assert [_raws(fit) for fit in chosen][1:] == kept[1:]


def _printed_int(amount: int) -> str:
    return f"{amount:,}"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("367 353 353 14 3.8%", "367 353 353 . . . . 14 3.8%"),
        ("8,075 8,075 8,075 0 0.0%", "8,075 8,075 8,075 . . . . 0 0.0%"),
        ("4,003 3,989 3,813 176 176 14 0.4%", "4,003 3,989 3,813 176 . 176 . 14 0.4%"),
        ("1,115 1,103 1,103 7 7 0.6%", "1,115 1,103 1,103 . . . 7 7 0.6%"),
        ("55,266 54,098 53,375 670 670 7 1,214 2.2%", "55,266 54,098 53,375 670 . 670 7 1,214 2.2%"),
        ("317 317 317 0.1%", "317 317 317 . . . . . 0.1%"),
        ("300 270 30 10.0%", "300 . 270 . . . . 30 10.0%"),
        ("300 270 31 12.0%", None),
        ("1 2 3 4 5 6 7 8 9 10", None),
    ],
)
def test_row(values: str, expected: str | None) -> None:
    found = assign(SETTLEMENT, _cells(*values.split()), NO_SPECIFIED)
    wanted = None if expected is None else [None if raw == "." else raw for raw in expected.split()]
    assert _raws(found) == wanted


def test_an_amount_that_is_lost_though_it_is_not_zero_leaves_the_row_open() -> None:
    assert assign(PLAIN, _cells("100", "150", "50.0%")) is None


def test_without_a_statement_two_ways_are_no_way() -> None:
    values = _cells("4,003", "3,989", "3,813", "176", "176", "14", "0.4%")
    assert assign(SETTLEMENT, values) is None
    assert len(assignments(SETTLEMENT, values)) == 2


def test_a_rate_stands_in_a_column_of_rates() -> None:
    assert _raws(assign(PLAIN, _cells("100", "100", "0.0%"))) == ["100", "100", None, "0.0%"]
    assert _raws(assign(PLAIN, _cells("100", "150", "50"))) == ["100", "150", "50", None]


def test_a_full_row_stays_as_printed_and_tells_that_it_fails() -> None:
    found = assign(PLAIN, _cells("100", "150", "40", "50.0%"))
    assert found is not None
    assert not found.consistent
    assert not holds(PLAIN, found.cells)
    assert holds(PLAIN, _cells("100", "150", "50", "50.0%"))


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ("a = b + c - d", {"a": 4, "b": 3, "c": 2, "d": 1}, True),
        ("a = b + c - d", {"a": 9, "b": 3, "c": 2, "d": 1}, False),
        ("a = b / c", {"a": 25, "b": 1, "c": 4}, True),
        ("a = (b - d) / c", {"a": 75, "b": 4, "c": 4, "d": 1}, True),
        ("a = (b - d) / c", {"a": 25, "b": 4, "c": 4, "d": 1}, False),
        ("a = b / c", {"a": 25, "b": 1, "c": 0}, True),
        ("a >= b + c", {"a": 5, "b": 3, "c": 2}, True),
        ("a >= b + c", {"a": 4, "b": 3, "c": 2}, False),
    ],
)
def test_rule(rule: str, values: dict[str, int], expected: bool) -> None:
    parsed = parse_rule(rule)
    assert (
        parsed.holds({name: Span(Fraction(value), Fraction(value)) for name, value in values.items()})
        is expected
    )
    assert set(parsed.columns) == set(values)


@pytest.mark.parametrize("rule", ["a", "a = ", "= b", "a = b / ", "a b = c", "a = b / c / d"])
def test_what_is_no_rule(rule: str) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        parse_rule(rule)
