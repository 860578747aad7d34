"""Words of titles and rows: one letter away from a word that is printed everywhere, or Latin letters read as Korean."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.evidence import Period
from gyebo.check.findings import Finding, found_at, found_project
from gyebo.text.names import jamo

_WORD = re.compile(r"[가-힣]{4,}")
_COMMON, _RARE = 50, 2
# AI looks like the syllable 시 (city), which no one "learns" or builds on; 기반시설 is infrastructure.
_LIKE_AI = re.compile(r"(?<![가-힣A-Za-z\d])시(\s?(?:기반(?!시설)|학습|알고리즘|챗봇|엔진))")
_AI = re.compile(r"(?<![A-Za-z])AI(?![A-Za-z])|인공지능")


def misprinted_words(periods: Iterable[Period], claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield words in titles of projects that are one letter away from a common word and hardly ever printed.

    Korean letters are compared, not syllables: 유기 and 유지 differ by one, 국내 and 국외 by more.
    """
    titled = list(periods)
    printed = Counter(word for place in _places(titled, claims) for word in place)
    common = {word: jamo(word) for word, times in printed.items() if times >= _COMMON}
    for period in titled:
        for word in _WORD.findall(period.title):
            near = [other for other, letters in common.items() if _one_letter_apart(jamo(word), letters)]
            if near and printed[word] <= _RARE:
                yield found_project("word-misprint", period, printed=word, expected=near[0])


def _places(titled: Iterable[Period], claims: Iterable[Claim]) -> Iterator[set[str]]:
    """Yield the words of each title, and of each line of a table."""
    yield from (set(_WORD.findall(period.title)) for period in titled)
    lines = {(claim.document, claim.line, claim.label) for claim in claims if claim.table}
    yield from (set(_WORD.findall(label)) for *_, label in lines)


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def mistaken_letters(periods: Iterable[Period], claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the titles of projects and the rows in which 시 stands where AI is meant, in documents that speak of AI."""
    placed = [(p.document, p.line, p.title, p.iri) for p in periods]
    rows = {(c.document, c.line, c.label): c.iri for c in claims if c.table}
    placed += [
        (document, line, label.rpartition(">")[2], iri) for (document, line, label), iri in rows.items()
    ]
    speaking = {document for document, _, text, _ in placed if _AI.search(text)}
    for document, line, text, iri in placed:
        match = _LIKE_AI.search(text) if document in speaking else None
        if match is not None:
            yield found_at(
                "letters-mistaken",
                document,
                (line,),
                (iri,),
                subject=text,
                printed=match[0],
                expected=f"AI{match[1]}",
            )
