"""Printed names → decided identities. A name that nobody decided stays a thing of its own."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gyebo.facts.decisions import Decisions, ProgramName, UnitName
from gyebo.model.figure import Figure
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
        self._programs: dict[str, list[tuple[str, ProgramName]]] = defaultdict(list)
        self._misplaced = _misplaced(decisions.program_names)
        for name in decisions.program_names:
            if name.judgement == "same":
                department = bare(name.department) if name.department else ""
                self._programs[key(name.printed)].append((department, name))
        self._found: dict[tuple[str, str, int | None], Identified] = {}
        self._found_units: dict[tuple[str, int | None], str] = {}
        self._units = _grouped((key(name.printed), name) for name in decisions.unit_names)

    def program(self, printed: str, department: str, year: int | None) -> Identified:
        """Return the program that `printed` names in a department's table, in figures about `year`.

        A name decided for the department goes before one decided for all. Where no decision fits, the
        identity is made of the name and the department themselves, so that nothing is joined by accident.
        """
        asked = (printed, department, year)
        if asked not in self._found:
            self._found[asked] = self._program(*asked)
        return self._found[asked]

    def misplaced(self, figure: Figure) -> bool:
        """Tell whether a decision says of this line that another program's amounts stand beside the name there."""
        name = self._misplaced.get((figure.document, figure.line))
        return name is not None and key(name.printed) in (key(figure.program), key(figure.sub_program))

    def _program(self, printed: str, department: str, year: int | None) -> Identified:
        candidates = [pair for pair in self._programs.get(key(printed), ()) if _in_force(pair[1], year)]
        here = bare(department)
        own = {name.program_id for its, name in candidates if its and its in here}
        ids = own or {name.program_id for its, name in candidates if not its}
        if len(ids) == 1:
            return Identified(ids.pop(), decided=True)
        return Identified("X" + _digest(key(printed), key(department)), decided=False)

    def unit(self, printed: str, year: int | None) -> str:
        """Return the unit version that `printed` names in a document about `year`, or empty."""
        asked = (printed, year)
        if asked not in self._found_units:
            rows = (name for name in self._units.get(key(printed), ()) if _in_force(name, year))
            self._found_units[asked] = max((name.version for name in rows), default="")
        return self._found_units[asked]


def _misplaced(names: Iterable[ProgramName]) -> dict[tuple[str, int], ProgramName]:
    """Return the names that are decided to stand beside another program's amounts by mistake, by document and line."""
    return {
        (name.document, name.line): name
        for name in names
        if name.kind == "misprint" and name.judgement == "not_same" and name.line is not None
    }


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
