"""The steps that read flattened blocks: upright labels, accounts, units by witnesses, the sides of transfers."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.model.document import Document
from gyebo.reading.columns.units import Witness, settled_units, witness_key
from gyebo.reading.files import make_document
from gyebo.reading.places.accounts import accounts_of
from gyebo.reading.rows.block_labels import item_behind, tidy
from gyebo.reading.rows.blocks import AccountMarks, blocks, department_named, upright_label
from gyebo.reading.transfers import approval_date, moves
from gyebo.reading.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    items={"시설비": "시설비", "공공운영비": "공공운영비", "기타반환금등": "기타반환금등"},
    departments={name: name for name in ("나무담당관", "하천정비담당관", "숲길기록원")},
)


def _document(text: str) -> Document:
    return make_document(
        text, id="mini", title="", kind="settlement_report", bureau="", fiscal_year=2030, round="S"
    )


@pytest.mark.parametrize(
    ("label", "account", "department"),
    [
        ("일반회계", "일반회계", ""),
        ("일반회계나무담당관", "일반회계", "나무담당관"),
        ("특별회", "특별회계", ""),
        ("하천정비", "", "하천정비담당관"),
        ("숲길기록원관리과", "", "숲길기록원"),
        ("계", "", ""),
        ("담당관", "", ""),
    ],
)
def test_upright_label(label: str, account: str, department: str) -> None:
    assert upright_label(label, VOCABULARY) == (account, department)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("숲길 기록원", "숲길기록원"),
        ("숲길기록원 관리과", "숲길기록원"),
        ("숲길기록원 운영 관리", ""),
        ("", ""),
    ],
)
def test_department_named(text: str, department: str) -> None:
    assert department_named(text, VOCABULARY) == department


def test_blocks_part_at_blank_lines_and_captions() -> None:
    text = "나\n무\n\n담당\n관\n\n<표>\n가로수\n심기 1 2\n\n(단위 : 원)\n플랫\n폼\n구축"
    found = [("|".join(line.text for line in b.lines), b.upright) for b in blocks(_document(text), 1, 14)]
    assert found == [("나|무", True), ("담당|관", False), ("가로수|심기 1 2", False), ("플랫|폼|구축", False)]


def test_upright_pieces_near_each_other_are_one_label() -> None:
    found = [block.label for block in blocks(_document("나\n무\n\n담\n당\n관\n\n\n\n일\n반"), 1, 11)]
    assert found == ["나무담당관", "일반"]


@pytest.mark.parametrize(
    ("pieces", "account"),
    [
        (["일반회계"], "일반회계"),
        (["일반", "회계"], "일반회계"),
        (["도시개발", "특별회계"], "도시개발특별회계"),
        (["특별", "회계"], "특별회계"),
        (["회계"], ""),
    ],
)
def test_account_in_pieces(pieces: list[str], account: str) -> None:
    marks = AccountMarks()
    assert all(marks.take(piece) for piece in pieces)
    assert marks.account == account
    assert not marks.take("나무담당관")


def test_stretched_labels_are_joined() -> None:
    assert tidy(" 일 반 회 계 ( 합 계 ) ") == "일반회계(합계)"
    assert tidy("가로수  심기") == "가로수 심기"


@pytest.mark.parametrize(
    ("text", "program", "item"),
    [
        ("가로수\n심기\n시설\n비", "가로수\n심기", "시설\n비"),
        ("기타 반환금\n기타\n반환금등", "기타 반환금", "기타\n반환금등"),
        ("공공\n운영비", "", "공공\n운영비"),
        ("가로수 심기", "가로수 심기", ""),
    ],
)
def test_item_behind_a_program(text: str, program: str, item: str) -> None:
    assert item_behind(text, VOCABULARY) == (program, item)


def test_accounts_hold_up_to_the_next_heading_of_their_rank() -> None:
    lines = [
        "1. 일반회계",
        "□ 세출",
        "2. 도시개발특별회계",
        "가) 이용",
        "Ⅲ. 의견",
        "- 일반회계",
        "○ 대비",
        "값",
    ]
    accounts = accounts_of(_document("\n".join(lines)))
    general, special = "일반회계", "도시개발특별회계"
    assert [accounts.at(n) for n in range(1, 9)] == [general, general, special, special, "", general, "", ""]
    assert accounts.at(4, "<최근 2년간 일반회계 결산>") == general


def _witnesses(tables: dict[str, list[int]]) -> list[Witness]:
    return [
        Witness(table, witness_key(f"row {place}", "unspent", 2030), Decimal(value))
        for table, values in tables.items()
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("printed", "tables", "expected"),
    [
        pytest.param(
            {"a": "백만원", "b": "백만원", "c": "천원", "d": "천원", "e": ""},
            {
                "a": [1234, 555],
                "b": [1234, 555],
                "c": [1234, 555],
                "d": [1_234_321, 555_123],
                "e": [1234, 555],
            },
            {"a": "백만원", "b": "백만원", "c": "백만원", "d": "천원", "e": "백만원"},
            id="outvoted",
        ),
        pytest.param(
            {"a": "백만원", "b": "천원"},
            {"a": [1234, 555], "b": [1234, 555]},
            {"a": "백만원", "b": "천원"},
            id="one against one stands",
        ),
        pytest.param(
            {"a": "백만원", "b": "백만원", "c": "천원"},
            {"a": [1234], "b": [1234], "c": [1234]},
            {"a": "백만원", "b": "백만원", "c": "천원"},
            id="one row is not enough against what is printed",
        ),
        pytest.param({"a": "백만원", "b": ""}, {"a": [1234], "b": [1_234_100]}, {"a": "백만원", "b": "천원"}, id="missing"),
        pytest.param({"a": "백만원", "b": ""}, {"a": [12], "b": [12]}, {"a": "백만원", "b": ""}, id="too small to tell"),
    ],
)  # fmt: skip
def test_settled_units(
    printed: dict[str, str], tables: dict[str, list[int]], expected: dict[str, str]
) -> None:
    assert settled_units(printed, _witnesses(tables)) == expected


@given(st.lists(st.lists(st.integers(1, 90), min_size=1, max_size=3), max_size=5))
def test_moves_are_found_or_told(received: list[list[int]]) -> None:
    amounts = [amount for parts in received for amount in (sum(parts), *parts)]
    starts = [0]
    for parts in received:
        starts.append(starts[-1] + 1 + len(parts))
    ranges = [range(a, b) for a, b in pairwise(starts)]
    assert moves(amounts) in (ranges, None)


@pytest.mark.parametrize("amounts", [[14, 8, 5], [3], [1, 1, 1], [6, 6, 6, 6, 0]])
def test_what_is_no_move(amounts: list[int]) -> None:
    assert moves(amounts) is None


def test_approval_stands_by_its_row_or_by_the_first() -> None:
    text = "(이체승인: `30.7.13.)\n가 1\n나 1\n(이체승인: `30.9.1.)\n다 2\n라 2"
    document = _document(text)
    assert approval_date(document, 2, 2, 3) == "2030-07-13"
    assert approval_date(document, 2, 3, 4) == "2030-09-01"
    assert approval_date(document, 2, 5, 6) == "2030-09-01"
    assert approval_date(_document("가 1\n30.7.13."), 1, 1, 2) == ""
