"""The codes of a printed reason: words that stand in it decide (`loaders/reasons.csv`); no words, no code.

The words are regular expressions over the text without spaces. A reason may have several codes; each has the
line on which its words begin.
"""

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from gyebo.text.normalize import squeeze

Printed = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """Words that give a reason its code."""

    words: re.Pattern[str]
    reason: str


def load_reason_words(path: Path) -> tuple[ReasonWords, ...]:
    """Read the table of words; raise `ValueError` naming the words that are no regular expression."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(ReasonWords(_pattern(path, row["words"]), row["reason"]) for row in csv.DictReader(file))


def _pattern(path: Path, words: str) -> re.Pattern[str]:
    try:
        return re.compile(words)
    except re.error as error:
        raise ValueError(f"{path.name}: {words!r} is no regular expression ({error})") from error


def coded(printed: Printed, words: Iterable[ReasonWords]) -> tuple[tuple[int, str], ...]:
    """Return (line, code) of a reason in the order of its words; its first line and no code where none stand in it.

    >>> moved = ReasonWords(re.compile("이관"), "moved")
    >>> coded(((7, "업무 이"), (8, "관")), [moved]), coded(((7, "증액"),), [moved])
    (((7, 'moved'),), ((7, ''),))
    """
    pieces = [squeeze(text) for _, text in printed]
    starts = [0, *accumulate(map(len, pieces))]
    whole = "".join(pieces)
    first: dict[str, int] = {}
    for row in words:
        if match := row.words.search(whole):
            first[row.reason] = min(first.get(row.reason, match.start()), match.start())
    found = sorted((place, code) for code, place in first.items())
    lines = tuple((printed[bisect_right(starts, place) - 1][0], code) for place, code in found)
    return lines or ((printed[0][0], ""),)
