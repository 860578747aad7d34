"""A source document as numbered lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source text: its 1-based number and its text in NFC, markup blanked out."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A reviewed reading of a misprint: on `line`, `printed` is read as `read_as`; what is printed stays printed."""

    line: int
    printed: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source text and what its entry in `data/documents.toml` says about it.

    `round` is the budget round under review: "0" for an original budget, "1", "2" … for a supplementary
    one, "S" for a settlement, empty where the report is about none.
    """

    id: str
    title: str
    kind: str
    bureau: str
    fiscal_year: int
    round: str
    lines: tuple[Line, ...]
    corrections: tuple[Correction, ...] = ()

    def text_of(self, number: int) -> str:
        """Return the text of line `number` (1-based), empty outside the document."""
        return self.lines[number - 1].text if 0 < number <= len(self.lines) else ""
