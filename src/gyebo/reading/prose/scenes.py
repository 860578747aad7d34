"""One paragraph with everything that a sentence can say about its figures: names, years, headings, the subject."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.model.document import Document
from gyebo.reading.places.surroundings import Surroundings
from gyebo.reading.prose.mentions import Mention, Names, mentions
from gyebo.reading.prose.named_years import NamedYear, named_years, year_at
from gyebo.reading.prose.paragraphs import Paragraph
from gyebo.text.amounts import Amount, Rate, amounts, rates
from gyebo.text.names import key

_WINDOW, _ENCLOSED = 400, 8
HEAD_BULLETS = ("○", "❍")
_TELLING = re.compile(r"\d[^\t]{0,40}?[원만억%％]|퍼센트|[→➡⇒]|예산\s*사업\s*:")
_ARROW = re.compile(r"[→➡⇒]")
_COUNTED = r"(?:\d+\s*(?:개\s*사업|건)\s*[,에의]*\s*(?:에서\s*)?)"
_SUM = re.compile(rf"(?:총|합계)\s*{_COUNTED}?\(?\s*$|등\s*(?:총\s*)?{_COUNTED}?(?:총\s*)?\(?\s*$")
_MOVED = re.compile(r"전용\s*예산\s*사업\s*:")
_UNITS = re.compile(r"[<〈]\s*(?P<giving>[가-힣]+(?:과|담당관|센터|원))\s*[→➡⇒]")
_SEVERAL = re.compile(r"(?:[2-9]|\d{2,})\s*개\s*사업[,에의]*\s*(?:에서\s*)?(?:총\s*)?\(?\s*$")
_OWN_NAME = re.compile(r"[“‘'\"](?P<name>[^“”‘’'\"()]{2,60}(?:\([^()]*\)[^()“”‘’'\"]*)?)[”’'\"]?\s*\(\s*$")
_BEHIND = re.compile(r"\s*\(?,?\s*")


@dataclass(frozen=True, slots=True)
class Under:
    """What a paragraph is under where its own words say nothing: the bullet or heading above, a move told before."""

    program: str = ""
    item: str = ""
    department: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A paragraph of a document, the figures printed in it, its mentions and years, and what it is under."""

    document: Document
    paragraph: Paragraph
    found: tuple[Amount | Rate, ...]
    mentions: tuple[Mention, ...]
    years: tuple[NamedYear, ...]
    above: Surroundings
    under: Under
    ends: tuple[int, ...]

    @property
    def line(self) -> int:
        """The line on which the paragraph begins."""
        return self.paragraph.numbers[0]

    def sentence_before(self, match: Amount | Rate) -> str:
        """Return the sentence up to a figure."""
        begin = max(self.sentence(match.start)[0], match.start - _WINDOW)
        return self.paragraph.text[begin : match.start]

    def sentence_after(self, match: Amount | Rate) -> str:
        """Return the sentence behind a figure."""
        return self.paragraph.text[match.end : min(self.sentence(match.start)[1], match.end + _WINDOW)]

    def topic(self, match: Amount | Rate) -> str:
        """Return what the paragraph says before a figure, in earlier sentences too."""
        return self.paragraph.text[max(0, match.start - 2 * _WINDOW) : match.start]

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return where the sentence around an offset begins and ends."""
        index = bisect_right(self.ends, offset)
        return self.ends[index - 1] if index else 0, self.ends[index] if index < len(self.ends) else len(
            self.paragraph.text
        )

    def before(self, offset: int) -> tuple[Amount | Rate, ...]:
        """Return the figures that end before an offset."""
        return self.found[: bisect_right(self.found, offset, key=lambda match: match.end)]

    def name(self, mention: Mention) -> str:
        """Return a name as printed; one broken over lines, or with a quotation mark in it, as the tables print it."""
        whole = " ".join(self.paragraph.printed(mention.start, mention.end).split())
        broken = any(mention.start < start < mention.end for start in self.paragraph.starts)
        broken = broken or bool(re.search(r"[“”‘’'\"]", whole))
        return mention.name if broken and key(mention.name) == key(whole) else whole


def tells(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph can say anything about figures: its own or those of the paragraphs below it."""
    return paragraph.mark in HEAD_BULLETS or bool(_TELLING.search(paragraph.text))


def figures_in(text: str) -> tuple[Amount | Rate, ...]:
    """Return the amounts and rates of a text in order."""
    return tuple(sorted([*amounts(text), *rates(text)], key=lambda match: match.start))


def scene(document: Document, paragraph: Paragraph, names: Names, above: Surroundings) -> Scene:
    """Return a paragraph with the names, years and figures in it."""
    text = paragraph.text
    return Scene(
        document,
        paragraph,
        figures_in(text),
        mentions(text, names),
        named_years(text, document),
        above,
        Under(),
        paragraph.sentence_ends(),
    )


def mentioned(here: Scene, match: Amount | Rate, *roles: str) -> Mention | None:
    """Return the last mention before a figure within its sentence, none where the figure sums up several things."""
    said = mentions_before(here, match, *roles)
    if not said or (
        is_sum(here, match) and (len({key(m.name) for m in said}) > 1 or _sums_others(here, match, said[-1]))
    ):
        return None
    return said[-1]


def _sums_others(here: Scene, match: Amount | Rate, said: Mention) -> bool:
    """Tell whether a sum of several things stands behind the figure of the only one that is known by name."""
    if said.role not in ("program", "quoted") or not _SEVERAL.search(here.sentence_before(match)[-20:]):
        return False
    return any(said.end <= other.start < match.start for other in here.found)


def mentions_before(here: Scene, match: Amount | Rate, *roles: str) -> list[Mention]:
    """Return the mentions before a figure within its sentence.

    Of a move ("A(사무관리비) → B(시설비) 300만원") it is the side that gives.
    """
    begin, _ = here.sentence(match.start)
    last = max([begin, *(other.end for other in here.before(match.start)[-1:])])
    arrow = _ARROW.search(here.paragraph.text, last, match.start)
    limit = arrow.start() if arrow else match.start
    return [m for m in here.mentions if m.role in roles and begin <= m.start and m.end <= limit]


def others_name(here: Scene, match: Amount | Rate, said: Mention) -> bool:
    """Tell whether a figure in brackets stands behind a quoted name of its own, other than what was said before."""
    own = _OWN_NAME.search(here.sentence_before(match))
    if own is None:
        return False
    begin = here.sentence(match.start)[0] + own.start("name")
    return said.end <= begin and not any(m.role == "item" and m.start == begin for m in here.mentions)


def is_sum(here: Scene, match: Amount | Rate) -> bool:
    """Tell whether the words directly before a figure make it the sum of what the sentence lists."""
    return _SUM.search(here.sentence_before(match)[-20:]) is not None


def behind(here: Scene, match: Amount | Rate, role: str) -> Mention | None:
    """Return the mention that stands in brackets, or before their end, directly behind a figure."""
    gap = _BEHIND.match(here.paragraph.text, match.end)
    begin = gap.end() if gap else match.end
    if begin == match.end or not re.search(r"[(,]", here.paragraph.text[match.end : begin]):
        return None
    standing = (m for m in here.mentions if m.role == role and m.start == begin)
    return next((m for m in standing if here.paragraph.text[m.end :].lstrip().startswith(")")), None)


def year_of(here: Scene, match: Amount | Rate, latest: int, default: int | None) -> int | None:
    """Return the year named for a figure: in its sentence, else in the sentences before it."""
    return year_at(here.years, match.start, latest, default)


def opener(here: Scene, index: int) -> int | None:
    """Return the figure whose brackets a figure stands in: 100억원(시비 60억원, 국비 40억원)."""
    match = here.found[index]
    for place in range(index - 1, max(-1, index - _ENCLOSED), -1):
        between = here.paragraph.text[here.found[place].end : match.start]
        if between.lstrip().startswith("(") and _open_brackets(between) > 0:
            return place
    return None


def _open_brackets(text: str) -> int:
    depth = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and character == ")":
            return 0
    return depth


def changes(here: Scene) -> Iterator[tuple[int, int]]:
    """Yield the pairs of figures that an arrow joins: 93억 2천만원 → 87억 2천만원."""
    for index, (first, second) in enumerate(zip(here.found, here.found[1:], strict=False)):
        between = here.paragraph.text[first.end : second.start]
        if re.fullmatch(r"\s*\)?\s*[→➡⇒]\s*(?:\([^()]*\)|[’'‘`]\d\d년)?\s*", between):
            yield index, index + 1


def giving_side(here: Scene) -> Under | None:
    """Return the giving side of a move that a paragraph tells without an amount, None where it tells none.

    "전용예산사업 : A, “공공운영비” ➡ “감리비”로 전용", "<갑과→을담당관>".
    """
    text = here.paragraph.text
    arrow = _ARROW.search(text)
    if here.found or not (arrow or _MOVED.search(text)):
        return None
    limit = arrow.start() if arrow else len(text)
    said = {mention.role: here.name(mention) for mention in here.mentions if mention.end <= limit}
    units = _UNITS.match(text)
    made = Under(said.get("program", ""), said.get("item", ""), units["giving"] if units else "")
    return made if made != Under() else None
