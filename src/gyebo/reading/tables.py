"""Regions → tables: every row's values get their columns, and what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from gyebo.model.document import Document
from gyebo.model.facts import Issue
from gyebo.model.table import Cell, Row, Table
from gyebo.reading.columns.assign import Assignment, assign, assignments
from gyebo.reading.columns.sums import by_sums
from gyebo.reading.forms import Form
from gyebo.reading.labels import About, about
from gyebo.reading.places.regions import Region
from gyebo.reading.places.subjects import Subjects, owner_of, part_of
from gyebo.reading.projects import is_project_list, project_rows
from gyebo.reading.rows.block_rows import block_rows
from gyebo.reading.rows.cells import last_line
from gyebo.reading.rows.heading_rows import heading_rows
from gyebo.reading.rows.list_rows import list_rows
from gyebo.reading.rows.note_rows import note_rows
from gyebo.reading.rows.side_by_side import side_by_side_rows
from gyebo.reading.rows.stream_rows import stream_rows
from gyebo.reading.rows.tab_rows import tab_rows
from gyebo.reading.vocabulary import Vocabulary

_FLATTENED = {"stream": stream_rows, "notes": note_rows, "sides": side_by_side_rows, "projects": project_rows}


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table with its rows understood, before and after its unit is settled."""

    table: Table
    region: Region
    rows: tuple[tuple[Row, About, tuple[Cell | None, ...]], ...]
    issues: tuple[Issue, ...]
    unread: tuple[tuple[Row, About], ...] = ()


def read_table(
    document: Document,
    region: Region,
    vocabulary: Vocabulary,
    subjects: Subjects,
    absent: frozenset[str],
    table_id: str,
) -> ReadTable:
    """Read the rows of one region; rows that fit the form in no way or in several become issues."""
    form = region.placement.form
    rows = chain(heading_rows(document, region.placement), rows_of(document, region, vocabulary))
    subject = (subjects.of_table if form.layout in _FLATTENED else subjects.at)(region.start, region.caption)
    owner = owner_of(region.caption) if form.owner == "caption" else ""
    part = part_of(region.caption, subject) if form.part == "caption" else form.part
    labelled = []
    above = About()
    for row in rows:
        above = about(form, row, above, vocabulary, subject)
        above = replace(above, department=owner or above.department)
        if row.values or is_project_list(form):
            labelled.append((row, above))
    understood, issues, unread = [], [], []
    for (row, here), fit in zip(labelled, fitted(form, labelled, absent), strict=True):
        if fit is None:
            unread.append((row, here))
            printed = " ".join(" ".join(cell.raw.split()) for cell in row.values if cell)
            message = f"{here.label}: {printed}"
            issues.append(Issue(document=document.id, line=row.line, code="row-not-read", message=message))
        else:
            understood.append((row, here, fit.cells))
    last = max((last_line(cells, row.line) for row, _, cells in understood), default=region.placement.end)
    table = Table(
        document=document.id, id=table_id, line_start=region.start, line_end=last, caption=region.caption,
        unit=region.unit or form.unit, form=form.id, rows=len(understood), part=part,
    )  # fmt: skip
    return ReadTable(table, region, tuple(understood), tuple(issues), tuple(unread))


def fitted(form: Form, rows: list[tuple[Row, About]], absent: frozenset[str]) -> list[Assignment | None]:
    """Return the fit of every row to the form's columns: its own identities decide, then the table's total."""
    alone = [assign(form, row.values, absent) for row, _ in rows]
    if all(fit is not None for fit in alone):
        return alone
    totals = [here.total for _, here in rows]
    together = by_sums(form.columns, totals, [assignments(form, row.values, absent) for row, _ in rows])
    return list(together) if together is not None else alone


def rows_of(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield the rows of a region in the way of its form's layout."""
    layout = region.placement.form.layout
    if layout == "list":
        return list_rows(document, region)
    if layout == "tab":
        return tab_rows(document, region)
    return {**_FLATTENED, "blocks": block_rows}[layout](document, region, vocabulary)
