"""Reader of diversion reports (예산 전용 보고)."""

from dataclasses import replace
from pathlib import Path

from gyebo.model.document import Document
from gyebo.model.reading import Reading
from gyebo.reading.manual import manual
from gyebo.reading.read import read_document
from gyebo.reading.transfers import transfers
from gyebo.registry import reads

from .events import events
from .purposes import purposes
from .units import departments


@reads("diversion_report")
def read(document: Document) -> Reading:
    """Read a diversion report: its tables by their forms, its text, each table's diversion, what for and why."""
    book = manual(Path(__file__).parent, departments)
    reading = read_document(document, book)
    moved = tuple(
        transfer
        for table in reading.tables
        for transfer in transfers(document, "전용", [f for f in reading.figures if f.table == table.id])
    )
    held = events(document, moved)
    return replace(
        reading,
        transfers=(*reading.transfers, *moved),
        contracts=(*reading.contracts, *held),
        reasons=tuple(purposes(document, reading, moved, book.reason_words)),
    )
