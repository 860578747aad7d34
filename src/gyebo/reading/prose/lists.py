"""Figures that get their meaning from elsewhere: entries of a list that a sentence announces, and footnotes.

"집행잔액은 10억 5천만원이며, 내역은 다음과 같음 ▪ A 7억원 ▪ B 3억 5천만원": the entries add up to the announced
amount and are of its kind, its account and its year. A list that moved to another place on its page is found
all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from gyebo.model.figure import Figure
from gyebo.text.rounding import Interval, agrees

_ENTRY = "▪"
_FAR = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A figure of a paragraph: the paragraph's lines, its mark, its number as a footnote; whether words decided."""

    figure: Figure
    numbers: tuple[int, ...]
    mark: str
    note: int
    decided: bool


def announced(drafts: list[Draft]) -> list[Draft]:
    """Give the entries of every list the kind, account and year of the amount before it that they add up to."""
    made = list(drafts)
    for places in _lists(drafts):
        total = _announcing([drafts[place] for place in places], drafts[: places[0]])
        if total is not None:
            for place in places:
                made[place] = replace(made[place], figure=_as(total.figure, made[place].figure), decided=True)
    return made


def _lists(drafts: list[Draft]) -> Iterator[list[int]]:
    """Yield the places of the entries of each list; any other bullet ends one."""
    places: list[int] = []
    for place, draft in enumerate(drafts):
        if draft.mark == _ENTRY and draft.figure.amount_krw is not None:
            places.append(place)
        elif draft.mark and places:
            yield places
            places = []
    if places:
        yield places


def _announcing(entries: list[Draft], before: list[Draft]) -> Draft | None:
    """Return the nearest amount before a list that its entries add up to, as far as they are printed."""
    whole = Interval.sum(_interval(entry.figure) for entry in entries)
    line = entries[0].figure.line
    for draft in reversed(before):
        if line - draft.figure.line > _FAR:
            return None
        if draft.mark != _ENTRY and draft.figure.amount_krw and agrees(_interval(draft.figure), whole):
            return draft
    return None


def _interval(figure: Figure) -> Interval:
    half = Fraction(figure.precision_krw or 1, 2)
    return Interval((figure.amount_krw or 0) - half, (figure.amount_krw or 0) + half)


def _as(total: Figure, entry: Figure) -> Figure:
    return replace(
        entry, kind=total.kind, round=total.round, fiscal_year=total.fiscal_year, operation=total.operation,
        account=total.account or entry.account,
    )  # fmt: skip


def explained(drafts: list[Draft], references: dict[int, tuple[int, int]]) -> list[Draft]:
    """Give the amounts of a footnote what the amount before its reference is about."""
    return [_explaining(draft, drafts, references) if draft.note else draft for draft in drafts]


def _explaining(draft: Draft, drafts: list[Draft], references: dict[int, tuple[int, int]]) -> Draft:
    place = references.get(draft.note)
    if place is None or draft.figure.amount_krw is None:
        return draft
    body = [other for other in drafts if place[0] in other.numbers and not other.note and _at(other) < place]
    if not body:
        return draft
    return replace(draft, figure=_like(body[-1].figure, draft))


def _at(draft: Draft) -> tuple[int, int]:
    return draft.figure.line, draft.figure.column


def _like(source: Figure, draft: Draft) -> Figure:
    own = draft.figure
    return replace(
        own, kind=own.kind if draft.decided else source.kind, round=own.round if draft.decided else source.round,
        fiscal_year=source.fiscal_year, program=own.program or source.program, operation=source.operation,
        sub_program=own.sub_program or source.sub_program, department=own.department or source.department,
        account=source.account or own.account, item=own.item or source.item,
    )  # fmt: skip
