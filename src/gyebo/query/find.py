"""From what a person types to the things it names: an id, a printed name however spaced, or near misses."""

import re
from dataclasses import dataclass

from gyebo.errors import UsageProblem
from gyebo.query.library import run
from gyebo.store.engine import Engine
from gyebo.text.names import jamo, key

_ID = re.compile(r"(P\d{4,}|X[0-9a-f]{8}|U\d{2,}-\d+)")
_LONGEST = 200
_NEAR = 70


@dataclass(frozen=True, slots=True)
class Thing:
    """A program or a unit version, with its id and its present name."""

    id: str
    name: str
    type: str


def things(engine: Engine, text: str) -> list[Thing]:
    """Return what `text` names: by id, else by printed name; an empty list where nothing has that name."""
    records = run(engine, "program/find", {"key": key(text) or "-"}).records()
    found = [Thing(record["id"], record["name"], record["type"]) for record in records]
    if _ID.fullmatch(text.strip()):
        found.extend(thing for thing, _ in named(engine) if thing.id == text.strip())
    return list(dict.fromkeys(found))


def named(engine: Engine) -> list[tuple[Thing, str]]:
    """Return every thing with every name it has."""
    records = list(run(engine, "lineage/names").records())
    return [(Thing(record["id"], record["label"], record["type"]), record["name"]) for record in records]


def the_thing(engine: Engine, text: str) -> Thing:
    """Return the one thing that `text` names; raise `UsageProblem` for none, several, or an unusable name.

    Where several programs have had a name, the one that is called so today is meant; of several versions of
    a unit the latest.
    """
    if not key(text):
        raise UsageProblem(
            "the name is empty", "say a program, a department or a bureau, or an id such as P0027"
        )
    if len(text) > _LONGEST:
        raise UsageProblem(f"the name has {len(text)} characters", f"names have at most {_LONGEST}")
    found = things(engine, text)
    if not found:
        near = " / ".join(f"{thing.name} ({thing.id})" for thing in suggestions(engine, text))
        raise UsageProblem(
            f"nothing is called {text!r}", f"did you mean {near}?" if near else "try gyebo search"
        )
    called = [thing for thing in found if key(thing.name) == key(text)]
    if len(called) == 1:
        return called[0]
    units = [thing for thing in found if thing.type == "unit"]
    if len(found) > 1 and len(units) < len(found):
        listed = " / ".join(f"{thing.id} {thing.name}" for thing in found[:8])
        raise UsageProblem(f"{text!r} names {len(found)} things", f"say which: {listed}")
    return found[-1]


def suggestions(engine: Engine, text: str, limit: int = 3) -> list[Thing]:
    """Return the things with the names most like `text`; likeness proposes, it never decides."""
    from rapidfuzz import fuzz, process

    names = named(engine)
    found = process.extract(
        jamo(text), [jamo(name) for _, name in names], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=limit * 5
    )
    return list({names[index][0].id: names[index][0] for _, _, index in found}.values())[:limit]
