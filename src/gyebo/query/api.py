"""The graph from Python: named queries, SPARQL, search, lineages, RDF.

>>> import gyebo
>>> graph = gyebo.open()  # doctest: +SKIP
>>> graph = gyebo.open(endpoint="http://127.0.0.1:7878/query")  # doctest: +SKIP
"""

import re
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from gyebo.errors import UsageProblem
from gyebo.graph.terms import BASE, DECLARED, PREFIXES
from gyebo.query.answer import Answer, answer_of
from gyebo.query.find import Thing, resolved, the_thing
from gyebo.query.index import TYPES
from gyebo.query.library import Query, bindings, find, whole_library
from gyebo.query.search import Hit, search
from gyebo.query.trace import Trace, trace
from gyebo.store.engine import Engine
from gyebo.store.place import default_store

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx
    import rdflib

_MAKES_A_GRAPH = re.compile(r"\b(CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


class Graph:
    """The graph, opened for asking; made by `gyebo.open`."""

    def __init__(self, engine: Engine, base: str = BASE) -> None:
        """Take an engine; `base` is that of the IRIs of things, where the graph was built with another."""
        self.engine = engine
        self._base = base

    def queries(self) -> dict[str, str]:
        """Return the names of the query library, each with its question.

        >>> graph.queries()["year/unspent"]
        "Programs with much of a year's budget unspent"
        """
        return {name: query.summary for name, query in whole_library().items()}

    def describe(self, name: str) -> Query:
        """Return one query of the library: what it counts and leaves out, its parameters, its SPARQL.

        >>> [(p.name, p.default) for p in graph.describe("year/unspent").parameters]
        [('year', '2023'), ('percent', '10')]
        """
        return find(name)

    def query(self, name: str, **parameters: object) -> Answer:
        """Ask a question of the library; parameters not given take their defaults.

        Programs and units may be given by id, by IRI or by any name they ever had.

        >>> answer = graph.query("program/years", program="디지털시민시장실구축")
        >>> answer[0]["year"], answer[0]["name"], answer[0]["unitName"]
        (2017, '디지털 시민 시장실 구축', None)
        >>> max(graph.query("year/settlement", year=2023)["appropriation"])
        19900000000
        """
        asked = find(name)
        values = resolved(self.engine, asked, {key: str(value) for key, value in parameters.items()})
        return answer_of(self.engine.select(asked.text, bindings(asked, values, self._base)), name)

    def sparql(self, text: str) -> Answer:
        """Ask a SELECT query; the prefixes of the ontology (gb, code, skos, dct …) need no declaration.

        >>> graph.sparql("SELECT (COUNT(*) AS ?transfers) WHERE { ?t a gb:Transfer }").records()
        [{'transfers': 15}]
        """
        return answer_of(self.engine.select(_with_prefixes(text)), "sparql")

    def ask(self, text: str) -> bool:
        """Ask an ASK query.

        >>> graph.ask("ASK { ?t a gb:Carryover }")
        True
        """
        return self.engine.ask(_with_prefixes(text))

    def graph(self, what: str) -> "rdflib.Graph":
        """Return an rdflib graph: of a CONSTRUCT or DESCRIBE query, or all that is said of one thing.

        A thing is named by IRI, by id (P0027, U03-1, a document's id) or by a name it ever had.

        >>> mayor = graph.graph("P0027")
        >>> sorted(str(name) for name in mayor.objects(None, SKOS.prefLabel))
        ['Digital mayor office operation', '디지털 시장실 운영']
        """
        import rdflib
        from pyoxigraph import RdfFormat, serialize

        query = what if _MAKES_A_GRAPH.search(what) else self._description(what)
        found = dict.fromkeys(self.engine.construct(_with_prefixes(query)))
        made = rdflib.Graph()
        for prefix, iri in PREFIXES.items():
            made.bind(prefix, iri)
        triples = serialize(found, format=RdfFormat.N_TRIPLES)
        return made.parse(data=triples or b"", format="nt")

    def _description(self, what: str) -> str:
        iri = what if _IRI.fullmatch(what) and "://" in what else self._iri(what)
        return f"CONSTRUCT {{ <{iri}> ?property ?value }} WHERE {{ <{iri}> ?property ?value }}"

    def _iri(self, what: str) -> str:
        hits = [hit for hit in search(self.engine, what, 5) if hit.id == what.strip() and hit.iri]
        if hits:
            return hits[0].iri
        thing = the_thing(self.engine, what)
        return f"{self._base}id/{thing.type}/{thing.id}"

    def find(self, name: str) -> Thing:
        """Return the one program or unit that a name or an id means; near misses are proposed, never taken.

        >>> graph.find("디지털 시민 시장실 운영")
        Thing(id='P0027', name='디지털 시장실 운영', type='program')
        """
        return the_thing(self.engine, name)

    def search(self, text: str, limit: int = 20, types: "Iterable[str]" = TYPES) -> list[Hit]:
        """Search names of programs, units, items, documents and contracts, misprints included, the best first.

        >>> [(hit.id, hit.name, hit.found_by) for hit in graph.search("디지털배운터")]
        [('P0092', '디지털배움터 운영', '디지털배운터 운영')]
        """
        return search(self.engine, text, limit, types)

    def trace(self, name: str) -> Trace:
        """Return the lineage of a program as `gyebo trace` tells it: members, years, amounts, changes.

        >>> [(m.name, m.relation) for m in graph.trace("드론공간정보 운영").members if m.relation != "self"]
        [('항공사진 및 드론공간정보 운영', 'ancestor'), ('실시간 공중 모니터링 체계 구축', 'ancestor')]
        """
        return trace(self.engine, self._program(name))

    def lineage(self, name: str) -> "nx.MultiDiGraph[str]":
        """Return the lineage of a program as a networkx graph.

        A node is a program (`name`, `relation` to the one asked for, `status`, `years`: in each its name and
        departments); an edge is a change (`kind`, `status` stated or inferred, `confidence`, `date`,
        `from_year`, `to_year`, `reason`, `reason_ko`, `document`, `line`), its key the change's id.

        >>> lineage = graph.lineage("항공사진 및 드론공간정보 운영")
        >>> sorted((one, other, change["kind"]) for one, other, change in lineage.edges(data=True))
        [('P0046', 'P0087', 'split'), ('P0046', 'P0088', 'split'), ('P0052', 'P0046', 'merge')]
        """
        import networkx as nx

        traced = self.trace(name)
        made: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=traced.name)
        for member in traced.members:
            years = {
                at.year: {"name": at.name, "departments": [place.name for place in at.places]}
                for at in traced.years
                if at.program == member.id
            }
            made.add_node(
                member.id, name=member.name, relation=member.relation, status=member.status, years=years
            )
        for change in traced.changes:
            if change.from_id in made and change.to_id in made and change.from_id != change.to_id:
                made.add_edge(
                    change.from_id, change.to_id, key=change.id, kind=change.kind, status=change.status,
                    confidence=change.confidence, date=change.date, from_year=change.from_year,
                    to_year=change.to_year, reason=change.reason, reason_ko=change.reason_ko,
                    document=change.document, line=change.line,
                )  # fmt: skip
        return made

    def _program(self, name: str) -> str:
        thing = the_thing(self.engine, name)
        if thing.type != "program":
            raise UsageProblem(f"{thing.name} ({thing.id}) is a unit", "name a program, or ask unit/versions")
        return thing.id

    def __repr__(self) -> str:
        return f"<Graph over {type(self.engine).__name__.casefold()} store>"


def open_graph(
    store: str | PathLike[str] | None = None,
    *,
    endpoint: str | None = None,
    base: str = BASE,
    seconds: int = 60,
) -> Graph:
    """Open a store that `gyebo build` has made, or a SPARQL 1.1 endpoint.

    Without arguments the store is where the command line keeps it: GYEBO_STORE, else .gyebo in a checkout,
    else the user's data folder. `seconds` bounds each request to an endpoint. Raises `Unreadable` where there
    is no graph.
    """
    if store is not None and endpoint is not None:
        raise UsageProblem("a store and an endpoint are both named", "name one of them")
    if endpoint is not None:
        from gyebo.store.remote import Remote

        return Graph(Remote(endpoint, seconds), base)
    from gyebo.store.embedded import Embedded

    return Graph(Embedded(Path(store) if store is not None else default_store()), base)


def _with_prefixes(text: str) -> str:
    """Return a query with the prefixes it uses and does not declare."""
    declared = {name.casefold() for name in re.findall(r"\bPREFIX\s+([\w-]*):", text, re.IGNORECASE)}
    missing = (line for line in DECLARED.splitlines() if line[7 : line.index(":")].casefold() not in declared)
    return "\n".join([*missing, text])
