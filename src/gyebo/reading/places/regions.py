"""Table regions: which lines belong to a heading, under which caption, in which printed unit."""

import re
from dataclasses import dataclass, replace

from gyebo.model.document import Document, Line
from gyebo.reading.places.headings import Placement
from gyebo.reading.places.outline import section_title, sections
from gyebo.text.dates import dates
from gyebo.text.normalize import squeeze
from gyebo.text.units import units_in

_CAPTION = re.compile(
    r"^\s*(?:#+\s*)?(?:[<〈《【\[].{1,80}[>〉》】\]]|[□■▣◆◇▶○❍].{1,70}|[^.]{1,40}[>〉》】])\s*$"
)
_STATUS = re.compile(r"\s*(?:기준|현재)")
_NOTE = re.compile(r"^\s*※")
_BULLET = re.compile(r"^\s*[○❍]")
_HEADING = re.compile(r"^\s*[○❍□■▣]")
_SENTENCE_END = re.compile(r"(?:다|임|음|함|됨|것)\.?\s*$|[,;]\s*$")


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one table: one or more headings (repeated at page breaks) and the lines under them."""

    placement: Placement
    spans: tuple[tuple[int, int], ...]
    caption: str
    unit: str
    unit_line: int
    as_of: str = ""

    @property
    def start(self) -> int:
        """The line of the first heading."""
        return self.placement.start


def is_caption(text: str) -> bool:
    """Tell whether a line stands by a table as its caption rather than as a sentence."""
    return bool(_CAPTION.match(text)) and not _SENTENCE_END.search(text)


def regions(document: Document, found: list[Placement]) -> list[Region]:
    """Cut the document into table regions; a heading repeated after a page break continues its table."""
    made: list[Region] = []
    headed = sections(document)
    for index, placement in enumerate(found):
        limit = found[index + 1].start - 1 if index + 1 < len(found) else len(document.lines)
        span = (placement.end + 1, _stop(document, placement, limit, headed))
        if made and _continues(document, made[-1], placement):
            last = made[-1]
            made[-1] = replace(last, spans=(*last.spans, span))
        else:
            made.append(_region(document, placement, span))
    return made


def _stop(document: Document, placement: Placement, limit: int, headed: dict[int, str]) -> int:
    """Return the last line that can belong to a table: before the next heading or section (a list: or caption)."""
    tabs = placement.form.layout == "tab"
    for number in range(placement.end + 1, limit + 1):
        text = document.text_of(number)
        if placement.form.layout == "list" and is_caption(text) and not _BULLET.match(text):
            return number - 1
        if number in headed and not placement.form.settings.get("numbered"):
            return number - 1
        if tabs and text.strip() and "\t" not in text:
            return number - 1
    return limit


def _continues(document: Document, last: Region, placement: Placement) -> bool:
    """Tell whether `placement` repeats the heading of the table before it, with nothing but units between."""
    if placement.form is not last.placement.form or placement.years != last.placement.years:
        return False
    if "pages" in placement.form.settings:
        return bool(placement.form.settings["pages"])
    if last.placement.form.layout != "tab":
        between = range(last.spans[-1][1] - 3, placement.start)
        return not any(is_caption(document.text_of(n)) or section_title(document.text_of(n)) for n in between)
    return not any(
        document.text_of(n).strip() and "\t" not in document.text_of(n) and not units_in(document.text_of(n))
        for n in range(last.spans[-1][0], placement.start)
    )


def _region(document: Document, placement: Placement, span: tuple[int, int]) -> Region:
    above = list(_above(document, placement.start))
    below = list(_below(document, span))
    above[:0] = [
        line for line in document.lines[placement.start - 1 : placement.start] if is_caption(line.text)
    ]
    captions = [line for line in above if is_caption(line.text)] or [
        line for line in below if is_caption(line.text)
    ]
    unit_lines = [line for line in above if units_in(line.text)] or [
        line for line in below if units_in(line.text)
    ]
    unit = units_in(unit_lines[0].text)[0] if unit_lines else ""
    caption = captions[0].text.strip() if captions else ""
    stated = "\n".join(line.text for line in (*above, *below))
    return Region(
        placement, (span,), caption, unit, unit_lines[0].number if unit_lines else 0, status_date(stated)
    )


def status_date(text: str) -> str:
    """Return the date that a caption or a unit line gives its amounts ("'18.9.30. 기준"), as exactly as printed."""
    return next((date.iso for date in dates(text) if date.possible and _STATUS.match(text, date.end)), "")


def _above(document: Document, start: int) -> list[Line]:
    """Return caption and unit lines directly above a heading, nearest first, up to the first caption."""
    lines: list[Line] = []
    for number in range(start - 1, max(0, start - 12), -1):
        text = document.text_of(number)
        if not squeeze(text):
            continue
        if not (is_caption(text) or units_in(text)):
            break
        lines.append(Line(number, text))
        if is_caption(text):
            break
    return lines


def _below(document: Document, span: tuple[int, int]) -> list[Line]:
    """Return caption and unit lines that follow the last row of a table, nearest first."""
    lines = []
    for number in range(span[0], span[1] + 1):
        text = document.text_of(number)
        if (is_caption(text) and not _HEADING.match(text)) or units_in(text):
            lines.append(Line(number, text))
    return lines[:3]
