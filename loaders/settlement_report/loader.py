"""Reader of settlement reports (결산 검토보고)."""

from dataclasses import replace
from pathlib import Path

from gyebo.model.document import Document
from gyebo.model.reading import Reading
from gyebo.reading.columns.strays import returned
from gyebo.reading.manual import manual
from gyebo.reading.places.accounts import under_accounts
from gyebo.reading.places.told_above import told_above
from gyebo.reading.read import read_document
from gyebo.reading.reasons.read import reasons_of_tables
from gyebo.registry import reads

from .bids import bid_facts
from .carried import carryover_facts
from .moved import transfer_facts
from .none_stated import none_stated
from .sides import two_sides
from .stated import stated
from .why_moved import why_moved

STEPS = (two_sides, returned, told_above, under_accounts)


@reads("settlement_report")
def read(document: Document) -> Reading:
    """Read a settlement report: its tables by their forms, its text, then what was moved, carried, bid for and why."""
    book = manual(Path(__file__).parent, *STEPS, absent=none_stated(document))
    reading = read_document(document, book)
    bullets = stated(document)
    carryovers, contracts = carryover_facts(document, reading, bullets)
    reading = replace(
        reading,
        transfers=(*reading.transfers, *transfer_facts(document, reading, bullets)),
        carryovers=(*reading.carryovers, *carryovers),
        contracts=(*reading.contracts, *contracts, *bid_facts(reading)),
    )
    reasons = (
        *reasons_of_tables(document, reading, book),
        *why_moved(document, reading, book.reason_words),
    )
    return replace(reading, reasons=tuple(sorted(reasons, key=lambda reason: (reason.line, reason.row))))
