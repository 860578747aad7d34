"""Tables as found in a document: where they stand, and the form that reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a document: its lines (1-based, inclusive), caption, printed unit and form.

    `part` names the part of its programs that the amounts are about (유지관리 용역), empty for the whole.
    """

    document: str
    id: str
    line_start: int
    line_end: int
    caption: str
    unit: str
    form: str
    rows: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value printed in a table row: its line, its 1-based column in the line, and its exact text."""

    line: int
    column: int
    raw: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row before its columns are known: labels from outer to inner, values in print order.

    A value of `None` is an empty cell whose place is known; where empty cells are lost, values are
    fewer than the form's columns and the accounting identities decide which is which.
    """

    line: int
    labels: tuple[str, ...]
    values: tuple[Cell | None, ...]
    remark: str = ""
    department: str = ""
    account: str = ""
