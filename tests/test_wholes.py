"""What is observed of a whole program and what is a part of it; each case was read on its page."""

import pytest
from pyoxigraph import Literal, NamedNode

from gyebo.graph.figures import labelled_whole
from gyebo.model.figure import Figure
from gyebo.reading.places.subjects import part_of
from gyebo.store.embedded import Embedded

DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
PREFIXES = "PREFIX gb: <https://w3id.org/gyebo/def#> PREFIX prov: <http://www.w3.org/ns/prov#>"

# Lines that print an amount of a part of a program, or one beside another program's name.
PARTS = {
    "2020-supplementary-2-review": {
        992: "the repository alone: 계(통합저장소)",
        1014: "an item of the repository alone",
        1070: "the joint platform alone, though the row says only 계",
        1109: "the joint platform alone: 계(민관공동플랫폼)",
        596: "the travel within the operating expenses, in a remark",
        823: "what the WeGO pays out of its members' fees",
        1214: "one project of the network program",
        1416: "the consumables of the safety centre",
        1430: "one project of the safety centre",
        1507: "the exchange of cameras within the subsidy",
        1508: "an amount that a calculation begins with",
    },
    "2019-budget-review": {1028: "the study, one of two projects", 1029: "the pilot, the other one"},
    "2023-settlement-review": {
        2021: "basic expenses beside another name",
        2022: "other refunds beside another name",
    },
}
# Program, year, kind → won, document and line of the whole.
WHOLES = {
    ("P0062", 2020, "original"): (2_247_000_000, "2020-supplementary-2-review", 179),
    ("P0062", 2020, "current"): (3_926_787_000, "2020-supplementary-2-review", 1335),
    ("P0062", 2020, "supplementary"): (3_390_787_000, "2020-supplementary-2-review", 1332),
    ("P0056", 2020, "original"): (6_654_000_000, "2020-supplementary-2-review", 165),
    ("P0140", 2020, "current"): (3_677_000_000, "2020-supplementary-2-review", 595),
    ("P0028", 2023, "appropriation"): (47_000_000, "2023-settlement-review", 2300),
    ("P0102", 2023, "appropriation"): (2_000_000, "2023-settlement-review", 2302),
}


@pytest.mark.parametrize(
    ("document", "line"), [(document, line) for document, lines in PARTS.items() for line in lines]
)
def test_a_part_decides_no_observation(engine: Embedded, document: str, line: int) -> None:
    figures = f'FILTER(STRSTARTS(STR(?figure), "https://w3id.org/gyebo/id/figure/{document}/{line}-"))'
    printed = engine.select(f"{PREFIXES} SELECT ?figure {{ ?figure a gb:Figure {figures} }}")
    observed = engine.select(f"{PREFIXES} SELECT ?figure {{ ?o prov:wasDerivedFrom ?figure {figures} }}")
    assert printed.rows and not observed.rows


@pytest.mark.parametrize(("program", "year", "kind"), WHOLES)
def test_the_whole_is_what_its_page_prints(engine: Embedded, program: str, year: int, kind: str) -> None:
    rows = engine.select(
        f"""{PREFIXES} PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT ?won ?figure ?against {{
          ?o gb:wholeOf/dct:identifier "{program}" ; gb:observedYear "{year}"^^xsd:gYear ; gb:amount ?won ;
             gb:dimAmountKind/skos:notation "{kind}" ; gb:decidedFrom ?figure
          OPTIONAL {{ ?o gb:contradictedBy ?against }}
        }}"""
    ).rows
    won, document, line = WHOLES[program, year, kind]
    assert [(str(row[0]), row[2]) for row in rows] == [(str(Literal(str(won), datatype=DECIMAL)), None)]
    assert f"/figure/{document}/{line}-" in str(rows[0][1])


@pytest.mark.parametrize(
    ("caption", "part"),
    [
        ("< 빅데이터 통합저장소 구축사업 2019년 예산편성 및 집행실적 >", "빅데이터 통합저장소 구축사업"),
        (
            "< 민관공동 빅데이터 플랫폼 구축 2020년 예산편성 및 집행실적(4.20.기준) >",
            "민관공동 빅데이터 플랫폼 구축",
        ),
        ("< 빅데이터 통합저장소 기반의 민·관 공동 플랫폼 구축 2020년 예산편성 >", ""),
        ("< 소 요 예 산 >", ""),
    ],
)
def test_a_caption_names_a_part_unless_it_names_the_program(caption: str, part: str) -> None:
    assert part_of(caption, "빅데이터 통합저장소 기반의 민관 공동 플랫폼 구축") == part


@pytest.mark.parametrize(
    ("label", "item", "whole"),
    [
        ("계", "", True),
        ("합계(A)", "", True),
        ("2019", "", True),
        ("2020(4월 30일 기준)", "", True),
        ("나무과>나무은행 운영", "", True),
        ("나무은행 운영(가)", "", True),
        ("나무은행 운영>201-01 사무관리비", "사무관리비", True),
        ("계(통합저장소)", "", False),
        ("나무은행 운영>전산개발비(공동 플랫폼)", "전산개발비", False),
        ("나무은행 운영>해외여비", "", False),
        ("나무 심기 시범사업", "", False),
    ],
)
def test_the_innermost_label_tells_a_whole_from_a_part(label: str, item: str, whole: bool) -> None:
    figure = Figure(
        document="d", line=1, column=1, raw="1", unit="천원", label=label, program="나무은행 운영", item=item
    )
    assert labelled_whole(figure) is whole
