"""The whole graph as a stream of quads: documents and their claims, decisions, the cube."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Quad

from gyebo.facts.decisions import (
    Corrected,
    Decisions,
    ProgramChangeRow,
    ProgramName,
    UnitChange,
    UnitName,
    UnitVersion,
)
from gyebo.facts.sources import SourceEntry
from gyebo.graph.budget_lines import Mention, budget_line_quads, settled_lines
from gyebo.graph.corrections import correction_quads, issue_quads
from gyebo.graph.cube import Claims, claim_of, key_of, observation_quads, settle
from gyebo.graph.documents import document_quads, line_quads, source_quads, table_quads
from gyebo.graph.figures import figure_quads, statistic_quads, subject_of
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.moves import Moves
from gyebo.graph.programs import Occurrence, occurrence, program_quads
from gyebo.graph.reasons import reason_quads
from gyebo.graph.remarks import remark_quads
from gyebo.graph.units import unit_quads
from gyebo.lineage.names import Names
from gyebo.model.reading import Reading

_Evident = UnitVersion | UnitName | UnitChange | ProgramName | ProgramChangeRow | Corrected
Readings = Callable[[], Iterable[tuple[SourceEntry, Reading]]]


def graph_quads(mint: Mint, decisions: Decisions, items: Items, readings: Readings) -> Iterator[Quad]:
    """Yield every quad of the graph, holding nothing but what joins documents.

    The documents are gone through twice, one at a time: first for the years in which programs exist, then
    for their claims.
    """
    names = Names(decisions)
    cited = _decision_lines(decisions)
    seen = dict.fromkeys(
        o for entry, reading in readings() for o in _occurrences(entry, reading, names, items)
    )
    existing = {(o.program, o.year) for o in seen} | _changed_years(decisions)
    claims: Claims = defaultdict(list)
    mentions: list[Mention] = []
    for entry, reading in readings():
        yield from _document(mint, entry, reading, names, items, existing, claims)
        yield from _moves(entry, reading, Moves(mint, names, items, existing, mentions))
        yield from correction_quads(mint, entry.id, decisions.corrections, reading)
        yield from issue_quads(mint, entry.id, reading)
        yield from line_quads(mint, entry.id, _lines(reading) | cited.get(entry.id, set()))
    yield from unit_quads(mint, decisions)
    yield from program_quads(mint, decisions, seen)
    lines = settled_lines(mentions, settle(claims), claims)
    yield from budget_line_quads(mint, lines, decisions, items, seen, claims)
    yield from observation_quads(mint, claims)


def _occurrences(entry: SourceEntry, reading: Reading, names: Names, items: Items) -> Iterator[Occurrence]:
    for figure in reading.figures:
        subject = subject_of(figure, entry.fiscal_year, names, items)
        if found := occurrence(figure, subject, entry.fiscal_year):
            yield found


def _changed_years(decisions: Decisions) -> set[tuple[str, int]]:
    ends = (
        end
        for change in decisions.program_changes
        for end in ((change.from_program, change.from_year), (change.to_program, change.to_year))
    )
    return {(program, at) for program, at in ends if program and at is not None}


def _document(
    mint: Mint, entry: SourceEntry, reading: Reading, names: Names, items: Items,
    existing: set[tuple[str, int]], claims: Claims,
) -> Iterator[Quad]:  # fmt: skip
    """Yield a document with its claims, and gather those that the cube reconciles."""
    yield from document_quads(mint, entry)
    partial = {table.id for table in reading.tables if table.part}
    for table in reading.tables:
        yield from table_quads(mint, table)
    for figure in reading.figures:
        subject = subject_of(figure, entry.fiscal_year, names, items)
        exists = subject.program is not None and (subject.program.id, figure.fiscal_year) in existing
        yield from figure_quads(mint, figure, subject, in_year=exists)
        decides = exists and figure.table not in partial and not names.misplaced(figure)
        key = key_of(figure, subject, items) if decides else None
        if key:
            claims[key].append(claim_of(figure, entry.id, subject.unit or subject.bureau))
    for statistic in reading.statistics:
        yield from statistic_quads(mint, statistic)
    yield from reason_quads(mint, reading, entry.fiscal_year, names, items)
    for remark in reading.remarks:
        yield from remark_quads(mint, remark, names, items)
    for index, source in enumerate(reading.sources, start=1):
        yield from source_quads(mint, source, f"{entry.id}/{source.line}-{index}")


def _moves(entry: SourceEntry, reading: Reading, moves: Moves) -> Iterator[Quad]:
    """Yield what moves money in a document, which notes the budget lines that it names."""
    for index, transfer in enumerate(reading.transfers, start=1):
        yield from moves.transfer(transfer, f"{entry.id}/{transfer.line}-{index}")
    for index, carryover in enumerate(reading.carryovers, start=1):
        yield from moves.carryover(carryover, f"{entry.id}/{carryover.line}-{index}")
    for index, contract in enumerate(reading.contracts, start=1):
        yield from moves.contract(contract, f"{entry.id}/{contract.line}-{index}", entry.fiscal_year)


def _lines(reading: Reading) -> set[int]:
    lines = {figure.line for figure in reading.figures}
    lines |= {statistic.line for statistic in reading.statistics}
    lines |= {carryover.line for carryover in reading.carryovers}
    lines |= {contract.line for contract in reading.contracts}
    lines |= {source.line for source in reading.sources}
    lines |= {issue.line for issue in reading.issues}
    lines |= {reason.line for reason in reading.reasons}
    lines |= {remark.line for remark in reading.remarks}
    lines |= {line for transfer in reading.transfers for line in (transfer.line, transfer.to_line)}
    return lines


def _decision_lines(decisions: Decisions) -> dict[str, set[int]]:
    """Return the lines that decisions lead to, by document."""
    lines: dict[str, set[int]] = defaultdict(set)
    rows: tuple[_Evident, ...] = (
        *decisions.units, *decisions.unit_names, *decisions.unit_changes, *decisions.program_names,
        *decisions.program_changes, *decisions.corrections,
    )  # fmt: skip
    for row in rows:
        if row.document and row.line is not None:
            lines[row.document].add(row.line)
    return lines
