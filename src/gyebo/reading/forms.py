"""Table forms: what a heading looks like, and what its columns and row labels mean.

A form is data (`loaders/<kind>/forms/*.toml`): one entry for each layout of table that a kind of
document prints. A new year with the same headings needs no code; a new heading needs one entry.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gyebo.text.normalize import squeeze

LAYOUTS = ("tab", "list", "blocks", "stream", "notes", "sides", "projects")
LABELS = (
    "index", "year", "group", "account", "department", "policy_program", "unit_program", "program",
    "sub_program", "item", "revenue", "project", "period", "tree", "label",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its printed heading path, the kind of figure in it, and the year and round it is about.

    `year` is empty (the document's year), a number, the name of a year in the heading ("a"), that year
    with an offset ("a-1"), "row" (the row's label is the year), "as_of" (the year of the table's date of
    status), "period" (that of the first period printed in the cell) or "none" (no one year). `text` marks a
    column of running text whose amounts are figures of this kind. `bare` lets rates be printed without "%".
    `label` names what the column is about where the things stand beside each other instead of below.
    `as_of` is the date of a status ("{d}-05"). A `unit` of several ("백만원|%") is decided for each row by
    the column's rule. `kept` marks a column whose cells are printed in every row that has the amount,
    also where it is zero. `count` marks a column of things counted in a table of money. `in_heading` is
    the name of an amount that the heading itself prints ("{A}"). `bracketed` marks a column whose
    values stand in brackets; those of the others then do not. `kinds` give amounts in running text
    another kind by the words "before" or "after".
    """

    id: str
    header: str
    kind: str = "other"
    year: str = ""
    round: str | None = None
    unit: str = ""
    item: str = ""
    text: bool = False
    label: str = ""
    bare: bool = False
    kept: bool = False
    operation: str = ""
    as_of: str = ""
    count: bool = False
    in_heading: str = ""
    bracketed: bool = False
    kinds: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One layout of table: heading, columns, label columns and the identities that its rows satisfy.

    `part` names the part of their programs that all such tables are about; "caption" where the caption names it.
    """

    id: str
    headings: tuple[re.Pattern[str], ...]
    layout: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[str, ...] = ()
    minimum: int = 0
    subject: bool = False
    owner: str = ""
    unit: str = ""
    bureau: str = ""
    account: str = ""
    operation: str = "expenditure"
    as_of: str = ""
    part: str = ""
    statistics: bool = False
    tail: int = 0
    settings: dict[str, Any] = field(default_factory=dict)


def load_forms(folder: Path) -> tuple[Form, ...]:
    """Read the forms of a kind of document; raise `ValueError` naming the form that is wrong."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]
    return tuple(form(entry) for text in texts for entry in tomllib.loads(text).get("form", []))


def form(entry: dict[str, Any]) -> Form:
    """Make a `Form` of one TOML entry."""
    data = dict(entry)
    columns = tuple(_column(column) for column in data.pop("columns"))
    labels = tuple(data.pop("labels", ["label"]))
    printed = data.pop("heading")
    made = Form(
        headings=tuple(heading_pattern(h) for h in ([printed] if isinstance(printed, str) else printed)),
        columns=columns,
        labels=labels,
        layout=data.pop("layout", "tab"),
        rules=tuple(data.pop("rules", ())),
        minimum=data.pop("minimum", 0) or len(columns),
        **data,
    )
    _require(made.layout in LAYOUTS, made, f"layout {made.layout!r} is not one of {LAYOUTS}")
    _require(set(made.labels) <= set(LABELS), made, f"labels {made.labels} are not all in {LABELS}")
    _require(len({c.id for c in columns}) == len(columns), made, "two columns have one id")
    return made


def _column(entry: dict[str, Any]) -> Column:
    kind = entry.get("kind", "other")
    rest = {name: value for name, value in entry.items() if name not in ("id", "year")}
    unit = rest.pop("unit", "%" if kind.endswith("_rate") else "")
    kinds = tuple((side, words, kind) for side, words, kind in rest.pop("kinds", ()))
    return Column(id=entry.get("id", kind), year=str(entry.get("year", "")), unit=unit, kinds=kinds, **rest)


def _require(condition: bool, made: Form, what: str) -> None:
    if not condition:
        raise ValueError(f"form {made.id!r}: {what}")


def heading_pattern(heading: str) -> re.Pattern[str]:
    """Return the pattern of a heading in text without whitespace.

    `{a}` stands for a year, `{a2}` for its last two digits, `{A}` for an amount or a date that a column
    names, `{#}` for any date or number that nothing refers to.

    >>> bool(heading_pattern("구 분 {a}년도").fullmatch("구분2021년도"))
    True
    """
    seen: set[str] = set()

    def piece(part: str) -> str:
        name = part[1:-1]
        if not (part.startswith("{") and part.endswith("}")):
            return re.escape(squeeze(part))
        if name == "#":
            return r"[\d.,'’~]+"
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        if name.endswith("2"):
            return rf"(?P<{name[0]}>\d\d)"
        return rf"(?P<{name}>[△▲-]?\d[\d,.]*)" if name.isupper() else rf"(?P<{name}>(?:19|20)\d\d)"

    return re.compile("".join(piece(part) for part in re.split(r"(\{[A-Za-z#]2?\})", heading)))
