"""The reasons of transfers: a remark that begins with the approval beside a giving row and ends at the receiving one."""

import re
from collections.abc import Iterator

from gyebo.model.document import Document
from gyebo.model.facts import PrintedReason, Transfer
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.reading.reasons.read import transfer_reason
from gyebo.reading.reasons.words import Printed, ReasonWords
from gyebo.text.names import key
from gyebo.text.normalize import squeeze

_APPROVED = re.compile(r"\([가-힣]+승인\s*:[^()]*\)")


def why_moved(
    document: Document, reading: Reading, words: tuple[ReasonWords, ...]
) -> Iterator[PrintedReason]:
    """Yield the reasons of the transfers that tables show; rows of one program share the remark beside the first."""
    shared: tuple[str, Printed] = ("", ())
    for giving, receiving in _pairs(reading):
        printed = remark(document, giving, receiving)
        if printed:
            shared = (f"{giving.table} {key(giving.program)}", printed)
        if shared[0] == f"{giving.table} {key(giving.program)}":
            yield from transfer_reason(giving, shared[1], words)


def _pairs(reading: Reading) -> Iterator[tuple[Figure, Figure]]:
    """Yield the giving leg of every transfer of a table with its first receiving one."""
    first: dict[int, Transfer] = {}
    for transfer in reading.transfers:
        first.setdefault(transfer.line, transfer)
    for transfer in first.values():
        giving, receiving = _leg(reading, transfer.line), _leg(reading, transfer.to_line)
        if giving and receiving and giving.line < receiving.line:
            yield giving, receiving


def _leg(reading: Reading, line: int) -> Figure | None:
    return next(
        (f for f in reading.figures if f.line == line and f.table and f.kind.startswith("transfer")), None
    )


def remark(document: Document, giving: Figure, receiving: Figure) -> Printed:
    """Return what is printed behind the approval, less the labels of the receiving row; nothing without approval."""
    label = squeeze(receiving.label)
    begun, found = False, []
    for number in range(giving.line, receiving.line + 1):
        text = document.text_of(number)
        approval = _APPROVED.search(text)
        rest = text[approval.end() :] if approval else text
        begun = begun or bool(approval)
        if number == receiving.line:
            rest = text[: _program_at(text, receiving)]
        if begun and rest.strip() and squeeze(rest) not in label:
            found.append((number, rest))
    return tuple(found)


def _program_at(text: str, receiving: Figure) -> int:
    """Return where a line that prints the end of a remark goes over to the receiving row, else its beginning."""
    return max(0, text.find(receiving.label.split(">")[-2])) if receiving.label.count(">") else 0
