"""The site in a real browser: a person's way through it, accessibility by axe-core, nothing asked from elsewhere.

Needs Debian's chromium and axe-core (tests/tools/install). Where they may not be installed the tests skip; in CI,
where they are installed, a missing one is a failure.
"""

import contextlib
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

TOOLS = Path(__file__).parent / "tools"
AXE = TOOLS / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
)  # fmt: skip
# Of hundreds of like rows and terms the first ones stand for all.
REPEATED = "tbody tr:nth-of-type(n+30), article.term:nth-of-type(n+30)"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# A page of every type.
PAGES = (
    "/", "/programs", "/program/P0013", "/program/P0013?lang=en&unit=억원", "/units", "/unit/U06-3", "/documents",
    "/document/2019-budget-review", "/document/2019-budget-review/line/452", "/change/C0005", "/years", "/year/2019",
    "/items", "/search?q=스마트시티", "/search?q=디지탈배운타", "/query", "/query/program/amounts",
    "/query/unit/programs?year=2023",
    "/query/federated/per_inhabitant", "/sparql", "/discrepancies?document=2021-q4-diversion-report", "/ontology",
    "/ontology/codes/amount-kind", "/about", "/nothing-here",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> str:
    """The path of chromium, where both it and axe-core are installed."""
    found = shutil.which("chromium")
    missing = [name for name, there in (("chromium", found), ("axe-core", AXE.is_file())) if not there]
    if missing or found is None:
        reason = f"{' and '.join(missing)} not installed: tests/tools/install"
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def site(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `gyebo serve` over the store, as its own process, once it answers."""
    command = [sys.executable, "-m", "gyebo", "serve", "--port", "0", "--store", str(store)]
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("w") as told, subprocess.Popen(command, stderr=told) as process:
        try:
            yield _address(log, process)
        finally:
            process.terminate()
            process.wait(10)


def _address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """Return the address that the server tells, when it has answered there."""
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        told = re.search(r"http://[\d.]+:\d+", log.read_text())
        if told:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{told[0]}/static/site.css", trust_env=False).raise_for_status()
                return told[0]
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()}")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


class Visit:
    """A browser window that notes what it asks for, what goes wrong, and blocks whatever would leave the machine."""

    def __init__(self, browser: Browser, site: str, **options: Any) -> None:
        self.site = site
        self.left: list[str] = []
        self.wrong: list[str] = []
        options = {"viewport": DESKTOP, "locale": "ko-KR", "accept_downloads": True, **options}
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(15_000)
        self.context.route("**/*", self._pass)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)

    def _pass(self, route: Any, request: Request) -> None:
        if request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.left.append(request.url)
            route.abort()

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def path(self) -> str:
        return urlsplit(self.page.url).path


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A window of a desktop; at the end nothing has left the machine and no script has failed."""
    made = Visit(browser, site)
    yield made
    made.context.close()
    assert made.left == []
    assert made.wrong == []


def test_from_a_misprint_to_the_line_of_evidence(visit: Visit) -> None:
    page = visit.go("/")
    page.get_by_role("searchbox").first.fill("스마트시티민관협럭")
    page.get_by_role("searchbox").first.press("Enter")
    expect(page.get_by_text("이것을 찾으셨나요")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="P0013").get_by_role("link").first.click()
    assert visit.path() == "/program/P0013"

    # Its lineage leads back to a program of 2018 that was merged into it; the change is told with its line.
    page.locator("svg a", has_text="2018 정보화전략위원회 운영").first.click()
    assert visit.path() == "/program/P0004"
    row = page.get_by_role("row").filter(has_text="C0005").first
    row.locator("a.cite").first.click()
    assert re.fullmatch(r"/document/2019-budget-review/line/\d+", visit.path())
    expect(page.get_by_role("heading", level=1)).to_contain_text("2019-budget-review")


def test_unit_and_language_are_switched_and_stay(visit: Visit) -> None:
    page = visit.go("/program/P0027")
    amount = page.locator("data[value='643078000']").first
    expect(amount).to_have_text("643,078")
    page.get_by_role("link", name="억원", exact=True).first.click()
    expect(page.locator("data[value='643078000']").first).to_have_text("6.43")
    page.get_by_role("link", name="English", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("data[value='643078000']").first).to_have_text("6.43")
    page.get_by_role("link", name="Programs").first.click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_question_is_asked_changed_and_taken_along(visit: Visit) -> None:
    page = visit.go("/query/unit/programs")
    page.get_by_label("회계연도").fill("2022")
    page.get_by_role("button", name="묻기").click()
    assert "year=2022" in page.url
    rows = page.locator("table.answer tbody tr").count()
    assert rows > 3

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert table[0] == ["program", "name", "basis"]
    assert len(table) - 1 == rows

    page.get_by_role("link", name="SPARQL로 고치기").click()
    expect(page.locator("#editor[data-ready]")).to_be_visible()
    page.locator("#run").click()
    expect(page.locator("#results")).to_contain_text(f"{rows}행")

    # The editor's text is changed by hand: of the same rows only one is asked for.
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nLIMIT 1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#results")).to_contain_text("1행,")
    expect(page.locator("#results table tbody tr")).to_have_count(1)


def test_the_editor_offers_examples_prefixes_and_links_that_stay_here(visit: Visit) -> None:
    page = visit.go("/sparql")
    page.locator("#example").select_option("program/years")
    page.get_by_role("button", name="불러오기").click()
    expect(page.locator(".CodeMirror")).to_contain_text("responsibleUnit")
    page.locator("#example").select_option("lineage/members")
    page.get_by_role("button", name="불러오기").click()
    page.locator("#run").click()
    link = page.locator("#results a.iri").first
    expect(link).to_have_attribute("href", re.compile(r"^/id/program/P\d+$"))
    link.click()
    page.wait_for_url("**/program/P*")

    # Prefixes and terms that are typed are completed with ours.
    page = visit.go("/sparql")
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * { ?x a gb:")
    expect(page.locator(".CodeMirror")).to_contain_text("PREFIX gb: <https://w3id.org/gyebo/def#>")
    page.keyboard.type("Unit")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("gb:UnitVersion")


def test_a_wrong_query_is_told_with_its_place(visit: Visit) -> None:
    page = visit.go("/sparql")
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * { ?s ?p")
    page.locator("#run").click()
    expect(page.get_by_role("alert")).to_contain_text("질의를 읽을 수 없습니다")
    expect(page.locator("#results")).to_be_hidden()
    visit.wrong.clear()  # the browser notes the status 400 on its console
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" ?o } LIMIT 3")
    page.locator("#run").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#results table tbody tr")).to_have_count(3)


def test_nothing_breaks_without_scripts(browser: Browser, site: str) -> None:
    visit = Visit(browser, site, java_script_enabled=False, viewport=PHONE)
    page = visit.go("/")
    page.locator("#home-q").fill("디지털 시장실")
    page.locator("form.big button").click()
    page.locator("ol.hits a").first.click()
    assert visit.path() == "/program/P0027"
    page.locator("a", has_text="억원").first.click()
    expect(page.locator("data[value='643078000']").first).to_have_text("6.43")
    page = visit.go("/sparql?example=program/years")
    expect(page.locator("#query-text")).to_be_visible()
    expect(page.locator("#query-text")).to_have_value(re.compile("id/program/P0027"))
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.locator("#plain button").click()
    assert answered.value.status == 200
    assert visit.left == []
    visit.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault(visit: Visit, path: str) -> None:
    page = visit.go(path)
    if path == "/sparql":
        page.locator("#run").click()
        expect(page.locator("#results table tbody tr").first).to_be_visible()
    assert faults(page) == []
    # On a phone nothing but a table or a drawing, each within its own box, is wider than the page.
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if path == "/nothing-here":
        visit.wrong.clear()


def test_from_a_discrepancy_to_its_figures(visit: Visit) -> None:
    page = visit.go("/discrepancies")
    page.get_by_label("문서").select_option("2023-settlement-review")
    page.get_by_label("심각도").select_option("violation")
    page.get_by_role("button", name="거르기").click()
    row = page.locator("table.discrepancies tbody tr").first
    expect(row.locator("a.cite")).to_contain_text("2023-settlement-review")
    printed = row.locator("td.value").first.inner_text()
    row.locator("a:not(.cite)").first.click()
    assert faults(page) == []
    figure = page.locator("table a", has_text=re.compile(f"^{re.escape(printed)}$")).first
    figure.click()
    assert visit.path().startswith("/figure/2023-settlement-review/")
    expect(page.locator("main")).to_contain_text(printed)
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    ask = "repeated => axe.run({exclude: [[repeated]]}, {resultTypes: ['violations']})"
    found = page.evaluate(ask, REPEATED)
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit.go("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#home-q")).to_be_focused()
    page = visit.go("/sparql")
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA", "Tab stays in the editor"
