"""The page of a fiscal year: what happened, amounts by bureau, the programs and the documents."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block, records
from gyebo.server.pages.labels import life

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """The sum of one bureau, and how many programs it covers."""

    total_won: int
    programs: int


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of amount in one round, with the sum of each bureau."""

    kind: str
    round: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """Everything that a year's page shows."""

    year: int
    known: tuple[int, ...]
    bureaus: tuple[tuple[str, str], ...]
    totals: tuple[Row, ...]
    events: tuple[Record, ...]
    programs: tuple[tuple[str, str, tuple[Record, ...]], ...]
    documents: tuple[Record, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of a year's page."""
    return [route(site, Kind("/year/{year}", "year.html", view, blocks, near=near))]


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("year", asked.path["year"]),)
    return (
        Block("bureaus", "실·국별 금액", "Amounts by bureau", "page/year_bureaus", of),
        Block("events", "일어난 일", "What happened", "year/events", of),
        Block("programs", "사업", "Programs", "page/year_programs", of),
        Block("documents", "읽은 문서", "Documents", "export/documents"),
    )


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return the years that something is known of."""
    return [(f"/year/{year}", year) for year in map(str, _known(asked))]


def _known(asked: Asked) -> tuple[int, ...]:
    return tuple(int(record["year"]) for record in records(asked.engine, "page/years", asked.base))


def view(asked: Asked) -> Year | None:
    """Return what the page of a year shows; None where nothing is known of it."""
    known = _known(asked)
    if asked.path["year"] not in map(str, known):
        return None
    bureaus, events, programs, documents = (
        tuple(block.rows(asked.engine, asked.base).records()) for block in blocks(asked)
    )
    columns = tuple(dict.fromkeys((record["bureau"], record["bureauName"]) for record in bureaus))
    groups = groupby(programs, key=lambda r: (r["unit"], r["unitName"]))
    return Year(
        int(asked.path["year"]), known, columns, _totals(bureaus, columns), events,
        tuple((unit, name, tuple(group)) for (unit, name), group in groups),
        tuple(r for r in documents if not r["cited_by"] and r["id"].startswith(asked.path["year"])),
    )  # fmt: skip


def _totals(rows: tuple[Record, ...], columns: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    cells: dict[tuple[str, str], dict[str, Cell]] = {}
    for row in rows:
        cells.setdefault((row["kind"], row["round"]), {})[row["bureau"]] = Cell(
            int(row["total"]), int(row["programs"])
        )
    ordered = sorted(cells, key=lambda key: (life(key[0]), key[1]))
    return tuple(Row(*key, tuple(cells[key].get(bureau) for bureau, _ in columns)) for key in ordered)
