"""Printed reasons: where the miniature reports print them, which codes their words give, and what the graph says."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from gyebo.facts.folder import read_facts
from gyebo.model.facts import PrintedReason
from gyebo.reading.files import make_document, read_text
from gyebo.reading.reasons.words import coded, load_reason_words
from gyebo.registry import reader
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.text.normalize import squeeze

HERE = Path(__file__).parent
WORDS = folder("loaders") / "reasons.csv"
KINDS = {
    "budget_review": ("review_report", 2030, "0"),
    "supplementary_flow": ("review_report", 2030, "1"),
    "supplementary_tab": ("review_report", 2031, "2"),
    "settlement_report": ("settlement_report", 2030, "S"),
    "diversion_report": ("diversion_report", 2030, ""),
}


@cache
def text_of(name: str) -> str:
    return read_text(HERE / "documents" / f"{name}.txt")[0]


@cache
def reasons(name: str, text: str = "") -> tuple[PrintedReason, ...]:
    """Return the reasons of a miniature report, or of a text of its kind."""
    kind, year, budget_round = KINDS[name]
    document = make_document(
        text or text_of(name),
        id="mini",
        title="",
        kind=kind,
        bureau="공원관",
        fiscal_year=year,
        round=budget_round,
    )
    return reader(kind)(document).reasons


def cases() -> list[dict[str, str]]:
    """Return the reasons that the miniature reports print."""
    with (HERE / "cases" / "reasons.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def row_of(reason: PrintedReason) -> dict[str, str]:
    return {
        "line": str(reason.line), "row": str(reason.row), "kind": reason.kind, "direction": reason.direction,
        "year": str(reason.fiscal_year), "round": reason.round, "department": reason.department,
        "program": reason.program, "item": reason.item, "reason": reason.reason,
    }  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_reasons_stand_where_they_are_printed(name: str) -> None:
    """All reasons of a report and no others."""
    printed = [case for case in cases() if case["document"] == name]
    expected = [{k: v for k, v in case.items() if k not in ("document", "comment")} for case in printed]
    assert [row_of(reason) for reason in reasons(name)] == expected


@pytest.mark.parametrize(
    ("name", "printed", "words", "found"),
    [
        ("budget_review", "가로수 1,200그루를 더 심고", "공약에 따라 가로수를", [(110, "commitment")]),
        ("budget_review", "보호대를 바꿈", "나무 물량 증가", [(114, "volume-increase")]),
        ("supplementary_tab", "바닷길이 막혀", "코로나19로 물량 축소,", [(74, "covid-19"), (74, "volume-decrease")]),
        ("supplementary_flow", "판 값이 내려감에 따른", "낙찰차액", [(169, "bid-saving"), (170, "postponed")]),
        ("settlement_report", "값을 깎음", "값을 깎은 예산 절감", [(477, "budget-saving")]),
        ("settlement_report", "뿌리 보호대가 모자라", "뿌리 보호대 라이선스 추가 확보", [(288, "equipment")]),
        ("settlement_report", "새로 길을 냄물길", "직원 2명 증원물길", [(312, "staff-increase")]),
        ("settlement_report", "20백만원 전용가로수", "업무 이관가로수", []),
    ],
)  # fmt: skip
def test_words_give_codes_with_the_line_on_which_they_stand(
    name: str, printed: str, words: str, found: list[tuple[int, str]]
) -> None:
    assert printed in text_of(name)
    changed = {(r.line, r.reason) for r in reasons(name, text_of(name).replace(printed, words)) if r.reason}
    unchanged = {(r.line, r.reason) for r in reasons(name) if r.reason}
    assert changed >= set(found) and changed - unchanged <= set(found)


def test_reasons_below_their_heading_explain_the_next_diversion() -> None:
    printed = "\n전용사유\n\n- 나무의 날 행사 개최\n 추진\n- 예측이 어려운 비용이 발생\n\n예산 현황"
    text = text_of("diversion_report").replace("\n예산 현황", printed, 1)
    found = [(r.line, r.row, r.program, r.reason) for r in reasons("diversion_report", text)]
    assert found == [(23, 33, "가로수 심기", "event"), (25, 33, "가로수 심기", "unforeseen-cost")]


def test_a_heading_without_a_diversion_below_it_explains_nothing() -> None:
    assert reasons("diversion_report", text_of("diversion_report") + "\n전용사유\n\n- 행사 개최\n") == ()


@pytest.mark.parametrize("name", KINDS)
def test_cut_off_anywhere_nothing_is_invented(name: str) -> None:
    lines = text_of(name).splitlines()
    for last in range(0, len(lines), max(1, len(lines) // 16)):
        found = reasons(name, "\n".join(lines[:last]) or " ")
        assert all(lines[reason.line - 1].strip() and reason.line <= last for reason in found)
        assert all(reason.program and reason.row <= last for reason in found)


def test_what_follows_a_table_is_no_reason() -> None:
    text = text_of("settlement_report").replace(
        "높이 재기 용역)\n", "높이 재기 용역)\n\n- 예산 절감에 힘쓸 것\n"
    )
    assert {r.reason for r in reasons("settlement_report", text) if r.row == 483} == {"bid-saving"}


def test_a_reason_of_nothing_is_none() -> None:
    text = text_of("supplementary_tab").replace("바닷길이 막혀 감액(△10,000천원)", "-")
    assert 74 not in {reason.line for reason in reasons("supplementary_tab", text)}


# --- words and codes ---------------------------------------------------------------------------------


def word_rows() -> list[dict[str, str]]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_code_has_words_and_every_word_list_one_code() -> None:
    codes = [row["reason"] for row in word_rows()]
    assert len(codes) == len(set(codes))
    listed = (folder("ontology") / "codes" / "change-reason.ttl").read_text(encoding="utf-8")
    assert set(codes) == set(re.findall(r"^change-reason:(\S+) a skos:Concept", listed, re.MULTILINE))


def test_words_that_are_no_pattern_are_told(tmp_path: Path) -> None:
    path = tmp_path / "reasons.csv"
    path.write_text("words,reason,example\n(open,moved,d:1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"reasons.csv: '\(open' is no regular expression"):
        load_reason_words(path)


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("〈나무 심기〉 사업으로 통합", ["merged"]),
        ("전산실 이전 통합완료로 감액", ["completed"]),
        ("노후 장비 교체에 따른 서비스 이관 사업종료", ["completed"]),
        ("명시이월된 사업비의 낙찰차액을 활용하여 추진", ["balance-used"]),
        ("낙찰차액 및 예산 절감", ["bid-saving", "budget-saving"]),
        ("망교체 사업을 21년으로 일정 변경", ["postponed"]),
        ("통합공간정보시스템 운영", [""]),
        ("신규(보강) 장비 도입 10식 물량 제외", ["volume-decrease"]),
        ("재해복구시스템 구축에 필요한 전송장비 도입을 위해", ["equipment"]),
    ],
)
def test_words_that_look_alike_are_told_apart(printed: str, codes: list[str]) -> None:
    assert [code for _, code in coded(((1, printed),), load_reason_words(WORDS))] == codes


def test_every_example_prints_its_words_and_is_a_fact(documents: Path) -> None:
    facts = {
        (reason.document, reason.line, reason.reason)
        for path in (folder("data") / "facts").iterdir()
        for reason in read_facts(path).reasons
    }
    for row in word_rows():
        name, _, line = row["example"].partition(":")
        assert (name, int(line), row["reason"]) in facts, row
        lines = (documents / f"{name}.txt").read_text(encoding="utf-8").split("\n")
        around = squeeze("".join(lines[int(line) - 1 : int(line) + 3]))
        assert any(w.words.search(around) for w in load_reason_words(WORDS) if w.reason == row["reason"]), row


# --- the graph ---------------------------------------------------------------------------------------


def test_every_reason_is_in_the_graph_with_what_it_explains(engine: Embedded) -> None:
    facts = sum(len(read_facts(path).reasons) for path in (folder("data") / "facts").iterdir())
    asked = "PREFIX gb: <https://w3id.org/gyebo/def#> PREFIX prov: <http://www.w3.org/ns/prov#> "
    stated = engine.select(asked + "SELECT ?r { ?r a gb:PrintedReason }").rows
    explaining = engine.select(
        asked
        + "SELECT DISTINCT ?r { ?r a gb:PrintedReason ; gb:explains ?x { ?x a gb:Figure } UNION { ?x a gb:Transfer } }"
    ).rows
    assert len(stated) == len(explaining) == facts > 150


def test_a_transfer_has_the_codes_of_its_reason(engine: Embedded) -> None:
    rows = engine.select(
        "PREFIX gb: <https://w3id.org/gyebo/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?line ?code { ?t a gb:Transfer ; gb:approvalDate ?d ; gb:reasonCode/skos:notation ?code ; "
        "<http://purl.org/dc/terms/source>/gb:lineNumber ?line . FILTER(STRSTARTS(STR(?d), '2021-10')) } "
        "ORDER BY ?line ?code"
    )
    assert list(rows.texts()) == [
        ("56", "event"), ("108", "balance-used"), ("108", "supervision"),
        ("164", "plan-change"), ("164", "unforeseen-cost"), ("164", "volume-increase"),
    ]  # fmt: skip
