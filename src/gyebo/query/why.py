"""Why two programs are, or are not, one: the chain of changes between them, or what speaks against it."""

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from gyebo.query.find import Thing
from gyebo.query.library import run
from gyebo.query.trace import Change, change_of
from gyebo.store.engine import Engine

# Changes that carry a program on; a transfer of a task leaves two programs two.
_CARRYING = ("rename", "merge", "split")


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name and why it is, or is not, taken for a program's."""

    name: str
    judgement: str
    reason: str
    document: str
    line: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: `verdict` is "same", "linked", "transfer" or "apart"; a chain, and the names decided."""

    verdict: str
    chain: tuple[Change, ...]
    names: tuple[Name, ...]


def why(engine: Engine, one: Thing, other: Thing) -> Why:
    """Return why two programs are one, are linked by changes, or stay apart."""
    if one.id == other.id:
        return Why("same", _own_changes(engine, one.id), _names(engine, one.id))
    links = [change_of(record) for record in run(engine, "lineage/links").records()]
    carrying = [change for change in links if change.kind in _CARRYING]
    for verdict, allowed in (("linked", carrying), ("transfer", links)):
        if chain := _chain(allowed, one.id, other.id):
            return Why(verdict, chain, ())
    return Why("apart", (), (*_doubts(engine, one.id), *_doubts(engine, other.id)))


def _chain(changes: list[Change], one: str, other: str) -> tuple[Change, ...]:
    """Return the shortest chain of changes between two programs, in order; empty where there is none."""
    graph: nx.Graph[str] = nx.Graph()
    # Stated changes come last, so that where a link is both stated and inferred the stated one is told.
    for change in sorted(changes, key=lambda c: c.status == "stated"):
        graph.add_edge(change.from_id, change.to_id, change=change)
    if one not in graph or other not in graph or not nx.has_path(graph, one, other):
        return ()
    path = nx.shortest_path(graph, one, other)
    return tuple(graph.edges[a, b]["change"] for a, b in pairwise(path))


def _own_changes(engine: Engine, program: str) -> tuple[Change, ...]:
    changes = (change_of(record) for record in run(engine, "program/changes", {"program": program}).records())
    return tuple(change for change in changes if change.from_id == change.to_id)


def _names(engine: Engine, program: str) -> tuple[Name, ...]:
    records = run(engine, "program/names", {"program": program}).records()
    return tuple(Name(r["name"], r["kind"], r["reason"], r["document"], r["line"]) for r in records)


def _doubts(engine: Engine, program: str) -> tuple[Name, ...]:
    records = run(engine, "program/judgements", {"program": program}).records()
    return tuple(Name(r["name"], r["judgement"], r["reason"], r["document"], r["line"]) for r in records)
