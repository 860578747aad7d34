"""Charts of amounts: a Vega-Lite specification in exact won, drawn as SVG or PNG on the server.

A year in which nothing is printed stays an empty place on the axis. Amounts are nominal, as the documents print
them. The drawing is for the eye; `Chart.table` holds the same amounts for everybody.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from gyebo.errors import UsageProblem
from gyebo.text.units import FACTOR

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
UNITS = ("억원", "백만원", "천원", "원")
UNITS_EN = {"억원": "100 million won", "백만원": "million won", "천원": "thousand won", "원": "won"}
# Dark enough against white (3:1 or more), and told apart in most forms of colour blindness.
_COLOURS = ("#6b7280", "#0b6ba8", "#c2410c", "#7c3aed", "#0f766e", "#b45309", "#be185d", "#1f2937")
_BAR_PX, _HEIGHT_PX = 17, 300
_MOST_SERIES = len(_COLOURS)

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


def _short(won: int, unit: str) -> str:
    """Return an amount for the end of a bar: two places in 억원, whole numbers in the other units.

    >>> _short(643078000, "억원"), _short(643078000, "백만원"), _short(0, "억원"), _short(20000, "억원")
    ('6.43', '643', '0', '<0.01')
    """
    places = Decimal("0.01") if unit == "억원" else Decimal(1)
    told = (Decimal(won) / FACTOR[unit]).quantize(places, ROUND_HALF_UP)
    if told:
        return f"{told:,f}"
    return f"<{places}" if won > 0 else "0"


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite specification; amounts stay whole won, only the axis is told in the unit."""
    values: list[dict[str, Any]] = [
        {**row, "label": _short(p.amount_won, chart.unit)}
        for row, p in zip(chart.data(), chart.points, strict=True)
    ]
    years = [str(year) for year in chart.years]
    x = {
        "field": "year",
        "type": "ordinal",
        "scale": {"domain": years, "paddingInner": 0.22, "paddingOuter": 0.11},
        "axis": {"title": None, "labelAngle": 0, "labelFontSize": 13, "ticks": False, "labelPadding": 8},
    }
    offset = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(chart.series), "paddingInner": 0.1},
    }
    y = {
        "field": "amount_won",
        "type": "quantitative",
        "axis": {
            "title": chart.unit_label,
            "labelExpr": f"format(datum.value / {FACTOR[chart.unit]}, ',~f')",
            "tickCount": 5,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleY": -12,
            "titleX": 0,
            "domain": False,
            "ticks": False,
        },
    }
    colour = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(chart.series), "range": list(_COLOURS[: len(chart.series)])},
        "legend": {
            "title": None,
            "orient": "bottom",
            "direction": "horizontal",
            "columns": 4,
            "symbolType": "square",
        },
    }
    text = {"align": "left", "baseline": "middle", "angle": 270, "dx": 3, "fontSize": 11, "clip": False}
    return {
        "$schema": SCHEMA,
        "description": chart.description,
        "width": max(260, len(years) * (len(chart.series) * _BAR_PX + 36)),
        "height": _HEIGHT_PX,
        "data": {"values": [{**value, "year": str(value["year"])} for value in values]},
        "encoding": {"x": x},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"xOffset": offset, "y": y, "color": colour}},
            {
                "mark": {"type": "text", **text},
                "encoding": {"xOffset": offset, "y": y, "text": {"field": "label", "type": "nominal"}},
            },
            _gap_marks(chart),
        ],
        "config": _CONFIG,
    }


def _gap_marks(chart: Chart) -> dict[str, Any]:
    """Return the words that stand in the place of years without amounts."""
    words = ["전체 금액", "인쇄 없음"] if chart.language == "ko" else ["no whole", "amount"]
    return {
        "data": {"values": [{"year": str(year)} for year in chart.gaps]},
        "mark": {"type": "text", "text": words, "fontSize": 12, "color": "#4b5563", "y": _HEIGHT_PX - 26},
    }


_CONFIG: dict[str, Any] = {
    "background": "#ffffff",
    "font": FONT,
    "padding": {"left": 8, "top": 34, "right": 8, "bottom": 8},
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e5e7eb", "labelColor": "#1f2937"},
    "legend": {"labelFontSize": 13, "labelColor": "#1f2937", "symbolSize": 140, "columnPadding": 18},
    "text": {"color": "#1f2937"},
}


def svg(chart: Chart, identifier: str = "chart") -> str:
    """Return the chart as an SVG element with a title and a description, fit to stand within a page."""
    inner = _vega_svg(json.dumps(specification(chart), ensure_ascii=False))
    return _named(inner, chart, identifier)


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """Return the chart as a PNG image, in the fonts of this machine."""
    data: bytes = _converter().vegalite_to_png(specification(chart), scale=scale, allowed_base_urls=[])
    return data


@lru_cache(maxsize=256)
def _vega_svg(specification_json: str) -> str:
    text: str = _converter().vegalite_to_svg(json.loads(specification_json), allowed_base_urls=[])
    return text


def _converter() -> Any:
    """Return the drawing library; raise `UsageProblem` where it is not installed."""
    try:
        import vl_convert
    except ImportError:
        raise UsageProblem("charts need vl-convert-python", "pip install 'gyebo[serve]'") from None
    return vl_convert


_ARIA = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"')
_OPEN = re.compile(r"<svg[^>]*?width=\"(\d+)\" height=\"(\d+)\"[^>]*>")


def _named(drawing: str, chart: Chart, identifier: str) -> str:
    """Give a drawing its title and description, and take out what tells every mark of it one by one."""
    plain = _ARIA.sub("", drawing)
    found = _OPEN.match(plain)
    if found is None:
        raise ValueError("the drawing does not begin with an svg element of a size")
    width, height = found.groups()
    ids = f"{escape(identifier)}-title {escape(identifier)}-desc"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="{ids}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<title id="{escape(identifier)}-title">{escape(chart.title)}</title>'
        f'<desc id="{escape(identifier)}-desc">{escape(chart.description)}</desc>'
    )
    return head + plain[found.end() :]


def in_unit(chart: Chart, unit: str) -> Chart:
    """Return the chart in another unit; raise `UsageProblem` for one that money is not told in."""
    if unit not in UNITS:
        raise UsageProblem.unknown("unit", unit, UNITS)
    return replace(chart, unit=unit)
