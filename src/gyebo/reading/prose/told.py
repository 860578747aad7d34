"""Numbers that running text prints in a known form: years past a service life, months, counts of contracts, sections.

Each is a remark at its place, with what the same words give to hold it against.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from gyebo.model.document import Document
from gyebo.model.facts import Remark

OUTLIVED, CONTRACT_MONTH, CONTRACTS_SINCE = "service-life", "contract-month", "contracts-since"
SECTION = "section-number"
_Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of words with the number `value` in it: its kind, and how what it is compared with is put."""

    kind: str
    words: re.Pattern[str]
    compared_with: Callable[[_Parts], str]


_LIFE = r"(?:내용연수|내구연한)"
FORMS = (
    Form(
        OUTLIVED,
        re.compile(
            rf"(?P<since>(?:19|20)[0-9][0-9])년\s*설치[^.()]{{0,40}}?{_LIFE}[이가은는]?\s*(?P<value>[0-9]+)년이?\s*지[났난]"
            rf"[가-힣\s]{{0,4}}\(\s*{_LIFE}\s*(?P<life>[0-9]+)년\)"
        ),
        lambda found: f"{found['since']}년 설치>{found['life']}년",
    ),
    Form(
        CONTRACT_MONTH,
        re.compile(
            r"(?P<year>20[0-9][0-9])년\s*(?P<value>[0-9]{1,2})월\s*계약\s*\([’'‘`ʼ]?(?P<short>[0-9][0-9])\.(?P<month>[0-9]{1,2})\.[0-9]{1,2}\.?\)"
        ),
        lambda found: f"20{found['short']}-{int(found['month']):02}",
    ),
    Form(
        CONTRACTS_SINCE,
        re.compile(
            r"(?P<what>[가-힣]+이월)\s*사업\s*총\s*[0-9]+건\s*중,?\s*(?P<value>[0-9]+)건(?:\s*\([0-9.]+%\))?[은이]?"
            r"\s*(?P<year>20[0-9][0-9])년\s*(?P<month>[0-9]{1,2})월\s*이후에?\s*계약"
        ),
        lambda found: f"{found['what']}>{found['year']}-{int(found['month']):02}",
    ),
)  # fmt: skip


_SECTION = re.compile(
    r"(?m)^(?:#+[ \t]*)?(?P<value>[0-9]{1,2})\.[ \t]+"
    r"(?P<title>[가-힣·․ \t]{0,40}?(?:총[ \t]?괄|결과|의견|검토|개요|회계|세[ \t]?입|세[ \t]?출))[ \t]*$"
)


def told_numbers(document: Document) -> Iterator[Remark]:
    """Yield the numbers of a document that are printed in one of the forms, and those of sections out of turn."""
    texts = [line.text + "\n" for line in document.lines]
    starts = [0, *accumulate(map(len, texts))]
    whole = "".join(texts)
    forms = [
        (form.kind, form.compared_with(m.groupdict()), m)
        for form in FORMS
        for m in form.words.finditer(whole)
    ]
    for kind, compared_with, match in [*forms, *_out_of_turn(list(_SECTION.finditer(whole)))]:
        index = bisect_right(starts, match.start("value")) - 1
        yield Remark(
            document=document.id, line=document.lines[index].number, column=match.start("value") - starts[index] + 1,
            raw=match["value"], kind=kind, fiscal_year=document.fiscal_year, compared_with=compared_with,
            value=Decimal(match["value"]),
        )  # fmt: skip


def _out_of_turn(sections: list[re.Match[str]]) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Yield the sections before whose number others are left out, with the section before and their own title."""
    for before, section in pairwise(sections):
        if int(section["value"]) > int(before["value"]) + 1:
            yield SECTION, f"{before['value']}. {before['title']}>{section['title']}", section
