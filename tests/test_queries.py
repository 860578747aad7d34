"""The query library: every file has a header in both languages, runs, and gives the answer that was judged right.

The answers of the questions, with their defaults, stand in tests/golden/queries. Where one changes, say why
before touching it. `python tests/test_queries.py STORE` writes those that are not there, and the tables of
docs/queries.md.
"""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gyebo.errors import UsageProblem
from gyebo.export.tables import TABLES
from gyebo.query.library import Query, bindings, find, library, run, whole_library
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Rows

GOLDEN = Path(__file__).parent / "golden" / "queries"
REFERENCE = Path(__file__).parents[1] / "docs" / "queries.md"
SUBJECTS = {
    "program": "A program",
    "unit": "A department or bureau",
    "year": "A year",
    "item": "An expense item",
    "document": "A document",
    "check": "What needs checking",
    "lineage": "Lineages, as `gyebo trace` and `gyebo why` ask for them",
    "search": "Names, as `gyebo search` asks for them",
    "page": "Pages of the site",
    "export": "Tables for other programs (`gyebo export`)",
}
# Tables for other programs, lineages, names and pages have tests of their own.
ELSEWHERE = ("export/", "lineage/", "search/", "page/")
# Read out whole or for one thing only; there several patterns in an OPTIONAL have been measured and do no harm.
MEASURED = ("export/", "page/")
QUESTIONS = [name for name in sorted(library()) if not name.startswith(ELSEWHERE)]
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
# Answers in which a wrong number would be seen at once, by the documents' own totals.
SUMS: list[tuple[str, dict[str, str], str, Callable[[dict[str, str]], object], int]] = [
    # 2018 as adopted and as finally amended: the departments add up to what 2019-budget-review:382 prints as 92,755,820.
    ("unit/comparable", {}, "before", lambda row: row["scope"] == "both", 92_755_421_000),
    # 2023: 21,749 (general account) and 1,331 (special account) million won, 2023-settlement-review:113 and 235 ff.
    ("unit/comparable", {}, "after", lambda row: row["unit"] == "U05", 23_080_000_000),
    # What is carried over by item is what the settlement prints as its total, 2,514 million (line 55).
    ("year/carryovers", {}, "amount", bool, 2_514_120_000),
    ("year/settlement", {}, "carryover", bool, 2_514_000_000),
    ("year/settlement", {}, "subsidyReturn", bool, 6_000_000),
]


def table(rows: Rows) -> str:
    """Return rows as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows.variables)
    writer.writerows(rows.texts())
    return file.getvalue()


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gives_the_answer_that_was_judged_right(engine: Embedded, name: str) -> None:
    golden = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    assert table(run(engine, name)).splitlines() == golden.splitlines()
    assert len(golden.splitlines()) > 1 or name in MAY_BE_EMPTY


def test_every_golden_answer_has_its_question() -> None:
    assert {str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.csv")} == set(QUESTIONS)


@pytest.mark.parametrize(("name", "values", "column", "chosen", "won"), SUMS)
def test_sums_are_those_that_the_documents_print(
    engine: Embedded,
    name: str,
    values: dict[str, str],
    column: str,
    chosen: Callable[[dict[str, str]], object],
    won: int,
) -> None:
    rows = run(engine, name, values).records()
    assert sum(int(row[column]) for row in rows if chosen(row) and row[column]) == won


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_a_settlement_adds_up_but_for_rounding(engine: Embedded, year: str) -> None:
    rows = list(run(engine, "year/settlement", {"year": year}).records())
    complete = [int(row["difference"]) for row in rows if row["carryover"] and row["subsidyReturn"]]
    assert all(abs(difference) <= 2_500_000 for difference in complete)
    assert year == "2022" or len(complete) > 70


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 25


@pytest.mark.parametrize("name", sorted(whole_library()))
def test_a_query_says_what_it_asks_in_both_languages(name: str) -> None:
    query = whole_library()[name]
    assert query.summary and query.summary_ko and query.description and query.description_ko
    assert all(parameter.ko and parameter.en and parameter.default for parameter in query.parameters)
    assert all(p.default in p.choices for p in query.parameters if p.choices)


@pytest.mark.parametrize("name", [name for name in sorted(library()) if name not in QUESTIONS])
def test_a_query_runs_with_its_defaults(engine: Embedded, name: str) -> None:
    rows = run(engine, name)
    assert rows.rows or name in MAY_BE_EMPTY or name.startswith("page/")


@pytest.mark.parametrize("name", sorted(whole_library()))
def test_a_query_orders_its_rows(name: str) -> None:
    assert "ORDER BY" in whole_library()[name].text


@pytest.mark.parametrize("name", [name for name in sorted(whole_library()) if not name.startswith(MEASURED)])
def test_an_optional_holds_one_pattern(name: str) -> None:
    """Several in one are pathological in Oxigraph: it then goes through the second for every row of the first."""
    assert not crowded(whole_library()[name].text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ ?a ?b ?c OPTIONAL { ?a :p ?d } }", 0),
        ("{ OPTIONAL { ?a :p ?d OPTIONAL { ?d :q ?e . FILTER(LANG(?e) = 'ko') } } }", 0),
        ("{ OPTIONAL { { SELECT ?a ?d { ?a :p ?c . ?c :q ?d } } } }", 0),
        ("{ OPTIONAL { ?a :p ?d ; :q ?e } }", 1),
        ("{ OPTIONAL { ?a :p ?d . ?d :q ?e } }", 1),
        ("{ OPTIONAL { ?a :p/:q ?e } }", 1),
        ("{ OPTIONAL { { ?a :p ?d } UNION { ?a :q ?d } } }", 1),
        ("{ OPTIONAL { ?a :p ?d OPTIONAL { ?d :q ?e . ?e :r ?f } } }", 1),
    ],
)
def test_the_lint_finds_crowded_optionals(text: str, found: int) -> None:
    assert len(crowded(text)) == found


def crowded(text: str) -> list[str]:
    """Return the OPTIONAL groups that hold more than one pattern, a sequence path, or a UNION."""
    bare = re.sub(r'<[^<>\s]*>|"[^"]*"', "_", text)
    found = []
    for match in re.finditer(r"\bOPTIONAL\s*\{", bare):
        group = bare[match.end() : _closing(bare, match.end())]
        own = _without_groups(group, r"\bOPTIONAL\s*\{")
        own = re.sub(r"\bFILTER\s*(\([^()]*(\([^()]*\)[^()]*)*\))", "", own)
        own = _without_groups(own, r"\{\s*SELECT\b[^{}]*\{", outer=True) if "SELECT" in own else own
        if re.search(r"[;/,]|\bUNION\b", own) or len([p for p in re.split(r"\s\.\s*", own) if p.strip()]) > 1:
            found.append(group.strip())
    return found


def _closing(text: str, start: int) -> int:
    """Return where the group that begins at `start` is closed."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def _without_groups(text: str, opening: str, *, outer: bool = False) -> str:
    """Return text without the groups that begin with `opening`; `outer` takes the group around it as well."""
    while match := re.search(opening, text):
        end = _closing(text, match.end()) + 1
        text = text[: match.start()] + text[_closing(text, end) + 1 if outer else end :]
    return text


@pytest.mark.parametrize("name", sorted(library()))
def test_a_query_asks_no_other_service_unless_it_says_so(name: str) -> None:
    assert "SERVICE" not in library()[name].text


def test_federated_queries_are_in_the_library_but_not_run_unasked() -> None:
    asked = {name for name, query in whole_library().items() if query.federated}
    assert asked and asked == set(whole_library()) - set(library())
    assert all("SERVICE" in whole_library()[name].text for name in asked)


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
        ("year/transfers", {"quarter": "5"}, "no quarter is called '5'"),
    ],
)
def test_wrong_parameters_are_told(query: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        bindings(find(query), values)


def test_an_unknown_query_brings_near_names() -> None:
    with pytest.raises(UsageProblem, match=r"did you mean .*program/amounts"):
        find("program/amount")


@pytest.mark.parametrize(
    ("text", "words", "sign"),
    [
        (
            "SELECT ?s { ?s a gb:Transfer } ORDER BY ?s",
            ["--format", "xml"],
            "<uri>https://w3id.org/gyebo/id/transfer/",
        ),
        ("SELECT ?s { ?s a gb:Transfer } ORDER BY ?s", [], "id:transfer/2021-q4-diversion-report/108-2"),
        ("ASK { ?s a gb:Transfer }", [], "true\n"),
        ("ASK { ?s a gb:Transfer }", ["--json"], '"boolean": true'),
        ("# a graph\nCONSTRUCT WHERE { ?s a gb:Transfer }", ["--format", "ntriples"], "def#Transfer> .\n"),
    ],
)
def test_a_query_from_standard_input_answers_in_its_own_way(
    store: Path, text: str, words: list[str], sign: str
) -> None:
    command = [sys.executable, "-m", "gyebo", "query", "-", "--store", str(store), *words]
    asked = f"PREFIX gb: <https://w3id.org/gyebo/def#>\n{text}"
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    assert sign in done.stdout


def test_queries_lie_where_their_name_says(root: Path) -> None:
    assert {
        str(path.relative_to(root / "queries").with_suffix("")) for path in (root / "queries").rglob("*.rq")
    } == set(whole_library())


def test_the_reference_is_that_of_the_headers() -> None:
    assert REFERENCE.read_text(encoding="utf-8").partition("## The questions")[2] == reference()


def reference() -> str:
    """Return the tables of the reference: the questions by subject, with their parameters."""
    parts = ["\n"]
    for subject, title in SUBJECTS.items():
        rows = [_row(query) for name, query in library().items() if name.startswith(f"{subject}/")]
        if rows:
            head = ["| name | question | parameters (meaning; default) |", "| --- | --- | --- |"]
            parts.append("\n".join([f"\n### {title}\n", *head, *rows]) + "\n")
    parts.append("\n### With other services\n\nThese ask a service elsewhere and are never run unasked.\n")
    parts += [
        f"\n- `{q.name}`: {q.summary} ({q.summary_ko})\n" for q in whole_library().values() if q.federated
    ]
    return "".join(parts)


def _row(query: Query) -> str:
    told = ", ".join(f"`{p.name}` ({p.en}; {p.default})" for p in query.parameters) or "–"
    return f"| `{query.name}` | {query.summary_ko}<br>{query.summary} | {told} |"


def write(engine: Embedded) -> None:
    """Write the golden answers that are not there, and the reference."""
    for name in QUESTIONS:
        path = GOLDEN / f"{name}.csv"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(table(run(engine, name)), encoding="utf-8")
    prose, mark, _ = REFERENCE.read_text(encoding="utf-8").partition("## The questions")
    REFERENCE.write_text(prose + mark + reference(), encoding="utf-8")


if __name__ == "__main__":
    write(Embedded(Path(sys.argv[1])))
