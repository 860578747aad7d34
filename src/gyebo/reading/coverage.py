"""Every number of a document accounted for: a figure, a statistic, a date, an article … or listed as unaccounted."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gyebo.model.document import Document
from gyebo.model.facts import Remark
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.reading.token_classes import spans

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*")
_AROUND = 25
_NEXT_LINES = 14
_UNIT_LENGTH = 8
_Spans = Mapping[int, list[tuple[int, int, str]]]
_Mark = Figure | Statistic | Remark
_KINDS: dict[type, str] = {Figure: "figure", Statistic: "statistic", Remark: "remark"}


@dataclass(frozen=True, slots=True)
class Token:
    """A run of digits at a 1-based line and column, its class, and the text around it."""

    line: int
    column: int
    text: str
    kind: str
    around: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many numbers of a document are what, and the ones that are nothing known."""

    counts: tuple[tuple[str, int], ...]
    unaccounted: tuple[Token, ...]

    @property
    def total(self) -> int:
        """The number of numeric tokens."""
        return sum(count for _, count in self.counts)


def coverage(document: Document, reading: Reading) -> Coverage:
    """Return what the numbers of a document are, given what was read from it."""
    found = list(tokens(document, reading))
    counts = Counter(token.kind for token in found)
    left = tuple(token for token in found if token.kind == "unaccounted")
    return Coverage(tuple(sorted(counts.items())), left)


def tokens(document: Document, reading: Reading) -> Iterator[Token]:
    """Yield every numeric token of a document with its class: what was read from it, else what its line says."""
    read = _read_spans(document, reading)
    for line, following in zip(document.lines, _following(document), strict=True):
        digits = list(_TOKEN.finditer(line.text))
        if not digits:
            continue
        classes = _classes(
            len(line.text), [*read.get(line.number, ()), *spans(f"{line.text.rstrip()}\n{following}")]
        )
        for match in digits:
            around = line.text[max(0, match.start() - _AROUND) : match.end() + _AROUND].replace("\t", " ")
            found = [kind for kind in classes[match.start() : match.end()] if kind]
            kind = found[0] if found else "unaccounted"
            yield Token(line.number, match.start() + 1, match.group(), kind, around.strip())


def _following(document: Document) -> list[str]:
    """Return for each line how the next one with text begins, where a number may go on with its unit."""
    beginnings: list[str] = []
    following = ""
    for line in reversed(document.lines):
        beginnings.append(following)
        following = line.text.strip()[:_UNIT_LENGTH] or following
    return beginnings[::-1]


def _classes(length: int, found: Iterable[tuple[int, int, str]]) -> list[str]:
    """Return the class of every character of a line: that of the first span which covers it."""
    classes = [""] * length
    for start, end, kind in found:
        for place in range(start, min(end, length)):
            classes[place] = classes[place] or kind
    return classes


def _read_spans(document: Document, reading: Reading) -> _Spans:
    """Return where figures, statistics and remarks stand, by line: one broken over lines stands on all of them."""
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    read: list[_Mark] = [*reading.figures, *reading.statistics, *reading.remarks]
    for entry in read:
        kind = _KINDS[type(entry)]
        for line, start, end in _pieces(document, entry):
            found[line].append((start, end, kind))
    return found


def _pieces(document: Document, entry: _Mark) -> Iterator[tuple[int, int, int]]:
    """Yield (line, start, end) of the pieces of a printed value, from the line where it begins."""
    rest = "".join(entry.raw.split())
    line, start = entry.line, entry.column - 1
    for number in range(line, min(line + _NEXT_LINES, len(document.lines) + 1)):
        text = document.text_of(number)
        if number > line:
            start = len(text) - len(text.lstrip())
        taken, end = _common(text, start, rest)
        if taken:
            yield number, start, end
            rest = rest[taken:]
        if not rest:
            return


def _common(text: str, start: int, wanted: str) -> tuple[int, int]:
    """Return how many characters of `wanted` a line prints from `start` on, blanks aside, and where they end.

    A piece reaches to the end of the line, unless it is the last; anything else is no piece.
    """
    place, taken = start, 0
    while place < len(text) and taken < len(wanted):
        if text[place].isspace():
            place += 1
        elif text[place] == wanted[taken]:
            place, taken = place + 1, taken + 1
        else:
            return 0, start
    return taken, place
