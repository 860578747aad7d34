"""The lineages as graphs and drawings, before those who read them: networkx, Graphviz, Mermaid in a browser."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Error, sync_playwright

from gyebo.export.formats import export
from gyebo.export.network import Link, Network, Program, _dot, _entities, _gexf, _graphml, _mermaid, network
from gyebo.export.request import ALL, Request
from gyebo.query import drawing
from gyebo.query.library import run
from gyebo.query.trace import trace
from gyebo.store.embedded import Embedded

NASTY = '예산 "가"\\ [나]; <다> & {라}|#마\n바\x0b'
STRANGE = Network(
    (
        Program("P1", NASTY, "가|나", "과", "2018", "", "P1"),
        Program("P2", "둘", "", "", "", "2023", "P1"),
    ),
    (
        Link("C1", "P1", "P2", "rename", NASTY, NASTY, "둘", "2018", "", "2019", "inferred", "0.9", "d:1", NASTY, NASTY),
        Link("C2", "P1", "P2", "merge", "통합", "", "", "", "", "", "stated", "", "", "", ""),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(engine: Embedded) -> Network:
    """All programs and links."""
    return network(engine)


def written(engine: Embedded, name: str, folder: Path, request: Request = ALL) -> Path:
    list(export(engine, name, folder / name, request))
    return folder / name


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_back_every_program_and_every_link(
    engine: Embedded, tmp_path: Path, name: str, read: "type[nx.MultiDiGraph[str]]"
) -> None:
    graph = read(written(engine, name, tmp_path))
    programs = {row["program_id"]: row for row in run(engine, "export/programs").records()}
    links = {row["change"]: row for row in run(engine, "lineage/links").records()}
    assert graph.is_directed() and set(graph.nodes) == set(programs)
    for program, said in graph.nodes(data=True):
        given = programs[str(program)]
        assert said["label"] == given["name"]
        assert set(said["names"].split("|")) == set(given["names"].split("|"))
        assert str(said.get("first_year", "")) == given["first_year"]
    edges = {
        said.get("id", key): (start, end, said) for start, end, key, said in graph.edges(data=True, keys=True)
    }
    assert set(edges) == set(links)
    for change, (start, end, said) in edges.items():
        given = links[str(change)]
        assert (start, end, said["kind"], said["status"]) == (
            given["fromId"], given["toId"], given["kind"], given["status"],
        )  # fmt: skip
        assert (
            said["evidence"] == f"{given['document']}:{given['line']}"
            and said["reason"] == given["reason"]
            and said["reason_ko"] == given["reasonKo"]
        )
        assert str(said["confidence"]).removesuffix(".0") == given["confidence"]


@pytest.mark.parametrize("program", ["P0027", "P0002", "P0015"])
def test_a_lineage_has_its_own_programs_and_links(engine: Embedded, program: str) -> None:
    found, traced = network(engine, program), trace(engine, program)
    assert {each.id for each in found.programs} == {member.id for member in traced.members}
    ids = {each.id for each in found.programs}
    told = {c.id for c in traced.changes if c.from_id != c.to_id and {c.from_id, c.to_id} <= ids}
    assert {link.id for link in found.links} == told


def test_gephi_s_time_line_has_years_and_no_date_of_today(engine: Embedded, tmp_path: Path) -> None:
    root = ElementTree.parse(written(engine, "gexf", tmp_path)).getroot()  # noqa: S314 (our own file)
    space = {"g": "http://gexf.net/1.3"}
    graph = root.find("g:graph", space)
    assert graph is not None and graph.get("mode") == "dynamic"
    node = next(each for each in root.iterfind(".//g:node", space) if each.get("id") == "P0027")
    assert (node.get("start"), node.get("end"), node.get("label")) == ("2017", "2023", "디지털 시장실 운영")
    meta = root.find("g:meta", space)
    assert meta is not None and meta.get("lastmodifieddate") is None


def test_signs_of_every_syntax_stay_text(tmp_path: Path) -> None:
    plain = NASTY.replace("\x0b", "")
    for name, lines, read in (("a.graphml", _graphml, nx.read_graphml), ("a.gexf", _gexf, nx.read_gexf)):
        (tmp_path / name).write_text("\n".join(lines(STRANGE)), encoding="utf-8")
        graph = read(tmp_path / name)
        assert graph.nodes["P1"]["label"].split() == plain.split()
        assert sorted(said["kind"] for *_, said in graph.edges(data=True)) == ["merge", "rename"]


# --- Mermaid, drawn by the npm package in a browser --------------------------------------------------------

MERMAID = Path(__file__).parent / "tools" / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
# Draws a text; gives the nodes with the lines of their labels, and the links with their ends, captions and style.
DRAW = r"""async text => {
  document.body.innerHTML = (await mermaid.render("drawn", text)).svg;
  const within = (element) => element ? element.innerHTML.split(/<br\s*\/?>/).map(line => {
    const held = document.createElement("p"); held.innerHTML = line; return held.textContent; }) : [];
  const nodes = [...document.querySelectorAll("g.node")].map(node =>
    [node.id.match(/flowchart-(.+)-\d+$/)[1], within(node.querySelector("p"))]);
  const links = [...document.querySelectorAll("path.flowchart-link")].map(path => {
    const label = document.querySelector(`.edgeLabel .label[data-id="${path.dataset.id}"] p`);
    const dotted = path.classList.contains("edge-pattern-dotted");
    return [path.dataset.id.match(/^L_(.+)_\d+$/)[1], within(label).join(" "), dotted];
  });
  return [nodes, links];
}"""
Drawn = tuple[list[tuple[str, list[str]]], list[tuple[str, str, bool]]]


def listed(drawn: tuple[list[list[Any]], list[list[Any]]]) -> Drawn:
    """Return what a browser gives, which knows only lists."""
    return [(id_, lines) for id_, lines in drawn[0]], [
        (ends, text, dotted) for ends, text, dotted in drawn[1]
    ]


@pytest.fixture(scope="module")
def draw() -> Iterator[Callable[[str], Drawn]]:
    """A function that has Mermaid draw a text, with nothing from the network; it raises where Mermaid cannot read it."""
    chromium = shutil.which("chromium")
    missing = [name for name, there in (("chromium", chromium), ("mermaid", MERMAID.is_file())) if not there]
    if missing:
        reason = f"{' and '.join(missing)} not installed: tests/tools/install"
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        page.add_script_tag(path=MERMAID)
        page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")
        yield lambda text: listed(page.evaluate(DRAW, text))
        browser.close()


def told(found: Network) -> tuple[dict[str, str], list[tuple[str, bool]]]:
    """Return what a drawing of a network must show: the name of each node, and each link, dotted where inferred."""
    names = {program.id: " ".join(program.label.split()) for program in found.programs}
    links = [(f"{link.source}_{link.target}", link.status == "inferred") for link in found.links]
    return names, sorted(links)


def test_mermaid_draws_every_program_and_every_link(
    engine: Embedded, whole: Network, tmp_path: Path, draw: Callable[[str], Drawn]
) -> None:
    joined = {end for link in whole.links for end in (link.source, link.target)}
    names, expected = told(whole)
    nodes, links = draw(written(engine, "mermaid", tmp_path).read_text(encoding="utf-8"))
    assert {id_: lines[1] for id_, lines in nodes} == {id_: names[id_] for id_ in joined}
    assert sorted((ends, dotted) for ends, _, dotted in links) == expected
    captions = {caption.rpartition(" ")[2] for _, caption, _ in links}
    assert captions == {link.evidence.rpartition(" ")[2] for link in whole.links}


def test_mermaid_shows_signs_of_its_own_as_they_are(draw: Callable[[str], Drawn]) -> None:
    nodes, links = draw("\n".join(_mermaid(STRANGE)))
    assert nodes[0] == ("P1", ["P1 2018", " ".join(NASTY.split()), "과"])
    assert sorted(links) == [
        ("P1_P2", f"2018 {' '.join(NASTY.split())} d:1", True), ("P1_P2", "통합", False),
    ]  # fmt: skip


@pytest.mark.parametrize("program", ["P0027", "P0046"])
def test_mermaid_draws_what_trace_tells(program: str, engine: Embedded, draw: Callable[[str], Drawn]) -> None:
    traced = trace(engine, program)
    nodes, _ = draw(drawing.mermaid(traced))
    shown = {id_: " ".join(lines) for id_, lines in nodes}
    assert shown == {f"{at.program}_{at.year}": f"{at.year} {at.name}" for at in traced.years}


@pytest.mark.parametrize("text", ['flowchart LR\n  A["x] --> B', "flowchart LR\n  A[a|b] --> B", "P1 ==> P2"])
def test_mermaid_refuses_what_is_no_flowchart(text: str, draw: Callable[[str], Drawn]) -> None:
    with pytest.raises(Error):
        draw(text)


# --- Graphviz ------------------------------------------------------------------------------------------------

SVG = {"s": "http://www.w3.org/2000/svg"}


def drawn_by_dot(text: str) -> list[ElementTree.Element]:
    """Return the drawings that Graphviz makes of a text: one for each digraph in it."""
    program = shutil.which("dot")
    if program is None:
        pytest.skip("dot is not installed (Debian: see tests/tools/apt.txt)")
    done = subprocess.run([program, "-Tsvg"], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "syntax error" not in done.stderr, done.stderr
    parts = re.split(r"(?=<\?xml )", done.stdout.partition("<?xml ")[1] + done.stdout.partition("<?xml ")[2])
    bare = (re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", part) for part in parts if part.strip())
    return [ElementTree.fromstring(part) for part in bare]  # noqa: S314 (drawn here)


def parts(drawn: ElementTree.Element, kind: str) -> dict[str, ElementTree.Element]:
    """Return the nodes of a drawing by name, or its edges by id."""
    found = [each for each in drawn.iterfind(".//s:g", SVG) if each.get("class") == kind]
    return {
        each.get("id", "") if kind == "edge" else each.findtext("s:title", "", SVG): each for each in found
    }


def test_graphviz_draws_every_lineage(whole: Network) -> None:
    lineages = sorted({program.lineage for program in whole.programs})
    members = {name: {p.id for p in whole.programs if p.lineage == name} for name in lineages}
    alone = [
        Network(
            tuple(p for p in whole.programs if p.id in ids),
            tuple(link for link in whole.links if link.source in ids),
        )
        for ids in members.values()
    ]
    drawings = drawn_by_dot("\n".join(line for each in (whole, *alone) for line in _dot(each)))
    assert len(drawings) == len(lineages) + 1 > 50
    for given, drawn in zip((whole, *alone), drawings, strict=True):
        nodes, edges = parts(drawn, "node"), parts(drawn, "edge")
        names = {p.id: " ".join(p.label.split()) for p in given.programs}
        assert {id_: node.findtext("s:text", "", SVG) for id_, node in nodes.items() if id_ in names} == names
        ends = {id_: edge.findtext("s:title", "", SVG) for id_, edge in edges.items()}
        assert ends == {link.id: f"{link.source}->{link.target}" for link in given.links}


def test_graphviz_shows_signs_of_its_own_as_they_are_and_dashes_what_is_inferred() -> None:
    (drawn,) = drawn_by_dot("\n".join(_dot(STRANGE)))
    assert parts(drawn, "node")["P1"].findtext("s:text", "", SVG) == " ".join(NASTY.split())
    dashed = {
        id_: any(path.get("stroke-dasharray") for path in edge.iterfind("s:path", SVG))
        for id_, edge in parts(drawn, "edge").items()
    }
    assert dashed == {"C1": True, "C2": False}


def test_graphviz_refuses_a_broken_digraph() -> None:
    with pytest.raises(AssertionError, match="syntax error"):
        drawn_by_dot('digraph g { "a" -> ; }')


# --- what the files say, by their grammar --------------------------------------------------------------------

NODE = re.compile(r'  (P\w+)\["([^"<>\[\]{}|]|<br/>)+"\]')
LINK = re.compile(r'  (P\w+) (?:==>|-\.->)\|"[^"<>\[\]{}|]+"\| (P\w+)')


def test_mermaid_is_made_of_nodes_and_links_and_nothing_else(engine: Embedded, tmp_path: Path) -> None:
    for text in (
        written(engine, "mermaid", tmp_path).read_text(encoding="utf-8"),
        "\n".join(_mermaid(STRANGE)),
    ):
        head, *lines = text.splitlines()
        nodes = [found[1] for line in lines if (found := NODE.fullmatch(line))]
        links = [found for line in lines if (found := LINK.fullmatch(line))]
        assert head == "flowchart LR" and len(nodes) + len(links) == len(lines)
        assert len(set(nodes)) == len(nodes) and {end for link in links for end in link.groups()} <= set(
            nodes
        )
    assert _entities('"가"|나') == "#34;가#34;#124;나"


def test_drawings_leave_out_what_nothing_joins_and_dash_what_is_inferred(
    engine: Embedded, whole: Network, tmp_path: Path
) -> None:
    found = whole
    joined = {end for link in found.links for end in (link.source, link.target)}
    text = written(engine, "mermaid", tmp_path).read_text(encoding="utf-8")
    assert (
        set(re.findall(r"^  (P\d+)\[", text, re.MULTILINE)) == joined < {each.id for each in found.programs}
    )
    assert text.count("-.->") == sum(link.status == "inferred" for link in found.links) > 0
    alone = written(engine, "mermaid", tmp_path, Request(program="P0027")).read_text(encoding="utf-8")
    assert "디지털 시장실 운영" in alone


# A reader of the part of the DOT language that a digraph of quoted names needs: its grammar, not ours.
TOKEN = re.compile(r'\s*(?:("(?:\\.|[^"\\])*")|(->|[\[\]{};=,])|([A-Za-z_][A-Za-z0-9_]*))')


def tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        assert match, text[at : at + 40]
        found.append(match.group().strip())
        at = match.end()
    return found


def statements(text: str) -> list[tuple[list[str], dict[str, str]]]:
    """Return the statements of a digraph: the names in each, and its attributes."""
    head, name, opening, *rest, closing = tokens(text)
    assert (head, name, opening, closing) == ("digraph", "gyebo", "{", "}")
    found, statement = [], list[str]()
    for word in rest:
        if word != ";":
            statement.append(word)
            continue
        at = statement.index("[")
        assert statement[-1] == "]"
        pairs = " ".join(statement[at + 1 : -1])
        attributes = re.findall(r'(\w+) = ("(?:\\.|[^"\\])*"|\w+)', pairs)
        assert len(attributes) == statement.count("=")
        found.append(([each for each in statement[:at] if each != "->"], dict(attributes)))
        statement = []
    return found


def test_dot_says_every_link_with_its_evidence(engine: Embedded, whole: Network, tmp_path: Path) -> None:
    found = statements(written(engine, "dot", tmp_path).read_text(encoding="utf-8"))
    edges = {json.loads(said["id"]): (names, said) for names, said in found if len(names) == 2}
    links = {link.id: link for link in whole.links}
    assert set(edges) == set(links)
    for change, (names, said) in edges.items():
        link = links[change]
        assert names == [f'"{link.source}"', f'"{link.target}"']
        assert json.loads(said["evidence"]) == link.evidence and json.loads(said["status"]) == link.status
        assert json.loads(said["style"]) == ("dashed" if link.status == "inferred" else "solid")
    strange = statements("\n".join(_dot(STRANGE)))
    assert json.loads(strange[3][1]["label"]) == " ".join(NASTY.split())
