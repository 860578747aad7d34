"""What the check finds in the reports of 2019 and 2020: each case was looked up on the page and computed by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding
from gyebo.check.run import Printed, check, read, rules
from gyebo.store.embedded import Embedded

Y2019, Y2020 = "2019-budget-review", "2020-supplementary-2-review"


@pytest.fixture(scope="module")
def findings(engine: Embedded) -> tuple[Finding, ...]:
    return check(engine).findings


@pytest.fixture(scope="module")
def printed(engine: Embedded) -> Printed:
    return read(engine)


def _at(findings: tuple[Finding, ...], rule: str, document: str, line: int) -> list[Finding]:
    return [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)]


# Rule, document, line, what is printed, what the page makes of it.
SEEN = (
    ("change-rate", Y2019, 17, "6.5%", "6.40%"),
    ("total", Y2019, 155, "1,173백만원", "1,508백만원"),
    ("sentence-rate", Y2019, 272, "106.4%", "84.14%"),
    ("sentence-rate", Y2019, 309, "5.4%", "5.72%"),
    ("base-year", Y2019, 358, "2016년도 교부액 대비", "2018"),
    ("sentence-rate", Y2019, 376, "25.5%", "20.99%"),
    ("sentence", Y2019, 437, "9천 1백만원", "200,508,000원"),
    ("change-rate", Y2019, 714, "105%", "104.46%"),
    ("change-rate", Y2019, 919, "50%", "49.48%"),
    ("rate-zero", Y2019, 999, "0%", "-"),
    ("sentence-of-part", Y2019, 1072, "19억 1천 7백만원", "14,962,000,000원"),
    ("sentence-of-part", Y2019, 1072, "18억 5천 9백만원", "15,793,000,000원"),
    ("change", Y2020, 179, "△1,144백만원", "1,144백만원"),
    ("department-program", Y2020, 197, "1억 3천 8백만원", "정보통신보안담당관"),
    ("sentence-rate", Y2020, 411, "10.7%", "6.44%"),
    ("printed-twice", Y2020, 830, "1,262,500천원", "1,272,500천원"),
    ("printed-twice", Y2020, 2068, "326,900천원", "2,643,099천원"),
    ("printed-twice", Y2020, 2070, "0천원", "6,975,357천원"),
)


@pytest.mark.parametrize(("rule", "document", "line", "raw", "expected"), SEEN)
def test_a_contradiction_is_told_with_what_the_page_supports(
    findings: tuple[Finding, ...], rule: str, document: str, line: int, raw: str, expected: str
) -> None:
    here = [(f.printed, f.expected) for f in _at(findings, rule, document, line)]
    assert (raw, expected) in here


# A total above a wrong row is right when it fits with the row put right: 149 with 1,856 for 155, 115 with +1,144 for 179.
@pytest.mark.parametrize(
    ("document", "total", "part"),
    [(Y2019, 149, 155), (Y2020, 115, 179), ("2023-settlement-review", 2528, 2689)],
)
def test_a_total_is_not_blamed_for_a_wrong_row_below_it(
    findings: tuple[Finding, ...], document: str, total: int, part: int
) -> None:
    told = _at(findings, "total-part-wrong", document, total)
    assert told and {f.severity for f in told} == {"info"}
    assert all(part in f.lines for f in told)
    assert not [f for f in _at(findings, "total", document, total) if f.severity != "info"]
    assert [f for f in findings if (f.document, f.line, f.severity) == (document, part, "violation")]


def test_cuts_of_departments_are_not_told_twice_where_one_program_explains_them(
    findings: tuple[Finding, ...],
) -> None:
    assert not [f for f in findings if f.rule == "department-sum" and f.document == Y2020]
    (found,) = _at(findings, "department-program", Y2020, 197)
    assert found.subject == "개인정보보호체계 고도화" and {160, 199} <= set(found.lines)
    assert "정보시스템담당관" in found.message.ko and "정보통신보안담당관" in found.message.en


# A misprint is told with the name that is meant, not with what the program is called today.
@pytest.mark.parametrize(
    ("document", "line", "meant"),
    [(Y2019, 372, "스마트시티통합플랫폼기반구축"), (Y2019, 367, "국내중소기업 ICT 인프라 구축"),
     (Y2020, 757, "세계스마트시티기구(WeGo)")],
)  # fmt: skip
def test_a_misprint_is_told_with_the_name_that_is_meant(
    findings: tuple[Finding, ...], document: str, line: int, meant: str
) -> None:
    assert [f.expected for f in _at(findings, "name-misprint", document, line)] == [meant]


def test_the_column_in_another_unit_is_named(findings: tuple[Finding, ...]) -> None:
    """Line 363 says 천원; the column of changes prints △132.5 for 44,171 − 176,677."""
    (found,) = _at(findings, "unit-misprinted", Y2019, 370)
    assert found.subject == "전년 대비 증감" and "백만원" in found.message.en


def test_a_title_that_names_a_whole_long_term_contract_is_only_worth_knowing(
    findings: tuple[Finding, ...],
) -> None:
    """2020~2022년 메일시스템 유지관리 is listed for 2020.1~2020.12, and again a year later."""
    assert [f.severity for f in _at(findings, "contract-title-end", Y2020, 2416)] == ["info"]
    assert _at(findings, "contract-title-end", Y2020, 2402) == []


# --- the same rules on figures put right, or put wrong ---------------------------------------------------


def _with(printed: Printed, where: Callable[[Claim], bool], **changed: object) -> Printed:
    claims = tuple(replace(c, **changed) if where(c) else c for c in printed.claims)  # type: ignore[arg-type]
    assert claims != printed.claims
    return replace(printed, claims=claims)


def _told(printed: Printed, rule: str, document: str, line: int) -> set[str]:
    return {f.printed for f in rules(printed) if (f.rule, f.document, f.line) == (rule, document, line)}


def test_what_is_put_right_is_not_told(printed: Printed) -> None:
    right = _with(
        printed, lambda c: (c.document, c.line, c.raw) == (Y2020, 2068, "326,900"), won=2_643_099_000
    )
    right = _with(
        right, lambda c: (c.document, c.line, c.won) == (Y2019, 1072, 1_917_000_000), won=14_962_000_000
    )

    assert _told(right, "printed-twice", Y2020, 2068) == set()
    assert _told(right, "sentence-of-part", Y2019, 1072) == set()


def test_a_wrong_total_is_still_told_where_no_part_is_wrong(printed: Printed) -> None:
    wrong = _with(
        printed, lambda c: (c.document, c.line, c.raw) == (Y2020, 115, "△12,002"), won=-13_002_000_000
    )
    assert _told(wrong, "total", Y2020, 115)


# Tables whose rows name no level, or whose total stands last: one part wrong, and the total is told.
@pytest.mark.parametrize(("line", "part", "total"), [(542, "8,045,504", 538), (647, "14,208,000", 649)])
def test_totals_that_only_the_figures_show_are_held_to_their_parts(
    printed: Printed, line: int, part: str, total: int
) -> None:
    wrong = _with(
        printed,
        lambda c: (c.document, c.line, c.raw) == (Y2020, line, part),
        raw="9,999,999", won=9_999_999_000,
    )  # fmt: skip
    assert _told(printed, "total", Y2020, total) == set()
    assert _told(wrong, "total", Y2020, total)
