"""The unit that a table's amounts are really in: printed, missing, or wrongly printed.

Where the same row is printed in two tables of a document (same label, kind and year), the two must agree, so
each pair of tables has a scale: the power of ten between their units. Tables joined by such scales vote with
the units that they print; one whose unit is missing, or that is outvoted, is read in the unit that the others
give it. What is printed stays beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from gyebo.text.names import bare

_EXPONENTS = {"원": 0, "천원": 3, "백만원": 6, "억원": 8}
_UNITS = {exponent: unit for unit, exponent in _EXPONENTS.items()}
_SCALES = tuple(sorted({a - b for a in _UNITS for b in _UNITS}, key=abs))
_SMALLEST = 100
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Witness:
    """A printed number with what it is about, as a key that other tables may share."""

    table: str
    about: tuple[str, str, int | None]
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Link:
    """Two tables, the power of ten from the unit of `other` to that of `one`, and the rows that say so."""

    one: str
    other: str
    scale: int
    rows: int


def witness_key(name: str, kind: str, year: int | None) -> tuple[str, str, int | None]:
    """Return the key under which two tables print one thing."""
    return bare(name), kind, year


def settled_units(printed: Mapping[str, str], witnesses: Iterable[Witness]) -> dict[str, str]:
    """Return the unit of every table, given the printed ones and what the tables share.

    A printed unit stands unless at least two shared rows contradict it and more tables speak for another.
    """
    units = dict(printed)
    links = _links(witnesses)
    rows: dict[str, int] = Counter()
    for link in links:
        for table in (link.one, link.other):
            rows[table] = max(rows[table], link.rows)
    for group in _groups(links):
        root = _outvoted(group, printed)
        for table, offset in group.items():
            unit = _UNITS.get(root + offset, "") if root is not None else ""
            if unit and rows[table] >= (_ENOUGH if printed[table] in _EXPONENTS else 1):
                units[table] = unit
    return units


def _links(witnesses: Iterable[Witness]) -> list[_Link]:
    """Return the scale between every two tables that share rows, the surest first."""
    shared: dict[tuple[str, str, int | None], dict[str, list[Decimal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for witness in witnesses:
        if abs(witness.value) >= _SMALLEST:
            shared[witness.about][witness.table].append(witness.value)
    votes: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for tables in shared.values():
        for one, other in combinations(sorted(tables), 2):
            votes[one, other].update(_scales(tables[one], tables[other]))
    links = [
        _Link(one, other, scale, rows)
        for (one, other), count in votes.items()
        for scale, rows in _clear(count)
    ]
    return sorted(links, key=lambda link: (-link.rows, link.one, link.other))


def _scales(ones: list[Decimal], others: list[Decimal]) -> set[int]:
    """Return the scales at which one of the values and one of the others can be the same amount."""
    return {scale for scale in _SCALES if any(_same(one, other, scale) for one in ones for other in others)}


def _same(one: Decimal, other: Decimal, scale: int) -> bool:
    """Tell whether two printings can be one amount: they differ by less than one of the coarser unit."""
    coarser, finer = (one, other) if scale >= 0 else (other, one)
    return abs(coarser.scaleb(abs(scale)) - finer) < Decimal(1).scaleb(abs(scale))


def _clear(count: Counter[int]) -> list[tuple[int, int]]:
    """Return the scale that most rows give, none where two share the first place."""
    best = count.most_common(2)
    return best[:1] if len(best) < 2 or best[0][1] > best[1][1] else []


def _groups(links: list[_Link]) -> list[dict[str, int]]:
    """Join linked tables, by the surest links, to groups: table → power of ten relative to the group's first."""
    group_of: dict[str, dict[str, int]] = {}
    for link in links:
        one = group_of.setdefault(link.one, {link.one: 0})
        other = group_of.setdefault(link.other, {link.other: 0})
        if one is other:
            continue
        shift = one[link.one] - link.scale - other[link.other]
        one.update({table: offset + shift for table, offset in other.items()})
        group_of.update(dict.fromkeys(other, one))
    unique = {id(group): group for group in group_of.values()}
    return list(unique.values())


def _outvoted(group: Mapping[str, int], printed: Mapping[str, str]) -> int | None:
    """Return the power of ten of the group's first table for which most tables speak, None when two are equal."""
    votes = Counter(
        _EXPONENTS[printed[table]] - offset for table, offset in group.items() if printed[table] in _EXPONENTS
    )
    best = _clear(votes)
    return best[0][0] if best else None
