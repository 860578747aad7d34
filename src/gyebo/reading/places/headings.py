"""Finding table headings: the text of a document without whitespace is searched for each form's heading.

Spacing and line breaks inside a heading never matter, so a heading that was broken over ten lines
by an extraction tool is found as well as one on a single line; raised footnote marks in it are passed over.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from gyebo.model.document import Document
from gyebo.reading.forms import Form
from gyebo.text.normalize import squeeze

_FLATTENED = ("stream", "notes", "sides", "projects")
FOOTNOTE = re.compile(r"[¹²³⁰-⁹]+[)⁾]?")


@dataclass(frozen=True, slots=True)
class Placement:
    """A heading found in a document: its form, the years it names, its first and last line, amounts printed in it."""

    form: Form
    years: dict[str, int]
    start: int
    end: int
    printed: tuple[tuple[str, str], ...] = ()


def placements(document: Document, forms: tuple[Form, ...]) -> list[Placement]:
    """Return the headings of `document` in order; where two forms overlap, the longer heading wins."""
    stream = _Stream(document)
    found = [place for form in forms for place in _of_form(stream, form)]
    found.sort(key=lambda p: (p[0], -p[1]))
    kept: list[Placement] = []
    reached = -1
    for start, end, placement in found:
        if start >= reached:
            kept.append(placement)
            reached = end
    return kept


class _Stream:
    """The squeezed text of a document, with the line of every character."""

    def __init__(self, document: Document) -> None:
        self.starts: list[int] = []
        self.numbers: list[int] = []
        self.tabbed: set[int] = set()
        parts: list[str] = []
        length = 0
        for line in document.lines:
            part = FOOTNOTE.sub("", squeeze(line.text).lstrip("#"))
            if "\t" in line.text:
                self.tabbed.add(line.number)
            if part:
                self.starts.append(length)
                self.numbers.append(line.number)
                parts.append(part)
                length += len(part)
        self.text = "".join(parts)
        self._edges = {*self.starts, length}

    def line_at(self, offset: int) -> int:
        return self.numbers[bisect_right(self.starts, offset) - 1]

    def is_edge(self, offset: int) -> bool:
        return offset in self._edges


def _of_form(stream: _Stream, form: Form) -> list[tuple[int, int, Placement]]:
    """Return the matches of one form from the start of a line to the end of one.

    A tab form's match holds a tab, a flattened form's none.
    """
    found = []
    for match in (m for heading in form.headings for m in heading.finditer(stream.text)):
        start, end = match.span()
        if start < end and stream.is_edge(start) and stream.is_edge(end):
            named = {name: text for name, text in match.groupdict().items() if text}
            years = {name: _full_year(text) for name, text in named.items() if name.islower()}
            printed = tuple((name, text) for name, text in named.items() if name.isupper())
            placement = Placement(form, years, stream.line_at(start), stream.line_at(end - 1), printed)
            tabbed = not stream.tabbed.isdisjoint(range(placement.start, placement.end + 1))
            if tabbed if form.layout == "tab" else not tabbed or form.layout not in _FLATTENED:
                found.append((start, end, placement))
    return found


def _full_year(digits: str) -> int:
    """Return the year of four printed digits or of its last two."""
    return int(digits) if len(digits) > 2 else 2000 + int(digits)
