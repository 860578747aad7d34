"""The page of a unit version: where it stood, its programs by year, the reorganisations around it."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.query.find import suggestions
from gyebo.query.reorganisation import Event, Version, reorganisations
from gyebo.server.pages.answers import Asked, Kind, not_found, route
from gyebo.server.pages.blocks import Block, records
from gyebo.server.pages.drawings import picture
from gyebo.server.pages.render import Frame

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]
_LINKS = {"unit": "/unit/", "reorganisation": "/thing/reorganisation/"}
_DIGITS = {"day": 10, "month": 7}


@dataclass(frozen=True, slots=True)
class Unit:
    """Everything that a unit version's page shows."""

    iri: str
    unit: Record
    names: tuple[Record, ...]
    parts: tuple[Record, ...]
    programs: tuple[tuple[str, tuple[Record, ...]], ...]
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    links: tuple[Record, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of a unit's page and its drawing."""

    def drawing(request: Request) -> Response:
        return _drawing(request, site)

    return [
        Route("/unit/{id}/reorganisations.{format}", drawing, methods=["GET"]),
        route(site, Kind("/unit/{id}", "unit.html", view, blocks, True, near=near, more=more)),
    ]


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("unit", asked.path["id"]),)
    thing = (("thing", f"{asked.base}id/unit/{asked.path['id']}"),)
    return (
        Block("programs", "연도별 사업", "Programs by year", "page/unit_years", of),
        Block("unit", "조직", "Unit", "page/unit", of),
        Block("reorganisations", "조직개편", "Reorganisations", "unit/changes"),
        Block("versions", "시기별 이름과 소속", "Versions through time", "unit/versions", of),
        Block("parts", "아래 조직", "Units below", "page/unit_parts", of),
        Block("names", "쓰인 이름", "Names", "page/unit_names", of),
        Block("links", "이 조직으로 이어지는 것", "What links here", "page/thing_links", thing),
    )


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return the versions of the unit, else things whose name is like what stands in the address."""
    wanted = asked.path["id"][:100]
    known = records(asked.engine, "export/units", asked.base)
    versions = [
        (f"/unit/{r['unit_id']}", r["name"]) for r in known if r["unit_id"].partition("-")[0] == wanted
    ]
    found = suggestions(asked.engine, wanted)
    return versions or [
        (f"/{thing.type}/{thing.id}", thing.name) for thing in found if thing.type in ("program", "unit")
    ]


def view(asked: Asked) -> Unit | None:
    """Return what the page of a unit version shows; None where there is no such version."""
    asks = {block.id: block for block in blocks(asked)}
    try:
        rows = {name: tuple(asks[name].rows(asked.engine, asked.base).records()) for name in asks}
    except UsageProblem:
        return None
    if not rows["unit"]:
        return None
    versions, events = _around(asked, asked.path["id"], rows["versions"], rows["reorganisations"])
    years = tuple((year, tuple(group)) for year, group in groupby(rows["programs"], key=lambda r: r["year"]))
    return Unit(
        f"{asked.base}id/unit/{asked.path['id']}", rows["unit"][0], rows["names"], rows["parts"], years, versions,
        events, rows["links"],
    )  # fmt: skip


def _around(
    asked: Asked, unit: str, near: tuple[Record, ...], changes: tuple[Record, ...]
) -> tuple[tuple[Version, ...], tuple[Event, ...]]:
    """Return the versions and events that reorganisations join to a unit, in both directions and sideways."""
    ids, before = {unit, *(record["id"] for record in near)}, 0
    while len(ids) > before:
        before = len(ids)
        joined = [c for c in changes if c["fromId"] in ids or c["toId"] in ids]
        ids |= {end for c in joined for end in (c["fromId"], c["toId"]) if end}
    known = {record["unit_id"]: record for record in records(asked.engine, "export/units", asked.base)}
    status = {record["id"]: record["status"] for record in near}
    versions = [
        Version(
            each,
            known[each]["name"],
            known[each]["valid_from"],
            known[each]["valid_through"],
            status.get(each, "inferred"),
        )
        for each in sorted(ids & set(known))
    ]
    events = [_event(c) for c in changes if c["fromId"] in ids and c["toId"] in ids]
    return tuple(versions), tuple(events)


def _event(record: Record) -> Event:
    when = record["time"][: _DIGITS.get(record["precision"], 4)]
    return Event(
        record["change"], record["kind"], record["fromId"], record["toId"], when, record["status"], record["reason"],
        record["reasonKo"], record["document"], record["line"],
    )  # fmt: skip


def more(_: Asked, shown: Unit) -> dict[str, Any]:
    """Return what the page shows besides the view: the drawing of the reorganisations."""
    return {
        "drawn": lambda f: drawn(shown, f),
        "named": {version.id: version.name for version in shown.versions},
    }


def drawn(shown: Unit, f: Frame | None, language: str = "ko") -> str:
    """Return the drawing of a unit's reorganisations; empty where there are none."""
    if not shown.events:
        return ""
    link = (lambda kind, identifier: f.href(_LINKS[kind] + identifier)) if f else None
    return reorganisations(shown.versions, shown.events, link, f.lang if f else language)


def _drawing(request: Request, site: "Site") -> Response:
    """Answer with the drawing alone, as SVG or PNG."""
    asked = Asked(site.engine, site.base, {"id": request.path_params["id"]}, dict(request.query_params))
    shown = view(asked)
    svg = drawn(shown, None, "en" if asked.query.get("lang") == "en" else "ko") if shown else ""
    if not svg or request.path_params["format"] not in ("svg", "png"):
        return not_found(request, site)
    return picture(svg, request.path_params["format"])
