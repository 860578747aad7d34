"""The figures of sentences beside those of tables: what is near, what a sentence is about, what a table says of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gyebo.check.claims import Claim
from gyebo.check.precision import Verdict, compared
from gyebo.check.rules.twice import Subject, subject

_REACH = 3
_LINES = 6
_OTHER = ("other",)
_CITY = re.compile(r"서울시[^,]{0,12}$")
Key = tuple[Subject, str, str, str]
Kind = tuple[str, str, str]


@dataclass(frozen=True)
class Prose:
    """The figures of sentences in reading order, and those of tables by what they are about, and by document and kind."""

    figures: tuple[Claim, ...]
    tables: dict[Key, list[Claim]]
    kinds: dict[Kind, list[Claim]]

    def near(self, index: int) -> list[Claim]:
        """Return the figures around one, a few lines and places away, in order, itself left out."""
        own = self.figures[index]
        around = self.figures[max(0, index - _REACH) : index + _REACH + 1]
        return [
            c
            for c in around
            if c is not own and c.document == own.document and abs(c.line - own.line) <= _LINES
        ]

    def of(self, about: Subject | None, claim: Claim, kind: str = "", year: str = "") -> list[Claim]:
        """Return the figures of tables about a subject, of a figure's kind and year or of another."""
        key = (about or _OTHER, year or claim.year, kind or claim.kind, claim.operation)
        return self.tables.get(key, []) if about else []

    def alike(self, claim: Claim, about: Subject) -> list[Claim]:
        """Return the figures of tables for the same year and kind but of something else."""
        same = (claim.year, claim.kind, claim.operation)
        return [
            c for key, listed in self.tables.items() if key[1:] == same and key[0] != about for c in listed
        ]

    def printed(self, claim: Claim) -> list[Claim]:
        """Return the figures of the document's tables that can be what a sentence says, of its kind and year."""
        listed = self.kinds.get((claim.document, claim.kind, claim.year), [])
        return [c for c in listed if compared(claim, c) is not Verdict.OFF]


def prose(claims: Iterable[Claim]) -> Prose:
    """Part figures of sentences from those of tables."""
    tables: dict[Key, list[Claim]] = defaultdict(list)
    kinds: dict[Kind, list[Claim]] = defaultdict(list)
    figures: list[Claim] = []
    for claim in claims:
        if not claim.table:
            figures.append(claim)
        elif claim.raw != "-":
            tables[subject(claim) or _OTHER, claim.year, claim.kind, claim.operation].append(claim)
            kinds[claim.document, claim.kind, claim.year].append(claim)
    return Prose(tuple(figures), tables, kinds)


def about(claim: Claim) -> Subject | None:
    """Return what a figure in a sentence is of; the whole city where the sentence says so."""
    named = subject(claim)
    if named is None and not (claim.program or claim.department or claim.item_name or claim.sub_program):
        named = ("all", claim.bureau, claim.account)
    if named and named[0] == "all" and _CITY.search(claim.label):
        return "all", "서울특별시", claim.account
    return named


def before_and_after(near: Sequence[Claim], claim: Claim) -> tuple[list[Claim], list[Claim]]:
    """Return the amounts near a figure that stand before it, and those behind it."""
    money = [c for c in near if c.won is not None]
    return [c for c in money if c.place < claim.place], [c for c in money if c.place > claim.place]
