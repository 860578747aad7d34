"""Running text: lines joined to paragraphs, with every character leading back to its line.

A page may end within a sentence: the footnotes printed there are set aside, and the sentence goes on behind
them. Marks that refer to footnotes (…됨9)) are blanked out, so that no digit of theirs touches a figure.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gyebo.model.document import Document
from gyebo.model.table import Cell
from gyebo.reading.places.outline import section_title
from gyebo.text.units import units_in

FOOTNOTE = re.compile(r"^\s*(?:-\s*)?(\d{1,2})\)(?=\s|$|[「『<(“])")
_MARK = re.compile(
    r"^\s*(?:[○●◦❍□■▣▶▸▪‣※◇◆◈⇒➡*·▮⊳]|[-–]\s?(?=\D)|[①-⑳]|[<〈《【]|[가나다라마바사아자차카타파하][.)]\s)"
)
_REFERENCE = re.compile(r"(?<=[가-힣A-Za-z%’”』」)\]])(\d{1,2})\)(?!\d)")
_TITLE = re.compile(r"^\s*(?:#+\s|[<〈《【\[].{1,80}[>〉》】\]]\s*$|[□■▣◆▸].{1,60}$)")
_SENTENCE_END = re.compile(r"(?:[가-힣)”’」]\.|[임음함됨]|[;:])[)”’\s]*$")
_FULL_STOP = re.compile(r"[가-힣)”’]\.[)”’\s]*$")
_SENTENCE = re.compile(r"(?<=[가-힣])\.\s+")
_CUT = re.compile(r"(?<![\d조억만천백십])[\s](?![\d\s조억만천백십원%])|[,.)]\s(?=\D)")
# Where a text without such blanks can be cut: behind anything that stands in no amount, or behind a whole one.
_EDGE = re.compile(r"[^\d.,\s조억만천백십여원%％△▲+−–-]|[원%]\s|(?<=[원%])(?=\d)")
_LONG, _LONGEST = 20, 2000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text joined from one or more lines: `starts` are the offsets where the lines `numbers` begin.

    `mark` is the sign that opens it (○, -, ▪ …), `note` the number of the footnote that it is.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    leads: tuple[int, ...]
    mark: str = ""
    note: int = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Return (line, 1-based column) of the character at `offset`."""
        index = bisect_right(self.starts, offset) - 1
        return self.numbers[index], offset - self.starts[index] + self.leads[index] + 1

    def printed(self, start: int, end: int) -> str:
        """Return the text between two offsets without the line breaks in it."""
        cuts = [start, *(offset for offset in self.starts if start < offset < end), end]
        return "".join(self.text[a:b].strip() for a, b in pairwise(cuts))

    def sentence_ends(self) -> tuple[int, ...]:
        """Return where the sentences of the paragraph end, the last one aside."""
        return tuple(match.end() for match in _SENTENCE.finditer(self.text))


def masked(document: Document, used: Iterable[Cell]) -> dict[int, str]:
    """Return the document's lines without references to footnotes, every cell that a table took blanked out."""
    notes = {int(match[1]) for line in document.lines if (match := FOOTNOTE.match(line.text))}
    lines = {line.number: _without_references(line.text, notes) for line in document.lines}
    for cell in used:
        text = lines[cell.line]
        start = cell.column - 1
        lines[cell.line] = text[:start] + " " * len(cell.raw) + text[start + len(cell.raw) :]
    return lines


def _without_references(text: str, notes: set[int]) -> str:
    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if int(match[1]) in notes else match[0]

    return _REFERENCE.sub(blank, text)


def references(document: Document) -> dict[int, tuple[int, int]]:
    """Return where the text refers to each footnote: its number → (line, 1-based column)."""
    found: dict[int, tuple[int, int]] = {}
    for line in document.lines:
        for match in _REFERENCE.finditer(line.text):
            found.setdefault(int(match[1]), (line.number, match.start() + 1))
    return found


def paragraphs(document: Document, lines: dict[int, str], rows: frozenset[int]) -> Iterator[Paragraph]:
    """Join lines to paragraphs, in order; a sentence that a page end interrupts is one paragraph."""
    blocks = list(_blocks(document, lines, rows))
    taken: set[int] = set()
    for index, block in enumerate(blocks):
        if index in taken:
            continue
        following = index
        while (resumed := _resumed(blocks, following, block, rows)) is not None and resumed not in taken:
            block = [*block, *blocks[resumed]]
            taken.add(resumed)
            following = resumed
        yield from _paragraphs(block)


_Block = list[tuple[int, str]]


def _blocks(document: Document, lines: dict[int, str], rows: frozenset[int]) -> Iterator[_Block]:
    """Cut the lines at marks, titles, table rows, tabs and wherever more than one blank line stands."""
    gathered: _Block = []
    for line in document.lines:
        text = lines[line.number]
        if not text.strip():
            continue
        if gathered and _begins(text, line.number, rows, gathered[-1]):
            yield gathered
            gathered = []
        gathered.append((line.number, text))
    if gathered:
        yield gathered


def _begins(text: str, number: int, rows: frozenset[int], before: tuple[int, str]) -> bool:
    if number - before[0] > 2 or number in rows or before[0] in rows or "\t" in text or "\t" in before[1]:
        return True
    return _opens(text) or _is_title(before[1]) or bool(_FULL_STOP.search(before[1]))


def _opens(text: str) -> bool:
    return bool(_MARK.match(text) or FOOTNOTE.match(text)) or _is_title(text)


def _is_title(text: str) -> bool:
    if section_title(text) or units_in(text):
        return True
    return bool(_TITLE.match(text)) and not _SENTENCE_END.search(text)


def _resumed(blocks: list[_Block], index: int, block: _Block, rows: frozenset[int]) -> int | None:
    """Return the block that goes on with the sentence which `block` leaves open: the next, behind footnotes."""
    if not _is_open(block):
        return None
    place = index + 1
    while place < len(blocks) and _is_note(blocks, place, index):
        place += 1
    if place >= len(blocks):
        return None
    number, text = blocks[place][0]
    goes_on = not _opens(text) and "\t" not in text and number not in rows
    return place if goes_on and re.match(r"\s*[가-힣A-Za-z0-9(“‘]", text) else None


def _is_note(blocks: list[_Block], place: int, body: int) -> bool:
    """Tell whether a block is a footnote, or the next line of one."""
    joined = blocks[place][0][0] - blocks[place - 1][-1][0] == 1
    return bool(FOOTNOTE.match(blocks[place][0][1])) or (joined and place - 1 > body)


def _is_open(block: _Block) -> bool:
    first, last = block[0][1], block[-1][1]
    if not _MARK.match(first) or _is_title(first) or FOOTNOTE.match(first) or "\t" in last:
        return False
    return sum(len(text) for _, text in block) > _LONG and not _SENTENCE_END.search(last)


def _paragraphs(gathered: _Block) -> Iterator[Paragraph]:
    """Yield the paragraph of a block, in pieces where it is longer than any text is."""
    note = FOOTNOTE.match(gathered[0][1])
    mark = _MARK.match(gathered[0][1])
    pieces: list[tuple[int, int, str]] = []
    length = 0
    for number, text in gathered:
        for lead, piece in _pieces(text):
            if pieces and length + len(piece) > _LONGEST:
                yield _joined(
                    pieces, mark.group().strip() if mark and not note else "", int(note[1]) if note else 0
                )
                pieces, length = [], 0
            pieces.append((number, lead, piece))
            length += len(piece) + 1
    if pieces:
        yield _joined(pieces, mark.group().strip() if mark and not note else "", int(note[1]) if note else 0)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, text) of a line without the blanks around it; one without end is cut, but in no number.

    Digits without end, in which no place to cut is found, are left out.
    """
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    while end - start > _LONGEST:
        cut = _last_end(_CUT, text, start) or _last_end(_EDGE, text, start)
        if cut:
            yield start, text[start:cut]
        elif (edge := _EDGE.search(text, start + _LONGEST)) is None:
            return
        else:
            cut = edge.end()
        start = cut
    yield start, text[start:end]


def _last_end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return the end of a pattern's last match in the next piece of a text, 0 where there is none."""
    return max((match.end() for match in pattern.finditer(text, start + 1, start + _LONGEST)), default=0)


def _joined(pieces: list[tuple[int, int, str]], mark: str, note: int) -> Paragraph:
    starts, length = [], 0
    for _, _, piece in pieces:
        starts.append(length)
        length += len(piece) + 1
    numbers, leads, texts = zip(*pieces, strict=True)
    return Paragraph(" ".join(texts), tuple(starts), numbers, leads, mark, note)
