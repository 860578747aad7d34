"""Reader of review reports (예산안·추가경정예산안 검토보고)."""

from dataclasses import replace
from pathlib import Path

from gyebo.model.document import Document
from gyebo.model.reading import Reading
from gyebo.reading.manual import manual
from gyebo.reading.read import read_document
from gyebo.reading.reasons.read import reasons_of_tables
from gyebo.registry import reads

from .steps import STEPS


@reads("review_report")
def read(document: Document) -> Reading:
    """Read a review report: its tables by their forms, its text, then the reasons that its tables print."""
    book = manual(Path(__file__).parent, *STEPS)
    reading = read_document(document, book)
    return replace(reading, reasons=reasons_of_tables(document, reading, book))
