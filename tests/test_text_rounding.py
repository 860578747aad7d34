"""The arithmetic of printed figures: interval laws, exactness, and the rules for rounded sums and rates."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.text.rounding import Interval, agrees, printed

FRACTIONS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=1000)
INTERVALS = st.tuples(FRACTIONS, FRACTIONS).map(lambda ends: Interval(min(ends), max(ends)))
WON = st.integers(min_value=-(10**13), max_value=10**13)
UNITS = st.sampled_from([("천원", 1_000), ("만원", 10**4), ("백만원", 10**6), ("억원", 10**8)])


def _rounded(won: int, factor: int) -> int:
    return int((Decimal(won) / factor).quantize(Decimal(1), ROUND_HALF_UP))


@given(INTERVALS, INTERVALS, INTERVALS)
def test_addition_is_a_commutative_monoid(a: Interval, b: Interval, c: Interval) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Interval.exact(0) == a
    assert Interval.sum([a, b, c]) == a + b + c
    assert Interval.sum([]) == Interval.exact(0)


@given(INTERVALS, INTERVALS)
def test_subtraction_widens_and_mirrors(a: Interval, b: Interval) -> None:
    assert a - b == -(b - a) == a + -b
    assert (a - b).width == a.width + b.width
    assert 0 in a - a


@given(INTERVALS, INTERVALS, st.fractions(0, 1), st.fractions(0, 1))
def test_operations_hold_every_pair_of_values(a: Interval, b: Interval, s: Fraction, t: Fraction) -> None:
    x, y = a.lo + s * a.width, b.lo + t * b.width
    assert x in a and x + y in a + b and x - y in a - b and -x in -a


@given(INTERVALS, INTERVALS)
def test_agreement_is_a_common_value(a: Interval, b: Interval) -> None:
    assert agrees(a, b) == agrees(b, a) == (0 in a - b)
    assert agrees(a, a)


@given(WON, UNITS, UNITS)
def test_two_printings_of_one_amount_agree(won: int, one: tuple[str, int], other: tuple[str, int]) -> None:
    first, second = (printed(_rounded(won, factor), unit) for unit, factor in (one, other))
    assert won in first and won in second
    assert agrees(first, second)


@given(st.lists(WON, min_size=1, max_size=8), UNITS)
def test_a_rounded_sum_may_differ_by_half_a_unit_each(parts: list[int], unit: tuple[str, int]) -> None:
    word, factor = unit
    total = printed(_rounded(sum(parts), factor), word)
    summed = Interval.sum(printed(_rounded(won, factor), word) for won in parts)
    assert agrees(total, summed)
    assert summed.width + total.width == (len(parts) + 1) * factor


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "lo", "hi"),
    [
        (Decimal("142"), "천원", 0, 141_500, 142_500),
        (Decimal("-3"), "백만원", 0, -3_500_000, -2_500_000),
        (Decimal("1.5"), "억원", 1, 145_000_000, 155_000_000),
        (Decimal("94.5"), "%", 1, Fraction("94.45"), Fraction("94.55")),
        (Decimal("1.4"), "%p", 1, Fraction("1.35"), Fraction("1.45")),
        (Decimal("1200"), "천원", -2, 1_150_000, 1_250_000),
        (Decimal("903253"), "원", 0, 903_253, 903_253),
        (Decimal("5.0"), "원", 1, Fraction("4.95"), Fraction("5.05")),
    ],
)
def test_printed(value: Decimal, unit: str, decimals: int, lo: Fraction, hi: Fraction) -> None:
    assert printed(value, unit, decimals) == Interval(Fraction(lo), Fraction(hi))


def test_whole_won_is_exact() -> None:
    assert not agrees(printed(10, "원"), printed(11, "원"))
    assert agrees(printed(10, "천원"), printed(11, "천원"))
    assert not agrees(printed(10, "천원"), printed(12, "천원"))


def test_errors_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="식"):
        printed(1, "식")
    with pytest.raises(ValueError, match="wrong order"):
        Interval(Fraction(1), Fraction(0))
