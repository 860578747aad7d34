"""What has changed between two releases: documents, figures, links, decisions, discrepancies, row by row.

The tables of both are compared. A row is told by its key; rows of tables without a key are the same or they
are not. Nothing is asked of the earlier release but its tables, and these must be as they were released.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.catalogue import digest
from gyebo.export.release_files import ABOUT, SUMS, TABLES

# A heading for each kind of change, and the tables under it with what tells their rows apart.
_KEYS = MappingProxyType({
    "documents": ("id", "cited_by", "line"),
    "figures": ("figure",),
    "transfers": ("transfer",),
    "carryovers": ("document", "line", "kind", "department", "program", "item"),
    "contracts": ("document", "line", "title"),
    "changes": ("kind", "from_id", "from_name", "from_year", "to_id", "to_name", "to_year", "document", "line"),
    "programs": ("program_id",),
    "program_years": ("program_id", "fiscal_year"),
    "units": ("unit_id",),
    "unit_changes": ("change_id",),
    "discrepancies": ("rule", "document", "lines", "subject"),
})  # fmt: skip
HEADINGS = MappingProxyType({
    "documents": (("documents",), "문서", "Documents"),
    "figures": (("figures", "transfers", "carryovers", "contracts"), "숫자", "Figures"),
    "links": (("changes", "unit_changes"), "이어짐", "Links"),
    "decisions": (("programs", "program_years", "units"), "판단", "Decisions"),
    "discrepancies": (("discrepancies",), "모순", "Discrepancies"),
})  # fmt: skip
_SHOWN = 40  # rows of a table in CHANGES.md; CHANGES.json has all
Row = dict[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """An earlier release: its version and its folder."""

    version: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs in a table: rows that are new, gone, or otherwise (key, column → before and after)."""

    table: str
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[tuple[Row, dict[str, tuple[str, str]]], ...]

    @property
    def count(self) -> int:
        """How many rows differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def previous(folder: Path) -> Against:
    """Return an earlier release; raise `UsageProblem` or `Unreadable` where it is none, or not as it was released."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        sums = (folder / SUMS).read_text(encoding="utf-8")
        version = about["version"]
    except FileNotFoundError:
        raise UsageProblem(
            f"{folder} is no release", "name a folder that gyebo export all has written"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(folder, None, f"the release cannot be read ({error})", "name another one") from None
    for line in sums.splitlines():
        known, _, path = line.partition("  ")
        if path.startswith(f"{TABLES}/"):
            _check(folder / path, known)
    return Against(str(version), folder)


def _check(path: Path, known: str) -> None:
    if not path.is_file() or digest(path) != known:
        raise Unreadable(
            path, None, "the file is not as it was released", "name a release that sha256sum -c finds whole"
        )


def changes(folder: Path, earlier: Against | None) -> list[Differences]:
    """Return what differs in each table of a release from an earlier one; nothing where there is none."""
    if earlier is None:
        return []
    return [
        _differences(table, _rows(earlier.folder, table), _rows(folder, table))
        for tables, _, _ in HEADINGS.values()
        for table in tables
    ]


def _rows(folder: Path, table: str) -> dict[tuple[Key, int], Row]:
    """Return the rows of a table by their key, and by a number where several rows have the same."""
    seen: Counter[Key] = Counter()
    found: dict[tuple[Key, int], Row] = {}
    for row in _read(folder / TABLES / f"{table}.csv"):
        key = tuple(row.get(name, "") for name in _KEYS[table])
        found[key, seen[key]] = row
        seen[key] += 1
    return found


def _read(path: Path) -> Iterator[Row]:
    if not path.is_file():  # a table that releases did not have yet
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _differences(table: str, old: dict[tuple[Key, int], Row], new: dict[tuple[Key, int], Row]) -> Differences:
    both = sorted(old.keys() & new.keys())
    named = [({name: new[key][name] for name in _KEYS[table]}, _fields(old[key], new[key])) for key in both]
    return Differences(
        table, tuple(new[key] for key in sorted(new.keys() - old.keys())),
        tuple(old[key] for key in sorted(old.keys() - new.keys())), tuple(each for each in named if each[1]),
    )  # fmt: skip


def _fields(old: Row, new: Row) -> dict[str, tuple[str, str]]:
    return {
        name: (old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name, "") != new.get(name, "")
    }


def write_changes(folder: Path, version: str, earlier: Against | None, found: list[Differences]) -> None:
    """Write what has changed for programs (CHANGES.json) and for people (CHANGES.md)."""
    data = {"version": version, "since": earlier.version if earlier else None, "changes": _as_json(found)}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (folder / "CHANGES.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    page = "\n".join(_page(version, earlier, {each.table: each for each in found}))
    (folder / "CHANGES.md").write_text(f"{page}\n", encoding="utf-8", newline="\n")


def _as_json(found: list[Differences]) -> dict[str, Any]:
    tables = {each.table: each for each in found}
    return {
        heading: {
            table: {
                "added": list(tables[table].added),
                "removed": list(tables[table].removed),
                "changed": [
                    {
                        "key": key,
                        "fields": {
                            name: {"before": old, "after": new} for name, (old, new) in fields.items()
                        },
                    }
                    for key, fields in tables[table].changed
                ],
            }
            for table in members
        }
        for heading, (members, _, _) in HEADINGS.items()
        if found
    }


def _page(version: str, earlier: Against | None, tables: dict[str, Differences]) -> Iterator[str]:
    yield f"# {version}\n"
    if earlier is None:
        yield "견줄 앞선 공개본이 없다. There is no earlier release to compare with."
        return
    yield f"{earlier.version} 다음. Since {earlier.version}.\n"
    for members, ko, en in HEADINGS.values():
        yield f"## {ko} · {en}\n"
        if not any(tables[table].count for table in members):
            yield "그대로다. Unchanged.\n"
        for table in members:
            yield from _section(tables[table])


def _section(found: Differences) -> Iterator[str]:
    """Yield a table's changes, the first of each kind."""
    if not found.count:
        return
    yield f"### {found.table}: +{len(found.added)} −{len(found.removed)} ±{len(found.changed)}\n"
    lines = [
        *(f"- + {_said(found.table, row)}" for row in found.added),
        *(f"- − {_said(found.table, row)}" for row in found.removed),
        *(
            f"- ± {_key(key)}: {'; '.join(f'{name} {old!r} → {new!r}' for name, (old, new) in fields.items())}"
            for key, fields in found.changed
        ),
    ]
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"- … {len(lines) - _SHOWN:,} more: CHANGES.json"
    yield ""


def _key(row: Row) -> str:
    return " · ".join(value for value in row.values() if value)


def _said(table: str, row: Row) -> str:
    """Return a row in one line: its key, and what people know it by."""
    known = {
        name: row.get(name, "")
        for name in (*_KEYS[table], "document", "line", "label", "raw", "name", "message_ko")
    }
    return _key(known)
