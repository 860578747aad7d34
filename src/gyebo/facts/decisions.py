"""Decisions: rows that people wrote, each with a reason in both languages, under `data/decisions/`."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gyebo.errors import Unreadable
from gyebo.facts.rows import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitVersion:
    """A unit under one name and one parent for a span of dates (ISO, as exact as known; empty is unknown)."""

    unit_id: str
    version: str
    name: str
    name_en: str
    kind: str
    parent: str
    valid_from: str
    valid_through: str
    status: str
    document: str
    line: int | None
    reason: str
    reason_ko: str

    @property
    def id(self) -> str:
        """The version's id, such as U01-2."""
        return f"{self.unit_id}-{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A printed name of a unit version, in documents about `first_year` to `last_year`."""

    printed: str
    version: str
    first_year: int | None
    last_year: int | None
    kind: str
    document: str
    line: int | None
    reason: str
    reason_ko: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A reorganisation: versions before, versions after, a date as exact as known."""

    change_id: str
    kind: str
    date: str
    date_precision: str
    from_versions: str
    to_versions: str
    main: str
    status: str
    confidence: Decimal | None
    document: str
    line: int | None
    reason: str
    reason_ko: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramIdentity:
    """A program through time: its id, its latest printed name."""

    program_id: str
    name: str
    name_en: str
    judgement_note: str
    judgement_note_ko: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramName:
    """A decision on a printed name: that it names `program_id` (judgement same), or not, or that one is unsure."""

    printed: str
    department: str
    first_year: int | None
    last_year: int | None
    program_id: str
    kind: str
    judgement: str
    document: str
    line: int | None
    reason: str
    reason_ko: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChangeRow:
    """A change of programs: from one program-year to another; an empty side is a beginning or an end.

    `from_name` and `to_name` are the names as printed then, where the label of the year does not tell them.
    """

    change_id: str
    kind: str
    from_program: str
    from_name: str
    from_year: int | None
    to_program: str
    to_name: str
    to_year: int | None
    date: str
    status: str
    confidence: Decimal | None
    document: str
    line: int | None
    reason: str
    reason_ko: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A misprint and how it is read, with the reason; what is printed stays printed."""

    document: str
    line: int
    printed: str
    read_as: str
    reason: str
    reason_ko: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions, as read from their folder."""

    units: tuple[UnitVersion, ...] = ()
    unit_names: tuple[UnitName, ...] = ()
    unit_changes: tuple[UnitChange, ...] = ()
    programs: tuple[ProgramIdentity, ...] = ()
    program_names: tuple[ProgramName, ...] = ()
    program_changes: tuple[ProgramChangeRow, ...] = ()
    corrections: tuple[Corrected, ...] = ()


_FILES: dict[str, type] = {
    "units": UnitVersion,
    "unit_names": UnitName,
    "unit_changes": UnitChange,
    "programs": ProgramIdentity,
    "program_names": ProgramName,
    "program_changes": ProgramChangeRow,
    "corrections": Corrected,
}


def read_decisions(folder: Path) -> Decisions:
    """Read every table of decisions; raise `Unreadable` naming file and line for a row that is wrong."""
    return Decisions(**{name: _table(folder / f"{name}.csv", kind) for name, kind in _FILES.items()})


def _table(path: Path, kind: type) -> tuple[Any, ...]:
    """Read one table, in which every row says why in both languages; only programs may need no word."""
    rows: tuple[Any, ...] = tuple(read_rows(path, kind))
    for line, row in enumerate(rows, start=2):
        if isinstance(row, ProgramIdentity):
            if bool(row.judgement_note) != bool(row.judgement_note_ko):
                raise Unreadable(
                    path, line, "the note is in one language only", "write it in both, or in none"
                )
        else:
            demand_reasons(path, line, row.reason, row.reason_ko)
    return rows


def demand_reasons(path: Path, line: int, reason: str, reason_ko: str) -> None:
    """Raise `Unreadable` for a decision that does not say in both languages why."""
    if not reason:
        raise Unreadable(path, line, "no reason is given", "say what the source shows")
    if not reason_ko:
        raise Unreadable(path, line, "the reason is not given in Korean", "fill reason_ko")
