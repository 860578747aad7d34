"""Why two programs are, or are not, one: the chain of changes between them, or what speaks against it."""

from collections import deque
from dataclasses import dataclass

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
    reason_ko: str
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
    links: dict[str, list[Change]] = {}
    for verdict, kinds in (("linked", _CARRYING), ("transfer", (*_CARRYING, "transfer"))):
        if chain := _chain(engine, one.id, other.id, kinds, links):
            return Why(verdict, chain, ())
    return Why("apart", (), (*_doubts(engine, one.id), *_doubts(engine, other.id)))


def _chain(
    engine: Engine, one: str, other: str, kinds: tuple[str, ...], links: dict[str, list[Change]]
) -> tuple[Change, ...]:
    """Return the shortest chain of changes of some kinds between two programs; empty where there is none.

    Only the programs around the first are asked for, each once, so that it takes no longer in a larger graph;
    `links` keeps what has been asked.
    """
    came: dict[str, tuple[Change, ...]] = {one: ()}
    waiting = deque([one])
    while waiting and other not in came:
        at = waiting.popleft()
        if at not in links:
            links[at] = _links(engine, at)
        for change in (change for change in links[at] if change.kind in kinds):
            beyond = change.to_id if change.from_id == at else change.from_id
            if beyond not in came:
                came[beyond] = (*came[at], change)
                waiting.append(beyond)
    return came.get(other, ())


def _links(engine: Engine, program: str) -> list[Change]:
    """Return the changes that join a program to others, the stated ones first, so that these are told."""
    changes = (change_of(record) for record in run(engine, "program/changes", {"program": program}).records())
    joining = [
        change for change in changes if change.from_id and change.to_id and change.from_id != change.to_id
    ]
    return sorted(joining, key=lambda c: c.status != "stated")


def _own_changes(engine: Engine, program: str) -> tuple[Change, ...]:
    changes = (change_of(record) for record in run(engine, "program/changes", {"program": program}).records())
    return tuple(change for change in changes if change.from_id == change.to_id)


def _names(engine: Engine, program: str) -> tuple[Name, ...]:
    records = run(engine, "program/names", {"program": program}).records()
    return tuple(_name(r, r["kind"]) for r in records)


def _doubts(engine: Engine, program: str) -> tuple[Name, ...]:
    records = run(engine, "program/judgements", {"program": program}).records()
    return tuple(_name(r, r["judgement"]) for r in records)


def _name(record: dict[str, str], judgement: str) -> Name:
    return Name(
        record["name"], judgement, record["reason"], record["reasonKo"], record["document"], record["line"]
    )
