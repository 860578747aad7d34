"""A miniature report on diversions: two tables, their dates in the text above, the bureau before the department."""

from dataclasses import astuple
from pathlib import Path

import pytest

from gyebo.model.reading import Reading
from gyebo.reading.files import make_document, read_text
from gyebo.registry import reader

FILE = Path(__file__).parent / "documents" / "diversion_report.txt"


def _read(text: str) -> Reading:
    document = make_document(
        text, id="mini", title="", kind="diversion_report", bureau="공원정책관", fiscal_year=2030, round=""
    )
    return reader("diversion_report")(document)


@pytest.fixture(scope="module")
def text() -> str:
    return read_text(FILE)[0]


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return _read(text)


def test_tables(reading: Reading) -> None:
    assert [(table.form, table.rows, table.unit) for table in reading.tables] == [
        ("diversion", 3, "천원")
    ] * 2
    assert reading.issues == ()


@pytest.mark.parametrize(
    ("line", "raws", "program", "item", "department"),
    [
        (27, ["355,000", "30,000", "-", "325,000"], "가로수 심기", "사무관리비", "나무담당관"),
        (28, ["-", "-", "30,000", "30,000"], "나무의 날 운영", "행사운영비", "나무담당관"),
        (29, ["355,000", "30,000", "30,000", "355,000"], "", "", ""),
        (46, ["448,320", "16,500", "-", "431,820"], "둑 보수", "공공운영비", "나무담당관"),
        (47, ["-", "-", "16,500", "16,500"], "둑 보수", "감리비", "나무담당관"),
    ],
)
def test_row(line: int, raws: list[str], program: str, item: str, department: str, reading: Reading) -> None:
    row = [figure for figure in reading.figures if figure.line == line and figure.table]
    assert [figure.raw for figure in row] == raws
    assert [figure.kind for figure in row] == [
        "appropriation",
        "transfer_out",
        "transfer_in",
        "after_transfer",
    ]
    assert {(f.program, f.item, f.department, f.fiscal_year) for f in row} == {
        (program, item, department, 2030)
    }


def test_transfers(reading: Reading) -> None:
    trees = "나무담당관"
    assert [astuple(transfer)[1:] for transfer in reading.transfers] == [
        (27, "전용", 2030, "2030-10-12", trees, "가로수 심기", "사무관리비",
         trees, "나무의 날 운영", "행사운영비", 30_000_000, 28),
        (46, "전용", 2030, "2030-10-25", trees, "둑 보수", "공공운영비",
         trees, "둑 보수", "감리비", 16_500_000, 47),
    ]  # fmt: skip


def test_a_diversion_that_does_not_balance_is_none(text: str) -> None:
    wrong = text.replace("-\t-\t16,500\t16,500", "-\t-\t15,500\t16,500")
    assert [transfer.line for transfer in _read(wrong).transfers] == [27]


@pytest.mark.parametrize("last", range(0, 48, 4))
def test_cut_off_anywhere_nothing_is_invented(last: int, text: str) -> None:
    lines = text.splitlines()[:last]
    figures = _read("\n".join(lines)).figures
    assert all(lines[figure.line - 1][figure.column - 1 :].startswith(figure.raw) for figure in figures)
