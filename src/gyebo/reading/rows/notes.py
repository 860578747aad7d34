"""Notes in table cells: the basis of an item, written as a sum, or a change written with an arrow.

○ 제안서 평가 150,000원 * 8명 = 1,200천원 · 전산개발비(266,343천원→226,343천원)
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.amounts import Amount, Rate, amounts, number, rates
from gyebo.text.dates import dates, periods
from gyebo.text.units import FACTOR

_BULLET = re.compile(r"(?:^|\s)[○◦●·▪-]\s?(?=[^\d\s])|[○◦]")
_ARROW = re.compile(r"^\s*(?:→|➡|⇒)\s*$")
# A bare number that stands first in a sum is in won (예산편성 운용에 관한 규칙: the basis column prints 원);
# at the end of a cell, where the sum goes on in the next one, only a number of seven or more digits is taken.
_BARE = re.compile(r"(?<![\d,.(])(?:△\s?|-)?\d{1,3}(?:(?:,\d{3})+(?=\s*[*×x=])|(?:,\d{3}){2,}(?=\s*$))")
_LINE = re.compile(r"(?:^|\n)\s*(?:[○◦●·▪]|-\s)")
_SENTENCE = re.compile(r"(?<=[다임음됨함])\.\s")
_TELLING = re.compile(r"(?!\s*(?:감액|증액)\s*\(?\s*$)[\s\S]*[가-힣]{2}")
_FACTOR = re.compile(r"\s*[*×xX]\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s?([가-힣]{1,3})")
_LONGEST = 60
_NEAR = 100
_EQUALS = re.compile(r"\s*=\s*")
_YEAR = re.compile(r"(?:['’‘`](?P<short>\d\d)|(?P<full>(?:19|20)\d\d))\s?년도?[\s(:]*$")
_OPEN = re.compile(r"\s*\([^)]*$")


@dataclass(frozen=True, slots=True)
class Note:
    """An amount or rate in a note, the words before it, the expense item these are, and what kind it is of."""

    amount: Amount | Rate
    words: str
    item: str
    kind: str
    year: int | None = None


def notes(text: str, kind: str, vocabulary: Vocabulary) -> Iterator[Note]:
    """Yield the amounts and rates of a note in order.

    "A → B" is the current and the new budget, whatever `kind` says; a rate is part of a basis or other.
    """
    every: list[Amount | Rate] = [*amounts(text), *_bare_amounts(text), *rates(text)]
    found = sorted(every, key=lambda amount: amount.start)
    found = [
        amount for index, amount in enumerate(found) if not index or amount.start >= found[index - 1].end
    ]
    money = [amount.start for amount in found if isinstance(amount, Amount)]
    bullets = [0, *(match.end() for match in _BULLET.finditer(text))]
    for index, amount in enumerate(found):
        words = _words(text, amount.start, bullets, money)
        arrow_after = index + 1 < len(found) and _ARROW.match(text[amount.end : found[index + 1].start])
        arrow_before = index and _ARROW.match(text[found[index - 1].end : amount.start])
        meant = "current" if arrow_after else "supplementary" if arrow_before else kind
        name = words.split("(")[0].strip()
        if isinstance(amount, Rate):
            meant = "basis" if kind == "basis" else "other"
        year = _year_before(text[max(0, amount.start - _NEAR) : amount.start])
        yield Note(amount, words, name if vocabulary.item(name) else "", meant, year)


def _words(text: str, end: int, bullets: list[int], money: list[int]) -> str:
    """Return the words of the bullet that an amount stands in, up to the bullet's first digits of money."""
    start = bullets[bisect_right(bullets, end) - 1]
    first = money[bisect_left(money, start)] if money and money[-1] >= start else end
    return _OPEN.sub(
        "", " ".join(text[max(start, min(first, end) - 3 * _NEAR) : min(first, end)].split())
    ).strip(" =:-")


def _year_before(before: str) -> int | None:
    """Return the year that stands directly before an amount: ('18년 90% → '19년 95%)."""
    match = _YEAR.search(before)
    return int(match["full"] or "20" + match["short"]) if match else None


def _bare_amounts(text: str) -> Iterator[Amount]:
    for match in _BARE.finditer(text):
        value = number(match.group())
        if value is not None:
            unit = _bare_unit(text[match.end() :], int(value))
            yield Amount(
                match.start(), match.end(), match.group(), int(value) * FACTOR[unit], unit, FACTOR[unit]
            )


def _bare_unit(after: str, value: int) -> str:
    """Return the unit of a bare number: won, unless it equals its result only in the result's unit (3,000 = 3,000천원)."""
    equals = _EQUALS.match(after)
    result = next(iter(amounts(after[equals.end() :])), None) if equals else None
    if result is None or result.start or value == result.won or value * FACTOR[result.unit] != result.won:
        return "원"
    return result.unit


def worded(
    note: Note, text: str, kinds: tuple[tuple[str, str, str], ...], fiscal_year: int, year: int | None
) -> Note:
    """Return a note as the words beside it make it: another kind (`kinds` of a column), the year that they name.

    An amount of a later year than the document's is planned.
    """
    year = year or note.year
    if kinds:
        note = replace(note, words=_words_between(text, note))
    start, end = note.amount.start, note.amount.end
    sides = {
        "before": text[max(0, start - _NEAR) : start].rstrip(),
        "after": text[end : end + _NEAR].lstrip(),
    }
    for side, words, kind in kinds if note.kind not in ("current", "supplementary") else ():
        found = re.search(f"(?:{words})$", sides[side]) if side == "before" else re.match(words, sides[side])
        if found:
            kind = "change_rate" if isinstance(note.amount, Rate) and kind == "change" else kind
            named = found.groupdict().get("year")
            return replace(note, kind=kind, year=int(named) if named else year or note.year)
    return replace(note, kind="planned" if year and year > fiscal_year else note.kind, year=year or note.year)


def _words_between(text: str, note: Note) -> str:
    """Return the words of the note's clause: those after the amount before it on its bullet, at most sixty characters."""
    start = note.amount.start
    before = _LINE.split(text[max(0, start - 10 * _NEAR) : start])[-1]
    found = list(amounts(before))
    ends = [0, *(amount.end for amount in found)]
    starts = [*(amount.start for amount in found), len(before)]
    between = [before[end:start] for end, start in zip(ends, starts, strict=True)]
    telling = [words for words in between if "=" not in words and _TELLING.search(words)]
    words = (
        " ".join(_SENTENCE.split(telling[-1] if telling else "")[-1].split())
        .strip(" ()+,=:-○·")
        .removeprefix("및 ")
    )
    return words if len(words) <= _LONGEST else words[-_LONGEST:].partition(" ")[2]


def multipliers(text: str, note: Note) -> Iterator[tuple[int, str, str]]:
    """Yield (offset, number, what is counted) of the factors behind an amount: 150,000원*8명*2회."""
    place = note.amount.end
    while factor := _FACTOR.match(text, place):
        yield factor.start(1), factor[1], factor[2]
        place = factor.end()


def period_year(text: str) -> int | None:
    """Return the year of the first period or date printed in a cell."""
    found = next(periods(text), None)
    first = found.start_date if found else next(dates(text), None)
    return first.year if first else None
