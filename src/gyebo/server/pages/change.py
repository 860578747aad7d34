"""The page of one change: what became of what, who says so, how sure it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from gyebo.errors import UsageProblem
from gyebo.query.trace import Change, change_of
from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block, records

if TYPE_CHECKING:
    from gyebo.server.site import Site


@dataclass(frozen=True, slots=True)
class Changed:
    """Everything that a change's page shows."""

    iri: str
    change: Change
    kind_name: str
    grounds: tuple[str, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of a change's page."""
    return [route(site, Kind("/change/{id}", "change.html", view, blocks, True, near=near))]


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the question that the page answers."""
    return (Block("change", "변화", "Change", "page/change", (("change", asked.path["id"]),)),)


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return the first changes, where the address names none."""
    found = records(asked.engine, "lineage/links", asked.base)
    return [(f"/change/{r['change']}", f"{r['fromName']} → {r['toName']}") for r in found[:3]]


def view(asked: Asked) -> Changed | None:
    """Return what the page of a change shows; None where there is no such change."""
    try:
        found = records(asked.engine, "page/change", asked.base, change=asked.path["id"])
    except UsageProblem:
        return None
    if not found:
        return None
    change = change_of({**found[0], "change": found[0]["id"]})
    grounds = tuple(dict.fromkeys(record["grounds"] for record in found if record["grounds"]))
    return Changed(f"{asked.base}id/change/{change.id}", change, found[0]["kindName"], grounds)
