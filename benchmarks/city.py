"""A synthetic city of any size, made by chance from a seed: what people decided about it.

A bureau has four departments and 28 programs a year from 2018 to 2023 (`benchmarks.history`), and publishes a
budget review, a settlement review and a diversion report for every year (`benchmarks.papers`). Decisions and
facts are the dataclasses that a real build reads, so that the graph is made by the very code that makes the
real one. A bureau is about 100,000 triples; a larger city has more bureaus, not larger lineages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.history import (
    BASIC,
    DEPARTMENTS,
    TOPICS,
    YEARS,
    Bureau,
    Life,
    bureau_of,
    review_id,
)
from benchmarks.papers import papers
from gyebo.facts.decisions import Decisions, ProgramIdentity, ProgramName, UnitChange, UnitName, UnitVersion
from gyebo.facts.sources import SourceEntry
from gyebo.model.reading import Reading

_CITY = UnitVersion(
    unit_id="U01", version="1", name="가상시", name_en="Synthetic City", kind="city", parent="", valid_from="",
    valid_through="", status="stated", document=review_id(0, 2018), line=1, reason="made up",
)  # fmt: skip
_OFFICES = ("담당관", "과", "추진과", "운영과")


@dataclass(frozen=True, slots=True)
class City:
    """A city of so many bureaus; the same seed gives the same bureaus."""

    bureaus: int
    seed: int = 2018

    def __post_init__(self) -> None:
        if not 0 < self.bureaus <= len(TOPICS):
            raise ValueError(f"a city has 1 to {len(TOPICS)} bureaus")

    def decisions(self) -> Decisions:
        """Return the decisions of the whole city."""
        numbers = range(self.bureaus)
        told = [bureau_of(self.seed, number) for number in numbers]
        return Decisions(
            units=(_CITY, *(row for number in numbers for row in _versions(number))),
            unit_names=tuple(_unit_name(row) for number in numbers for row in _versions(number)),
            unit_changes=tuple(row for number in numbers for row in _reorganisations(number)),
            programs=tuple(row for bureau in told for row in _identities(bureau)),
            program_names=tuple(row for bureau in told for row in _names(bureau)),
            program_changes=tuple(row for bureau in told for row in bureau.changes),
        )

    def readings(self) -> Iterator[tuple[SourceEntry, Reading]]:
        """Yield the documents one by one, each with its facts."""
        for number in range(self.bureaus):
            yield from papers(bureau_of(self.seed, number), bureau_name, department_name, self.seed)


def department_name(number: int, department: int, year: int) -> str:
    """Return a department's name: every second is renamed in 2020, the last two become one in 2022."""
    if year == YEARS[-1] and department >= DEPARTMENTS - 2:
        return TOPICS[number] + "통합센터"
    new = "신" if year >= 2020 and department % 2 else ""
    return f"{TOPICS[number]}{new}{_OFFICES[department]}"


def bureau_name(number: int, year: int) -> str:
    """Return a bureau's name, which changes in 2020."""
    return TOPICS[number] + ("정책관" if year >= 2020 else "관")


def _identities(bureau: Bureau) -> Iterator[ProgramIdentity]:
    latest = {life.program: life.name for year in YEARS for life in bureau.years[year]}
    for program, name in sorted(latest.items()):
        yield ProgramIdentity(program_id=program, name=name, name_en=f"Program {program}", judgement_note="")


def _names(bureau: Bureau) -> list[ProgramName]:
    """Return a decision for each name that a program is printed under."""
    used: dict[tuple[str, str, str], ProgramName] = {}
    for year in YEARS:
        for line, life in enumerate(bureau.years[year], start=10):
            for printed in (life.name, life.printed):
                name = _name(bureau.number, year, line, life, printed)
                used.setdefault((name.program_id, name.printed, name.department), name)
    return list(used.values())


def _name(number: int, year: int, line: int, life: Life, printed: str) -> ProgramName:
    kind = "name" if printed == life.name else "alias" if "(" in printed else "misprint"
    return ProgramName(
        printed=printed, department=department_name(number, life.department, year) if printed == BASIC else "",
        first_year=None, last_year=None, program_id=life.program, kind=kind, judgement="same",
        document=review_id(number, year), line=line, reason="as printed", date="2026-11-21",
    )  # fmt: skip


def _unit(number: int, place: int) -> str:
    return f"U{number * 10 + place + 10:02}"


def _version(number: int, place: int, version: int, name: str, since: str, through: str) -> UnitVersion:
    return UnitVersion(
        unit_id=_unit(number, place), version=str(version), name=name, name_en="",
        kind="department" if place else "bureau", parent=f"{_unit(number, 0)}-{version}" if place else _CITY.id,
        valid_from=since, valid_through=through, status="inferred", document=review_id(number, 2020), line=2,
        reason="as printed",
    )  # fmt: skip


def _versions(number: int) -> list[UnitVersion]:
    """Return the versions of a bureau (place 0), its departments, and the one made of the last two."""
    versions = []
    for version, year, since, through in ((1, 2018, "", "2019"), (2, 2020, "2020", "")):
        names = [bureau_name(number, year), *(department_name(number, d, year) for d in range(DEPARTMENTS))]
        versions += [
            _version(number, place, version, name, since, through) for place, name in enumerate(names)
        ]
    merged = department_name(number, DEPARTMENTS - 1, YEARS[-1])
    return [*versions, _version(number, DEPARTMENTS + 1, 2, merged, "2022-08", "")]


def _unit_name(version: UnitVersion) -> UnitName:
    first, last = (None, 2019) if version.version == "1" else (2020, None)
    return UnitName(
        printed=version.name, version=version.id, first_year=first, last_year=last, kind="name",
        document=version.document, line=version.line, reason="as printed",
    )  # fmt: skip


def _reorganisations(number: int) -> list[UnitChange]:
    places = [_unit(number, place) for place in range(DEPARTMENTS + 2)]
    renamed = [
        _reorganisation(number, place, "rename", f"{unit}-1", f"{unit}-2", "2020")
        for place, unit in enumerate(places[:-1])
    ]
    merged = "|".join(f"{unit}-2" for unit in places[-3:-1])
    return [*renamed, _reorganisation(number, DEPARTMENTS + 1, "merge", merged, f"{places[-1]}-2", "2022-08")]


def _reorganisation(number: int, place: int, kind: str, before: str, after: str, date: str) -> UnitChange:
    return UnitChange(
        change_id=f"R{number:03}{place}", kind=kind, date=date, date_precision="", from_versions=before,
        to_versions=after, main="", status="stated", confidence=Decimal(1), document=review_id(number, 2020),
        line=3, reason="the review says so",
    )  # fmt: skip
