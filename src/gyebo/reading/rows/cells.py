"""Numeric cells: which printed pieces of a line are figures, and where they stand."""

import re
from collections.abc import Iterable
from decimal import Decimal

from gyebo.model.document import Document
from gyebo.model.table import Cell
from gyebo.text.amounts import amounts, number

NUMBER = re.compile(
    r"""(?:[△▲]\s?|[-+−–])?            # a sign directly before the digits
        \(?[xX]?                        # a subsidy part (x1,680,000) or a bracketed part
        (?:[△▲-])?,?
        [0-9]+(?:,[0-9]+)*(?:\.[0-9]+)? # 1,234.5
        \s?%?
        (?:천원|백만원|억원|원)?\)?""",
    re.VERBOSE,
)
_MONEY = re.compile(r"(?:백만|천|억)?원(\)?)$")
_DASH = re.compile(r"\(x-\)|[-−–－―]")
_NOTED = re.compile(r"(\S+)\s*\(([^()]+)\)")
_WORD = re.compile(r"[△▲]\s(?=\d)\S+|\S+")


def is_number(text: str) -> bool:
    """Tell whether a piece of text is one figure, signed or bracketed, or a dash that stands for zero."""
    stripped = text.strip()
    return bool(NUMBER.fullmatch(stripped) or _DASH.fullmatch(stripped))


def words(line: int, text: str) -> list[Cell]:
    """Return the words of a line with their columns; "△ 1,839" is one word."""
    return [Cell(line, match.start() + 1, match.group()) for match in _WORD.finditer(text)]


def tab_cells(line: int, text: str) -> list[Cell]:
    """Return the tab-separated cells of a line, stripped, each with the column where its text begins."""
    cells = []
    offset = 0
    for part in text.split("\t"):
        lead = len(part) - len(part.lstrip())
        cells.append(Cell(line, offset + lead + 1, part.strip()))
        offset += len(part) + 1
    return cells


def value_of(raw: str) -> Decimal | None:
    """Return the number printed in a cell, whether or not a unit of money stands behind it: "4,304백만원"."""
    return number(_MONEY.sub(r"\1", raw))


def is_count(text: str, counters: tuple[str, ...]) -> bool:
    """Tell whether a piece of text is a number of things: 22회, 80건."""
    return any(text.endswith(counter) and is_number(text.removesuffix(counter)) for counter in counters)


def counted_run(cells: list[Cell], counters: tuple[str, ...]) -> tuple[int, int]:
    """Return (start, end) of the longest run of figures and counts among words."""
    plain = [Cell(c.line, c.column, "0" if is_count(c.raw, counters) else c.raw) for c in cells]
    return longest_run(plain)


def longest_run(cells: list[Cell]) -> tuple[int, int]:
    """Return (start, end) of the longest run of figures among words; the last one among equals."""
    best = (0, 0)
    start = None
    for index, cell in enumerate([*cells, Cell(0, 0, "x")]):
        if is_number(cell.raw):
            start = index if start is None else start
        elif start is not None:
            best = (start, index) if index - start >= best[1] - best[0] else best
            start = None
    return best


def with_note(cell: Cell) -> tuple[Cell, Cell] | None:
    """Take apart a figure with a note in brackets that names money: "1,493 (재난기금 998억원 포함)"."""
    parts = _NOTED.fullmatch(cell.raw)
    if parts is None or value_of(parts[1]) is None or not any(amounts(parts[2])):
        return None
    return Cell(cell.line, cell.column, parts[1]), Cell(cell.line, cell.column + parts.start(2), parts[2])


def span_cell(document: Document, line: int, column: int, last: int) -> Cell:
    """Return the text from a place on `line` to the end of line `last` as one cell; line breaks stay in it."""
    first = document.text_of(line)[column - 1 :]
    return Cell(line, column, "\n".join([first, *(document.text_of(n) for n in range(line + 1, last + 1))]))


def place_in(cell: Cell, offset: int) -> tuple[int, int]:
    """Return (line, 1-based column) of a character of a cell that may run over several lines."""
    before = cell.raw[:offset]
    breaks = before.count("\n")
    return cell.line + breaks, offset - (before.rfind("\n") + 1) + (1 if breaks else cell.column)


def last_line(cells: Iterable[Cell | None], line: int) -> int:
    """Return the last line that the cells of a row on `line` reach."""
    return max((cell.line + cell.raw.count("\n") for cell in cells if cell is not None), default=line)


def one_line_cells(cell: Cell) -> list[Cell]:
    """Return the lines of a cell as cells of one line each."""
    parts = cell.raw.split("\n")
    return [
        Cell(cell.line + n, 1 if n else cell.column, part) for n, part in enumerate(parts) if part.strip()
    ]
