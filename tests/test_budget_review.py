"""A miniature review of a budget proposal: every kind of its tables, with the quirks of the printed ones."""

import csv
import re
from pathlib import Path

import pytest

from gyebo.model.document import Document
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.reading.files import make_document, read_text
from gyebo.registry import reader

FILE = Path(__file__).parent / "documents" / "budget_review.txt"
CASES = Path(__file__).parent / "cases" / "budget_review.tsv"
NUMBER = re.compile(r"\d[\d,.]*")
# What rows print besides figures and counts: factors, years, row numbers, numbers in reasons.
NOT_READ = {
    67: ["1.02"] * 4,
    84: ["2029"],
    102: ["1", "2031", "3"],
    110: ["1", "1,200"],
    115: ["2"],
    165: ["2028"],
}


def _document(text: str) -> Document:
    return make_document(
        text, id="mini", title="", kind="review_report", bureau="공원관", fiscal_year=2030, round="0"
    )


def _read(text: str) -> Reading:
    return reader("review_report")(_document(text))


@pytest.fixture(scope="module")
def text() -> str:
    return read_text(FILE)[0]


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return _read(text)


def _row(figure: Figure) -> dict[str, str]:
    """Return a figure as a line of the cases."""
    printed = f"!{figure.unit_printed}" if figure.unit_printed else ""
    return {
        "line": str(figure.line),
        "column": str(figure.column),
        "raw": figure.raw,
        "unit": figure.unit + printed,
        "value": str(figure.amount_krw if figure.percent is None else figure.percent),
        "year": str(figure.fiscal_year or ""),
        "round": figure.round,
        "kind": figure.kind,
        "operation": figure.operation,
        "bureau": figure.bureau,
        "department": figure.department,
        "policy_program": figure.policy_program,
        "unit_program": figure.unit_program,
        "program": figure.program,
        "sub_program": figure.sub_program,
        "item": figure.item,
        "revenue_item": figure.revenue_item,
        "as_of": figure.as_of,
        "derived": "derived" if figure.derived else "",
        "header": figure.header,
    }


def _cases() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{row['line']}:{row['column']} {row['comment']}") for row in rows]


@pytest.mark.parametrize("case", _cases())
def test_figure(case: dict[str, str], reading: Reading) -> None:
    here = [f for f in reading.figures if (str(f.line), str(f.column)) == (case["line"], case["column"])]
    assert [_row(figure) for figure in here] == [{k: v for k, v in case.items() if k != "comment"}]


def test_tables(reading: Reading) -> None:
    assert [(table.form, table.rows, table.unit) for table in reading.tables] == [
        ("revenue_proposal", 6, "천원"),
        ("program_tree", 20, "백만원"),
        ("revenue_basis", 3, ""),
        ("revenue_outlook", 1, "천원"),
        ("revenue_history", 1, "천원"),
        ("district_subsidies", 2, "백만원"),
        ("national_subsidies", 3, "천원"),
        ("new_programs", 1, "천원"),
        ("changed_programs", 2, "천원"),
        ("item_proposal", 3, "천원"),
        ("item_basis", 8, ""),
        ("item_basis_elsewhere", 3, ""),
        ("conditional_approval", 4, ""),
        ("settlement_history", 1, "천원"),
        ("execution_status", 1, "천원"),
        ("occupancy", 3, ""),
        ("disclosure_requests", 2, "개"),
        ("maintenance_services", 6, "백만원"),
    ]


def test_counts_are_statistics(reading: Reading) -> None:
    counts = [(s.line, s.header, s.label, int(s.value), s.unit, s.year) for s in reading.statistics]
    assert [count for count in counts if count[4] == "㎡"] == [
        (178, "전용면적(㎡)", "합계", 2000, "㎡", 2029),
        (179, "전용면적(㎡)", "구분>입주완료", 1940, "㎡", 2029),
        (181, "전용면적(㎡)", "공실", 60, "㎡", 2029),
    ]
    assert [count[3] for count in counts if count[2] == "건수 (개)"] == [5, 3, 1, 1, 0, 0, 10]


def test_misprinted_sum_is_told(reading: Reading) -> None:
    assert [(issue.line, issue.code) for issue in reading.issues] == [(38, "sum-fails")] * 3


def test_every_number_of_a_row_is_read(text: str, reading: Reading) -> None:
    lines = dict(enumerate(text.splitlines(), start=1))
    marks: list[Figure | Statistic] = [*reading.figures, *reading.statistics]
    for mark in marks:
        line, start = lines[mark.line], mark.column - 1
        assert line[start : start + len(mark.raw)] == mark.raw
        lines[mark.line] = line[:start] + "·" * len(mark.raw) + line[start + len(mark.raw) :]
    rows = {mark.line: lines[mark.line] for mark in marks if "\t" in lines[mark.line]}
    assert {number: left for number, row in rows.items() if (left := NUMBER.findall(row))} == NOT_READ


@pytest.mark.parametrize("last", range(0, 201, 12))
def test_cut_off_anywhere_nothing_is_invented(last: int, text: str) -> None:
    lines = text.splitlines()[:last]
    figures = _read("\n".join(lines)).figures
    assert all(lines[figure.line - 1][figure.column - 1 :].startswith(figure.raw) for figure in figures)


def test_without_tabs_nothing_is_invented(text: str) -> None:
    spaced = text.replace("\t", " ")
    lines = spaced.splitlines()
    figures = _read(spaced).figures
    assert all(lines[figure.line - 1][figure.column - 1 :].startswith(figure.raw) for figure in figures)
