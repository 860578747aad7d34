"""The reasons of diversions: the bullets below a heading 전용사유, which explain the next diversion of the document."""

from collections.abc import Iterator
from itertools import pairwise

from gyebo.model.document import Document
from gyebo.model.facts import PrintedReason, Transfer
from gyebo.model.reading import Reading
from gyebo.reading.reasons.read import transfer_reason
from gyebo.reading.reasons.words import Printed, ReasonWords
from gyebo.text.normalize import squeeze

_HEADING = "전용사유"
_BULLETS = ("-", "–", "○")


def purposes(
    document: Document, reading: Reading, moved: tuple[Transfer, ...], words: tuple[ReasonWords, ...]
) -> Iterator[PrintedReason]:
    """Yield the reasons of every diversion below a heading for them."""
    headings = [line.number for line in document.lines if squeeze(line.text) == _HEADING]
    listed = sorted({transfer.line for transfer in moved})
    for number, following in pairwise([*headings, len(document.lines) + 1]):
        at = next((line for line in listed if number < line < following), None)
        giving = next((f for f in reading.figures if f.line == at and f.kind == "transfer_out"), None)
        printed = bullets(document, number + 1)
        if giving and printed:
            yield from transfer_reason(giving, printed, words)


def bullets(document: Document, start: int) -> Printed:
    """Return the lines from the first bullet at or behind `start` on, up to a line that is none and begins a part."""
    found: list[tuple[int, str]] = []
    for number in range(start, len(document.lines) + 1):
        text = document.text_of(number)
        blank_before = not document.text_of(number - 1).strip()
        if text.strip() and blank_before and not text.lstrip().startswith(_BULLETS):
            break
        if text.strip():
            found.append((number, text))
    return tuple(found)
