"""The lineage of a program put together from the query library: who, when, under which name, with how much."""

from dataclasses import asdict, dataclass
from typing import Any

from gyebo.query.library import run
from gyebo.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Member:
    """A program of a lineage, how it is related to the one traced, and whether documents state that."""

    id: str
    name: str
    relation: str
    status: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit under which a program is printed in a year; `basis` "listed" means only in a later document."""

    unit: str
    name: str
    bureau: str
    basis: str


@dataclass(frozen=True, slots=True)
class Money:
    """A decided amount in won, with the figure it was decided from."""

    round: str
    kind: str
    kind_name: str
    item: str
    item_name: str
    amount_won: int
    raw: str
    unit: str
    as_of: str
    document: str
    line: int


@dataclass(frozen=True, slots=True)
class Year:
    """A program in a fiscal year."""

    year: int
    program: str
    name: str
    places: tuple[Place, ...]
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change between program-years; an empty side is a beginning or an end."""

    id: str
    kind: str
    from_id: str
    from_name: str
    from_year: str
    to_id: str
    to_name: str
    to_year: str
    date: str
    status: str
    confidence: str
    reason: str
    reason_ko: str
    document: str
    line: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The lineage of one program: its members, their years, the changes between them."""

    id: str
    name: str
    members: tuple[Member, ...]
    years: tuple[Year, ...]
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the trace as plain data."""
        return asdict(self)


# The life of a budget figure, in which a year's amounts are told.
LIFE = (
    "proposed", "original", "current", "supplementary", "final", "carried_in", "appropriation", "obligation",
    "expenditure", "carryover", "carryover_specified", "carryover_unforeseen", "carryover_continuing",
    "subsidy_return", "unspent",
)  # fmt: skip


def trace(engine: Engine, program: str) -> Trace:
    """Return the lineage of the program with id `program`: itself, all before it and all after it."""
    members = tuple(
        _member(record) for record in run(engine, "lineage/members", {"program": program}).records()
    )
    years = sorted(
        (year for m in members for year in _years(engine, m.id)), key=lambda y: (y.year, y.program)
    )
    changes = dict.fromkeys(change for m in members for change in _changes(engine, m.id))
    name = next((m.name for m in members if m.id == program), "")
    ordered = sorted(changes, key=lambda c: (c.to_year or c.from_year, c.id))
    return Trace(program, name, members, tuple(years), tuple(ordered))


def _member(record: dict[str, str]) -> Member:
    identifier = record["program"].rpartition("/")[2]
    return Member(identifier, record["name"], record["relation"], record["status"])


def _years(engine: Engine, program: str) -> list[Year]:
    amounts: dict[int, list[Money]] = {}
    for record in run(engine, "program/amounts", {"program": program}).records():
        amounts.setdefault(int(record["year"]), []).append(_money(record))
    for money in amounts.values():
        money.sort(key=lambda m: (m.item != "_T", m.item, m.as_of, LIFE.index(m.kind), m.round))
    years: dict[int, Year] = {}
    for record in run(engine, "program/years", {"program": program}).records():
        at = int(record["year"])
        known = years.get(at)
        places = (*(known.places if known else ()), *_place(record))
        years[at] = Year(at, program, record["name"], _nearest(places), tuple(amounts.get(at, ())))
    return list(years.values())


def _nearest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the units that a document of the year itself prints; only where there are none, a later one's."""
    own = tuple(place for place in places if place.basis == "printed")
    return own or places


def _place(record: dict[str, str]) -> list[Place]:
    if not record["unit"]:
        return []
    unit = record["unit"].rpartition("/")[2]
    return [Place(unit, record["unitName"], record["bureauName"], record["basis"])]


def _money(record: dict[str, str]) -> Money:
    return Money(
        record["round"], record["kind"], record["kindName"], record["item"], record["itemName"],
        int(record["amount"]), record["raw"], record["unit"], record["asOf"], record["document"], int(record["line"]),
    )  # fmt: skip


def _changes(engine: Engine, program: str) -> list[Change]:
    return [change_of(record) for record in run(engine, "program/changes", {"program": program}).records()]


def change_of(record: dict[str, str]) -> Change:
    """Return the change that a row of program/changes or lineage/links tells."""
    return Change(
        record["change"], record["kind"], record["fromId"], record["fromName"], record["fromYear"], record["toId"],
        record["toName"], record["toYear"], record["date"], record["status"], record["confidence"], record["reason"],
        record["reasonKo"], record["document"], record["line"],
    )  # fmt: skip
