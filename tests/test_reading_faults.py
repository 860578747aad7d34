"""Faults that broken documents have brought to light, each in its smallest form."""

import re
from pathlib import Path

from gyebo.model.document import Document
from gyebo.model.reading import Reading
from gyebo.model.table import Cell
from gyebo.reading.files import make_document, read_text
from gyebo.reading.prose.paragraphs import paragraphs
from gyebo.reading.rows.cells import is_number, with_note
from gyebo.registry import reader

MINIATURES = Path(__file__).parent / "documents"


def _document(text: str) -> Document:
    return make_document(
        text, id="mini", title="", kind="review_report", bureau="나무관", fiscal_year=2031, round="2"
    )


def _miniature(name: str) -> str:
    return read_text(MINIATURES / f"{name}.txt")[0]


def _read(text: str) -> Reading:
    return reader("review_report")(_document(text))


def test_a_sentence_that_two_open_ones_could_go_on_with_is_read_once() -> None:
    document = _document(
        "○ 숲을 가꾸는 사업의 첫째 문장은 다음 쪽에서 이어지는데\n1) 첫째 각주\n"
        "○ 물길을 여는 사업의 둘째 문장도 다음 쪽에서 이어지는데\n\n\n그 예산은 3억원임.\n"
    )
    lines = {line.number: line.text for line in document.lines}
    found = [n for paragraph in paragraphs(document, lines, frozenset()) for n in paragraph.numbers]
    assert sorted(found) == [n for n, line in lines.items() if line]


def test_digits_of_another_script_are_no_number() -> None:
    assert is_number("1,234") and not is_number("１,２３４") and not is_number("١٢")


def test_a_number_that_is_none_is_no_figure_for_the_note_beside_it() -> None:
    assert with_note(Cell(1, 1, "1,23,4 (재난기금 4억원)")) is None
    assert with_note(Cell(1, 1, "1,234 (재난기금 4억원)")) is not None


def test_amounts_without_a_unit_are_an_issue_and_not_a_guess() -> None:
    reading = _read(_miniature("supplementary_tab"))
    (issue,) = [issue for issue in reading.issues if issue.code == "no-unit"]
    table = next(table for table in reading.tables if table.line_start == issue.line)
    assert "6 amounts" in issue.message and not table.unit
    assert all(figure.table != table.id for figure in reading.figures)
    listed = [contract for contract in reading.contracts if contract.line > issue.line]
    assert listed and all(contract.budget_krw is None for contract in listed)


def test_a_percent_sign_is_no_unit_of_amounts() -> None:
    reading = _read(_miniature("budget_review").replace("(단위 : 천원, %)", "(단위 : %)", 1))
    assert [issue.code for issue in reading.issues if issue.code == "no-unit"] == ["no-unit"]
    assert {figure.unit for figure in reading.figures if figure.table == "T01"} == {"%"}
    assert all(figure.amount_krw is None for figure in reading.figures if figure.unit == "%")


def test_money_in_a_column_of_rates_is_money() -> None:
    text = re.sub(r"(계\t500\t620\t120\t)24\.0%", r"\g<1>120천원", _miniature("budget_review"))
    (figure,) = [figure for figure in _read(text).figures if figure.raw == "120천원"]
    assert (figure.amount_krw, figure.percent, figure.kind) == (120_000, None, "other")


def test_a_row_that_is_not_read_is_no_sentence() -> None:
    text = _miniature("settlement_report").replace(
        "가로수 심기 700 570 30 4.3%", "가로수 심기 700 777 30 4.3%"
    )
    document = make_document(
        text, id="mini", title="", kind="settlement_report", bureau="공원관", fiscal_year=2030, round="S"
    )
    reading = reader("settlement_report")(document)
    (issue,) = reading.issues
    assert issue.code == "row-not-read" and "700 777 30 4.3%" in issue.message
    assert all(figure.line != issue.line for figure in reading.figures)
