"""Cited sources: every kind of citation in words of our own, and what only looks like one."""

import pytest

from gyebo.model.facts import CitedSource
from gyebo.reading.files import make_document
from gyebo.reading.sources import sources


def cited(text: str) -> tuple[CitedSource, ...]:
    """Return the sources that a text cites."""
    return sources(
        make_document(
            text, id="case", title="case", kind="review_report", bureau="강변국", fiscal_year=2030, round="0"
        )
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1) 누리행정과-32434(2029.10.14.), “2030년 숲길 안내 운영 계획”",
            ("letter", "2030년 숲길 안내 운영 계획", "누리행정과", "32434", "2029-10-14"),
        ),
        (
            "(바람담당관-1468, 2030.2.6.), “새 물결, 「물길」 ’30년 구축 용역사\n업 추진계획”",
            ("letter", "새 물결, 「물길」 ’30년 구축 용역사업 추진계획", "바람담당관", "1468", "2030-02-06"),
        ),
        ("(바람담당관-1939. 2029.10.22.)", ("letter", "", "바람담당관", "1939", "2029-10-22")),
        (
            "(물길환경\n부 강변자원과-2407, 2028.12.16.)",
            ("letter", "", "물길환경부 강변자원과", "2407", "2028-12-16"),
        ),
        (
            "2) 누리담당관-28639(2029.6.28.)-강변시 물길 사용기간 만료 알림",
            ("letter", "강변시 물길 사용기간 만료 알림", "누리담당관", "28639", "2029-06-28"),
        ),
        (
            "- 관련 조례(「강변시 물길 관리 조례」 제26조 제5항 제6호)에 따라 정함.",
            ("ordinance", "강변시 물길 관리 조례", "", "제26조 제5항 제6호", ""),
        ),
        ("※ 「물길법」제32조1)에 따름\n\n1) 각주", ("law", "물길법", "", "제32조", "")),
        (
            "「강변시 물길 보안 처리규칙」제2조(정의) 용어의 뜻은",
            ("rule", "강변시 물길 보안 처리규칙", "", "제2조(정의)", ""),
        ),
        (
            "- 물길안전부 「물길 예산 집행기준」(물길안전부 예규 제99호, 2029. 1. 1. 시행)에서",
            ("guideline", "물길 예산 집행기준", "물길안전부", "예규 제99호", "2029-01-01"),
        ),
        ("내용연수(물길청고시 제2028-14호)", ("rule", "내용연수", "물길청", "고시 제2028-14호", "")),
        ("○ 물길통신사업법 위반 과태료", ("law", "물길통신사업법", "", "", "")),
        (
            "○ 물길안전부 『2030년도 수립기준』에서는",
            ("guideline", "2030년도 수립기준", "물길안전부", "", ""),
        ),
        (
            "2) 김물길·이강변, 『물길 혁신 방안』, SDF 2027-물길-03, 2027.12., 강변물길재단, 13면 참조.",
            ("report", "물길 혁신 방안", "강변물길재단", "SDF 2027-물길-03", "2027-12"),
        ),
        (
            "3) 강변신문(2030.1.16.), “50억 들인 물길...하루 570여명”",
            ("press", "50억 들인 물길...하루 570여명", "강변신문", "", "2030-01-16"),
        ),
        ("※ 큐레이팅 (강변일보 2028. 6. 18 기사인용)", ("press", "", "강변일보", "", "2028-06-18")),
        (
            "※ 물길재정부 보도자료 2029. 4. 30. 자 참조.",
            ("press_release", "보도자료", "물길재정부", "", "2029-04-30"),
        ),
        (
            "※ 2030 강변시 발주 정보(https://info.example.org/list, 최종방문 2029년 5월 4일)",
            ("web", "2030 강변시 발주 정보", "", "https://info.example.org/list", "2029-05-04"),
        ),
        (
            "(KWO, Weekly water update, Edition 52, published 10 August 2029 참조)",
            ("report", "Weekly water update", "KWO", "Edition 52", "2029-08-10"),
        ),
        (
            "※ 강변국, 2030년 물길 운영계획, 2029.8. 참조",
            ("plan", "2030년 물길 운영계획", "강변국", "", "2029-08"),
        ),
        (
            "- 2029년 10월 ‘물길 추진 기본계획’이 수립된 이래",
            ("plan", "물길 추진 기본계획", "", "", "2029-10"),
        ),
        ("※ 출처 : 누리담당관 내부 자료 재구성", ("report", "내부 자료", "누리담당관", "", "")),
        (
            "- 준비중에 있으며(2028년 행정사무감사 자료 261페이지), 조사된 바",
            ("report", "2028년 행정사무감사 자료", "", "261페이지", ""),
        ),
    ],
)
def test_citation(text: str, expected: tuple[str, str, str, str, str]) -> None:
    (source,) = cited(text)
    assert (source.type, source.title, source.issuer, source.number, source.date) == expected


@pytest.mark.parametrize(
    "text",
    [
        "위원회수당 「물길 민·관 협력」 사업으로 통합",
        "-「세계 100대 도시 평가」에서 1위 수상",
        "전화 02-2180-8204",
        "2030.1.2.~3.4.",
    ],
)
def test_no_citation(text: str) -> None:
    assert cited(text) == ()


def test_an_address_printed_twice_is_one_source() -> None:
    text = "※ 물길부 안전공지([https://www.example.org/new\\_list](https://www.example.org/new_list))"
    assert [source.number for source in cited(text)] == ["https://www.example.org/new_list"]


def test_every_place_is_a_source_of_its_own() -> None:
    text = "- 「물길법」 제1조에 따름.\n- 「물길법」 제2조에 따름."
    assert [(source.line, source.number) for source in cited(text)] == [(1, "제1조"), (2, "제2조")]
