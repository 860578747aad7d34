"""Titles of projects: the years that a title names against the period printed beside it."""

import re
from collections.abc import Iterable, Iterator

from gyebo.check.evidence import Period
from gyebo.check.findings import Finding, found_project

_YEARS = re.compile(r"['’‘ʼ]?(?:20)?(\d\d)\s*[~∼～-]\s*['’‘ʼ]?(?:20)?(\d\d)년")


def last_years(periods: Iterable[Period]) -> Iterator[Finding]:
    """Yield projects whose title runs to another year ("2020~2022년 …") than the one in which they end.

    A period that begins later than the title is one yearly part of a longer contract and says nothing of its end.
    """
    for period in periods:
        match = _YEARS.match(period.title)
        if match and f"20{match[1]}" == period.start[:4] and f"20{match[2]}" != period.end[:4]:
            yield found_project(
                "contract-title-end", period, printed=f"20{match[2]}", expected=period.end[:4]
            )
