"""Charts of amounts: which amounts, in which series and unit; `gyebo.server.pages.vega` draws them.

A year in which nothing is printed stays an empty place on the axis. Amounts are nominal, as the documents print
them. The drawing is for the eye; `Chart.table` holds the same amounts for everybody.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from gyebo.errors import UsageProblem
from gyebo.text.units import FACTOR

UNITS = ("억원", "백만원", "천원", "원")
UNITS_EN = {"억원": "100 million won", "백만원": "million won", "천원": "thousand won", "원": "won"}
# Dark enough against white (3:1 or more), and told apart in most forms of colour blindness.
COLOURS = ("#6b7280", "#0b6ba8", "#c2410c", "#7c3aed", "#0f766e", "#b45309", "#be185d", "#1f2937")
_MOST_SERIES = len(COLOURS)

# The kinds that a chart of a program draws, in the order of a budget's life; the table beside it has them all.
CHARTED = {
    "proposed": ("예산안", "proposed"),
    "original": ("당초예산", "original"),
    "supplementary": ("추가경정예산", "supplementary"),
    "final": ("최종예산", "final"),
    "appropriation": ("예산현액", "appropriation"),
    "expenditure": ("지출액", "expenditure"),
    "carryover": ("다음연도 이월액", "carried over"),
    "unspent": ("집행잔액", "unspent"),
}
# Where one kind is told for several rounds of a year: the settlement's before the whole year's before a round's.
_ROUNDS = ("S", "_T")


@dataclass(frozen=True, slots=True)
class Point:
    """One bar: an amount in won, of a series, in a fiscal year."""

    year: int
    series: str
    amount_won: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: its points, the order of its series, its words, its unit and language."""

    title: str
    points: tuple[Point, ...]
    series: tuple[str, ...]
    unit: str = "억원"
    language: str = "ko"

    @property
    def years(self) -> range:
        """Every year from the first to the last, also those without an amount."""
        found = [point.year for point in self.points]
        return range(min(found), max(found) + 1) if found else range(0)

    @property
    def gaps(self) -> tuple[int, ...]:
        """The years in between for which nothing can be drawn."""
        told = {point.year for point in self.points}
        return tuple(year for year in self.years if year not in told)

    @property
    def unit_label(self) -> str:
        """The unit in the language of the chart."""
        return self.unit if self.language == "ko" else UNITS_EN[self.unit]

    @property
    def description(self) -> str:
        """One or two sentences that say what the drawing shows."""
        gaps = ", ".join(str(year) for year in self.gaps)
        if self.language == "ko":
            text = f"{self.title}. 연도별 막대, 단위 {self.unit}, 명목 금액(물가를 반영하지 않음)."
            return f"{text} 한 해 전체의 금액이 인쇄되지 않은 해: {gaps}." if gaps else text
        text = f"{self.title}. Bars by year, in {self.unit_label}, nominal (not adjusted for prices)."
        return f"{text} Years whose whole amounts are not printed: {gaps}." if gaps else text

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the header and the rows of the same amounts: a row a year, empty where nothing is printed."""
        known = {(p.year, p.series): p.amount_won for p in self.points}
        header = ("연도" if self.language == "ko" else "year", *self.series)
        rows = (
            (str(year), *(_cell(known.get((year, name)), self.unit) for name in self.series))
            for year in self.years
        )
        return header, tuple(rows)

    def data(self) -> list[dict[str, int | str]]:
        """Return the points as plain rows, in won, in the order of the drawing."""
        return [{"year": p.year, "series": p.series, "amount_won": p.amount_won} for p in self.points]


class Amount(Protocol):
    """An amount that may be drawn, such as `gyebo.query.trace.Money`."""

    @property
    def round(self) -> str:
        """The notation of the budget round: 0, 1, S, _T."""

    @property
    def kind(self) -> str:
        """The notation of the kind: original, expenditure."""

    @property
    def item(self) -> str:
        """The notation of the expense item; _T for the whole program."""

    @property
    def amount_won(self) -> int:
        """The amount in won."""

    @property
    def as_of(self) -> str:
        """The day up to which the amount is told; empty for the whole year."""


def amounts_chart(
    amounts: Iterable[tuple[int, Amount]], title: str, unit: str = "억원", language: str = "ko"
) -> Chart:
    """Return the chart of a program's whole amounts by year and kind.

    Amounts by expense item and amounts told up to a day within the year are not drawn. Where one kind is told
    for several rounds of a year, the settlement's is drawn, then the whole year's, then the latest round's.
    """
    best: dict[tuple[int, str], Amount] = {}
    for year, amount in amounts:
        if amount.item != "_T" or amount.as_of or amount.kind not in CHARTED:
            continue
        known = best.get((year, amount.kind))
        if known is None or _rank(amount) > _rank(known):
            best[year, amount.kind] = amount
    names = {kind: pair[0 if language == "ko" else 1] for kind, pair in CHARTED.items()}
    order = list(CHARTED)
    points = tuple(
        Point(year, names[kind], amount.amount_won)
        for (year, kind), amount in sorted(
            best.items(), key=lambda found: (found[0][0], order.index(found[0][1]))
        )
    )
    present = {point.series for point in points}
    return Chart(title, points, tuple(name for name in names.values() if name in present), unit, language)


def _rank(amount: Amount) -> tuple[int, str]:
    places = len(_ROUNDS)
    return (places - _ROUNDS.index(amount.round) if amount.round in _ROUNDS else 0, amount.round)


def rows_chart(
    records: Iterable[Mapping[str, str]], title: str, unit: str = "억원", language: str = "ko"
) -> Chart | None:
    """Return a chart of the rows of a query that hold a year and an amount in won; None where they do not.

    A series is a kind of amount, apart for amounts that rest on inferred links. With too many series, with rows that
    cannot be told apart, or with rows of single items there is no chart: what is drawn would not be true.
    """
    points: dict[tuple[int, str], int] = {}
    for record in records:
        if record.get("item", "_T") != "_T" or record.get("asOf"):
            continue
        point = _point(record, language)
        if point is None or points.get((point.year, point.series), point.amount_won) != point.amount_won:
            return None
        points[point.year, point.series] = point.amount_won
    points = _fewer(points)
    series = tuple(sorted({name for _, name in points}, key=_life))
    if not 1 <= len(series) <= _MOST_SERIES:
        return None
    drawn = tuple(
        Point(year, name, won)
        for (year, name), won in sorted(points.items(), key=lambda p: (p[0][0], series.index(p[0][1])))
    )
    return Chart(title, drawn, series, unit, language)


def _fewer(points: dict[tuple[int, str], int]) -> dict[tuple[int, str], int]:
    """Return the points, where there are too many series only those of the main kinds."""
    if len({series for _, series in points}) <= _MOST_SERIES:
        return points
    main = {name for pair in CHARTED.values() for name in pair} | set(CHARTED)
    return {place: won for place, won in points.items() if place[1].split(" · ")[0] in main}


_AMOUNTS = ("amount", "total", "amount_krw", "amount_won")


def _point(record: Mapping[str, str], language: str) -> Point | None:
    """Return the amount of a row; what rests on an inferred link says so in the name of its series."""
    year = record.get("year") or record.get("fiscal_year") or ""
    amount = next((record[name] for name in _AMOUNTS if record.get(name)), "")
    if not (re.fullmatch(r"\d{4}", year) and re.fullmatch(r"-?\d{1,15}", amount)):
        return None
    korean = language == "ko"
    kind = record.get("kind", "")
    series = CHARTED[kind][0 if korean else 1] if kind in CHARTED else record.get("kindName") or kind or "–"
    inferred = record.get("status") == "inferred"
    return Point(
        int(year), f"{series} · {'추론' if korean else 'inferred'}" if inferred else series, int(amount)
    )


def _life(series: str) -> tuple[int, str]:
    """Order series as the life of a budget does, other ones after them."""
    first = series.split(" · ")[0]
    places = [i for i, (kind, names) in enumerate(CHARTED.items()) if first in (kind, *names)]
    return (places[0] if places else len(CHARTED), series)


def _cell(won: int | None, unit: str) -> str:
    """Return an amount in a unit, exactly; empty where there is none.

    >>> _cell(643078000, "억원"), _cell(-29421000, "천원"), _cell(None, "원")
    ('6.43078', '-29,421', '')
    """
    if won is None:
        return ""
    exact = Decimal(won) / FACTOR[unit]
    return f"{exact.normalize():,f}" if exact % 1 else f"{int(exact):,}"


def in_unit(chart: Chart, unit: str) -> Chart:
    """Return the chart in another unit; raise `UsageProblem` for one that money is not told in."""
    if unit not in UNITS:
        raise UsageProblem.unknown("unit", unit, UNITS)
    return replace(chart, unit=unit)
