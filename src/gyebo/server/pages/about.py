"""About the data: what is in the graph, how to read it, what is known to be wrong; every number from the graph itself."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.server.pages import formats
from gyebo.server.pages.answers import ROWS
from gyebo.server.pages.datasets import of_all
from gyebo.server.pages.discrepancies import names
from gyebo.server.pages.render import page

if TYPE_CHECKING:
    from gyebo.server.site import Site
    from gyebo.store.engine import Engine

_PREFIXES = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX qb: <http://purl.org/linked-data/cube#>
"""
DOCUMENTS = f"""{_PREFIXES}SELECT ?id ?ko ?en ?lines ?publisher ?year ?round WHERE {{
  ?document a gb:SourceDocument ; dct:identifier ?id ; dct:title ?ko , ?en .
  FILTER(LANG(?ko) = "ko" && LANG(?en) = "en")
  OPTIONAL {{ ?document gb:lineCount ?lines }}
  OPTIONAL {{ ?document gb:fiscalYear ?year }}
  OPTIONAL {{ ?document gb:publisherName ?publisher . FILTER(LANG(?publisher) = "ko") }}
  OPTIONAL {{ ?document gb:round/skos:prefLabel ?round . FILTER(LANG(?round) = "ko") }}
}}
ORDER BY ?id"""
IN_GRAPHS = f"""{_PREFIXES}SELECT ?graph ?class (COUNT(?thing) AS ?count) WHERE {{
  VALUES ?class {{ gb:Figure gb:Statistic gb:SourceTable gb:Transfer gb:Carryover gb:PrintedReason gb:Contract
                   gb:Remark }}
  GRAPH ?graph {{ ?thing a ?class }}
}}
GROUP BY ?graph ?class"""
EVERYTHING = f"""{_PREFIXES}SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  VALUES ?class {{ gb:Program gb:ProgramYear gb:Unit gb:UnitVersion gb:NameUse gb:ProgramChange gb:Reorganisation
                   qb:Observation gb:OfficialDocument gb:Decision }}
  ?thing a ?class
}}
GROUP BY ?class"""
FAULTS = f"""{_PREFIXES}SELECT ?document ?severity ?judgement (COUNT(?found) AS ?count) WHERE {{
  ?found a gb:Discrepancy ; gb:foundIn/dct:identifier ?document ; gb:severity/skos:notation ?severity ;
         gb:judgement/skos:notation ?judgement .
}}
GROUP BY ?document ?severity ?judgement
ORDER BY ?document ?severity ?judgement"""
CHANGES = f"""{_PREFIXES}SELECT ?status (COUNT(?change) AS ?count) WHERE {{
  ?change a gb:ProgramChange ; gb:assertionStatus/skos:notation ?status .
}}
GROUP BY ?status"""

# What the graph holds besides the documents' own contents, in the order of the page.
THINGS = {
    "Program": ("사업 (시간을 통틀어)", "programs through time"),
    "ProgramYear": ("연도별 사업", "program years"),
    "Unit": ("조직", "units"),
    "UnitVersion": ("조직의 시기", "unit versions"),
    "NameUse": ("이름의 쓰임", "uses of names"),
    "ProgramChange": ("사업의 변화", "changes of programs"),
    "Reorganisation": ("조직개편", "reorganisations"),
    "Observation": ("확정 금액 (큐브)", "decided amounts (cube)"),
    "OfficialDocument": ("인용된 공문서", "cited documents"),
    "Decision": ("사람의 판단", "decisions of people"),
}
CONTENTS = {
    "SourceTable": ("표", "tables"),
    "Figure": ("금액·비율", "amounts and rates"),
    "Statistic": ("그 밖의 수", "other numbers"),
    "Transfer": ("이동", "transfers"),
    "Carryover": ("이월", "carryovers"),
    "PrintedReason": ("사유", "reasons"),
    "Remark": ("본문의 말", "remarks"),
    "Contract": ("계약·과제", "contracts"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document, what was read from it, and how many discrepancies it has by severity."""

    id: str
    title_ko: str
    title_en: str
    publisher: str
    year: str
    round: str
    lines: int
    contents: dict[str, int]
    faults: dict[str, int]


@dataclass(frozen=True, slots=True)
class About:
    """What the graph holds: its documents, its things, discrepancies by judgement, changes by status."""

    documents: tuple[Source, ...]
    things: dict[str, int]
    judgements: dict[str, int]
    changes: dict[str, int]

    @property
    def figures(self) -> int:
        """How many printed amounts and rates the graph holds."""
        return sum(document.contents.get("Figure", 0) for document in self.documents)

    @property
    def faults(self) -> int:
        """How many discrepancies there are."""
        return sum(self.judgements.values())


def about(engine: "Engine") -> About:
    """Count what the graph holds."""
    contents: dict[str, dict[str, int]] = defaultdict(dict)
    for record in engine.select(IN_GRAPHS).records():
        contents[_local(record["graph"])][_local(record["class"])] = int(record["count"])
    faults: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    judgements: dict[str, int] = defaultdict(int)
    for record in engine.select(FAULTS).records():
        faults[record["document"]][record["severity"]] += int(record["count"])
        judgements[record["judgement"]] += int(record["count"])
    documents = tuple(
        Source(
            record["id"], record["ko"], record["en"], record["publisher"], record["year"], record["round"],
            int(record["lines"] or 0), contents.get(record["id"], {}), dict(faults.get(record["id"], {})),
        )
        for record in engine.select(DOCUMENTS).records()
    )  # fmt: skip
    things = {_local(r["class"]): int(r["count"]) for r in engine.select(EVERYTHING).records()}
    changes = {record["status"]: int(record["count"]) for record in engine.select(CHANGES).records()}
    return About(documents, things, dict(sorted(judgements.items())), changes)


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the page and its formats."""

    def endpoint(request: Request) -> Response:
        return _answer(request, site)

    return [Route(path, endpoint, methods=["GET"]) for path in ("/about", *(f"/about.{s}" for s in ROWS))]


def _answer(request: Request, site: "Site") -> Response:
    format = formats.wanted(request, formats.split_suffix(request.url.path)[1])
    found = about(site.engine)
    if format == formats.JSON:
        return formats.as_json({**asdict(found), "base": site.base, "graph": site.digest()})
    if format == formats.CSV:
        columns = ("document", "title", "year", "lines", *CONTENTS, *("violation", "warning", "info"))
        return formats.as_csv(request, columns, [_row(source) for source in found.documents], "about")
    return page(
        request, site, "about.html", found=found, contents=CONTENTS, things=THINGS, names=names(), offered=ROWS,
        queries={"documents": DOCUMENTS, "contents": IN_GRAPHS, "things": EVERYTHING, "faults": FAULTS},
        dataset=lambda f: of_all(site.engine, f),
    )  # fmt: skip


def _row(source: Source) -> tuple[str, ...]:
    counts = [str(source.contents.get(name, 0)) for name in CONTENTS]
    faults = [str(source.faults.get(name, 0)) for name in ("violation", "warning", "info")]
    return source.id, source.title_ko, source.year, str(source.lines), *counts, *faults
