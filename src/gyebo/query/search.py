"""Korean-aware search: names that hold the text first, then names alike by letters (decomposed syllables).

Over the embedded store the search index proposes the candidates; elsewhere every name of the graph is one.
Either way `letters.likeness` ranks them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gyebo.errors import UsageProblem
from gyebo.query.candidates import candidates, index_of
from gyebo.query.index import ROLES, TYPES, Known, known_names
from gyebo.query.letters import Wanted, likeness
from gyebo.store.engine import Engine

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, the name it was found by and what that is to it, and how alike it is to the text, in percent."""

    id: str
    type: str
    name: str
    found_by: str
    score: int
    role: str = ""
    context: str = ""
    iri: str = ""


def search(engine: Engine, text: str, limit: int = 20, types: Iterable[str] = TYPES) -> list[Hit]:
    """Return the best hit of each thing, best first; spaces, middle dots, quotes, particles and case do not matter.

    `types` are those of gyebo.query.index.TYPES. Raises `UsageProblem` for an empty or an overlong text.
    """
    wanted = Wanted(text)
    if not wanted.key:
        raise UsageProblem("there is nothing to search for", "say part of a name")
    if len(text) > LONGEST:
        raise UsageProblem(f"the text has {len(text)} characters", f"names have at most {LONGEST}")
    index = index_of(engine)
    known = candidates(index, wanted) if index else known_names(engine)
    return ranked(wanted, known, frozenset(types))[:limit]


def ranked(wanted: Wanted, known: Iterable[Known], types: frozenset[str]) -> list[Hit]:
    """Return the best name of each thing, best first; of equals programs first, then units, the latest first."""
    best: dict[str, tuple[tuple[float, int, str], Known]] = {}
    for each in known:
        if each.thing.type in types and (score := _score(wanted, each)):
            told = ((-score, ROLES.index(each.role), each.name), each)
            iri = each.thing.iri
            best[iri] = min(told, best.get(iri, told), key=lambda one: one[0])
    ordered = sorted(best.values(), key=_rank)
    return [_hit(-order[0], each) for order, each in ordered]


def _score(wanted: Wanted, known: Known) -> float:
    if wanted.plain == known.thing.id:
        return 100
    return likeness(wanted, known.name, known.key)


def _rank(found: tuple[tuple[float, int, str], Known]) -> tuple[float, int, int, int, int, str]:
    (score, role, name), known = found
    thing = known.thing
    newest = -int(thing.latest or 0)
    return score, TYPES.index(thing.type), role, newest, len(name), thing.id


def _hit(score: float, known: Known) -> Hit:
    thing = known.thing
    return Hit(
        thing.id, thing.type, thing.name, known.name, round(score), known.role, thing.context, thing.iri
    )
