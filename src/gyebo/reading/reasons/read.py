"""Reasons as facts: what a table prints about the amounts of its rows."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from gyebo.model.document import Document
from gyebo.model.facts import PrintedReason
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.reading.read import Manual
from gyebo.reading.reasons.places import PLACES, Place
from gyebo.reading.reasons.words import Printed, ReasonWords, coded
from gyebo.text.names import key

_EXPLAINED = ("change", "unspent", "proposed")
_Line = tuple[str, str, str, str]


def reasons_of_tables(document: Document, reading: Reading, manual: Manual) -> tuple[PrintedReason, ...]:
    """Return the reasons of every table whose form says where it prints them, in the order of their lines."""
    where = {form.id: form.settings["reasons"] for form in manual.forms if "reasons" in form.settings}
    rows, changes = defaultdict(list), defaultdict(list)
    for figure in (figure for figure in reading.figures if figure.table):
        rows[figure.table].append(figure)
        if figure.kind == "change":
            changes[_line(figure)].append(figure)
    found: list[PrintedReason] = []
    for table in (table for table in reading.tables if table.form in where):
        for place in PLACES[where[table.form]](document, table, rows[table.id]):
            explained = explained_figure(place, rows[table.id], changes[_line(place.owner)])
            found.extend(_facts(place, explained, manual.reason_words) if explained else ())
    return tuple(sorted(found, key=lambda reason: (reason.line, reason.row)))


def _line(figure: Figure) -> _Line:
    """Return what makes two figures be about one item of one program in one round of a budget."""
    return key(figure.program), key(figure.item), figure.round, figure.operation


def _facts(place: Place, explained: Figure, words: tuple[ReasonWords, ...]) -> Iterator[PrintedReason]:
    """Yield one fact for each code of a reason of a program; one without code where its words give none."""
    owner = place.owner
    for line, code in coded(place.printed, words) if owner.program else ():
        yield PrintedReason(
            document=owner.document, line=line, row=explained.line, kind=explained.kind,
            direction=direction_of(explained), fiscal_year=explained.fiscal_year or 0, round=explained.round,
            department=owner.department, program=owner.program, item=owner.item, reason=code,
        )  # fmt: skip


def explained_figure(place: Place, table: list[Figure], changes: list[Figure]) -> Figure | None:
    """Return the figure that a reason explains: of its own row, of the same item elsewhere, or within the reason.

    `table` are the figures of its table, `changes` the changes of its item in any table: a basis of calculation says
    nothing of the change that it explains.
    """
    owner = place.owner
    inside = {line for line, _ in place.printed} - {owner.line}
    same = [f for f in table if (f.program, f.item) == (owner.program, owner.item)]
    own = [
        f
        for f in same
        if f.line not in inside and (f.line == owner.line or (owner.item and f.line < owner.line))
    ]
    within = [f for f in same if f.kind == "change" and f.line in inside]
    of_row = (f for kind in _EXPLAINED for f in own if f.kind == kind)
    elsewhere = (f for f in changes if f.table != owner.table)
    return next(chain(of_row, elsewhere, within), None)


def direction_of(figure: Figure) -> str:
    """Return whether a change is up or down; empty for what is no change."""
    if figure.kind != "change" or not figure.amount_krw:
        return ""
    return "increase" if figure.amount_krw > 0 else "decrease"


def transfer_reason(
    giving: Figure, printed: Printed, words: tuple[ReasonWords, ...]
) -> Iterator[PrintedReason]:
    """Yield the reasons of a transfer, given its giving leg and what is printed."""
    for line, code in coded(printed, words):
        yield PrintedReason(
            document=giving.document, line=line, row=giving.line, kind="transfer_out", direction="",
            fiscal_year=giving.fiscal_year or 0, round=giving.round, department=giving.department,
            program=giving.program, item=giving.item, reason=code,
        )  # fmt: skip
