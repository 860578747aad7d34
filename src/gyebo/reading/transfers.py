"""Money moved between two budget lines: what rows give is paired with what the rows after them receive.

A table of transfers prints a giving row and, below it, one or more rows that receive as much together. Which
row is on which side follows from the amounts alone: they split into such moves in exactly one way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from gyebo.model.document import Document
from gyebo.model.facts import Transfer
from gyebo.model.figure import Figure
from gyebo.text.dates import dates

_SIDES = ("transfer_out", "transfer_in")
_APPROVED = re.compile(r"승인|전용일자|변경일자|이체일자")
_REACH = 24


def moves(amounts: Sequence[int]) -> list[range] | None:
    """Split amounts into moves, each a giving place and the receiving ones after it; None unless in one way.

    >>> moves([14, 8, 6, 3, 3])
    [range(0, 3), range(3, 5)]
    """
    found = list(_splits(amounts, 0)) if all(amount > 0 for amount in amounts) else []
    return found[0] if len(found) == 1 else None


def _splits(amounts: Sequence[int], start: int) -> Iterator[list[range]]:
    """Yield the ways to split the amounts from `start` on, at most two of them."""
    if start == len(amounts):
        yield []
        return
    received = list(accumulate(amounts[start + 1 :]))
    ways = 0
    for count, total in enumerate(received, start=1):
        if total != amounts[start]:
            continue
        for rest in _splits(amounts, start + 1 + count):
            yield [range(start, start + 1 + count), *rest]
            ways += 1
            if ways == 2:
                return


def transfers(document: Document, kind: str, figures: Iterable[Figure]) -> Iterator[Transfer]:
    """Yield the transfers of a table, given its figures: one for each receiving row, with its date of approval."""
    legs = [f for f in figures if f.kind in _SIDES and f.amount_krw and not (f.derived and not f.program)]
    found = moves([leg.amount_krw or 0 for leg in legs])
    for move in found or []:
        giving, *receiving = (legs[place] for place in move)
        if giving.kind != "transfer_out" or any(leg.kind != "transfer_in" for leg in receiving):
            continue
        last = legs[move.stop].line - 1 if move.stop < len(legs) else receiving[-1].line + 1
        date = approval_date(document, legs[0].line, giving.line, last)
        yield from (_transfer(kind, giving, leg, date) for leg in receiving)


def _transfer(kind: str, giving: Figure, receiving: Figure, date: str) -> Transfer:
    return Transfer(
        document=giving.document, line=giving.line, to_line=receiving.line, kind=kind,
        fiscal_year=giving.fiscal_year or 0, date=date, amount_krw=receiving.amount_krw or 0,
        from_department=giving.department, from_program=giving.program, from_item=giving.item,
        to_department=receiving.department, to_program=receiving.program, to_item=receiving.item,
    )  # fmt: skip


def approval_date(document: Document, first: int, start: int, end: int) -> str:
    """Return the date of approval printed in the lines `start` to `end`, else the last one before them.

    One printed once for all rows of a table stands by the first of them, or a few lines above the table.
    """
    lines = [
        *range(start, end + 1),
        *range(start - 1, first - 1, -1),
        *range(first - 1, max(0, first - _REACH), -1),
    ]
    for number in lines:
        text = document.text_of(number)
        marked = _APPROVED.search(text)
        found = [date for date in dates(text) if marked and date.start >= marked.end() and date.possible]
        if found:
            return found[0].iso
    return ""
