"""Bid results as contracts: what was tendered, for how much it was awarded."""

from itertools import groupby

from gyebo.model.facts import Contract
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading

_FORM = "bid_results"


def bid_facts(reading: Reading) -> tuple[Contract, ...]:
    """Return a contract for every row of the tables of bids, except the row of the program as a whole."""
    programs = {figure.program for figure in reading.figures}
    tables = {table.id for table in reading.tables if table.form == _FORM}
    rows = groupby(
        (f for f in reading.figures if f.table in tables and f.header),
        key=lambda f: (f.table, f.line, f.label),
    )
    return tuple(_contract(list(row)) for (_, _, title), row in rows if title not in programs)


def _contract(row: list[Figure]) -> Contract:
    """Return the contract of one row, its amounts by their kind."""
    won = {figure.kind: figure.amount_krw for figure in row}
    rate = next((figure.raw for figure in row if figure.kind == "award_rate"), "")
    first = row[0]
    return Contract(
        document=first.document, line=first.line, title=first.label, program=first.program,
        department=first.department, tender_krw=won.get("tender"), award_krw=won.get("award"), award_rate=rate,
    )  # fmt: skip
