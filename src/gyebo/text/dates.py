"""Dates and periods as printed; impossible ones are flagged and never repaired.

Forms: 2023.7.13., 2020. 5. 4., `23.7.13., ’24.1.31., 23.11.6., 2023-07-10, 2023년 7월 10일, '23.3월, 2021.6.
Periods: 2021.6~2021.12, 2021.3~12, 2021.6.4. ~ 6.12., 2020.12.28.~2021.4.26., ’22~’24년도, '22년 7월부터
'23년 12월까지. Source: domain.md, "How figures are printed".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_CENTURY_TURN: Final = 70
"""Two-digit years below count from 2000, others from 1900."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in text at [start, end): month and day None where not printed."""

    start: int
    end: int
    raw: str
    year: int
    month: int | None
    day: int | None
    possible: bool

    @property
    def iso(self) -> str:
        """The date in ISO 8601 as far as printed: 2023-07-13, 2023-07 or 2023."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of two printed dates, possible when both can exist and the end is not before the start."""

    start_date: PrintedDate
    end_date: PrintedDate
    raw: str
    possible: bool


_QUOTE = r"['`’‘ʼ′´＇]"
_S = r"[^\S\r\n\t]{0,2}"
_ANY = r"\s{0,4}"
_COUNTED = r"(?:[년명건대차회층호배위원천백만억%]|일간|:[0-9])"
_NO_MORE = rf"(?![0-9])(?!\.[0-9])(?!,[0-9]{{3}})(?!{_COUNTED})(?!{_S}개월)"
_YEAR = rf"(?:(?P<quote>{_QUOTE})[ ]?)?(?P<year>(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])"
_HANGUL = rf"{_ANY}년{_ANY}(?P<m_h>[0-9]{{1,2}}){_ANY}월(?:{_ANY}(?P<d_h>[0-9]{{1,2}}){_ANY}일)?"
_DASHED = r"(?P<dash>[-/])(?P<m_d>[0-9]{1,2})(?P=dash)(?P<d_d>[0-9]{1,2})(?![0-9/-])"
_DAY = rf"{_S}\.{_S}(?P<day>[0-9]{{1,2}})(?:\.(?![0-9])|{_S}일(?!간)|{_NO_MORE})"
_MARK = rf"(?P<mark>{_S}\.(?![0-9])|{_S}월)"
_DOTTED = rf"{_S}\.(?P<wide>{_S})(?P<month>[0-9]{{1,2}})(?:{_DAY}|{_MARK}|{_NO_MORE})"
_DATE = re.compile(rf"(?<![0-9])(?<![0-9][.,]){_YEAR}(?:{_HANGUL}|{_DASHED}|{_DOTTED})")
_YEAR_ONLY = re.compile(rf"(?<![0-9])(?<![0-9][.,-]){_YEAR}(?P<word>{_S}년(?:도)?|회계연도)?")
_WEEKDAY = rf"(?:{_S}[(（][월화수목금토일][)）])?"
_TILDE = re.compile(rf"{_WEEKDAY}{_ANY}(?:[~∼～〜]|부터){_ANY}")
_DASH = re.compile(rf"{_WEEKDAY}{_ANY}[-–−]{_ANY}")
_REST = re.compile(
    rf"(?P<first>[0-9]{{1,2}})(?:(?P<month_word>{_S}월){_ANY}|{_S}\.{_S}(?=[0-9]))?"
    rf"(?:(?P<second>(?<=[월.\s])[0-9]{{1,2}}))?(?:\.(?![0-9])|{_S}일(?!간)|{_NO_MORE})"
)


def _full_year(digits: str) -> int:
    """Return the year of two or four printed digits."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def _can_exist(year: int, month: int | None, day: int | None) -> bool:
    """Tell whether the calendar has this year, month or day."""
    if month is None:
        return day is None
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year, month)[1]


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _printed(start: int, raw: str, year: int, month: int | None, day: int | None) -> PrintedDate:
    return PrintedDate(start, start + len(raw), raw, year, month, day, _can_exist(year, month, day))


def _is_marked(match: re.Match[str]) -> bool:
    """Tell whether the form alone says that this is a date, however impossible its month or day."""
    if match["m_h"] or match["m_d"]:
        return len(match["year"]) == 4 or match["quote"] is not None or bool(match["m_h"])
    if match["quote"]:
        return True
    return len(match["year"]) == 4 and bool(match["day"] or match["mark"])


def _is_guessable(match: re.Match[str], date: PrintedDate) -> bool:
    """Tell whether an unmarked form (23.11.6., 2020.2) is a date because it can exist as one."""
    if not date.possible or match["m_d"] or match["wide"]:
        return False
    return match["day"] is not None or len(match["year"]) == 4


def _date(match: re.Match[str]) -> PrintedDate | None:
    """Return the date of a match, or None when the digits are more likely something else."""
    month = match["m_h"] or match["m_d"] or match["month"]
    day = match["d_h"] or match["d_d"] or match["day"]
    date = _printed(match.start(), match[0], _full_year(match["year"]), int(month), _number(day))
    return date if _is_marked(match) or _is_guessable(match, date) else None


def dates(text: str) -> Iterator[PrintedDate]:
    """Yield every date with at least a year and a month, in order; a bare year (2018년) is no date."""
    for match in _DATE.finditer(text):
        date = _date(match)
        if date is not None:
            yield date


def _date_at(text: str, position: int) -> PrintedDate | None:
    match = _DATE.match(text, position)
    return None if match is None else _date(match)


def _year(match: re.Match[str] | None) -> PrintedDate | None:
    """Return the year that stands alone: '18, 2018, 24년도; two bare digits are no year."""
    if match is None or not (match["quote"] or match["word"] or len(match["year"]) == 4):
        return None
    return _printed(match.start(), match[0], _full_year(match["year"]), None, None)


def _rest_at(text: str, position: int, start: PrintedDate) -> PrintedDate | None:
    """Return the end of a period that leaves out what it shares with the start: ~12, ~ 6.12., ~12월 3일."""
    match = _REST.match(text, position)
    if match is None or start.month is None:
        return None
    first, second = int(match["first"]), _number(match["second"])
    if second is not None:
        month, day = first, second
    elif start.day is None or match["month_word"]:
        month, day = first, None
    else:
        month, day = start.month, first
    return _printed(position, match[0], start.year, month, day)


def _end_at(text: str, start: PrintedDate) -> PrintedDate | None:
    """Return the end of the period that the start opens, or None when it opens none."""
    tilde = _TILDE.match(text, start.end)
    if tilde is not None:
        at = tilde.end()
        return _date_at(text, at) or _year(_YEAR_ONLY.match(text, at)) or _rest_at(text, at, start)
    dash = _DASH.match(text, start.end)
    return _date_at(text, dash.end()) if dash is not None and start.month is not None else None


def _in_order(start: PrintedDate, end: PrintedDate) -> bool:
    """Tell whether the end is not before the start, as far as both are printed."""
    pairs = ((start.year, end.year), (start.month, end.month), (start.day, end.day))
    for first, last in pairs:
        if first is None or last is None or first != last:
            return first is None or last is None or first < last
    return True


def _starts(text: str) -> Iterator[PrintedDate]:
    """Yield every date or bare year that could open a period."""
    position = 0
    while (match := _YEAR_ONLY.search(text, position)) is not None:
        start = _date_at(text, match.start()) or _year(match)
        if start is not None:
            yield start
        position = match.end() if start is None else start.end


def periods(text: str) -> Iterator[Period]:
    """Yield every period of two dates, in order; open ones ("~ 현재") are none.

    A hyphen joins only two dates that both print their year and month. The end takes over from the start
    what it leaves out; a period that ends before it starts is flagged, not turned round.
    """
    behind = 0
    for start in _starts(text):
        if start.start < behind:
            continue
        end = _end_at(text, start)
        if end is not None:
            behind = end.end
            possible = start.possible and end.possible and _in_order(start, end)
            yield Period(start, end, text[start.start : end.end], possible)
