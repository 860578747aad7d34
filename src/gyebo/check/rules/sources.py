"""Cited documents: a law without the beginning of its name, a title with a letter changed, a plan after its event."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gyebo.check.cited import Cited
from gyebo.check.evidence import Period
from gyebo.check.findings import Finding, found_at, lasting
from gyebo.text.names import jamo, key

_LAWS = frozenset({"law", "ordinance", "rule"})
_EDITION = re.compile(r"^\d{4}\s*(?:년도?)?\s*")
_LOST, _LONG, _TITLE = 4, 10, 12
_BESIDE = 3
_DAY = len("2030-01-01")


def misnamed_sources(cited: Iterable[Cited]) -> Iterator[Finding]:
    """Yield the cited titles that are another cited title with its beginning lost, or with one letter changed.

    Short titles are left out: they may be alike by chance.
    """
    titles: dict[tuple[str, str], Cited] = {}
    for each in cited:
        titles.setdefault((each.kind, key(_EDITION.sub("", each.title))), each)
    kinds: dict[str, list[tuple[str, Cited]]] = defaultdict(list)
    for (kind, title), each in titles.items():
        kinds[kind].append((title, each))
    for kind, listed in kinds.items():
        if kind in _LAWS:
            yield from _lost_beginnings(listed)
        yield from _changed_letters(listed)


def _lost_beginnings(listed: list[tuple[str, Cited]]) -> Iterator[Finding]:
    """Yield the laws whose name is the end of another law's name, which begins with the same word but for its start."""
    whole = {
        title[lost:]: each
        for title, each in listed
        for lost in range(1, _LOST + 1)
        if lost < len(each.title.split()[0])
    }
    for title, each in listed:
        if title in whole and len(title) >= _LONG:
            yield _finding(each, whole[title])


def _changed_letters(listed: list[tuple[str, Cited]]) -> Iterator[Finding]:
    """Yield the titles that are another but for one letter: alike without any one of their letters."""
    seen: dict[tuple[int, str], tuple[str, Cited]] = {}
    for title, each in listed:
        letters = jamo(title)
        for index in range(len(letters) if len(title) >= _TITLE else 0):
            place = (index, letters[:index] + letters[index + 1 :])
            other, first = seen.setdefault(place, (letters, each))
            if other != letters and len(other) == len(letters):
                yield _finding(first, each)


def plans_after_events(cited: Iterable[Cited], periods: Iterable[Period]) -> Iterator[Finding]:
    """Yield the plans that stand beside an event in the course of a project, and are of a later day than its end."""
    held: dict[tuple[str, int], Period] = {(period.document, period.line): period for period in periods}
    for each in cited:
        if each.kind == "plan" and len(each.date) == _DAY:
            beside = range(each.line - _BESIDE, each.line + _BESIDE + 1)
            events = [event for line in beside if (event := held.get((each.document, line)))]
            late = [event for event in events if len(event.end) == _DAY and event.end < each.date]
            if late:
                yield _late(each, late[0])


def _late(each: Cited, event: Period) -> Finding:
    finding = found_at(
        "plan-after-event", each.document, (each.line, event.line), (each.iri, event.iri),
        subject=each.title, printed=each.date, expected=event.title, formula=lasting(event),
    )  # fmt: skip
    return replace(finding, expected=event.end)


def _finding(each: Cited, other: Cited) -> Finding:
    return found_at(
        "source-misnamed", each.document, (each.line,), (each.iri, other.iri), subject=each.title,
        printed=each.title, expected=other.title, others=f"{other.document}:{other.line}",
    )  # fmt: skip
