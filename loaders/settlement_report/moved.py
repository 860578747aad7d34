"""Transfers and carryovers as facts: from the tables, with the amount where the overview prints it more exactly."""

from collections.abc import Iterator
from dataclasses import replace

from gyebo.model.document import Document
from gyebo.model.facts import Transfer
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.model.table import Table
from gyebo.reading.transfers import transfers
from gyebo.text.names import key

from .stated import Stated

_FORMS = ("transfer", "change_of_use")
_KINDS = {"이용": "이용", "전용": "전용", "이체": "이체", "변경": "변경사용"}


def transfer_facts(document: Document, reading: Reading, bullets: tuple[Stated, ...]) -> tuple[Transfer, ...]:
    """Return the transfers that the tables show, made exact by the bullets, then those that only bullets name."""
    made: list[Transfer] = []
    used: set[Stated] = set()
    for table in reading.tables:
        figures = [f for f in reading.figures if f.table == table.id and f.header]
        for transfer in transfers(document, _kind(table), figures) if table.form in _FORMS else ():
            bullet = next((b for b in bullets if _same(transfer, b, figures)), None)
            used.update([bullet] if bullet else [])
            made.append(replace(transfer, amount_krw=bullet.amount_won) if bullet else transfer)
    shown = {transfer.kind: transfer.date for transfer in made}
    return (*made, *_only_stated(document, bullets, used, shown))


def _kind(table: Table) -> str:
    """Return the kind of transfer that a table's caption names."""
    return next((kind for word, kind in _KINDS.items() if word in table.caption), "전용")


def _same(transfer: Transfer, bullet: Stated, figures: list[Figure]) -> bool:
    """Tell whether a bullet states a transfer of a table: same lines, amounts equal within the coarser unit."""
    if bullet.kind != transfer.kind or not _one_name(bullet.from_program, transfer.from_program):
        return False
    names = (bullet.to_program, bullet.from_item, bullet.to_item)
    others = (transfer.to_program, transfer.from_item, transfer.to_item)
    if not all(_one_name(name, other) for name, other in zip(names, others, strict=True)):
        return False
    precision = next((f.precision_krw for f in figures if f.line == transfer.line and f.precision_krw), 1)
    return abs(bullet.amount_won - transfer.amount_krw) < precision


def _one_name(name: str, other: str) -> bool:
    return key(name) == key(other)


def _only_stated(
    document: Document, bullets: tuple[Stated, ...], used: set[Stated], shown: dict[str, str]
) -> Iterator[Transfer]:
    """Yield the transfers that no table shows; their date is that of the transfers of their kind."""
    for bullet in bullets:
        if bullet.kind in _KINDS.values() and bullet not in used:
            yield Transfer(
                document=document.id, line=bullet.line, to_line=bullet.line, kind=bullet.kind,
                fiscal_year=document.fiscal_year, date=shown.get(bullet.kind, ""), amount_krw=bullet.amount_won,
                from_department=bullet.from_department, from_program=bullet.from_program, from_item=bullet.from_item,
                to_department=bullet.to_department, to_program=bullet.to_program, to_item=bullet.to_item,
            )  # fmt: skip
