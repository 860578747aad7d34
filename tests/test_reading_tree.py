"""Levels of a list of programs: what the sums settle, what they leave open, and what misprints do."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gyebo.reading.columns.rules import Span
from gyebo.reading.columns.tree import Entry, Outline, outline

HALF = Fraction(1, 2)


def _entry(*amounts: int, level: int | None = None) -> Entry:
    """Return a row whose amounts are printed as whole numbers."""
    return Entry(tuple(Span(Fraction(amount) - HALF, Fraction(amount) + HALF) for amount in amounts), level)


def _outline(*rows: Entry, depth: int, named: tuple[int, ...] = ()) -> Outline:
    return outline(rows, depth, frozenset(named))


def test_sums_give_the_levels() -> None:
    read = _outline(
        _entry(100, 200),
        _entry(70, 120),
        _entry(40, 20),
        _entry(30, 100),
        _entry(30, 80),
        _entry(30, 80),
        depth=3,
    )
    assert read.levels == (0, 1, 2, 2, 1, 2)
    assert read.parents == (None, 0, 1, 1, 0, 4)


def test_all_columns_must_add_up() -> None:
    # In the first column alone, the second row could be a part of its own or the parent of the third.
    read = _outline(_entry(80, 50), _entry(40, 20), _entry(40, 30), depth=2)
    assert read.levels == (0, 1, 1)


def test_rounding_is_allowed_for() -> None:
    assert _outline(_entry(10), _entry(3), _entry(3), _entry(3), depth=2).levels == (0, 1, 1, 1)
    assert _outline(_entry(12), _entry(3), _entry(3), _entry(3), depth=2).levels == (None,) * 4


def test_level_left_out() -> None:
    read = _outline(_entry(30, 9), _entry(20, 7), _entry(20, 7), _entry(10, 2), depth=3)
    assert read.levels == (0, 1, 2, 2)


def test_names_settle_what_sums_do_not() -> None:
    zeros = [_entry(0, 0)] * 3
    assert None in _outline(_entry(5, 5), _entry(5, 5), *zeros, depth=3).levels
    read = _outline(
        _entry(5, 5, level=0),
        _entry(5, 5),
        _entry(5, 5),
        _entry(0, 0, level=1),
        _entry(0, 0),
        depth=3,
        named=(0,),
    )
    assert read.levels == (0, 1, 2, 1, 2)


def test_two_readings_are_none() -> None:
    # The zeros can be parts of the second row, or the first of them another parent.
    read = _outline(_entry(5), _entry(5), _entry(5), _entry(0), _entry(0), depth=3)
    assert read.levels == (0, 1, 2, None, 2)
    assert read.parents == (None, 0, 1, None, None)


def test_misprint_in_one_column_is_told() -> None:
    read = _outline(_entry(10, 20, 35), _entry(4, 8, 10), _entry(6, 12, 20), depth=2)
    assert read.levels == (0, 1, 1)
    assert read.misfits == ((0, 2),)


def test_misprinted_row_counts_for_its_parts() -> None:
    read = _outline(
        _entry(10, 20, 30), _entry(9, 7, 20), _entry(4, 8, 15), _entry(1, 2, 5), _entry(5, 10, 10), _entry(5, 10, 10),
        depth=3,
    )  # fmt: skip
    assert read.levels == (0, 1, 2, 2, 1, 2)
    assert read.misfits == ((1, 0), (1, 1))


def test_rows_that_add_up_to_nothing_stay_open() -> None:
    read = _outline(_entry(7, 3), _entry(100, 55), _entry(19, 2), depth=3)
    assert read == Outline((None,) * 3, (None,) * 3)


def test_one_bad_department_leaves_the_others_standing() -> None:
    good = [_entry(10, 20, level=0), _entry(10, 20), _entry(4, 5), _entry(6, 15)]
    bad = [_entry(50, 60, level=0), _entry(11, 13), _entry(17, 900), _entry(3, 1)]
    read = _outline(*good, *bad, depth=3, named=(0,))
    assert read.levels == (0, 1, 2, 2, 0, None, None, None)


def test_no_rows() -> None:
    assert outline((), 3) == Outline((), ())


def test_hopeless_lists_end_soon() -> None:
    assert None in _outline(*[_entry(0, 0, 0)] * 90, depth=5).levels


def _sum(parts: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*parts, strict=True))


AMOUNTS = st.tuples(*[st.integers(1_000, 10**9)] * 3)
FORESTS = st.lists(
    st.lists(st.lists(AMOUNTS, min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3
)


@given(FORESTS)
def test_what_is_printed_as_a_tree_is_read_as_it(policies: list[list[list[tuple[int, ...]]]]) -> None:
    rows, levels = [], []
    units = [[_sum(unit) for unit in policy] for policy in policies]
    rows.append(_sum([_sum(policy) for policy in units]))
    levels.append(0)
    for policy, sums in zip(policies, units, strict=True):
        rows.append(_sum(sums))
        levels.append(1)
        for unit, whole in zip(policy, sums, strict=True):
            rows += [whole, *unit]
            levels += [2, *[3] * len(unit)]
    read = outline(tuple(_entry(*row) for row in rows), 4)
    assert all(found in (true, None) for found, true in zip(read.levels, levels, strict=True))
    assert read.misfits == ()
