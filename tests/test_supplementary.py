"""Miniature reviews of supplementary budgets, flattened and tab-separated: every kind of table, with its quirks."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from gyebo.model.document import Correction, Document
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.reading.files import make_document, read_text
from gyebo.registry import reader
from tests.miniature import Case, as_case

HERE = Path(__file__).parent
ATTRIBUTES = (
    "round", "kind", "operation", "bureau", "department", "account", "program", "sub_program", "item",
    "revenue_item", "as_of", "label", "header",
)  # fmt: skip
YEARS = {"supplementary_flow": (2030, "1"), "supplementary_tab": (2031, "2")}


def _document(name: str, text: str) -> Document:
    """Make a document of a miniature; the unit that its project list lacks is a correction."""
    year, budget_round = YEARS[name]
    lines = text.split("\n")
    lists = [number for number, line in enumerate(lines, 1) if line.startswith("사업명\t사업기간")]
    corrections = tuple(Correction(number - 1, "", "(단위 : 천원)") for number in lists)
    return make_document(
        text, id="mini", title="", kind="review_report", bureau="나무관", fiscal_year=year,
        round=budget_round, corrections=corrections,
    )  # fmt: skip


def _read(name: str, text: str) -> Reading:
    return reader("review_report")(_document(name, text))


def _text(name: str) -> str:
    return read_text(HERE / "documents" / f"{name}.txt")[0]


def _row(figure: Figure) -> Case:
    """Return a figure of a table as a line of the cases."""
    return as_case(figure, ("line", "column", "raw", "unit", "value", "year", *ATTRIBUTES))


@pytest.fixture(scope="module", params=sorted(YEARS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def reading(name: str) -> Reading:
    return _read(name, _text(name))


@pytest.fixture(scope="module")
def flow() -> Reading:
    return _read("supplementary_flow", _text("supplementary_flow"))


@pytest.fixture(scope="module")
def tab() -> Reading:
    return _read("supplementary_tab", _text("supplementary_tab"))


def test_every_figure_of_every_table(name: str, reading: Reading) -> None:
    with (HERE / "cases" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [_row(figure) for figure in reading.figures if figure.table] == expected


def test_every_figure_stands_where_it_says(name: str, reading: Reading) -> None:
    lines = _document(name, _text(name)).lines
    for figure in (figure for figure in reading.figures if figure.table):
        place = figure.column - 1
        assert lines[figure.line - 1].text[place : place + len(figure.raw)] == figure.raw


def test_no_row_of_a_table_is_left_over(reading: Reading) -> None:
    assert [issue.code for issue in reading.issues] == ["impossible-period"]


def test_tables_and_their_captions(flow: Reading) -> None:
    assert [(table.form, table.rows, table.unit) for table in flow.tables] == [
        ("revenue_scale_flow", 5, "백만원"),
        ("expenditure_scale_flow", 5, "백만원"),
        ("supplementary_by_program_flow", 5, "백만원"),
        ("item_budget_flow", 3, "천원"),
        ("item_change_flow", 2, ""),
        ("foundation_contribution", 3, "천원"),
        ("foundation_savings", 4, "백만원"),
        ("foundation_travel_flow", 2, "원"),
        ("support_by_year", 3, "천원"),
        ("dues_by_year", 2, "천원"),
        ("execution_with_specified_carryover", 3, "천원"),
        ("execution_specified_carryover", 3, "천원"),
        ("execution_unforeseen_carryover", 1, "천원"),
        ("service_life", 1, "년"),
        ("before_and_after", 1, ""),
        ("item_basis_two_years", 9, ""),
        ("cameras_by_place", 2, "대"),
        ("equipment_change", 4, "식"),
        ("unspent_list_flow", 5, "천원"),
        ("project_list_flow", 5, ""),
    ]
    captions = {table.form: table.caption for table in flow.tables}
    assert captions["execution_with_specified_carryover"].endswith("2030년 예산편성 및 집행실적(4.20.기준) >")
    assert captions["execution_specified_carryover"].endswith("꽃길 조성사업 2029년 예산편성 및 집행실적 >")
    assert captions["item_basis_two_years"].endswith("세부산출기초 >")
    assert captions["service_life"] == ""


def test_counts_are_statistics(flow: Reading) -> None:
    counts = {
        (count.line, count.header, count.label): (count.raw, count.unit, count.year)
        for count in flow.statistics
    }
    assert counts[262, "회원수", "2029"] == ("11", "개", 2029)
    assert counts[341, "내용연수", "나무 의자"] == ("9", "년", 2030)
    assert counts[450, "교통정보 수집·분석", "숲속마을"] == ("5", "대", 2029)
    assert counts[465, "변경", "H/W>나르는 기계(수레, 외바퀴 수레)"] == ("6", "식", 2030)
    assert counts[477, "증감", "기타>옛 장부 옮기기"] == ("-", "식", 2030)
    assert counts[163, "산출내역 및 증감사유>길잡이 나무판 만들기", "사무관리비>길잡이 나무판 만들기"] == (
        "3",
        "곳",
        2030,
    )
    assert counts[529, "사업기간(개월수)", "묘목 장부 만들기"] == ("6", "개월", None)


def test_projects_are_contracts(flow: Reading, tab: Reading) -> None:
    printed = [(project.title, project.start, project.end, project.budget_krw) for project in flow.contracts]
    assert printed == [
        ("2030~2031년 숲길 돌보기", "2030-01", "2031-12", None),
        ("묘목 장부 만들기", "2030-04", "2030-09", None),
        ("2030년 꽃길 가꾸기와 물주기 용역", "2030-03", "2030-11", None),
        ("쉼터 의자 사기", "2030-02", "2030-02", None),
        ("나무 세기", "2030-05", "2003-09", None),
    ]
    budgets = {project.title: (project.start, project.end, project.budget_krw) for project in tab.contracts}
    assert budgets["묘목 장부 만들기"] == ("2031-03", "2031-12", 200_000)
    assert budgets["2030~2031년 나무 세기"] == ("2030-01", "2031-12", 450_000)
    assert budgets["울타리 세우기"] == ("2030-12-28", "2031-04-26", 70_000)
    assert budgets["꽃길 가꾸기"] == ("2031-02", "2013-12", 50_000)


def _cut(text: str) -> Iterator[str]:
    lines = text.split("\n")
    yield from ("\n".join(lines[:end]) for end in range(0, len(lines), 23))


def test_a_document_that_ends_anywhere_has_no_other_figures(flow: Reading) -> None:
    whole = {(figure.line, figure.column, figure.raw) for figure in flow.figures}
    for text in _cut(_text("supplementary_flow")):
        if text.strip():
            part = {(f.line, f.column, f.raw) for f in _read("supplementary_flow", text).figures if f.table}
            assert part <= whole


def test_line_ends_and_spaces_do_not_matter(flow: Reading) -> None:
    text = _text("supplementary_flow").replace("\n", "\r\n").replace("구 분 ", "구\u00a0분\u3000")
    again = _read("supplementary_flow", text)
    assert [_row(figure) for figure in again.figures] == [_row(figure) for figure in flow.figures]
