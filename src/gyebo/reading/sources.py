"""What a document cites: letters, laws, guidelines, plans, reports, press and web pages, each where it is cited.

Every kind is one pattern for the words that make the citation, with named groups for title, issuer, number and
date. Where two patterns meet in the same words, the one that stands first in `_KINDS` keeps them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gyebo.model.document import Document
from gyebo.model.facts import CitedSource
from gyebo.reading.prose.paragraphs import Paragraph, masked, paragraphs
from gyebo.text.dates import dates

_DAY = r"\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?"
_UNIT = r"[가-힣]{2,20}(?:담당관|과|관|국|원|센터)"
_OFFICE = r"(?:[가-힣]{2,20}\s?(?:원|센터|부|처|청|실|국|본부)\s)?"
_MINISTRY = r"[가-힣]{2,8}(?:부|처|청|위원회)"
_ARTICLE = r"제\s?\d+조(?:의\d+)?(?:\s?\([^()]{2,30}\))?(?:\s?제\d+항)?(?:\s?제\d+호)?"
_NUMBERED = r"(?:고시|예규|훈령)\s?제[\d-]+호"
_NOTICE = rf"\((?P<notifier>{_MINISTRY})\s?(?P<notice>{_NUMBERED})(?:,\s?(?P<date>{_DAY})\s?시행)?\)"
_VISITED = r"(?=(?:.{0,130}?최종\s?방문\s?(?P<visited>\d{4}년\s?\d{1,2}월\s?\d{1,2}일))?)"
_WORDS = r"(?:[가-힣]{1,20}\s){1,8}"
_TITLE_END = {
    "law": ("법", "법률", "시행령", "시행규칙"),
    "ordinance": ("조례",),
    "rule": ("규칙", "정관", "규정"),
    "guideline": ("지침", "기준", "매뉴얼", "안내서"),
    "plan": ("계획", "계획서"),
}

_HINT = re.compile(
    r"[「『]|http|-\d{2,6}\s?[(,.]|보도자료|신문|일보|뉴스|출처|참조|위반|계획|기준|매뉴얼|조례|법률|고시|예규|훈령|발표|따르면"
    r"|행정사무감사|Edition|자\."
)
_LETTER = re.compile(
    rf"(?P<issuer>{_OFFICE}{_UNIT})-(?P<number>\d{{2,6}})\s?(?:\(|[,.]\s?)(?P<date>{_DAY})\)?"
    r"(?:,?\s?“(?P<title>[^”]{1,120})”|-(?P<rest>[가-힣][^.;]{5,90}))?"
)
_QUOTED_LAW = re.compile(
    rf"(?:(?P<issuer>{_MINISTRY})\s)?「(?P<title>[^「」]{{2,60}})」\s?(?:{_NOTICE})?\s?(?P<article>{_ARTICLE})?"
)
_NAMED_LAW = re.compile(r"(?<![가-힣「])(?P<title>[가-힣]{3,12}(?:사업법|계약법|기본법))(?=\s?위반)")
_LAW_ALONE = re.compile(
    rf"^[^가-힣]{{0,8}}(?P<title>{_WORDS}[가-힣]{{0,20}}(?:조례|법률))[^가-힣]{{0,8}}(?:(?P<article>{_ARTICLE})|$)"
)
_BOOK = re.compile(
    r"(?:(?P<issuer>[가-힣A-Za-z]{2,20}(?:·[가-힣]{2,20})?),?\s)?『(?P<title>[^『』]{4,80})』"
    r"(?:,\s?(?P<number>[A-Z]{2,8}[^,]{2,40}))?(?:,\s?(?P<date>\d{4}\.\s?\d{1,2}\.))?"
    r"(?:,\s?(?P<publisher>[가-힣]{3,20}(?:재단|원|부|처|시))(?=,))?"
)
_FOREIGN = re.compile(
    r"\((?P<issuer>[A-Z]{2,8}),\s(?P<title>[A-Z][^,()]{8,80}),\s(?P<number>Edition \d+),"
    r" published (?P<published>\d{1,2} [A-Z][a-z]{2,8} \d{4})"
)
_PRESS = re.compile(
    rf"(?P<issuer>[가-힣]{{2,12}}(?:신문|일보|뉴스))\s?\(?(?P<date>{_DAY})\)?(?:,\s?“(?P<title>[^”]{{1,120}})”|\s?기사)"
)
_RELEASE = re.compile(rf"(?P<issuer>[가-힣]{{3,20}})\s(?P<title>보도자료)\s?(?P<date>{_DAY})")
_WEB = re.compile(
    r"(?:(?P<title>[가-힣\d][가-힣\d\s·-]{3,40}?)\s?\(\[?<?|<|\[)?(?P<number>https?://[^\s<>()\[\]\\,]{4,300})"
    + _VISITED
)
_CREDIT = re.compile(
    r"출처\s?:\s?(?P<issuer>[가-힣]{3,20}(?:\([A-Z]{2,8}\))?)(?:\s(?P<title>[가-힣\s]{0,20}자료)\s?재구성)?"
)
_NOTE = re.compile(
    r"※\s?(?P<issuer>[가-힣]{3,20}(?:\([A-Z]{2,8}\))?),\s(?P<title>[^,]{4,60}),"
    r"\s(?P<date>\d{4}\.\s?\d{1,2}\.|\d{4}년\s?\d{1,2}월\s?\d{1,2}일)\s?(?:자|참조)"
)
_SEEN = re.compile(rf"※\s?(?P<issuer>{_MINISTRY})\s참조\((?P<date>{_DAY})\)")
_QUOTED_PLAN = re.compile(
    r"(?:(?P<date>\d{4}년\s\d{1,2}월)\s)?[‘“](?P<title>[^‘’“”]{4,50}?(?:계획|기준|매뉴얼))[’”](?=[가-힣])"
)
_ANNOUNCED = re.compile(
    r"(?P<title>[가-힣]{2,20}\s\d{4}|[가-힣]{2,20}(?:\s[가-힣]{2,20}){0,4}계획)['’]?\((?P<date>[’'\d. ]{6,12})\s?발표\)"
)
_COURSE = re.compile(
    r"^\W*(?P<date>['’‘]\d\d\.\s?\d{1,2}\.\s?\d{1,2}\.)\s?:\s?(?P<title>\S[^:]{4,58}?계획(?:\(변경\))?)(?:\s?수립)?\s*$"
)
_FOLLOWED = re.compile(
    rf"(?P<title>(?:\d{{4}}년\s)?{_WORDS}[가-힣]{{0,20}}(?:기준|지침|조사표|조사결과))에\s?따르면"
)
_STUDIED = re.compile(r"(?P<title>\d{4}년\s행정사무감사\s?자료)\s?(?P<number>\d+\s?(?:페이지|쪽|면))")
_YEARLY = re.compile(r"(?P<title>\d{4}년도\s[가-힣]{2,20}\s성과계획서(?:\s및\s[가-힣]{2,20})?)")
_NOTICE_ALONE = re.compile(
    rf"(?P<title>[가-힣]{{3,20}})\((?P<issuer>{_MINISTRY})\s?(?P<number>{_NUMBERED})\)"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of citation: its pattern, and the type of source, by a function of the title where it varies."""

    pattern: re.Pattern[str]
    type_of: Callable[[str], str]


def _fixed(kind: str) -> Callable[[str], str]:
    def type_of(_title: str) -> str:
        return kind

    return type_of


def _by_title(default: str) -> Callable[[str], str]:
    """Return a function that tells the type of a source by the last word of its title; `default` if by none."""

    def type_of(title: str) -> str:
        found = (kind for kind, ends in _TITLE_END.items() if title.strip().endswith(ends))
        return next(found, default)

    return type_of


_KINDS = (
    _Kind(_LETTER, _fixed("letter")),
    _Kind(_PRESS, _fixed("press")),
    _Kind(_RELEASE, _fixed("press_release")),
    _Kind(_BOOK, _by_title("report")),
    _Kind(_FOREIGN, _fixed("report")),
    _Kind(_QUOTED_LAW, _by_title("")),
    _Kind(_NAMED_LAW, _fixed("law")),
    _Kind(_LAW_ALONE, _by_title("")),
    _Kind(_NOTICE_ALONE, _fixed("rule")),
    _Kind(_WEB, _fixed("web")),
    _Kind(_NOTE, _by_title("report")),
    _Kind(_SEEN, _fixed("report")),
    _Kind(_CREDIT, _fixed("report")),
    _Kind(_YEARLY, _fixed("plan")),
    _Kind(_QUOTED_PLAN, _by_title("plan")),
    _Kind(_ANNOUNCED, _fixed("plan")),
    _Kind(_COURSE, _fixed("plan")),
    _Kind(_FOLLOWED, _by_title("report")),
    _Kind(_STUDIED, _fixed("report")),
)


def sources(document: Document) -> tuple[CitedSource, ...]:
    """Return the sources that a document cites, one for each place, in the order of its lines."""
    found = [
        source
        for paragraph in paragraphs(document, masked(document, ()), frozenset())
        for source in _cited(document, paragraph)
    ]
    return tuple(_merged(sorted(found, key=lambda source: source.line)))


def _merged(found: list[CitedSource]) -> Iterator[CitedSource]:
    """Yield the sources in order; an address that a line prints twice, once cut short, is one source."""
    for index, source in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        before = found[index - 1] if index else None
        if following and _is_cut_short(source, following):
            yield replace(following, title=source.title if source.title != source.number else following.title)
        elif not (before and _is_cut_short(before, source)):
            yield source


def _is_cut_short(source: CitedSource, whole: CitedSource) -> bool:
    return (
        source.type == whole.type == "web"
        and source.line == whole.line
        and whole.number.startswith(source.number)
    )


def _cited(document: Document, paragraph: Paragraph) -> Iterator[CitedSource]:
    """Yield the sources that one paragraph cites, none of them within the words of another."""
    taken: list[tuple[int, int]] = []
    if not _HINT.search(paragraph.text):
        return
    for kind in _KINDS:
        for match in kind.pattern.finditer(paragraph.text):
            source = _source(document, paragraph, kind, match)
            free = not any(start < match.end() and match.start() < end for start, end in taken)
            if free and source is not None:
                taken.append(match.span())
                yield source


def _source(
    document: Document, paragraph: Paragraph, kind: _Kind, match: re.Match[str]
) -> CitedSource | None:
    """Make the source of a match; None where its title is no source's."""
    group = match.groupdict()
    name = "title" if group.get("title") else "rest"
    title = _words(paragraph, match, name)
    type_name = kind.type_of(title)
    if not type_name:
        return None
    return CitedSource(
        document=document.id,
        line=paragraph.place(match.start())[0],
        type=type_name,
        title=title or (group.get("number") or "" if type_name == "web" else ""),
        issuer=next(
            (w for n in ("publisher", "notifier", "issuer") if (w := _words(paragraph, match, n))), ""
        ),
        number=next((w for n in ("notice", "number", "article") if (w := _words(paragraph, match, n))), ""),
        date=_date(group),
    )


def _words(paragraph: Paragraph, match: re.Match[str], group: str) -> str:
    """Return a group of a match as it reads without the line breaks in it, empty where it is not there."""
    if not match.groupdict().get(group):
        return ""
    return " ".join(paragraph.printed(*match.span(group)).split()).strip(" .,-")


def _date(group: dict[str, str | None]) -> str:
    """Return the date of a citation in ISO 8601, as far as it is printed; empty without one."""
    printed = group.get("date") or group.get("visited") or _numeric(group.get("published") or "")
    found = next(dates(printed), None)
    return found.iso if found is not None and found.possible else ""


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _numeric(english: str) -> str:
    """Return an English date (10 August 2021) in digits, empty if it is none."""
    day, _, rest = english.partition(" ")
    month, _, year = rest.partition(" ")
    return f"{year}.{_MONTHS.index(month) + 1}.{day}." if month in _MONTHS else ""
