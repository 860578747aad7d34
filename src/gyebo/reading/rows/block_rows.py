"""Rows of flattened tables whose cells are blocks of lines: figures close a row, blocks before them label it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gyebo.model.document import Document, Line
from gyebo.model.table import Cell, Row
from gyebo.reading.forms import Form
from gyebo.reading.labels import is_total
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.block_labels import Labels, compose, named_in_brackets, tidy
from gyebo.reading.rows.blocks import AccountMarks, Block, blocks, upright_label
from gyebo.reading.rows.cells import counted_run, longest_run, words
from gyebo.reading.vocabulary import Vocabulary

_YEAR = re.compile(r"(?:19|20)\d\d")
_DASHES = ("-", "–")
_WORDS = re.compile(r"[가-힣A-Za-z]")
_BULLET = re.compile(r"\s*(?:[-–]\s|[○❍▸▪※])")


@dataclass(slots=True)
class _State:
    """What is known between two rows: rows so far, label blocks since the last one, marks in force."""

    form: Form
    vocabulary: Vocabulary
    rows: list[Row] = field(default_factory=list)
    outer: list[tuple[Line, ...]] = field(default_factory=list)
    marks: AccountMarks = field(default_factory=AccountMarks)
    department: str = ""
    given: str = ""
    upright: str = ""


def block_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield the rows of a region, their labels in the order of the form's roles."""
    state = _State(region.placement.form, vocabulary)
    for start, end in region.spans:
        state.outer.clear()
        for block in blocks(document, start, end):
            _read(state, block)
    yield from _with_heads(state)


def _read(state: _State, block: Block) -> None:
    """Take one block: an upright label, or lines that are labels, figures or remarks."""
    if block.upright:
        _mark(state, block.label)
        return
    if _BULLET.match(block.lines[0].text):
        return
    pending: list[Line] = []
    for line in block.lines:
        if not pending and state.marks.take(line.text):
            continue
        if _taken(state, pending, line):
            pending = []
        else:
            pending.append(line)
    if pending:
        _label(state, tuple(pending))


def _mark(state: _State, label: str) -> None:
    """Understand an upright label, where it is none by itself together with the one before a page break."""
    account, department = upright_label(label, state.vocabulary)
    if not account and not department:
        account, department = upright_label(state.upright + label, state.vocabulary)
    state.upright = "" if department else label
    state.marks.account = account or state.marks.account
    state.department = department or state.department


def _label(state: _State, lines: tuple[Line, ...]) -> None:
    """Keep a block without figures as a label of the next row, or give its department to the row before."""
    behind = named_in_brackets(lines[0].text, state.vocabulary)
    if behind and "department" in state.form.labels and state.rows and not state.rows[-1].department:
        state.rows[-1] = _departmental(state.form, state.rows[-1], behind)
        state.department = state.given = behind
    else:
        state.outer.append(lines)


def _taken(state: _State, pending: list[Line], line: Line) -> bool:
    """Take a line of figures into the row under way or into a new one; tell whether it was taken."""
    cells = words(line.number, line.text)
    counters = tuple(state.form.settings.get("counters", ()))
    start, end = counted_run(cells, counters) if counters else longest_run(cells)
    if end - start > len(state.form.columns) and end < len(cells) and cells[end - 1].raw in _DASHES:
        end -= 1  # the dash begins the remark
    figures = [_unbracketed(cell) for cell in cells[start:end]]
    if not figures:
        return False
    own, figures = _own(state.form, cells[:start], figures)
    remark = " ".join(cell.raw for cell in cells[end:])
    if not own and not pending and state.rows:
        if not remark and _continues(state, figures):
            last = state.rows[-1]
            state.rows[-1] = replace(last, values=(*last.values, *figures), remark=last.remark)
            return True
        if _repeats(state, figures):
            _begin(state, Labels(("",) * len(state.form.labels), ""), figures, remark)
            return True
    return _begins(state, (*pending, *([Line(line.number, own)] if own else [])), figures, remark)


def _unbracketed(cell: Cell) -> Cell:
    """Return a rate without the brackets around it."""
    if not (cell.raw.startswith("(") and cell.raw.endswith("%)")):
        return cell
    return Cell(cell.line, cell.column + 1, cell.raw[1:-1])


def _own(form: Form, before: list[Cell], figures: list[Cell]) -> tuple[str, list[Cell]]:
    """Return the words before a line's figures; a year that labels the row is no figure."""
    if form.labels == ("year",) and not before and _YEAR.fullmatch(figures[0].raw):
        return figures[0].raw, figures[1:]
    return " ".join(cell.raw for cell in before), figures


def _continues(state: _State, figures: list[Cell]) -> bool:
    """Tell whether a line of nothing but figures belongs to the row under way: no label between, columns left."""
    if any(_WORDS.search(line.text) for block in state.outer for line in block):
        return False
    values = [*state.rows[-1].values, *figures]
    rates = sum("%" in cell.raw for cell in values if cell)
    columns = state.form.columns
    return len(values) <= len(columns) and rates <= sum(column.unit == "%" for column in columns)


def _repeats(state: _State, figures: list[Cell]) -> bool:
    """Tell whether a line prints a row's rate once more: one row, two reasons, each with a rate."""
    last = state.rows[-1].values[-1]
    return bool(last and "%" in last.raw) and all("%" in cell.raw for cell in figures)


def _begins(state: _State, own: tuple[Line, ...], figures: list[Cell], remark: str) -> bool:
    """Begin a row when there are figures enough and labels that can be understood."""
    wanted = 1 if own and is_total(tidy(own[-1].text)) else state.form.minimum
    if len(figures) < wanted or len(figures) > len(state.form.columns):
        return False
    labels = compose(state.form, state.outer, own, state.vocabulary)
    if labels is None or not (any(labels.names) or labels.department):
        return False
    _begin(state, labels, figures, remark)
    return True


def _begin(state: _State, labels: Labels, figures: list[Cell], remark: str) -> None:
    """Add a row; a group's own row (a department, or a subtotal above its group) stands under no account."""
    form = state.form
    state.department = labels.department or state.department
    groups = "department" in form.labels and "program" in form.labels and not form.settings.get("accounts")
    if groups and (_heads(form, labels.names) or not any(labels.names)):
        state.marks.account = ""
    row = Row(figures[0].line, labels.names, tuple(figures), remark, "", state.marks.account)
    if _heads(form, labels.names):
        state.department = ""
    state.rows.append(_departmental(form, row, state.department if state.department != state.given else ""))
    state.given = state.department or state.given
    state.outer.clear()


def _heads(form: Form, names: tuple[str, ...]) -> bool:
    """Tell whether a row is a subtotal that stands above the group it sums up."""
    return bool(form.settings.get("subtotals") == "above" and any(is_total(name) for name in names))


def _departmental(form: Form, row: Row, department: str) -> Row:
    """Put a department into the row's label of that role."""
    if "department" not in form.labels or not department:
        return row
    place = form.labels.index("department")
    if is_total(row.labels[place]):
        return row
    labels = (*row.labels[:place], department, *row.labels[place + 1 :])
    return replace(row, labels=labels, department=department)


def _with_heads(state: _State) -> Iterator[Row]:
    """Yield the rows; a subtotal above its group gets the department that the group's first row names."""
    form, behind = state.form, ""
    made: list[Row] = []
    for row in reversed(state.rows):
        made.append(_departmental(form, row, behind) if _heads(form, row.labels) and _is_sub(row) else row)
        behind = row.department or behind
    yield from reversed(made)


def _is_sub(row: Row) -> bool:
    return any("소계" in tidy(name).replace(" ", "") for name in row.labels)
