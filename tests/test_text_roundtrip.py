"""What is printed reads back: Korean numerals, amounts with units, cells, rates, dates, periods, names."""

from datetime import date
from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from gyebo.text.amounts import amounts, number, rates
from gyebo.text.dates import dates, periods
from gyebo.text.names import bare, bracketed, key
from gyebo.text.normalize import clean, squeeze, unspace
from gyebo.text.units import FACTOR, units_in

WON = st.integers(min_value=1, max_value=10**16 - 1)
SPACES = st.sampled_from(["", " ", "\n", "\n\n", "  "])
SIGNS = st.sampled_from(["", "△", "▲", "-", "−", "△ "])
UNITS = st.sampled_from(["원", "천원", "백만원", "억원"])
DAYS = st.dates(min_value=date(1971, 1, 1), max_value=date(2069, 12, 31))
QUOTES = st.sampled_from("'`’‘ʼ")
KOREAN = st.text(alphabet="가나다라마바사 ·(),-ABCabc㎡\u00a0\u200b\u3000“”", max_size=30)
FIGURES = "0123456789.,△-%원천백만억조 \n\t'~년월일단위:()"
ANY_TEXT = st.text(max_size=60) | st.text(alphabet=FIGURES, max_size=60)


def _digits(value: int, small_words: bool, space: str) -> str:
    """Print 1 to 9999 in digits, or digit by digit with 천, 백 and 십."""
    if not small_words:
        return f"{value:,}"
    words = ((1000, "천"), (100, "백"), (10, "십"), (1, ""))
    return space.join(f"{value // place % 10}{word}" for place, word in words if value // place % 10)


def _korean(won: int, small_words: bool, space: str) -> str:
    """Print whole won as a Korean numeral: 1조 8,557억 3천4백만원."""
    sections = ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, ""))
    parts = [
        _digits(won // place % 10_000, small_words, space) + word
        for place, word in sections
        if won // place % 10_000
    ]
    return space.join(parts) + space + "원"


@given(WON, st.booleans(), SPACES)
@example(10**12, False, "")
@example(34_400_000, True, "")
def test_korean_numeral_reads_back(won: int, small_words: bool, space: str) -> None:
    printed = _korean(won, small_words, space)
    found = list(amounts(f"예산 {printed}임"))
    assert [(a.raw, a.won) for a in found] == [(printed, won)]
    assert won % found[0].precision_won == 0


@given(st.integers(min_value=1, max_value=9999 * 10**4), st.booleans())
def test_numeral_without_won_sign_reads_back(hundred_million: int, small_words: bool) -> None:
    printed = _korean(hundred_million * 10**8, small_words, " ").removesuffix(" 원")
    assume(printed.endswith("억"))
    assert [a.won for a in amounts(f"{printed}의 예산")] == [hundred_million * 10**8]


@given(SIGNS, st.integers(min_value=1, max_value=10**15), UNITS, st.booleans())
def test_plain_number_keeps_unit_and_sign(sign: str, value: int, unit: str, commas: bool) -> None:
    printed = f"{sign}{value:,}{unit}" if commas else f"{sign}{value}{unit}"
    (found,) = amounts(f"({printed})")
    assert (found.raw, found.unit, found.precision_won) == (printed, unit, FACTOR[unit])
    assert found.won == (-1 if sign else 1) * value * FACTOR[unit]


@given(st.lists(WON, min_size=2, max_size=5), st.sampled_from([", ", " → ", "\t", " 및 "]))
def test_amounts_stay_apart(values: list[int], between: str) -> None:
    text = between.join(_korean(won, False, " ") for won in values)
    assert [a.won for a in amounts(text)] == values


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=2), SIGNS)
def test_cell_reads_back(value: Decimal, sign: str) -> None:
    expected = -value if sign and value else value
    assert number(f"{sign}{value:,}") == number(f"({sign}{value:,}%)") == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=9999, places=1), SIGNS)
def test_rate_reads_back(value: Decimal, sign: str) -> None:
    (found,) = rates(f"대비 {sign}{value}%p 증가")
    assert (found.percent, found.points) == (-value if sign and value else value, True)
    assert str(abs(found.percent)) == str(value)


@given(DAYS, QUOTES)
def test_date_reads_back_in_every_form(day: date, quote: str) -> None:
    dotted = f"{day.year}.{day.month}.{day.day}."
    short = f"{quote}{day.year % 100:02d}.{day.month:02d}.{day.day:02d}."
    wide = f"{day.year}. {day.month}. {day.day}."
    words = f"{day.year}년 {day.month}월 {day.day}일"
    for printed in (dotted, short, wide, words, day.isoformat()):
        (found,) = dates(f"승인({printed})")
        assert (found.raw, found.iso, found.possible) == (printed, day.isoformat(), True)


@given(DAYS, DAYS)
def test_period_reads_back_and_is_possible_in_order(start: date, end: date) -> None:
    printed = f"{start.year}.{start.month}.{start.day}.~{end.year}.{end.month}.{end.day}."
    (found,) = periods(f"기간 {printed}(용역)")
    assert (found.start_date.iso, found.end_date.iso) == (start.isoformat(), end.isoformat())
    assert (found.raw, found.possible) == (printed, start <= end)


@given(st.integers(1990, 2050), st.integers(0, 40), st.integers(0, 40))
def test_impossible_dates_are_flagged_not_repaired(year: int, month: int, day: int) -> None:
    (found,) = dates(f"{year}.{month}.{day}.")
    try:
        date(year, month, day)
    except ValueError:
        assert not found.possible
    else:
        assert found.possible
    assert (found.year, found.month, found.day) == (year, month, day)


@given(ANY_TEXT)
def test_findings_stand_in_the_text_in_order(text: str) -> None:
    for find in (amounts, rates, dates):
        behind = 0
        for found in find(text):
            assert behind <= found.start < found.end
            assert text[found.start : found.end] == found.raw
            behind = found.end
    assert all(p.raw in text for p in periods(text))
    assert all(units_in(text))


@given(ANY_TEXT)
def test_a_cell_is_a_decimal_or_nothing(text: str) -> None:
    value = number(text)
    assert value is None or value.is_finite()
    assert value is None or str(value) != "-0"


@given(KOREAN)
def test_clean_shrinks_and_settles(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert len(clean(text)) <= len(text)


@given(KOREAN)
def test_keys_settle_and_ignore_spaces_and_case(name: str) -> None:
    assert key(key(name)) == key(name) == key(squeeze(name)) == key(name.upper())
    assert " " not in key(name)
    assert bare(bare(name)) == bare(name)


@given(st.text(alphabet="가나다라 ", min_size=1), st.text(alphabet="마바사A", min_size=1))
def test_brackets_come_off_and_back(outside: str, inside: str) -> None:
    assume(outside.strip())
    printed = f"{outside} ({inside})"
    assert bare(printed) == key(outside)
    assert bracketed(printed) == [inside]


@given(st.text(alphabet="가나다라마바사", min_size=1))
def test_a_stretched_label_comes_together(label: str) -> None:
    assert unspace(" ".join(label)) == unspace("  ".join(label)) == label
