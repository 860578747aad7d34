"""A synthetic country of any size, made by chance from a seed: what people decided about it.

A country has cities, a city has bureaus, a bureau has departments with programs from year to year
(`benchmarks.history`, whose `Shape` says how many), and publishes a budget review, a settlement review and a
diversion report for every year (`benchmarks.papers`). Decisions and facts are the dataclasses that a real build
reads, so that the graph is made by the very code that makes the real one. A bureau is about 100,000 triples; a
larger country has more bureaus, not larger lineages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import chain

from benchmarks.history import BASIC, ONE, TOPICS, Bureau, Life, Shape, bureau_of, review_id
from benchmarks.papers import papers
from gyebo.facts.decisions import Decisions, ProgramIdentity, ProgramName, UnitChange, UnitName, UnitVersion
from gyebo.facts.sources import SourceEntry
from gyebo.model.reading import Reading

CITY = 5  # bureaus of a city, when nothing is said
_FIRST = "가나다라마바사아자차카타파하"
_SECOND = "람온울빛솔샘들별길뫼"


@dataclass(frozen=True, slots=True)
class City:
    """A city of so many bureaus; the same seed and number give the same bureaus."""

    bureaus: int
    seed: int = 2018
    number: int = 0
    shape: Shape = ONE

    def __post_init__(self) -> None:
        if not 0 < self.bureaus <= len(TOPICS):
            raise ValueError(f"a city has 1 to {len(TOPICS)} bureaus")
        if not 0 <= self.number < len(_FIRST) * len(_SECOND):
            raise ValueError(f"a country has 1 to {len(_FIRST) * len(_SECOND)} cities")

    @property
    def name(self) -> str:
        """The city's name: all of one length, so that none is the end of another."""
        second, first = divmod(self.number, len(_FIRST))
        return f"{_FIRST[first]}{_SECOND[second]}시"

    def bureau(self, place: int) -> Bureau:
        """Return a bureau's history; its number is its own in the whole country."""
        number = self.number * len(TOPICS) + place
        return bureau_of(self.seed, number, f"{self.name} {TOPICS[place]}", self.shape)

    def decisions(self) -> Decisions:
        """Return the decisions of the whole city."""
        told = [self.bureau(place) for place in range(self.bureaus)]
        return Decisions(
            units=(self._unit(), *(row for bureau in told for row in _versions(bureau, self._unit().id))),
            unit_names=tuple(
                _unit_name(row, bureau.shape.renamed)
                for bureau in told
                for row in _versions(bureau, self._unit().id)
            ),
            unit_changes=tuple(row for bureau in told for row in _reorganisations(bureau)),
            programs=tuple(row for bureau in told for row in _identities(bureau)),
            program_names=tuple(row for bureau in told for row in _names(bureau)),
            program_changes=tuple(row for bureau in told for row in bureau.changes),
        )

    def readings(self) -> Iterator[tuple[SourceEntry, Reading]]:
        """Yield the documents one by one, each with its facts."""
        for place in range(self.bureaus):
            yield from papers(self.bureau(place), self.seed)

    def _unit(self) -> UnitVersion:
        first = self.number * len(TOPICS)
        return UnitVersion(
            unit_id=f"U0{self.number + 1}", version="1", name=self.name, name_en=f"Synthetic City {self.number + 1}",
            kind="city", parent="", valid_from="", valid_through="", status="stated",
            document=review_id(first, self.shape.first), line=1, reason="made up", reason_ko="지어낸 것",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Country:
    """A country of so many bureaus, `city` of them in each city; a larger country holds the smaller."""

    bureaus: int
    seed: int = 2018
    city: int = CITY
    shape: Shape = ONE

    def cities(self) -> list[City]:
        """Return the cities; the last one may be small."""
        starts = range(0, self.bureaus, self.city)
        return [
            City(min(self.city, self.bureaus - start), self.seed, number, self.shape)
            for number, start in enumerate(starts)
        ]

    def decisions(self) -> Decisions:
        """Return the decisions of all cities."""
        told = [city.decisions() for city in self.cities()]
        names = [field.name for field in fields(Decisions)]
        return Decisions(
            **{name: tuple(chain.from_iterable(getattr(one, name) for one in told)) for name in names}
        )

    def readings(self) -> Iterator[tuple[SourceEntry, Reading]]:
        """Yield the documents one by one, each with its facts."""
        for city in self.cities():
            yield from city.readings()


Made = City | Country


def _identities(bureau: Bureau) -> Iterator[ProgramIdentity]:
    latest = {life.program: life.name for lives in bureau.years.values() for life in lives}
    for program, name in sorted(latest.items()):
        yield ProgramIdentity(
            program_id=program,
            name=name,
            name_en=f"Program {program}",
            judgement_note="",
            judgement_note_ko="",
        )


def _names(bureau: Bureau) -> list[ProgramName]:
    """Return a decision for each name that a program is printed under."""
    used: dict[tuple[str, str, str], ProgramName] = {}
    for year, lives in bureau.years.items():
        for line, life in enumerate(lives, start=10):
            for printed in (life.name, life.printed):
                name = _name(bureau, year, line, life, printed)
                used.setdefault((name.program_id, name.printed, name.department), name)
    return list(used.values())


def _name(bureau: Bureau, year: int, line: int, life: Life, printed: str) -> ProgramName:
    kind = "name" if printed == life.name else "alias" if "(" in printed else "misprint"
    return ProgramName(
        printed=printed, department=bureau.department(life.department, year) if printed == BASIC else "",
        first_year=None, last_year=None, program_id=life.program, kind=kind, judgement="same",
        document=review_id(bureau.number, year), line=line, reason="as printed",
        reason_ko="인쇄된 그대로", date="2026-11-21",
    )  # fmt: skip


def _place(number: int, place: int) -> str:
    """Return the id of a bureau (place 0) or of a department."""
    return f"U{number * 100 + place + 10:02}"


def _version(
    bureau: Bureau, city: str, place: int, version: int, name: str, since: str, through: str
) -> UnitVersion:
    return UnitVersion(
        unit_id=_place(bureau.number, place), version=str(version), name=name, name_en="",
        kind="department" if place else "bureau", parent=f"{_place(bureau.number, 0)}-{version}" if place else city,
        valid_from=since, valid_through=through, status="inferred",
        document=review_id(bureau.number, bureau.shape.renamed), line=2, reason="as printed",
        reason_ko="인쇄된 그대로",
    )  # fmt: skip


def _versions(bureau: Bureau, city: str) -> list[UnitVersion]:
    """Return the versions of a bureau (place 0), its departments, and the one made of the last two."""
    shape, versions = bureau.shape, []
    until, since = str(shape.renamed - 1), str(shape.renamed)
    for version, year, begun, ended in ((1, shape.first, "", until), (2, shape.renamed, since, "")):
        names = [bureau.name(year), *(bureau.department(d, year) for d in range(shape.departments))]
        versions += [
            _version(bureau, city, place, version, name, begun, ended) for place, name in enumerate(names)
        ]
    merged = bureau.department(shape.departments - 1, shape.last)
    return [*versions, _version(bureau, city, shape.departments + 1, 2, merged, f"{shape.last - 1}-08", "")]


def _unit_name(version: UnitVersion, renamed: int) -> UnitName:
    first, last = (None, renamed - 1) if version.version == "1" else (renamed, None)
    return UnitName(
        printed=version.name, version=version.id, first_year=first, last_year=last, kind="name",
        document=version.document, line=version.line, reason="as printed",
        reason_ko="인쇄된 그대로",
    )  # fmt: skip


def _reorganisations(bureau: Bureau) -> list[UnitChange]:
    places = [_place(bureau.number, place) for place in range(bureau.shape.departments + 2)]
    renamed = [
        _reorganisation(bureau, place, "rename", f"{unit}-1", f"{unit}-2", str(bureau.shape.renamed))
        for place, unit in enumerate(places[:-1])
    ]
    merged = "|".join(f"{unit}-2" for unit in places[-3:-1])
    date = f"{bureau.shape.last - 1}-08"
    return [*renamed, _reorganisation(bureau, len(places) - 1, "merge", merged, f"{places[-1]}-2", date)]


def _reorganisation(bureau: Bureau, place: int, kind: str, before: str, after: str, date: str) -> UnitChange:
    return UnitChange(
        change_id=f"R{bureau.number:03}{place:02}", kind=kind, date=date, date_precision="", from_versions=before,
        to_versions=after, main="", status="stated", confidence=Decimal(1),
        document=review_id(bureau.number, bureau.shape.renamed), line=3, reason="the review says so",
        reason_ko="검토보고서가 그렇게 밝힌다",
    )  # fmt: skip
