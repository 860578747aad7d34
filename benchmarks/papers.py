"""The documents of the synthetic country as facts, in the layouts of the five real ones.

For every bureau and year a budget review (programs in million won against the year before, items in thousand
won, some sentences), a settlement review (programs in million won, items in thousand won, contracts) and a
report on diversions.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from benchmarks.history import Bureau, Life, review_id
from gyebo.facts.sources import SourceEntry
from gyebo.model.facts import Contract, Transfer
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.model.table import Table

CONTRADICTED = 0.01  # second printings of an amount that contradict the first
_FACTORS = {"원": 1, "천원": 1_000, "백만원": 1_000_000, "억원": 100_000_000}
_Cell = tuple[str, str, int, str, int | Decimal]  # header, kind, fiscal year, round, won or percent
_Paper = tuple[SourceEntry, Reading]


def papers(bureau: Bureau, seed: int) -> Iterator[_Paper]:
    """Yield a bureau's documents year by year; the names are those in force in the document's year."""
    for year in bureau.shape.span:
        rng = Random(f"{seed}/{bureau.number}/{year}")
        for make in (_Review, _Settlement, _Diversions):
            yield make(bureau, year, rng).paper()


class _Document:
    """A document in the making: what its rows have in common."""

    name, title, kind, round = "", "", "", ""

    def __init__(self, bureau: Bureau, year: int, rng: Random) -> None:
        self.bureau, self.year, self.random = bureau, year, rng
        self.id = review_id(bureau.number, year).replace("budget-review", self.name)
        self.head = bureau.name(year)
        self.lives = bureau.years[year]

    def paper(self) -> _Paper:
        """Return the entry in the list of documents and the facts."""
        entry = SourceEntry(
            id=self.id, title=f"{self.year}년도 {self.head} {self.title}", title_en=f"{self.name} {self.year}",
            publisher="가상시의회", publisher_en="Synthetic City Council", kind=self.kind, bureau=self.head,
            fiscal_year=self.year, round=self.round, sha256=hashlib.sha256(self.id.encode()).hexdigest(), lines=700,
            encoding="utf-8",
        )  # fmt: skip
        return entry, self.reading()

    def reading(self) -> Reading:
        """Return the facts."""
        raise NotImplementedError

    def department(self, life: Life) -> str:
        """Return the department that the document prints a program under."""
        return self.bureau.department(life.department, self.year)

    def tables(self, programs_end: int, items_end: int) -> tuple[Table, Table]:
        """Return the table of programs, from line 10, and the table of items, from line 200."""
        return (
            self._table("T01", 10, programs_end, "백만원"),
            self._table("T02", 200, items_end, "천원"),
        )

    def _table(self, name: str, first: int, last: int, unit: str) -> Table:
        return Table(
            document=self.id, id=name, line_start=first, line_end=last, caption=f"{self.title} {name}", unit=unit,
            form="synthetic", rows=last - first + 1,
        )  # fmt: skip

    def row(
        self, line: int, table: str, unit: str, life: Life, printed: str, item: str, cells: Sequence[_Cell]
    ) -> list[Figure]:
        """Return the figures of a table row, column after column."""
        place = Figure(
            document=self.id, line=line, column=1, table=table, label=item or printed, raw="", unit=unit,
            bureau=self.head, department=self.department(life), program=printed, item=item,
        )  # fmt: skip
        figures, column = [], 20
        for cell in cells:
            figures.append(_figure(place, column, unit, cell))
            column += len(figures[-1].raw) + 1
        return figures


class _Review(_Document):
    """A budget review: the budget of the year beside that of the year before."""

    name, title, kind, round = "budget-review", "예산안 검토보고", "review_report", "0"

    def reading(self) -> Reading:
        """Return both tables and the sentences."""
        figures, line = [], 200
        for place, (life, before) in enumerate(self._pairs(), start=10):
            figures += self.row(place, "T01", "백만원", life, life.printed, "", self._compared(life, before))
        for life in self.lives:
            for item, won in (("", self._again(life.won)), *life.items):
                cells = [(f"{self.year}년 예산안", "proposed", self.year, "0", won)]
                figures += self.row(line, "T02", "천원", life, life.printed, item, cells)
                line += 1
        tables = self.tables(9 + len(self.lives), line - 1)
        return Reading(figures=(*figures, *self._sentences()), tables=tables)

    def _pairs(self) -> list[tuple[Life, Life | None]]:
        """Return the programs of the year and those that are gone, each with what it was the year before."""
        past = {life.program: life for life in self.bureau.years.get(self.year - 1, ())}
        present = {life.program for life in self.lives}
        gone = [
            (replace(life, items=(), printed=life.name), life)
            for life in past.values()
            if life.program not in present
        ]
        return [*((life, past.get(life.program)) for life in self.lives), *gone]

    def _compared(self, life: Life, before: Life | None) -> list[_Cell]:
        year, was = self.year, before.won if before else 0
        change = life.won - was
        cells: list[_Cell] = [
            (f"{year - 1} 예산>당초", "original", year - 1, "0", was),
            (f"{year - 1} 예산>최종", "final", year - 1, "", _final(was)),
            (f"{year} 예산", "proposed", year, "0", life.won),
            ("당초예산대비>증감", "change", year, "0", change),
            ("당초예산대비>비율", "change_rate", year, "0", _rate(change, was)),
        ]
        return cells if year > self.bureau.shape.first else cells[2:]

    def _again(self, won: int) -> int:
        return won + 7_000_000 if self.random.random() < CONTRADICTED else won

    def _sentences(self) -> Iterator[Figure]:
        """Yield an amount in a sentence for every third program, where it comes to 100 million won."""
        told = [life for life in self.lives[::3] if life.won >= _FACTORS["억원"]]
        for line, life in enumerate(told, start=400):
            cells = [(f"{life.name}에는", "proposed", self.year, "0", life.won)]
            yield from self.row(line, "", "억원", life, life.printed, "", cells)


class _Settlement(_Document):
    """A settlement review: what became of the year's money."""

    name, title, kind, round = "settlement-review", "결산 승인안 검토보고", "settlement_report", "S"

    def reading(self) -> Reading:
        """Return programs, items and contracts."""
        figures, contracts, line = [], [], 200
        for place, life in enumerate(self.lives, start=10):
            figures += self.row(place, "T01", "백만원", life, life.name, "", self._settled(life))
            for item, won in life.items:
                cells = [("지출액", "expenditure", self.year, "S", _spent(_final(won)))]
                figures += self.row(line, "T02", "천원", life, life.name, item, cells)
                line += 1
            if place % 3 == 0:
                contracts.append(self._contract(400 + place, life))
        tables = self.tables(9 + len(self.lives), line - 1)
        return Reading(figures=tuple(figures), tables=tables, contracts=tuple(contracts))

    def _settled(self, life: Life) -> list[_Cell]:
        final = _final(life.won)
        spent, carried = _spent(final), final // 50
        unspent = final - spent - carried
        return [
            ("예산현액", "appropriation", self.year, "S", final),
            ("지출액", "expenditure", self.year, "S", spent),
            ("다음연도 이월액", "carryover", self.year, "S", carried),
            ("집행잔액", "unspent", self.year, "S", unspent),
            ("불용률", "unspent_rate", self.year, "S", _rate(unspent, final)),
        ]

    def _contract(self, line: int, life: Life) -> Contract:
        return Contract(
            document=self.id, line=line, title=f"{life.name} 용역", vendor="가상기업", department=self.department(life),
            program=life.name, award_krw=life.won // 3, start=f"{self.year}-03", end=f"{self.year}-12",
        )  # fmt: skip


class _Diversions(_Document):
    """A report on diversions: four a bureau and year."""

    name, title, kind = "diversion-report", "예산 전용 보고", "diversion_report"

    def reading(self) -> Reading:
        """Return the diversions, each between two programs."""
        pairs = [self.random.sample(self.lives, 2) for _ in range(4)]
        moves = (self._move(20 + 2 * index, source, target) for index, (source, target) in enumerate(pairs))
        return Reading(transfers=tuple(moves))

    def _move(self, line: int, source: Life, target: Life) -> Transfer:
        return Transfer(
            document=self.id, line=line, kind="전용", fiscal_year=self.year, date=f"{self.year}-11-03",
            from_department=self.department(source), from_program=source.name, from_item=source.items[0][0],
            to_department=self.department(target), to_program=target.name, to_item=target.items[0][0],
            amount_krw=source.won // 20, to_line=line + 1,
        )  # fmt: skip


def _rate(part: int, whole: int) -> Decimal:
    return Decimal(f"{100 * part / whole:.1f}") if whole else Decimal(0)


def _final(won: int) -> int:
    return won + won // 25


def _spent(won: int) -> int:
    return won * 9 // 10


def _figure(place: Figure, column: int, unit: str, cell: _Cell) -> Figure:
    """Return a figure printed in a unit: amounts are cut off there, as the documents do."""
    header, kind, year, round_, value = cell
    if isinstance(value, Decimal):
        return replace(
            place, column=column, header=header, kind=kind, fiscal_year=year, round=round_, raw=f"{value}%", unit="%",
            percent=value, derived=True,
        )  # fmt: skip
    whole = abs(value) // _FACTORS[unit] * (1 if value >= 0 else -1)
    return replace(
        place, column=column, header=header, kind=kind, fiscal_year=year, round=round_,
        raw=f"{whole:,}".replace("-", "△") if whole else "-", amount_krw=whole * _FACTORS[unit],
        precision_krw=_FACTORS[unit], derived=kind == "change",
    )  # fmt: skip
