"""The steps that read flattened documents, one by one."""

from typing import Any

import pytest

from gyebo.model.document import Document
from gyebo.model.table import Cell
from gyebo.reading.columns.assign import assign
from gyebo.reading.files import make_document
from gyebo.reading.forms import Form, form
from gyebo.reading.places.captions import captioned
from gyebo.reading.places.headings import placements
from gyebo.reading.places.outline import sections
from gyebo.reading.places.regions import Region, regions
from gyebo.reading.places.subjects import owner_of, subjects_of
from gyebo.reading.rows.joining import joined
from gyebo.reading.rows.stream_rows import stream_rows
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import key

ITEMS = {key(name): name for name in ("사무관리비", "시설비", "자산및물품취득비")}
WORDS = Vocabulary(ITEMS, {key("나무담당관"): "나무담당관"}, {key("숲길 정비"): "숲길 정비"})


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


def _stream(text: str, **entry: Any) -> list[tuple[tuple[str, ...], str, str]]:
    """Return the rows of a flattened table as (labels, values, department)."""
    document = _document("이름 앞 뒤\n\n" + text)
    made = _form(**{"columns": _columns("a", "b"), **entry})
    rows = stream_rows(document, _region(document, made), WORDS)
    return [(row.labels, " ".join(c.raw if c else "·" for c in row.values), row.department) for row in rows]


# --- outline ----------------------------------------------------------------------------------------------


def test_numbered_items_between_two_lettered_headings_are_no_sections() -> None:
    text = "Ⅱ. 의견\n1. 세출\n가. 숲\n1. 물을 줄 것\n2. 볕을 쬘 것\n나. 꽃\n2. 맺음말"
    assert sections(_document(text)) == {1: "의견", 2: "세출", 3: "숲", 6: "꽃", 7: "맺음말"}


def test_a_date_at_the_beginning_of_a_line_is_no_section() -> None:
    assert sections(_document("4. 20. 기준)을 보면")) == {}


# --- names broken over lines ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["숲길 ", "정비"], "숲길 정비"),
        (["숲", "길 정비"], "숲길 정비"),
        (["나무은행", "운영"], "나무은행 운영"),
        (["꽃길  ", " 조성"], "꽃길 조성"),
        (["시설비", "(꽃길)"], "시설비(꽃길)"),
        (["", "꽃길"], "꽃길"),
    ],
)
def test_a_broken_name_is_joined_as_it_was_broken(parts: list[str], name: str) -> None:
    assert joined(_document("나무은행 운영은 잘 됨"), parts) == name


# --- rows -------------------------------------------------------------------------------------------------


def test_a_row_is_a_label_and_the_figures_up_to_the_next_label() -> None:
    text = "숲길 정비 1 2\n\n꽃길 \n조성\n\n3 4\n\n나무\n\n5\n\n6\n\n끝"
    assert _stream(text, labels=["program"]) == [
        (("숲길 정비",), "1 2", ""),
        (("꽃길 조성",), "3 4", ""),
        (("나무",), "5 6", ""),
    ]


def test_syllables_one_a_line_are_a_group_for_the_rows_it_covers() -> None:
    text = "세\n외\n수\n입\n\n임시적 1 2\n\n보조금 3 4"
    settings = {"groups": {"세외수입": ["임시적"]}}
    assert _stream(text, labels=["group", "label"], settings=settings) == [
        (("세외수입", "임시적"), "1 2", ""),
        (("", "보조금"), "3 4", ""),
    ]


def test_one_syllable_alone_ends_a_name() -> None:
    assert _stream("꽃길 돌보\n\n기\n\n1 2", labels=["program"])[0][0] == ("꽃길 돌보기",)


def test_a_remark_of_the_row_above_is_no_label() -> None:
    text = "수레 1 2\n\n낡은 것 (1),\n\n새것 제외\n\n의자\n\n3 4"
    assert _stream(text, labels=["label"], settings={"remark_ends": ["제외"]})[1][0] == ("의자",)
    text = "수레 1 2\n\n덧붙인 말\n\n나무 \n\n의자\n\n3 4"
    assert _stream(text, labels=["label"], settings={"names": ["나무 의자"]})[1][0] == ("나무 의자",)


def test_a_remark_beside_or_under_its_row_is_a_cell_of_its_lines() -> None:
    columns = [*_columns("a", "b"), *_columns("c", text=True)]
    rows = _stream(
        "수레 1 2 -바퀴값(3백만원)\n줄임\n\n의자 3 4\n-다리\n\n끝",
        labels=["label"],
        columns=columns,
        minimum=2,
    )
    assert [values for _, values, _ in rows] == ["1 2 -바퀴값(3백만원)\n줄임", "3 4 -다리"]


def test_programs_departments_and_items_stand_on_lines_of_their_own() -> None:
    text = (
        "나무담당관\n\n숲길 \n\n정비\n\n사무관리비 1 2\n\n전문위원 홍길동 입법조사관 성춘향\n\n시설비(쉼터) 3 4"
        "\n\n2030 꽃 세기 사무관리비 5 6\n\n꽃길 \n\n조성\n\n자산및물품\n\n취득비\n\n7 8\n\n나무는 자란다는 뜻임 9 9"
    )
    assert _stream(text, labels=["program", "item"]) == [
        (("숲길 정비", "사무관리비"), "1 2", "나무담당관"),
        (("", "시설비(쉼터)"), "3 4", "나무담당관"),
        (("2030 꽃 세기", "사무관리비"), "5 6", "나무담당관"),
        (("꽃길 조성", "자산및물품취득비"), "7 8", "나무담당관"),
    ]


def test_years_and_row_numbers_are_labels() -> None:
    assert _stream("2029 1 2\n\n2030\n(4월 기준)\n\n3 4", labels=["year"]) == [
        (("2029",), "1 2", ""),
        (("2030(4월 기준)",), "3 4", ""),
    ]
    assert _stream("12 345 의자 6 7", labels=["index", "index", "label"])[0][0] == ("12", "345", "의자")


# --- which column -----------------------------------------------------------------------------------------


def _cells(text: str) -> tuple[Cell, ...]:
    return tuple(Cell(1, 1, raw) for raw in text.split())


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("7 9 -2", "· 7 · 9 · -2"),
        ("(x1) 7 (x1) 9 (x-) -2", "(x1) 7 (x1) 9 (x-) -2"),
        ("(x1) 7 (x1) 7 (x-)", "(x1) 7 (x1) 7 (x-) ·"),
        ("7 9 -5", "· 7 · 9 · -5"),
    ],
)
def test_bracketed_values_stand_in_columns_of_their_own(printed: str, read: str) -> None:
    columns = [
        {"id": f"{name}_{kind}", "header": "", "bracketed": kind == "sub"}
        for name in "abc"
        for kind in ("sub", "all")
    ]
    made = _form(labels=["item"], columns=columns, minimum=3, rules=["c_all = a_all - b_all"])
    fit = assign(made, _cells(printed))
    assert fit is not None
    assert " ".join(cell.raw if cell else "·" for cell in fit.cells) == read


# --- captions ---------------------------------------------------------------------------------------------


def test_a_table_takes_the_far_caption_that_shares_its_date() -> None:
    text = (
        "< 숲 실적(4.20.기준) >\n(단위 : 천원)\n\n< 숲 2029년 실적 >\n\n< 꽃 현황 >\n\n글."
        "\n\n이름 4.20.기준 앞 뒤\n\n숲 1 2"
    )
    made = _form(heading="이름 {D}기준 앞 뒤", columns=_columns("a", "b"), settings={"caption": "실적"})
    region = _region(_document(text), made)
    assert (region.caption, region.unit, region.as_of) == ("< 숲 실적(4.20.기준) >", "천원", "2030-04-20")


def test_a_caption_of_another_kind_is_not_taken() -> None:
    document = _document("< 꽃 현황 >\n\n이름 앞 뒤\n\n숲 1 2")
    assert _region(document, _form(columns=_columns("a", "b"), settings={"caption": "실적"})).caption == ""


def test_the_last_caption_of_a_section_names_the_program_of_its_tables() -> None:
    subjects = subjects_of(_document("가. 줄임\n\n< 숲길 정비 소요예산 >\n\n표\n\n나. 꽃\n\n표"), WORDS)
    assert (subjects.of_table(5), subjects.at(5), subjects.of_table(9)) == ("숲길 정비", "", "")


@pytest.mark.parametrize(
    ("caption", "owner"), [("< 푸른나무재단의 출연금 >", "푸른나무재단"), ("< 나무 현황 >", "")]
)
def test_a_caption_names_the_foundation(caption: str, owner: str) -> None:
    assert owner_of(caption) == owner
