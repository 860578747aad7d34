"""From what a person types to the things it names: an id, a printed name however spaced, or near misses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gyebo.errors import UsageProblem
from gyebo.query.candidates import candidates, index_of
from gyebo.query.index import Known
from gyebo.query.letters import Wanted
from gyebo.query.library import Query, run
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
    found = _asked(engine, "program/find", {"key": key(text) or "-"})
    if _ID.fullmatch(text.strip()):
        found.extend(_asked(engine, "search/id", {"id": text.strip()}))
    return list(dict.fromkeys(found))


def _asked(engine: Engine, query: str, values: dict[str, str]) -> list[Thing]:
    return [
        Thing(record["id"], record["name"], record["type"]) for record in run(engine, query, values).records()
    ]


def named(engine: Engine) -> list[tuple[Thing, str]]:
    """Return every program and unit version with every name it has."""
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


def resolved(engine: Engine, query: Query, values: Mapping[str, str]) -> dict[str, str]:
    """Return a query's values with names of programs and units in place of which their ids are asked for.

    Ids and IRIs stay as they are. Raises `UsageProblem` for a name that nothing, or more than one thing, has.
    """
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    return {name: _id_of(engine, value, kinds.get(name, "")) for name, value in values.items()}


def _id_of(engine: Engine, value: str, kind: str) -> str:
    if kind not in ("program", "unit") or not value or value.isascii():
        return value
    thing = the_thing(engine, value)
    if thing.type != kind:
        raise UsageProblem(f"{value!r} is no {kind} but a {thing.type} ({thing.id})", f"name a {kind}")
    return thing.id


def suggestions(engine: Engine, text: str, limit: int = 3) -> list[Thing]:
    """Return the things with the names most like `text`; likeness proposes, it never decides."""
    from rapidfuzz import fuzz, process

    names = _near_names(engine, text)
    found = process.extract(
        jamo(text), [jamo(name) for _, name in names], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=limit * 5
    )
    return list({names[index][0].id: names[index][0] for _, _, index in found}.values())[:limit]


def _near_names(engine: Engine, text: str) -> list[tuple[Thing, str]]:
    """Return the names that may be like a text: those that the search index proposes, else every name."""
    index = index_of(engine)
    if index is None:
        return named(engine)
    return [(_thing(known), known.name) for known in candidates(index, Wanted(text)) if _is_named(known)]


def _is_named(known: Known) -> bool:
    return known.thing.type in ("program", "unit")


def _thing(known: Known) -> Thing:
    return Thing(known.thing.id, known.thing.name, known.thing.type)
