"""IRIs of things, and a page for every kind of thing that has none of its own.

An IRI names a thing, not a page: asked for one, the server sees other (303) to the page or the format wanted.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.server.pages import formats
from gyebo.server.pages.answers import Asked, Kind, not_found, route
from gyebo.server.pages.blocks import Block
from gyebo.server.pages.document import Record, thing_path
from gyebo.server.pages.figure import path_of

if TYPE_CHECKING:
    from gyebo.server.site import Site

_MOST = 500


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph says of a thing and what points to it; `page` is the thing's own page, where it has one."""

    iri: str
    kind: str
    id: str
    name: str
    page: str
    statements: tuple[Record, ...]
    linked: tuple[Record, ...]
    links: int


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of IRIs and of things; the last route answers that nothing is there."""

    def see_other(request: Request) -> Response:
        return _see_other(request, site)

    def nothing(request: Request) -> Response:
        format = formats.wanted(request)
        return not_found(request, site, format if format == formats.HTML else formats.JSON)

    return [
        Route("/id/{kind}/{local:path}", see_other, methods=["GET"]),
        route(site, Kind("/thing/{kind}/{local:path}", "thing.html", view, blocks, True)),
        Route("/{path:path}", nothing, methods=["GET"]),
    ]


def _see_other(request: Request, site: "Site") -> Response:
    """Send on from an IRI to the page, or to the format that the suffix or the Accept header wants."""
    if request.path_params["kind"] == "graph":
        return _graph(request, site)
    local, suffix = formats.split_suffix(request.path_params["local"])
    format = formats.wanted(request, suffix)
    path = thing_path(f"{site.base}id/{request.path_params['kind']}/{local}")
    if not local or any(part in ("", ".", "..") for part in path[1:].split("/")):
        return not_found(request, site)
    end = "" if format == formats.HTML else f".{format}"
    query = f"?{request.url.query}" if request.url.query else ""
    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}{quote(path + end)}{query}", 303, {"Vary": "Accept"})


def _graph(request: Request, site: "Site") -> Response:
    """Send on from the IRI of a named graph to the graph itself."""
    iri = f"{site.base}id/graph/{request.path_params['local']}"
    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}/graph?{urlencode({'graph': iri})}", 303, {"Vary": "Accept"})


def _iri(asked: Asked) -> str:
    return f"{asked.base}id/{asked.path['kind']}/{asked.path['local']}"


def blocks(asked: Asked) -> tuple[Block, ...]:
    """Return the questions that the page answers."""
    of = (("thing", _iri(asked)),)
    return (
        Block("statements", "문장", "Statements", "page/thing", of),
        Block("linked", "여기로 이어지는 것", "What links here", "page/thing_linked", of),
    )


def _words(asked: Asked) -> dict[str, Record]:
    """Return the properties that lead to the thing, with their labels."""
    counted = Block("links", "이어지는 수", "Links", "page/thing_links", (("thing", _iri(asked)),))
    return {row["property"]: row for row in counted.rows(asked.engine, asked.base).records()}


def view(asked: Asked) -> Thing | None:
    """Return what the page of a thing shows; None where the graph says nothing of it."""
    try:
        said, linked = (tuple(block.rows(asked.engine, asked.base).records()) for block in blocks(asked))
    except UsageProblem:
        return None
    if not said and not linked:
        return None
    words = _words(asked) if linked else {}
    names = ("#prefLabel", "/title", "#usedName", "/identifier")
    name = next(
        (r["value"] for end in names for r in said if r["property"].endswith(end)), asked.path["local"]
    )
    path = thing_path(_iri(asked))
    return Thing(
        _iri(asked), asked.path["kind"], asked.path["local"], name, "" if path.startswith("/thing/") else path,
        tuple({**r, "path": path_of(r["value"], asked.base)} for r in said),
        tuple({**words[r["property"]], **r, "path": path_of(r["other"], asked.base)} for r in linked[:_MOST]),
        len(linked),
    )  # fmt: skip
