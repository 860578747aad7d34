"""Captions that stand far from their table, because an extraction tool put the tables of a page behind its text.

A form whose tables lose their captions says how these read (`settings.caption`, words of them). Such a table
takes the nearest caption above it that reads so and that no other table has taken; where the heading and the
captions name years or dates, the caption that shares them.
"""

import re
from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.places.regions import Region, is_caption, status_date
from gyebo.text.normalize import squeeze
from gyebo.text.units import units_in

_DISTANCE = 150
_BULLET = re.compile(r"\s*[○❍]")
_NUMERAL = re.compile(r"\d[\d.]*")
_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?[.월]\s?(\d{1,2})\s?[.일]\s?기준")


def captioned(document: Document, regions: list[Region]) -> list[Region]:
    """Give every region whose form says how its captions read the caption that is its own."""
    free = [
        n
        for n, line in enumerate(document.lines, 1)
        if is_caption(line.text) and not _BULLET.match(line.text)
    ]
    made = []
    for region in regions:
        words = region.placement.form.settings.get("caption")
        line = _nearest(document, region, words, free) if words else 0
        if line:
            free.remove(line)
        made.append(_with(document, region, line) if words else region)
    return made


def _nearest(document: Document, region: Region, words: str, free: list[int]) -> int:
    """Return the line of the caption that fits best, 0 if none does."""
    heading = range(region.placement.start, region.placement.end + 1)
    named = {numeral for n in heading for numeral in _NUMERAL.findall(document.text_of(n))}
    fitting = [
        (len(named & set(_NUMERAL.findall(document.text_of(n)))), n)
        for n in free
        if region.start - _DISTANCE <= n < region.start and squeeze(words) in squeeze(document.text_of(n))
    ]
    return max(fitting, default=(0, 0))[1]


def _with(document: Document, region: Region, line: int) -> Region:
    """Return the region under its caption, with the unit and the date stated there; without one it has none."""
    if not line:
        return replace(region, caption="")
    below = next((n for n in range(line + 1, line + 4) if document.text_of(n).strip()), line)
    units = units_in(document.text_of(below))
    stated = f"{document.text_of(line)}\n{document.text_of(below) if units else ''}"
    if all(column.text for column in region.placement.form.columns):
        region = replace(region, unit="", unit_line=0)
    elif units:
        region = replace(region, unit=units[0], unit_line=below)
    return replace(region, caption=document.text_of(line).strip(), as_of=_date(document, stated))


def _date(document: Document, stated: str) -> str:
    """Return the date of a status; where only month and day are printed, in the year of the document."""
    day = _DAY.search(stated)
    short = f"{document.fiscal_year:04d}-{int(day[1]):02d}-{int(day[2]):02d}" if day else ""
    return status_date(stated) or short
