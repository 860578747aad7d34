"""One way to answer for every kind of page: find the format, make the view, show it or hand it over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gyebo.errors import UsageProblem
from gyebo.query.formats import results_json
from gyebo.server.pages import formats
from gyebo.server.pages.blocks import Block
from gyebo.server.pages.remembered import Remembered
from gyebo.server.pages.render import page as render

if TYPE_CHECKING:
    from gyebo.server.site import Site
    from gyebo.store.engine import Engine

ALL = (formats.TTL, formats.JSONLD, formats.JSON, formats.CSV)
ROWS = (formats.JSON, formats.CSV)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view is made from: the graph, the base of its IRIs, the parts of the path, the address's parameters."""

    engine: "Engine"
    base: str
    path: dict[str, str]
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page.

    `view` returns a frozen dataclass, or None where there is no such thing. `blocks` are the questions that the
    page shows, the first of them what CSV gives. RDF describes the view's `iri`, where `described`, by the query
    `says`. `near` proposes (address, name) pairs where there is no such thing, `more` is what the template needs
    besides the view.
    """

    route: str
    template: str
    view: Callable[[Asked], Any]
    blocks: Callable[[Asked], Sequence[Block]]
    described: bool = False
    says: str = formats.DESCRIPTION
    near: Callable[[Asked], Sequence[tuple[str, str]]] = field(default=lambda _: ())
    more: Callable[[Asked, Any], dict[str, Any]] = field(default=lambda *_: {})

    @property
    def offered(self) -> tuple[str, ...]:
        """The formats of the page besides HTML."""
        return ALL if self.described else ROWS


def route(site: "Site", kind: Kind) -> Route:
    """Return the route of a kind of page. The endpoint asks the graph, so it is run in a thread of its own."""
    engine = _remembered(site)

    def endpoint(request: Request) -> Response:
        return respond(request, site, kind, engine)

    return Route(kind.route, endpoint, methods=["GET"])


@lru_cache(maxsize=1)
def _remembered(site: "Site") -> Remembered:
    """Return the one engine with a memory that all pages of a site share."""
    return Remembered(site)


def respond(request: Request, site: "Site", kind: Kind, engine: "Engine") -> Response:
    """Answer for one kind of page, in the format wanted; say in one line what is wrong with the request."""
    path, suffix = _parts(request)
    asked = Asked(engine, site.base, path, dict(request.query_params))
    format = formats.wanted(request, suffix)
    if format not in (formats.HTML, *kind.offered):
        if suffix:
            return not_found(request, site)
        format = formats.HTML
    try:
        return _answered(request, site, kind, asked, format)
    except UsageProblem as problem:
        return problem_page(request, site, problem, format)


def _parts(request: Request) -> tuple[dict[str, str], str]:
    """Return the parts of the path, the last one without the suffix of a format, and that suffix."""
    path = {name: str(value) for name, value in request.path_params.items()}
    if not path:
        return {}, formats.split_suffix(request.url.path)[1]
    last = list(path)[-1]
    path[last], suffix = formats.split_suffix(path[last])
    return path, suffix


def _answered(request: Request, site: "Site", kind: Kind, asked: Asked, format: str) -> Response:
    view = kind.view(asked) if all(len(part) <= _LONGEST for part in asked.path.values()) else None
    if view is None:
        return not_found(request, site, format, kind.near(asked))
    blocks = tuple(kind.blocks(asked))
    if format == formats.CSV or (format == formats.JSON and "block" in asked.query):
        return _block(request, asked, blocks, format)
    if format == formats.JSON:
        return formats.as_json(view)
    if format in (formats.TTL, formats.JSONLD):
        return formats.as_rdf(formats.description(asked.engine, [view.iri], kind.says), format)
    shown = {block.id: block for block in blocks}
    return render(
        request, site, kind.template, view=view, blocks=shown, offered=kind.offered, **kind.more(asked, view)
    )


def _block(request: Request, asked: Asked, blocks: Sequence[Block], format: str) -> Response:
    """Return the rows of one block, the first unless `?block=` names another."""
    named = {block.id: block for block in blocks}
    wanted = asked.query.get("block", blocks[0].id)
    if wanted not in named:
        raise UsageProblem.unknown("block of this page", wanted, named)
    rows = named[wanted].rows(asked.engine, asked.base)
    if format == formats.JSON:
        return formats.as_json(results_json(rows))
    filename = "-".join([*asked.path.values(), wanted])
    return formats.as_csv(request, rows.variables, rows.texts(), filename)


def not_found(
    request: Request, site: "Site", format: str = formats.HTML, near: Sequence[tuple[str, str]] = ()
) -> Response:
    """Answer that there is no such thing, with what may have been meant."""
    if format == formats.HTML:
        return render(request, site, "404.html", status=404, near=near)
    body = {
        "error": "nothing here",
        "status": 404,
        "near": [{"path": path, "name": name} for path, name in near],
    }
    response = formats.as_json(body)
    response.status_code = 404
    return response


def problem_page(request: Request, site: "Site", problem: UsageProblem, format: str) -> Response:
    """Answer that a request asks for what there is not, in one line with the next step."""
    if format == formats.HTML:
        return render(request, site, "problem.html", status=400, problem=problem)
    response = formats.as_json({"error": problem.what, "next_step": problem.next_step, "status": 400})
    response.status_code = 400
    return response
