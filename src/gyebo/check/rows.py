"""Rows and columns of tables, made of the figures that stand in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gyebo.check.claims import Claim


@dataclass(frozen=True, slots=True)
class Column:
    """What tells one column of a table from another."""

    header: str
    year: str
    kind: str
    round: str


@dataclass(frozen=True)
class Row:
    """The figures that share one row of a table, in print order."""

    number: int
    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """The first figure of the row."""
        return self.claims[0]

    @property
    def label(self) -> str:
        """The row's label, outer to inner."""
        return self.first.label

    @cached_property
    def cells(self) -> dict[Column, Claim]:
        """The figures by column; the first where a column is printed twice."""
        found: dict[Column, Claim] = {}
        for claim in self.claims:
            found.setdefault(column(claim), claim)
        return found

    def of(self, *kinds: str, year: str | None = None) -> list[Claim]:
        """Return the row's amounts of some kinds (and of a year)."""
        return [c for c in self.claims if c.kind in kinds and c.won is not None and year in (None, c.year)]


def column(claim: Claim) -> Column:
    """Return the column that a figure stands in."""
    return Column(claim.header, claim.year, claim.kind, claim.round)


def rows(figures: list[Claim]) -> list[Row]:
    """Return the rows of one table: a row ends where the label changes or a column comes again."""
    return [Row(number, tuple(group)) for number, group in enumerate(_groups(figures))]


def _groups(figures: list[Claim]) -> Iterator[list[Claim]]:
    group: list[Claim] = []
    for claim in figures:
        if group and (_about(claim) != _about(group[0]) or any(column(claim) == column(c) for c in group)):
            yield group
            group = []
        group.append(claim)
    if group:
        yield group


def _about(claim: Claim) -> tuple[str, str]:
    return claim.label, claim.department
