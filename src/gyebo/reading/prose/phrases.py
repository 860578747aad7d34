"""What kind of figure an amount in a sentence is: decided by the words around it.

The words are data (`loaders/phrases.csv`), read without spaces. Rows `before`, `after`, `said` and `heading` are
tried in the order of the file and the first that fits decides; where none does, the nearest of the `then` rows behind the
figure, then the nearest of the `since` rows before it. A rate may take after the amount beside it: kinds `=last`
and `=next`.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gyebo.text.normalize import squeeze

_WHERE = ("before", "after", "said", "heading", "then", "since")
_OPENERS = re.compile(r"(?:[\s(“‘'\"`:：]|(?:(?<=[\s(“‘])|^)(?:약|총|금|무려|각각))+$")
_BRACKETED = re.compile(r"^\([^()]*(?:\([^()]*\)[^()]*)*\)")
_CLOSERS = re.compile(r"^[)”’'\"」]+")
_TOUCH, _REACH = 80, 250


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that give a figure its kind: where they stand, for money or rates, in which kind of report."""

    where: str
    words: re.Pattern[str]
    measure: str
    report: str
    kind: str


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a figure, without spaces: its sentence before and behind it, all before it, headings."""

    before: str
    after: str
    topic: str = ""
    headings: str = ""


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """Read the table of phrases; raise `ValueError` for a place that is none."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["where"] for row in rows if row["where"] not in _WHERE]
    if wrong:
        raise ValueError(f"{path.name}: {wrong[0]!r} is not one of {_WHERE}")
    return tuple(
        Phrase(row["where"], re.compile(row["words"]), row["measure"], row["report"], row["kind"])
        for row in rows
    )


def around(before: str, after: str, topic: str = "", headings: Iterable[str] = ()) -> Around:
    """Return the words around a figure: brackets and fillers that touch it are dropped, so that words do."""
    end = squeeze(after)
    while (shorter := _CLOSERS.sub("", _BRACKETED.sub("", end))) != end:
        end = shorter
    touching = squeeze(_OPENERS.sub("", before))
    return Around(touching, end[:_REACH], squeeze(topic), "›".join(squeeze(title) for title in headings))


def fitting(phrases: Iterable[Phrase], measure: str, report: str) -> tuple[Phrase, ...]:
    """Return the phrases for one measure (money, rate, points) in one kind of report, in their order."""
    return tuple(p for p in phrases if p.measure in ("", measure) and report.startswith(p.report))


def stated_kind(here: Around, phrases: tuple[Phrase, ...]) -> str:
    """Return the kind that words touching a figure, or the headings above it, give it; empty when none do."""
    return next((phrase.kind for phrase in phrases if _fits(phrase, here)), "")


def governing_kind(here: Around, phrases: tuple[Phrase, ...]) -> str:
    """Return the kind that the nearest verb behind a figure gives it, else the topic before it; empty when none."""
    return _nearest(phrases, "then", here.after) or _nearest(phrases, "since", here.topic)


def _fits(phrase: Phrase, here: Around) -> bool:
    if phrase.where == "before":
        return bool(phrase.words.search(here.before[-_TOUCH:]))
    if phrase.where == "said":
        return bool(phrase.words.search(here.before))
    if phrase.where == "after":
        return bool(phrase.words.match(here.after))
    return phrase.where == "heading" and bool(phrase.words.search(here.headings))


def _nearest(phrases: tuple[Phrase, ...], where: str, text: str) -> str:
    """Return the kind of the phrase that stands nearest: first in the words behind, last in those before."""
    found = []
    for order, phrase in enumerate(phrase for phrase in phrases if phrase.where == where):
        matches = list(phrase.words.finditer(text))
        if matches:
            place = matches[0].start() if where == "then" else len(text) - matches[-1].end()
            found.append((place, order, phrase.kind))
    return min(found)[2] if found else ""
