"""The golden set of lineages, put together by hand from the documents, against the graph."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from gyebo.query.find import the_thing, things
from gyebo.query.library import run
from gyebo.query.why import why
from gyebo.store.embedded import Embedded
from gyebo.text.names import bare, key

Row = dict[str, Any]
GOLDEN = tomllib.loads((Path(__file__).parent / "golden" / "lineages.toml").read_text(encoding="utf-8"))
PROGRAMS: dict[str, Row] = {row["key"]: row for row in GOLDEN["program"]}
UNITS: dict[str, Row] = {row["key"]: row for row in GOLDEN["unit"]}
KINDS = {"rename", "merge", "split", "transfer", "new", "end", "suspend"}
COVERS = {
    "rename",
    "merge",
    "split",
    "transfer",
    "end",
    "suspension",
    "new",
    "OCR",
    "same name",
    "foundation",
}
# How far below its line a name that is broken over lines, and its figures, may reach.
_REACH = 12
_PREFIXES = """
PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_USES = """SELECT ?name ?department ?id WHERE {
  ?use a gb:NameUse ; gb:usedName ?name ; gb:names ?program . ?program a gb:Program ; dct:identifier ?id .
  OPTIONAL { ?use gb:printedDepartment ?department } }"""
_LINEAGES = "SELECT ?id ?lineage WHERE { ?program a gb:Program ; gb:lineage ?lineage ; dct:identifier ?id }"
_FIGURES = """SELECT DISTINCT ?document ?line ?raw ?name ?id WHERE {
  ?figure gb:printedProgram ?name ; gb:aboutProgram/dct:identifier ?id ; gb:rawValue ?raw ;
          prov:wasQuotedFrom ?evidence . ?evidence gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document }"""
_PLACES = """SELECT ?id ?year ?name WHERE {
  ?at dct:isVersionOf/dct:identifier ?id ; gb:fiscalYear ?year ; gb:responsibleUnit/skos:prefLabel ?name .
  FILTER(LANG(?name) = "ko") }"""
_VERSIONS = """SELECT ?id ?unit ?parent WHERE {
  ?version a gb:UnitVersion ; dct:identifier ?id ; dct:isVersionOf ?unit .
  OPTIONAL { ?version org:unitOf/skos:prefLabel ?parent . FILTER(LANG(?parent) = "ko") } }"""

each_program = pytest.mark.parametrize("one", PROGRAMS.values(), ids=list(PROGRAMS))
each_unit = pytest.mark.parametrize("one", UNITS.values(), ids=list(UNITS))


def place(at: str) -> tuple[str, int]:
    short, _, line = at.partition(":")
    return GOLDEN["documents"][short], int(line)


def changes(one: Row) -> list[Row]:
    rows: list[Row] = one.get("change", [])
    return rows


def pairs(group: str) -> list[tuple[str, str]]:
    found = (pair for row in GOLDEN[group] for pair in combinations(sorted(row["programs"]), 2))
    return sorted(dict.fromkeys(found))


class Book:
    """What the graph says, read once: names, changes, lineages, figures, places, units."""

    def __init__(self, engine: Embedded) -> None:
        self.engine = engine
        self.known: dict[tuple[str, str], str] = {}
        self.uses = [(key(name), bare(of), id_) for name, of, id_ in self.ask(_USES)]
        self.changes = [row for row in run(engine, "export/changes").records() if row["kind"] in KINDS]
        self.lineage = {row[0]: row[1] for row in self.ask(_LINEAGES)}
        self.figures = [
            ((at, int(line)), raw, key(name), id_) for at, line, raw, name, id_ in self.ask(_FIGURES)
        ]
        self.places: dict[tuple[str, int], set[str]] = defaultdict(set)
        for id_, year, name in self.ask(_PLACES):
            self.places[id_, int(year)].add(name)
        self.units = {id_: (unit, parent) for id_, unit, parent in self.ask(_VERSIONS)}
        self.reorganisations = list(run(engine, "unit/changes").records())

    def ask(self, query: str) -> Iterator[tuple[str, ...]]:
        return self.engine.select(_PREFIXES + query).texts()

    def program(self, name: str, of: str = "") -> str:
        """Return the id of the one program that bears the name, in the department where one is said."""
        if (name, of) not in self.known:
            wanted = (key(name), bare(of))
            found = (
                {use[2] for use in self.uses if use[:2] == wanted}
                if of
                else {the_thing(self.engine, name).id}
            )
            assert len(found) == 1, f"{name} of {of} names {sorted(found)}"
            self.known[name, of] = found.pop()
        return self.known[name, of]

    def said(self, text: str) -> str:
        """Return the id of "name" or "name @ department"."""
        name, _, of = text.partition(" @ ")
        return self.program(name, of)

    def ids(self, one: Row) -> set[str]:
        return {self.program(name["name"], name.get("of", "")) for name in one["names"]}

    def versions(self, name: Row) -> set[str]:
        """Return the unit versions that bear the name, under the parent where one is said."""
        found = {thing.id for thing in things(self.engine, name["name"]) if thing.type == "unit"}
        return {id_ for id_ in found if name.get("of", "") in ("", self.units[id_][1])}


@pytest.fixture(scope="session")
def book(engine: Embedded) -> Book:
    return Book(engine)


def test_the_set_covers_what_can_happen() -> None:
    assert {kind for one in PROGRAMS.values() for kind in one["covers"]} >= COVERS
    assert sum(len({name["year"] for name in one["names"]}) >= 3 for one in PROGRAMS.values()) >= 40
    for rows in (GOLDEN["program"], GOLDEN["unit"]):
        assert [row["key"] for row in rows] == sorted({row["key"] for row in rows})
        assert all(one["why"] and one["kind"] in KINDS for row in rows for one in changes(row))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("one", [*PROGRAMS.values(), *UNITS.values()], ids=[*PROGRAMS, *UNITS])
def test_everything_stands_where_the_set_says(one: Row, documents: Path) -> None:
    for name in (*one["names"], *one.get("departments", ()), *one.get("amounts", ())):
        document, line = place(name["at"])
        lines = (documents / f"{document}.txt").read_text(encoding="utf-8").split("\n")[line - 1 :]
        found = squeezed("".join(lines[:_REACH])).find(squeezed(name["name"]))
        assert 0 <= found < len(squeezed(lines[0])), name


@each_program
def test_all_names_of_a_program_are_one_thing(one: Row, book: Book) -> None:
    """Names lead to one identity, or to identities that the changes of the set join."""
    ids = book.ids(one)
    own = [map(book.said, pair) for c in changes(one) for pair in pairs_of(c)]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_edges_from((one, other) for one, other in own if {one, other} <= ids)
    assert nx.is_connected(graph), ids


def pairs_of(one: Row) -> list[tuple[str, str]]:
    return [(source, target) for source in one.get("from", ()) for target in one.get("to", ())]


@each_program
def test_figures_below_a_name_are_about_its_program(one: Row, book: Book) -> None:
    ids = book.ids(one)
    for name in one["names"]:
        (document, line), wanted = place(name["at"]), key(name["name"])
        for (where, at), _, found, id_ in book.figures:
            alike = found == wanted or found.startswith(f"{wanted}(") or found.endswith(f"({wanted})")
            assert not alike or where != document or not line <= at < line + _REACH or id_ in ids, (name, at)


@each_program
def test_amounts_that_could_be_mistaken_are_about_their_program(one: Row, book: Book) -> None:
    for amount in one.get("amounts", ()):
        here = (place(amount["at"]), amount["name"])
        found = {id_ for at, raw, _, id_ in book.figures if (at, raw) == here}
        assert found, amount
        assert found <= book.ids(one), amount


def sides(one: Row, book: Book) -> list[tuple[str, str]]:
    """Return the ids of both sides of a change; the core of a merge or split, which goes on, is no pair."""
    sources, targets = ([book.said(name) for name in one.get(side, ())] or [""] for side in ("from", "to"))
    found = [(source, target) for source in sources for target in targets]
    return [pair for pair in found if pair[0] != pair[1]] if one["kind"] in ("merge", "split") else found


def begins(row: dict[str, str]) -> set[int]:
    """Return what may be the first year of the new state: the year led to; at an end its date, or the next year."""
    if row["to_year"]:
        return {int(row["to_year"])}
    return {int(row["from_year"]) + 1} | ({int(row["date"][:4])} if row["date"] else set())


@each_program
def test_every_change_is_there_with_its_status_and_line(one: Row, book: Book) -> None:
    for wanted in changes(one):
        ends, lines = sides(wanted, book), {place(at) for at in wanted["at"]}
        assert ends, wanted
        for source, target in ends:
            told = [row for row in book.changes if (row["from_id"], row["to_id"]) == (source, target)]
            rows = [row for row in told if row["kind"] == wanted["kind"] and wanted["year"] in begins(row)]
            assert rows, (wanted, source, target, told)
            assert {row["status"] for row in rows} == {wanted["status"]}, wanted
            assert lines & {(row["document"], int(row["line"])) for row in rows}, (wanted, rows)
            assert all(row["date"].startswith(wanted.get("date", "")) for row in rows), (wanted, rows)


@pytest.mark.parametrize(("one", "other"), pairs("apart"))
def test_what_the_documents_keep_apart_stays_apart(one: str, other: str, book: Book) -> None:
    mine, theirs = book.ids(PROGRAMS[one]), book.ids(PROGRAMS[other])
    assert not mine & theirs
    assert not {book.lineage[id_] for id_ in mine} & {book.lineage[id_] for id_ in theirs}


@pytest.mark.parametrize("group", GOLDEN["apart"], ids=lambda row: "-".join(row["programs"][:2]))
def test_why_does_not_join_them_by_what_is_stated(group: Row, book: Book) -> None:
    one, other = (the_thing(book.engine, min(book.ids(PROGRAMS[name]))) for name in group["programs"][:2])
    answer = why(book.engine, one, other)
    assert answer.verdict in ("apart", "transfer") or any(step.status == "inferred" for step in answer.chain)


@pytest.mark.parametrize(("one", "other"), pairs("open"))
def test_what_no_document_speaks_of_is_neither_one_nor_stated(one: str, other: str, book: Book) -> None:
    mine, theirs = book.ids(PROGRAMS[one]), book.ids(PROGRAMS[other])
    assert not mine & theirs
    joining = [row for row in book.changes if {row["from_id"], row["to_id"]} & mine]
    assert all(row["status"] == "inferred" for row in joining if {row["from_id"], row["to_id"]} & theirs)


@pytest.mark.parametrize("name", [row["name"] for row in GOLDEN["levels"]["names"]])
def test_groups_of_programs_are_no_programs(name: str, book: Book) -> None:
    assert not [thing for thing in things(book.engine, name) if thing.type == "program"]


@each_program
def test_departments_of_a_year_are_those_printed_in_it(one: Row, book: Book) -> None:
    for year in sorted({name["year"] for name in one.get("departments", ())}):
        said = [name for name in one["departments"] if name["year"] == year]
        found = {department for id_ in book.ids(one) for department in book.places[id_, year]}
        assert found <= {name["name"] for name in said}, year
        assert {name["name"] for name in said if "sentence" not in name} <= found, year


@each_unit
def test_all_names_of_a_unit_are_one_unit(one: Row, book: Book) -> None:
    named = [book.versions(name) for name in one["names"]]
    assert all(named), one["names"]
    assert all(len(found) == 1 for name, found in zip(one["names"], named, strict=True) if "of" in name)
    graph: nx.Graph[str] = nx.Graph([(id_, unit) for id_, (unit, _) in book.units.items()])
    graph.add_edges_from((row["fromId"], row["toId"]) for row in book.reorganisations)
    first = min(named[0])
    assert all(nx.has_path(graph, first, version) for versions in named for version in versions)


@each_unit
def test_every_reorganisation_is_there_with_its_status_and_line(one: Row, book: Book) -> None:
    events: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in book.reorganisations:
        events[row["change"]].append(row)
    for wanted in changes(one):
        fitting = [rows for rows in events.values() if fits(wanted, rows)]
        assert len(fitting) == 1, wanted
        assert {row["status"] for row in fitting[0]} == {wanted["status"]}
        assert {(row["document"], int(row["line"])) for row in fitting[0]} <= {
            place(at) for at in wanted["at"]
        }


def fits(wanted: Row, rows: list[dict[str, str]]) -> bool:
    """Tell whether the rows of one event are the wanted one: kind, both sides by name, and date."""
    names = [{row["fromName"] for row in rows}, {row["toName"] for row in rows}]
    alike = names == [set(wanted["from"]), set(wanted["to"])] and rows[0]["kind"] == wanted["kind"]
    return alike and rows[0]["time"].startswith(wanted.get("date", str(wanted["year"])))
