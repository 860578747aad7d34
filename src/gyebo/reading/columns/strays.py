"""Rows that stand under the wrong table: a page break left the rest of one table below another.

A row that breaks the identities of the table it stands under, but satisfies those of the table before, belongs
to that one. Both kinds of identity have to speak; where either is silent the row stays where it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.columns.assign import Assignment, assignments, holds
from gyebo.reading.forms import Form
from gyebo.reading.labels import About, about
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

Read = tuple[Row, About, tuple[Cell | None, ...]]


def returned(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Return the tables with stray rows put back under the table that they belong to."""
    del document
    made = list(tables)
    for index in range(1, len(made)):
        before, here = made[index - 1], made[index]
        strays = _strays(before, here)
        if not strays:
            continue
        rows = (*before.rows, *_relabelled(before, strays, vocabulary))
        kept = tuple(row for row in here.rows if row[0] not in [stray for stray, _ in strays])
        end = max(before.table.line_end, *(row.line for row, _ in strays))
        made[index - 1] = replace(
            before, rows=rows, table=replace(before.table, rows=len(rows), line_end=end)
        )
        last = max((row.line for row, _, _ in kept), default=here.region.placement.end)
        made[index] = replace(here, rows=kept, table=replace(here.table, rows=len(kept), line_end=last))
    return made


def _strays(before: ReadTable, here: ReadTable) -> list[tuple[Row, Assignment]]:
    """Return the rows under `here` that belong to the table before, with their fit there."""
    own, other = here.region.placement.form, before.region.placement.form
    if own is other or not own.rules or not other.rules:
        return []
    breaking = [row for row, _, cells in here.rows if not holds(own, cells)]
    fits = [(row, assignments(other, row.values)) for row in breaking]
    return [
        (row, fit[0]) for row, fit in fits if len(fit) == 1 and fit[0].consistent and _complete(other, row)
    ]


def _complete(form: Form, row: Row) -> bool:
    """Tell whether a row fills a form's columns, rates where rates belong."""
    if len(row.values) != len(form.columns):
        return False
    pairs = zip(form.columns, row.values, strict=True)
    return all(("%" in cell.raw) <= (column.unit == "%") for column, cell in pairs if cell)


def _relabelled(
    before: ReadTable, strays: list[tuple[Row, Assignment]], vocabulary: Vocabulary
) -> Iterator[Read]:
    """Yield stray rows as the table before understands them; they go on under its last account and department."""
    form = before.region.placement.form
    above = before.rows[-1][1] if before.rows else About()
    account = before.rows[-1][0].account if before.rows else ""
    for row, fit in strays:
        account = row.account or account
        above = about(form, replace(row, account=account, labels=_relabel(form, row)), above, vocabulary, "")
        yield row, above, fit.cells


def _relabel(form: Form, row: Row) -> tuple[str, ...]:
    """Return the label of a stray row in the innermost role of the form that it returns to."""
    name = next((label for label in reversed(row.labels) if label), "")
    return (*("" for _ in form.labels[1:]), name)
