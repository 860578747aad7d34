"""The drawing of a program's lineage and the chart of its amounts, each alone, as SVG or PNG."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.query.around import around
from gyebo.query.drawing import svg
from gyebo.server.pages import charts, vega
from gyebo.server.pages.answers import Asked, not_found
from gyebo.server.pages.blocks import records
from gyebo.server.pages.program import money, said, steps_of
from gyebo.server.pages.render import Frame, frame

if TYPE_CHECKING:
    from gyebo.server.site import Site

_PNG_SCALE = 2.0


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the drawing and the chart."""

    def drawing(request: Request) -> Response:
        return _drawing(request, site)

    def chart(request: Request) -> Response:
        return _chart(request, site)

    return [
        Route("/program/{id}/lineage.{format}", drawing, methods=["GET"]),
        Route("/program/{id}/amounts.{format}", chart, methods=["GET"]),
    ]


def _asked(request: Request, site: "Site") -> Asked:
    path = {name: str(value) for name, value in request.path_params.items()}
    return Asked(site.engine, site.base, path, dict(request.query_params))


def _named(asked: Asked) -> str:
    own = said(asked)
    return own["name"] if "Program" in own else ""


def _drawing(request: Request, site: "Site") -> Response:
    """Answer with the drawing alone, as SVG or PNG."""
    asked = _asked(request, site)
    name = _named(asked)
    if not name or asked.path["format"] not in ("svg", "png"):
        return not_found(request, site)
    trace = around(asked.engine, asked.path["id"], name, steps_of(asked), asked.base).trace
    language = "en" if asked.query.get("lang") == "en" else "ko"
    return picture(svg(trace, None, language), asked.path["format"])


def picture(drawn: str, format: str) -> Response:
    """Return an SVG drawing, as it is or as PNG."""
    if format == "svg":
        return Response(drawn, media_type="image/svg+xml")
    try:
        import vl_convert
    except ImportError:
        raise UsageProblem("pictures need vl-convert-python", "pip install 'gyebo[serve]'") from None
    return Response(bytes(vl_convert.svg_to_png(drawn, scale=_PNG_SCALE)), media_type="image/png")


def _chart(request: Request, site: "Site") -> Response:
    """Answer with the chart of the program's amounts, as SVG or PNG."""
    asked = _asked(request, site)
    name = _named(asked)
    if not name or asked.path["format"] not in ("svg", "png"):
        return not_found(request, site)
    f = frame(request, site)
    chart = chart_of(asked, name, f)
    if not chart.points:
        return not_found(request, site)
    if asked.path["format"] == "png":
        return Response(vega.png(chart), media_type="image/png")
    return Response(vega.svg(chart), media_type="image/svg+xml")


def chart_of(asked: Asked, name: str, f: Frame) -> charts.Chart:
    """Return the chart of a program's whole amounts by year and kind."""
    found = records(asked.engine, "program/amounts", asked.base, program=asked.path["id"])
    amounts = [(int(record["year"]), money(record)) for record in found]
    return charts.amounts_chart(
        amounts, f.t(f"{name}: 연도별 금액", f"{name}: amounts by year"), f.unit, f.lang
    )
