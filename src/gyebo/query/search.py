"""Korean-aware search over names: holding the text first, then alike by letters (decomposed syllables)."""

from dataclasses import dataclass

from gyebo.errors import UsageProblem
from gyebo.query.find import named
from gyebo.store.engine import Engine
from gyebo.text.names import jamo, key

_NEAR = 75


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, the name it was found by, and how alike that is to the text, in percent."""

    id: str
    type: str
    name: str
    found_by: str
    score: int


def search(engine: Engine, text: str, limit: int = 20) -> list[Hit]:
    """Return the best hit of each thing, best first; spaces, middle dots, quotes and case do not matter."""
    wanted = key(text)
    if not wanted:
        raise UsageProblem("there is nothing to search for", "say part of a name")
    best: dict[str, Hit] = {}
    for thing, name in named(engine):
        score = _score(wanted, jamo(text), name)
        known = best.get(thing.id)
        if score >= _NEAR and (known is None or score > known.score):
            best[thing.id] = Hit(thing.id, thing.type, thing.name, name, score)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))[:limit]


def _score(wanted: str, letters: str, name: str) -> int:
    """Return how well a name answers: 100 for the name itself, less the more it holds besides the text."""
    from rapidfuzz import fuzz

    held = key(name)
    if wanted in held:
        return 90 + round(10 * len(wanted) / len(held))
    whole = fuzz.ratio(letters, jamo(name))
    part = fuzz.partial_ratio(letters, jamo(name)) - 10 if len(wanted) >= 4 else 0
    return min(89, round(max(whole, part)))
