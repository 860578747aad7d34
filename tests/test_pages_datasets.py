"""What pages tell search engines of their data: JSON-LD that a processor reads, held against catalogue and server."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

from gyebo.export.catalogue import described, sources
from gyebo.export.dcat import write_catalogue
from gyebo.graph.terms import BASE
from gyebo.server.app import create_app
from gyebo.server.security import EDITOR_POLICY, PAGE_POLICY
from gyebo.server.settings import Settings
from gyebo.store.embedded import Embedded

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # rdflib's own
SCHEMA = Namespace("https://schema.org/")
HOST = "https://data.example.org"
# Addresses are IRIs there; this much of schema.org's own context the blocks use.
CONTEXT = {"@vocab": str(SCHEMA), **{name: {"@type": "@id"} for name in ("url", "contentUrl", "license")}}
DATASETS = {
    "/": f"{BASE}.well-known/void#dataset",
    "/about": f"{BASE}.well-known/void#dataset",
    "/document/2019-budget-review": f"{BASE}id/document/2019-budget-review#dataset",
    "/document/2023-settlement-review": f"{BASE}id/document/2023-settlement-review#dataset",
    "/program/P0027": f"{BASE}id/program/P0027#dataset",
}
Ask = Callable[[str], httpx.Response]


@pytest.fixture(scope="module")
def ask(store: Path) -> Iterator[Ask]:
    with asyncio.Runner() as runner:
        app = create_app(Settings(store=store, access_log=False))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)
        yield lambda path: runner.run(client.get(path))
        runner.run(client.aclose())
        runner.run(ended(app))


async def ended(app: Any) -> None:
    """Stop an application as a server does."""

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.shutdown"}

    async def send(_message: Any) -> None:
        return None

    await app({"type": "lifespan"}, receive, send)


def told(page: str) -> dict[str, Any]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    read: dict[str, Any] = json.loads(blocks[0])
    return read


def graph(block: dict[str, Any]) -> Graph:
    """Read a block as a JSON-LD processor does, with no network."""
    assert block["@context"] == "https://schema.org/"
    return Graph().parse(data=json.dumps({**block, "@context": CONTEXT}), format="json-ld")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", DATASETS)
def test_a_page_tells_its_dataset(ask: Ask, path: str, language: str) -> None:
    found = graph(told(ask(f"{path}?lang={language}").text))
    this = URIRef(DATASETS[path])
    assert found.value(this, RDF.type) == SCHEMA.Dataset
    # What Google's dataset search needs: a name, and a description of 50 to 5000 letters.
    assert found.value(this, SCHEMA.name)
    assert 50 <= len(str(found.value(this, SCHEMA.description))) <= 5000
    names = {str(name) for key in (SCHEMA.name, SCHEMA.alternateName) for name in found.objects(this, key)}
    assert len(names) == 2 and sum(bool(re.search("[가-힣]", name)) for name in names) == 1
    assert bool(re.search("[가-힣]", str(found.value(this, SCHEMA.name)))) is (language == "ko")
    assert found.value(this, SCHEMA.url) == URIRef(HOST + path.replace("/about", "/"))
    assert re.fullmatch(r"20\d\d-01-01/20\d\d-12-31", str(found.value(this, SCHEMA.temporalCoverage)))
    catalogue = found.value(this, SCHEMA.includedInDataCatalog)
    assert found.value(catalogue, RDF.type) == SCHEMA.DataCatalog and found.value(catalogue, SCHEMA.name)


@pytest.mark.parametrize("path", DATASETS)
def test_every_address_is_answered_with_its_type(ask: Ask, path: str) -> None:
    found = graph(told(ask(path).text))
    files = list(found.objects(URIRef(DATASETS[path]), SCHEMA.distribution))
    assert len(files) >= 4
    for file in files:
        address = str(found.value(file, SCHEMA.contentUrl))
        answer = ask(address.removeprefix(HOST))
        assert address.startswith(HOST + "/") and answer.status_code == 200 and answer.content, address
        said = found.value(file, SCHEMA.encodingFormat)
        assert answer.headers["content-type"].partition(";")[0] == str(said), address
    for page in found.objects(None, SCHEMA.url):
        assert ask(urlsplit(str(page)).path).status_code == 200


def test_it_says_what_the_catalogue_says(ask: Ask, engine: Embedded, tmp_path: Path) -> None:
    list(write_catalogue(described(engine, tmp_path, []), tmp_path))
    catalogue = Graph().parse(tmp_path / "catalogue" / "catalogue.ttl")
    same = {
        SCHEMA.name: DCTERMS.title, SCHEMA.description: DCTERMS.description, SCHEMA.version: URIRef(f"{DCAT}version"),
        SCHEMA.dateCreated: DCTERMS.issued, SCHEMA.dateModified: DCTERMS.modified, SCHEMA.license: DCTERMS.license,
        SCHEMA.creator: DCTERMS.publisher, SCHEMA.publisher: DCTERMS.publisher, SCHEMA.keywords: DCAT.keyword,
        SCHEMA.spatialCoverage: DCTERMS.spatial,
    }  # fmt: skip
    for path, iri in DATASETS.items():
        if "/program/" in path:  # no dataset of the catalogue
            continue
        found, this = graph(told(ask(path).text)), URIRef(iri)
        for ours, theirs in same.items():
            expected = {
                str(value)
                for value in catalogue.objects(this, theirs)
                if not isinstance(value, Literal) or value.language in (None, "ko")
            }
            assert expected and {str(value) for value in found.objects(this, ours)} == expected, ours
        period = catalogue.value(this, DCTERMS.temporal)
        first, last = (catalogue.value(period, end) for end in (DCAT.startDate, DCAT.endDate))
        assert str(found.value(this, SCHEMA.temporalCoverage)) == f"{first}/{last}"


def test_it_names_the_documents_that_it_rests_on(ask: Ask, engine: Embedded) -> None:
    documents = {source.id: source for source in sources(engine)}
    assert {each["@id"] for each in told(ask("/").text)["isBasedOn"]} == {
        source.iri for source in documents.values()
    }
    for id, source in documents.items():
        based = told(ask(f"/document/{id}").text)["isBasedOn"]
        assert (based["@id"], based["name"]) == (source.iri, source.title.ko)
        assert based["publisher"]["name"] == source.publisher.ko
        assert based.get("datePublished", "") == source.issued
    printed = {row["document"] for row in json.loads(ask("/program/P0027.json").text)["figures"]}
    named = {each["@id"].rpartition("/")[2] for each in told(ask("/program/P0027").text)["isBasedOn"]}
    assert named == printed & documents.keys() and named


def test_markup_in_a_name_stays_in_the_block() -> None:
    from gyebo.server.pages.render import environment

    name = "</script><script>alert(1)</script><!-- & 'x' \"y\" 사업"
    block = environment().from_string(
        '<script type="application/ld+json">{{ data | tojson }}</script>'
    ).render(data={"name": name})  # fmt: skip
    assert block.count("<") == 2 and "사업" in block and told(block) == {"name": name}


@pytest.mark.parametrize("policy", [PAGE_POLICY, EDITOR_POLICY])
def test_no_inline_script_may_run(ask: Ask, policy: bytes) -> None:
    allowed = dict(part.strip().partition(b" ")[::2] for part in policy.split(b";"))
    assert allowed[b"script-src"] == b"'self'"
    assert ask("/").headers["content-security-policy"].encode() == PAGE_POLICY


def test_a_graph_without_documents_tells_its_dataset_all_the_same(tmp_path: Path) -> None:
    from hashlib import sha256

    from pyoxigraph import NamedNode, Quad

    from gyebo.store.layout import publish
    from gyebo.store.write import fill

    thing = NamedNode("https://one.example/id/thing")
    quad = Quad(thing, thing, thing, NamedNode("https://one.example/id/graph/x"))
    publish(tmp_path, sha256(b"one").hexdigest(), "0", lambda path: fill(path, [quad]))
    app = create_app(Settings(store=tmp_path, base="https://one.example/", access_log=False))

    async def page() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
            return await client.get("/about")

    block = told(asyncio.run(page()).text)
    assert block["@id"] == "https://one.example/.well-known/void#dataset"
    assert "temporalCoverage" not in block and "dateModified" not in block and block["isBasedOn"] == []
