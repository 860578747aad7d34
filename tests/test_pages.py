"""The pages of things: each kind in each format, held against the graph; languages, units, escaping, what is not there."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.applications import Starlette

from gyebo.graph.terms import BASE
from gyebo.query.library import run
from gyebo.server.pages import routes
from gyebo.server.pages.answers import Asked
from gyebo.server.pages.formats import accepted
from gyebo.server.pages.program import Program
from gyebo.server.pages.program import view as program_view
from gyebo.server.pages.remembered import Remembered
from gyebo.server.pages.render import UNITS, environment, in_unit
from gyebo.server.settings import Settings
from gyebo.server.site import Site, open_site
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Bindings, Rows

# A page of each kind, with a text that stands on it whatever the language, and the IRI that its RDF describes.
THINGS = [
    ("/program/P0027", "디지털 시장실 운영", "id/program/P0027"),
    ("/program/P0046", "항공사진 및 드론공간정보 운영", "id/program/P0046"),
    ("/unit/U03-1", "디지털정책관", "id/unit/U03-1"),
    ("/document/2023-settlement-review", "2023-settlement-review", "id/document/2023-settlement-review"),
    ("/document/2019-budget-review/line/38", "8,009,075", "id/line/2019-budget-review/38"),
    (
        "/table/2021-q4-diversion-report/T01",
        "2021-q4-diversion-report",
        "id/table/2021-q4-diversion-report/T01",
    ),
    ("/change/C0018", "실시간 공중 모니터링 체계 구축", "id/change/C0018"),
    ("/figure/2023-settlement-review/828-19", "2,024", "id/figure/2023-settlement-review/828-19"),
    ("/item/office-expenses", "사무관리비", "code/expense-item/office-expenses"),
    ("/thing/reorganisation/R01", "R01", "id/reorganisation/R01"),
]
LISTS = [
    ("/programs", "P0027"), ("/units", "U06-3"), ("/documents", "2019-budget-review"), ("/years", "2023"),
    ("/items", "사무관리비"), ("/year/2019", "C0018"),
]  # fmt: skip
ALL = [path for path, _, _ in THINGS] + [path for path, _ in LISTS]


class Client:
    """Asks the pages within this process; no request leaves it."""

    def __init__(self, site: Site) -> None:
        self._transport = httpx.ASGITransport(Starlette(routes=routes(site)))
        self._known: dict[tuple[str, str, str], httpx.Response] = {}

    def get(self, path: str, accept: str = "text/html", **more: Any) -> httpx.Response:
        """Return the answer; what was asked for before in the same way is not asked again."""
        key = (path, accept, repr(more))
        if key not in self._known:
            self._known[key] = asyncio.run(self._asked(path, accept, **more))
        return self._known[key]

    async def _asked(self, path: str, accept: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers={"accept": accept}, **more)


@pytest.fixture(scope="module")
def site(store: Path) -> Site:
    return open_site(Settings(store=store))


@pytest.fixture(scope="module")
def client(site: Site) -> Client:
    return Client(site)


def iri_of(local: str) -> NamedNode:
    return NamedNode(BASE + local)


def without_data(text: str) -> str:
    """Return a page without its block of JSON-LD, which no browser runs."""
    return re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", text)


# --- every page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_is_whole_in_both_languages(client: Client, path: str, language: str) -> None:
    text = client.get(path if language == "ko" else f"{path}?lang=en").text
    assert text.startswith("<!doctype html>") and text.rstrip().endswith("</html>")
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1 and '<main id="main">' in text and 'href="#main"' in text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert "<script" not in without_data(text) and not re.search(r'\son[a-z]+="|\sstyle="', text)


@pytest.mark.parametrize("path", ALL)
def test_tables_have_headers_and_pictures_words(client: Client, path: str) -> None:
    text = client.get(path).text
    for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
        assert '<th scope="col"' in table
        assert not re.search(r"<th(?![^>]*\bscope=)", table.replace("<thead", ""))
    assert all(re.search(r'\balt="[^"]', image) for image in re.findall(r"<img[^>]*>", text))
    assert all('tabindex="0"' in each for each in re.findall(r'<div class="(?:scroll|drawing)"[^>]*>', text))


@pytest.mark.parametrize("path", ALL)
def test_links_of_a_page_lead_somewhere(client: Client, path: str) -> None:
    links = {unescape(link) for link in re.findall(r'href="(/[^"#]*)', client.get(path).text)}
    kinds: dict[str, str] = {}
    for link in sorted(links - {"/.well-known/void"}):
        kinds.setdefault(re.sub(r"\d+", "9", link), link)
    for link in list(kinds.values())[:10]:
        assert client.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("path", ALL)
def test_links_keep_language_and_unit(client: Client, path: str) -> None:
    text = client.get(path + "?lang=en&unit=억원").text
    for link in re.findall(r'<a (?![^>]*hreflang)[^>]*href="(/[^"]*)"', text):
        if link.startswith(("/static", "/.well-known")) or ("unit=" in link and 'aria-label="' not in link):
            continue
        assert "lang=en" in link, link


# --- the same in each format ----------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "word", "local"), THINGS)
def test_a_thing_answers_in_each_format(
    client: Client, engine: Embedded, path: str, word: str, local: str
) -> None:
    assert word in client.get(path).text
    node = iri_of(local)
    own = {(str(t.predicate), str(t.object)) for t in engine.construct(ALONE, {"_thing_iri": node})}
    for suffix, format in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
        answer = client.get(f"{path}.{suffix}")
        told = {(str(q.predicate), str(q.object)) for q in parse(answer.content, format) if q.subject == node}
        assert own and told == own, suffix
    assert isinstance(json.loads(client.get(f"{path}.json").text), dict)
    assert len(list(csv.reader(io.StringIO(client.get(f"{path}.csv?bom=0").text)))) >= 1


ALONE = "CONSTRUCT { ?_thing_iri ?p ?o } WHERE { ?_thing_iri ?p ?o }"


@pytest.mark.parametrize(
    ("path", "local"), [(path, local) for path, _, local in THINGS if local.startswith("id/")]
)
@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html,*/*;q=0.8", ""), ("text/turtle", ".ttl"), ("application/ld+json;q=0.9, text/html;q=0.1", ".jsonld"),
        ("text/csv", ".csv"), ("application/json", ".json"),
    ],
)  # fmt: skip
def test_an_iri_leads_to_the_page_or_the_format(
    client: Client, path: str, local: str, accept: str, suffix: str
) -> None:
    answer = client.get("/" + local, accept)
    assert answer.status_code == 303 and unquote(answer.headers["location"]) == path + suffix


def test_the_iri_of_a_named_graph_leads_to_the_graph(client: Client) -> None:
    answer = client.get("/id/graph/cube")
    assert answer.status_code == 303
    assert unquote(answer.headers["location"]) == f"/graph?graph={BASE}id/graph/cube"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("text/html", "text/html"), ("*/*", "text/html"), ("text/turtle", "text/turtle"), ("image/png", "text/html"),
        ("application/ld+json", "application/ld+json"), ("text/csv", "text/csv"), ("", "text/html"),
        ("application/json;q=1, text/html;q=0.2", "application/json"), (";;;q=x,,/", "text/html"),
    ],
)  # fmt: skip
def test_accept_chooses_the_format(client: Client, accept: str, type_: str) -> None:
    answer = client.get("/program/P0027", accept)
    assert answer.headers["content-type"].startswith(type_)


def test_csv_is_for_people_unless_it_is_not(client: Client) -> None:
    marked, plain = client.get("/programs.csv").content, client.get("/programs.csv?bom=0").content
    assert marked == b"\xef\xbb\xbf" + plain
    assert "디지털 시장실 운영".encode() in plain and b"\r\n" in plain


@pytest.mark.parametrize("path", [*(path for path, _, _ in THINGS), "/year/2019", "/programs"])
def test_every_block_shows_its_query_and_its_rows(client: Client, engine: Embedded, path: str) -> None:
    text = client.get(path).text
    blocks = re.findall(r'href="([^"]*)\.csv\?block=([a-z]+)"', text)
    assert blocks
    for page, block in blocks:
        rows = list(csv.reader(io.StringIO(client.get(f"{page}.csv?bom=0&block={block}").text)))
        told = json.loads(client.get(f"{page}.json?block={block}").text)
        assert told["head"]["vars"] == rows[0] and len(told["results"]["bindings"]) == len(rows) - 1
    editors = re.findall(r'href="/sparql#query=([^"]+)"', text)
    assert len(editors) >= len(blocks) - 1
    for query in editors:
        engine.select(unquote(query))


def test_an_unknown_block_is_told(client: Client) -> None:
    answer = client.get("/program/P0027.csv?block=figurs")
    assert answer.status_code == 400 and "figures" in answer.text


# --- what they say is what the graph says ---------------------------------------------------------------


def test_every_amount_of_a_program_stands_on_its_page_with_its_line(client: Client, engine: Embedded) -> None:
    text = client.get("/program/P0027").text
    cells = set(
        re.findall(r'href="/document/([^"/]+)/line/(\d+)"[^>]*><data class="money" value="(-?\d+)"', text)
    )
    for row in run(engine, "program/amounts", {"program": "P0027"}).records():
        assert (row["document"], row["line"], row["amount"]) in cells, row


def test_every_printed_figure_of_a_program_stands_on_its_page(client: Client, engine: Embedded) -> None:
    text = client.get("/program/P0023").text
    rows = run(engine, "page/program_figures", {"program": "P0023"}).records()
    figures = [row["figure"].rpartition("/id/figure/")[2] for row in rows]
    assert len(figures) > 200
    assert set(re.findall(r'href="/figure/([^"?]+)"', text)) == set(figures)


LOST = """PREFIX gb: <https://w3id.org/gyebo/def#>
SELECT ?f ?p ?w { ?o gb:contradictedBy ?f ; gb:ofProgram ?p ; gb:amount ?w } ORDER BY ?f LIMIT 3"""


def test_a_figure_that_lost_is_struck_out_and_says_what_was_taken(client: Client, engine: Embedded) -> None:
    for figure, program, won in engine.select(LOST).texts():
        identifier = figure.rpartition("/id/figure/")[2]
        assert (
            f'href="/figure/{identifier}" class="lost"'
            in client.get("/program/" + program.rpartition("/")[2]).text
        )
        page = client.get("/figure/" + identifier).text
        assert f'value="{won}"' in page and "쓰지 않음" in page


def test_the_page_says_year_and_phase_and_that_amounts_are_nominal(client: Client) -> None:
    summary = re.search(r'<p class="summary">(.*?)</p>', client.get("/program/P0027").text, re.DOTALL)
    assert summary
    told = re.sub(r"<[^>]+>", "", summary[1])
    assert re.search(r"2023년 결산 예산현액 [\d,]+천원, 결산 지출액 [\d,]+천원\(명목\)", told)


def test_a_program_that_was_merged_leads_to_its_successor_first(client: Client) -> None:
    text = client.get("/program/P0052").text
    notice = text[text.index('class="notice"') : text.index("<section")]
    assert "/program/P0046" in notice and "통합" in notice and "문서 명시" in notice


def test_a_program_that_ended_says_so(client: Client, engine: Embedded) -> None:
    assert "종료" in client.get("/program/P0031").text.split("<section")[0]


def test_units_switch_and_the_exact_amount_stays(client: Client) -> None:
    for unit, shown in (("원", "643,078,000"), ("천원", "643,078"), ("백만원", "643.1"), ("억원", "6.43")):
        text = client.get(f"/program/P0027?unit={quote(unit)}").text
        assert f'value="643078000" title="643,078,000원">{shown}</data>' in text
    assert 'title="643,078,000원">643,078</data>' in client.get("/program/P0027?unit=<b>").text
    assert 'title="643,078,000원">6.43</data>' in client.get("/program/P0027?unit=hundred-million-won").text


def test_gaps_stay_gaps(client: Client) -> None:
    text = client.get("/program/P0089").text  # printed for 2020, 2022, 2023
    table = text[text.index('<table class="amounts">') :]
    assert "2021</th>" in table[: table.index("</thead>")] and 'class="number gap"' in table


@pytest.mark.parametrize("steps", [1, 2, 9])
def test_the_lineage_opens_with_one_step_and_expands(client: Client, steps: int) -> None:
    text = client.get(f"/program/P0052?steps={steps}").text
    drawn = set(re.findall(r'<a href="/program/(P\d+)', text[text.index("<svg") : text.index("</svg>")]))
    assert drawn == ({"P0052", "P0046"} if steps == 1 else {"P0052", "P0046", "P0087", "P0088"})
    assert ("더 보기" in text) == (steps == 1)


def test_the_drawing_is_labelled_and_its_links_have_names(client: Client) -> None:
    text = client.get("/program/P0046").text
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert 'aria-labelledby="lineage-title lineage-desc"' in svg and "<desc" in svg
    assert len(re.findall(r"<a [^>]*><title>[^<]", svg)) == svg.count("<a ") > 6
    assert 'stroke-dasharray="6 4"/><polygon' in svg  # the two splits are inferred


@pytest.mark.parametrize(
    "path", ["/program/P0046/lineage", "/unit/U03-1/reorganisations", "/program/P0027/amounts"]
)
def test_drawings_stand_alone_as_svg(client: Client, path: str) -> None:
    answer = client.get(path + ".svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert not re.search(r"<script|href=", answer.text) and "<title" in answer.text
    assert client.get(path + ".gif").status_code == 404


@pytest.mark.parametrize("path", ["/program/P0046/lineage.png", "/unit/U03-1/reorganisations.png"])
def test_drawings_come_as_pictures(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "image/png" and answer.content.startswith(b"\x89PNG\r\n")
    assert len(answer.content) > 20_000


def test_a_reorganisation_is_drawn_with_its_originals(client: Client) -> None:
    text = client.get("/unit/U03-1").text
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert {"U02-1", "U02-2", "U12-1", "U13-1", "U03-1"} <= set(re.findall(r'href="/unit/(U[\d-]+)"', svg))


def test_a_line_lists_what_rests_on_it(client: Client, engine: Embedded) -> None:
    text = client.get("/document/2023-settlement-review/line/1889").text
    for row in run(engine, "page/line_claims", {"line": "2023-settlement-review/1889"}).records():
        assert row["what"] in text
    assert "/thing/reorganisation/R01" in text


def test_inferred_changes_say_so_with_confidence_and_grounds(client: Client) -> None:
    inferred, stated = client.get("/change/C0063").text, client.get("/change/C0018").text
    assert "추론한 변화" in inferred and "확신도 0.8" in inferred
    assert "문서가 밝힌 변화" in stated and "확신도" not in stated


def test_sums_of_a_year_say_how_many_programs_they_cover(client: Client, engine: Embedded) -> None:
    text = client.get("/year/2019?unit=원").text
    for row in run(engine, "page/year_bureaus", {"year": "2019"}).records():
        assert re.search(
            rf'value="{row["total"]}"[^>]*>[^<]*</data> <span class="quiet">\({row["programs"]}\)', text
        ), row


@pytest.mark.parametrize("path", ["/document/2019-budget-review", "/document/2019-budget-review/line/516"])
def test_corrections_stand_on_the_document_with_their_reason_in_the_readers_language(
    client: Client, path: str
) -> None:
    korean, english = client.get(path).text, client.get(f"{path}?lang=en").text
    printed, read = '<q lang="ko">,177,000천원</q>', '<q lang="ko">1,177,000천원</q>'
    assert printed in korean and read in korean and "쉼표 앞 숫자 하나가 빠졌다." in korean
    assert printed in english and read in english and "a digit is lost before the comma" in english
    assert "a digit is lost before the comma" not in korean and "쉼표 앞 숫자 하나가" not in english


def test_what_was_left_open_is_told_with_its_kind(client: Client) -> None:
    text = client.get("/document/2021-supplementary-2-review").text
    assert "있을 수 없는 기간" in text and "2021.2.~2012.12." in text
    assert "2021.2.~2012.12." not in client.get("/document/2023-settlement-review").text


REASONS = [
    ("/change/C0073", "이름에서 시민이 빠진다.", "시민 dropped from the name"),
    ("/program/P0027", "이름에서 시민이 빠진다.", "시민 dropped from the name"),
    ("/program/P0014", "기구를 지구로 적음.", "지구 for 기구"),
    ("/unit/U03-1", "2022년 8월 조직개편으로 새로 만들어졌다.", "newly made by the reorganisation"),
    (
        "/discrepancies?document=2019-budget-review&rule=lost-digit",
        "맨 앞의 1이 빠졌다.",
        "the leading 1 is lost",
    ),
]


@pytest.mark.parametrize(("path", "korean", "english"), REASONS)
def test_a_reason_is_told_in_the_readers_language(
    client: Client, path: str, korean: str, english: str
) -> None:
    shown = client.get(path).text
    assert korean in shown and english not in shown
    shown = client.get(path + ("&" if "?" in path else "?") + "lang=en").text
    assert english in shown and korean not in shown


# --- what is not there, and what must not get in --------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/program/P9999", "/program/U03-1", "/unit/U99-9", "/document/none", "/document/2019-budget-review/line/0",
        "/document/2019-budget-review/line/99999", "/document/2019-budget-review/line/٣",
        "/document/2019-budget-review/line/007",
        "/table/2019-budget-review/T999", "/change/C9999", "/figure/2019-budget-review/1-1", "/item/none", "/year/1066",
        "/year/x", "/thing/program/P9999", "/nothing/at/all", "/program/P0027.pdf", "/year/2019.ttl",
        "/program/" + "P" * 5000,
        "/program/P0027%00", "/program/%3E%20%7D%20%23", "/program/..%2f..%2fetc%2fpasswd", "/static/../app.py",
        "/static/..%2fapp.py", "/id/program/..", "/id//P0027", "/program/P9999/lineage.svg",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text and "site-packages" not in answer.text


def test_near_names_are_proposed(client: Client) -> None:
    assert "/program/P0027" in client.get("/program/디지털시민시장실").text
    assert "/unit/U06-3" in client.get("/unit/U06").text
    assert "/document/2019-budget-review/line/38" in client.get("/figure/2019-budget-review/38-1").text
    told = json.loads(client.get("/program/디지털시민시장실.json").text)
    assert told["status"] == 404 and {"path": "/program/P0027", "name": "디지털 시장실 운영"} in told["near"]


HOSTILE = '<script>alert("x")</script>'


@pytest.mark.parametrize("parameter", ["lang", "unit", "steps", "block", "bom", "q"])
def test_markup_in_parameters_stays_text(client: Client, parameter: str) -> None:
    text = without_data(client.get("/program/P0027", params={parameter: HOSTILE}).text)
    assert "<script" not in text and "alert(&#34;x&#34;)" not in text.split("<main")[1].split("</main>")[0]


class Hostile:
    """An engine whose every text is markup."""

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine

    def select(self, query: str, bindings: Bindings = {}) -> Rows:  # noqa: B006 (never changed)
        from pyoxigraph import Literal

        rows = self._engine.select(query, bindings)
        kept = ("년", "P", "U", "C", "2", "0", "1")
        told = tuple(
            tuple(
                Literal(HOSTILE + term.value, language=term.language)
                if isinstance(term, Literal) and term.language and not term.value.startswith(kept)
                else term
                for term in row
            )
            for row in rows.rows
        )
        return Rows(rows.variables, told)

    def ask(self, query: str, bindings: Bindings = {}) -> bool:  # noqa: B006
        return self._engine.ask(query, bindings)

    def construct(self, query: str, bindings: Bindings = {}) -> Iterator[Any]:  # noqa: B006
        return self._engine.construct(query, bindings)


@pytest.mark.parametrize("path", [path for path in ALL if path != "/years"])
def test_markup_in_names_stays_text(engine: Embedded, site: Site, path: str) -> None:
    hostile = Client(Site(Hostile(engine), BASE, Settings(endpoint="http://127.0.0.1:9/hostile"), None))
    answer = hostile.get(path)
    assert answer.status_code == 200 and "<script" not in without_data(answer.text)
    assert "&lt;script&gt;" in answer.text


def test_templates_escape_and_know_every_name() -> None:
    assert environment().from_string("{{ x }}").render(x=HOSTILE).startswith("&lt;script&gt;")
    templates = environment().loader.list_templates()  # type: ignore[union-attr]
    assert "base.html" in templates
    for name in templates:
        environment().get_template(name)


# --- parts ----------------------------------------------------------------------------------------------


def test_money_is_exact_whatever_its_size() -> None:
    assert in_unit(10**21 + 1, "원") == f"{10**21 + 1:,}"
    assert in_unit(-500, "천원") == "−1" and in_unit(499, "천원") == "0"
    assert set(UNITS) == {"원", "천원", "백만원", "억원"}


def test_accept_is_bounded() -> None:
    assert accepted("text/turtle;q=0.1," * 10_000) == "ttl"


def test_answers_are_remembered_for_one_graph_and_in_bounds(engine: Embedded, store: Path) -> None:
    asked: list[str] = []

    class Counted(Embedded):
        def select(self, query: str, bindings: Bindings = {}) -> Rows:  # noqa: B006
            asked.append(query)
            return super().select(query, bindings)

    class Graph:
        constant, text = True, "one"
        engine = Counted(store)

        def digest(self) -> str:
            return self.text

    graph = Graph()
    remembered = Remembered(graph, cells=2000)  # type: ignore[arg-type]
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT %d"
    first = remembered.select(query % 10)
    assert remembered.select(query % 10) is first and len(asked) == 1
    graph.text = "another"
    assert remembered.select(query % 10) is not first and len(asked) == 2
    for graph.text in ("another", "a third"):
        for size in range(5, 33):
            remembered.select(query % size)
    assert 1900 < remembered._cells <= 2000 and len(remembered._known) < 56
    remembered.select(query % 200)
    assert max(len(rows.rows) for rows in remembered._known.values()) == 32


def test_the_view_of_a_program_is_plain_data(site: Site) -> None:
    shown = program_view(Asked(site.engine, BASE, {"id": "P0046"}, {}))
    assert isinstance(shown, Program)
    assert [change.from_id for change in shown.before] == ["P0052"]
    assert [change.to_id for change in shown.after] == ["P0087", "P0088"]
    assert program_view(Asked(site.engine, BASE, {"id": "nobody"}, {})) is None
