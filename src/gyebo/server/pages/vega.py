"""Charts as drawings: a Vega-Lite specification in exact won, made into SVG or PNG on the server."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import escape
from typing import Any

from gyebo.errors import UsageProblem
from gyebo.server.pages.charts import COLOURS, Chart
from gyebo.text.units import FACTOR

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
_BAR_PX, _HEIGHT_PX = 17, 300


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
        "scale": {"domain": list(chart.series), "range": list(COLOURS[: len(chart.series)])},
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
