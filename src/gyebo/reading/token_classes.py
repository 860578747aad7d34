"""What the numbers in a document are when they are no figures: dates, articles of law, counts, codes, names.

A class is a name and a pattern; a number belongs to the first class of `CLASSES` whose pattern covers it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.text.dates import dates, periods

_UNITS = (
    "개소|개국|개월|개사업|개|대|건|명|인|회|종|식|기|층|동|단계|차년도|년차|주년|년간|년식|년|월|일|박|시간|분기|분|초|주|가지"
    "|가구|세대|곳|배|위|급|팀|권|면|쪽|페이지|장|호|평|과제|분야|분과|사업|부서|기관|도시|자치구|국가|국|지역|사|처|학년|인치"
    "|역사|호선|점|번|차원|차|㎡|m²|㎞|km|m|TB|GB|MB|M/M|V|W"
)
_NUMBER = r"(?<![\d.,])\d[\d,.]*+"
_MONTH_DAY = r"(?<![\d.])(?:1[0-2]|0?[1-9])\.\s?(?:3[01]|[12]\d|0?[1-9])"


@dataclass(frozen=True, slots=True)
class TokenClass:
    """A class of numbers that are no figures: its name, and the pattern of the text that makes a number one."""

    name: str
    pattern: re.Pattern[str]


CLASSES = (
    TokenClass("address", re.compile(r"https?://\S+|(?<![\w.-])[\w.-]{1,60}\.(?:go|or|co)\.kr\S*|[가-힣]{2,10}동 \d{1,5}")),
    TokenClass("telephone", re.compile(r"(?<!\d)0\d{1,2}-\d{3,4}-\d{4}(?!\d)")),
    TokenClass("code", re.compile(r"(?<![\d-])\d{3}-\d{3}-\d{2}(?!\d)|(?<=[가-힣]-)\d{2,6}(?=\s?[(,.])")),
    TokenClass("code", re.compile(r"(?<![\d,])(?:\d{3,5}\s(?=\d{8}\s))?\d{8}(?!\d)|Edition \d+")),
    TokenClass("code", re.compile(r"[A-Z]{3,8}\s\d{4}-[가-힣]{2,20}-\d+")),
    TokenClass("law", re.compile(r"제\s?\d[\d-]*+\s?(?:조(?:의\s?\d+)?|항|호|장|절|목|편|자)")),
    TokenClass("fraction", re.compile(r"(?<![\d,])\d[\d,]*+분의\s?\d+")),
    TokenClass("ordinal", re.compile(r"제\s?\d+\s?(?:회|차|단계|기)|민선\s?\d+기|\d차\s(?:산업|대유행|유행|확산)")),
    TokenClass("page", re.compile(r"\(p\.\s?\d+\)|(?<!\d)\d{1,4}(?:-\d{1,4})?\s?(?:페이지|면|쪽)(?=[\s),]|$)")),
    TokenClass("period", re.compile(r"\d{4}\s?회계\s?연도|\d/\d\s?분기")),
    TokenClass("time", re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")),
    TokenClass(
        "date",
        re.compile(
            rf"{_MONTH_DAY}\.?\s?(?:~\s?\d{{1,2}}\.\s?\d{{1,2}}\.?)?\s?(?:기준|현재|만료|\()|{_MONTH_DAY}\.(?!\d)"
            r"|(?<![\d,])\d{1,2}(?:[~∼]\d{1,2})?\s?월(?:\s?\d{1,2}일)?|(?<!\d)\d{1,2} [A-Z][a-z]{2,8} \d{4}"
        ),
    ),
    TokenClass("footnote", re.compile(r"^\s*(?:-\s*)?\d{1,2}\)|(?<=[가-힣A-Za-z%’”』」)\]])\d{1,2}\)(?!\d)")),
    TokenClass("footnote", re.compile(r"(?<=\s\s)\d{1,2}\)(?=\s|$)")),
    TokenClass(
        "list number",
        re.compile(r"^\s*(?:#+\s*)?\d{1,2}(?:\.\s|\t|\s(?=[A-Z]{2,3}\s[가-힣]))|붙임\s?\d+|별표\s?\d+"),
    ),
    TokenClass("scale", re.compile(r"(?<!\d)\d:\d[\d,]*(?!\d)|시\d:구\d")),
    TokenClass("threshold", re.compile(r"[가-힣]{2,10}\(\d{1,3}%\s?이상\)")),
    TokenClass("name", re.compile(r"(?<![A-Za-z가-힣])[A-Za-z]{1,20}[-/]?\d+(?:/[A-Z]\d+)*(?![\d,.]*\s?[원%])|k?m\^\d")),
    TokenClass("name", re.compile(r"(?<![\d,.])\d{1,3}[A-Z][A-Za-z]{0,20}(?!\d)|코로나-?\d+|비전 \d{4}")),
    TokenClass("name", re.compile(r"(?<!\d)\d{3}(?=다산콜|센터|\s상담)")),
    TokenClass(
        "year",
        re.compile(
            r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]*\d)(?:~\d{2,4})?|[’'‘`ʼ]\s?\d{2}(?!\d)"
            r"|(?<!\d)\d{2}\s?[~∼]\s?[’'‘`]?\d{2}\s?년|(?<!\d)2\d년도?(?=\s|으로)"
        ),
    ),
    TokenClass("count", re.compile(rf"{_NUMBER}\s?[천백십만억]{{0,3}}\s?여?\s?(?:{_UNITS})(?![A-Za-z])")),
    TokenClass("count", re.compile(r"(?<![\d,])\d[\d,]*+[천만억]\s?\d[\d,]*+[천백]?여?\s?[건회명](?![가-힣]?원)")),
    TokenClass("count", re.compile(r"(?<![\d,])\d[\d,]*+\s?→\s?\d[\d,]*+(?:[명대건개회식]|\))|\d,\s\d단계")),
    TokenClass("count", re.compile(r"(?<![\d(])\(\d{1,3}\)|:\s\d{1,3}(?=[,)])")),
    TokenClass("calculation", re.compile(r"[×*=/]\s?\(?\s?\d[\d.,]*+(?:\s?\+\s?\d[\d.]*+\))?|\*100/")),
)  # fmt: skip


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, class) of everything in a line that makes its numbers something else than figures."""
    for period in periods(text):
        yield period.start_date.start, period.start_date.start + len(period.raw), "date"
    for date in dates(text):
        yield date.start, date.end, "date"
    for kind in CLASSES:
        for match in kind.pattern.finditer(text):
            yield match.start(), match.end(), kind.name
