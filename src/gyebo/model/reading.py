"""Everything that one pass over one document yields."""

from dataclasses import dataclass

from gyebo.model.facts import Carryover, CitedSource, Contract, Issue, PrintedReason, Remark, Transfer
from gyebo.model.figure import Figure, Statistic
from gyebo.model.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The facts read from a document, in the order of its lines."""

    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    carryovers: tuple[Carryover, ...] = ()
    contracts: tuple[Contract, ...] = ()
    reasons: tuple[PrintedReason, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    issues: tuple[Issue, ...] = ()
