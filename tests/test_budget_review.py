"""A miniature review of a budget proposal: every kind of its tables, with the quirks of the printed ones."""

import re
from pathlib import Path

import pytest

from gyebo.model.document import Document
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.reading.files import make_document, read_text
from gyebo.registry import reader
from tests.miniature import Case, at, cases, uncommented, with_marks_out

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


@pytest.mark.parametrize("case", cases(CASES))
def test_figure(case: Case, reading: Reading) -> None:
    assert at(case, reading.figures) == [uncommented(case)]


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
    marks: list[Figure | Statistic] = [*reading.figures, *reading.statistics]
    lines = with_marks_out(text, marks)
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
