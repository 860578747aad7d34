"""The programs near one program: so many changes before and after it, with their years; what a drawing shows at first."""

from dataclasses import dataclass

from gyebo.graph.terms import BASE
from gyebo.query.library import bindings, find
from gyebo.query.trace import Change, Place, Trace, Year, change_of
from gyebo.store.engine import Engine

# No lineage needs more; the limit keeps a tangle of changes from filling a page.
MOST = 60


@dataclass(frozen=True, slots=True)
class Around:
    """A part of a lineage: as a trace without amounts, and how many programs lie one step further."""

    trace: Trace
    further: int


def around(engine: Engine, program: str, name: str, steps: int, base: str = BASE) -> Around:
    """Return the programs that at most `steps` changes join to a program, with their years and changes."""
    changes: dict[str, tuple[Change, ...]] = {program: _changes(engine, program, base)}
    edge = [program]
    for _ in range(steps):
        found = dict.fromkeys(
            other for near in edge for other in _ends(changes[near]) if other not in changes
        )
        edge = list(found)[: MOST - len(changes)]
        changes |= {other: _changes(engine, other, base) for other in edge}
    further = {other for near in edge for other in _ends(changes[near])} - set(changes)
    years = sorted(
        (year for other in changes for year in _years(engine, other, base)),
        key=lambda at: (at.year, at.program),
    )
    told = dict.fromkeys(change for each in changes.values() for change in each)
    ordered = tuple(sorted(told, key=lambda change: (change.to_year or change.from_year, change.id)))
    return Around(Trace(program, name, (), tuple(years), ordered), len(further))


def _ends(changes: tuple[Change, ...]) -> list[str]:
    return [end for change in changes for end in (change.from_id, change.to_id) if end]


def _changes(engine: Engine, program: str, base: str) -> tuple[Change, ...]:
    return tuple(change_of(record) for record in _records(engine, "program/changes", program, base))


def _years(engine: Engine, program: str, base: str) -> list[Year]:
    """Return a program's years; the departments that a document of the year prints before those of a later one."""
    found: dict[int, tuple[str, list[Place]]] = {}
    for record in _records(engine, "program/years", program, base):
        _, places = found.setdefault(int(record["year"]), (record["name"], []))
        if record["unit"]:
            unit = record["unit"].rpartition("/")[2]
            places.append(Place(unit, record["unitName"], record["bureauName"], record["basis"]))
    return [Year(year, program, name, _nearest(places), ()) for year, (name, places) in found.items()]


def _nearest(places: list[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if place.basis == "printed") or tuple(places)


def _records(engine: Engine, name: str, program: str, base: str) -> list[dict[str, str]]:
    query = find(name)
    return list(engine.select(query.text, bindings(query, {"program": program}, base)).records())
