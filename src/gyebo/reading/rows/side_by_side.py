"""Two columns of text printed beside each other, which an extraction tool has put into one stream.

Where each column is one cell, the second begins at the line that repeats how the first began. Where the columns
are lists of amounts with their parts, the sums tell which amount stands in which: every amount without a
calculation of its own is the sum of the parts below it, and the columns differ by what the reasons state.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.places.outline import section_title
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.cells import span_cell
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.amounts import amounts
from gyebo.text.names import key
from gyebo.text.normalize import squeeze, unspace

_REASON = "증감사유"
_MARK = re.compile(r"\s*(?:(?P<head>[○◦●])|(?P<part>[-·•]\s))")
_ASIDE = re.compile(r"\s*[<〈《□■▣◆◇※]")
_GROWN = re.compile(r"\s*증액")
_SHRUNK = re.compile(r"\s*감액")
_FAR = 2
_MOST = 16


@dataclass(frozen=True, slots=True)
class _Block:
    """A bullet with the lines under it: whether it is a head or a part, its result, and whether it is calculated."""

    cell: Cell
    head: bool
    won: int
    calculated: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds so far: its total, the head under way and the sum of its parts."""

    total: int = 0
    head: _Block | None = None
    parts: int = 0

    @property
    def complete(self) -> bool:
        """Tell whether the head under way is calculated or equals its parts."""
        head = self.head
        return head is None or (head.calculated if self.parts == 0 else head.won == self.parts)


def side_by_side_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield the cells of both columns, each in its place; a region that can be split in no one way is one row too long."""
    lines = _lines(document, region)
    if region.placement.form.settings.get("split") == "sums":
        yield from _by_sums(document, lines, vocabulary)
    else:
        yield from _by_repetition(document, lines)


def _lines(document: Document, region: Region) -> list[int]:
    """Return the lines of a region up to the first gap, caption or section heading."""
    own: list[int] = []
    for number in range(region.spans[0][0], region.spans[0][1] + 1):
        text = document.text_of(number)
        if not text.strip():
            continue
        if (own and number - own[-1] > _FAR) or _ASIDE.match(text) or section_title(text):
            break
        own.append(number)
    return own


def _bullets(document: Document, lines: list[int]) -> list[list[int]]:
    """Group lines under the bullets that begin them; lines before the first bullet are left out."""
    groups: list[list[int]] = []
    for number in lines:
        if _MARK.match(document.text_of(number)):
            groups.append([number])
        elif groups:
            groups[-1].append(number)
    return groups


def _cell(document: Document, numbers: list[int]) -> Cell:
    return span_cell(document, numbers[0], 1, numbers[-1])


def _by_repetition(document: Document, lines: list[int]) -> Iterator[Row]:
    groups = _bullets(document, lines)
    names = [
        key(" ".join(document.text_of(n) for n in group).strip(" ○◦●·-").split(":")[0]) for group in groups
    ]
    turn = next((i for i in range(1, len(groups)) if names[0] and names[i].startswith(names[0])), 0)
    if turn:
        left = [n for group in groups[:turn] for n in group]
        marks = {_mark(document, group) for group in groups[:turn]}
        alike = takewhile(lambda group: _mark(document, group) in marks, groups[turn:])
        right = [n for group in alike for n in group]
        yield Row(left[0], ("",), (_cell(document, left), _cell(document, right)))


def _mark(document: Document, group: list[int]) -> str:
    return document.text_of(group[0]).strip()[:1]


def _by_sums(document: Document, lines: list[int], vocabulary: Vocabulary) -> Iterator[Row]:
    item = next((n for n in lines if vocabulary.item(squeeze(document.text_of(n)))), 0)
    turn = next((n for n in lines if squeeze(document.text_of(n)) == _REASON), lines[-1] + 1 if lines else 0)
    reason = [n for n in lines if n > turn]
    blocks = [_block(document, group) for group in _bullets(document, [n for n in lines if item < n < turn])]
    label = unspace(document.text_of(item)) if item else ""
    sides = split_by_sums(blocks, _stated_growth(document, reason))
    if sides is None:
        if blocks:
            yield Row(blocks[0].cell.line, (label,), (*(block.cell for block in blocks), None, None, None))
        return
    for block, right in zip(blocks, sides, strict=True):
        yield Row(block.cell.line, (label,), (None, block.cell) if right else (block.cell, None))
    if reason:
        yield Row(reason[0], (label,), (None, None, _cell(document, reason)))


def _block(document: Document, group: list[int]) -> _Block:
    cell = _cell(document, group)
    found = list(amounts(cell.raw))
    mark = _MARK.match(cell.raw)
    return _Block(cell, bool(mark and mark["head"]), found[-1].won if found else 0, len(found) > 1)


def _stated_growth(document: Document, reason: list[int]) -> int:
    """Return by how much the reasons say that the right column exceeds the left one."""
    growth = 0
    for text in (document.text_of(n) for n in reason):
        for amount in amounts(text):
            after = text[amount.end :]
            growth += amount.won if _GROWN.match(after) else -amount.won if _SHRUNK.match(after) else 0
    return growth


def split_by_sums(blocks: list[_Block], growth: int) -> tuple[bool, ...] | None:
    """Tell for each block whether it stands in the right column; None when the sums allow no one answer.

    Equal amounts may change places; then the one printed first stands on the left.
    """
    if len(blocks) > _MOST:
        return None
    found = list(_splits(blocks, 0, (_Column(), _Column())))
    stated = [(totals, sides) for totals, sides in found if totals[1] - totals[0] == growth]
    chosen = stated or found
    return chosen[0][1] if len({totals for totals, _ in chosen}) == 1 else None


def _splits(
    blocks: list[_Block], index: int, columns: tuple[_Column, _Column]
) -> Iterator[tuple[tuple[int, int], tuple[bool, ...]]]:
    """Yield (totals of both columns, side of each block) for every way in which the sums come out."""
    if index == len(blocks):
        if all(column.complete for column in columns):
            yield (columns[0].total, columns[1].total), ()
        return
    for right in (False, True):
        column = _put(columns[right], blocks[index])
        if column is not None:
            pair = (columns[0], column) if right else (column, columns[1])
            for totals, sides in _splits(blocks, index + 1, pair):
                yield totals, (right, *sides)


def _put(column: _Column, block: _Block) -> _Column | None:
    """Return the column with one more block, None where that breaks its sums."""
    if block.head:
        return _Column(column.total + block.won, block) if column.complete else None
    parts = column.parts + block.won
    if column.head is None or column.head.calculated or parts > column.head.won:
        return None
    return _Column(column.total, column.head, parts)
