"""What the check finds in headings, empty cells, titles and the words of sentences, and what it must not find."""

import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gyebo.check.carried import Carried
from gyebo.check.cited import Cited
from gyebo.check.claims import Claim, Count, Sheet
from gyebo.check.evidence import NameUse, Period
from gyebo.check.findings import Finding
from gyebo.check.remarks import Remarked, remarks
from gyebo.check.rows import Row
from gyebo.check.rules import (
    attributed,
    directions,
    emptied,
    headings,
    names,
    nothing_spent,
    sources,
    told,
    words,
)
from gyebo.check.run import check
from gyebo.facts.folder import read_facts, write_facts
from gyebo.model.document import Correction, Document
from gyebo.model.facts import Remark
from gyebo.model.reading import Reading
from gyebo.reading.files import make_document
from gyebo.reading.prose.told import (
    CONTRACT_MONTH,
    CONTRACTS_SINCE,
    OUTLIVED,
    SECTION,
    told_numbers,
)
from gyebo.reading.prose.unspent import NOTHING_SPENT, unspent_items
from gyebo.reading.sources import sources as cited_in
from gyebo.reading.vocabulary import Vocabulary, load_items
from gyebo.registry import reader
from gyebo.resources import folder
from gyebo.store.embedded import Embedded

BUDGET, SUPPLEMENTARY_2020 = "2019-budget-review", "2020-supplementary-2-review"
SUPPLEMENTARY_2021, SETTLEMENT = "2021-supplementary-2-review", "2023-settlement-review"


@pytest.fixture(scope="module")
def findings(engine: Embedded) -> tuple[Finding, ...]:
    return check(engine).findings


# Rule, document, line, what is printed, what the page supports instead.
SEEN = (
    ("sentence-item", BUDGET, 229, "국고보조금", "국고보조금 사용잔액"),
    ("sentence-direction", BUDGET, 230, "주요 감소 세입은", "13,390"),
    ("sentence-direction", BUDGET, 437, "주요 감액사업은", "806"),
    ("sentence-threshold", BUDGET, 437, "19%", "20%"),
    ("source-misnamed", BUDGET, 520, "데이터의 제공 및 이용 활성화에 관한 법률",
     "공공데이터의 제공 및 이용 활성화에 관한 법률"),
    ("caption-years", BUDGET, 955, "최근 3년", "2년 (2016, 2017)"),
    ("share-of-row", BUDGET, 872, "84,806천원", "5,000천원"),
    ("name-differs", BUDGET, 1158, "급여관리시스템 운영", "급여관리시스템 유지관리"),
    ("empty-cell", SUPPLEMENTARY_2020, 25, "", "1,680백만원"),
    ("heading-bases", SUPPLEMENTARY_2020, 115, "당초", "기정"),
    ("letters-skipped", SUPPLEMENTARY_2020, 563, "변경액 (c)", "b"),
    ("months-missing", SUPPLEMENTARY_2020, 2438, "", "2020-04 ~ 2020-09"),
    ("empty-cell", SUPPLEMENTARY_2021, 22, "", "8,965백만원"),
    ("letters-mistaken", SUPPLEMENTARY_2021, 457, "시 기반", "AI 기반"),
    ("sentence-trend", SETTLEMENT, 556, "증가하는 추세", "2021 104,402"),
    ("heading-move", SETTLEMENT, 727, "전용", "이체"),
    ("saving-of-other", SETTLEMENT, 1393, "빅데이터 서비스 플랫폼 운영", "빅데이터 서비스 플랫폼(3단계) 구축 감리용역"),
    ("empty-cell", SETTLEMENT, 2720, "", "18.8%"),
    ("service-life", SUPPLEMENTARY_2020, 1185, "3년", "2년"),
    ("nothing-spent", SUPPLEMENTARY_2020, 1937, "집행실적 전무", "199"),
    ("nothing-spent", SUPPLEMENTARY_2021, 332, "집행실적 전무", "20,061"),
    ("item-unlisted", SUPPLEMENTARY_2021, 328, "전산개발비", "공공운영비"),
    ("department-unlisted", SUPPLEMENTARY_2021, 331, "정보통신보안담당관", "정보시스템담당관"),
    ("contract-month", SETTLEMENT, 961, "4월", "2023-03"),
    ("contracts-since", SETTLEMENT, 882, "2건", "3건"),
    ("section-skipped", SETTLEMENT, 1887, "5", "4"),
    ("plan-after-event", "2021-q4-diversion-report", 128, "2021-10-25", "2021-10-19"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "document", "line", "printed", "expected"), SEEN)
def test_what_is_seen_on_the_page_is_found(
    findings: tuple[Finding, ...], rule: str, document: str, line: int, printed: str, expected: str
) -> None:
    here = [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)]
    assert (printed, expected) in [(f.printed, f.expected) for f in here]


# Rule, document, line of what is no contradiction.
NOT_SEEN = (
    # 당초 is 0: there is no rate to print.
    ("empty-cell", BUDGET, 101),
    ("empty-cell", BUDGET, 53),
    # Nothing was carried over: the cells may be empty.
    ("empty-cell", SETTLEMENT, 118),
    # Its number of months stands on the next line.
    ("months-missing", SUPPLEMENTARY_2020, 2395),
    # The saving is that of the contract whose name the sentence shortens.
    ("saving-of-other", SETTLEMENT, 1395),
    # Three years and a total.
    ("caption-years", BUDGET, 300),
    # 경상적 would not change: its empty cell is a zero.
    ("empty-cell", SUPPLEMENTARY_2020, 32),
)


@pytest.mark.parametrize(("rule", "document", "line"), NOT_SEEN)
def test_what_the_page_explains_is_no_contradiction(
    findings: tuple[Finding, ...], rule: str, document: str, line: int
) -> None:
    assert [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)] == []


# --- the rules on made-up rows --------------------------------------------------------------------------


def _claim(**words: object) -> Claim:
    blank: dict[str, object] = dict.fromkeys(Claim.__slots__, "")
    plain: dict[str, object] = {
        "document": "d", "table": "T1", "year": "2030", "unit": "million-won", "line": 1, "column": 1,
        "precision": 10**6, "won": None, "percent": None, "derived": False,
    }  # fmt: skip
    return Claim(**{**blank, **plain, **words})  # type: ignore[arg-type]


def _amount(kind: str, million: int, **words: object) -> Claim:
    named = {
        "iri": f"{kind}{million}{words.get('line', 1)}{words.get('header', '')}",
        "raw": f"{million:,}",
        **words,
    }
    return _claim(kind=kind, won=million * 10**6, **named)


def _rate(kind: str, percent: str, **words: object) -> Claim:
    named = {"iri": f"{percent}{words.get('line', 1)}", **words}
    return _claim(kind=kind, unit="percent", percent=Decimal(percent), raw=f"{percent}%", **named)


def _sheet(caption: str) -> dict[tuple[str, str], Sheet]:
    return {("d", "T1"): Sheet(document="d", id="T1", caption=caption, unit="", form="", first=1, last=9)}


def _row(line: int, *claims: tuple[str, str, int]) -> Row:
    return Row(
        line,
        tuple(_amount(kind, won, header=head, line=line, label=f"r{line}") for kind, head, won in claims),
    )


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("당초예산대비>증감>기정", 1),
        ("본예산대비>당초", 0),
        ("당초예산대비>증감", 0),
        ("기정예산 대비>기정", 0),
    ],
)
def test_a_heading_against_one_base_over_a_column_against_another(header: str, told: int) -> None:
    assert len(list(headings.two_bases([_amount("change", 1, header=header)]))) == told


@pytest.mark.parametrize(
    ("caption", "header", "told"),
    [
        ("<예산 이체 내역>", "전용금액>감액", ["이체"]),
        ("<예산 변경사용 내역>", "변경금액>감액", []),
        ("<전용 및 이체 내역>", "전용금액>감액", []),
        ("<예산 이체 내역>", "예산액", []),
    ],
)
def test_a_heading_speaks_of_the_move_of_its_caption(caption: str, header: str, told: list[str]) -> None:
    rows = {("d", "T1"): [Row(0, (_amount("transfer-out", 5, header=header),))]}
    assert [f.expected for f in headings.other_moves(rows, _sheet(caption))] == told


def test_a_letter_that_another_table_has_is_not_skipped() -> None:
    one = [_row(1, ("original", "예산액 (a)", 5), ("current", "변경액 (c)", 4))]
    other = [_row(2, ("original", "수입 (b)", 5))]
    assert [f.expected for f in headings.skipped_letters({("d", "T1"): one})] == ["b"]
    assert list(headings.skipped_letters({("d", "T1"): one, ("d", "T2"): other})) == []


@pytest.mark.parametrize(("caption", "told"), [("최근 3년간 결산", 1), ("최근 2년 결산", 0), ("결산", 0)])
def test_a_caption_promises_as_many_years_as_there_are(caption: str, told: int) -> None:
    years = [Row(n, (_amount("final", 5, year=year),)) for n, year in enumerate(("2029", "2030"))]
    assert len(list(headings.promised_years({("d", "T1"): years}, _sheet(caption)))) == told


def _history(*changes: int | None) -> list[Row]:
    """Rows of original, current and, where it is printed, change; the change is half of the original."""
    return [
        _row(
            line,
            ("original", "당초", 10 * line),
            ("current", "기정", 10 * line + (5 * line if change != 0 else 0)),
            *([("change", "증감", change)] if change is not None else []),
        )
        for line, change in enumerate(changes, start=1)
    ]


def test_an_empty_cell_is_told_with_what_the_other_rows_compute() -> None:
    (finding,) = emptied.empty_cells(_history(5, 10, None, 20))
    assert (finding.line, finding.printed, finding.expected) == (3, "", "15백만원")


def test_nothing_is_told_where_the_other_rows_are_computed_otherwise() -> None:
    assert list(emptied.empty_cells(_history(5, 99, None, 20))) == []


def test_an_empty_cell_that_would_be_nothing_is_a_zero() -> None:
    rows = [
        _row(line, ("original", "당초", 7), ("current", "기정", 7 + 3 * (line != 2))) for line in (1, 2, 3)
    ]
    changed = [_amount("change", 3, header="증감", line=line, label=f"r{line}") for line in (1, 3)]
    filled = [Row(row.number, (*row.claims, *(c for c in changed if c.line == row.number))) for row in rows]
    assert list(emptied.empty_cells(filled)) == []


def _period(line: int) -> Period:
    return Period(
        iri=f"p{line}", title=f"나무 {line}", document="d", line=line, start="2030-01", end="2030-03"
    )


def _months(line: int) -> Count:
    return Count(
        iri=f"m{line}", document="d", line=line, column=1, table="T1", header="", label="", raw="3", unit="개월",
        quantity=Decimal(3), year="",
    )  # fmt: skip


def test_a_project_without_months_in_a_list_that_has_them() -> None:
    listed = [_period(line) for line in range(1, 41, 2)]
    # The months of the project on line 5 stand on line 6; line 7 has none.
    printed = [_months(6 if line == 5 else line) for line in range(1, 41, 2) if line != 7]
    assert [f.line for f in emptied.missing_months(listed, printed)] == [7]
    assert list(emptied.missing_months(listed, [])) == []


def _sentence(label: str, million: int, kind: str = "change", **words: object) -> Claim:
    return _amount(kind, million, table="", label=label, **words)


def _tabled(change: int, program: str) -> dict[tuple[str, str], list[Row]]:
    return {("d", "T1"): [Row(0, (_amount("change", change, program=program, program_name=program),))]}


@pytest.mark.parametrize(("change", "told"), [(7, ["P2"]), (-7, [])])
def test_what_is_listed_among_the_cuts_was_cut(change: int, told: list[str]) -> None:
    sentence = [
        _sentence("주요 감액사업은 ‘가’", 5, program="P1", program_name="P1"),
        _sentence("‘나’", 7, program="P2", program_name="P2", column=9),
    ]
    found = directions.contrary_directions(sentence, _tabled(change, "P2"))
    assert [finding.subject for finding in found] == told


def test_a_revenue_among_the_falls_is_known_by_its_amount() -> None:
    about = {"operation": "revenue", "revenue_item": "그외수입"}
    row = Row(0, (_amount("proposed", 13, **about), _amount("change", 12, **about)))
    sentence = [_sentence("주요 감소 세입은 '반환금", 13, kind="proposed", operation="revenue")]
    (finding,) = directions.contrary_directions(sentence, {("d", "T1"): [row]})
    assert finding.expected == "12"


@pytest.mark.parametrize(("rate", "told"), [("19", ["19%"]), ("20", []), ("-25", [])])
def test_a_rate_below_the_threshold_of_its_sentence(rate: str, told: list[str]) -> None:
    sentence = [
        _rate("other", "20", table="", label="소관"),
        _sentence("이상 주요 감액사업은 ‘가’", 5),
        _rate("change-rate", rate, table=""),
    ]
    assert [finding.printed for finding in directions.below_thresholds(sentence)] == told


def test_a_revenue_named_in_a_sentence_has_the_amount_of_another() -> None:
    rows = [
        Row(n, (_amount("proposed", won, revenue_item=name),))
        for n, (name, won) in enumerate((("보조금", 540), ("보조금 사용잔액", 4)))
    ]
    wrong = _sentence("보조금", 4, kind="proposed", revenue_item="보조금")
    right = _sentence("보조금", 540, kind="proposed", revenue_item="보조금")
    (finding,) = directions.named_items([wrong, right], {("d", "T1"): rows})
    assert (finding.printed, finding.expected) == ("보조금", "보조금 사용잔액")


@pytest.mark.parametrize(("fee", "told"), [(85, 1), (5, 0)])
def test_a_share_is_that_of_the_row_it_names(fee: int, told: int) -> None:
    about = {"kind": "basis", "item_name": "위탁금"}
    row = _claim(iri="r", raw="250", won=250 * 10**6, label="위탁금>사업비", line=1, **about)
    rate = _claim(
        iri="%", raw="2%", percent=Decimal(2), unit="percent", label="위탁금>사업비의", line=2, **about
    )
    part = _claim(
        iri="f", raw=str(fee), won=fee * 10**6, label="위탁금>사업비의 2%", line=2, column=5, **about
    )
    assert len(list(attributed.shares_of_rows([row, rate, part]))) == told


@pytest.mark.parametrize(("quoted", "told"), [("둑 보수", ["길 청소"]), ("길 청소 사업", [])])
def test_a_saving_is_that_of_the_contract_it_names(quoted: str, told: list[str]) -> None:
    rows = [
        Row(n, tuple(_amount(kind, won + 5 * n, label=name, program="P1") for kind, won in
                     (("tender", 90), ("award", 60), ("bid-saving", 30))))
        for n, name in enumerate(("길 청소", "나무 심기"))
    ]  # fmt: skip
    sentence = [_sentence(f"사무관리비는 ‘{quoted}’ 관련 낙찰차액", 30, kind="bid-saving", program="P1")]
    assert [f.expected for f in attributed.savings_of_others(sentence, {("d", "T1"): rows})] == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("나무 가꾸기", ["나무 심기 (숲)"]),
        ("나무심기", []),
        ("숲", []),
        ("나무 심가", []),
    ],
)
def test_a_program_has_one_name_in_a_document(name: str, told: list[str]) -> None:
    misprint = NameUse(
        iri="u",
        name="나무 심가",
        kind="misprint",
        judged="same",
        document="d",
        line=1,
        thing="P1",
        proper="나무 심기",
    )
    listed = [
        _amount("original", 5, program="P1", program_name=each, line=line)
        for line, each in enumerate(("나무 심기 (숲)", name), start=1)
    ]
    assert [f.expected for f in names.differing_in_document(listed, [misprint])] == told


def _cited(title: str, kind: str = "law", line: int = 1, date: str = "") -> Cited:
    return Cited(iri=f"{title}{line}", kind=kind, title=title, document="d", line=line, date=date)


@pytest.mark.parametrize(
    ("line", "date", "told"),
    [(3, "2030-10-25", ["2030-10-19"]), (3, "2030-10-12", []), (3, "2030-11", []), (20, "2030-10-25", [])],
)
def test_a_plan_beside_an_event_is_of_no_later_day(line: int, date: str, told: list[str]) -> None:
    event = Period(iri="e", title="숲 잔치", document="d", line=4, start="2030-10-12", end="2030-10-19")
    plan = _cited("숲 잔치 추진계획", "plan", line, date)
    assert [f.expected for f in sources.plans_after_events([plan], [event])] == told


def test_plans_in_the_course_of_a_project_are_cited_documents() -> None:
    text = "○ 추진경과\n\n- '30. 6. 9. : 숲 잔치 기본계획\n- '30.10.25. : 숲 잔치 추진계획(변경)\n- '30.08.05. : 계약체결\n"
    read = [(source.type, source.title, source.date) for source in cited_in(_document(text))]
    assert read == [
        ("plan", "숲 잔치 기본계획", "2030-06-09"),
        ("plan", "숲 잔치 추진계획(변경)", "2030-10-25"),
    ]


@pytest.mark.parametrize(
    ("kind", "one", "other", "told"),
    [
        ("law", "나무의 식재 및 관리에 관한 법률", "공공나무의 식재 및 관리에 관한 법률", 1),
        ("law", "식재 및 관리에 관한 법률", "나무의 식재 및 관리에 관한 법률", 0),
        ("law", "나무법", "공공나무법", 0),
        (
            "guideline",
            "2030년도 나무 식재와 관리 및 기금운영 계획 기준",
            "나무 식재와 관리 및 기금운용계획 기준",
            1,
        ),
        (
            "guideline",
            "2030년도 나무 식재와 관리 및 기금운용계획 기준",
            "나무 식재와 관리 및 기금운용계획 기준",
            0,
        ),
        ("report", "내부 자료", "보도자료", 0),
    ],
)
def test_a_cited_title_is_another_with_a_part_lost_or_a_letter_changed(
    kind: str, one: str, other: str, told: int
) -> None:
    listed = [_cited(one, kind, 1), _cited(other, kind, 2)]
    assert len(list(sources.misnamed_sources(listed))) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("시 기반 관제", ["AI 기반"]),
        ("도시 기반 관제", []),
        ("시 기반시설 관리", []),
        ("시학습기 개발", ["AI학습"]),
    ],
)
def test_si_for_ai(title: str, told: list[str]) -> None:
    listed = [_period(1), Period(iri="p", title=title, document="d", line=2, start="2030-01", end="2030-02")]
    assert list(words.mistaken_letters(listed, [])) == []
    speaking = [
        *listed,
        Period(iri="q", title="인공지능 컨설팅", document="d", line=3, start="2030", end="2030"),
    ]
    assert [f.expected for f in words.mistaken_letters(speaking, [])] == told


# --- what running text says without an amount -----------------------------------------------------------

LIST = """Ⅰ. 나무

1. 집행실적 검토

- 특히, 공원담당관의 사업 중 “나무 심기(사무관리비, ‘시설비)’”, “둑 보수” 사업과
- 하천담당관 사업 중 “길 청소(사무관리비)” 사업 등은 예산 집행실적이 전무한 바, “다른 일”은
"""


def _document(text: str) -> Document:
    return make_document(
        text, id="d", title="", kind="review_report", bureau="", fiscal_year=2030, round="2"
    )  # fmt: skip


NAMED = [
    ("공원담당관", "나무 심기", "사무관리비"),
    ("공원담당관", "나무 심기", "시설비"),
    ("공원담당관", "둑 보수", ""),
    ("하천담당관", "길 청소", "사무관리비"),
]


def _unspent(text: str) -> list[Remark]:
    items = load_items(folder("loaders") / "items.csv")
    return list(unspent_items(_document(text), Vocabulary(items, {}, {})))


def _names(text: str) -> list[tuple[str, str, str]]:
    return [(remark.department, remark.program, remark.item) for remark in _unspent(text)]


def test_names_of_what_has_not_been_spent_are_read_with_department_and_items() -> None:
    assert _names(LIST) == NAMED
    assert _names(unicodedata.normalize("NFD", LIST)) == NAMED
    assert _names(LIST.replace("전무한", "좋은")) == []
    assert _names(LIST.replace("특히, ", "")) == []


def test_a_name_has_no_value_and_is_printed_at_its_place() -> None:
    document, read = _document(LIST), _unspent(LIST)
    assert {(remark.kind, remark.value, remark.compared_with) for remark in read} == {
        ("nothing-spent", None, "")
    }
    assert [(r.line, r.raw) for r in read] == [
        (5, "사무관리비"),
        (5, "시설비"),
        (5, "둑 보수"),
        (6, "사무관리비"),
    ]
    assert [document.text_of(r.line)[r.column - 1 :].startswith(r.raw) for r in read] == [True] * 4


def test_a_name_broken_over_lines_is_printed_with_its_first() -> None:
    (remark,) = _unspent("특히, 공원담당관의 사업 중 “\n 나무\n심기” 사업은 집행실적이 전무")
    assert (remark.line, remark.column, remark.raw, remark.program) == (2, 2, "나무", "나무 심기")
    assert _unspent("특히, “\n \n” 사업은 집행실적이 전무") == []
    assert _unspent("특히, “(사무관리비)” 사업은 집행실적이 전무") == []


@pytest.mark.parametrize("kept", range(0, len(LIST), 7))
def test_a_text_that_is_cut_off_names_what_it_says_before(kept: int) -> None:
    said = "전무" in LIST[:kept]
    assert _names(LIST[:kept]) == (NAMED if said else [])


def test_what_is_named_once_is_read_once() -> None:
    assert _names(LIST + "전액 미집행\n") == NAMED


def test_a_remark_on_a_corrected_line_has_what_is_printed() -> None:
    text = "20 20년 설치되어 이미 내용연수가 넷년이 지났음(내용연수 7년)"
    corrections = (Correction(1, "20 20", "2020"), Correction(1, "넷", "4"))
    (remark,) = reader("review_report")(replace(_document(text), corrections=corrections)).remarks
    assert (remark.column, remark.raw, remark.value) == (text.index("넷") + 1, "넷", Decimal(4))
    assert remark.compared_with == "2020년 설치>7년"


def test_remarks_are_written_and_read_back(tmp_path: Path) -> None:
    read = Reading(remarks=(*_unspent(LIST), *told_numbers(_document("## 1. 세 입\n\n3. 종합의견"))))
    assert len(read.remarks) == 5
    write_facts(tmp_path, read)
    assert read_facts(tmp_path) == read


def test_remarks_of_the_graph_are_those_of_the_facts(engine: Embedded) -> None:
    facts = [r for path in sorted((folder("data") / "facts").iterdir()) for r in read_facts(path).remarks]
    stated = [
        Remark(
            document=r.document, line=r.line, column=r.column, raw=r.raw, kind=r.kind, fiscal_year=int(r.year),
            department=r.department, program=r.program, item=r.item, compared_with=r.compared_with, value=r.value,
        )
        for r in remarks(engine)
    ]  # fmt: skip
    assert len(stated) == 88
    assert stated == sorted(facts, key=lambda remark: (remark.document, remark.line, remark.column))


def test_what_a_remark_is_about_is_decided_as_for_figures(engine: Embedded) -> None:
    decided = """PREFIX gb: <https://w3id.org/gyebo/def#> PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?program ?unit ?item { ?remark a gb:Remark ; gb:aboutProgram/dct:identifier ?program ; gb:aboutUnit ?unit ;
  gb:aboutItem ?item ; gb:printedProgram ?name ; gb:printedItem ?printed .
  FILTER(STR(?name) = "급여관리시스템 운영" && STR(?printed) = "사무관리비") }"""
    (row,) = engine.select(decided).records()
    figure = f"""PREFIX gb: <https://w3id.org/gyebo/def#>
ASK {{ ?figure a gb:Figure ; gb:aboutProgram/<http://purl.org/dc/terms/identifier> "{row["program"]}" ;
  gb:aboutUnit <{row["unit"]}> ; gb:aboutItem <{row["item"]}> }}"""
    assert engine.ask(figure)


def _nothing(department: str, program: str, item: str, line: int = 1) -> Remarked:
    return Remarked(
        iri=f"n{line}", document="d", line=line, column=1, raw="나무", kind=NOTHING_SPENT, department=department,
        program=program, item=item, year="2030",
    )  # fmt: skip


def _spending(item: str, million: int, line: int) -> Claim:
    about = {"program_name": "나무 심기", "item_name": item, "department": "공원담당관"}
    return _amount("expenditure", million, line=line, **about)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (("공원담당관", "나무심기", "시설비"), [("nothing-spent", "4")]),
        (("공원담당관", "나무 심기", ""), [("nothing-spent", "4")]),
        (("", "나무 심기", ""), [("nothing-spent", "4")]),
        (("공원담당관", "나무 심기", "사무관리비"), []),
        (("공원담당관", "나무 심기", "감리비"), [("item-unlisted", "사무관리비, 시설비")]),
        (("하천담당관", "나무 심기", "사무관리비"), [("department-unlisted", "공원담당관")]),
        (("하천담당관", "둑 보수", "사무관리비"), []),
    ],
)
def test_what_has_not_been_spent_is_held_against_the_list(
    named: tuple[str, str, str], told: list[tuple[str, str]]
) -> None:
    listed = [_spending("사무관리비", 0, 5), _spending("시설비", 4, 6)]
    found = nothing_spent.spent_after_all([_nothing(*named)], listed)
    assert [(finding.rule, finding.expected) for finding in found] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "2020년 설치되어 이미 내용연수가 4년이\n\n지났음(내용연수 7년)에도",
            (OUTLIVED, "2020년 설치>7년", 4),
        ),
        ("구축사업이 2030년 4월\n계약('30.3.30.)이 체결됨", (CONTRACT_MONTH, "2030-03", 4)),
        (
            "사고이월 사업 총 7건 중, 2건(28.6%)은 2030년 11월 이후에 계약",
            (CONTRACTS_SINCE, "사고이월>2030-11", 2),
        ),
        ("## 1. 세 입\n\n나무\n\n3. 종합의견", (SECTION, "1. 세 입>종합의견", 3)),
        ("## 1. 세 입\n\n나무\n\n2. 세 출", None),
        ("## 1. 세 입\n\n## ٣. 세 출", None),
        ("2. 나무에 관한 국제기구의 운영", None),
    ],
)
def test_numbers_in_a_known_form_are_read(text: str, told: tuple[str, str, int] | None) -> None:
    for written in (text, unicodedata.normalize("NFD", text)):
        document = _document(written)
        read = list(told_numbers(document))
        assert [(r.kind, r.compared_with, int(r.value or 0)) for r in read] == ([told] if told else [])
        assert all(document.text_of(r.line)[r.column - 1 :].startswith(r.raw) for r in read)
        assert not told or list(told_numbers(_document(text[: len(text) // 2]))) == []


def _told(kind: str, compared_with: str, value: int, line: int = 1) -> Remarked:
    return Remarked(
        iri=f"t{line}", document="d", line=line, column=1, raw=str(value), kind=kind, compared_with=compared_with,
        value=Decimal(value), year="2030",
    )  # fmt: skip


@pytest.mark.parametrize(("years", "expected"), [(4, ["3년"]), (3, [])])
def test_years_past_a_service_life(years: int, expected: list[str]) -> None:
    assert [f.expected for f in told.outlived([_told(OUTLIVED, "2020년 설치>7년", years)])] == expected


@pytest.mark.parametrize(("month", "told_"), [(4, 1), (3, 0)])
def test_the_month_of_a_contract_is_that_of_its_date(month: int, told_: int) -> None:
    assert len(list(told.contract_months([_told(CONTRACT_MONTH, "2030-03", month)]))) == told_


@pytest.mark.parametrize(("number", "expected"), [(1, ["2건"]), (2, [])])
def test_carryovers_contracted_since_a_month(number: int, expected: list[str]) -> None:
    carried = [
        Carried(iri=f"c{line}", kind="사고이월", document="d", line=line, contracted=date)
        for line, date in enumerate(("2030-10-31", "2030-11-01", "2030-12-01"))
    ]
    said = [_told(CONTRACTS_SINCE, "사고이월>2030-11", number)]
    assert [f.expected for f in told.contracts_since(said, carried)] == expected
    assert list(told.contracts_since(said, [])) == []


def test_sections_follow_one_another() -> None:
    sections = [_told(SECTION, f"{before}. 세입>세출", number) for before, number in ((1, 2), (3, 5), (3, 1))]
    assert [(f.printed, f.expected) for f in told.skipped_sections(sections)] == [("5", "4")]
