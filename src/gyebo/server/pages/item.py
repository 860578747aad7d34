"""The page of an expense item: its amounts through the years, added up and one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from gyebo.errors import UsageProblem
from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block, records
from gyebo.server.pages.figure import path_of
from gyebo.server.pages.formats import ALONE
from gyebo.server.pages.labels import life

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]
_CODES = "https://w3id.org/gyebo/code/expense-item/"


@dataclass(frozen=True, slots=True)
class Sum:
    """The sums of one kind in one round, by year: won and number of programs."""

    kind: str
    round: str
    cells: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Everything that an item's page shows."""

    iri: str
    id: str
    name: str
    name_en: str
    statements: tuple[Record, ...]
    years: tuple[int, ...]
    sums: tuple[Sum, ...]
    amounts: tuple[Record, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of an item's page."""
    return [route(site, Kind("/item/{id}", "item.html", view, blocks, True, ALONE, near))]


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("item", asked.path["id"]),)
    return (
        Block("amounts", "사업별 금액", "Amounts by program", "page/item_amounts", of),
        Block("sums", "연도별 합", "Sums by year", "item/years", of),
        Block("statements", "통계목", "Item", "page/thing", (("thing", _CODES + asked.path["id"]),)),
    )


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return items whose code begins or whose name is like what stands in the address."""
    from difflib import get_close_matches

    found = records(asked.engine, "page/items", asked.base)
    close = get_close_matches(asked.path["id"], [record["item"] for record in found], 3)
    return [
        (f"/item/{r['item']}", r["name"])
        for r in found
        if r["item"] in close or r["name"] == asked.path["id"]
    ]


def view(asked: Asked) -> Item | None:
    """Return what the page of an item shows; None where there is no such item."""
    try:
        amounts, sums, said = (tuple(b.rows(asked.engine, asked.base).records()) for b in blocks(asked))
    except UsageProblem:
        return None
    if not said:
        return None
    sums = tuple(
        record for record in sums if not record["asOf"]
    )  # a status within a year is no sum of the year
    labels = [record["value"] for record in said if record["property"].endswith("#prefLabel")]
    korean = [label for label in labels if any("가" <= letter <= "힣" for letter in label)] or labels
    years = tuple(sorted({int(record["year"]) for record in sums}))
    years = tuple(range(years[0], years[-1] + 1)) if years else ()
    return Item(
        iri=_CODES + asked.path["id"], id=asked.path["id"], name=(korean or [asked.path["id"]])[0],
        name_en=next((label for label in labels if label not in korean), ""),
        statements=tuple({**record, "path": path_of(record["value"], asked.base)} for record in said),
        years=years, sums=_sums(sums, years), amounts=amounts,
    )  # fmt: skip


def _sums(rows: tuple[Record, ...], years: tuple[int, ...]) -> tuple[Sum, ...]:
    cells: dict[tuple[str, str], dict[int, tuple[int, int]]] = {}
    for row in rows:
        cells.setdefault((row["kind"], row["round"]), {})[int(row["year"])] = (
            int(row["total"]),
            int(row["programs"]),
        )
    ordered = sorted(cells, key=lambda key: (life(key[0]), key[1]))
    return tuple(Sum(*key, tuple(cells[key].get(year) for year in years)) for key in ordered)
