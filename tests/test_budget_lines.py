"""Budget lines: what the documents name and no more, each once; the golden graph was read off the pages by hand."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from starlette.applications import Starlette

from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import source_entries
from gyebo.graph.budget_lines import BudgetLine, Lines, Mention, settled_lines
from gyebo.graph.build import graph_quads
from gyebo.graph.cube import Claim, Claims, Key, settle
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import PREFIXES, ko, term
from gyebo.model.facts import Carryover
from gyebo.model.reading import Reading
from gyebo.query.library import run
from gyebo.resources import folder
from gyebo.server.pages import routes
from gyebo.server.settings import Settings
from gyebo.server.site import open_site
from gyebo.store.embedded import Embedded

GOLDEN = Path(__file__).parent / "golden" / "budget_lines.ttl"
DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
DOCUMENT = "2021-q4-diversion-report"
LINE = "P0012.2021.U05-2.public-operating-expenses"
# What names a line, by which property, and the year that it is of.
NAMING = """
{ ?thing a gb:TransferLeg . ?transfer gb:hasLeg ?thing ; gb:fiscalYear ?year . BIND(gb:line AS ?by) } UNION
{ ?thing a gb:Carryover ; gb:fiscalYear ?year . BIND(gb:fromLine AS ?by) } UNION
{ ?thing a gb:Contract ; dct:source/dct:isPartOf/gb:fiscalYear ?year . BIND(gb:fundedFrom AS ?by) }
"""


def made(reading: Reading, documents: tuple[str, ...] = (DOCUMENT,)) -> list[Quad]:
    """Return the graph of one reading, as if each of some documents said it."""
    data = folder("data")
    entry = source_entries(data / "documents.toml")[DOCUMENT]
    papers = [(replace(entry, id=name), _of(reading, name)) for name in documents]
    items = Items(folder("loaders") / "items.csv")
    return list(graph_quads(Mint(), read_decisions(data / "decisions"), items, lambda: papers))


def _of(reading: Reading, document: str) -> Reading:
    return replace(
        reading,
        figures=tuple(replace(figure, document=document) for figure in reading.figures),
        tables=tuple(replace(table, document=document) for table in reading.tables),
        transfers=tuple(replace(transfer, document=document) for transfer in reading.transfers),
        contracts=tuple(replace(contract, document=document) for contract in reading.contracts),
    )


@pytest.fixture(scope="module")
def report() -> Reading:
    """The facts of the diversion report, whose three tables are short enough to be read whole."""
    return read_facts(folder("data") / "facts" / DOCUMENT)


# --- the graph -----------------------------------------------------------------------------------------------


def test_the_lines_of_the_diversion_report_are_those_on_its_pages(engine: Embedded) -> None:
    """2021-q4-diversion-report:56-57, 108-109, 129, 164-165: six sides of three transfers and a project, six lines."""
    said = engine.construct(f"""{DECLARED} CONSTRUCT {{ ?s ?p ?o }} WHERE {{
      {{ ?s a gb:BudgetLine ; gb:fiscalYear "2021"^^xsd:gYear ; ?p ?o }} UNION
      {{ ?s ?p ?o . ?o a gb:BudgetLine ; gb:fiscalYear "2021"^^xsd:gYear }} }}""")
    golden = {quad.triple for quad in parse(path=str(GOLDEN), format=RdfFormat.TURTLE)}
    assert set(said) == golden


def test_a_side_is_the_line_that_its_row_prints(engine: Embedded, documents: Path) -> None:
    """2021-q4-diversion-report:108: 사물인터넷 도시조성, 100-201-02 공공운영비, 448,320 less 16,500 thousand won."""
    printed = (documents / f"{DOCUMENT}.txt").read_text(encoding="utf-8").split("\n")[107]
    for word in ("스마트도시 담당관", "사물인터넷 도시조성", "공공운영비", "448,320", "16,500"):
        assert word in printed
    rows = list(run(engine, "item/line", {"line": LINE}).records())
    assert [(row["what"], row["kind"], row["amount"], row["printedLine"]) for row in rows] == [
        ("amount", "appropriation", "448320000", "108"), ("moved out", "diversion", "16500000", "108"),
    ]  # fmt: skip


def test_whatever_names_unit_program_and_item_has_exactly_one_line(engine: Embedded) -> None:
    """And nothing else has one; 1443-1445 of the settlement review, for one, print neither department nor item."""
    rows = list(
        engine.select(f"""{DECLARED} SELECT ?thing (COUNT(DISTINCT ?line) AS ?lines) (SAMPLE(?whole) AS ?named) WHERE {{
          {NAMING} OPTIONAL {{ ?thing ?by ?line }}
          OPTIONAL {{ ?thing gb:aboutUnit ?unit ; gb:aboutProgram ?program ; gb:aboutItem ?item .
            ?programYear dct:isVersionOf ?program ; gb:fiscalYear ?year BIND(true AS ?whole) }}
        }} GROUP BY ?thing""").records()
    )
    assert {(row["lines"], row["named"]) for row in rows} == {("1", "true"), ("0", "")}
    named = Counter(row["thing"].partition("/id/")[2].partition("/")[0] for row in rows if row["named"])
    assert named == {"transfer-leg": 30, "carryover": 7, "contract": 6}


def test_every_line_is_said_once_in_the_graph_of_the_cube(engine: Embedded) -> None:
    where = Counter(quad.triple for quad in engine.quads() if "/id/budget-line/" in str(quad.subject))
    graphs = {quad.graph_name for quad in engine.quads() if "/id/budget-line/" in str(quad.subject)}
    assert set(where.values()) == {1} and graphs == {Mint().graph("cube")}


def test_addresses_of_lines_are_their_keys(engine: Embedded) -> None:
    lines = engine.select(f"{DECLARED} SELECT ?line ?id {{ ?line a gb:BudgetLine ; dct:identifier ?id }}")
    for row in lines.records():
        assert row["line"] == f"https://w3id.org/gyebo/id/budget-line/{row['id']}"
        assert row["id"].isascii() and len(row["id"]) < 80


def test_amounts_that_lead_to_a_line_have_its_dimensions_and_the_others_do_not(engine: Embedded) -> None:
    rows = engine.select(f"""{DECLARED} SELECT ?o (COUNT(DISTINCT ?line) AS ?to) (COUNT(DISTINCT ?same) AS ?fit) WHERE {{
      ?o a qb:Observation ; gb:dimProgram ?program ; gb:dimItem ?item ; gb:dimOrganization ?unit ; gb:dimAccount ?of .
      OPTIONAL {{ ?o gb:line ?line }}
      OPTIONAL {{ ?same gb:programYear ?program ; gb:item ?item ; gb:responsibleUnit ?unit .
        OPTIONAL {{ ?same gb:account ?account }} FILTER(COALESCE(?account, <{PREFIXES["code"]}account/_T>) = ?of) }}
    }} GROUP BY ?o""")
    counted = Counter((row["to"], row["fit"]) for row in rows.records())
    assert set(counted) == {("0", "0"), ("1", "1")} and counted["1", "1"] > 50


# --- made-up documents ---------------------------------------------------------------------------------------


def of_lines(quads: list[Quad]) -> list[Quad]:
    return [quad for quad in quads if "/id/budget-line/" in str(quad.subject)]


def test_two_documents_that_name_one_line_say_it_once(report: Reading) -> None:
    one, two = made(report), made(report, (DOCUMENT, "another-report"))
    assert len(set(of_lines(two))) == len(of_lines(two))
    assert set(of_lines(one)) == set(of_lines(two))
    leading = [
        quad for quad in two if quad.predicate == term("gb:line") and "/transfer-leg/" in str(quad.subject)
    ]
    assert len(leading) == 12 and len({quad.object for quad in leading}) == 6


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"from_department": ""}, 5), ({"from_department": "없는과"}, 5), ({"from_program": "아무도 정하지 않은 사업"}, 5),
        ({"from_item": ""}, 5), ({"from_item": "없는비"}, 5), ({"fiscal_year": 2009}, 4), ({}, 6),
    ],
)  # fmt: skip
def test_what_is_not_known_has_no_line(change: dict[str, object], left: int, report: Reading) -> None:
    """The side stays, as printed; a program that no figure and no decision knows in a year has no line there either."""
    first, *others = report.transfers
    reading = replace(report, transfers=(replace(first, **change), *others))  # type: ignore[arg-type]
    quads = made(reading)
    legs = {quad.subject for quad in quads if quad.object == term("gb:TransferLeg")}
    leading = [quad for quad in quads if quad.subject in legs and quad.predicate == term("gb:line")]
    assert len(legs) == 6 and len(leading) == left


def test_a_program_that_is_not_decided_has_no_line_though_its_figures_are_printed(report: Reading) -> None:
    printed, unknown = "사물인터넷 도시조성", "아무도 정하지 않은 사업"
    figures = tuple(replace(f, program=unknown) if f.program == printed else f for f in report.figures)
    first, second, third = report.transfers
    second = replace(second, from_program=unknown, to_program=unknown)
    quads = made(replace(report, figures=figures, transfers=(first, second, third)))
    lines = {str(quad.object) for quad in of_lines(quads) if quad.predicate == term("dct:identifier")}
    assert [quad for quad in quads if quad.object == ko(unknown) and quad.predicate == term("skos:prefLabel")]
    assert len(lines) == 4 and not [line for line in lines if line.startswith(('"X', '"P0012'))]


def test_a_contract_that_prints_its_budget_says_what_it_draws(report: Reading) -> None:
    contracts = tuple(replace(contract, budget_krw=24_000_000) for contract in report.contracts)
    quads = made(replace(report, contracts=contracts))
    (share,) = [quad.subject for quad in quads if quad.object == term("gb:FundingShare")]
    said = {str(quad.predicate): quad.object for quad in quads if quad.subject == share}
    assert len(said) == 4
    assert said[str(term("gb:amountWon"))].value == "24000000"  # type: ignore[union-attr]
    assert said[str(term("gb:line"))] == Mint().budget_line("P0013.2021.U05-2.event-operating-expenses")
    assert said[str(term("dct:source"))] == Mint().line(DOCUMENT, 129)
    assert not [quad for quad in made(report) if quad.object == term("gb:FundingShare")]


# --- accounts and the next year ------------------------------------------------------------------------------

NAMED = BudgetLine("P1", 2022, "U1-1", "office-expenses")
AMOUNT = Key(2022, "P1", "", "_T", "_T", "0", "original", "")
INTO = replace(AMOUNT, year=2023, item="office-expenses", kind="carried_in")


def settled(*keys: tuple[Key, str], prop: str = "gb:fromLine") -> Lines:
    """Return the lines of one carryover out of `NAMED`, with an amount for each key under a unit."""
    claims: Claims = Claims(list)
    for number, (key, unit) in enumerate(keys, start=1):
        claims[key].append(Claim(1000, 1, "made-up", number, 1, unit))
    mention = Mention(NamedNode("urn:carryover"), prop, "made-up", 1, NAMED)
    return settled_lines([mention], settle(claims), claims)


def accounts(*stated: str) -> list[tuple[Key, str]]:
    return [(replace(AMOUNT, account=account), "U1-1") for account in stated]


@pytest.mark.parametrize(
    ("stated", "line"),
    [
        ((), NAMED), (("_T",), NAMED), (("general",), replace(NAMED, account="general")),
        (("_T", "general"), replace(NAMED, account="general")), (("general", "urban-development-special"), None),
    ],
)  # fmt: skip
def test_the_account_is_that_of_the_program_s_figures_of_the_year(
    stated: tuple[str, ...], line: BudgetLine | None
) -> None:
    assert settled(*accounts(*stated)).minted() == ({line} if line else set())


@pytest.mark.parametrize(
    ("key", "unit", "certain"),
    [
        (INTO, "U1-1", True),
        (replace(INTO, kind="carryover"), "U1-1", False),  # that year's own, not what came in
        (replace(INTO, year=2024), "U1-1", False),
        (replace(INTO, item="_T"), "U1-1", False),  # of the program as a whole
        (INTO, "U1-2", False),  # another version of the department
        (replace(INTO, account="general"), "U1-1", False),  # what was carried out names no account
    ],
)
def test_money_is_carried_into_a_line_that_says_so(key: Key, unit: str, certain: bool) -> None:
    following = replace(NAMED, year=2023)
    assert settled((key, unit)).carried == ({NAMED: following} if certain else {})
    assert settled((key, unit)).minted() == ({NAMED, following} if certain else {NAMED})
    assert settled((key, unit), prop="gb:line").carried == {}


def test_a_carryover_leads_to_the_line_of_the_next_year(report: Reading) -> None:
    """A made-up carryover of the year before, into the line that the diversion report prints 355,000 thousand of."""
    out = Carryover(
        document=DOCUMENT, line=56, kind="사고이월", fiscal_year=2020, department="스마트도시담당관",
        program="스마트도시 민관협력", item="사무관리비", amount_krw=5_000_000, contract_date="", end_planned="",
        end_changed="", status="", reason="",
    )  # fmt: skip
    before, carried_in = (
        replace(figure, fiscal_year=at, kind=kind)
        for figure in report.figures
        if figure.line == 56 and figure.kind == "appropriation"
        for at, kind in ((2020, "appropriation"), (2021, "carried_in"))
    )
    shown = replace(before, column=901), replace(carried_in, column=902)
    quads = made(replace(report, carryovers=(out,), figures=(*report.figures, *shown)))
    lines = {
        str(q.predicate): q.object
        for q in quads
        if "/id/carryover/" in str(q.subject) and "budget-line" in str(q.object)
    }
    assert lines == {
        str(term("gb:fromLine")): Mint().budget_line("P0013.2020.U05-2.office-expenses"),
        str(term("gb:toLine")): Mint().budget_line("P0013.2021.U05-2.office-expenses"),
    }


# --- its page ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(store: Path) -> Starlette:
    return Starlette(routes=routes(open_site(Settings(store=store))))


def asked(site: Starlette, path: str, accept: str = "text/html") -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", follow_redirects=True
        ) as client:
            return await client.get(path, headers={"accept": accept})

    return asyncio.run(answer())


def test_the_address_of_a_line_leads_to_a_page_that_tells_it(site: Starlette) -> None:
    answer = asked(site, f"/id/budget-line/{LINE}")
    assert answer.status_code == 200 and answer.url.path == f"/thing/budget-line/{LINE}"
    for text in (
        "스마트도시담당관 &gt; 사물인터넷 도시조성 &gt; 공공운영비 (2021)", "예산과목의 통계목", "소관 부서", "회계연도",
        'href="/unit/U05-2"', 'href="/item/public-operating-expenses"', f"transfer-leg/{DOCUMENT}/108-2-from",
    ):  # fmt: skip
        assert text in answer.text, text
    turtle = asked(site, f"/id/budget-line/{LINE}", "text/turtle")
    node = NamedNode(f"https://w3id.org/gyebo/id/budget-line/{LINE}")
    said = {quad.predicate for quad in parse(turtle.content, format=RdfFormat.TURTLE) if quad.subject == node}
    assert term("gb:programYear") in said and term("gb:item") in said
