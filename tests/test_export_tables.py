"""The tables before readers that are not ours: csvw, frictionless, pandas, Polars, DuckDB, openpyxl, datasette."""

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import frictionless
import openpyxl
import pandas
import polars
import pytest
from csvw import CSVW

from gyebo.export.columns import COLUMNS, TABLES, column
from gyebo.export.formats import export
from gyebo.export.sqlite import DATABASE
from gyebo.export.tables import METADATA, source
from gyebo.export.xlsx import _cell
from gyebo.query.library import run
from gyebo.store.embedded import Embedded

Row = dict[str, str]


@pytest.fixture(scope="module")
def tables(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(engine, "tables", tmp_path_factory)


@pytest.fixture(scope="module")
def parquet(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(engine, "parquet", tmp_path_factory)


@pytest.fixture(scope="module")
def workbook(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(engine, "xlsx", tmp_path_factory)


@pytest.fixture(scope="module")
def database(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(engine, "sqlite", tmp_path_factory)


def written(engine: Embedded, name: str, folders: pytest.TempPathFactory) -> Path:
    path = folders.mktemp(name) / ("gyebo.xlsx" if name == "xlsx" else "out")
    list(export(engine, name, path))
    return path


@pytest.fixture(scope="module")
def rows(tables: Path) -> dict[str, list[Row]]:
    """Every table as Python's own csv module reads it."""
    return {name: read(tables / f"{name}.csv") for name in TABLES}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def won(rows: list[Row]) -> int:
    return sum(int(row["amount_krw"]) for row in rows if row["amount_krw"])


# --- what is in them ---------------------------------------------------------------------------------


def test_figures_in_portions_are_the_query_of_the_library(
    engine: Embedded, rows: dict[str, list[Row]]
) -> None:
    assert rows["figures"] == list(run(engine, "export/figures").records())


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_rows_and_every_column_is_described(rows: dict[str, list[Row]], name: str) -> None:
    assert rows[name]
    assert all(column(each) for each in rows[name][0])


def test_no_column_is_described_that_is_nowhere(rows: dict[str, list[Row]]) -> None:
    assert set(COLUMNS) == {name for table in rows.values() for name in table[0]}


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_keys_and_references_lead_to_rows(rows: dict[str, list[Row]], name: str) -> None:
    about = TABLES[name]
    keys = Counter(tuple(row[each] for each in about.key) for row in rows[name]) if about.key else Counter()
    assert max(keys.values(), default=1) == 1
    for reference in about.references:
        targets = {row[reference.target] for row in rows[reference.table]}
        named = {row[reference.column] for row in rows[name]}
        assert named - {""} <= targets, reference
        assert reference.optional or "" not in named, reference


def test_joined_cells_are_in_order(engine: Embedded) -> None:
    table = source(engine, "programs")
    at = table.columns.index("names")
    names = [row[at].split("|") for row in table.rows]
    assert all(each == sorted(set(each)) for each in names) and max(map(len, names)) > 5


# --- CSV ---------------------------------------------------------------------------------------------


def test_csvw_finds_nothing_wrong(tables: Path) -> None:
    judged = CSVW(str(tables / METADATA))
    assert judged.is_valid and not judged.warnings


def test_csvw_would_find_a_word_among_the_amounts(tables: Path, tmp_path: Path) -> None:
    """The judge sees what it is here to see: a spoiled copy fails."""
    for path in tables.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "transfers.csv":
            text = text.replace("30000000", "30 million")
        (tmp_path / path.name).write_text(text, encoding="utf-8", newline="")
    data = json.loads((tmp_path / METADATA).read_text(encoding="utf-8"))
    data["tables"] = [table for table in data["tables"] if table["url"] in ("transfers.csv", "documents.csv")]
    (tmp_path / METADATA).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises((ValueError, UserWarning), match="30 million"):
        CSVW(str(tmp_path / METADATA)).is_valid  # noqa: B018 (it reads the files)


@pytest.mark.parametrize("name", TABLES)
def test_frictionless_finds_every_cell_of_its_type(tables: Path, name: str) -> None:
    types = {"decimal": "number"}
    described = json.loads((tables / METADATA).read_text(encoding="utf-8"))
    (table,) = (each for each in described["tables"] if each["url"] == f"{name}.csv")
    fields = [
        {"name": each["name"], "type": types.get(each["datatype"], each["datatype"])}
        for each in table["tableSchema"]["columns"]
    ]
    schema = frictionless.Schema.from_descriptor({"fields": fields})
    report = frictionless.Resource(path=f"{name}.csv", basepath=str(tables), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:3]


def test_pandas_polars_and_duckdb_read_the_same_totals(tables: Path, rows: dict[str, list[Row]]) -> None:
    path = str(tables / "figures.csv")
    total, count = won(rows["figures"]), len(rows["figures"])
    frame = pandas.read_csv(path, dtype={"round": str}, low_memory=False)
    assert (len(frame), int(frame["amount_krw"].astype("Int64").sum())) == (count, total)
    polar = polars.read_csv(path, infer_schema_length=None)
    assert (polar.height, polar["amount_krw"].sum()) == (count, total)
    with closing(duckdb.connect()) as duck:
        found = duck.execute("SELECT COUNT(*), SUM(amount_krw)::HUGEINT FROM read_csv(?)", [path]).fetchone()
    assert found == (count, total)


# --- Parquet -----------------------------------------------------------------------------------------


def test_parquet_has_the_same_totals_in_every_reader(parquet: Path, rows: dict[str, list[Row]]) -> None:
    path = str(parquet / "figures.parquet")
    total, count = won(rows["figures"]), len(rows["figures"])
    percent = sum(Decimal(row["percent"]) for row in rows["figures"] if row["percent"])
    frame = pandas.read_parquet(path)
    assert (len(frame), int(frame["amount_krw"].dropna().astype("int64").sum())) == (count, total)
    polar = polars.read_parquet(path)
    assert (polar.height, polar["amount_krw"].sum(), polar["percent"].sum()) == (count, total, percent)
    ask = "SELECT COUNT(*), SUM(amount_krw)::HUGEINT, SUM(percent) FROM read_parquet(?)"
    with closing(duckdb.connect()) as duck:
        assert duck.execute(ask, [path]).fetchone() == (count, total, percent)


def test_parquet_is_typed_and_says_what_its_columns_are(parquet: Path) -> None:
    import pyarrow.parquet

    schema = pyarrow.parquet.read_schema(parquet / "figures.parquet")
    said = {
        name: str(schema.field(name).type)
        for name in ("amount_krw", "percent", "derived", "fiscal_year", "raw")
    }
    assert said == {
        "amount_krw": "int64", "percent": "decimal128(18, 6)", "derived": "bool", "fiscal_year": "int64", "raw": "string",
    }  # fmt: skip
    assert schema.field("raw").metadata[b"ko"].decode() == COLUMNS["raw"].ko


@pytest.mark.parametrize("name", TABLES)
def test_parquet_has_every_cell(parquet: Path, rows: dict[str, list[Row]], name: str) -> None:
    frame = polars.read_parquet(parquet / f"{name}.parquet")
    assert [{key: _plain(value) for key, value in row.items()} for row in frame.to_dicts()] == [
        {key: _number(value, column(key).type) for key, value in row.items()} for row in rows[name]
    ]


def _plain(value: Any) -> Any:
    return "" if value is None else value


def _number(text: str, type_: str) -> Any:
    if not text or type_ == "string":
        return text
    if type_ == "boolean":
        return text == "true"
    return int(text) if type_ == "integer" else Decimal(text)


# --- workbook ----------------------------------------------------------------------------------------


def test_the_workbook_has_every_cell(workbook: Path, rows: dict[str, list[Row]]) -> None:
    with closing(openpyxl.load_workbook(workbook, read_only=True)) as book:
        assert book.sheetnames[1:] == list(TABLES)
        for name in TABLES:
            head, *body = book[name].iter_rows(values_only=True)
            assert head == tuple(rows[name][0])
            types = [column(str(each)).type for each in head]
            read = [tuple(map(_plain, row)) for row in body]
            assert read == [tuple(map(_cell_value, row.values(), types)) for row in rows[name]], name


def _cell_value(text: str, type_: str) -> Any:
    """Return a cell as a sheet holds it: rates are binary numbers there, won are whole."""
    value = _number(text, type_)
    return float(value) if isinstance(value, Decimal) else value


def test_the_workbook_keeps_its_header_in_sight_and_lets_columns_be_wide(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as parts:
        for number in range(2, len(TABLES) + 2):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert '<pane ySplit="1"' in sheet and "<autoFilter" in sheet and "<cols>" in sheet
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


@pytest.mark.parametrize(
    ("text", "written"),
    [("9007199254740992", 9007199254740992), ("9007199254740993", "9007199254740993"), ("-1", -1)],
)
def test_a_whole_number_that_a_sheet_cannot_hold_is_text(tmp_path: Path, text: str, written: Any) -> None:
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "a.xlsx") as book:
        _cell(book.add_worksheet(), 0, 0, "integer", text)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Sheet1"]["A1"].value == written


# --- database ----------------------------------------------------------------------------------------


def datasette(database: Path, path: str) -> Any:
    """Return the JSON that datasette answers at a path."""
    return json.loads(page(database, path))


def page(database: Path, path: str) -> str:
    """Return what datasette answers at a path, in a process of its own."""
    served = [database / DATABASE, "--metadata", database / "metadata.json", "--get", path]
    command = [sys.executable, "-m", "datasette", "serve", *map(str, served)]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_datasette_shows_a_table(database: Path, rows: dict[str, list[Row]]) -> None:
    answer = datasette(database, "/gyebo/programs.json?_shape=objects&program_id=P0027")
    (row,) = answer["rows"]
    (given,) = (each for each in rows["programs"] if each["program_id"] == "P0027")
    assert (row["name"], row["first_year"]) == (given["name"], int(given["first_year"]))


def test_datasette_finds_korean_within_words(database: Path, rows: dict[str, list[Row]]) -> None:
    answer = datasette(database, "/gyebo/programs.json?_shape=objects&_search=%EC%8B%9C%EC%9E%A5%EC%8B%A4")
    found = {row["program_id"] for row in answer["rows"]}
    held = {
        row["program_id"]
        for row in rows["programs"]
        if "시장실" in "".join(row[each] for each in TABLES["programs"].texts)
    }
    assert found == held >= {"P0027"}


def test_datasette_finds_two_letters_by_its_own_question(database: Path, rows: dict[str, list[Row]]) -> None:
    answer = datasette(database, "/gyebo/find_program.json?_shape=objects&text=%EB%93%9C%EB%A1%A0")
    found = {row["program_id"] for row in answer["rows"]}
    texts = TABLES["programs"].texts
    assert found == {
        row["program_id"] for row in rows["programs"] if any("드론" in row[each] for each in texts)
    }
    assert found


def test_datasette_shows_the_meaning_of_columns_and_leads_along_references(database: Path) -> None:
    assert f"{COLUMNS['raw'].ko} · {COLUMNS['raw'].en}" in page(database, "/gyebo/figures?_size=1")
    (table,) = (each for each in datasette(database, "/gyebo.json")["tables"] if each["name"] == "figures")
    assert {key["column"] for key in table["foreign_keys"]["outgoing"]} == {
        "document",
        "program_id",
        "unit_id",
    }
    assert table["fts_table"] == "figures_fts"


def test_the_database_is_sound_and_has_every_row(database: Path, rows: dict[str, list[Row]]) -> None:
    with closing(sqlite3.connect(database / DATABASE)) as sqlite:
        assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
        for name in TABLES:
            found = sqlite.execute(f"SELECT * FROM {name} ORDER BY rowid")  # noqa: S608 (our own names)
            names = [each[0] for each in found.description]
            given = [
                tuple(map(_stored, row.values(), (column(each).type for each in names))) for row in rows[name]
            ]
            assert [tuple(row) for row in found] == given, name
        (total,) = cast("tuple[int]", sqlite.execute("SELECT SUM(amount_krw) FROM figures").fetchone())
        assert total == won(rows["figures"])


def _stored(text: str, type_: str) -> Any:
    if not text:
        return None
    value = _number(text, type_)
    return float(value) if isinstance(value, Decimal) else value
