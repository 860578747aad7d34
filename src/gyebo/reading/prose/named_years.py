"""The year that a figure in a sentence is about: the last one named before it, unless that one is only compared with.

"2019년도 예산은 2018년도 예산(90억원) 대비 10% 증액된 99억원" is about 2018 inside the comparison, 2019 elsewhere.
"""

import re
from dataclasses import dataclass

from gyebo.model.document import Document

_YEAR = re.compile(
    r"(?P<full>(?:19|20)\d\d)\s*(?:회계\s*연도|년도|년(?!\s*(?:식|간|이후|이전))|예산)|[’'‘`ʼ](?P<short>\d\d)\s*년"
    r"|[’'‘`ʼ](?P<status>\d\d)\s*\.\s*\d{1,2}(?:\s*월|\s*\.\s*\d{1,2}\.?|\.)?\s*(?:현재|기준)"
    r"|(?P<before>전\s*년도?(?!\s*대비))|(?P<last>지난\s*해|지난\s*년도|작\s*년)"
)
_MONTH = re.compile(r"도?\s*\d{1,2}\s*월|\s*[~∼]")
_STATUS = re.compile(r"[^가-힣]{0,12}(?:현재|기준)|[^.,]{0,8}현재")
_COMPARED = re.compile(r"(?:[^.,;]|(?<=\d)[.,](?=\d)){0,70}?(?:대비|보다|에\s*비해)")
_ALIKE = re.compile(r"도?\s*와")
_QUOTED = re.compile(r"[“‘「『][^“”‘’「」『』]{2,80}[”’」』]")


@dataclass(frozen=True, slots=True)
class NamedYear:
    """A year named at `start`, and where its force ends: a year that is only compared with stops at 대비."""

    start: int
    end: int
    year: int


def writing_year(document: Document) -> int:
    """Return the year in which a report was written: before its budget year, in it, or after its settlement."""
    if document.kind == "settlement_report":
        return document.fiscal_year + 1
    return document.fiscal_year - 1 if document.round == "0" else document.fiscal_year


def named_years(text: str, document: Document) -> tuple[NamedYear, ...]:
    """Return the years that a text names, each with the stretch of text that it governs."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found = []
    for match in _YEAR.finditer(text):
        year = _year(match, document)
        rest = text[match.end() :]
        inside = any(start < match.start() < end for start, end in quoted)
        dated = _MONTH.match(rest) and not _STATUS.match(rest)
        if abs(year - document.fiscal_year) > 10 or inside or dated or _ALIKE.match(rest):
            continue
        compared = _COMPARED.match(rest)
        others = compared and _YEAR.search(compared.group())
        end = match.end() + compared.end() if compared and not others else len(text)
        found.append(NamedYear(match.start(), end, year))
    return tuple(found)


def _year(match: re.Match[str], document: Document) -> int:
    if match["full"]:
        return int(match["full"])
    if match["short"] or match["status"]:
        return 2000 + int(match["short"] or match["status"])
    return document.fiscal_year - 1 if match["before"] else writing_year(document) - 1


def year_at(years: tuple[NamedYear, ...], offset: int, latest: int, default: int | None) -> int | None:
    """Return the year in force at an offset: of the last one named whose stretch reaches it, none after `latest`."""
    in_force = [named.year for named in years if named.start < offset <= named.end and named.year <= latest]
    return in_force[-1] if in_force else default
