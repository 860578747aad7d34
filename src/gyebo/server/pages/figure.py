"""The page of one printed figure: raw, unit, exact won, interval, where it stands, what else is printed for the same."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from gyebo.errors import UsageProblem
from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block
from gyebo.server.pages.document import Record, thing_path

if TYPE_CHECKING:
    from gyebo.server.site import Site


_MAY_BE_ABSENT = (
    "unit", "percent", "fiscalYear", "round", "amountKind", "rowLabel", "columnHeader", "inTable", "aboutProgram",
    "printedProgram",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything that a figure's page shows; `lowest_won` and `highest_won` are what the printed digits leave open."""

    iri: str
    id: str
    document: str
    line: str
    raw: str
    said: dict[str, str]
    statements: tuple[Record, ...]
    amount_won: int | None
    lowest_won: int | None
    highest_won: int | None
    uses: tuple[Record, ...]
    discrepancies: tuple[Record, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of a figure's page."""
    return [
        route(
            site, Kind("/figure/{document}/{place}", "figure.html", view, blocks, True, near=near, more=more)
        )
    ]


def _id(asked: Asked) -> str:
    return f"{asked.path['document']}/{asked.path['place']}"


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("figure", _id(asked)),)
    thing = (("thing", f"{asked.base}id/figure/{_id(asked)}"),)
    return (
        Block("statements", "숫자", "Figure", "page/thing", thing),
        Block("uses", "같은 칸의 숫자", "Figures of the same amount", "page/figure_uses", of),
        Block("discrepancies", "확인이 필요한 곳", "What needs checking", "page/figure_discrepancies", of),
    )


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return the line that the address seems to mean."""
    line = asked.path["place"].partition("-")[0]
    document = asked.path["document"]
    return [(f"/document/{document}/line/{line}", f"{document}:{line}")] if line.isdigit() else []


def view(asked: Asked) -> Figure | None:
    """Return what the page of a figure shows; None where there is no such figure."""
    try:
        rows = [tuple(block.rows(asked.engine, asked.base).records()) for block in blocks(asked)]
    except UsageProblem:
        return None
    said = dict.fromkeys(_MAY_BE_ABSENT, "")
    said |= {record["property"].rpartition("#")[2].rpartition("/")[2]: record["value"] for record in rows[0]}
    if "rawValue" not in said:
        return None
    won = int(said["amountWon"]) if "amountWon" in said else None
    half = int(said["precisionWon"]) // 2 if "precisionWon" in said else 0
    statements = tuple({**record, "path": path_of(record["value"], asked.base)} for record in rows[0])
    return Figure(
        iri=f"{asked.base}id/figure/{_id(asked)}", id=_id(asked), document=asked.path["document"],
        line=said["wasQuotedFrom"].rpartition("/")[2], raw=said["rawValue"], said=said, statements=statements,
        amount_won=won, lowest_won=None if won is None else won - half, highest_won=None if won is None else won + half,
        uses=tuple({**use, "id": use["figure"].rpartition("/id/figure/")[2]} for use in rows[1]), discrepancies=rows[2],
    )  # fmt: skip


def more(_: Asked, __: Figure) -> dict[str, Any]:
    """Return what the template needs besides the view: how to say the code that an IRI names."""
    return {"code_of": code_of, "unit_of": code_of}


def code_of(iri: str) -> str:
    """Return the notation of a code by its IRI, where notations have underscores for hyphens, units excepted.

    >>> code_of("https://w3id.org/gyebo/code/amount-kind/carried-in")
    'carried_in'
    """
    local = iri.rpartition("/")[2]
    return local if "/unit-of-measure/" in iri else local.replace("-", "_")


def path_of(value: str, base: str) -> str:
    """Return the path of the page of a value that is a thing or a code of ours; nothing for any other value."""
    if value.startswith(f"{base}id/"):
        return thing_path(value)
    if "/code/expense-item/" in value:
        return f"/item/{value.rpartition('/')[2]}"
    return (
        f"/code/{value.rpartition('/code/')[2]}" if value.startswith("https://w3id.org/gyebo/code/") else ""
    )
