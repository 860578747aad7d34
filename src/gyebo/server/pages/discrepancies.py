"""Discrepancies: what the documents print that cannot all be right, to be filtered, looked up and judged."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.check.shapes import our_shapes
from gyebo.errors import UsageProblem
from gyebo.server.pages import formats
from gyebo.server.pages.answers import ALL, not_found, problem_page
from gyebo.server.pages.render import page
from gyebo.server.pages.vocabulary import vocabulary

if TYPE_CHECKING:
    from gyebo.server.site import Site
    from gyebo.store.engine import Engine

FILTERS = ("document", "rule", "severity", "judgement")
_ORDER = {"severity": ("violation", "warning", "info"), "judgement": ("open", "source_error", "explained")}
_PREFIXES = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""
LIST = f"""{_PREFIXES}SELECT ?discrepancy ?rule ?severity ?document ?line ?lines ?subject ?printed ?expected ?tolerance
  ?ko ?en ?judgement ?reason ?reason_ko ?date WHERE {{
  ?discrepancy a gb:Discrepancy ; gb:rule ?rule ; gb:severity/skos:notation ?severity ; dct:subject ?subject ;
     gb:foundIn/dct:identifier ?document ; gb:judgement/skos:notation ?judgement ; gb:message ?ko , ?en .
  FILTER(LANG(?ko) = "ko" && LANG(?en) = "en")
  OPTIONAL {{ ?discrepancy prov:wasQuotedFrom/gb:lineNumber ?line }}
  OPTIONAL {{ ?discrepancy gb:printedLines ?lines }}
  OPTIONAL {{ ?discrepancy gb:printedValue ?printed }}
  OPTIONAL {{ ?discrepancy gb:expectedValue ?expected }}
  OPTIONAL {{ ?discrepancy gb:tolerance ?tolerance }}
  OPTIONAL {{ ?discrepancy gb:reason ?reason . FILTER(LANG(?reason) = "en") }}
  OPTIONAL {{ ?discrepancy gb:reason ?reason_ko . FILTER(LANG(?reason_ko) = "ko") }}
  OPTIONAL {{ ?discrepancy dct:date ?date }}
}}
ORDER BY ?document ?line ?rule ?discrepancy"""
TARGETS = f"""{_PREFIXES}SELECT ?target ?type ?raw ?label ?header ?unit ?document ?line ?program ?name WHERE {{
  ?_discrepancy_iri oa:hasTarget ?target . ?target a ?type .
  FILTER(?type IN (gb:Figure, gb:Statistic, gb:Remark, gb:NameUse, gb:Decision, gb:Contract))
  OPTIONAL {{ ?target gb:rawValue ?raw }}
  OPTIONAL {{ ?target gb:rowLabel ?label }}
  OPTIONAL {{ ?target gb:columnHeader ?header }}
  OPTIONAL {{ ?target gb:unit/skos:prefLabel ?unit . FILTER(LANG(?unit) = "ko") }}
  OPTIONAL {{ ?target prov:wasQuotedFrom ?place . ?place gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document }}
  OPTIONAL {{
    ?target gb:aboutProgram ?about . ?about a gb:Program ; dct:identifier ?program ; skos:prefLabel ?name .
    FILTER(LANG(?name) = "ko")
  }}
}}
ORDER BY ?document ?line ?target ?program"""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One discrepancy: its rule, its place, what is printed and expected, what was said of it."""

    iri: str
    path: str
    rule: str
    severity: str
    document: str
    line: str
    lines: tuple[str, ...]
    subject: str
    printed: str
    expected: str
    tolerance: str
    message_ko: str
    message_en: str
    judgement: str
    reason: str
    reason_ko: str
    date: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value to filter by, in both languages, how many discrepancies have it, whether it is chosen."""

    value: str
    ko: str
    en: str
    count: int
    chosen: bool


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the list and of each discrepancy."""

    @lru_cache(maxsize=2)
    def kept(digest: str) -> tuple[Discrepancy, ...]:  # noqa: ARG001 (a rebuilt graph has another digest)
        return tuple(discrepancies(site.engine, site.base))

    def every() -> tuple[Discrepancy, ...]:
        return kept(site.digest()) if site.constant else tuple(discrepancies(site.engine, site.base))

    def listed(request: Request) -> Response:
        format = formats.wanted(request, formats.split_suffix(request.url.path)[1])
        try:
            return _list(request, site, every(), format)
        except UsageProblem as problem:
            return problem_page(request, site, problem, format)

    def one(request: Request) -> Response:
        return _one(request, site, every())

    paths = ("/discrepancies", *(f"/discrepancies.{suffix}" for suffix in ALL))
    return [
        *(Route(path, listed, methods=["GET"]) for path in paths),
        Route("/discrepancy/{document}/{name}", one, methods=["GET"]),
    ]


def discrepancies(engine: "Engine", base: str) -> list[Discrepancy]:
    """Return every discrepancy, in the order of the documents and their lines."""
    return [_discrepancy(record, base) for record in engine.select(LIST).records()]


def _discrepancy(record: Mapping[str, str], base: str) -> Discrepancy:
    return Discrepancy(
        record["discrepancy"], f"/{record['discrepancy'].removeprefix(f'{base}id/')}", record["rule"],
        record["severity"], record["document"], record["line"] or record["lines"].partition(";")[0],
        tuple(filter(None, record["lines"].split(";"))), record["subject"], record["printed"], record["expected"],
        record["tolerance"], record["ko"], record["en"], record["judgement"], record["reason"], record["reason_ko"],
        record["date"],
    )  # fmt: skip


def _list(request: Request, site: "Site", every: tuple[Discrepancy, ...], format: str) -> Response:
    chosen = _chosen(request.query_params, every)
    found = [each for each in every if _fits(each, chosen)]
    if format == formats.CSV:
        return formats.as_csv(request, COLUMNS, [_row(each) for each in found], "discrepancies")
    if format == formats.JSON:
        return formats.as_json({"count": len(found), "discrepancies": [asdict(each) for each in found]})
    if format in (formats.TTL, formats.JSONLD):
        return formats.as_rdf(
            (t for each in found for t in site.engine.construct(_OWN, {"_thing_iri": NamedNode(each.iri)})),
            format,
        )
    return page(
        request, site, "discrepancies.html", found=found, total=len(every), chosen=chosen,
        options={name: _options(name, every, chosen) for name in FILTERS}, names=names(), offered=ALL,
    )  # fmt: skip


_OWN = "CONSTRUCT { ?_thing_iri ?p ?o } WHERE { ?_thing_iri ?p ?o }"
COLUMNS = (
    "rule", "severity", "document", "lines", "subject", "printed", "expected", "tolerance", "message_ko", "message_en",
    "judgement", "reason", "iri", "reason_ko",
)  # fmt: skip


def _row(each: Discrepancy) -> tuple[str, ...]:
    return (
        each.rule, each.severity, each.document, ";".join(each.lines), each.subject, each.printed, each.expected,
        each.tolerance, each.message_ko, each.message_en, each.judgement, each.reason, each.iri,
        each.reason_ko,
    )  # fmt: skip


def _chosen(given: Mapping[str, str], every: tuple[Discrepancy, ...]) -> dict[str, str]:
    """Return the filters of an address; raise `UsageProblem` for a value that no discrepancy has."""
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    for name, value in chosen.items():
        known = {getattr(each, name) for each in every} | set(_ORDER.get(name, ()))
        if value not in known:
            raise UsageProblem.unknown(name, value, known)
    return chosen


def _fits(each: Discrepancy, chosen: Mapping[str, str]) -> bool:
    return all(getattr(each, name) == value for name, value in chosen.items())


def _options(name: str, every: tuple[Discrepancy, ...], chosen: Mapping[str, str]) -> list[Option]:
    """Return the values of one filter, counted among what the other filters leave."""
    others = {other: value for other, value in chosen.items() if other != name}
    counts = Counter(getattr(each, name) for each in every if _fits(each, others))
    labels = names()[name]
    order = _ORDER.get(name) or sorted({getattr(each, name) for each in every})
    told = [(value, labels.get(value, (value, value))) for value in order]
    return [Option(value, ko, en, counts[value], chosen.get(name) == value) for value, (ko, en) in told]


def names() -> dict[str, dict[str, tuple[str, str]]]:
    """Return what rules, severities and judgements are called in Korean and English."""
    lists = {"severity": vocabulary().codes("severity"), "judgement": vocabulary().codes("judgement")}
    found = {
        name: {code.notation: (code.label.ko, code.label.en) for code in codes.codes} if codes else {}
        for name, codes in lists.items()
    }
    rules = {id: (shape.name.ko or id, shape.name.en or id) for id, shape in our_shapes().named().items()}
    return {**found, "rule": rules, "document": {}}


def _one(request: Request, site: "Site", every: tuple[Discrepancy, ...]) -> Response:
    document = str(request.path_params["document"])
    name, suffix = formats.split_suffix(str(request.path_params["name"]))
    format = formats.wanted(request, suffix)
    path = f"/discrepancy/{document}/{name}"
    at = next((i for i, each in enumerate(every) if each.path == path), None)
    if at is None:
        return not_found(request, site, format)
    each = every[at]
    if format in (formats.TTL, formats.JSONLD):
        return formats.as_rdf(formats.description(site.engine, [each.iri]), format)
    targets = list(site.engine.select(TARGETS, {"_discrepancy_iri": NamedNode(each.iri)}).records())
    if format == formats.CSV:
        return formats.as_csv(request, COLUMNS, [_row(each)], name)
    if format == formats.JSON:
        return formats.as_json({**asdict(each), "targets": targets})
    return page(
        request, site, "discrepancy.html", each=each, targets=_once(targets), names=names(), offered=ALL, path=path,
        shape=our_shapes().named().get(each.rule),
        before=every[at - 1] if at else None, after=every[at + 1] if at + 1 < len(every) else None,
    )  # fmt: skip


def _once(targets: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return each figure once, though it may be about several programs."""
    return list({record["target"]: record for record in reversed(targets)}.values())[::-1]
