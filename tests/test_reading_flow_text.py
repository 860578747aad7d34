"""The steps that read text in flattened tables: notes, two columns in one stream, projects, headings."""

from typing import Any

import pytest

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.files import make_document
from gyebo.reading.forms import Form, form
from gyebo.reading.labels import coded_item
from gyebo.reading.places.captions import captioned
from gyebo.reading.places.headings import placements
from gyebo.reading.places.regions import Region, regions
from gyebo.reading.projects import period_start, span_of
from gyebo.reading.rows.cells import one_line_cells, place_in, span_cell, with_note
from gyebo.reading.rows.heading_rows import heading_rows
from gyebo.reading.rows.note_rows import note_rows
from gyebo.reading.rows.notes import multipliers, notes, period_year, worded
from gyebo.reading.rows.side_by_side import side_by_side_rows
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import key

WORDS = Vocabulary({key(name): name for name in ("사무관리비", "시설비")})


def _document(text: str) -> Document:
    return make_document(
        text, id="d", title="", kind="review_report", bureau="나무관", fiscal_year=2030, round="1"
    )


def _form(**entry: Any) -> Form:
    return form({"id": "f", "heading": "이름 앞 뒤", "layout": "stream", **entry})


def _columns(*names: str, **settings: Any) -> list[dict[str, Any]]:
    return [{"id": name, "header": name, **settings} for name in names]


def _region(document: Document, made: Form) -> Region:
    return captioned(document, regions(document, placements(document, (made,))))[0]


# --- notes ------------------------------------------------------------------------------------------------


def _note_rows(text: str) -> list[Row]:
    document = _document("이름 앞 뒤\n" + text)
    made = _form(layout="notes", labels=["item"], columns=_columns("a", "b", text=True))
    return list(note_rows(document, _region(document, made), WORDS))


def test_items_with_calculation_and_reason_leave_out_the_page_between() -> None:
    rows = _note_rows(
        "사 무 관 리 비\n\n○판자\n1,000원*2장\n\n증감사유\n\n값이 오름\n\n\n\n○ 나무는 자란다."
        "\n\n시설비\n\n○길\n\n※ 물"
    )
    assert [(row.labels, [cell.raw if cell else "" for cell in row.values]) for row in rows] == [
        (("사무관리비",), ["○판자\n1,000원*2장", "값이 오름"]),
        (("시설비",), ["○길", ""]),
    ]


def test_a_cell_of_several_lines_leads_back_to_each_of_them() -> None:
    cell = span_cell(_document("가 나다\n\n라마"), 1, 3, 3)
    assert cell.raw == "나다\n\n라마"
    assert [place_in(cell, cell.raw.index(letter)) for letter in "나다라마"] == [
        (1, 3),
        (1, 4),
        (3, 1),
        (3, 2),
    ]
    assert one_line_cells(cell) == [Cell(1, 3, "나다"), Cell(3, 1, "라마")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("○판자\n10,000원*3장*2곳 = 60천원", [("판자", "change"), ("판자", "change")]),
        (
            "값이 내려 감액(2백만원) 및 품삯 감액(1백만원)",
            [("값이 내려 감액", "change"), ("품삯 감액", "change")],
        ),
        (
            "구경 1천만원 감액 (14백만원→4백만원)",
            [("구경", "change"), ("구경", "current"), ("구경", "supplementary")],
        ),
        ("당초 3백만원에서 2백만원 사용", [("당초", "current"), ("에서", "supplementary")]),
        ("나머지 5백만원은 2031년 예산", [("나머지", "planned 2031")]),
    ],
)
def test_the_words_beside_an_amount_say_what_it_is(text: str, read: list[tuple[str, str]]) -> None:
    kinds = (
        ("before", "당초", "current"),
        ("before", "에서", "supplementary"),
        ("after", r"은 (?P<year>\d{4})년", "planned"),
    )
    found = [worded(note, text, kinds, 2030, None) for note in notes(text, "change", WORDS)]
    assert [(note.words, f"{note.kind} {note.year or ''}".strip()) for note in found] == read


def test_an_amount_beside_a_later_period_is_planned() -> None:
    text = "- 기간 : 2031. 5. ~ 10.\n- 예산 : 20백만원"
    (note,) = notes(text, "supplementary", WORDS)
    made = worded(note, text, (), 2030, period_year(text))
    assert (made.kind, made.year) == ("planned", 2031)


def test_the_factors_of_a_calculation_are_counted() -> None:
    text = "△400,000*3회*2분과 = △2,400천원"
    first, second = notes(text, "change", WORDS)
    assert [(raw, unit) for _, raw, unit in multipliers(text, first)] == [("3", "회"), ("2", "분과")]
    assert list(multipliers(text, second)) == []


# --- two columns in one stream ------------------------------------------------------------------------------


def _sides(text: str, split: str) -> list[tuple[str, ...]]:
    document = _document("이름 앞 뒤\n" + text)
    columns = _columns("left", "right", "reason", text=True)
    made = _form(layout="sides", labels=["item"], columns=columns, settings={"split": split})
    rows = side_by_side_rows(document, _region(document, made), WORDS)
    return [tuple(" ".join(cell.raw.split()) if cell else "" for cell in row.values) for row in rows]


def test_the_second_column_begins_where_the_first_is_repeated() -> None:
    text = "· 의자 \n : 12천원\n\n· 수레\n\n· 의자 반으로\n : 6천원\n\n· 수레 없앰\n\n- 글이 이어짐"
    assert _sides(text, "") == [("· 의자 : 12천원 · 수레", "· 의자 반으로 : 6천원 · 수레 없앰")]
    assert _sides("· 의자\n\n· 수레", "") == []


def test_sums_tell_which_amount_stands_in_which_column() -> None:
    text = (
        "시설비\n\n○울\n= 300원\n\n○꽃밭\n= 500원\n\n- 기둥\n100원*3개 = 300원\n\n- 긴 기둥\n100원*5개 = 500원"
        "\n\n○길\n100원*2개 = 200원\n\n증감사유\n\n- 꽃밭(200원 증액)\n- 길(200원 증액)"
    )
    assert _sides(text, "sums") == [
        ("○울 = 300원", ""),
        ("", "○꽃밭 = 500원"),
        ("- 기둥 100원*3개 = 300원", ""),
        ("", "- 긴 기둥 100원*5개 = 500원"),
        ("", "○길 100원*2개 = 200원"),
        ("", "", "- 꽃밭(200원 증액) - 길(200원 증액)"),
    ]


def test_columns_that_the_sums_leave_open_are_not_guessed() -> None:
    (row,) = _sides("시설비\n\n○울\n100원*3개 = 300원\n\n○길\n100원*2개 = 200원", "sums")
    assert len(row) > 3


# --- headings with amounts, cells with notes, coded items -------------------------------------------------


def test_an_amount_in_a_heading_is_a_row_of_its_own() -> None:
    columns = [*_columns("a", "b"), *_columns("c", in_heading="A")]
    made = _form(heading="이름 앞({A}) 뒤", layout="tab", labels=["label"], columns=columns)
    document = _document("이름\t앞(1,234)\t뒤\n숲\t1\t2")
    (place,) = placements(document, (made,))
    (row,) = heading_rows(document, place)
    assert row.values == (None, None, Cell(1, 6, "1,234"))


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("1,493 (기금 998억원 포함)", (Cell(7, 3, "1,493"), Cell(7, 10, "기금 998억원 포함"))),
        ("1,493 (기금)", None),
        ("998억원", None),
        ("숲 (998억원)", None),
    ],
)
def test_a_figure_with_a_note_is_taken_apart(raw: str, parts: tuple[Cell, Cell] | None) -> None:
    assert with_note(Cell(7, 3, raw)) == parts


@pytest.mark.parametrize(
    ("raw", "parts"), [("110-201-01 사무관리비", ("110-201-01", "사무관리비")), ("시설비", ("", "시설비"))]
)
def test_a_code_is_split_off_its_item(raw: str, parts: tuple[str, str]) -> None:
    assert coded_item(raw) == parts


# --- projects -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2030.6~2030.12.(6개월)", ("2030-06", "2030-12")),
        ("2030. 2.~2030.12.(11개월", ("2030-02", "2030-12")),
        ("2030.3~12", ("2030-03", "2030-12")),
        ("2030.1.1~2031.12.(24개월)", ("2030-01-01", "2031-12")),
        ("2029.12.28.~2030.4.26.", ("2029-12-28", "2030-04-26")),
        ("(1차) 2029.1.~12.(1년) (2차)2030.1.~12.(1년)", ("2029-01", "2030-12")),
        ("2030.2(1개월)", ("2030-02", "2030-02")),
    ],
)
def test_a_period_is_read_as_exactly_as_it_is_printed(text: str, span: tuple[str, str]) -> None:
    assert span_of(text) == (*span, "")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        # An end before the start is kept as it is printed, for the check to find.
        ("2030.2.~2003.12.", ("2030-02", "2003-12")),
        ("2030.13.~2031.1.", ("", "2031-01")),
        ("곧", ("", "")),
    ],
)
def test_of_a_period_that_cannot_be_the_dates_that_can_are_kept(text: str, span: tuple[str, str]) -> None:
    assert span_of(text)[:2] == span
    assert span_of(text)[2]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2029~2030년 숲 돌보기 2030.1.~2030.12.(12개월)", 17),
        ("나무 2030년 사용권 사기 2030.2~2030.3.", 16),
        ("2029~2030년 숲 돌보기", None),
        ("(12개월, 바뀔 수 있음)", None),
    ],
)
def test_the_period_of_a_project_closes_its_line(text: str, start: int | None) -> None:
    assert period_start(text) == start
