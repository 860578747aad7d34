"""Every number accounted for: classes of numbers in words of our own, and bounds for the official documents.

The bounds of tests/cases/coverage.tsv may only go down.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from gyebo.facts.decisions import read_decisions
from gyebo.facts.sources import open_document, source_entries
from gyebo.model.document import Document
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.reading.coverage import coverage, tokens
from gyebo.reading.files import make_document
from gyebo.registry import reader
from gyebo.resources import folder
from gyebo.text.amounts import amounts

BOUNDS = {
    document: int(bound)
    for document, bound in (
        line.split("\t")
        for line in (Path(__file__).parent / "cases" / "coverage.tsv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )
}


def made(text: str) -> Document:
    """Return a document of our own."""
    return make_document(
        text, id="case", title="case", kind="review_report", bureau="강변국", fiscal_year=2030, round="0"
    )


@cache
def read(path: Path) -> tuple[Document, Reading]:
    """Return an official document and what is read from it."""
    data = folder("data")
    decided = read_decisions(data / "decisions")
    document = open_document(path, source_entries(data / "documents.toml"), decided.corrections)
    return document, reader(document.kind)(document)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("- 「물길법」 제26조 제5항 제6호에 따름", ["law", "law", "law"]),
        ("대부료의 요율은 1,000분의 10 이상으로 한다", ["fraction", "fraction"]),
        ("- 일 시 : '30.10.18.(월) 15:00~16:40", ["date", "time", "time"]),
        ("공사기간 '29.4월 ~ '30.2.28", ["date", "date"]),
        ("2030년 예산은 ’29년보다 크다", ["year", "year"]),
        ("2030회계연도 4/4분기", ["period", "period", "period"]),
        ("의안심사팀장 02-2180-0000", ["telephone"] * 3),
        ("누리과-32434(2029.10.14.)", ["code", "date"]),
        ("110-201-01 사무관리비", ["code"] * 3),
        ("※ 각주입니다23)와 함께\n23) 각주", ["footnote", "footnote"]),
        ("1. 세입예산안\n3\t숲길 안내\t붙임 2", ["list number", "list number", "list number"]),
        ("자료 261페이지, 13-29면 참조, (p.36)", ["page"] * 4),
        ("카메라 1,466대 → 500대, 52억건, 9,154회, 30개 자치구", ["count"] * 5),
        ("2만2천여건에서 앱은 2만\n9,154회", ["count"] * 4),
        ("핵심과제는 20\n대 과제", ["count"]),
        ("코로나19 이후 3D 지도와 L2/L4 스위치", ["name", "name", "name", "name"]),
        ("제4회 총회, 민선8기, 4차 산업혁명", ["ordinal"] * 3),
        ("1:1,000 수치지형도, 5:5 매칭", ["scale", "scale"]),
        ("https://www.example.org/2030/11", ["address", "address"]),
        ("이 줄의 숫자 4711 은 아무것도 아니다", ["unaccounted"]),
    ],
)
def test_class_of_a_number(text: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(made(text), Reading())] == kinds


def test_unaccounted_numbers_come_with_line_and_words() -> None:
    found = coverage(made("첫 줄\n이 줄의 숫자 4711 은 아무것도 아니다"), Reading())
    (token,) = found.unaccounted
    assert (token.line, token.column, token.text, token.kind) == (2, 9, "4711", "unaccounted")
    assert "숫자 4711 은" in token.around
    assert found.counts == (("unaccounted", 1),)
    assert found.total == 1


def test_what_was_read_accounts_for_its_numbers() -> None:
    document = made("모두 1,213억 9천\n\n8백만원 1)\n\n1) 4711 대, 4712")
    amount = next(amounts("1,213억 9천8백만원"))
    figure = Figure(document="case", line=1, column=4, raw=amount.raw, unit="원", amount_krw=amount.won)
    count = Statistic(
        document="case",
        line=5,
        column=11,
        table="T01",
        header="",
        label="",
        raw="4712",
        value=Decimal(4712),
        unit="대",
    )
    kinds = [token.kind for token in tokens(document, Reading(figures=(figure,), statistics=(count,)))]
    assert kinds == ["figure", "figure", "figure", "unaccounted", "footnote", "count", "statistic"]


def test_a_very_long_line_takes_no_time() -> None:
    document = made("1,234 가나다 " * 10_000 + "9" * 50_000 + "가" * 50_000)
    assert coverage(document, Reading()).total == 10_001


@pytest.mark.parametrize(("name", "bound"), BOUNDS.items())
def test_unaccounted_numbers_only_go_down(name: str, bound: int, documents: Path) -> None:
    document, reading = read(documents / f"{name}.txt")
    left = coverage(document, reading).unaccounted
    assert len(left) <= bound, [(token.line, token.text, token.around) for token in left]


@pytest.mark.parametrize("name", BOUNDS)
def test_every_figure_is_printed_where_it_is_said_to_be(name: str, documents: Path) -> None:
    document, reading = read(documents / f"{name}.txt")
    for figure in reading.figures:
        if figure.table:
            first = "".join(figure.raw.split())[:1]
            assert document.text_of(figure.line)[figure.column - 1] == first, figure
        else:
            words = "".join(
                "".join(document.text_of(n).split()) for n in range(figure.line, figure.line + 14)
            )
            assert all(digit in words for digit in figure.raw if digit.isdigit()), figure


@pytest.mark.parametrize("name", BOUNDS)
def test_no_number_is_read_twice(name: str, documents: Path) -> None:
    _, reading = read(documents / f"{name}.txt")
    places = [(figure.line, figure.column) for figure in reading.figures]
    assert len(places) == len(set(places))
