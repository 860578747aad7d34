"""Lists of projects: name and period of each, with or without its budget; each becomes a contract.

A period that cannot be is reported and never repaired: an end before its start is kept as printed, a date that no
calendar has (a month 13) is left empty.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from gyebo.model.document import Document
from gyebo.model.facts import Contract, Issue
from gyebo.model.figure import Statistic
from gyebo.model.table import Cell, Row
from gyebo.reading.forms import Form
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.joining import joined
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.amounts import number
from gyebo.text.dates import Period, PrintedDate, dates, periods
from gyebo.text.normalize import unspace
from gyebo.text.units import FACTOR

_ASIDE = re.compile(r"\s*[<〈《□■▣◆◇※]")
_MONTHS = re.compile(r"\(([0-9]{1,2})\s?개월")
_REST = re.compile(r"[.,\s]*(?:\(.*)?")


def is_project_list(form: Form) -> bool:
    """Tell whether the rows of a form are projects with their periods."""
    return "project" in form.labels and "period" in form.labels


def project_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield (project, period) rows of a flattened list; a name may be broken over two lines that touch."""
    del vocabulary
    pending: list[tuple[int, str]] = []
    for line in (n for start, end in region.spans for n in range(start, end + 1)):
        text = document.text_of(line)
        if not text.strip() or _ASIDE.match(text):
            continue
        place = period_start(text)
        if place is None:
            pending = [(line, text)]
            continue
        above = [part for before, part in pending if before == line - 1]
        name = joined(document, [*above, text[:place]])
        yield Row(line, (name, text[place:].strip()), ())
        pending = []


def period_start(text: str) -> int | None:
    """Return where the period that closes a line begins, None where none does."""
    found = [(period.start_date.start, period.end_date.end) for period in periods(text)]
    found = found or [(date.start, date.end) for date in dates(text)]
    return next(
        (start for start, end in reversed(found) if _REST.fullmatch(text[end:]) and text[:start].strip()),
        None,
    )


def contracts(
    document: Document, form: Form, rows: list[tuple[Row, tuple[Cell | None, ...]]], unit: str
) -> Iterator[Contract | Issue]:
    """Yield a contract for each row of a project list, with an issue before it where its period cannot be."""
    if not is_project_list(form):
        return
    for row, cells in rows:
        labels = dict(zip(form.labels, row.labels, strict=False))
        if not labels.get("project"):
            continue
        start, end, problem = span_of(labels.get("period", ""))
        if problem:
            message = f"{unspace(labels['project'])}: {problem}"
            yield Issue(document=document.id, line=row.line, code="impossible-period", message=message)
        yield Contract(
            document=document.id, line=row.line, title=unspace(labels["project"]),
            budget_krw=_budget(form, cells, unit), start=start, end=end,
        )  # fmt: skip


def durations(document: Document, table: str, form: Form, rows: list[Row]) -> Iterator[Statistic]:
    """Yield the number of months that is printed with a project's period, on its line or alone on the next."""
    for row in rows if is_project_list(form) else ():
        labels = dict(zip(form.labels, row.labels, strict=False))
        for line in (row.line, row.line + 1):
            text = document.text_of(line)
            found = _MONTHS.search(text)
            if found and (line == row.line or text.lstrip().startswith("(")):
                yield Statistic(
                    document=document.id, line=line, column=found.start(1) + 1, table=table, header="사업기간(개월수)",
                    label=unspace(labels.get("project", "")), raw=found[1], value=Decimal(found[1]), unit="개월",
                )  # fmt: skip
                break


def _budget(form: Form, cells: tuple[Cell | None, ...], unit: str) -> int | None:
    """Return the won of the planned amount of a row, None without one or without its unit."""
    for column, cell in zip(form.columns, cells, strict=True):
        value = number(cell.raw) if cell is not None and column.kind == "planned" else None
        if value is not None and (column.unit or unit) in FACTOR:
            return int(value * FACTOR[column.unit or unit])
    return None


def span_of(text: str) -> tuple[str, str, str]:
    """Return (start, end, what is wrong) of a printed period, ISO 8601 as exact as printed; parts of one span it all.

    >>> span_of("2021.3~12")
    ('2021-03', '2021-12', '')
    >>> span_of("2021.2.~2012.12.")[:2]
    ('2021-02', '2012-12')
    >>> span_of("2020.2(1개월)")
    ('2020-02', '2020-02', '')
    """
    found: list[Period] = list(periods(text))
    if not found:
        single = next(dates(text), None)
        return (
            (single.iso, single.iso, "") if single and single.possible else ("", "", f"no period in {text!r}")
        )
    first, last = found[0], found[-1]
    if all(period.possible for period in found):
        return first.start_date.iso, last.end_date.iso, ""
    return (
        _iso(first.start_date),
        _iso(last.end_date),
        f"{next(p.raw for p in found if not p.possible)!r} cannot be a period",
    )


def _iso(date: PrintedDate) -> str:
    return date.iso if date.possible else ""
