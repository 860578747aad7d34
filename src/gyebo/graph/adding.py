"""What one more document changes in the graph, worked out from the documents that share programs with it alone.

What a document says of a program reaches into other parts of the graph only through that program: its years,
its name where nobody has decided one, its observations, the accounts of its budget lines, and whether figures
elsewhere are about one of its years. So the graph of these programs is made twice, without the document and
with it, by the same function that makes the whole graph, and the difference is what changes. All else is the
same both times.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from pyoxigraph import Quad

from gyebo.facts.decisions import Decisions
from gyebo.facts.sources import SourceEntry
from gyebo.graph.build import graph_quads
from gyebo.graph.figures import subject_of
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.lineage.names import Names
from gyebo.model.reading import Reading
from gyebo.text.names import key

Paper = tuple[SourceEntry, Reading]


@dataclass(frozen=True, slots=True)
class Difference:
    """Quads that are no longer in the graph, and those that are new."""

    removed: frozenset[Quad]
    added: frozenset[Quad]


def programs_of(paper: Paper, names: Names, items: Items) -> set[str]:
    """Return the programs that a document's figures are about, and those between which it moves money."""
    entry, reading = paper
    subjects = (subject_of(figure, entry.fiscal_year, names, items) for figure in reading.figures)
    moved = (names.program(*printed) for printed in _moved(reading, entry.fiscal_year) if printed[0])
    return {subject.program.id for subject in subjects if subject.program} | {each.id for each in moved}


def _moved(reading: Reading, document_year: int) -> Iterator[tuple[str, str, int]]:
    """Yield program, department and year of everything in a document that moves money, as printed."""
    for transfer in reading.transfers:
        yield transfer.from_program, transfer.from_department, transfer.fiscal_year
        yield transfer.to_program, transfer.to_department, transfer.fiscal_year
    for carryover in reading.carryovers:
        yield carryover.program, carryover.department, carryover.fiscal_year
    for contract in reading.contracts:
        yield contract.program, contract.department, document_year


def difference(
    mint: Mint, decisions: Decisions, items: Items, papers: Iterable[Paper], document: str
) -> Difference:
    """Return what `document` changes; `papers` are it and all that share a program with it, in the list's order."""
    names, listed = Names(decisions), list(papers)
    programs = programs_of(next(paper for paper in listed if paper[0].id == document), names, items)
    after = [p if p[0].id == document else _about(p, programs, names, items) for p in listed]
    before = [paper for paper in after if paper[0].id != document]
    needed = _needed(decisions, document, programs, after)
    old, new = (
        frozenset(graph_quads(mint, needed, items, lambda papers=papers: papers))  # type: ignore[misc]
        for papers in (before, after)
    )
    return Difference(removed=old - new, added=new - old)


def _about(paper: Paper, programs: set[str], names: Names, items: Items) -> Paper:
    """Return a document with nothing but its tables, what moves money in it, and the figures about some programs."""
    entry, reading = paper
    found = []
    for figure in reading.figures:
        subject = subject_of(figure, entry.fiscal_year, names, items)
        if subject.program and subject.program.id in programs:
            found.append(figure)
    return entry, Reading(
        figures=tuple(found), tables=reading.tables,
        transfers=reading.transfers, carryovers=reading.carryovers, contracts=reading.contracts,
    )  # fmt: skip


def _needed(decisions: Decisions, document: str, programs: set[str], papers: list[Paper]) -> Decisions:
    """Return the decisions about some programs, about names printed in documents, and those that cite `document`."""
    keys = {key(text) for paper in papers for text in _texts(paper[1])}
    unit_names = tuple(
        row for row in decisions.unit_names if row.document == document or key(row.printed) in keys
    )
    versions = {row.version for row in unit_names}
    return replace(
        decisions,
        units=tuple(row for row in decisions.units if row.document == document or row.id in versions),
        unit_names=unit_names,
        unit_changes=tuple(row for row in decisions.unit_changes if row.document == document),
        programs=tuple(row for row in decisions.programs if row.program_id in programs),
        program_names=tuple(
            row for row in decisions.program_names if row.document == document or key(row.printed) in keys
        ),
        program_changes=tuple(
            row
            for row in decisions.program_changes
            if row.document == document or programs & {row.from_program, row.to_program}
        ),
    )


def _texts(reading: Reading) -> set[str]:
    """Return every text in a document's facts, among which are all names that it prints."""
    facts = (row for field in fields(reading) for row in getattr(reading, field.name))
    return {
        value
        for row in facts
        for value in (getattr(row, field.name) for field in fields(row))
        if isinstance(value, str)
    }
