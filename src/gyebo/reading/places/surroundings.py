"""What stands above a place in the text: its headings, and what these say of everything below them.

A settlement report is read under "1. 일반회계 › □ 세출결산 › 바) 다음연도 이월"; a sentence there that names no
account means the general one.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from gyebo.model.document import Document
from gyebo.reading.places.outline import sections
from gyebo.reading.vocabulary import account_of
from gyebo.text.normalize import squeeze

_LETTER = re.compile(r"^\s*[가나다라마바사아자차카타파하]\)\s+(?P<title>\S.{0,60})$")
_HEAD = re.compile(
    r"^\s*(?:#+\s*)?(?:[□■▣◆▸]\s*(?P<title>\S.{0,50})|[<〈《【](?P<caption>.{2,60})[>〉》】])\s*$"
)
_LIST_HEAD = re.compile(r"^\s*(?:[-○◇●]\s*)?(?P<title>[가-힣\s]{2,14})$")
_LIST_WORDS = ("산출내역", "산출근거")
_ROMAN = re.compile(r"^(?:#+\s*)?(?:[IVX]+|[Ⅰ-Ⅻ])\s*[.]")
_DIGIT = re.compile(r"^(?:#+\s*)?(\d{1,2})\.")
_CAPTION = re.compile(r"[<〈《【]")
_CITY = re.compile(r"^《\s*서울시|^[<〈]\s*\d{4}회계연도\s*서울시")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The headings in force from each line of `starts` on, from the outermost to the innermost."""

    starts: tuple[int, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()

    def path(self, line: int) -> tuple[str, ...]:
        """Return the headings above a line."""
        index = bisect_right(self.starts, line) - 1
        return self.paths[index] if index >= 0 else ()

    def section(self, line: int) -> tuple[str, ...]:
        """Return the headings above a line without captions, which stand by a table rather than over the text."""
        return tuple(title for title in self.path(line) if not _CAPTION.match(title))

    def account(self, line: int) -> str:
        """Return the account that the nearest heading above a line names, or empty."""
        named = (account_of(title) for title in reversed(self.section(line)))
        return next((account for account in named if account), "")

    def operation(self, line: int) -> str:
        """Return "revenue" or "expenditure" as the nearest heading that says so, else expenditure."""
        for title in reversed(self.path(line)):
            bare = squeeze(title)
            if "세입" in bare or "세출" in bare:
                return "revenue" if "세출" not in bare else "expenditure"
        return "expenditure"

    def city(self, line: int) -> bool:
        """Tell whether a line stands under a heading about the whole city."""
        return any(_CITY.match(title) for title in self.path(line))


def surroundings(document: Document) -> Surroundings:
    """Find the headings of a document; one of a level ends those of its level and below."""
    titles = sections(document)
    stack: list[tuple[int, str, int]] = []
    starts, paths = [], []
    for line in document.lines:
        found = _heading(line.text, titles.get(line.number, ""))
        if found and _follows(found, stack):
            stack = [above for above in stack if above[0] < found[0]]
            stack.append(found)
            starts.append(line.number)
            paths.append(tuple(title for _, title, _ in stack))
    return Surroundings(tuple(starts), tuple(paths))


def _follows(found: tuple[int, str, int], stack: list[tuple[int, str, int]]) -> bool:
    """Tell whether a heading is the next of its level; a number that leaps is an item of something quoted."""
    last = next((number for level, _, number in stack if level == found[0]), 0)
    return not found[2] or found[2] in (1, last + 1)


def _heading(text: str, section: str) -> tuple[int, str, int] | None:
    """Return (level, title, number) of a heading: I. › 1. › 가. › 가) › □ or a caption › the head of a list."""
    if section:
        number = _DIGIT.match(text)
        level = 1 if _ROMAN.match(text) else 2 if number else 3
        return level, section, int(number[1]) if number else 0
    if match := _LETTER.match(text):
        return 4, match["title"].strip(), 0
    if match := _HEAD.match(text):
        return 5, text.strip() if match["caption"] else match["title"].strip(), 0
    match = _LIST_HEAD.match(text)
    if match and squeeze(match["title"]) in _LIST_WORDS:
        return 6, squeeze(match["title"]), 0
    return None
