"""What the check finds in the reports of 2021 and 2023, looked up on the page, and what it must not find there."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gyebo.check.claims import Claim, Count
from gyebo.check.evidence import NameUse, Period
from gyebo.check.findings import Finding
from gyebo.check.rows import Row
from gyebo.check.rules import columns, counting, described, items, names, spent, words
from gyebo.check.run import check
from gyebo.reading.files import make_document, read_text
from gyebo.reading.projects import span_of
from gyebo.registry import reader
from gyebo.store.embedded import Embedded

SUPPLEMENTARY, DIVERSIONS = "2021-supplementary-2-review", "2021-q4-diversion-report"
SETTLEMENT = "2023-settlement-review"


@pytest.fixture(scope="module")
def findings(engine: Embedded) -> tuple[Finding, ...]:
    return check(engine).findings


# Rule, document, line, what is printed, what the page supports instead.
SEEN = (
    # The work of 2021.2. is printed to end 2012.12.
    ("contract-dates", SUPPLEMENTARY, 469, "2021-02", "2012-12"),
    # 지구 for 기구, as decided for another report; the name stands here too.
    ("name-misprint", SUPPLEMENTARY, 351, "세계스마트시티지구 운영", "세계스마트시티기구 운영"),
    # 706,018 is the program (line 60); line 382 has 550,058 to spend for the item.
    ("item-is-program", SUPPLEMENTARY, 192, "706,018천원", "550,058천원"),
    # The event of 10.12. to 10.19. (line 129) is paid by a diversion of 10.28. (line 151).
    ("transfer-after-event", DIVERSIONS, 164, "2021-10-28", "2021-10-19"),
    # The bureau's name is misprinted over each of three tables.
    ("name-misprint", DIVERSIONS, 56, "스마트정책관", "스마트도시정책관"),
    ("name-misprint", DIVERSIONS, 108, "스마트정책관", "스마트도시정책관"),
    ("name-misprint", DIVERSIONS, 164, "스마트정책관", "스마트도시정책관"),
    # 95.9 % is (144,781 + 2,514 + 7) / 153,564; line 460 computes the rate of the whole without carryovers.
    ("execution-rate-carried", SETTLEMENT, 112, "95.9%", "94.28%"),
    ("execution-rate-carried", SETTLEMENT, 497, "95.8%", "94.28%"),
    # 125,199 of 2020 (line 626) fell to 114,316 in 2021 (line 624).
    ("sentence-trend", SETTLEMENT, 550, "꾸준히 증가", "2021 114,316"),
    # Annex 1 lists 74 programs, 11 of them above 10 % and 3 above 20 %.
    ("sentence-count", SETTLEMENT, 1343, "68개 세부사업", "74개"),
    ("sentence-count", SETTLEMENT, 1345, "10% 초과 7건", "11건"),
    ("sentence-count", SETTLEMENT, 1347, "20% 초과 1건", "3건"),
    # 450 million saved on an item that left 282.7 million unspent (line 1385).
    ("saving-above-unspent", SETTLEMENT, 1395, "4억 5천만원", "282,700,000원"),
    # 4 of 80 is 5.0 % exactly: no cutting of digits makes it 4.9 %.
    ("count-share", SETTLEMENT, 1518, "4.9%", "5.0%"),
    # The rows of basic expenses and other refunds carry the names of the rows above them.
    ("row-misnamed", SETTLEMENT, 2021, "스마트치안 빅데이터 플랫폼 서울센터 구축", "기본경비"),
    ("row-misnamed", SETTLEMENT, 2022, "기본경비", "기타 반환금"),
    # ㉰ − ㉲ − ㉳ − ㉴: no column is called ㉴.
    ("formula-letter", SETTLEMENT, 2909, "㉰-㉲-㉳-㉴", "㉴"),
    # 유기 for 유지: every other title has 유지관리.
    ("word-misprint", SUPPLEMENTARY, 462, "유기관리", "유지관리"),
    # One row, with and without the mark of the old system.
    ("name-differs", SETTLEMENT, 2072, "업무관리시스템 운영", "(구)업무관리시스템 운영"),
    ("sentence", SETTLEMENT, 556, "1,447억 4천1백만원", "144,780,661,000원"),
    ("sentence", SETTLEMENT, 468, "4.3%", "3.4%"),
    ("program-account", SETTLEMENT, 1799, "4억 9천8백만원", "도시개발특별회계"),
)


@pytest.mark.parametrize(("rule", "document", "line", "printed", "expected"), SEEN)
def test_what_is_seen_on_the_page_is_found(
    findings: tuple[Finding, ...], rule: str, document: str, line: int, printed: str, expected: str
) -> None:
    here = [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)]
    assert (printed, expected) in [(f.printed, f.expected) for f in here]


# Rule, document, line of what is no contradiction.
NOT_SEEN = (
    # Their department is a merged cell over two rows: the misprint stands on the first.
    ("name-misprint", DIVERSIONS, 57, "스마트정책관"),
    ("name-misprint", DIVERSIONS, 109, "스마트정책관"),
    # 18 October is after the approval of 12 October.
    ("transfer-after-event", DIVERSIONS, 56, ""),
    # Nothing was carried over: 94.0 % is expenditure / appropriation.
    ("execution-rate-carried", SETTLEMENT, 118, ""),
    # D is a column of the same form in the table of the general account; here its cells are empty.
    ("formula-letter", SETTLEMENT, 2506, ""),
    # The list of 2021 prints the yearly parts of contracts that run from 2020 to 2022.
    ("contract-title-end", SUPPLEMENTARY, 463, ""),
    # 국내여비 is no misprint of 국외여비, nor 보안관제 of 보안관리.
    ("word-misprint", "2020-supplementary-2-review", 2485, ""),
    # The same pair of names is told once, on the row that comes first.
    ("name-differs", SETTLEMENT, 2347, ""),
    # 25 of 261 is 9.58 %, printed 9.5: cut off.
    ("count-share", SETTLEMENT, 1503, "9.5%"),
)


@pytest.mark.parametrize(("rule", "document", "line", "printed"), NOT_SEEN)
def test_what_the_page_explains_is_no_contradiction(
    findings: tuple[Finding, ...], rule: str, document: str, line: int, printed: str
) -> None:
    here = [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)]
    assert [f for f in here if f.severity != "info" and f.printed == (printed or f.printed)] == []


def test_messages_name_an_account_once_a_line(findings: tuple[Finding, ...]) -> None:
    (finding,) = [f for f in findings if f.rule == "program-account" and f.line == 1799]
    assert finding.subject == "스마트도시 통신인프라 구축"
    assert finding.message.ko.count(":2140") == 1


# --- the rules on made-up rows --------------------------------------------------------------------------


def _claim(**words: object) -> Claim:
    blank: dict[str, object] = dict.fromkeys(Claim.__slots__, "")
    plain: dict[str, object] = {
        "document": "d", "table": "T1", "year": "2030", "unit": "million-won", "line": 1, "column": 1,
        "precision": 10**6, "won": None, "percent": None, "derived": False,
    }  # fmt: skip
    return Claim(**{**blank, **plain, **words})  # type: ignore[arg-type]


def _amount(kind: str, million: int, **words: object) -> Claim:
    named = {"iri": f"{kind}{million}{words.get('line', 1)}", "raw": f"{million:,}", **words}
    return _claim(kind=kind, won=million * 10**6, **named)


def _rate(kind: str, percent: str, **words: object) -> Claim:
    return _claim(
        kind=kind, unit="percent", percent=Decimal(percent), raw=f"{percent}%", iri=percent, **words
    )


@pytest.mark.parametrize(("printed", "told"), [("94.3", []), ("95.9", ["95.9%"]), ("90.0", [])])
def test_a_rate_counts_carryovers_as_spent_only_when_it_fits_with_them(printed: str, told: list[str]) -> None:
    amounts = [
        _amount("appropriation", 153_564),
        _amount("expenditure", 144_781),
        _amount("carryover", 2_521),
    ]
    row = Row(0, (*amounts, _rate("execution-rate", printed, header="집행률")))
    assert [finding.printed for finding in spent.carried_as_spent(row)] == told


def test_a_rate_that_fits_without_carryovers_is_right() -> None:
    amounts = [_amount("appropriation", 153_564), _amount("expenditure", 144_781), _amount("carryover", 0)]
    row = Row(0, (*amounts, _rate("execution-rate", "94.3", header="집행률")))
    assert list(spent.carried_as_spent(row)) == []


def test_a_trend_is_broken_only_by_a_year_that_goes_back() -> None:
    told = _amount("appropriation", 300, table="", label="예산현액은 꾸준히 증가하여", line=9, iri="told")
    series = [
        _amount("appropriation", won, year=str(2028 + at), line=at) for at, won in enumerate((100, 200, 300))
    ]
    assert list(described.steady_trends([told], series)) == []
    (finding,) = described.steady_trends([told], [series[0], replace(series[1], won=90 * 10**6), series[2]])
    assert finding.rule == "sentence-trend"


def test_a_program_counted_wrongly_is_told_with_the_number_of_rows() -> None:
    told = _amount("unspent", 9, table="", label="총 3개 세부사업(불용액 약", line=9, iri="told")
    listed = [
        Row(n, (_amount("unspent", 3, label=f"나무 {n}", program_name=f"나무 {n}", line=n),))
        for n in range(4)
    ]
    assert list(described.counted_programs([told], {("d", "T1"): listed[:3]})) == []
    (finding,) = described.counted_programs([told], {("d", "T1"): listed})
    assert (finding.printed, finding.expected) == ("3개 세부사업", "4개")


def test_a_formula_may_name_a_column_of_the_same_form_elsewhere() -> None:
    heads = ("예산현액(A)", "지출액(B)", "잔액(D=A-B-C)")
    row = Row(0, tuple(_amount("other", 5, header=head, iri=head) for head in heads))
    (finding,) = columns.unknown_letters([("d", [row])])
    assert finding.expected == "C"
    other = Row(0, (_amount("other", 5, header="이월액(C)", iri="c", table="T2"),))
    assert list(columns.unknown_letters([("d", [row]), ("d", [other])])) == []


def test_a_share_of_counts_may_be_cut_off_but_not_lowered() -> None:
    assert [_share("9.5", 25, 261), _share("4.9", 4, 80)] == ["info", "violation"]


def _share(percent: str, part: int, whole: int) -> str:
    def count(header: str, number: int) -> Count:
        words = {
            "document": "d",
            "table": "T1",
            "label": "2030",
            "raw": str(number),
            "unit": "건",
            "year": "",
        }
        return Count(iri=header, line=1, column=1, header=header, quantity=Decimal(number), **words)

    rate = _rate("other", percent, label="2030", header="인용")
    (finding,) = counting.count_shares([rate], [count("계", whole), count("인용", part)])
    return finding.severity


def test_a_saving_within_what_is_left_is_no_contradiction() -> None:
    about = {"program": "P1", "item": "office-expenses", "item_name": "사무관리비"}
    left = _amount("unspent", 280, **about)
    assert list(items.savings_above_unspent([left, _amount("bid-saving", 100, line=2, **about)])) == []
    assert len(list(items.savings_above_unspent([left, _amount("bid-saving", 450, line=2, **about)]))) == 1


def test_a_word_one_letter_from_a_common_one_is_a_misprint() -> None:
    listed = [_project(f"{name} 유지관리", line) for line, name in enumerate(("나무",) * 60)]
    wrong = [_project("꽃길 유기관리", 90), _project("숲길 유자관니", 91)]
    often = [_project("들길 유치관리", line) for line in range(92, 95)]
    (finding,) = words.misprinted_words([*listed, *wrong, *often], [])
    assert (finding.line, finding.printed, finding.expected) == (90, "유기관리", "유지관리")


def _project(title: str, line: int) -> Period:
    return Period(iri=f"c{line}", title=title, document="d", line=line, start="2030-01", end="2030-12")


# --- what is read for the rules -------------------------------------------------------------------------


def test_an_event_is_read_with_its_days_and_the_program_that_pays_for_it() -> None:
    text = read_text(Path(__file__).parent / "documents" / "diversion_report.txt")[0]
    held = "II\n\n- '30.10.20. ~ '30.10.21. : 둑 위의 잔치 개최\n- '30.10.22. : 둑 쌓기"
    document = make_document(
        text.replace("II\n", held + "\n", 1), id="mini", title="", kind="diversion_report", bureau="공원정책관",
        fiscal_year=2030, round="",
    )  # fmt: skip
    (event,) = reader("diversion_report")(document).contracts
    told = (event.title, event.start, event.end, event.program, event.item)
    assert told == ("둑 위의 잔치", "2030-10-20", "2030-10-21", "둑 보수", "감리비")


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("2021.2.~2012.12.", "2021-02", "2012-12"),
        ("2021.11.~2021.13.", "2021-11", ""),
        ("2021.3~12", "2021-03", "2021-12"),
    ],
)
def test_a_period_that_cannot_be_is_kept_as_printed_where_its_dates_exist(
    printed: str, start: str, end: str
) -> None:
    assert span_of(printed)[:2] == (start, end)


def test_a_misprint_is_told_once_in_each_table() -> None:
    about = {"kind": "misprint", "judged": "same", "document": "d", "thing": "P1", "proper": "나무 심기"}
    use = NameUse(iri="u", name="너무 심기", line=1, **about)
    printed = [_amount("original", 1, program_name="너무심기", table=table, line=line)
               for table, line in (("T1", 1), ("T1", 2), ("T2", 7))]  # fmt: skip
    assert [finding.line for finding in names.misprinted_names([use], printed)] == [1, 7]
