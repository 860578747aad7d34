"""The pages of the site. Each module has `routes(site)`; this one joins them, in the order in which they match."""

from importlib import import_module
from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from gyebo.server.site import Site

STATIC = Path(__file__).parents[1] / "static"
# Pages of things, then of questions; the last takes every address that is left.
MODULES = (
    "home", "lists", "drawings", "program", "unit", "document", "change", "figure", "item", "year", "search",
    "queries", "editor", "discrepancies", "reference", "about", "thing",
)  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the pages. One at "/sparql" is shown to browsers that ask without a query."""
    found: list[BaseRoute] = [Mount("/static", StaticFiles(directory=STATIC), name="static")]
    for name in MODULES:
        found.extend(import_module(f"gyebo.server.pages.{name}").routes(site))
    return found
