"""How alike a text and a name are, letter by letter: what search ranks by. Likeness proposes, it never decides."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from unicodedata import normalize

from gyebo.text.names import jamo, key

LIKE: Final = 75  # percent; from here on a name that does not hold the text is proposed

_MOST_ALIKE = 89
_SHORT_LATIN = 3
_LESS = 10  # percent that a part of a name counts less than the whole
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588
_ONLY_INITIALS = re.compile(f"[{_INITIALS}]{{3,}}")
# Particles behind a noun; one is taken away only where something of two syllables or more is left.
_PARTICLE = re.compile(
    r"(?<=[가-힣a-z0-9)]{2})(?:으로|에서|에게|까지|부터|이란|라는|은|는|이|가|을|를|의|에|와|과|로|도|만)$"
)


def initials(text: str) -> str:
    """Return the initial consonants of a name's syllables, other letters as they are.

    >>> initials("디지털 배움터")
    'ㄷㅈㅌㅂㅇㅌ'
    """
    return "".join(_initial(character) for character in key(text))


def _initial(character: str) -> str:
    at = ord(character)
    if not _FIRST <= at <= _LAST:
        return character
    return _INITIALS[(at - _FIRST) // _SYLLABLES_PER_INITIAL]


@dataclass(frozen=True)
class Wanted:
    """A text that somebody searches for, in the forms in which names are compared with it."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text without what cannot be printed, and without spaces around it."""
        return "".join(character if character.isprintable() else " " for character in self.text).strip()

    @cached_property
    def key(self) -> str:
        """The text without spaces, middle dots, quotes and case."""
        return key(self.plain)

    @cached_property
    def jamo(self) -> str:
        """The key taken apart into letters."""
        return jamo(self.plain)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The keys of its words without particles, each once; one word gives itself without its particle."""
        return tuple(dict.fromkeys(filter(None, (stem(key(word)) for word in self.plain.split()))))

    @property
    def only_initials(self) -> bool:
        """Whether the text is nothing but initial consonants (ㄷㅈㅌㅂㅇㅌ)."""
        return bool(_ONLY_INITIALS.fullmatch(self.key))


def stem(word: str) -> str:
    """Return a word's key without the particle at its end.

    >>> stem("시장실을"), stem("도시로"), stem("가")
    ('시장실', '도시', '가')
    """
    return _PARTICLE.sub("", word)


def likeness(wanted: Wanted, name: str, held: str = "") -> float:
    """Return how well a name answers a text, in percent: 100 for the name itself, 0 for one not worth proposing.

    Names that begin with the text come before those that hold it, these before those that hold its words,
    these before names that are only like it. `held` is the name's key, where it is known already.
    """
    held = held or key(name)
    if not held:
        return 0
    if wanted.only_initials:
        return _initially(wanted.key, initials(name))
    if held == wanted.key:
        return 100
    if _holds(wanted.key, held, name):
        return (90 if held.startswith(wanted.key) else 85) + round(9 * len(wanted.key) / len(held))
    return max(_in_words(wanted, held, name), _alike(wanted, held))


def _holds(text: str, held: str, name: str) -> bool:
    """Tell whether a name holds a text; a short Latin one (PC, AI) as a word, not in the middle of maintenance."""
    if text not in held:
        return False
    if len(text) > _SHORT_LATIN or not text.isascii() or not text.isalpha():
        return True
    return bool(re.search(f"(?<![a-z]){text}(?![a-z])", name.casefold()))


def _initially(wanted: str, held: str) -> int:
    """Return how well initials answer initials."""
    if wanted == held:
        return 99
    share = round(9 * len(wanted) / max(1, len(held)))
    return 90 + share if held.startswith(wanted) else 80 + share if wanted in held else 0


def _in_words(wanted: Wanted, held: str, name: str) -> int:
    """Return how well a name holds every word of the text, in any order and without their particles."""
    if not wanted.words or not all(_holds(word, held, name) for word in wanted.words):
        return 0
    together = sum(map(len, wanted.words))
    if "".join(wanted.words) == held:
        return 98
    return 80 + round(9 * min(1.0, together / len(held)))


def _alike(wanted: Wanted, held: str) -> float:
    """Return how alike the letters are; a part of a longer name counts less than a whole one.

    At most 89: what is only alike stays below what holds the text.
    """
    from rapidfuzz import fuzz

    letters = normalize("NFD", held)
    best = fuzz.ratio(wanted.jamo, letters, score_cutoff=LIKE)
    if 4 <= len(wanted.key) < len(held):
        part = fuzz.partial_ratio(wanted.jamo, letters, score_cutoff=LIKE + _LESS)
        best = max(best, part - _LESS)
    return LIKE + (best - LIKE) * (_MOST_ALIKE - LIKE) / (100 - LIKE) if best >= LIKE else 0
