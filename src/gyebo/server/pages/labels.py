"""The names of codes in both languages, and how kinds, rounds and units are said on a page."""

from typing import TYPE_CHECKING

from gyebo.query.library import find
from gyebo.query.trace import LIFE
from gyebo.server.pages.render import Frame

if TYPE_CHECKING:
    from gyebo.store.engine import Engine

Names = dict[tuple[str, str], tuple[str, str]]
_KNOWN: dict[str, Names] = {}
# What is printed beside the life of a budget figure, after it.
ORDER = {kind: place for place, kind in enumerate(LIFE)}
ROUNDS = ("0", "1", "2", "3", "4", "5", "S", "_T")


def names(engine: "Engine", digest: str) -> Names:
    """Return the Korean and English name of every code, by its list and notation; asked once for each graph."""
    if digest not in _KNOWN:
        query = find("page/labels")
        rows = engine.select(query.text).records()
        _KNOWN.clear()
        _KNOWN[digest] = {(r["scheme"], r["notation"]): (r["ko"], r["en"]) for r in rows}
    return _KNOWN[digest]


class Labels:
    """Says codes in the reader's language; a code without a name is said as it is."""

    def __init__(self, known: Names, frame: Frame) -> None:
        """Take the names of the codes, and the frame that knows the language."""
        self._known, self._place = known, 1 if frame.lang == "en" else 0

    def __call__(self, scheme: str, notation: str) -> str:
        """Return the name of a code."""
        return self._known.get((scheme, notation), (notation, notation))[self._place]

    def kind(self, notation: str) -> str:
        """Return the name of a kind of amount."""
        return self("amount-kind", notation)

    def round(self, notation: str) -> str:
        """Return the name of a budget round; nothing where an amount is of none."""
        return "" if notation in ("", "_T") else self("round", notation)

    def amount(self, kind: str, round: str) -> str:
        """Return what an amount is: its kind, with the round before it where the kind alone does not say it."""
        said, of = self.kind(kind), self.round(round)
        if kind == "supplementary" and of:
            return of
        if not of or (round == "0" and kind in ("original", "proposed")):
            return said
        return f"{of} {said}" if self._place == 0 else f"{said} ({of.lower()})"

    def unit(self, notation: str) -> str:
        """Return the unit that a figure is printed in; always as printed, in Korean."""
        name = self._known.get(("unit-of-measure", notation), (notation, notation))[0]
        return "" if notation == "unstated" else name


def life(kind: str) -> int:
    """Return the place of a kind of amount in the life of a budget."""
    return ORDER.get(kind, len(ORDER))


def josa(word: str, with_final: str, without: str) -> str:
    """Return the particle that follows a Korean word; both forms where the last letter is no Hangul.

    >>> josa("운영", "은", "는"), josa("구축비", "은", "는"), josa("ERP", "은", "는")
    ('은', '는', '은(는)')
    """
    last = ord(word[-1]) - 0xAC00 if word else -1
    if not 0 <= last < 11172:
        return f"{with_final}({without})"
    return with_final if last % 28 else without
