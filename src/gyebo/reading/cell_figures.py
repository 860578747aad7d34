"""Tables → figures and counts: every cell gets its value and unit, its year and round, and its words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gyebo.model.document import Document
from gyebo.model.figure import Figure, Statistic
from gyebo.model.table import Cell
from gyebo.reading.columns.mixed_units import is_mixed, unit_of
from gyebo.reading.columns.row_columns import in_row
from gyebo.reading.columns.rules import last_place
from gyebo.reading.forms import Column, Form
from gyebo.reading.labels import About
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.cells import place_in, value_of, with_note
from gyebo.reading.rows.notes import multipliers, notes, period_year, worded
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.amounts import Rate, number
from gyebo.text.names import bracketed
from gyebo.text.normalize import squeeze
from gyebo.text.units import FACTOR

_DERIVED = {
    "change",
    "change_rate",
    "unspent_rate",
    "execution_rate",
    "collection_rate",
    "award_rate",
    "bid_saving",
}
_COUNT = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s?[가-힣]{0,2}\s*(?:\(|$)")
_STATUS = {
    "appropriation",
    "obligation",
    "expenditure",
    "unspent",
    "unspent_rate",
    "execution_rate",
    "carryover",
}


def figures(document: Document, read: ReadTable, unit: str, items: Vocabulary) -> Iterator[Figure]:
    """Yield the figures of a table, its amounts read in `unit`."""
    form = read.region.placement.form
    for _, here, cells in read.rows:
        for place, (column, cell) in enumerate(zip(form.columns, cells, strict=True)):
            if cell is None or (_is_counted(form, column) and not _is_rate(column, here, cell)):
                continue
            if column.text and number(cell.raw) == 0:  # a dash alone
                yield _figure(document, read, column, here, cell, unit or "원")
            elif column.text:
                sum_of = cells[place - 1] if place and cell.raw.startswith("=") else None
                yield from _text_figures(document, read, column, here, cell, items, sum_of)
            elif value_of(cell.raw) is not None:
                meant = in_row(unit_of(column, form, cells, unit), form, here.label)
                yield _figure(document, read, meant, here, cell, unit)
            elif parts := with_note(cell):
                yield _figure(document, read, column, here, parts[0], unit)
                yield from _text_figures(document, read, column, here, parts[1], items)


def statistics(document: Document, read: ReadTable) -> Iterator[Statistic]:
    """Yield the counts of a table of counts."""
    form = read.region.placement.form
    for _, here, cells in read.rows:
        for column, cell in zip(form.columns, cells, strict=True):
            if cell is not None and column.text:
                yield from _factors(document, read, column, here, cell)
            if not _is_counted(form, column) or cell is None or _is_rate(column, here, cell):
                continue
            counted = _COUNT.match(cell.raw)
            value = number(counted[1]) if counted else number(cell.raw)
            if value is not None:
                yield Statistic(
                    document=document.id, line=cell.line, column=cell.column, table=read.table.id,
                    header=column.header, label=here.label, raw=counted[1] if counted else cell.raw, value=value,
                    unit=column.unit or read.table.unit, year=year_of(document, read.region, column, here),
                )  # fmt: skip


def _factors(
    document: Document, read: ReadTable, column: Column, here: About, cell: Cell
) -> Iterator[Statistic]:
    """Yield the counts by which the amounts in a cell of running text are multiplied."""
    base = base_figure(document, read, column, here)
    for note in notes(cell.raw, base.kind, Vocabulary()):
        words = worded(note, cell.raw, column.kinds, document.fiscal_year, None).words
        for offset, raw, unit in multipliers(cell.raw, note):
            line, place = place_in(cell, offset)
            value = number(raw)
            if value is not None:
                yield Statistic(
                    document=document.id, line=line, column=place, table=read.table.id, raw=raw, value=value, unit=unit,
                    header=">".join(part for part in (base.header, words) if part),
                    label=">".join(part for part in (base.label, words) if part), year=base.fiscal_year,
                )  # fmt: skip


def _is_counted(form: Form, column: Column) -> bool:
    return (form.statistics or column.count) and not column.text


def _is_rate(column: Column, here: About, cell: Cell) -> bool:
    """Tell whether a cell of a table of counts is a share rather than a count: by its column, its row or its mark."""
    return "%" in (column.unit, cell.raw[-1:], *bracketed(here.label))


def _figure(
    document: Document, read: ReadTable, column: Column, here: About, cell: Cell, unit: str
) -> Figure:
    base = base_figure(document, read, column, here)
    read_value = value_of(cell.raw)
    value = Decimal(0) if read_value is None else read_value
    form = read.region.placement.form
    base = replace(base, line=cell.line, column=cell.column, raw=cell.raw)
    mixed = is_mixed(form, column)
    suffix = next(
        (name for name in ("백만원", "천원", "억원", "원") if cell.raw.rstrip(")").endswith(name)), ""
    )
    rate = column.unit == "%" or form.statistics
    if cell.raw.endswith("%") or (rate and not suffix):
        return replace(base, unit="%", unit_printed=read.table.unit if mixed else "", percent=value)
    if rate:  # money in a column of rates
        base = replace(base, kind="other")
    read_in = suffix or column.unit or unit
    factor = FACTOR.get(read_in, 1)
    stated = suffix or (column.unit and not mixed) or read.table.unit == read_in
    printed = "" if stated else read.table.unit or "없음"
    return replace(
        base, unit=read_in, unit_printed=printed, amount_krw=int(value * factor),
        precision_krw=max(1, int(factor * last_place(value))),
    )  # fmt: skip


def _text_figures(
    document: Document, read: ReadTable, column: Column, here: About, cell: Cell, items: Vocabulary,
    sum_of: Cell | None = None,
) -> Iterator[Figure]:  # fmt: skip
    """Yield the amounts in a cell of running text, each with its words; a cell with a sum has those of the one before."""
    before = [note.words for note in notes(sum_of.raw, "", items)] if sum_of else []
    base = base_figure(document, read, column, here)
    year = period_year(cell.raw) if column.year == "period" else None
    for note in notes(cell.raw, base.kind, items):
        amount = note.amount
        line, place = place_in(cell, amount.start)
        note = worded(note, cell.raw, column.kinds, document.fiscal_year, year)
        note = replace(note, words=note.words or "".join(before[-1:]))
        base = replace(base, fiscal_year=note.year or year_of(document, read.region, column, here))
        yield replace(
            base, line=line, column=place, raw=amount.raw,
            unit="%" if isinstance(amount, Rate) else amount.unit,
            amount_krw=None if isinstance(amount, Rate) else amount.won,
            precision_krw=None if isinstance(amount, Rate) else amount.precision_won,
            percent=amount.percent if isinstance(amount, Rate) else None,
            kind=note.kind, item=base.item or note.item, derived=here.total or note.kind in _DERIVED,
            round=round_of(document, read.region.placement.form, replace(column, kind=note.kind), base.fiscal_year),
            header=">".join(part for part in (base.header, note.words) if part),
            label=">".join(part for part in (base.label, note.words) if part),
        )  # fmt: skip


def base_figure(document: Document, read: ReadTable, column: Column, here: About) -> Figure:
    """Return a figure that says everything about a cell except its value."""
    form = read.region.placement.form
    year = year_of(document, read.region, column, here)
    return Figure(
        document=document.id, line=0, column=0, table=read.table.id, header=_in_years(column.header, read), raw="",
        unit="", label=">".join(part for part in (here.label, column.label) if part), fiscal_year=year,
        round=round_of(document, form, column, year), kind=column.kind,
        operation=column.operation or form.operation, bureau=bureau_of(document, read.region),
        department=here.department, account=here.account, policy_program=here.policy_program,
        unit_program=here.unit_program, program=here.program, sub_program=here.sub_program,
        item=column.item or here.item, item_code=here.item_code, revenue_item=here.revenue_item,
        as_of=_in_years(column.as_of, read) or read.region.as_of or form.as_of,
        derived=here.total or column.kind in _DERIVED,
    )  # fmt: skip


def bureau_of(document: Document, region: Region) -> str:
    """Return the bureau that a table is about: the form's, one that its caption's words stand for, the document's."""
    form = region.placement.form
    named = form.settings.get("bureaus", {}).items()
    captioned = next((bureau for words, bureau in named if squeeze(words) in squeeze(region.caption)), "")
    return captioned or form.bureau or document.bureau


def _in_years(text: str, read: ReadTable) -> str:
    """Fill the years that the heading names into a header or a date."""
    for name, value in read.region.placement.years.items():
        text = text.replace("{" + name + "}", str(value)).replace("{" + name + "2}", f"{value % 100:02d}")
    for name, printed in read.region.placement.printed:
        text = text.replace("{" + name + "}", printed)
    return text


def year_of(document: Document, region: Region, column: Column, here: About) -> int | None:
    """Return the year a column is about: named in the heading, in the row's label, or the document's own."""
    name, sign, offset = column.year.partition("-")
    if not column.year:
        return document.fiscal_year
    if column.year == "row":
        return here.year
    if column.year in ("as_of", "none"):
        return int(region.as_of[:4]) if region.as_of and column.year == "as_of" else None
    if column.year.isdigit():
        return int(column.year)
    return region.placement.years.get(name, document.fiscal_year) - (int(offset) if sign else 0)


def round_of(document: Document, form: Form, column: Column, year: int | None) -> str:
    """Return the budget round of a column: its own, or what its kind means in this document."""
    if column.round is not None:
        return column.round
    if document.kind == "settlement_report":
        return "S"
    if column.kind in _STATUS or form.as_of:
        return ""
    if column.kind == "original":
        return "0"
    if column.kind == "current" and document.round.isdigit() and document.round != "0":
        return str(int(document.round) - 1)
    known = year == document.fiscal_year and column.kind in (
        "proposed",
        "supplementary",
        "change",
        "change_rate",
        "basis",
    )
    return document.round if known else ""
