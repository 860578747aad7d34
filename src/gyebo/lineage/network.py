"""The network of program changes: lineages, ancestors and descendants, stated and inferred kept apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import networkx as nx

from gyebo.facts.decisions import ProgramChangeRow

# Changes that carry a program's substance from one identity to another.
LINKS = ("rename", "merge", "split")


@dataclass(frozen=True, slots=True)
class Kin:
    """A program's place among the others: its lineage, all it came from, all that became of it."""

    program: str
    lineage: str
    ancestors: tuple[str, ...]
    descendants: tuple[str, ...]


def network(
    programs: Iterable[str], changes: Iterable[ProgramChangeRow], *, inferred: bool
) -> "nx.DiGraph[str]":
    """Return the directed graph of programs; with `inferred` also the links that no document states."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(programs)
    for change in changes:
        linked = change.kind in LINKS and change.from_program and change.to_program
        if linked and change.from_program != change.to_program and (inferred or change.status == "stated"):
            graph.add_edge(change.from_program, change.to_program)
    return graph


def kin(graph: "nx.DiGraph[str]") -> Iterator[Kin]:
    """Yield every program's kin; a lineage is named after the first id of its connected programs."""
    for component in nx.weakly_connected_components(graph):
        lineage = min(component)
        for program in sorted(component):
            ancestors = tuple(sorted(nx.ancestors(graph, program)))
            descendants = tuple(sorted(nx.descendants(graph, program)))
            yield Kin(program, lineage, ancestors, descendants)
