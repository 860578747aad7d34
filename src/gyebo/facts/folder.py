"""A document's facts on disk: one CSV a kind of fact, in the order of the document's lines."""

from pathlib import Path

from gyebo.facts.rows import read_rows, write_rows
from gyebo.model.facts import Carryover, CitedSource, Contract, Issue, PrintedReason, Remark, Transfer
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.model.table import Table

FILES: dict[str, type] = {
    "figures": Figure,
    "tables": Table,
    "statistics": Statistic,
    "transfers": Transfer,
    "carryovers": Carryover,
    "contracts": Contract,
    "reasons": PrintedReason,
    "remarks": Remark,
    "sources": CitedSource,
    "issues": Issue,
}


def write_facts(folder: Path, reading: Reading) -> None:
    """Write a reading into `folder`, one CSV for each kind of fact."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in FILES.items():
        write_rows(folder / f"{name}.csv", kind, getattr(reading, name))


def read_facts(folder: Path) -> Reading:
    """Read the facts of one document back from its folder."""
    return Reading(**{name: tuple(read_rows(folder / f"{name}.csv", kind)) for name, kind in FILES.items()})
