"""Contracts before judges that are not ours: the OCDS schemas and libcoveocds, which Open Contracting runs itself."""

import copy
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig
from referencing import Registry, Resource

from gyebo.export.ocds import PREFIX, moment, release_package, write
from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import source_entries
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.query.library import run
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.write import fill, ontology_quads

Json = dict[str, Any]


@pytest.fixture(scope="module")
def package(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Json:
    path = tmp_path_factory.mktemp("ocds") / "contracts.ocds.json"
    assert [step.unit for step in write(engine, path)] == ["releases"]
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def judge(shared: Path) -> Draft4Validator:
    """The schema of release packages, with the schema of releases that it names."""
    folder = shared / "conformance" / "ocds"
    named = {
        name: json.loads((folder / f"{name}.json").read_text())
        for name in ("release-schema", "release-package-schema")
    }
    release = named["release-schema"]
    registry: Registry[Any] = Registry().with_resource(release["id"], Resource.from_contents(release))
    return Draft4Validator(named["release-package-schema"], registry=registry, format_checker=FormatChecker())


def strings(about: Any) -> Iterator[str]:
    """Yield every name and text of a document."""
    if isinstance(about, dict):
        for name, value in about.items():
            yield name
            yield from strings(value)
    elif isinstance(about, list):
        for value in about:
            yield from strings(value)
    elif isinstance(about, str):
        yield about


def codelists(about: Any) -> dict[str, list[str]]:
    """Return the closed code lists that a schema spells out."""
    found: dict[str, list[str]] = {}
    if isinstance(about, dict):
        if "codelist" in about and about.get("enum"):
            found[about["codelist"]] = [code for code in about["enum"] if code]
        for value in about.values():
            found |= codelists(value)
    return found


def test_the_package_fulfils_the_schema(package: Json, judge: Draft4Validator) -> None:
    assert [error.message for error in judge.iter_errors(package)] == []
    assert len(package["releases"]) == 145


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda release: release.pop("date"), "'date' is a required property"),
        (lambda release: release.update(tag=[]), "should be non-empty"),
        (lambda release: release["tender"].update(value={"amount": "1"}), "is not of type 'number'"),
        (lambda release: release["tender"].pop("id"), "'id' is a required property"),
    ],
)
def test_the_schema_finds_what_is_wrong(
    package: Json, judge: Draft4Validator, change: Any, told: str
) -> None:
    broken = {**package, "releases": [copy.deepcopy(package["releases"][0])]}
    change(broken["releases"][0])
    assert any(told in error.message for error in judge.iter_errors(broken))


def test_libcoveocds_finds_nothing_but_what_we_say_ourselves(
    package: Json, shared: Path, tmp_path: Path
) -> None:
    """The extension for the budget breakdown is on the network, so its field counts as an additional one here."""
    archive = tmp_path / "standard.zip"
    named = json.loads((shared / "conformance" / "ocds" / "release-schema.json").read_text())
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("standard-1__1__5/", "")
        file.writestr("standard-1__1__5/schema/codelists/", "")
        for path in sorted((shared / "conformance" / "ocds").iterdir()):
            file.write(path, f"standard-1__1__5/schema/{path.name}")
        for name, codes in codelists(named).items():
            file.writestr(f"standard-1__1__5/schema/codelists/{name}", "\n".join(["Code", *codes]))
        # Loaded in any case; of use only for records, which have versions.
        stub = {"$schema": "http://json-schema.org/draft-04/schema#"}
        file.writestr("standard-1__1__5/schema/versioned-release-validation-schema.json", json.dumps(stub))
    config = LibCoveOCDSConfig(
        {"context": "api", "standard_zip": f"file://{archive}", "additional_checks": "all"}
    )
    bare = {name: value for name, value in package.items() if name != "extensions"}
    found = ocds_json_output(
        str(tmp_path), None, "1.1", json_data=bare, lib_cove_ocds_config=config, record_pkg=False
    )
    assert found["validation_errors"] == []
    additional = {(field["path"], field["field"]) for field in found["additional_fields"]}
    assert {each for each in additional if "x_" not in "".join(each)} == {
        ("/releases/planning/budget", "budgetBreakdown")
    }
    assert not found["additional_checks"] and not found["additional_closed_codelist_values"]
    assert found["count"] == found["unique_ocids_count"] == 145
    # No prefix has been registered, and this one does not look as if it were.
    bad = found["conformance_errors"]["ocds_prefixes_bad_format"]
    assert len(bad) == 145 and set(found["conformance_errors"]) == {"ocds_prefixes_bad_format"}


def test_identifiers_are_no_ones_and_tell_releases_apart(package: Json) -> None:
    ocids = [release["ocid"] for release in package["releases"]]
    assert len(set(ocids)) == len(ocids) and all(ocid.startswith(f"{PREFIX}-") for ocid in ocids)
    assert not any(re.match(r"ocds-[a-z0-9]{6}", ocid) for ocid in ocids)


def test_amounts_are_those_of_the_documents(package: Json, engine: Embedded) -> None:
    """2023-settlement-review:1443-1445 and the project lists, each amount once."""
    rows = list(run(engine, "export/contracts").records())
    said: dict[str, list[int]] = {"tender_krw": [], "award_krw": [], "budget_krw": []}
    for release in package["releases"]:
        said["tender_krw"] += [release["tender"]["value"]["amount"]] if "value" in release["tender"] else []
        said["award_krw"] += [
            award["value"]["amount"] for award in release.get("awards", ()) if "value" in award
        ]
        budget = release.get("planning", {}).get("budget", {})
        said["budget_krw"] += [budget["amount"]["amount"]] if "amount" in budget else []
    for column, amounts in said.items():
        assert sorted(amounts) == sorted(int(row[column]) for row in rows if row[column])
    assert sorted(said["award_krw"]) == [176_000_000, 604_000_000, 3_018_000_000]


# What the budget breakdown extension says of an entry, in our own words: its schema is on the network.
ENTRY = {
    "type": "object", "required": ["id"], "additionalProperties": False,
    "properties": {
        "id": {"type": ["string", "integer"]}, "description": {"type": ["string", "null"]},
        "uri": {"type": ["string", "null"], "format": "uri"}, "amount": {"$ref": "release#/definitions/Value"},
        "period": {"$ref": "release#/definitions/Period"},
        "sourceParty": {"$ref": "release#/definitions/OrganizationReference"},
    },
}  # fmt: skip


def entries(package: Json) -> dict[tuple[str, int], list[Json]]:
    """Return the budget breakdowns by the document and line of their contracts."""
    return {
        (release["x_printed"]["document"], release["x_printed"]["line"]): found
        for release in package["releases"]
        if (found := release.get("planning", {}).get("budget", {}).get("budgetBreakdown"))
    }


def test_budget_lines_are_things_of_the_graph(package: Json, engine: Embedded) -> None:
    """2021-q4-diversion-report:129 and 2023-settlement-review:1104-1124; 1443-1445 print no item, so they have no line."""
    found = entries(package)
    settlement = ("2023-settlement-review", "P0079.2023.U10-3.facility-construction.general")
    diversion = ("2021-q4-diversion-report", "P0013.2021.U05-2.event-operating-expenses")
    assert {at: [line["id"] for line in lines] for at, lines in found.items()} == {
        (diversion[0], 129): [diversion[1]],
        **{(settlement[0], line): [settlement[1]] for line in (1104, 1113, 1117, 1122, 1124)},
    }
    for line in (line for lines in found.values() for line in lines):
        assert engine.ask(f"ASK {{ <{line['uri']}> a <https://w3id.org/gyebo/def#BudgetLine> }}")
        assert line["uri"].endswith(f"/id/budget-line/{line['id']}")
    one = found[diversion[0], 129][0]
    assert one["description"] == "스마트도시담당관 > 스마트도시 민·관 협력 > 행사운영비 (2021)"
    assert one["period"] == {"startDate": "2021-01-01T00:00:00+09:00", "endDate": "2021-12-31T23:59:59+09:00"}


def entry_judge(shared: Path) -> Draft4Validator:
    """The schema of an entry, with the definitions of the release schema."""
    release = json.loads((shared / "conformance" / "ocds" / "release-schema.json").read_text())
    named: Registry[Any] = Registry().with_resource("release", Resource.from_contents(release))
    return Draft4Validator(ENTRY, registry=named, format_checker=FormatChecker())


def test_entries_are_as_the_extension_says(package: Json, shared: Path, tmp_path: Path) -> None:
    """Also that of a contract whose share of a line is printed, which none of the documents does."""
    judge = entry_judge(shared)
    assert [
        error.message for lines in entries(package).values() for e in lines for error in judge.iter_errors(e)
    ] == []
    budgeted = entries(release_package(with_budgets(tmp_path, 24_000_000)))
    assert sorted({line["amount"]["amount"] for lines in budgeted.values() for line in lines}) == [24_000_000]
    for line in (line for lines in budgeted.values() for line in lines):
        assert [error.message for error in judge.iter_errors(line)] == []
        broken = {**line, "amount": {"amount": "24,000천원", "currency": "KRW"}}
        assert list(judge.iter_errors(broken))


def with_budgets(place: Path, won: int) -> Embedded:
    """Return the graph of the diversion report as if it printed a budget for its contract."""
    entries = source_entries(folder("data") / "documents.toml")
    reading = read_facts(folder("data") / "facts" / "2021-q4-diversion-report")
    contracts = tuple(replace(contract, budget_krw=won) for contract in reading.contracts)
    papers = [(entries["2021-q4-diversion-report"], replace(reading, contracts=contracts))]
    decisions, items = read_decisions(folder("data") / "decisions"), Items(folder("loaders") / "items.csv")
    fill(
        place,
        [
            *graph_quads(Mint(), decisions, items, lambda: papers),
            *ontology_quads(sorted(folder("ontology").rglob("*.ttl")), Mint().graph("ontology")),
        ],
    )
    return Embedded.over(place)


def test_every_release_leads_to_its_line(package: Json, engine: Embedded) -> None:
    rows = {(row["document"], row["line"], row["title"]) for row in run(engine, "export/contracts").records()}
    said = {
        (release["x_printed"]["document"], str(release["x_printed"]["line"]), release["tender"]["title"])
        for release in package["releases"]
    }
    assert said == rows
    assert all(
        release["tender"]["documents"][0]["url"].startswith("https://") for release in package["releases"]
    )


def test_days_that_are_not_printed_are_not_made_up(package: Json) -> None:
    """A month stays a month, as printed; only whole days become OCDS dates."""
    months = [
        release for release in package["releases"] if len(release["x_printed"].get("startDate", "")) == 7
    ]
    assert len(months) > 100
    assert not any(
        "contractPeriod" in each["tender"] and "startDate" in each["tender"]["contractPeriod"]
        for each in months
    )
    own = {line["period"]["startDate"][:4] for lines in entries(package).values() for line in lines}
    printed = {value for release in package["releases"] for value in strings(release["x_printed"])}
    for text in strings(package["releases"]):
        if match := re.fullmatch(r"(\d{4})(-\d\d-\d\d)T\d\d:\d\d:\d\d\+09:00", text):
            of_the_year = match[1] in own and match[2] in ("-01-01", "-12-31")
            assert of_the_year or text[:10] in printed or text == package["publishedDate"], text


@pytest.mark.parametrize(
    ("day", "at"), [("2023-12-16", "2023-12-16T00:00:00+09:00"), ("2023-12", ""), ("", "")]
)
def test_moments(day: str, at: str) -> None:
    assert moment(day) == at
