"""Printed names → decided identities. A name that nobody decided stays a thing of its own."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gyebo.facts.decisions import Decisions, ProgramName, UnitName
from gyebo.text.names import bare, key

_ALWAYS = (0, 9999)


@dataclass(frozen=True, slots=True)
class Identified:
    """The identity that a printed name stands for, and whether a decision says so."""

    id: str
    decided: bool


class Names:
    """The decided names of programs and units, by comparison key, department and year."""

    def __init__(self, decisions: Decisions) -> None:
        self._programs = _grouped(
            (key(name.printed), name) for name in decisions.program_names if name.judgement == "same"
        )
        self._units = _grouped((key(name.printed), name) for name in decisions.unit_names)
        self._bare = {version.id: version for version in decisions.units}

    def program(self, printed: str, department: str, year: int | None) -> Identified:
        """Return the program that `printed` names in a department's table, in figures about `year`.

        A name decided for the department goes before one decided for all. Where no decision fits, the
        identity is made of the name and the department themselves, so that nothing is joined by accident.
        """
        candidates = [name for name in self._programs.get(key(printed), ()) if _in_force(name, year)]
        own = [name for name in candidates if name.department and bare(name.department) in bare(department)]
        common = [name for name in candidates if not name.department]
        ids = {name.program_id for name in own or common}
        if len(ids) == 1:
            return Identified(ids.pop(), decided=True)
        return Identified("X" + _digest(key(printed), key(department)), decided=False)

    def unit(self, printed: str, year: int | None) -> str:
        """Return the unit version that `printed` names in a document about `year`, or empty."""
        candidates = [name for name in self._units.get(key(printed), ()) if _in_force(name, year)]
        ids = sorted({name.version for name in candidates})
        return ids[-1] if ids else ""


def _grouped(
    pairs: Iterable[tuple[str, "ProgramName"]] | Iterable[tuple[str, "UnitName"]],
) -> dict[str, list]:  # type: ignore[type-arg]
    groups = defaultdict(list)
    for name, row in pairs:
        groups[name].append(row)
    return groups


def _in_force(name: ProgramName | UnitName, year: int | None) -> bool:
    first, last = name.first_year or _ALWAYS[0], name.last_year or _ALWAYS[1]
    return year is None or first <= year <= last


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:8]
