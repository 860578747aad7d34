"""Fiscal Data Packages before frictionless, and their sums against the cube."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest

from gyebo.export.fdp import FIELDS, PACKAGE, PHASES, write
from gyebo.store.embedded import Embedded

Json = dict[str, Any]
DOCUMENTS = (
    "2019-budget-review", "2020-supplementary-2-review", "2021-q4-diversion-report", "2021-supplementary-2-review",
    "2023-settlement-review",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fdp")
    assert len([step for step in write(engine, place) if step.unit == "tables"]) == 5
    return place


def described(folder: Path, document: str) -> Json:
    found: Json = json.loads((folder / document / PACKAGE).read_text(encoding="utf-8"))
    return found


def rows(folder: Path, document: str, resource: Json) -> list[dict[str, str]]:
    with (folder / document / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(resource: Json) -> Json:
    field: Json
    (field,) = (field for field in resource["schema"]["fields"] if field["columnType"] == "value")
    return field


def won(folder: Path, document: str) -> dict[str, int]:
    """Return the amount in won of every observation in a package: what is printed, times the factor."""
    found = {}
    for resource in described(folder, document)["resources"]:
        for row in rows(folder, document, resource):
            value = Decimal(row["amount"]) * amount(resource)["factor"]
            assert value == int(value) and row["observation"] not in found
            found[row["observation"]] = int(value)
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_frictionless_finds_a_package_valid(folder: Path, document: str) -> None:
    report = frictionless.validate(str(folder / document / PACKAGE))
    assert report.valid, report.flatten(["message"])
    assert len(report.tasks) == len(described(folder, document)["resources"]) > 0


def test_frictionless_objects_to_a_broken_one(folder: Path, tmp_path: Path) -> None:
    package = described(folder, "2021-q4-diversion-report")
    (resource,) = package["resources"]
    text = (folder / "2021-q4-diversion-report" / resource["path"]).read_text(encoding="utf-8")
    (tmp_path / resource["path"]).write_text(text.replace(",10000,", ",many,"), encoding="utf-8")
    (tmp_path / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / PACKAGE)).valid


def test_the_packages_hold_the_cube_once(folder: Path, engine: Embedded) -> None:
    query = "SELECT ?o ?amount WHERE { ?o <https://w3id.org/gyebo/def#amount> ?amount }"
    cube = {observation: int(Decimal(amount)) for observation, amount in engine.select(query).texts()}
    found: dict[str, int] = {}
    for document in DOCUMENTS:
        one = won(folder, document)
        assert not found.keys() & one.keys()
        found |= one
    assert found == cube and len(cube) > 1_900


def test_programs_and_their_items_are_never_in_one_table(folder: Path) -> None:
    for document in DOCUMENTS:
        for resource in described(folder, document)["resources"]:
            whole = Counter(row["item_id"] == "_T" for row in rows(folder, document, resource))
            assert len(whole) == 1 and whole[resource["name"].startswith("programs")]


def test_an_amount_is_as_printed(folder: Path) -> None:
    """2023-settlement-review:2540 prints 271 million for the first program of the list."""
    for document in DOCUMENTS:
        for resource in described(folder, document)["resources"]:
            for row in rows(folder, document, resource):
                printed = row["raw"].replace(",", "").replace("△", "-")
                assert printed in (row["amount"], f"-{row['amount']}") or not printed.lstrip("-").isdecimal()
    first = next(iter(won(folder, "2023-settlement-review").items()))
    assert first == ("https://w3id.org/gyebo/id/observation/P0010.2023.0.original.public-operating-expenses.general",
                     8_047_000_000)  # fmt: skip


def test_factors_are_those_of_the_printed_units(folder: Path) -> None:
    factors = {
        (resource["name"].partition("-")[2], amount(resource)["factor"], amount(resource)["currency"])
        for document in DOCUMENTS
        for resource in described(folder, document)["resources"]
    }
    assert factors == {("thousand-won", 1_000, "KRW"), ("million-won", 1_000_000, "KRW")}


def test_phases_are_those_of_fiscal_data_package(folder: Path) -> None:
    seen = {
        (row["kind"], row["phase"])
        for document in DOCUMENTS
        for resource in described(folder, document)["resources"]
        for row in rows(folder, document, resource)
    }
    assert {phase for _, phase in seen} == {"proposed", "approved", "adjusted", "executed", ""}
    assert (
        dict(seen).keys() >= PHASES.keys()
        and ("expenditure", "executed") in seen
        and ("carryover", "") in seen
    )


def test_the_model_names_what_is_there(folder: Path) -> None:
    for document in DOCUMENTS:
        package = described(folder, document)
        names = {resource["name"] for resource in package["resources"]}
        assert {measure["resource"] for measure in package["model"]["measures"].values()} == names
        columns = {field.name for field in FIELDS} - {"amount"}
        said = {name for about in package["model"]["dimensions"].values() for name in about["attributes"]}
        assert said == columns
        assert package["fiscalPeriod"]["start"] <= package["fiscalPeriod"]["end"]
