"""A miniature settlement report: every kind of its tables, flattened and broken as the printed ones are."""

import re
import unicodedata
from dataclasses import astuple
from pathlib import Path

import pytest

from gyebo.model.document import Document
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.reading.files import make_document, read_text
from gyebo.registry import reader
from tests.miniature import Case, at, cases, uncommented, with_marks_out

FILE = Path(__file__).parent / "documents" / "settlement_report.txt"
CASES = Path(__file__).parent / "cases" / "settlement_report.tsv"
NUMBER = re.compile(r"(?<!\d)(?:\d{1,3}(?:,\d{3})+|\d+\.\d%|\d+%)(?!\d)")


def _document(text: str) -> Document:
    return make_document(
        text, id="mini", title="", kind="settlement_report", bureau="공원관", fiscal_year=2030, round="S"
    )


def _read(text: str) -> Reading:
    return reader("settlement_report")(_document(text))


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
        ("revenue_by_account", 2, "백만원"),
        ("expenditure_by_account", 3, "백만원"),
        ("revenue_by_source", 3, "백만원"),
        ("execution_by_department", 4, "백만원"),
        ("expenditure_by_account", 2, "백만원"),
        ("revenue_by_source", 2, "백만원"),
        ("revenue_by_source", 1, "백만원"),
        ("revenue_by_year", 2, "백만원"),
        ("expenditure_by_account", 2, "백만원"),
        ("execution_by_department", 5, "백만원"),
        ("expenditure_by_account", 2, "백만원"),
        ("expenditure_by_year", 2, "백만원"),
        ("transfer", 2, "백만원"),
        ("change_of_use", 5, "백만원"),
        ("carryover_contracts", 4, "백만원"),
        ("investment_plan", 3, "백만원"),
        ("planned_purchases", 2, ""),
        ("unspent_above_ten_percent", 3, "백만원"),
        ("bid_results", 3, ""),
        ("disclosure_decisions", 2, ""),
        ("lawsuits", 1, "건"),
        ("saved_charges", 2, "천원"),
        ("expenditure_by_department", 4, "천원"),
        ("expenditure_by_department", 2, "천원"),
        ("unspent_by_program", 11, ""),
        ("unspent_rate_by_year", 1, "백만원"),
        ("execution_by_program", 10, "백만원"),
        ("execution_by_program_special", 3, "천원"),
        ("execution_compared", 10, "천원"),
        ("carryover_list", 6, "백만원"),
        ("execution_of_supplementary", 4, "백만원"),
    ]


def test_every_row_is_read(reading: Reading) -> None:
    assert reading.issues == ()


def test_counts_are_statistics(reading: Reading) -> None:
    counts = [(s.line, s.header, s.label, int(s.value), s.unit, s.year) for s in reading.statistics]
    assert counts[:2] == [(503, "개최", "계", 9, "회", None), (503, "심의안건>계", "계", 20, "건", None)]
    assert counts[-2:] == [(556, "취하", "2030년", 0, "건", 2030), (556, "계류중", "2030년", 3, "건", 2030)]
    assert len(counts) == 24


def test_transfers(reading: Reading) -> None:
    trees, streams, archive = "나무담당관", "하천담당관", "숲길기록원"
    assert [astuple(transfer)[1:] for transfer in reading.transfers] == [
        (287, "전용", 2030, "2030-07-11", trees, "가로수 심기", "공공운영비",
         trees, "가로수 심기", "시설비", 20_040_000, 290),
        (303, "변경사용", 2030, "2030-11-23", archive, "숲길기록원 운영 관리", "공공운영비",
         archive, "숲길기록원 운영 관리", "사무관리비", 6_000_000, 306),
        (310, "변경사용", 2030, "2030-12-22", trees, "가로수심기", "사무관리비",
         trees, "물길 정비", "공공운영비", 8_020_000, 312),
        (310, "변경사용", 2030, "2030-12-22", trees, "가로수심기", "사무관리비",
         trees, "물길 정비", "사무관리비", 6_000_000, 313),
        (101, "이체", 2030, "", "녹지행정과", "샘물 지도 운영", "사무관리비",
         streams, "샘물 지도 운영", "사무관리비", 13_950_000, 101),
        (103, "이체", 2030, "", "녹지행정과", "기본경비", "사무관리비",
         streams, "기본경비", "사무관리비", 490_000, 103),
    ]  # fmt: skip


def test_carryovers(reading: Reading) -> None:
    assert [astuple(carryover)[1:] for carryover in reading.carryovers] == [
        (366, "사고이월", 2030, "나무담당관", "가로수 심기", "시설비", 70_130_000,
         "2030-07-17", "2030-12-31", "2031-01-31", "준공", "schedule-change"),
        (377, "사고이월", 2030, "나무담당관", "가로수 심기", "사무관리비", 10_000_000,
         "2030-11-06", "2031-09-05", "2031-09-06", "미준공", "schedule-change"),
        (423, "사고이월", 2030, "숲길기록원", "숲길기록원 운영 관리", "시설비", 20_000_000,
         "2030-08-09", "2030-11-30", "2031-03-31", "준공", "completion-not-due"),
    ]  # fmt: skip


def test_contracts(reading: Reading) -> None:
    made = [(c.line, c.title, c.program, c.contract_date, c.end, c.tender_krw, c.award_krw, c.award_rate)
            for c in reading.contracts]  # fmt: skip
    archive = "숲길기록원 운영 관리"
    assert made == [
        (425, f"{archive} 감리", archive, "2030-08-09", "2031-03-31", None, None, ""),
        (431, f"{archive} 구매", archive, "2030-05-08", "2031-03-31", None, None, ""),
        (493, "작은 물길(3단계) 다듬기", "물길 정비", "", "", 300_000_000, 270_000_000, "90.0%"),
        (494, "큰 물길 다듬기", "물길 정비", "", "", 100_000_000, 90_000_000, "90.0%"),
    ]


def test_every_number_of_a_row_is_read(text: str, reading: Reading) -> None:
    lines = with_marks_out(text, [*reading.figures, *reading.statistics])
    left = {number: found for number, line in lines.items() if (found := NUMBER.findall(line))}
    # A share in the heading of a column.
    assert left == {number: ["20%"] for number in (676, 700)} | {727: ["20%"]}


def _invents(text: str) -> list[Figure]:
    """Return the figures that do not stand where they say."""
    lines = text.split("\n")
    figures = _read(text).figures
    return [f for f in figures if not lines[f.line - 1][f.column - 1 :].startswith(f.raw)]


@pytest.mark.parametrize("last", range(0, 878, 40))
def test_cut_off_anywhere_nothing_is_invented(last: int, text: str) -> None:
    assert _invents("\n".join(text.splitlines()[:last])) == []


@pytest.mark.parametrize("place", range(10))
def test_a_wrong_digit_is_never_mended(place: int, text: str) -> None:
    changed = text.replace(str(place), str((place + 3) % 10))
    assert _invents(changed) == []


@pytest.mark.parametrize("sign", ["가", "1 ", "가 1,234 ", "(", "없음", "- "])
@pytest.mark.parametrize("place", [290, 380, 650])
def test_an_endless_line_hangs_nothing_and_invents_nothing(sign: str, place: int, text: str) -> None:
    lines = text.splitlines()
    lines.insert(place, sign * (100_000 // len(sign)))
    assert _invents("\n".join(lines)) == []


def test_decomposed_text_and_other_line_ends_read_the_same(text: str, reading: Reading) -> None:
    assert _read(unicodedata.normalize("NFD", text)).figures == reading.figures
    assert _read(text.replace("\n", "\r\n")).figures == reading.figures


def test_rows_without_a_total_stay_open(text: str) -> None:
    without = text.replace("합 계 2,000 1,766 100 20 114 94.3%", "")
    assert [issue.line for issue in _read(without).issues] == [78]


def test_without_the_statement_a_carryover_stays_open(text: str) -> None:
    without = text.replace("○ 명시이월 : 없음", "")
    lines = {issue.line for issue in _read(without).issues}
    assert {660, 678, 680, 682, 797, 802, 810, 819, 823} <= lines


def test_sides_that_do_not_balance_are_told(text: str) -> None:
    wrong = text.replace("물길 정비 공공운영비 8", "물길 정비 공공운영비 7")
    found = _read(wrong)
    assert [issue.code for issue in found.issues] == ["sides-not-found"]
    assert not [figure for figure in found.figures if figure.line in (310, 312, 313) and figure.header]
