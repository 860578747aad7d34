"""The year and the budget round of a figure in a sentence, by its kind and the years that the text names."""

import re

from gyebo.model.document import Document
from gyebo.reading.prose.kinds import report_of
from gyebo.reading.prose.scenes import Scene, year_of
from gyebo.text.amounts import Amount, Rate

_OF_THIS_BUDGET = {"change", "change_rate", "current", "supplementary"}
_ROUNDLESS = {"other", "planned", "award", "tender", "basis"}
_PRESENT = re.compile(r"[^.]{0,60}?편성하고\s*있")
_NEXT_YEAR = re.compile(r"[은는이가]?\s*((?:19|20)\d\d)년")
_YEARS = re.compile(r"\s*\([’'‘`]\d\d\s*[~∼]\s*[’'‘`]\d\d년")


def dated(here: Scene, match: Amount | Rate, kind: str) -> tuple[str, int | None]:
    """Return the kind and year of a figure; a budget proposed for a year that is over is that year's original one."""
    own, after = here.document.fiscal_year, here.sentence_after(match)
    if kind == "planned" and (named := _NEXT_YEAR.match(after)):
        return kind, int(named[1])
    if _YEARS.match(after):
        return kind, None
    if _is_own(here, kind) or (kind == "proposed" and _PRESENT.match(after)):
        return kind, own
    year = _named(here, match, kind)
    past = kind == "proposed" and year is not None and year < own
    return ("original" if past else kind), year


def _is_own(here: Scene, kind: str) -> bool:
    return kind in _OF_THIS_BUDGET and report_of(here.document) in ("supplementary", "proposal")


def _named(here: Scene, match: Amount | Rate, kind: str) -> int | None:
    """Return the year named for a figure, else what its kind means: the document's, the one before, or none."""
    own, report = here.document.fiscal_year, report_of(here.document)
    if kind == "planned" and report == "settlement" and not _clause_names_year(here, match):
        return None
    return year_of(
        here, match, own, own - 1 if report == "proposal" and kind in ("original", "final") else own
    )


def _clause_names_year(here: Scene, match: Amount | Rate) -> bool:
    """Tell whether a year is named in the clause of a figure; a plan is for the years it says, or for several."""
    clause = here.sentence_before(match).rpartition(",")[2]
    return any(match.start - len(clause) <= named.start < match.start for named in here.years)


def round_of(document: Document, kind: str, year: int | None) -> str:
    """Return the budget round that a kind of figure belongs to in a document."""
    if kind == "original":
        return "0"
    if kind in _ROUNDLESS or document.kind == "diversion_report":
        return ""
    if document.kind == "settlement_report":
        return "S"
    if kind == "current" and document.round.isdigit() and document.round != "0":
        return str(int(document.round) - 1)
    known = kind in ("proposed", "supplementary", "change", "change_rate")
    return document.round if known and year == document.fiscal_year else ""
