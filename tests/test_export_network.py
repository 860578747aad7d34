"""The lineages as graphs and drawings: networkx reads back what the query library tells."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from gyebo.export.formats import export
from gyebo.export.network import Link, Network, Program, _dot, _entities, _gexf, _graphml, _mermaid, network
from gyebo.export.request import ALL, Request
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
        Link("C1", "P1", "P2", "rename", NASTY, NASTY, "둘", "2018", "", "2019", "inferred", "0.9", "d:1", NASTY),
        Link("C2", "P1", "P2", "merge", "통합", "", "", "", "", "", "stated", "", "", ""),
    ),
)  # fmt: skip


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
            said["evidence"] == f"{given['document']}:{given['line']}" and said["reason"] == given["reason"]
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
    engine: Embedded, tmp_path: Path
) -> None:
    found = network(engine)
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


def test_dot_says_every_link_with_its_evidence(engine: Embedded, tmp_path: Path) -> None:
    found = statements(written(engine, "dot", tmp_path).read_text(encoding="utf-8"))
    edges = {json.loads(said["id"]): (names, said) for names, said in found if len(names) == 2}
    links = {link.id: link for link in network(engine).links}
    assert set(edges) == set(links)
    for change, (names, said) in edges.items():
        link = links[change]
        assert names == [f'"{link.source}"', f'"{link.target}"']
        assert json.loads(said["evidence"]) == link.evidence and json.loads(said["status"]) == link.status
        assert json.loads(said["style"]) == ("dashed" if link.status == "inferred" else "solid")
    strange = statements("\n".join(_dot(STRANGE)))
    assert json.loads(strange[3][1]["label"]) == " ".join(NASTY.split())
