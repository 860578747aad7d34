"""One pass over one document: headings, tables, their units, then the running text between them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from gyebo.model.document import Correction, Document, Line
from gyebo.model.facts import Contract, Issue, Remark
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.model.table import Cell, Row
from gyebo.reading.cell_figures import figures, statistics, year_of
from gyebo.reading.columns.units import Witness, settled_units, witness_key
from gyebo.reading.forms import Form
from gyebo.reading.labels import is_total, stray_words
from gyebo.reading.places.captions import captioned
from gyebo.reading.places.headings import placements
from gyebo.reading.places.regions import regions
from gyebo.reading.places.subjects import Subjects, subjects_of
from gyebo.reading.projects import contracts, durations
from gyebo.reading.prose.phrases import Phrase
from gyebo.reading.prose.running_text import running_text
from gyebo.reading.prose.told import told_numbers
from gyebo.reading.prose.unspent import unspent_items
from gyebo.reading.reasons.words import ReasonWords
from gyebo.reading.rows.cells import one_line_cells
from gyebo.reading.sources import sources
from gyebo.reading.tables import ReadTable, read_table
from gyebo.reading.vocabulary import Vocabulary, departments_in
from gyebo.text.amounts import number
from gyebo.text.names import key
from gyebo.text.units import FACTOR, units_in

Mark = TypeVar("Mark", Figure, Remark)
Refine = Callable[[Document, list[ReadTable], Vocabulary], list[ReadTable]]


@dataclass(frozen=True, slots=True)
class Manual:
    """What a loader brings: its forms, items, phrases and words of reasons, kinds stated to be none, its own steps."""

    forms: tuple[Form, ...]
    items: dict[str, str]
    phrases: tuple[Phrase, ...]
    refine: tuple[Refine, ...] = ()
    absent: frozenset[str] = frozenset()
    reason_words: tuple[ReasonWords, ...] = ()


def read_document(printed: Document, manual: Manual) -> Reading:
    """Read tables and running text of a document into facts, in the order of its lines."""
    document, issues = corrected(printed)
    vocabulary, tables = read_tables(document, manual)
    units = table_units(document, tables)
    tables = [with_printed_unit(table, document, printed) for table in tables]
    agreed, problems = projects(document, tables, units)
    in_tables, unitless = with_units(document, tables, units, vocabulary)
    used = list(_cells(tables))
    headings = placements(document, manual.forms)
    in_text = running_text(document, manual.phrases, vocabulary, tables, used, headings)
    counts = [statistic for table in tables for statistic in statistics(document, table)]
    counts += [count for table in tables for count in durations(document, table.table.id, *_rows(table))]
    remarks = sorted([*unspent_items(document, vocabulary), *told_numbers(document)], key=_place)
    everything = sorted([*in_tables, *in_text], key=_place)
    return Reading(
        figures=tuple(as_printed(figure, printed) for figure in everything),
        tables=tuple(table.table for table in tables),
        statistics=tuple(counts),
        contracts=agreed,
        remarks=tuple(as_printed(remark, printed) for remark in remarks),
        sources=sources(document),
        issues=(*issues, *(issue for table in tables for issue in table.issues), *problems, *unitless),
    )


def read_tables(document: Document, manual: Manual) -> tuple[Vocabulary, list[ReadTable]]:
    """Read every table twice: first to learn the programs that the document names, then knowing them."""
    vocabulary = Vocabulary(manual.items, departments_in(document), {})
    found = captioned(document, regions(document, placements(document, manual.forms)))

    def once(subjects: Subjects) -> list[ReadTable]:
        tables = [
            read_table(document, region, vocabulary, subjects, manual.absent, f"T{index:02d}")
            for index, region in enumerate(found, start=1)
        ]
        for refine in manual.refine:
            tables = refine(document, tables, vocabulary)
        return tables

    names = {key(name): name for name in sorted(_programs(once(Subjects())), key=_legible)}
    vocabulary = Vocabulary(vocabulary.items, vocabulary.departments, names)
    return vocabulary, once(subjects_of(document, vocabulary))


def _programs(tables: Iterable[ReadTable]) -> Iterator[str]:
    """Yield the programs that rows name whole: neither cut by a line break nor run into by a remark."""
    for table in tables:
        if table.region.placement.form.settings.get("remarks"):
            continue
        for row, here, _ in table.rows:
            if here.program and not is_total(here.program) and not any("\n" in label for label in row.labels):
                yield here.program


def _legible(name: str) -> tuple[int, int, str]:
    """Order spellings of a name from the worst to the best: one with its words apart, but no stray letters, reads best."""
    return -stray_words(name), len(name.split()), name


def table_units(document: Document, tables: list[ReadTable]) -> dict[str, str]:
    """Return the unit of each table as read: its printed one, unless rows shared with other tables refute it."""
    printed = {table.table.id: table.table.unit for table in tables}
    return settled_units(printed, (witness for table in tables for witness in _witnesses(document, table)))


def with_units(
    document: Document, tables: list[ReadTable], units: dict[str, str], vocabulary: Vocabulary
) -> tuple[list[Figure], list[Issue]]:
    """Return the figures of the tables; amounts whose unit nothing tells are an issue of their table, not a guess."""
    read: list[Figure] = []
    issues = []
    for table in tables:
        found = list(figures(document, table, units[table.table.id], vocabulary))
        known = [figure for figure in found if figure.amount_krw is None or figure.unit in FACTOR]
        read.extend(known)
        if len(known) < len(found):
            message = f"{len(found) - len(known)} amounts have no unit: add a correction that states it"
            line = table.table.line_start
            issues.append(Issue(document=document.id, line=line, code="no-unit", message=message))
    return read, issues


def _witnesses(document: Document, table: ReadTable) -> Iterator[Witness]:
    form = table.region.placement.form
    for _, here, cells in table.rows:
        for column, cell in zip(form.columns, cells, strict=True):
            value = number(cell.raw) if cell is not None else None
            if value is not None and not column.unit and not column.text and not form.statistics:
                year = year_of(document, table.region, column, here)
                name = here.label if here.total else here.label + (f"@{here.item}" if here.item else "")
                yield Witness(table.table.id, witness_key(name, column.kind, year), value)


def with_printed_unit(table: ReadTable, document: Document, printed: Document) -> ReadTable:
    """Return the table with the unit that is printed: none where only a correction states one."""
    line = table.region.unit_line
    if not line or document.text_of(line) == printed.text_of(line):
        return table
    unit = next(iter(units_in(printed.text_of(line))), "")
    return replace(table, table=replace(table.table, unit=unit))


def projects(
    document: Document, tables: list[ReadTable], units: dict[str, str]
) -> tuple[tuple[Contract, ...], tuple[Issue, ...]]:
    """Return the contracts that the tables list with their periods, and the periods that cannot be."""
    found = [
        fact
        for table in tables
        for fact in contracts(
            document,
            table.region.placement.form,
            [(row, cells) for row, _, cells in table.rows],
            units[table.table.id],
        )
    ]
    agreed = tuple(fact for fact in found if isinstance(fact, Contract))
    return agreed, tuple(fact for fact in found if isinstance(fact, Issue))


def _rows(table: ReadTable) -> tuple[Form, list[Row]]:
    return table.region.placement.form, [row for row, _, _ in table.rows]


def _cells(tables: Iterable[ReadTable]) -> Iterator[Cell]:
    """Yield the cells of every row, also of those that could not be read: no sentence takes what stands in them."""
    for table in tables:
        for cells in (*(cells for _, _, cells in table.rows), *(row.values for row, _ in table.unread)):
            yield from (line for cell in cells if cell is not None for line in one_line_cells(cell))


def corrected(document: Document) -> tuple[Document, tuple[Issue, ...]]:
    """Return the document as it is to be read; a correction whose printed text is not on its line is an issue."""
    lines = {line.number: line.text for line in document.lines}
    issues = []
    for correction in document.corrections:
        text = lines.get(correction.line, "")
        if correction.printed not in text:
            message = f"the correction of {correction.printed!r} no longer applies: remove or mend it"
            issues.append(
                Issue(document=document.id, line=correction.line, code="stale-correction", message=message)
            )
        lines[correction.line] = text.replace(correction.printed, correction.read_as, 1)
    made = tuple(Line(line.number, lines[line.number]) for line in document.lines)
    return replace(document, lines=made), tuple(issues)


def _place(mark: Figure | Remark) -> tuple[int, int]:
    return mark.line, mark.column


def as_printed(mark: Mark, printed: Document) -> Mark:
    """Give a figure or remark on a corrected line the text that is printed there, and its place in it."""
    for correction in (c for c in printed.corrections if c.line == mark.line):
        if mark.raw in correction.read_as and mark.raw not in printed.text_of(mark.line):
            return replace(mark, raw=_printed_raw(correction, mark.raw))
        if printed.text_of(mark.line).find(correction.printed) < mark.column - 1:
            mark = replace(mark, column=mark.column + len(correction.printed) - len(correction.read_as))
    return mark


def _printed_raw(correction: Correction, raw: str) -> str:
    return correction.printed if correction.read_as == raw else correction.printed.strip() or raw
