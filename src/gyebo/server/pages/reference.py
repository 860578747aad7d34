"""The reference of the ontology: classes, properties, dimensions and code lists, made from the files of `ontology/`.

The terms' own addresses (`/def#Figure`, `/code/<list>/<code>` under the base) lead here, or to Turtle for programs.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from gyebo.resources import folder
from gyebo.server.pages import formats
from gyebo.server.pages.answers import not_found
from gyebo.server.pages.render import page
from gyebo.server.pages.vocabulary import CodeList, code_file, files, vocabulary

if TYPE_CHECKING:
    from gyebo.server.site import Site

_OFFERED = (formats.TTL, formats.JSON, formats.CSV)


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the reference and the redirects of the terms."""

    def terms(request: Request) -> Response:
        return _terms(request, site)

    def codes(request: Request) -> Response:
        return _codes(request, site)

    def term(request: Request) -> Response:
        return _redirect(request, "/ontology")

    def code(request: Request) -> Response:
        name, _, local = str(request.path_params["path"]).partition("/")
        if code_file(name) is None:
            return not_found(request, site, formats.wanted(request))
        return _redirect(request, f"/ontology/codes/{name}", local)

    return [
        *(
            Route(f"/ontology{suffix}", terms, methods=["GET"])
            for suffix in ("", *(f".{s}" for s in _OFFERED))
        ),
        Route("/ontology/context.jsonld", _context, methods=["GET"]),
        Route("/ontology/codes/{name}", codes, methods=["GET"]),
        Route("/def", term, methods=["GET"]),
        Route("/code/{path:path}", code, methods=["GET"]),
    ]


def _terms(request: Request, site: "Site") -> Response:
    format = formats.wanted(request, formats.split_suffix(request.url.path)[1])
    known = vocabulary()
    if format in (formats.TTL, formats.JSONLD):
        return _turtle(files())
    every = (*known.classes, *known.properties, *known.dimensions)
    if format == formats.CSV:
        rows = [
            (t.name.curie, t.kind, t.label.ko, t.label.en, t.comment.ko, t.comment.en, t.name.iri)
            for t in every
        ]
        columns = ("term", "kind", "label_ko", "label_en", "comment_ko", "comment_en", "iri")
        return formats.as_csv(request, columns, rows, "ontology")
    if format == formats.JSON:
        return formats.as_json({"version": known.version, "terms": [asdict(term) for term in every]})
    uses: dict[str, list[str]] = {}
    for each in (*known.properties, *known.dimensions):
        for domain in each.domains:
            uses.setdefault(domain.iri, []).append(each.name.curie)
    return page(request, site, "reference.html", known=known, uses=uses, offered=_OFFERED)


def _codes(request: Request, site: "Site") -> Response:
    name, suffix = formats.split_suffix(str(request.path_params["name"]))
    format = formats.wanted(request, suffix)
    codes, file = vocabulary().codes(name), code_file(name)
    if codes is None or file is None:
        near = [(f"/ontology/codes/{each.name}", each.label.ko) for each in vocabulary().lists]
        return not_found(request, site, format, near)
    if format in (formats.TTL, formats.JSONLD):
        return _turtle([file])
    if format == formats.CSV:
        return _codes_csv(request, codes)
    if format == formats.JSON:
        return formats.as_json(codes)
    return page(request, site, "codes.html", codes=codes, offered=_OFFERED)


def _codes_csv(request: Request, codes: CodeList) -> Response:
    rows = [(c.notation, c.label.ko, c.label.en, c.comment.ko, c.comment.en, c.iri) for c in codes.codes]
    columns = ("notation", "label_ko", "label_en", "comment_ko", "comment_en", "iri")
    return formats.as_csv(request, columns, rows, codes.name)


def _turtle(paths: list[Path]) -> Response:
    """Return Turtle files as one, as they stand in the repository."""
    return formats.answer("\n".join(path.read_text(encoding="utf-8") for path in paths), formats.TTL)


def _context(_: Request) -> Response:
    return formats.answer((folder("ontology") / "context.jsonld").read_text(encoding="utf-8"), formats.JSONLD)


def _redirect(request: Request, path: str, fragment: str = "") -> Response:
    """Lead from a term's own address to what tells of it: a page, or Turtle for programs that ask for RDF."""
    format = formats.wanted(request)
    root: str = request.scope.get("root_path", "")
    place = f"{root}{path}" + (".ttl" if format in (formats.TTL, formats.JSONLD) else "")
    anchor = (
        f"#{fragment}"
        if fragment and format == formats.HTML and fragment.replace("-", "").replace("_", "").isalnum()
        else ""
    )
    return RedirectResponse(place + anchor, 303, headers={"Vary": "Accept"})
