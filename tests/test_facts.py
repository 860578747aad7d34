"""Facts and decisions on disk: they come back as they were, and wrong rows are told by file and line."""

from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.errors import Unreadable
from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import FILES, read_facts, write_facts
from gyebo.facts.matching import unprinted
from gyebo.facts.rows import read_rows, write_rows
from gyebo.facts.sources import open_document, source_entries
from gyebo.model.figure import Figure
from gyebo.registry import reader

DATA = Path(__file__).parents[1] / "data"
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=20
)


@given(
    raw=TEXT,
    label=TEXT,
    amount=st.none() | st.integers(-(10**18), 10**18),
    percent=st.none() | st.decimals(-1000, 1000, places=1),
    derived=st.booleans(),
)
def test_figures_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory,
    raw: str,
    label: str,
    amount: int | None,
    percent: Decimal | None,
    derived: bool,
) -> None:
    path = tmp_path_factory.mktemp("rows") / "figures.csv"
    figure = Figure(
        document="d",
        line=1,
        column=2,
        raw=raw,
        label=label,
        unit="천원",
        amount_krw=amount,
        percent=percent,
        derived=derived,
    )
    write_rows(path, Figure, [figure])
    assert list(read_rows(path, Figure)) == [figure]


def test_a_wrong_cell_is_told_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    write_rows(path, Figure, [Figure(document="d", line=1, column=1, raw="1", unit="원")])
    path.write_text(path.read_text(encoding="utf-8").replace("d,1,1", "d,eins,1"), encoding="utf-8")
    with pytest.raises(Unreadable, match=r"figures\.csv:2: 'eins' is no line"):
        list(read_rows(path, Figure))


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("document,line\nd,1\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"figures\.csv:1: no column 'column'"):
        list(read_rows(path, Figure))


def test_every_decision_points_into_a_known_document() -> None:
    decisions = read_decisions(DATA / "decisions")
    lines = {entry.id: entry.lines for entry in source_entries(DATA / "documents.toml").values()}
    for table in fields(decisions):
        for row in getattr(decisions, table.name):
            document, line = getattr(row, "document", ""), getattr(row, "line", None)
            if document:
                assert document in lines, row
                assert line is None or 0 < line <= lines[document], row


def test_ids_in_decisions_exist() -> None:
    decisions = read_decisions(DATA / "decisions")
    programs = {program.program_id for program in decisions.programs}
    versions = {version.id for version in decisions.units}
    assert {name.program_id for name in decisions.program_names} <= programs
    assert {c.from_program for c in decisions.program_changes} | {
        c.to_program for c in decisions.program_changes
    } <= programs | {""}
    assert {name.version for name in decisions.unit_names} <= versions
    assert {version.parent for version in decisions.units} <= versions | {""}


@pytest.mark.parametrize("document", sorted(source_entries(DATA / "documents.toml")))
def test_the_committed_facts_come_out_again(documents: Path, tmp_path: Path, document: str) -> None:
    """Read the document once more: every byte of its facts is as committed."""
    entries = source_entries(DATA / "documents.toml")
    corrections = read_decisions(DATA / "decisions").corrections
    read = open_document(documents / f"{document}.txt", entries, corrections)
    write_facts(tmp_path, reader(read.kind)(read))
    for name in FILES:
        committed = (DATA / "facts" / document / f"{name}.csv").read_text(encoding="utf-8")
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == committed, name


@pytest.mark.parametrize("document", sorted(source_entries(DATA / "documents.toml")))
def test_every_decided_name_is_printed_where_its_row_says(documents: Path, document: str) -> None:
    entries = source_entries(DATA / "documents.toml")
    read = open_document(documents / f"{document}.txt", entries, ())
    assert list(unprinted(read, read_decisions(DATA / "decisions"))) == []


def test_facts_hold_no_sentences() -> None:
    """The documents' text is other people's: no cell of the facts is longer than a name or caption."""
    for folder in sorted((DATA / "facts").iterdir()):
        reading = read_facts(folder)
        for figure in reading.figures:
            assert len(figure.label) <= 120, figure
