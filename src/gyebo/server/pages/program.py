"""The page of a program: what it is in a sentence, where it came from and went, its amounts, every printed figure."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from gyebo.errors import UsageProblem
from gyebo.query.around import around
from gyebo.query.drawing import described, svg
from gyebo.query.find import suggestions
from gyebo.query.trace import Change, Money, change_of
from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block, records
from gyebo.server.pages.datasets import of_program
from gyebo.server.pages.labels import life
from gyebo.server.pages.render import Frame

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]
_LINKS = {"program": "/program/", "change": "/change/"}
# The amounts that the first sentence may tell, the most telling first.
_TOLD = ("expenditure", "appropriation", "final", "supplementary", "original", "proposed")
_STEPS = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of amounts: one kind in one round of one item, with the amount of each year."""

    item: str
    item_name: str
    kind: str
    round: str
    as_of: str
    cells: tuple[Money | None, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that a program's page shows."""

    id: str
    iri: str
    name: str
    name_en: str
    first_year: str
    last_year: str
    years: tuple[int, ...]
    responsible: tuple[Record, ...]
    before: tuple[Change, ...]
    after: tuple[Change, ...]
    changes: tuple[Change, ...]
    ended: tuple[Change, ...]
    told: tuple[Money, ...]
    told_year: int
    names: tuple[Record, ...]
    judgements: tuple[Record, ...]
    whole: tuple[Row, ...]
    items: tuple[Row, ...]
    figures: tuple[Record, ...]
    reasons: tuple[Record, ...]
    transfers: tuple[Record, ...]
    carryovers: tuple[Record, ...]
    contracts: tuple[Record, ...]
    discrepancies: tuple[Record, ...]
    links: tuple[Record, ...]

    @property
    def doubts(self) -> int:
        """How many contradictions are more than worth knowing."""
        return sum(found["severity"] != "info" for found in self.discrepancies)

    @property
    def lost(self) -> int:
        """How many printed figures contradict the amount that was decided."""
        return sum(figure["use"] == "lost" for figure in self.figures)


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of a program's page."""
    return [route(site, Kind("/program/{id}", "program.html", view, blocks, True, near=near, more=more))]


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("program", asked.path["id"]),)
    thing = (("thing", f"{asked.base}id/program/{asked.path['id']}"),)
    return (
        Block("amounts", "연도·회차·구분별 금액", "Amounts by year, round and kind", "program/amounts", of),
        Block("lineage", "계보", "Lineage", "program/changes", of),
        Block("years", "이름과 부서", "Names and departments by year", "program/years", of),
        Block("names", "쓰인 이름", "Names", "program/names", of),
        Block("figures", "인쇄된 모든 숫자", "Every printed figure", "page/program_figures", of),
        Block("uses", "숫자의 쓰임", "Uses of the figures", "page/program_uses", of),
        Block("reasons", "인쇄된 사유", "Printed reasons", "program/reasons", of),
        Block("transfers", "들어오고 나간 돈", "Money moved in and out", "page/program_transfers", of),
        Block("carryovers", "이월", "Carryovers", "page/program_carryovers", of),
        Block("contracts", "계약과 과제", "Contracts", "program/contracts", of),
        Block("discrepancies", "확인이 필요한 곳", "What needs checking", "page/program_discrepancies", of),
        Block("links", "이 사업으로 이어지는 것", "What links here", "page/thing_links", thing),
    )


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return programs and units whose name is like what stands in the address."""
    found = suggestions(asked.engine, asked.path["id"][:100])
    return [(f"/{thing.type}/{thing.id}", thing.name) for thing in found if thing.type in ("program", "unit")]


def view(asked: Asked) -> Program | None:
    """Return what the page of a program shows; None where there is no such program."""
    asks = {block.id: block for block in blocks(asked)}
    own = said(asked)
    if "Program" not in own:
        return None
    rows = {name: tuple(asks[name].rows(asked.engine, asked.base).records()) for name in asks}
    changes = tuple(change_of(record) for record in rows["lineage"])
    amounts = [(int(record["year"]), money(record)) for record in rows["amounts"]]
    years = _span([year for year, _ in amounts] + [int(record["year"]) for record in rows["years"]])
    table = _table(amounts, years)
    told_year, told = _told(amounts)
    here = asked.path["id"]
    return Program(
        id=here, iri=f"{asked.base}id/program/{here}", name=own["name"], name_en=own.get("name_en", ""),
        first_year=own.get("firstYear", ""), last_year=own.get("lastYear", ""), years=years,
        responsible=rows["years"],
        before=tuple(c for c in changes if c.to_id == here and c.from_id not in ("", here)),
        after=tuple(c for c in changes if c.from_id == here and c.to_id not in ("", here)),
        changes=changes, ended=tuple(c for c in changes if c.kind in ("end", "suspend") and not c.to_id),
        told=told, told_year=told_year, names=rows["names"],
        judgements=tuple(records(asked.engine, "program/judgements", asked.base, program=here)),
        whole=tuple(row for row in table if row.item == "_T"), items=tuple(row for row in table if row.item != "_T"),
        figures=_figures(rows["figures"], rows["uses"]), reasons=rows["reasons"],
        transfers=rows["transfers"], carryovers=rows["carryovers"],
        contracts=rows["contracts"], discrepancies=rows["discrepancies"], links=rows["links"],
    )  # fmt: skip


def said(asked: Asked) -> Record:
    """Return a program's own statements; with the key "Program" where the thing is one."""
    try:
        found = records(
            asked.engine, "page/thing", asked.base, thing=f"{asked.base}id/program/{asked.path['id']}"
        )
    except UsageProblem:
        return {}
    own = {record["property"].rpartition("#")[2]: record["value"] for record in found}
    kinds = {record["value"].rpartition("#")[2] for record in found if record["property"].endswith("#type")}
    labels = [record["value"] for record in found if record["property"].endswith("#prefLabel")]
    hangul = [label for label in labels if any("가" <= letter <= "힣" for letter in label)]
    other = [label for label in labels if label not in hangul]
    own |= {"name": (hangul or labels or [asked.path["id"]])[0], "name_en": (other or [""])[0]}
    return own | ({"Program": "yes"} if "Program" in kinds else {})


def money(record: Record) -> Money:
    """Return the amount that a row of program/amounts tells."""
    return Money(
        record["round"], record["kind"], record["kindName"], record["item"], record["itemName"], int(record["amount"]),
        record["raw"], record["unit"], record["asOf"], record["document"], int(record["line"]),
    )  # fmt: skip


def _span(years: list[int]) -> tuple[int, ...]:
    """Return the years from the first to the last of which something is known; gaps stay gaps."""
    return tuple(range(min(years), max(years) + 1)) if years else ()


def _table(amounts: list[tuple[int, Money]], years: tuple[int, ...]) -> list[Row]:
    """Return the amounts as rows of years, the whole program first, in the order of a budget's life."""
    cells: dict[tuple[str, str, str, str, str], dict[int, Money]] = {}
    for year, money in amounts:
        key = (money.item, money.item_name, money.kind, money.round, money.as_of)
        cells.setdefault(key, {})[year] = money
    rows = [Row(*key, tuple(found.get(year) for year in years)) for key, found in cells.items()]
    return sorted(
        rows,
        key=lambda row: (
            row.item != "_T",
            row.item_name,
            row.as_of != "",
            life(row.kind),
            row.round,
            row.as_of,
        ),
    )


def _told(amounts: list[tuple[int, Money]]) -> tuple[int, tuple[Money, ...]]:
    """Return the latest year with whole amounts and up to two of them, for the first sentence."""
    whole = [
        (year, money)
        for year, money in amounts
        if money.item == "_T" and not money.as_of and money.kind in _TOLD
    ]
    latest = max((year for year, _ in whole), default=0)
    found = sorted(
        (money for year, money in whole if year == latest), key=lambda money: _TOLD.index(money.kind)
    )
    once = [next(group) for _, group in groupby(found, key=lambda money: money.kind)]
    return latest, tuple(sorted(once[:2], key=lambda money: life(money.kind)))


def _figures(figures: tuple[Record, ...], uses: tuple[Record, ...]) -> tuple[Record, ...]:
    """Return the printed figures, each with what it was taken for: decided, lost, or neither."""
    of = {
        use["figure"]: (use["use"], use["amount"])
        for use in sorted(uses, key=lambda use: use["use"], reverse=True)
    }
    return tuple(
        {**figure, "use": of.get(figure["figure"], ("", ""))[0], "decided": of.get(figure["figure"], ("", ""))[1],
         "id": figure["figure"].rpartition("/id/figure/")[2]}
        for figure in figures
    )  # fmt: skip


def steps_of(asked: Asked) -> int:
    """Return how many changes around the program the drawing shows: `?steps=`, one unless it says more."""
    wanted = asked.query.get("steps", "")
    return min(int(wanted), 9) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else _STEPS


def more(asked: Asked, shown: Program) -> dict[str, Any]:
    """Return what the page shows besides the view: the drawing of the lineage."""
    steps = steps_of(asked)
    part = around(asked.engine, shown.id, shown.name, steps, asked.base)
    return {
        "drawn": lambda f: svg(part.trace, _linker(f), f.lang),
        "steps": steps,
        "further": part.further,
        "trace": part.trace,
        "described": described,
        "dataset": lambda f: of_program(asked.engine, f, shown),
    }


def _linker(f: Frame) -> Any:
    return lambda kind, identifier: f.href(_LINKS[kind] + identifier)
