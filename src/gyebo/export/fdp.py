"""`fdp`: a Fiscal Data Package for each document that decides amounts of the cube.

A package holds each amount once: the observations of the cube that were decided by a figure of the document,
programs and their expense items in resources of their own, since items add up to programs. Amounts stand as they
are printed, in the printed unit; `factor` turns them into won. Columns bear the types of OpenSpending
(`columnType`), and `model` says the same in the words of Fiscal Data Package 0.3.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gyebo.export.catalogue import Source, described_dates, sources
from gyebo.export.columns import COLUMNS
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE
from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Engine

PACKAGE = "datapackage.json"
FACTORS = MappingProxyType({
    "won": 1, "thousand_won": 1_000, "million_won": 1_000_000, "hundred_million_won": 100_000_000
})  # fmt: skip
# Fiscal Data Package knows proposed, approved, adjusted and executed. Amounts that are none of these have no phase.
PHASES = MappingProxyType({
    "proposed": "proposed", "original": "approved", "current": "adjusted", "supplementary": "adjusted", "final": "adjusted",
    "appropriation": "adjusted", "expenditure": "executed",
})  # fmt: skip
_DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name != "id")
_FACTS = f"""{_DECLARED}
SELECT ?observation ?fiscal_year ?program_id ?program ?unit_id ?department ?item_id ?item ?account ?round ?kind
       ?as_of ?amount ?printed_unit ?raw ?line ?figure WHERE {{
  ?observation a qb:Observation ; gb:decidedFrom ?figure ; gb:ofProgram ?programNode ; gb:observedYear ?fiscal_year ;
    gb:dimOrganization ?unitNode ; gb:dimItem ?itemNode ; gb:dimAccount ?accountNode ; gb:dimRound ?roundNode ;
    gb:dimAmountKind ?kindNode ; gb:amount ?amount .
  ?figure dct:isPartOf ?document ; gb:unit ?printedNode ; gb:rawValue ?raw ; prov:wasQuotedFrom ?evidence .
  ?evidence gb:lineNumber ?line . ?printedNode skos:notation ?printed_unit .
  ?programNode dct:identifier ?program_id ; skos:prefLabel ?program . FILTER(LANG(?program) = "ko")
  ?unitNode dct:identifier ?unit_id ; skos:prefLabel ?department . FILTER(LANG(?department) = "ko")
  ?itemNode skos:notation ?item_id ; skos:prefLabel ?item . FILTER(LANG(?item) = "ko")
  ?accountNode skos:notation ?account . ?roundNode skos:notation ?round . ?kindNode skos:notation ?kind .
}} ORDER BY ?observation"""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a package: the type of its values, its OpenSpending type, its dimension in the model."""

    name: str
    type: str
    column_type: str
    dimension: str
    kind: str = "other"


FIELDS = (
    Field("observation", "string", "budget-line-id", "observation", "fact"),
    Field("fiscal_year", "integer", "date:fiscal-year", "fiscal_year", "datetime"),
    Field("direction", "string", "direction", "direction"),
    Field("phase", "string", "phase:id", "phase"),
    Field("kind", "string", "value-kind:code", "kind"),
    Field("round", "string", "unknown:string", "round"),
    Field(
        "unit_id", "string", "administrative-classification:generic:code", "organisation", "classification"
    ),
    Field(
        "department",
        "string",
        "administrative-classification:generic:label",
        "organisation",
        "classification",
    ),
    Field("program_id", "string", "activity:generic:program:code", "program", "activity"),
    Field("program", "string", "activity:generic:program:label", "program", "activity"),
    Field("item_id", "string", "economic-classification:generic:code", "item", "classification"),
    Field("item", "string", "economic-classification:generic:label", "item", "classification"),
    Field("account", "string", "fin-source:generic:code", "account"),
    Field("amount", "number", "value", ""),
    Field("raw", "string", "unknown:string", "evidence"),
    Field("line", "integer", "unknown:integer", "evidence"),
    Field("figure", "string", "unknown:string", "evidence"),
)
_MEANINGS = {
    "observation": ("조정된 금액의 IRI", "IRI of the reconciled amount"),
    "direction": ("세출이면 expenditure", "expenditure"),
    "phase": ("FDP의 단계; 맞는 단계가 없으면 비움", "phase of FDP; empty where none fits"),
    "item_id": ("통계목 부호", "code of the expense item"),
    "amount": (
        "금액, 인쇄된 단위로; factor를 곱하면 원",
        "amount in the printed unit; times factor it is won",
    ),
}
Row = dict[str, str]
Json = dict[str, Any]


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write a folder for each document: its package and a table for each printed unit and level."""
    _, modified, version = described_dates(engine)
    for source in sources(engine):
        tables = _tables(_rows(engine, source))
        if tables:
            folder = place / source.id
            folder.mkdir()
            for name, rows in tables.items():
                _csv(folder / f"{name}.csv", rows)
                yield Step(f"{source.id}/{name}.csv", len(rows), "rows")
            text = json.dumps(package(source, tables, modified, version), ensure_ascii=False, indent=1)
            (folder / PACKAGE).write_text(f"{text}\n", encoding="utf-8", newline="\n")
            yield Step(f"{source.id}/{PACKAGE}", len(tables), "tables")


def _rows(engine: Engine, source: Source) -> Iterator[Row]:
    from pyoxigraph import NamedNode

    for found in engine.select(_FACTS, {"document": NamedNode(source.iri)}).records():
        factor = FACTORS[found["printed_unit"].replace("-", "_")]
        amount = Decimal(found["amount"]) / factor
        phase = PHASES.get(found["kind"], "")
        yield {**found, "direction": "expenditure", "phase": phase, "amount": f"{amount.normalize():f}"}


def _tables(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by level and printed unit, the name of their table."""
    tables: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        level = "programs" if row["item_id"] == "_T" else "items"
        tables[f"{level}-{row['printed_unit'].replace('_', '-')}"].append(row)
    return dict(sorted(tables.items()))


def _csv(path: Path, rows: list[Row]) -> None:
    names = [field.name for field in FIELDS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def package(source: Source, tables: dict[str, list[Row]], modified: str, version: str) -> Json:
    """Return the description of a package."""
    return {
        "profile": "data-package", "profiles": {"fiscal": "*", "tabular": "*"},
        "name": source.id, "title": source.title.ko, "description": source.title.en,
        "version": version, "created": f"{modified}T00:00:00+09:00", "countryCode": "KR", "granularity": "aggregated",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "sources": [{"title": f"{source.publisher.ko}, {source.title.ko}", "path": source.iri}],
        "fiscalPeriod": _period([row for rows in tables.values() for row in rows]),
        "resources": [_resource(name) for name in tables], "model": model(tables),
    }  # fmt: skip


def _period(rows: list[Row]) -> Json:
    years = sorted(int(row["fiscal_year"]) for row in rows)
    return {"start": f"{years[0]}-01-01", "end": f"{years[-1]}-12-31"}


def factor(table: str) -> int:
    """Return by what the amounts of a table are multiplied to be won.

    >>> factor("programs-thousand-won")
    1000
    """
    return FACTORS[table.partition("-")[2].replace("-", "_")]


def _resource(name: str) -> Json:
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(field, factor(name)) for field in FIELDS], "primaryKey": ["observation"]},
    }  # fmt: skip


def _field(field: Field, times: int) -> Json:
    known = COLUMNS.get(field.name)
    ko, en = _MEANINGS.get(field.name) or ((known.ko, known.en) if known else ("", ""))
    about = {
        "name": field.name,
        "type": field.type,
        "title": ko,
        "description": en,
        "columnType": field.column_type,
    }
    if field.column_type == "value":
        return {**about, "factor": times, "currency": "KRW", "direction": "expenditure"}
    return {**about, "constraints": {"required": True}} if field.name == "observation" else about


def model(tables: Iterable[str]) -> Json:
    """Return the model of Fiscal Data Package 0.3: a measure for each table, and the dimensions of the first."""
    first, *_ = names = list(tables)
    dimensions: Json = {}
    for field in FIELDS:
        if field.dimension:
            about = dimensions.setdefault(
                field.dimension, {"dimensionType": field.kind, "primaryKey": field.name, "attributes": {}}
            )
            about["attributes"][field.name] = {"source": field.name, "resource": first}
    measures = {
        name.replace("-", "_"): {
            "source": "amount", "resource": name, "currency": "KRW", "factor": factor(name), "direction": "expenditure"
        }
        for name in names
    }  # fmt: skip
    return {"measures": measures, "dimensions": dimensions}
