"""Long lines take time in proportion: no pattern falls back on itself."""

import time
from collections.abc import Callable, Iterable

import pytest

from gyebo.text.amounts import amounts, number, rates
from gyebo.text.dates import dates, periods
from gyebo.text.names import bare, bracketed, jamo, key
from gyebo.text.normalize import clean, squeeze, unspace
from gyebo.text.units import units_in

CHARACTERS = 100_000
NEAR_MISSES = [
    *("1", "1,", "1.1.", "△", "△ ", "- ", " ", "\n", "1 ", "천", "조", "1명 ", "가 ", "(", "()", "~", "'~"),
    *("2021.", "2021.1.1.1", "21-1-1", "’21", "(단위", "단위 ", "단위:", "1,1원"),
]
PROSE = (
    "○ 일반회계 세출예산현액은 1,535억 6천4백만원으로, 이 중 1,447억 8천1백만원은 지출하고 25억 1천4백만원을 "
    "다음연도로 이월하였으며(불용률 4.1%), 2021.3.~12.에 (단위 : 백만원, %) 39,234백만원 제2조에 따라 "
)
FUNCTIONS: list[Callable[[str], object]] = [
    *(amounts, rates, dates, periods, units_in, number),
    *(key, bare, bracketed, jamo, clean, squeeze, unspace),
]


def _seconds(function: Callable[[str], object], text: str) -> float:
    """Return the best of up to three runs, so that a busy machine is no failure."""
    best = 1.0
    for _ in range(3):
        start = time.process_time()
        result = function(text)
        if isinstance(result, Iterable):
            list(result)
        best = min(best, time.process_time() - start)
        if best < 0.05:
            break
    return best


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("pattern", [*NEAR_MISSES, PROSE])
def test_a_long_line_is_read_in_no_time(function: Callable[[str], object], pattern: str) -> None:
    text = (pattern * (CHARACTERS // len(pattern) + 1))[:CHARACTERS]
    assert _seconds(function, text) < 0.05
    assert _seconds(function, f"1{text}") < 0.05


@pytest.mark.parametrize(
    "pattern",
    ["1억 ", "1천", "△1 천", "9천백십", "1조 ", "1억 명 ", "△1,234천원\n", "1% ", "2021년 ", "2021.1~"],
)
def test_a_line_full_of_figures_takes_time_in_proportion(pattern: str) -> None:
    for function in (amounts, rates, dates, periods):
        few, many = (_seconds(function, pattern * count) for count in (1_000, 8_000))
        assert many < 24 * few + 0.05
