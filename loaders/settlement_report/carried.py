"""Carryovers and the contracts behind them: dates, status and reason stand as remarks beside and below their rows."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gyebo.model.document import Document
from gyebo.model.facts import Carryover, Contract
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.text.dates import PrintedDate, dates
from gyebo.text.names import key
from gyebo.text.normalize import squeeze

from .stated import Stated

_FORM = "carryover_contracts"
_STATUS = ("미준공", "준공")
_SHORT_DATE = re.compile(r"\s*[’'‘`]?\d{2,4}\.\d{1,2}\.\d{1,2}\.?\s*")
_WORKS = re.compile(r"\s*\((?P<works>[^()]{2,30})\)")
_BULLET = re.compile(r"\s*[-–]\s")


@dataclass(frozen=True, slots=True)
class Dates:
    """One contract behind a carryover: its name where printed, when it was made, planned to end and then to end."""

    line: int
    name: str
    made: str
    planned: str
    changed: str


def carryover_facts(
    document: Document, reading: Reading, bullets: tuple[Stated, ...]
) -> tuple[tuple[Carryover, ...], tuple[Contract, ...]]:
    """Return the carryovers of the table with contracts, and the contracts that it names."""
    reasons = _reasons()
    carryovers: list[Carryover] = []
    contracts: list[Contract] = []
    for figure, end in _rows(reading):
        agreed = contract_dates(document, figure.line, end)
        text = squeeze("".join(document.text_of(number) for number in range(figure.line, end + 1)))
        carryovers.append(_carryover(figure, agreed, text, reasons, carryovers, bullets))
        contracts.extend(_contract(figure, one) for one in agreed if one.name)
    return tuple(carryovers), tuple(contracts)


def _reasons() -> tuple[tuple[str, str], ...]:
    """Read the words that give a carryover its reason, the most telling first."""
    with Path(__file__).with_name("carried.csv").open(encoding="utf-8", newline="") as file:
        return tuple((squeeze(row["words"]), row["reason"]) for row in csv.DictReader(file))


def _rows(reading: Reading) -> Iterator[tuple[Figure, int]]:
    """Yield the carried amount of every row with the last line of its remarks."""
    for table in reading.tables:
        if table.form == _FORM:
            carried = [
                f
                for f in reading.figures
                if f.table == table.id and f.kind == "carryover_unforeseen" and f.program
            ]
            ends = [*(figure.line - 1 for figure in carried[1:]), carried[-1].line + 40] if carried else []
            yield from zip(carried, ends, strict=True)


def _carryover(
    figure: Figure, agreed: list[Dates], text: str, reasons: tuple[tuple[str, str], ...],
    above: list[Carryover], bullets: tuple[Stated, ...],
) -> Carryover:  # fmt: skip
    """Return one carryover; rows of one program below each other share the reason printed beside the first."""
    shared = above[-1].reason if above and above[-1].program == figure.program else ""
    first = agreed[0] if agreed else Dates(0, "", "", "", "")
    return Carryover(
        document=figure.document, line=figure.line, kind="사고이월", fiscal_year=figure.fiscal_year or 0,
        department=figure.department, program=figure.program, item=figure.item,
        amount_krw=_exact(figure, bullets), contract_date=first.made, end_planned=first.planned,
        end_changed=first.changed, status=next((word for word in _STATUS if word in text), ""),
        reason=next((code for words, code in reasons if words in text), shared),
    )  # fmt: skip


def _exact(figure: Figure, bullets: tuple[Stated, ...]) -> int:
    """Return the amount as the overview prints it, where that is the same amount in a finer unit."""
    won, precision = figure.amount_krw or 0, figure.precision_krw or 1
    for bullet in bullets:
        same = key(bullet.from_program) == key(figure.program) and key(bullet.from_item) == key(figure.item)
        if same and bullet.kind == "사고이월" and abs(bullet.amount_won - won) < precision:
            return bullet.amount_won
    return won


def _contract(figure: Figure, agreed: Dates) -> Contract:
    return Contract(
        document=figure.document, line=agreed.line, title=f"{figure.program} {agreed.name}",
        department=figure.department, program=figure.program, item=figure.item,
        contract_date=agreed.made, end=agreed.changed,
    )  # fmt: skip


def contract_dates(document: Document, start: int, end: int) -> list[Dates]:
    """Return the contracts whose three dates stand in the lines of a row: on one line, or as three columns.

    A remark, which a bullet begins, goes on to the next blank line; dates in it are no contract's.
    """
    found: list[Dates] = []
    name: list[str] = []
    columns: list[list[tuple[int, str]]] = []
    remark = False
    for number in range(start, end + 1):
        text = document.text_of(number)
        remark = bool(text.strip()) and (remark or bool(_BULLET.match(text)))
        cells = [] if remark else _dates(text)
        if remark or (not cells and not text.strip()):
            continue
        if len(cells) == 3:
            name.append(text[: cells[0].start].strip(" ‘'’`") if number > start else "")
            made, planned, changed = (date.iso for date in cells)
            found.append(
                Dates(number, "".join(name) or _remarked(document, number, end), made, planned, changed)
            )
            name = []
        elif len(cells) == 1 and _SHORT_DATE.fullmatch(text):
            columns = _stacked(columns, number, cells[0])
        elif not cells and squeeze(text) not in _STATUS and number > start:
            name.append(text.strip())
    return [*found, *_across(columns)]


def _remarked(document: Document, start: int, end: int) -> str:
    """Return the works that the remark below a contract's dates begins with, in brackets, or empty."""
    texts = (document.text_of(number) for number in range(start + 1, end + 1))
    bracket = next((text for text in texts if text.lstrip().startswith("(")), "")
    match = _WORKS.match(bracket)
    return match["works"] if match else ""


def _dates(text: str) -> list[PrintedDate]:
    return [date for date in dates(text) if date.possible and date.day is not None]


def _stacked(
    columns: list[list[tuple[int, str]]], number: int, date: PrintedDate
) -> list[list[tuple[int, str]]]:
    """Add a date that stands alone on its line: to the column above when it touches it, else as a new column."""
    if columns and columns[-1][-1][0] == number - 1:
        return [*columns[:-1], [*columns[-1], (number, date.iso)]]
    return [*columns, [(number, date.iso)]]


def _across(columns: list[list[tuple[int, str]]]) -> list[Dates]:
    """Return the contracts of three columns of dates with one line for each contract."""
    if len(columns) != 3 or len({len(column) for column in columns}) != 1:
        return []
    made, planned, changed = columns
    triples = zip(made, planned, changed, strict=True)
    return [Dates(line, "", first, second, third) for (line, first), (_, second), (_, third) in triples]
