"""From a view to HTML: the templates, the words of both languages, money in a unit, links that keep a reader's choices.

Every page is Korean first with English beside it; `?lang=en` puts English first. `?unit=` chooses the unit of money.
Both choices travel with every link of the site. Nothing here asks the graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from gyebo.server.security import origin
from gyebo.text.units import FACTOR

if TYPE_CHECKING:
    from jinja2 import Environment

    from gyebo.server.site import Site

TEMPLATES = Path(__file__).parents[1] / "templates"
# The units that money is shown in: how many places it is rounded to for the eye; the exact won stand beside it.
UNITS = {"원": 0, "천원": 0, "백만원": 1, "억원": 2}
UNITS_EN = {"원": "won", "천원": "thousand won", "백만원": "million won", "억원": "hundred million won"}
_UNIT_CODES = {"won": "원", "thousand-won": "천원", "million-won": "백만원", "hundred-million-won": "억원"}
UNIT, LANGUAGE = "천원", "ko"
_MINUS = "−"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of one answer shares: the reader's language and unit, the address, the graph's digest.

    `origin` is the scheme and host that the request names, `root` the path under which the site stands there.
    """

    lang: str
    unit: str
    path: str
    query: tuple[tuple[str, str], ...]
    root: str
    digest: str
    built: str
    base: str
    origin: str

    def t(self, ko: str, en: str) -> str:
        """Return the words in the reader's language."""
        return en if self.lang == "en" else ko

    def both(self, ko: str, en: str) -> Markup:
        """Return a heading or label in both languages, the reader's first."""
        words = {"ko": ko, "en": en}
        other = "ko" if self.lang == "en" else "en"
        if not words[other] or words[other] == words[self.lang]:
            return escape(words[self.lang])
        return Markup('{} <span class="beside" lang="{}">{}</span>').format(
            words[self.lang], other, words[other]
        )

    def href(self, path: str, **values: object) -> str:
        """Return a link within the site that keeps the language and the unit; `values` become its query."""
        query = {name: str(value) for name, value in values.items() if value not in (None, "")}
        if self.lang != LANGUAGE:
            query.setdefault("lang", self.lang)
        if self.unit != UNIT:
            query.setdefault("unit", self.unit)
        return self.root + quote(path, safe="/:@!$&'()*+,;=~-._") + _query(query, path)

    def again(self, **values: str) -> str:
        """Return this page's own address with some of its parameters changed; an empty value takes one away."""
        query = {**dict(self.query), **values}
        return (
            self.root
            + quote(self.path, safe="/:@!$&'()*+,;=~-._")
            + _query({name: value for name, value in query.items() if value}, self.path)
        )

    def money(self, won: int | None) -> Markup:
        """Return an amount in the reader's unit, its exact won as the title; nothing where there is none."""
        if won is None:
            return Markup("")
        return Markup('<data class="money" value="{}" title="{}원">{}</data>').format(
            won, f"{won:,}", in_unit(won, self.unit)
        )

    @property
    def unit_label(self) -> str:
        """The unit of money in the reader's language."""
        return self.t(self.unit, UNITS_EN[self.unit])


def _query(query: Mapping[str, str], path: str) -> str:
    """Return the query part of a link; one to a bare fragment stays without."""
    return "?" + urlencode(query) if query and not path.startswith("#") else ""


def in_unit(won: int, unit: str) -> str:
    """Return an amount in a unit with thousands separators, rounded half up to the unit's places.

    >>> in_unit(643078000, "억원"), in_unit(-29421500, "천원"), in_unit(643078000, "원")
    ('6.43', '−29,422', '643,078,000')
    """
    places = Decimal(1).scaleb(-UNITS[unit])
    rounded = (Decimal(won) / FACTOR[unit]).quantize(places, ROUND_HALF_UP)
    return f"{rounded:,f}".replace("-", _MINUS)


def frame(request: Request, site: "Site") -> Frame:
    """Return what the pages of this answer share."""
    asked = request.query_params
    unit = _UNIT_CODES.get(asked.get("unit", ""), asked.get("unit", UNIT))
    default = f"http://{site.settings.host}:{site.settings.port}"
    return Frame(
        lang="en" if asked.get("lang") == "en" else LANGUAGE,
        unit=unit if unit in UNITS else UNIT,
        path=request.scope["path"].removeprefix(request.scope.get("root_path", "")) or "/",
        query=tuple(asked.items()),
        root=request.scope.get("root_path", "").rstrip("/"),
        digest=site.digest(),
        built=_built(site),
        base=site.base,
        origin=origin(request.url.scheme, request.headers.get("host", ""), default),
    )


def _built(site: "Site") -> str:
    """Return the day on which the graph in use was built; nothing over a remote endpoint."""
    from datetime import datetime

    graph: Path | None = getattr(site.engine, "graph", None)
    try:
        seconds = (graph / "manifest.json").stat().st_mtime if graph else 0.0
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds).astimezone().date().isoformat() if seconds else ""


def page(request: Request, site: "Site", template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a template. Templates see the frame `f`, its methods, the names of codes `label`, and `context`."""
    from gyebo.server.pages.labels import Labels, names

    shown = frame(request, site)
    label = Labels(names(site.engine, shown.digest), shown)
    html = environment().get_template(template).render(
        f=shown, t=shown.t, both=shown.both, href=shown.href, again=shown.again, money=shown.money, label=label,
        **context
    )  # fmt: skip
    headers = {"Content-Language": "ko, en", "Vary": "Accept"}
    return HTMLResponse(html, status, headers)


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """Return the template engine: everything is escaped, an unknown name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from gyebo.server.pages.labels import josa

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # of the filter tojson, which escapes markup
    made.globals.update(units=UNITS, units_en=UNITS_EN, josa=josa)
    return made
