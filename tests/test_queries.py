"""The query library: every file has a header in both languages, runs, and answers."""

from pathlib import Path

import pytest

from gyebo.errors import UsageProblem
from gyebo.export.tables import TABLES
from gyebo.query.library import bindings, find, library, run
from gyebo.store.embedded import Embedded

# Questions whose answer may rightly be empty for the default parameters.
MAY_BE_EMPTY = {"program/judgements", "export/discrepancies"}
CONTRACT = {
    "figures": "document line table header label raw unit amount_krw percent fiscal_year round kind operation bureau "
    "department account policy_program unit_program program sub_program item item_code revenue_item program_id derived",
    "programs": "program_id name names first_year last_year departments",
    "program_years": "program_id fiscal_year department name printed_names",
    "changes": "kind from_id from_name from_department from_year to_id to_name to_department to_year date status "
    "confidence document line reason",
    "units": "unit_id name kind parent valid_from valid_through",
    "unit_changes": "date date_precision kind from_units to_units status document line",
    "transfers": "kind date from_department from_program from_item to_department to_program to_item amount_krw "
    "document line",
    "carryovers": "kind fiscal_year department program item amount_krw contract_date end_planned end_changed status "
    "document line",
    "contracts": "title vendor program item tender_krw award_krw budget_krw award_rate contract_date start end status "
    "document line",
    "documents": "id type title issuer number date cited_by line",
    "discrepancies": "rule severity document lines subject printed expected tolerance message_ko message_en "
    "judgement reason",
}


@pytest.mark.parametrize("name", sorted(library()))
def test_a_query_says_what_it_asks_in_both_languages(name: str) -> None:
    query = library()[name]
    assert query.summary and query.summary_ko and query.description and query.description_ko
    assert all(parameter.ko and parameter.en and parameter.default for parameter in query.parameters)


@pytest.mark.parametrize("name", sorted(library()))
def test_a_query_runs_with_its_defaults(engine: Embedded, name: str) -> None:
    rows = run(engine, name)
    assert rows.rows or name in MAY_BE_EMPTY


@pytest.mark.parametrize("name", sorted(library()))
def test_a_query_orders_its_rows(name: str) -> None:
    assert "ORDER BY" in library()[name].text


@pytest.mark.parametrize("table", TABLES)
def test_tables_begin_with_the_fixed_columns(engine: Embedded, table: str) -> None:
    fixed = CONTRACT[table].split()
    assert list(run(engine, f"export/{table}").variables[: len(fixed)]) == fixed


@pytest.mark.parametrize(
    ("query", "values", "message"),
    [
        ("program/amounts", {"program": ""}, "needs program"),
        ("program/amounts", {"progam": "P0027"}, "did you mean program"),
        ("unit/programs", {"year": "zweitausend"}, "whole number"),
        ("unit/programs", {"unit": "U 06"}, "is no id"),
    ],
)
def test_wrong_parameters_are_told(query: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        bindings(find(query), values)


def test_an_unknown_query_brings_near_names() -> None:
    with pytest.raises(UsageProblem, match=r"did you mean .*program/amounts"):
        find("program/amount")


def test_queries_lie_where_their_name_says(root: Path) -> None:
    assert {
        str(path.relative_to(root / "queries").with_suffix("")) for path in (root / "queries").rglob("*.rq")
    } == set(library())
