"""Words of titles: one that differs by a single letter from a word that the documents print everywhere."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.evidence import Period
from gyebo.check.findings import Finding
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import filled_in
from gyebo.text.names import jamo

_WORD = re.compile(r"[가-힣]{4,}")
_COMMON, _RARE = 50, 2
_RULE = "word-misprint"


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
                yield _finding(period, word, near[0])


def _places(titled: Iterable[Period], claims: Iterable[Claim]) -> Iterator[set[str]]:
    """Yield the words of each title, and of each line of a table."""
    yield from (set(_WORD.findall(period.title)) for period in titled)
    lines = {(claim.document, claim.line, claim.label) for claim in claims if claim.table}
    yield from (set(_WORD.findall(label)) for *_, label in lines)


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _finding(period: Period, word: str, expected: str) -> Finding:
    shape = our_shapes().named()[_RULE]
    values = {"subject": period.title, "printed": word, "expected": expected}
    return Finding(
        rule=_RULE, severity=shape.severity.lower(), document=period.document, lines=(period.line,),
        subject=period.title, printed=word, expected=expected, difference="", tolerance="",
        message=filled_in(shape.message, values), targets=(period.iri,),
    )  # fmt: skip
