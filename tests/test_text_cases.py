r"""Every printed form we know, as data: one case a line in tests/cases/*.tsv, its reason last.

`\n`, `\t` and `\uXXXX` stand for the characters; several results are joined with " ; ", "none" is none.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gyebo.text.amounts import amounts, number, rates
from gyebo.text.dates import PrintedDate, dates, periods
from gyebo.text.names import bare, bracketed, jamo, key
from gyebo.text.normalize import clean, squeeze, unspace
from gyebo.text.units import units_in

CASES = Path(__file__).parent / "cases"
ESCAPE = re.compile(r"\\(?:n|t|u[0-9a-f]{4})")
NAMES: dict[str, Callable[[str], str]] = {
    "key": key,
    "bare": bare,
    "bracketed": lambda name: "|".join(bracketed(name)) or "none",
    "unspace": unspace,
    "squeeze": squeeze,
    "clean": clean,
}


def _unescaped(field: str) -> str:
    return ESCAPE.sub(lambda match: match[0].encode().decode("unicode_escape"), field)


def _cases(file: str) -> list[object]:
    """Return the fields of every case but its comment, named after its file and line."""
    cases: list[object] = []
    lines = (CASES / file).read_text(encoding="utf-8").splitlines()
    for line, case in enumerate(lines[1:], start=2):
        fields = [_unescaped(field) for field in case.split("\t")]
        assert len(fields) == len(lines[0].split("\t")), f"{file}:{line}"
        cases.append(pytest.param(*fields[:-1], id=f"{file}:{line}"))
    return cases


def _joined(results: Iterator[str]) -> str:
    return " ; ".join(results) or "none"


def _flagged(possible: bool) -> str:
    return "" if possible else "!"


def _date(date: PrintedDate) -> str:
    return f"{date.raw}={date.iso}{_flagged(date.possible)}"


@pytest.mark.parametrize(("text", "expected"), _cases("amounts.tsv"))
def test_amounts(text: str, expected: str) -> None:
    found = list(amounts(text))
    assert _joined(f"{a.raw}={a.won} {a.unit} {a.precision_won}" for a in found) == expected
    assert all(text[a.start : a.end] == a.raw for a in found)


@pytest.mark.parametrize(("text", "expected"), _cases("rates.tsv"))
def test_rates(text: str, expected: str) -> None:
    found = list(rates(text))
    assert _joined(f"{r.percent}{'p' * r.points}" for r in found) == expected
    assert all(text[r.start : r.end] == r.raw for r in found)


@pytest.mark.parametrize(("text", "expected"), _cases("numbers.tsv"))
def test_numbers(text: str, expected: str) -> None:
    value = number(text)
    assert ("none" if value is None else str(value)) == expected
    assert value is None or isinstance(value, Decimal)


@pytest.mark.parametrize(("text", "expected"), _cases("dates.tsv"))
def test_dates(text: str, expected: str) -> None:
    found = list(dates(text))
    assert _joined(_date(date) for date in found) == expected
    assert all(text[date.start : date.end] == date.raw for date in found)


@pytest.mark.parametrize(("text", "expected"), _cases("periods.tsv"))
def test_periods(text: str, expected: str) -> None:
    found = list(periods(text))
    printed = (f"{p.raw}={p.start_date.iso}/{p.end_date.iso}{_flagged(p.possible)}" for p in found)
    assert _joined(printed) == expected
    assert all(text[p.start_date.start : p.end_date.end] == p.raw for p in found)


@pytest.mark.parametrize(("text", "expected"), _cases("units.tsv"))
def test_units(text: str, expected: str) -> None:
    assert ("|".join(units_in(text)) or "none") == expected


@pytest.mark.parametrize(("function", "text", "expected"), _cases("names.tsv"))
def test_names(function: str, text: str, expected: str) -> None:
    assert NAMES[function](text) == expected.strip(" ")


def test_jamo_counts_letters() -> None:
    assert jamo("각 도") == "\u1100\u1161\u11a8\u1103\u1169"
