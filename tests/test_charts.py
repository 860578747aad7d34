"""Charts: exact amounts in the specification, gaps that stay gaps, the same drawing every time, named for everybody."""

from xml.etree import ElementTree

import pytest

from gyebo.query.trace import Money, trace
from gyebo.server.pages import charts, vega
from gyebo.store.embedded import Embedded

SVG = "{http://www.w3.org/2000/svg}"


def money(kind: str, won: int, round: str = "S", item: str = "_T", as_of: str = "") -> Money:
    return Money(round, kind, kind, item, item, won, "", "천원", as_of, "2019-budget-review", 1)


AMOUNTS = [
    (2018, money("original", 643_078_000, "0")),
    (2018, money("final", 643_078_000, "_T")),
    (2018, money("original", 6_900_000, "0", item="office-expenses")),  # an item is no whole amount
    (2021, money("expenditure", 78_000_000, as_of="2021-04-30")),  # nor is one up to a day
    (2022, money("expenditure", 9_007_199_254_740_993)),  # more than a double holds exactly
    (2022, money("unspent", 0)),
]


@pytest.fixture
def chart() -> charts.Chart:
    return charts.amounts_chart(AMOUNTS, "사업: 연도별 금액")


def test_series_follow_the_life_of_a_budget(chart: charts.Chart) -> None:
    assert chart.series == ("당초예산", "최종예산", "지출액", "집행잔액")
    assert [(p.year, p.series, p.amount_won) for p in chart.points] == [
        (2018, "당초예산", 643_078_000),
        (2018, "최종예산", 643_078_000),
        (2022, "지출액", 9_007_199_254_740_993),
        (2022, "집행잔액", 0),
    ]


def test_a_year_without_amounts_keeps_its_place(chart: charts.Chart) -> None:
    assert list(chart.years) == [2018, 2019, 2020, 2021, 2022]
    assert chart.gaps == (2019, 2020, 2021)
    spec = vega.specification(chart)
    assert spec["encoding"]["x"]["scale"]["domain"] == ["2018", "2019", "2020", "2021", "2022"]
    assert {row["year"] for row in spec["data"]["values"]} == {"2018", "2022"}
    assert "2019, 2020, 2021" in chart.description


def test_amounts_are_whole_won_in_the_specification(chart: charts.Chart) -> None:
    values = vega.specification(chart)["data"]["values"]
    assert all(type(row["amount_won"]) is int for row in values)
    assert values[2]["amount_won"] == 9_007_199_254_740_993
    assert [row["label"] for row in values] == ["6.43", "6.43", "90,071,992.55", "0"]


@pytest.mark.parametrize(
    ("unit", "cell"),
    [("원", "643,078,000"), ("천원", "643,078"), ("백만원", "643.078"), ("억원", "6.43078")],
)
def test_the_table_beside_is_exact_in_every_unit(chart: charts.Chart, unit: str, cell: str) -> None:
    header, rows = charts.in_unit(chart, unit).table()
    assert header == ("연도", "당초예산", "최종예산", "지출액", "집행잔액")
    assert rows[0] == ("2018", cell, cell, "", "")
    assert rows[1] == ("2019", "", "", "", "")


def test_of_several_rounds_the_settlement_is_drawn() -> None:
    told = [(2017, money("final", 1, "_T")), (2017, money("final", 2, "S")), (2017, money("final", 3, "1"))]
    assert [p.amount_won for p in charts.amounts_chart(told, "x").points] == [2]
    assert [p.amount_won for p in charts.amounts_chart(told[::-1], "x").points] == [2]


def test_the_drawing_is_named_and_the_same_every_time(chart: charts.Chart) -> None:
    drawn = vega.svg(chart, "amounts")
    vega._vega_svg.cache_clear()
    assert vega.svg(chart, "amounts") == drawn
    root = ElementTree.fromstring(drawn)  # noqa: S314 (our own)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "amounts-title amounts-desc"
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [chart.title, chart.description]
    texts = {text.text for text in root.iter(f"{SVG}text")}
    assert {"2018", "2020", "지출액", "6.43", "억원"} <= texts
    assert not [e for e in root.iter() for name in e.attrib if name.startswith("aria-") and e is not root]
    assert "style=" not in drawn  # the pages' security policy would not apply it


def test_markup_in_a_name_stays_text() -> None:
    drawn = vega.svg(charts.amounts_chart(AMOUNTS, '<script>alert("1")</script> & 사업'), 'a"b')
    root = ElementTree.fromstring(drawn)  # noqa: S314 (our own)
    assert root.findtext(f"{SVG}title") == '<script>alert("1")</script> & 사업'
    assert not list(root.iter(f"{SVG}script"))


def test_png(chart: charts.Chart) -> None:
    assert vega.png(chart, scale=1.0).startswith(b"\x89PNG\r\n")


def test_english(chart: charts.Chart) -> None:
    english = charts.amounts_chart(AMOUNTS, "Program: amounts by year", language="en")
    assert english.series == ("original", "final", "expenditure", "unspent")
    assert "nominal" in english.description
    assert english.unit_label == "100 million won"


def test_no_amounts_no_years() -> None:
    empty = charts.amounts_chart([], "x")
    assert (empty.points, list(empty.years), empty.table()) == ((), [], (("연도",), ()))


def row(year: str, amount: str, **more: str) -> dict[str, str]:
    return {"year": year, "amount": amount, "kindName": "지출액", "item": "_T", "asOf": "", **more}


def test_rows_of_a_query_are_drawn_where_that_is_true() -> None:
    drawn = charts.rows_chart([row("2018", "10"), row("2020", "30")], "x")
    assert drawn is not None
    assert (drawn.gaps, drawn.series) == ((2019,), ("지출액",))


def test_what_rests_on_an_inferred_link_says_so() -> None:
    rows = [
        row("2018", "10", kind="original", status="stated"),
        row("2018", "5", kind="original", status="inferred"),
    ]
    drawn = charts.rows_chart(rows, "x")
    assert drawn is not None
    assert drawn.series == ("당초예산", "당초예산 · 추론")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("", "10")],
        [row("2018", "")],
        [row("2018", "1.5")],
        [row("2018", "10"), row("2018", "11")],  # cannot be told apart
        [row("2018", "10", kindName=f"k{i}") for i in range(9)],  # too many series
        [row("2018", "10", item="office-expenses")],
    ],
)
def test_rows_that_would_not_be_true_are_not_drawn(rows: list[dict[str, str]]) -> None:
    assert charts.rows_chart(rows, "x") is None


def test_a_program_of_the_graph(engine: Embedded) -> None:
    """The figures of 디지털 시장실 운영 as printed (2019-budget-review:956, 917; 2023-settlement-review:2019)."""
    found = trace(engine, "P0027")
    amounts = [
        (year.year, amount) for year in found.years if year.program == "P0027" for amount in year.amounts
    ]
    drawn = charts.amounts_chart(amounts, found.name, "천원")
    known = {(p.year, p.series): p.amount_won for p in drawn.points}
    assert known[2017, "예산현액"] == 555_351_000
    assert known[2018, "당초예산"] == 643_078_000
    assert known[2023, "지출액"] == 955_000_000
    assert drawn.gaps == (2020, 2021)
