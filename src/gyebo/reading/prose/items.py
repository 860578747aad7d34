"""The expense item or the revenue that an amount in a sentence is about.

An item stands in brackets behind the amount, before it, or with the sum of a list: "1억원(시설비)", "공공운영비
2억원", "행사비 5천만원 및 조사비 1억원 등 국제부담금 1억 5천만원". A revenue stands directly before its amount, or
is the topic of the sentence: "부담금 수입은 … 대비 5% 증액된 2억원".
"""

import re
from itertools import pairwise

from gyebo.reading.prose.mentions import Mention
from gyebo.reading.prose.scenes import Scene, behind, mentioned, mentions_before
from gyebo.text.amounts import Amount, Rate

_OBJECT = re.compile(r"[’”'\"]?\s?[을를]")
_BESIDE = re.compile(r"[’”']?\s*[,·]\s*[‘“']?")
_TOPIC = re.compile(r"[’”'\"]?\s?(?:수입금?)?[은는]\s")
_AND_SO_ON = re.compile(r"\s등\s*(?:총\s*)?\(?\s*$")
_AND = re.compile(r"[과와]\s|,|\(")
_TOUCHING, _BESIDE_FIGURE, _NEAR, _FAR = 3, 14, 25, 90


def item_of(here: Scene, match: Amount | Rate) -> Mention | None:
    """Return the expense item that a figure is about, None where the sentence names none for it."""
    return behind(here, match, "item") or _named_before(here, match) or _named_for_list(here, match)


def _named_before(here: Scene, match: Amount | Rate) -> Mention | None:
    """Return the last item before a figure, unless a program comes between, or several items share the figure."""
    item = mentioned(here, match, "item")
    if item is None or _is_others(here, item) or not _reaches(here, match, item):
        return None
    said = mentions_before(here, match, "item", "program")
    text = here.paragraph.text
    shared = any(m.role == "item" and _BESIDE.fullmatch(text[m.end : item.start]) for m in said)
    return None if shared or any(m.role == "program" and m.start > item.end for m in said) else item


def _is_others(here: Scene, item: Mention) -> bool:
    """Tell whether an item stands in brackets behind another figure: it is that one's."""
    return any(behind(here, other, "item") == item for other in here.before(item.start)[-1:])


def _reaches(here: Scene, match: Amount | Rate, item: Mention) -> bool:
    """Tell whether a figure is near enough to an item; the object of another verb reaches less far."""
    limit = _NEAR if _OBJECT.match(here.paragraph.text, item.end) else _FAR
    return match.start - item.end <= limit


def _named_for_list(here: Scene, match: Amount | Rate) -> Mention | None:
    """Return the item of a list that its sum names: A 1억원 및 B 2억원 등 시설비 3억원."""
    _, end = here.sentence(match.start)
    later = [other for other in here.found if match.start <= other.start < end]
    for first, second in pairwise(later):
        between = [
            m for m in here.mentions if m.role == "item" and first.end <= m.start and m.end <= second.start
        ]
        words = here.paragraph.text[first.end : between[0].start].strip() if between else ""
        if between:
            return between[0] if words == "등" and len(between) == 1 else None
    return None


def revenue_of(here: Scene, match: Amount | Rate) -> Mention | None:
    """Return the revenue that a figure is about, None where it sums several, or nothing names one for it."""
    if _AND_SO_ON.search(here.sentence_before(match)):
        return None
    said = mentions_before(here, match, "revenue")
    last = max([0, *(other.end for other in here.before(match.start)[-1:])])
    recent = [m for m in said if m.start >= last]
    away = match.start - recent[-1].end if recent else _BESIDE_FIGURE + 1
    if away <= _TOUCHING or (away <= _BESIDE_FIGURE and not _joined(here, recent)):
        return recent[-1]
    topics = [m for m in said if _TOPIC.match(here.paragraph.text, m.end)]
    return topics[-1] if topics else None


def _joined(here: Scene, revenues: list[Mention]) -> bool:
    """Tell whether the last two of several revenues share what follows: A 수입과 B 수입으로."""
    between = here.paragraph.text[revenues[-2].end : revenues[-1].start] if len(revenues) > 1 else ""
    return bool(_AND.search(between))
