"""Events that a diversion pays for: a line of the course of a project that gives the days on which one was held."""

import re
from collections.abc import Iterable, Iterator

from gyebo.model.document import Document
from gyebo.model.facts import Contract, Transfer
from gyebo.text.dates import periods
from gyebo.text.normalize import unspace

_HELD = re.compile(r"\s*:\s*(.+?)\s*개최\s*$")


def events(document: Document, transfers: Iterable[Transfer]) -> Iterator[Contract]:
    """Yield each event with its days and the program that the next diversion of the document gives money to."""
    listed = sorted(transfers, key=lambda transfer: transfer.line)
    for line in document.lines:
        following = next((transfer for transfer in listed if transfer.line > line.number), None)
        period = next(periods(line.text), None)
        held = _HELD.match(line.text[period.end_date.end :]) if period and period.possible else None
        if following and period and held:
            yield Contract(
                document=document.id, line=line.number, title=unspace(held[1]), department=following.to_department,
                program=following.to_program, item=following.to_item, start=period.start_date.iso,
                end=period.end_date.iso,
            )  # fmt: skip
