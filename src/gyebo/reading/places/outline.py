"""The outline of a document: its section headings, told apart from the numbered items of quoted laws and lists."""

import re

from gyebo.model.document import Document

_SECTION = re.compile(
    r"^(?:#+\s*)?(?:(?P<letter>[가나다라마바사아자차카타파하])[.)]\s+|(?:(?P<roman>[IVX]+|[Ⅰ-Ⅻ])\s*[.]|(?P<digit>\d{1,2})\.)\s+(?!\d))"
    r"(?P<title>\S.{0,70})$"
)
_SENTENCE_END = re.compile(r"(?:다|임|음|함|됨|것)\.?\s*$|[,;]\s*$")
_LETTERS = "가나다라마바사아자차카타파하"


def section_title(text: str) -> str:
    """Return the title of a section heading (나. 사업의 …), empty if the line is none."""
    match = _SECTION.match(text)
    if not match or _SENTENCE_END.search(text):
        return ""
    return match["title"].strip()


def sections(document: Document) -> dict[int, str]:
    """Return the titles of a document's section headings by line.

    A numbered line between two lettered headings that follow each other (아. … 자.) is an item of a list.
    """
    found = {line.number: title for line in document.lines if (title := section_title(line.text))}
    items = _items(document, list(found))
    return {number: title for number, title in found.items() if number not in items}


def _items(document: Document, numbers: list[int]) -> set[int]:
    """Return the lines of numbered items: those with a digit between one lettered heading and the next letter's."""
    marks = [_mark(document.text_of(number)) for number in numbers]
    items: set[int] = set()
    open_items: list[int] = []
    letter = ""
    for number, mark in zip(numbers, marks, strict=True):
        if mark.isdigit():
            open_items.append(number)
            continue
        if letter and mark == _next(letter):
            items.update(open_items)
        open_items = []
        letter = mark if mark in _LETTERS else ""
    return items


def _mark(text: str) -> str:
    match = _SECTION.match(text)
    return (match["letter"] or match["roman"] or match["digit"]) if match else ""


def _next(letter: str) -> str:
    place = _LETTERS.index(letter) + 1
    return _LETTERS[place] if place < len(_LETTERS) else ""
