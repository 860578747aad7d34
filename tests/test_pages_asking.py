"""The pages of asking: search, the query library, the editor, discrepancies, the ontology, about the data, home."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import Literal, NamedNode

from gyebo.query.library import whole_library
from gyebo.server.app import create_app
from gyebo.server.pages import cells, headings
from gyebo.server.pages.queries import GROUPS
from gyebo.server.pages.vocabulary import vocabulary
from gyebo.server.settings import Settings
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Rows

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
STATIC = Path(__file__).parents[1] / "src" / "gyebo" / "server" / "static"
PAGES = (
    "/", "/search", "/search?q=디지털배운터", "/query", "/query/program/amounts", "/query/unit/programs?year=2023",
    "/sparql", "/discrepancies", "/ontology", "/ontology/codes/amount-kind", "/about",
)  # fmt: skip


class Client:
    """Asks the application within this process; no request leaves it."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.ASGITransport(app)

    def get(self, path: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
                return await client.get(path, **more)

        return asyncio.run(asked())


@pytest.fixture(scope="module")
def client(store: Path) -> Client:
    return Client(create_app(Settings(store=store, access_log=False)))


class Page(HTMLParser):
    """What a test wants to know of a page: its elements, each with its attributes and the text in it."""

    EMPTY = frozenset(("meta", "link", "input", "br", "img", "hr"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(text)
        assert not self._open, f"not closed: {[self.elements[i][0] for i in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in self.EMPTY:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        at = self._open.pop()
        assert self.elements[at][0] == tag, f"</{tag}> closes <{self.elements[at][0]}>"

    def handle_data(self, data: str) -> None:
        for at in self._open:
            self.elements[at][2].append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(text).strip() for name, _, text in self.elements if name == tag]

    def links(self) -> Iterator[str]:
        return (attrs["href"] for name, attrs, _ in self.elements if name == "a" and "href" in attrs)


def get(client: Client, path: str, **headers: str) -> Page:
    response = client.get(path, headers={**HTML, **headers})
    assert response.status_code == 200, response.text
    return Page(response.text)


# --- Every page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_and_tells_its_language(client: Client, path: str, language: str) -> None:
    page = get(client, path + ("&" if "?" in path else "?") + f"lang={language}")
    tag, attributes, _ = page.elements[0]
    assert (tag, attributes["lang"]) == ("html", language)
    assert len(page.texts("h1")) == 1
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), "an id stands twice"
    labelled = {attrs.get("for") for name, attrs, _ in page.elements if name == "label"}
    fields = [
        attrs for name, attrs, _ in page.elements
        if name in ("input", "select", "textarea") and attrs.get("type") != "hidden"
    ]  # fmt: skip
    assert all(attrs.get("id") in labelled for attrs in fields)
    for name, attrs, _ in page.elements:
        assert not attrs.get("style"), "the security policy allows no styles in a page"
        assert not [a for a in attrs if a.startswith("on")], "nor scripts"
        if name == "script":
            data = ("application/json", "application/ld+json")
            assert attrs.get("src", "").startswith("/static/") or attrs["type"] in data


@pytest.mark.parametrize("path", ["/", "/query", "/discrepancies", "/about", "/ontology/codes/round"])
def test_links_within_a_page_lead_somewhere(client: Client, path: str) -> None:
    page = get(client, path)
    ids = {attrs["id"] for _, attrs, _ in page.elements if "id" in attrs}
    assert {link[1:] for link in page.links() if link.startswith("#") and link != "#main"} <= ids
    own = ("/query", "/search", "/sparql", "/ontology", "/about", "/discrepanc")
    wanted = sorted(
        {link.partition("#")[0] for link in page.links() if link.startswith(own) and ".csv" not in link}
    )
    for link in wanted[:: max(1, len(wanted) // 12)]:
        assert client.get(link, headers=HTML).status_code == 200, link


# --- Home -----------------------------------------------------------------------------------------------


def test_home_shows_figures_of_the_graph(client: Client) -> None:
    told = client.get("/index.json").json()
    assert told["about"]["documents"][0]["contents"]["Figure"] > 1000
    steps = {step["year"]: step for step in told["steps"]}
    assert (steps["2018"]["amount_won"], steps["2018"]["document"]) == (643_078_000, "2019-budget-review")
    assert steps["2020"]["amount_won"] is None
    page = get(client, "/?unit=억원")
    assert "6.43" in page.texts("data")


# --- Search ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "id"),
    [("디지털배운터", "P0092"), ("디지털 시장실", "P0027"), ("P0027", "P0027"), ("빅데이터담당관", "U06-3")],
)
def test_search_finds(client: Client, text: str, id: str) -> None:
    hits = client.get("/search.json", params={"q": text}).json()["hits"]
    assert hits[0]["id"] == id
    assert hits[0]["path"] == f"/{hits[0]['type']}/{id}"
    assert hits[0]["path"] in list(get(client, f"/search?q={text}").links())


def test_a_name_that_is_only_like_another_is_a_question(client: Client) -> None:
    assert "이것을 찾으셨나요" in client.get("/search", params={"q": "디지탈배운타"}, headers=HTML).text
    assert "이것을 찾으셨나요" not in client.get("/search", params={"q": "디지털 시장실"}, headers=HTML).text


def test_search_for_nothing_alike(client: Client) -> None:
    page = client.get("/search", params={"q": "쿼카쿼카쿼카"}, headers=HTML)
    assert page.status_code == 200
    assert "비슷한 이름도 없다" in page.text


@pytest.mark.parametrize("text", ["", " ", "··", "가" * 201])
def test_what_cannot_be_searched_for_is_said_in_one_line(client: Client, text: str) -> None:
    response = client.get("/search.json", params={"q": text})
    assert response.status_code == 400
    assert set(response.json()) == {"error", "next_step", "status"}


# --- Queries --------------------------------------------------------------------------------------------


def test_the_list_holds_the_library_in_groups_that_have_names(client: Client) -> None:
    links = list(get(client, "/query").links())
    assert {f"/query/{name}" for name in whole_library()} <= set(links)
    assert {name.partition("/")[0] for name in whole_library()} <= set(GROUPS)
    assert len(client.get("/query.json").json()["queries"]) == len(whole_library())


@pytest.mark.parametrize(
    "name", [name for name in whole_library() if not name.startswith(("export/", "page/"))]
)
def test_every_question_has_a_page(client: Client, name: str) -> None:
    page = get(client, f"/query/{name}")
    query = whole_library()[name]
    fields = {
        attrs["name"] for tag, attrs, _ in page.elements if tag in ("input", "select") and "name" in attrs
    }
    assert {parameter.name for parameter in query.parameters} <= fields
    assert query.description_ko in " ".join(page.texts("p"))


def test_an_answer_as_table_csv_and_json(client: Client, engine: Embedded) -> None:
    address = "/query/unit/programs{}?unit=U06-3&year=2023"
    data = client.get(address.format(".json")).json()
    assert data["head"]["vars"] == ["program", "name", "basis"]
    csv = client.get(address.format(".csv"))
    assert csv.content.startswith("\ufeffprogram,name,basis\r\n".encode())
    assert "unit-programs.csv" in csv.headers["content-disposition"]
    assert not client.get(address.format(".csv") + "&bom=0").content.startswith(b"\xef\xbb\xbf")
    assert len(csv.text.splitlines()) - 1 == len(data["results"]["bindings"]) > 5
    page = get(client, address.format(""))
    assert {f"/program/{row['program']['value']}" for row in data["results"]["bindings"]} <= set(page.links())
    assert client.get(address.format(""), headers={"accept": "text/csv"}).text.startswith("\ufeffprogram")


def test_numbers_by_year_are_drawn(client: Client) -> None:
    page = get(client, "/query/program/amounts?program=P0027&unit=억원")
    assert "6.43" in page.texts("text")
    assert [attrs["aria-labelledby"] for tag, attrs, _ in page.elements if tag == "svg"]
    assert "svg" not in {tag for tag, _, _ in get(client, "/query/unit/versions").elements}


def test_the_drawing_of_an_answer_is_taken_along(client: Client) -> None:
    drawn = client.get("/query/program/amounts.svg?program=P0027&unit=억원")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert ">6.43</text>" in drawn.text
    assert client.get("/query/program/amounts.png?program=P0027").content.startswith(b"\x89PNG")
    assert client.get("/query/unit/versions.png").status_code == 400


def test_lines_and_documents_are_links(client: Client) -> None:
    links = set(get(client, "/query/program/amounts?program=P0027").links())
    assert {"/document/2019-budget-review/line/956", "/document/2019-budget-review"} <= links


def test_the_curl_line_gets_the_answer(client: Client) -> None:
    page = get(client, "/query/unit/programs?unit=U06-3&year=2023")
    line = next(text for text in page.texts("code") if text.startswith("curl"))
    address = re.fullmatch(r"curl '?http://127\.0\.0\.1(/[^']*)'?", line)
    assert address
    assert client.get(address[1]).text.startswith("program,name,basis")


def test_the_sparql_of_an_answer_has_its_values(client: Client) -> None:
    page = get(client, "/query/program/years?program=P0052")
    assert any("id/program/P0052" in text and "?_" not in text for text in page.texts("code"))
    # The editor opens with it, in the reader's language, with scripts or without.
    page = get(client, "/query/program/years?program=P0052&lang=en")
    link = next(link for link in page.links() if link.startswith("/sparql?edit="))
    editor = get(client, link)
    assert "id/program/P0052" in editor.texts("textarea")[0]
    assert editor.elements[0][1]["lang"] == "en"


def test_a_question_to_other_servers_is_shown_and_not_asked(client: Client) -> None:
    federated = [name for name, query in whole_library().items() if query.federated]
    assert federated
    for name in federated:
        page = get(client, f"/query/{name}")
        assert any("SERVICE" in text for text in page.texts("code"))
        assert any("다른 서버에도" in text for text in page.texts("p"))
        assert client.get(f"/query/{name}.csv").status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/query/program/amount", 404),
        ("/query/program/amounts?nothing=1", 400),
        ("/query/unit/programs?year=twenty", 400),
        ("/query/unit/programs?unit=a%22%3E%3Cscript%3E", 400),
        ("/query/../../etc/passwd", 404),
        ("/query/program/amounts.exe", 404),
    ],
)
def test_what_there_is_not_is_said(client: Client, path: str, status: int) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == status
    assert "Traceback" not in response.text
    assert "<script>" not in response.text


def test_a_value_cannot_change_the_query_or_the_page(client: Client) -> None:
    value = '"><script>alert(1)</script>'
    response = client.get("/query/program/find", params={"key": value}, headers=HTML)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    response = client.get("/query/program/find.json", params={"key": '" } UNION { ?thing ?id ?name } #'})
    assert response.json()["results"]["bindings"] == []


# --- Editor ---------------------------------------------------------------------------------------------


def test_the_editor_is_a_plain_form_with_the_query(client: Client) -> None:
    text = "SELECT * { ?s ?p '</textarea></script><script>' } # & <b>"
    page = get(client, f"/sparql?edit={quote(text, safe='')}")
    assert page.texts("textarea") == [text]
    form = next(attrs for tag, attrs, _ in page.elements if tag == "form" and attrs.get("id") == "plain")
    assert (form["method"], form["action"]) == ("post", "/sparql")
    data = json.loads(next(t for t in page.texts("script") if t.startswith("{")))
    assert data["text"] == text
    assert {name for name in whole_library() if not name.startswith(("search/", "page/"))} == set(
        data["examples"]
    )
    assert data["classes"]["https://w3id.org/gyebo/def#Figure"] == "수치"


def test_an_example_of_the_library_opens_by_name(client: Client) -> None:
    assert "id/program/P0027" in get(client, "/sparql?example=program/amounts").texts("textarea")[0]
    assert get(client, "/sparql?example=nothing").texts("textarea")[0].startswith("PREFIX")


def test_what_others_have_written_is_what_they_published() -> None:
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    digests = re.findall(r"^([0-9a-f]{64})  (\S+)$", readme, re.MULTILINE)
    assert len(digests) == 2
    for digest, name in digests:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
    assert "MIT License" in (STATIC / "vendor" / "yasgui" / "LICENSE").read_text(encoding="utf-8")


def test_our_own_files_name_no_other_host() -> None:
    for path in [*STATIC.glob("*.*"), *(STATIC.parent / "templates").glob("*.html")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        hosts = set(re.findall(r"https?://([^/\s\"'<{]+)", text))
        assert hosts <= {"creativecommons.org", "w3id.org"}, path.name


# --- Discrepancies --------------------------------------------------------------------------------------


def test_discrepancies_are_filtered(client: Client) -> None:
    every = client.get("/discrepancies.json").json()
    assert every["count"] > 100
    chosen = {"document": "2019-budget-review", "severity": "violation"}
    found = client.get("/discrepancies.json", params=chosen).json()
    assert 0 < found["count"] < every["count"]
    assert {(d["document"], d["severity"]) for d in found["discrepancies"]} == {tuple(chosen.values())}
    rows = client.get("/discrepancies.csv", params=chosen).text.splitlines()
    assert len(rows) - 1 == found["count"]
    page = get(client, "/discrepancies?document=2019-budget-review&severity=violation")
    chosen_options = [text for tag, attrs, (text,) in options(page) if "selected" in attrs]
    assert [text for text in chosen_options if text.startswith("2019-budget-review")]


def options(page: Page) -> list[tuple[str, dict[str, str], tuple[str]]]:
    return [(tag, attrs, ("".join(text),)) for tag, attrs, text in page.elements if tag == "option"]


@pytest.mark.parametrize("name", ["document", "rule", "severity", "judgement"])
def test_an_unknown_filter_is_refused(client: Client, name: str) -> None:
    assert client.get("/discrepancies", params={name: "nothing"}, headers=HTML).status_code == 400


def test_one_discrepancy(client: Client) -> None:
    first = client.get("/discrepancies.json", params={"rule": "change-rate"}).json()["discrepancies"][0]
    page = get(client, first["path"])
    assert first["message_ko"] in page.texts("p")
    assert f"/document/{first['document']}/line/{first['line']}" in list(page.links())
    told = client.get(first["path"] + ".json").json()
    assert told["printed"] == first["printed"]
    assert any(target["raw"] == first["printed"] for target in told["targets"])
    turtle = client.get(first["path"], headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert "gb:Discrepancy" in turtle.text
    assert client.get("/discrepancy/2019-budget-review/nothing", headers=HTML).status_code == 404


# --- Ontology -------------------------------------------------------------------------------------------


def test_every_term_has_an_anchor(client: Client) -> None:
    page = get(client, "/ontology")
    ids = {attrs["id"] for _, attrs, _ in page.elements if "id" in attrs}
    known = vocabulary()
    terms = (*known.classes, *known.properties, *known.dimensions)
    assert len(terms) > 150
    assert {term.name.anchor for term in terms} <= ids
    assert {link[1:] for link in page.links() if link.startswith("#") and link != "#main"} <= ids


@pytest.mark.parametrize("name", [codes.name for codes in vocabulary().lists])
def test_every_list_has_a_page_with_its_codes(client: Client, name: str) -> None:
    page = get(client, f"/ontology/codes/{name}")
    ids = {attrs["id"] for _, attrs, _ in page.elements if "id" in attrs}
    codes = vocabulary().codes(name)
    assert codes
    assert {code.anchor for code in codes.codes} <= ids


@pytest.mark.parametrize(
    ("path", "accept", "place"),
    [
        ("/def", HTML["accept"], "/ontology"),
        ("/def", "text/turtle", "/ontology.ttl"),
        ("/code/amount-kind", HTML["accept"], "/ontology/codes/amount-kind"),
        ("/code/amount-kind/carried-in", HTML["accept"], "/ontology/codes/amount-kind#carried-in"),
        ("/code/amount-kind/carried-in", "text/turtle", "/ontology/codes/amount-kind.ttl"),
    ],
)
def test_terms_lead_to_what_tells_of_them(client: Client, path: str, accept: str, place: str) -> None:
    response = client.get(path, headers={"accept": accept}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, place)
    assert client.get(place, headers={"accept": accept}).status_code == 200


def test_turtle_of_the_ontology_is_the_file(client: Client, root: Path) -> None:
    assert (root / "ontology" / "gyebo.ttl").read_text(encoding="utf-8") in client.get("/ontology.ttl").text
    codes = (root / "ontology" / "codes" / "round.ttl").read_text(encoding="utf-8")
    assert client.get("/ontology/codes/round.ttl").text == codes
    assert client.get("/ontology/codes/..%2Fgyebo.ttl").status_code == 404
    assert client.get("/code/nothing/x", headers=HTML).status_code == 404


# --- About ----------------------------------------------------------------------------------------------


def test_about_counts_what_the_graph_holds(client: Client, engine: Embedded) -> None:
    told = client.get("/about.json").json()
    query = "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?f a <https://w3id.org/gyebo/def#Figure> }"
    assert sum(d["contents"]["Figure"] for d in told["documents"]) == int(
        next(engine.select(query).texts())[0]
    )
    assert sum(told["judgements"].values()) == client.get("/discrepancies.json").json()["count"]
    assert len(told["documents"]) == 5
    assert f"{told['things']['Program']}" in client.get("/about", headers=HTML).text


# --- Cells ----------------------------------------------------------------------------------------------


def test_cells_lead_to_what_they_name() -> None:
    def place(term: NamedNode | Literal, variable: str = "", document: str = "") -> tuple[str, str]:
        made = cells.cell(term, variable, document=document)
        return made.path, made.address

    base = "https://w3id.org/gyebo/"
    assert place(NamedNode(f"{base}id/program/P0027")) == ("/id/program/P0027", "")
    assert place(NamedNode(f"{base}def#Figure")) == ("/ontology#Figure", "")
    assert place(NamedNode(f"{base}code/round/0")) == ("/ontology/codes/round#0", "")
    assert place(NamedNode("http://example.org/x")) == ("", "http://example.org/x")
    assert place(NamedNode("javascript:alert(1)")) == ("", "")
    assert place(Literal(12), "line", "2019-budget-review") == ("/document/2019-budget-review/line/12", "")
    assert place(Literal("U06-3")) == ("/unit/U06-3", "")
    assert cells.cell(Literal(555351000), "amount") == cells.Cell("555,351,000", number=True)
    assert cells.cell(Literal(2019), "line").text == "2019"
    assert cells.cell(None) == cells.Cell("")


def test_codes_are_told_in_words() -> None:
    rows = Rows(("kind", "round", "appropriation"), ((Literal("final"), Literal("S"), Literal(12345)),))
    told = [(one.text, one.code) for one in next(cells.table(rows, "https://w3id.org/gyebo/", 1, "ko"))]
    assert told == [("최종예산", "final"), ("결산", "S"), ("12,345", "")]
    assert [headings.heading(name, "ko") for name in rows.variables] == ["구분", "차수", "예산현액(원)"]
