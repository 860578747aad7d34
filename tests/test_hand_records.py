"""Two documents read by hand (../shared/examples) against the exported tables: every cell, every attribute."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from gyebo.export.tables import write_tables
from gyebo.store.embedded import Embedded

# What the records call the meaning of a column, and the kind that the exported tables call it.
KINDS = {
    "예산현액": "appropriation", "지출원인행위액": "obligation", "지출액": "expenditure", "집행액": "expenditure",
    "집행잔액": "unspent", "불용률": "unspent_rate", "당초예산": "original", "본예산": "original", "기정예산": "current",
    "추경예산": "supplementary", "추경·전용": "other", "증감": "change", "감액": "change", "증감(당초대비)": "change",
    "증감(기정대비)": "change", "증감률(당초대비)": "change_rate", "증감률(기정대비)": "change_rate", "사업예산": "planned",
    "전용감액": "transfer_out", "전용증액": "transfer_in", "전용 후 예산현액": "after_transfer",
}  # fmt: skip
TOTALS = {"계", "합계"}
Cell = tuple[str, ...]


@pytest.fixture(scope="module")
def exported(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """The rows of the exported figures, by document."""
    out = tmp_path_factory.mktemp("tables")
    dict(write_tables(engine, out))
    rows = defaultdict(list)
    with (out / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["document"]].append(row)
    return rows


def squeezed(text: str) -> str:
    return "".join(text.split())


def recorded(cell: dict[str, str]) -> Cell:
    item = squeezed(cell["item"]).lstrip("0123456789-")
    program = cell["program"] if cell["program_level"] == "세부사업" else ""
    return (
        cell["line"], squeezed(cell["value_raw"]), KINDS[cell["phase"]], cell["fiscal_year"], cell["unit"],
        cell["value_krw"] or _percent(cell["percent"]), squeezed(program), squeezed(cell["department"]),
        "" if item in TOTALS else item,
    )  # fmt: skip


def read(row: dict[str, str]) -> Cell:
    return (
        row["line"], squeezed(row["raw"]), row["kind"], row["fiscal_year"], row["unit"],
        row["amount_krw"] or _percent(row["percent"]), squeezed(row["program"]), squeezed(row["department"]),
        squeezed(row["item"] or row["revenue_item"]),
    )  # fmt: skip


def _percent(text: str) -> str:
    return f"{float(text):g}%" if text else ""


@pytest.mark.parametrize("document", ["2021-supplementary-2-review", "2021-q4-diversion-report"])
def test_every_cell_read_by_hand_is_there_and_right(
    shared: Path, exported: dict[str, list[dict[str, str]]], document: str
) -> None:
    with (shared / "examples" / f"{document}.cells.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = Counter(recorded(cell) for cell in csv.DictReader(file))
    rows = Counter(read(row) for row in exported[document])
    missing = cells - rows
    assert not missing, f"{missing.total()} of {cells.total()} cells: {list(missing)[:5]}"


def test_what_is_read_beyond_the_record_stands_in_sentences(
    shared: Path, exported: dict[str, list[dict[str, str]]]
) -> None:
    """The record holds every cell of every table, so a figure in a table beyond it would be invented."""
    for document, rows in exported.items():
        path = shared / "examples" / f"{document}.cells.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = Counter((cell["line"], squeezed(cell["value_raw"])) for cell in csv.DictReader(file))
            extra = Counter((row["line"], squeezed(row["raw"])) for row in rows if row["table"]) - cells
            assert not extra, document
