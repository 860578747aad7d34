"""The SPARQL editor: a plain form that works without scripts, and YASGUI's editor and tables where scripts run."""

import json
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.graph.terms import PREFIXES
from gyebo.query.library import whole_library
from gyebo.server.guard import judged
from gyebo.server.pages.blocks import sparql
from gyebo.server.pages.render import page
from gyebo.server.pages.vocabulary import vocabulary
from gyebo.server.problems import Problem

if TYPE_CHECKING:
    from gyebo.server.site import Site

_LONGEST = 100_000
FIRST = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?program ?name WHERE {
  ?program a gb:Program ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "ko")
}
ORDER BY ?name
LIMIT 20"""


def routes(site: "Site") -> list[BaseRoute]:
    """Return the route of the editor; the endpoint at the same address hands browsers over that send no query."""

    def endpoint(request: Request) -> Response:
        return _editor(request, site)

    return [Route("/sparql", endpoint, methods=["GET"])]


def _editor(request: Request, site: "Site") -> Response:
    examples = [
        {"name": query.name, "ko": query.summary_ko, "en": query.summary}
        for query in whole_library().values()
        if not query.name.startswith(("search/", "page/"))
    ]
    text = first_text(request, site)
    return page(
        request, site, "editor.html", text=text, examples=examples, data=_data(site, examples, text),
        address=f"{request.url.scheme}://{request.url.netloc}", seconds=site.settings.time_limit_seconds,
    )  # fmt: skip


def first_text(request: Request, site: "Site") -> str:
    """Return the query to begin with: the one in the address, an example of the library by name, else a first one."""
    asked = request.query_params
    for name in ("edit", "query"):
        if asked.get(name, "").strip():
            return asked[name][:_LONGEST]
    example = asked.get("example", "")
    try:
        return _example(example, site.base) if example in whole_library() else FIRST
    except UsageProblem:
        return FIRST


def _example(name: str, base: str) -> str:
    """Return a query of the library with the values that it begins with."""
    values = {parameter.name: parameter.default for parameter in whole_library()[name].parameters}
    return sparql(name, tuple(sorted(values.items())), base)


def _data(site: "Site", examples: list[dict[str, str]], text: str) -> Markup:
    """Return what the script needs, as JSON that may stand in a page."""
    terms = vocabulary()
    told = {
        "base": site.base,
        "text": text,
        "prefixes": PREFIXES,
        "classes": {term.name.iri: term.label.ko for term in terms.classes},
        "properties": {term.name.iri: term.label.ko for term in (*terms.properties, *terms.dimensions)},
        "examples": {each["name"]: _known(each["name"], site.base) for each in examples},
    }
    plain = json.dumps(told, ensure_ascii=False)
    for sign in "<>&":
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(plain)  # noqa: S704 (nothing in it can end the element that it stands in)


def _known(name: str, base: str) -> str:
    """Return an example's text, without one that the server would refuse anyway."""
    try:
        text = _example(name, base)
        judged(text)
    except (UsageProblem, Problem):
        return whole_library()[name].text.strip()
    return text
