"""`ocds`: contracts and projects as an OCDS 1.1 release package, a release each, linked to our budget lines.

Only what documents state is said. A date that is printed without its day is no OCDS date, so it is kept as
printed in `x_printed`, together with the document and the line. No ocid prefix has been registered for this
data: identifiers begin with `gyebo-unregistered-`, which no publisher owns, and must not be taken for official ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gyebo.export.catalogue import described_dates
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE
from gyebo.export.turtle import base_of
from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Engine

PREFIX = "gyebo-unregistered"
BREAKDOWN = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_budget_breakdown_extension/master/extension.json"
_DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name != "id")
_CONTRACTS = f"""{_DECLARED}
SELECT * WHERE {{
  ?contract a gb:Contract ; dct:title ?title ; dct:source ?evidence .
  ?evidence gb:lineNumber ?line ; dct:isPartOf ?source .
  ?source dct:identifier ?document ; dct:title ?documentTitle . FILTER(LANG(?documentTitle) = "ko")
  OPTIONAL {{ ?contract gb:vendorName ?vendor }}
  OPTIONAL {{ ?contract gb:printedDepartment ?department }}
  OPTIONAL {{ ?contract gb:aboutUnit ?unit }}
  OPTIONAL {{ ?contract gb:printedProgram ?program }}
  OPTIONAL {{ ?contract gb:aboutProgram ?about OPTIONAL {{ ?about dct:identifier ?programId }} }}
  OPTIONAL {{ ?contract gb:printedItem ?item }}
  OPTIONAL {{ ?contract gb:tenderWon ?tender }}
  OPTIONAL {{ ?contract gb:awardWon ?award }}
  OPTIONAL {{ ?contract gb:budgetWon ?budget }}
  OPTIONAL {{ ?contract gb:awardRate ?rate }}
  OPTIONAL {{ ?contract gb:contractDate ?signed }}
  OPTIONAL {{ ?contract pc:startDate ?start }}
  OPTIONAL {{ ?contract gb:plannedEnd ?end }}
  OPTIONAL {{ ?contract gb:progress ?status }}
}} ORDER BY ?document ?line ?contract"""
_LINES = f"""{_DECLARED}
SELECT ?contract ?line ?id ?name ?year ?amount WHERE {{
  ?contract gb:fundedFrom ?line .
  ?line dct:identifier ?id ; skos:prefLabel ?name ; gb:fiscalYear ?year . FILTER(LANG(?name) = "ko")
  OPTIONAL {{ ?contract gb:hasFunding ?share . ?share gb:line ?line ; gb:amountWon ?amount }}
}} ORDER BY ?contract ?line"""

Json = dict[str, Any]
Row = dict[str, str]


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write the release package."""
    package = release_package(engine)
    place.write_text(f"{json.dumps(package, ensure_ascii=False, indent=1)}\n", encoding="utf-8", newline="\n")
    yield Step("", len(package["releases"]), "releases")


def release_package(engine: Engine) -> Json:
    """Return all contracts and projects as a release package."""
    base = base_of(engine).removesuffix("id/")
    lines: dict[str, list[Row]] = {}
    for line in engine.select(_LINES).records():
        lines.setdefault(line["contract"], []).append(line)
    _, modified, _ = described_dates(engine)
    recorded = moment(modified)
    rows = engine.select(_CONTRACTS).records()
    return {
        "uri": f"{base}release/contracts.ocds.json", "version": "1.1", "extensions": [BREAKDOWN],
        "publishedDate": recorded, "publisher": {"name": "The gyebo contributors", "uri": f"{base}id/contributors"},
        "license": LICENCE,
        "releases": [_release(row, lines.get(row["contract"], []), recorded) for row in rows],
    }  # fmt: skip


def moment(day: str) -> str:
    """Return a day in Seoul as the moment at which it begins; nothing for what is no whole day.

    >>> moment("2023-08-09"), moment("2023-08")
    ('2023-08-09T00:00:00+09:00', '')
    """
    return f"{day}T00:00:00+09:00" if len(day) == 10 else ""


def _release(row: Row, lines: list[Row], recorded: str) -> Json:
    """Return a contract as a release; `lines` are the budget lines that pay for it, where any is known."""
    local = row["contract"].rpartition("/id/contract/")[2].replace("/", "-")
    parts = {
        "planning": _planning(row, lines),
        "tender": _tender(row),
        "awards": _awards(row),
        "contracts": _signed(row),
    }
    present = {name: part for name, part in parts.items() if part}
    tags = [name.removesuffix("s") for name in present]
    parties = _parties(row)
    return _filled({
        "ocid": f"{PREFIX}-{local}", "id": f"{PREFIX}-{local}-1", "date": recorded, "tag": tags,
        "initiationType": "tender", "language": "ko", "parties": parties, **present, "x_printed": _printed(row),
    })  # fmt: skip


def _filled(about: Json) -> Json:
    """Leave out what no document states."""
    return {name: value for name, value in about.items() if value not in ("", None, [], {})}


def _won(amount: str) -> Json:
    return {"amount": int(amount), "currency": "KRW"} if amount else {}


def _planning(row: Row, lines: list[Row]) -> Json:
    budget = _filled({
        "amount": _won(row["budget"]), "project": row["program"], "projectID": row["programId"], "uri": row["about"],
        "budgetBreakdown": [_breakdown(row, line) for line in lines],
    })  # fmt: skip
    return {"budget": budget} if budget else {}


def _breakdown(row: Row, line: Row) -> Json:
    """Return a budget line; `amount` is what the contract draws from it, where a document prints that."""
    year = line["year"]
    return _filled({
        "id": line["id"], "description": line["name"], "uri": line["line"], "amount": _won(line["amount"]),
        "period": {"startDate": moment(f"{year}-01-01"), "endDate": f"{year}-12-31T23:59:59+09:00"},
        "sourceParty": _party(row),
    })  # fmt: skip


def _party(row: Row) -> Json:
    if not row["department"]:
        return {}
    return {"id": row["unit"] or f"{PREFIX}-{row['department']}", "name": row["department"]}


def _vendor(row: Row) -> Json:
    return {"id": f"{PREFIX}-{row['vendor']}", "name": row["vendor"]} if row["vendor"] else {}


def _parties(row: Row) -> list[Json]:
    known = (({"sourceParty": _party(row)}, "sourceParty"), ({"supplier": _vendor(row)}, "supplier"))
    return [{**party, "roles": [role]} for about, role in known for party in about.values() if party]


def _tender(row: Row) -> Json:
    period = _filled({"startDate": moment(row["start"]), "endDate": moment(row["end"])})
    return _filled({
        "id": "tender", "title": row["title"], "value": _won(row["tender"]),
        "contractPeriod": period if not row["signed"] else {}, "documents": [_document(row)],
    })  # fmt: skip


def _document(row: Row) -> Json:
    """Return the document and the line that state the contract."""
    return {
        "id": f"{row['document']}-{row['line']}", "title": row["documentTitle"], "url": row["evidence"],
        "description": f"{row['line']}행", "language": "ko",
    }  # fmt: skip


def _awards(row: Row) -> list[Json]:
    if not (row["award"] or row["vendor"] or row["signed"]):
        return []
    vendor = _vendor(row)
    return [
        _filled({
            "id": "award", "title": row["title"], "value": _won(row["award"]), "suppliers": [vendor] if vendor else [],
        })
    ]  # fmt: skip


def _signed(row: Row) -> list[Json]:
    """Return the contract, where the document says that it was signed."""
    if not row["signed"]:
        return []
    period = _filled({"startDate": moment(row["start"]), "endDate": moment(row["end"])})
    about = {
        "id": "contract", "awardID": "award", "title": row["title"], "period": period,
        "dateSigned": moment(row["signed"]),
    }  # fmt: skip
    return [_filled(about)]


def _printed(row: Row) -> Json:
    """Return what has no place in OCDS, as printed, with its document and line."""
    return _filled({
        "document": row["document"], "line": int(row["line"]), "item": row["item"], "awardRatePercent": row["rate"],
        "contractDate": row["signed"], "startDate": row["start"], "endDate": row["end"], "status": row["status"],
        "uri": row["contract"],
    })  # fmt: skip
