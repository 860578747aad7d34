"""Levels of a tree of programs that is printed as a plain list: the sums tell which rows are parts of which.

The rows go from outer to inner without marking their level. A row is the parent of the rows after it when
these add up to it in every column of amounts, within the precision they are printed in. Some names tell
their level themselves (departments). Every reading of the list has a cost: a level left out costs 1, a row in
no tree 100. Where rows stay in no tree, they are read once more, and then a sum may fail at the cost of 20 a
column. Misprints happen: a row is believed that fits in all columns but one, or that fits in one at least while
its parts make up the sum above it. The cheapest reading is the answer; about a row over which two cheapest ones
differ, and about rows in no tree, nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import lcm

from gyebo.reading.columns.rules import Span

_LEVEL_LEFT_OUT = 1
_SUM_FAILS = 20
_ALONE = 100
_MOST_SUMS = 50_000
_OPEN = -1  # the parent of a row over which two readings differ
_Sums = tuple[tuple[int, int], ...]
"""Least and most that every column can stand for, in the largest unit that makes all of them whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list: its amounts as printed, and its level where its name tells it."""

    amounts: tuple[Span, ...]
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """What the sums say: the level and the parent of each row (None: not settled, or no parent), and misfits.

    A misfit is a row whose parts fail to add up to it in a column; (row, column).
    """

    levels: tuple[int | None, ...]
    parents: tuple[int | None, ...]
    misfits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Tree:
    """Consecutive rows read as one tree or as several beside each other, up to `end`.

    `counts` is what a tree can count for in the sum above it: its root as printed, its parts where they differ.
    """

    end: int
    cost: int = 0
    levels: tuple[int | None, ...] = ()
    parents: tuple[int | None, ...] = ()
    misfits: tuple[tuple[int, int], ...] = ()
    counts: tuple[_Sums, ...] = ()


class _TooManyError(Exception):
    """There are more ways to group the rows than can be tried."""


class _Reader:
    """The trees that begin at each row, each found once; `known` holds those that are settled already."""

    def __init__(
        self, amounts: Sequence[_Sums], names: Sequence[int | None], depth: int, named: frozenset[int]
    ) -> None:
        self.amounts = amounts
        self.names = names
        self.depth = depth
        self.named = named
        self.lenient = False
        self.settled: dict[int, tuple[int, _Tree]] = {}
        self.known: dict[tuple[int, int], tuple[_Tree, ...]] = {}
        self.growing = [all(most >= 0 for _, most in column) for column in zip(*amounts, strict=True)]
        self.sums = 0

    def trees(self, row: int, level: int) -> tuple[_Tree, ...]:
        """Return the cheapest tree for every end, with `row` at its root on `level`."""
        if row in self.settled:
            at, tree = self.settled[row]
            return (tree,) if at == level else ()
        if (row, level) not in self.known:
            found = self._trees(row, level) if self._may_stand(row, level) else ()
            self.known[row, level] = tuple(found)
        return self.known[row, level]

    def again(self, settled: Mapping[int, tuple[int, _Tree]]) -> None:
        """Forget all trees but the settled ones, and let sums fail from now on."""
        self.lenient, self.settled, self.sums = True, dict(settled), 0
        self.known.clear()

    def _may_stand(self, row: int, level: int) -> bool:
        """Tell whether a row may be on a level: where its name says so, else where names need not."""
        own = self.names[row]
        return level not in self.named if own is None else level == own

    def _trees(self, row: int, level: int) -> Iterator[_Tree]:
        printed = self.amounts[row]
        if level == self.depth - 1:
            yield _Tree(row + 1, 0, (level,), (None,), (), (printed,))
            return
        best: dict[int, _Tree] = {}
        for sums, parts in self._parts(row, level):
            misfits = [column for column, whole in enumerate(printed) if not _meet(sums[column], whole)]
            if self._believed(printed, misfits):
                counts = (*((printed,) if len(misfits) < 2 else ()), *((sums,) if misfits else ()))
                tree = _root(row, level, parts, misfits, counts)
                best[tree.end] = _cheaper(best.get(tree.end), tree)
        yield from best.values()

    def _believed(self, printed: _Sums, misfits: list[int]) -> bool:
        """Tell whether a row may be the parent of rows whose sums fail in the columns `misfits`."""
        if not misfits:
            return True
        return self.lenient and any(whole[0] > 0 for at, whole in enumerate(printed) if at not in misfits)

    def _parts(self, row: int, level: int) -> Iterator[tuple[_Sums, _Tree]]:
        """Yield the rows after `row` read as parts one level down or more, with their sums."""
        whole = self.amounts[row]
        reached: dict[int, dict[_Sums, _Tree]] = {row + 1: {((0, 0),) * len(whole): _Tree(row + 1)}}
        while reached:
            place = min(reached)
            here = reached.pop(place)
            if place > row + 1:
                yield from here.items()
            if place < len(self.amounts):
                for part in self._next(place, level):
                    self._add(here, part, whole, reached.setdefault(part.end, {}))

    def _add(self, here: dict[_Sums, _Tree], part: _Tree, whole: _Sums, reached: dict[_Sums, _Tree]) -> None:
        """Set `part` beside each of the rows read so far, where their sum may still become `whole`."""
        for sums, before in here.items():
            for added in (_plus(sums, count) for count in part.counts):
                self.sums += 1
                if not self._too_much(added, whole):
                    reached[added] = _cheaper(reached.get(added), _beside(before, part))
        if self.sums > _MOST_SUMS:
            raise _TooManyError

    def _next(self, place: int, level: int) -> Iterator[_Tree]:
        for lower in range(level + 1, self.depth):
            left_out = _LEVEL_LEFT_OUT * (lower - level - 1)
            for part in self.trees(place, lower):
                yield replace(part, cost=part.cost + left_out)

    def _too_much(self, sums: _Sums, whole: _Sums) -> bool:
        """Tell whether parts exceed the whole in the columns of amounts that are never below zero."""
        pairs = zip(sums, whole, self.growing, strict=True)
        over = [one[0] > most[1] for one, most, grows in pairs if grows]
        return bool(over) and (all(over) if self.lenient else any(over))


@lru_cache(maxsize=64)
def outline(entries: tuple[Entry, ...], depth: int, named: frozenset[int] = frozenset()) -> Outline:
    """Read the list as trees of at most `depth` levels, the outermost beside each other.

    `named` are the levels that only rows take whose name tells it. Rows that belong to no tree keep only the
    level that their name tells; so do all rows when the list could be grouped in too many ways.
    """
    names = tuple(entry.level for entry in entries)
    reader = _Reader(_whole_numbers(entries), names, depth, named)
    try:
        read = _forest(reader)
        if None in read.levels and read.cost >= _ALONE:
            reader.again(_settled(reader, read))
            read = _forest(reader)
    except (_TooManyError, RecursionError):
        return Outline(names, (None,) * len(entries))
    levels = tuple(own if level is None else level for own, level in zip(names, read.levels, strict=True))
    parents = tuple(None if parent == _OPEN else parent for parent in read.parents)
    return Outline(levels, parents, read.misfits)


def _whole_numbers(entries: Sequence[Entry]) -> tuple[_Sums, ...]:
    """Return the amounts in whole numbers of a unit small enough for all of them."""
    spans = [span for entry in entries for span in entry.amounts]
    unit = lcm(*(bound.denominator for span in spans for bound in (span.low, span.high)))
    return tuple(
        tuple((int(span.low * unit), int(span.high * unit)) for span in entry.amounts) for entry in entries
    )


def _settled(reader: _Reader, read: _Tree) -> dict[int, tuple[int, _Tree]]:
    """Return the trees of a reading that begin and end at rows whose names tell that they do: these stand."""
    settled = {}
    for row, (level, name) in enumerate(zip(read.levels, reader.names, strict=True)):
        if level is not None and level == name:
            ends = [
                place for place in range(row + 1, len(read.parents)) if not _within(read.parents, place, row)
            ]
            end = ends[0] if ends else len(read.parents)
            tree = next((tree for tree in reader.known.get((row, level), ()) if tree.end == end), None)
            after = reader.names[end] if end < len(reader.names) else 0
            if tree is not None and end > row + 1 and after is not None and after <= level:
                settled[row] = (level, tree)
    return settled


def _within(parents: Sequence[int | None], place: int, root: int) -> bool:
    """Tell whether a row stands below `root`."""
    above = parents[place]
    while above is not None and above > root:
        above = parents[above]
    return above == root


def _forest(reader: _Reader) -> _Tree:
    """Return the cheapest way to cover the rows with trees, a tree whose root is not outermost costing some."""
    ways: dict[int, _Tree] = {0: _Tree(0)}
    for place in range(len(reader.amounts)):
        if (before := ways.get(place)) is None:
            continue
        for level in range(reader.depth - 1):
            for tree in reader.trees(place, level):
                if sum(row == place for row, _ in tree.misfits) > 1:
                    continue
                dearer = replace(tree, cost=tree.cost + _SUM_FAILS * (level > 0))
                ways[tree.end] = _cheaper(ways.get(tree.end), _beside(before, dearer))
        loose = _Tree(place + 1, _ALONE, (None,), (None,))
        ways[place + 1] = _cheaper(ways.get(place + 1), _beside(before, loose))
    return ways[len(reader.amounts)]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _plus(one: _Sums, other: _Sums) -> _Sums:
    return tuple((a[0] + b[0], a[1] + b[1]) for a, b in zip(one, other, strict=True))


def _root(row: int, level: int, parts: _Tree, misfits: list[int], counts: tuple[_Sums, ...]) -> _Tree:
    """Set a row above its parts."""
    return _Tree(
        parts.end, parts.cost + _SUM_FAILS * len(misfits), (level, *parts.levels),
        (None, *(row if parent is None else parent for parent in parts.parents)),
        (*((row, column) for column in misfits), *parts.misfits), counts,
    )  # fmt: skip


def _beside(left: _Tree, right: _Tree) -> _Tree:
    return _Tree(
        right.end, left.cost + right.cost, left.levels + right.levels, left.parents + right.parents,
        left.misfits + right.misfits,
    )  # fmt: skip


def _cheaper(one: _Tree | None, other: _Tree) -> _Tree:
    """Return the cheaper of two readings of the same rows; of two equal ones, what they agree on."""
    if one is None or other.cost < one.cost:
        return other
    if one.cost < other.cost or one == other:
        return one
    levels = tuple(a if a == b else None for a, b in zip(one.levels, other.levels, strict=True))
    parents = tuple(a if a == b else _OPEN for a, b in zip(one.parents, other.parents, strict=True))
    misfits = tuple(dict.fromkeys((*one.misfits, *other.misfits)))
    return replace(one, levels=levels, parents=parents, misfits=misfits)
