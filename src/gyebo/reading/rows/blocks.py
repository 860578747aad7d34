"""Blocks of lines: what an extraction tool leaves of the cells of a ruled table.

Touching lines are one cell, or a few that ran together; a blank line parts two cells. A column of single
syllables is a label printed upright in a merged cell; a page break may cut it in two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.model.document import Document, Line
from gyebo.reading.places.regions import is_caption
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.normalize import squeeze
from gyebo.text.units import units_in

ACCOUNTS = ("도시개발특별회계", "일반회계", "특별회계")
_SYLLABLE = re.compile(r"[가-힣]")
_DIVISION = re.compile(r"[가-힣]{2,8}과")
_SHORTEST = 3
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Block:
    """Touching lines; `upright` where they are single syllables of one label."""

    lines: tuple[Line, ...]
    upright: bool = False

    @property
    def label(self) -> str:
        """The block's text without any white space."""
        return squeeze("".join(line.text for line in self.lines))


def blocks(document: Document, start: int, end: int) -> Iterator[Block]:
    """Yield the blocks of the lines `start` to `end`; captions and unit statements belong to none."""
    upright: list[Line] = []
    for lines in _touching(document, start, end):
        lead = _upright_lead(lines)
        if lead:
            if upright and lines[0].number - upright[-1].number > 2:
                yield Block(tuple(upright), upright=True)
                upright = []
            upright.extend(lines[:lead])
        if lead < len(lines):
            if upright:
                yield Block(tuple(upright), upright=True)
                upright = []
            yield Block(lines[lead:])
    if upright:
        yield Block(tuple(upright), upright=True)


def _touching(document: Document, start: int, end: int) -> Iterator[tuple[Line, ...]]:
    gathered: list[Line] = []
    for number in range(start, end + 1):
        text = document.text_of(number)
        if text.strip() and not units_in(text) and not is_caption(text):
            gathered.append(Line(number, text))
        elif gathered:
            yield tuple(gathered)
            gathered = []
    if gathered:
        yield tuple(gathered)


def _upright_lead(lines: tuple[Line, ...]) -> int:
    """Return how many lines at the head of a block are single syllables: all of them, or at least two."""
    count = 0
    while count < len(lines) and _SYLLABLE.fullmatch(lines[count].text.strip()):
        count += 1
    return count if count == len(lines) or count > 1 else 0


def upright_label(label: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Return (account, department) named by an upright label, in full or by its beginning; empty where none is."""
    account = next((name for name in ACCOUNTS if label.startswith(name)), "")
    rest = label[len(account) :]
    department = department_named(rest, vocabulary) or _department_begun(rest, vocabulary)
    if not account and not department and len(label) > 1:
        account = next((name for name in ACCOUNTS if name.startswith(label)), "")
    return account, department


def department_named(text: str, vocabulary: Vocabulary) -> str:
    """Return the department that `text` names, also where one of its divisions is printed behind it."""
    bare = squeeze(text)
    if found := vocabulary.department(bare):
        return found
    places = range(len(bare) - _SHORTEST, max(_SHORTEST, len(bare) - _LONGEST), -1)
    ends = (end for end in places if _DIVISION.fullmatch(bare[end:]))
    return next((found for end in ends if (found := vocabulary.department(bare[:end]))), "")


def _department_begun(label: str, vocabulary: Vocabulary) -> str:
    names = [name for name in vocabulary.departments.values() if squeeze(name).startswith(label)]
    return min(names, key=len) if len(label) >= _SHORTEST and names else ""


class AccountMarks:
    """The account in force: its name may come in pieces (일반 / 회계, 도시개발 / 특별회계)."""

    _PARTS = frozenset({"일반회계", "특별회계", "도시개발특별회계", "도시개발", "일반", "특별", "회계"})

    def __init__(self) -> None:
        self.account = ""
        self._part = ""

    def take(self, text: str) -> bool:
        """Take a line that is an account's name or a piece of one; tell whether it was."""
        bare = squeeze(text)
        if bare not in self._PARTS:
            return False
        whole = self._part + bare
        self._part = whole if whole in self._PARTS else bare
        if self._part.endswith("회계") and self._part != "회계":
            self.account, self._part = self._part, ""
        return True
