"""Where tables print the reasons of their rows: in a cell of the row, in a row below it, or as a remark beneath.

A form says which (`settings.reasons`): "cell", the last cell of a tab-separated row; "row", a row of its own that
begins with 증감사유; "remark", the text behind and beneath a row up to the next one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gyebo.model.document import Document
from gyebo.model.figure import Figure
from gyebo.model.table import Table
from gyebo.reading.reasons.words import Printed
from gyebo.text.normalize import squeeze

_LABEL = re.compile(r"\s*증\s*감\s*사\s*유(?![가-힣])")
_NOTHING = re.compile(r"[\s\-–·.]*")
_BRACKETS = re.compile(r"[()]")
_ELSEWHERE = ("(단위", "<", "〈", "▸", "○", "□")
_HEADING = "사유"
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A reason as printed, and a figure of the row that it explains."""

    owner: Figure
    printed: Printed


Places = Callable[[Document, Table, list[Figure]], Iterator[Place]]


def in_cells(document: Document, table: Table, figures: list[Figure]) -> Iterator[Place]:
    """Yield the last cell of every row, with what a page break has cut off and printed below it."""
    for owner, following in _rows(figures, table.line_end + 1):
        lines = [(owner.line, _last_cell(document, owner.line))]
        for number in range(owner.line + 1, following):
            text = document.text_of(number)
            cell = _last_cell(document, number)
            if text.startswith("\t") and not squeeze(cell).endswith(_HEADING):
                lines.append((number, cell))
        yield from _place(owner, lines)


def in_rows(document: Document, table: Table, figures: list[Figure]) -> Iterator[Place]:
    """Yield the reasons that stand in rows of their own below the items that they explain."""
    for number in range(table.line_start, table.line_end + 2):
        label = _LABEL.match(document.text_of(number))
        above = [f for f in figures if f.line < number and f.item] if label else []
        if label and above:
            owner = above[-1]
            others = {f.line for f in figures if f.item != owner.item}
            rest = (number, document.text_of(number)[label.end() :])
            yield from _place(owner, [rest, *_below(document, number + 1, others)])


def as_remarks(document: Document, table: Table, figures: list[Figure]) -> Iterator[Place]:
    """Yield what is printed behind and beneath the figures of a row, less the label of the next row."""
    for owner, following in _rows(figures, table.line_end + _LONGEST):
        end = max(f.column - 1 + len(f.raw) for f in figures if f.line == owner.line)
        upcoming = next((f for f in figures if f.line == following), None)
        lines = [(owner.line, document.text_of(owner.line)[end:])]
        lines += _beneath(document, owner, upcoming, following)
        yield from _place(owner, lines)


PLACES: dict[str, Places] = {"cell": in_cells, "row": in_rows, "remark": as_remarks}


def _rows(figures: list[Figure], end: int) -> Iterator[tuple[Figure, int]]:
    """Yield the first figure of every row with the line of the next row, or where the table ends."""
    first: dict[int, Figure] = {}
    for figure in figures:
        first.setdefault(figure.line, figure)
    lines = sorted(first)
    yield from ((first[line], following) for line, following in pairwise([*lines, end]))


def _last_cell(document: Document, number: int) -> str:
    return document.text_of(number).rpartition("\t")[2]


def _below(document: Document, start: int, others: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines of a reason: those that follow each other, up to a blank one or a row of another item."""
    begun = False
    for number in range(start, start + _LONGEST):
        text = document.text_of(number)
        if number in others or (begun and not text.strip()):
            return
        begun = begun or bool(text.strip())
        yield number, text


def _beneath(
    document: Document, owner: Figure, upcoming: Figure | None, end: int
) -> Iterator[tuple[int, str]]:
    """Yield the lines of a remark; it breaks off with the page and goes on below the heading of the next one.

    The remark of the last row ends at a blank line: what follows a table is no remark.
    """
    named = squeeze(upcoming.label) if upcoming else ""
    begun = False
    blanks, open_ = 0, True
    for number in range(owner.line + 1, end):
        text = document.text_of(number)
        bare = squeeze(text)
        blanks = 0 if bare else blanks + 1
        if begun and not bare and upcoming is None:
            return
        if bare.endswith(_HEADING):
            open_ = True
        elif bare.startswith(_ELSEWHERE) or blanks > 1:
            open_ = False
        elif open_ and bare and not (named and _BRACKETS.sub("", bare) in named):
            begun = True
            yield number, text.replace(f"({owner.department})", "") if owner.department else text


def _place(owner: Figure, lines: list[tuple[int, str]]) -> Iterator[Place]:
    printed = tuple((line, text) for line, text in lines if not _NOTHING.fullmatch(text))
    if printed:
        yield Place(owner, printed)
