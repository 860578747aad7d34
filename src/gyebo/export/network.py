"""`graphml`, `gexf`, `mermaid`, `dot`: programs as nodes, the changes that join two of them as edges.

Node attributes: names in Korean, departments, first and last year, lineage. Edge attributes: kind, status
(stated or inferred), confidence, date, reason in both languages, and the evidence as document:line. Links that no document
states are drawn dashed. Files and drawings of one lineage hold its programs and the links among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gyebo.errors import UsageProblem
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import source
from gyebo.query.library import run
from gyebo.store.engine import Engine

_KINDS = {"rename": "명칭 변경", "merge": "통합", "split": "분리", "transfer": "이관"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Program:
    """A node: a program through time."""

    id: str
    label: str
    names: str
    departments: str
    first_year: str
    last_year: str
    lineage: str


@dataclass(frozen=True, slots=True)
class Link:
    """An edge: a change that joins two different programs."""

    id: str
    source: str
    target: str
    kind: str
    label: str
    from_name: str
    to_name: str
    from_year: str
    to_year: str
    date: str
    status: str
    confidence: str
    evidence: str
    reason: str
    reason_ko: str


@dataclass(frozen=True, slots=True)
class Network:
    """The programs and the links between them, each in the order of its id."""

    programs: tuple[Program, ...]
    links: tuple[Link, ...]


# Attribute, its type in GraphML, its type in GEXF; everything else about a node or an edge is its identity.
_NODE = (
    ("names", "string", "string"), ("departments", "string", "string"), ("first_year", "int", "integer"),
    ("last_year", "int", "integer"), ("lineage", "string", "string"),
)  # fmt: skip
_EDGE = (
    ("kind", "string", "string"), ("from_name", "string", "string"), ("to_name", "string", "string"),
    ("from_year", "int", "integer"), ("to_year", "int", "integer"), ("date", "string", "string"),
    ("status", "string", "string"), ("confidence", "double", "double"), ("evidence", "string", "string"),
    ("reason", "string", "string"), ("reason_ko", "string", "string"),
)  # fmt: skip


def network(engine: Engine, program: str = "") -> Network:
    """Return all programs and links, or those of one program's lineage (by id)."""
    table = source(engine, "programs")
    records = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    programs = {record["program_id"]: _program(record) for record in records}
    if program:
        members = _members(engine, program)
        programs = {id_: known for id_, known in programs.items() if id_ in members}
    links: dict[str, Link] = {}
    for record in run(engine, "lineage/links").records():
        link = _link(record)
        if link.source in programs and link.target in programs:
            known = links.get(link.id)
            evidence = link.evidence if known is None else f"{known.evidence} {link.evidence}"
            links[link.id] = replace(link, evidence=evidence)
    return Network(tuple(programs.values()), tuple(links[id_] for id_ in sorted(links)))


def _members(engine: Engine, program: str) -> set[str]:
    found = run(engine, "lineage/members", {"program": program}).records()
    members = {record["program"].rpartition("/")[2] for record in found}
    if not members:
        raise UsageProblem(
            f"no program has the id {program!r}", "ids look like P0027; find them with gyebo search"
        )
    return members


def _program(record: dict[str, str]) -> Program:
    return Program(
        record["program_id"], record["name"], record["names"], record["departments"], record["first_year"],
        record["last_year"], record["lineage"].rpartition("/")[2],
    )  # fmt: skip


def _link(record: dict[str, str]) -> Link:
    evidence = f"{record['document']}:{record['line']}" if record["document"] else ""
    return Link(
        record["change"], record["fromId"], record["toId"], record["kind"], _KINDS.get(record["kind"], record["kind"]),
        record["fromName"], record["toName"], record["fromYear"], record["toYear"], record["date"], record["status"],
        record["confidence"], evidence, record["reason"], record["reasonKo"],
    )  # fmt: skip


def graphml(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write GraphML."""
    yield from _written(place, network(engine, request.program), _graphml)


def gexf(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write GEXF 1.3 with the years of programs and links, for Gephi's time line."""
    yield from _written(place, network(engine, request.program), _gexf)


def mermaid(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write a Mermaid flowchart of the programs that links join, or of one lineage."""
    yield from _written(place, _joined(network(engine, request.program), request), _mermaid)


def dot(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write a Graphviz digraph of the programs that links join, or of one lineage."""
    yield from _written(place, _joined(network(engine, request.program), request), _dot)


def _written(place: Path, found: Network, lines: Any) -> Iterator[Step]:
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines(found))
    yield Step("", len(found.programs), f"programs, {len(found.links):,} links")


def _joined(found: Network, request: Request) -> Network:
    """Leave out programs that no link joins, which would be boxes by themselves, unless one is asked for."""
    ends = {end for link in found.links for end in (link.source, link.target)} | {request.program}
    return Network(tuple(program for program in found.programs if program.id in ends), found.links)


def _graphml(found: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for owner, attributes in (
        ("node", (("label", "string", ""), *_NODE)),
        ("edge", (("label", "string", ""), *_EDGE)),
    ):
        for name, type_, _ in attributes:
            yield f'  <key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{type_}"/>'
    yield '  <graph id="gyebo" edgedefault="directed">'
    for program in found.programs:
        yield f"    <node id={_xml(program.id)}>{_data('node', program, _NODE)}</node>"
    for link in found.links:
        ends = f"source={_xml(link.source)} target={_xml(link.target)}"
        yield f"    <edge id={_xml(link.id)} {ends}>{_data('edge', link, _EDGE)}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(owner: str, thing: Program | Link, attributes: tuple[tuple[str, str, str], ...]) -> str:
    said = ((name, getattr(thing, name)) for name in ("label", *(name for name, _, _ in attributes)))
    return "".join(f'<data key="{owner}-{name}">{_text(value)}</data>' for name, value in said if value)


def _gexf(found: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield "  <meta><creator>gyebo</creator><description>계보 lineages</description></meta>"
    yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="integer">'
    for owner, attributes in (("node", _NODE), ("edge", _EDGE)):
        yield f'    <attributes class="{owner}" mode="static">'
        for number, (name, _, type_) in enumerate(attributes):
            yield f'      <attribute id="{number}" title="{name}" type="{type_}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for program in found.programs:
        years = _span(program.first_year, program.last_year)
        yield f"      <node id={_xml(program.id)} label={_xml(program.label)}{years}>{_values(program, _NODE)}</node>"
    yield "    </nodes>"
    yield "    <edges>"
    for link in found.links:
        ends = f"source={_xml(link.source)} target={_xml(link.target)}"
        years = _span(link.from_year, link.to_year)
        yield f"      <edge id={_xml(link.id)} {ends} label={_xml(link.label)}{years}>{_values(link, _EDGE)}</edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _span(first: str, last: str) -> str:
    return (f' start="{first}"' if first else "") + (f' end="{last}"' if last else "")


def _values(thing: Program | Link, attributes: tuple[tuple[str, str, str], ...]) -> str:
    said = ((number, getattr(thing, name)) for number, (name, _, _) in enumerate(attributes))
    values = "".join(f'<attvalue for="{number}" value={_xml(value)}/>' for number, value in said if value)
    return f"<attvalues>{values}</attvalues>"


def _mermaid(found: Network) -> Iterator[str]:
    yield "flowchart LR"
    for program in found.programs:
        years = "–".join(dict.fromkeys(year for year in (program.first_year, program.last_year) if year))
        lines = [f"{program.id} {years}".strip(), program.label, program.departments.replace("|", " · ")]
        yield f'  {program.id}["{"<br/>".join(_entities(line) for line in lines if line)}"]'
    for link in found.links:
        arrow = "-.->" if link.status == "inferred" else "==>"
        yield f'  {link.source} {arrow}|"{_entities(_caption(link))}"| {link.target}'


def _caption(link: Link) -> str:
    year = link.to_year or link.from_year
    return f"{year} {link.label} {link.evidence}".strip()


def _entities(text: str) -> str:
    """Write what Mermaid would read as its own as character entities."""
    return "".join(
        f"#{ord(sign)};" if sign in '"#;<>&|[]{}()`\\' else sign for sign in " ".join(text.split())
    )


def _dot(found: Network) -> Iterator[str]:
    yield "digraph gyebo {"
    yield '  graph [rankdir=LR, charset="UTF-8"];'
    yield '  node [shape=box, fontname="Noto Sans CJK KR"];'
    yield '  edge [fontname="Noto Sans CJK KR"];'
    for program in found.programs:
        said = {"label": program.label, **{name: getattr(program, name) for name, _, _ in _NODE}}
        yield f"  {_quoted(program.id)} [{_attributes(said)}];"
    for link in found.links:
        style = "dashed" if link.status == "inferred" else "solid"
        said = {"id": link.id, "label": link.label, "style": style}
        said |= {name: getattr(link, name) for name, _, _ in _EDGE}
        yield f"  {_quoted(link.source)} -> {_quoted(link.target)} [{_attributes(said)}];"
    yield "}"


def _attributes(said: dict[str, str]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in said.items() if value)


def _quoted(text: str) -> str:
    """Return a quoted string of DOT, in which only the quote and the backslash are signs."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _xml(text: str) -> str:
    return quoteattr(_CONTROL.sub("", text))


def _text(text: str) -> str:
    return escape(_CONTROL.sub("", text))
