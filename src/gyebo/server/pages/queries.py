"""The query library as pages: a list, and for each question a form, its answer as table and chart, and its SPARQL."""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.query.formats import results_json
from gyebo.query.library import Parameter, Query, bindings, whole_library
from gyebo.server.guard import judged
from gyebo.server.pages import cells, charts, formats, headings, vega
from gyebo.server.pages.answers import ROWS, not_found, problem_page
from gyebo.server.pages.blocks import sparql
from gyebo.server.pages.render import UNITS, Frame, frame, page
from gyebo.server.pages.vocabulary import vocabulary
from gyebo.server.problems import Problem
from gyebo.store.binding import bound

if TYPE_CHECKING:
    from gyebo.server.site import Site
    from gyebo.store.engine import Rows

DRAWINGS = {"svg": "image/svg+xml", "png": "image/png"}
SHOWN = 200  # rows of a table in HTML; the other formats have all
GROUPS = {
    "program": ("한 사업", "One program"),
    "lineage": ("계보", "Lineages"),
    "unit": ("부서와 조직", "Departments and bureaus"),
    "year": ("한 해", "One year"),
    "money": ("금액", "Money"),
    "document": ("문서", "Documents"),
    "item": ("통계목", "Expense items"),
    "contract": ("계약", "Contracts"),
    "transfer": ("예산의 이동", "Transfers"),
    "check": ("점검", "Checks"),
    "federated": ("다른 자료와 함께", "With other data"),
    "export": ("전체 표", "Whole tables"),
    "search": ("찾기의 바탕", "Behind the search"),
    "page": ("쪽의 바탕", "Behind the pages"),
}
# What every page takes besides the parameters of its query.
_RESERVED = frozenset(("lang", "unit", "bom", "block"))


_FEDERATED = (
    "이 질의는 다른 서버에도 물으므로 여기서 저절로 실행하지 않는다.",
    "this query also asks another server, so it is not run here unasked",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a question, or the graph that it makes, or why it is not asked here."""

    rows: "Rows | None"
    graph: str
    refused: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: the value asked with, and its choices with their meanings."""

    parameter: Parameter
    value: str
    choices: tuple[tuple[str, str, str], ...]  # value, Korean, English

    @property
    def number(self) -> bool:
        """Whether the value is a whole number."""
        return self.parameter.type in ("integer", "xsd_gYear")


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the list and of every question."""

    @lru_cache(maxsize=8)
    def kept(digest: str, name: str, values: tuple[tuple[str, str], ...]) -> Answer:  # noqa: ARG001 (part of the key)
        return ask(site, whole_library()[name], dict(values))

    def listed(request: Request) -> Response:
        return _list(request, site)

    def one(request: Request) -> Response:
        name, suffix = formats.split_suffix(str(request.path_params["name"]), (*formats.TYPES, *DRAWINGS))
        format = formats.wanted(request, suffix)
        if name not in whole_library():
            return not_found(request, site, format, _near(name))
        try:
            values = asked_with(whole_library()[name], request.query_params)
            key = tuple(sorted(values.items()))
            answer = (
                kept(site.digest(), name, key) if site.constant else ask(site, whole_library()[name], values)
            )
            return _one(request, site, whole_library()[name], values, answer, format)
        except UsageProblem as problem:
            return problem_page(request, site, problem, format)

    paths = ("/query", *(f"/query.{suffix}" for suffix in ROWS))
    return [
        *(Route(path, listed, methods=["GET"]) for path in paths),
        Route("/query/{name:path}", one, methods=["GET"]),
    ]


def asked_with(query: Query, given: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a query's parameters in an address; raise `UsageProblem` for one that it does not have.

    An empty value means the default. A unit of money, which every page takes as `unit`, is no unit of the city.
    """
    names = {parameter.name for parameter in query.parameters}
    for name in given:
        if name not in names | _RESERVED:
            raise UsageProblem.unknown(f"parameter of {query.name}", name, names)
    values = {name: value for name, value in given.items() if name in names and value}
    if values.get("unit") in UNITS:
        del values["unit"]
    return {p.name: values.get(p.name, p.default) for p in query.parameters}


def ask(site: "Site", query: Query, values: Mapping[str, str]) -> Answer:
    """Return the answer to a question; one that asks other servers is shown and never run unasked."""
    if query.federated:
        return Answer(None, "", _FEDERATED)
    try:
        form = judged(query.text, site.settings.service_hosts).form
    except Problem as problem:
        return Answer(None, "", (problem.told.message_ko, problem.told.message))
    bound_terms = bindings(query, values, site.base)
    if form.graph:
        answer = formats.as_rdf(site.engine.construct(query.text, bound_terms), formats.TTL)
        return Answer(None, bytes(answer.body).decode(), ("", ""))
    return Answer(site.engine.select(query.text, bound_terms), "", ("", ""))


def _list(request: Request, site: "Site") -> Response:
    format = formats.wanted(request, formats.split_suffix(request.url.path)[1])
    queries = list(whole_library().values())
    if format == formats.CSV:
        rows = [(q.name, q.summary_ko, q.summary, q.description_ko, q.description) for q in queries]
        return formats.as_csv(
            request, ("name", "summary_ko", "summary", "description_ko", "description"), rows, "queries"
        )
    if format == formats.JSON:
        return formats.as_json({"queries": [asdict(query) for query in queries]})
    groups: dict[str, list[Query]] = {group: [] for group in GROUPS}
    for query in queries:
        groups.setdefault(query.name.partition("/")[0], []).append(query)
    shown = [(name, GROUPS.get(name, (name, name)), found) for name, found in groups.items() if found]
    return page(request, site, "queries.html", groups=shown, count=len(queries))


def _near(name: str) -> list[tuple[str, str]]:
    """Return questions of a like name, as addresses and summaries."""
    from difflib import get_close_matches

    return [
        (f"/query/{near}", whole_library()[near].summary_ko)
        for near in get_close_matches(name, whole_library(), n=4)
    ]


def _one(
    request: Request, site: "Site", query: Query, values: dict[str, str], answer: Answer, format: str
) -> Response:
    if format == formats.HTML:
        return _shown(request, site, query, values, answer)
    if format in DRAWINGS:
        return _drawing(request, site, query, answer, format)
    if any(answer.refused):
        raise UsageProblem(answer.refused[1], "take the query and ask it where you may")
    if answer.rows is None:
        return formats.answer(answer.graph, formats.TTL)
    if format == formats.CSV:
        return formats.as_csv(
            request, answer.rows.variables, answer.rows.texts(), query.name.replace("/", "-")
        )
    return formats.as_json(results_json(answer.rows))


def _shown(request: Request, site: "Site", query: Query, values: dict[str, str], answer: Answer) -> Response:
    shown, rows = frame(request, site), answer.rows
    text = _sparql(query, values, site.base)
    told = {name: value for name, value in values.items() if value}
    return page(
        request, site, "query.html",
        query=query, values=told, fields=[_field(parameter, values) for parameter in query.parameters],
        headings=[(headings.heading(name, shown.lang), name) for name in rows.variables] if rows else [],
        rows=list(cells.table(rows, site.base, SHOWN, shown.lang)) if rows else [], count=len(rows.rows) if rows else 0,
        most=SHOWN, answer=answer, chart=_chart(query, rows, shown), charted=vega, sparql=text,
        curl=_curl(request, query, told),
    )  # fmt: skip


def _drawing(request: Request, site: "Site", query: Query, answer: Answer, format: str) -> Response:
    """Return the chart of an answer as an image; raise `UsageProblem` where there is nothing to draw."""
    chart = _chart(query, answer.rows, frame(request, site))
    if chart is None:
        raise UsageProblem(f"{query.name} has no chart with these values", "take the rows as CSV or JSON")
    image: bytes | str = vega.png(chart) if format == "png" else vega.svg(chart)
    headers = {"Content-Disposition": f'inline; filename="{query.name.replace("/", "-")}.{format}"'}
    return Response(image, headers=headers, media_type=DRAWINGS[format])


def _chart(query: Query, rows: "Rows | None", shown: Frame) -> charts.Chart | None:
    if rows is None or len(rows.rows) > 400:
        return None
    title = query.summary_ko if shown.lang == "ko" else query.summary
    return charts.rows_chart(rows.records(), title, shown.unit, shown.lang)


def _field(parameter: Parameter, values: Mapping[str, str]) -> Field:
    """Return a parameter with what its choices mean, where a code list says so."""
    codes = vocabulary().codes(parameter.kind[5:]) if parameter.kind.startswith("code/") else None
    labels = {code.notation: code.label for code in codes.codes} if codes else {}
    choices = tuple(
        (choice, labels[choice].ko if choice in labels else "", labels[choice].en if choice in labels else "")
        for choice in parameter.choices
    )
    return Field(parameter, values.get(parameter.name, ""), choices)


def _sparql(query: Query, values: Mapping[str, str], base: str) -> str:
    """Return the SPARQL with its values in it."""
    if all(values.values()):
        return sparql(query.name, tuple(sorted(values.items())), base)
    return bound(query.text, {}).strip()


def _curl(request: Request, query: Query, values: Mapping[str, str]) -> str:
    """Return a line for a terminal that gets the answer as CSV."""
    root: str = request.scope.get("root_path", "")
    given: dict[str, Any] = {**values, "bom": "0"}
    place = f"{request.url.scheme}://{request.url.netloc}{root}/query/{query.name}.csv?{urlencode(given)}"
    return f"curl {shlex.quote(place)}"
