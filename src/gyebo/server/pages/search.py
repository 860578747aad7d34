"""Search: what a name may mean, best first, by type; a misprint finds the name it is like."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.query.letters import Wanted, initials
from gyebo.query.search import Hit, search
from gyebo.server.pages import formats
from gyebo.server.pages.answers import ROWS, problem_page
from gyebo.server.pages.render import page
from gyebo.text.names import key

if TYPE_CHECKING:
    from gyebo.server.site import Site

LIMIT = 50
TYPES = {
    "program": ("사업", "Programs"),
    "unit": ("부서·국", "Departments and bureaus"),
    "item": ("통계목", "Expense items"),
    "contract": ("계약·과제", "Contracts and projects"),
    "document": ("문서", "Documents"),
    "source": ("인용된 문서", "Cited documents"),
}
# What the name that was found is to the thing.
ROLES = {
    "name": ("이름", "name"), "code": ("코드", "code"), "former": ("옛 이름", "former name"),
    "alias": ("별칭", "alias"), "brand": ("통칭", "brand"), "spelling": ("다른 표기", "spelling"),
    "misprint": ("잘못 인쇄된 이름", "misprint"), "sub_program": ("내역사업", "sub-program"),
    "vendor": ("계약 상대", "vendor"),
}  # fmt: skip
# Texts with which a first visitor may see what search does with spaces, misprints and old names.
EXAMPLES = ("디지털배운터", "세계스마트시티지구", "스마트시티민관협력", "PC 보급", "빅데이터담당관")


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one type of thing, best first."""

    type: str
    hits: tuple[Hit, ...]

    @property
    def names(self) -> tuple[str, str]:
        """The type in Korean and English."""
        return TYPES.get(self.type, (self.type, self.type))


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the search page and of its formats."""

    def endpoint(request: Request) -> Response:
        return _answer(request, site)

    paths = ("/search", *(f"/search.{suffix}" for suffix in ROWS))
    return [Route(path, endpoint, methods=["GET"]) for path in paths]


def _answer(request: Request, site: "Site") -> Response:
    text = request.query_params.get("q", "").strip()
    format = formats.wanted(request, formats.split_suffix(request.url.path)[1])
    try:
        hits = search(site.engine, text, LIMIT) if text or format != formats.HTML else []
    except UsageProblem as problem:
        return problem_page(request, site, problem, format)
    if format == formats.CSV:
        return formats.as_csv(request, _COLUMNS, [_row(hit) for hit in hits], "search")
    if format == formats.JSON:
        return formats.as_json(
            {"text": text, "hits": [{**asdict(hit), "path": path_of(hit)} for hit in hits]}
        )
    return page(
        request, site, "search.html", text=text, groups=_grouped(hits), count=len(hits), examples=EXAMPLES,
        near=bool(hits) and not holds(text, hits[0].found_by), first=hits[0] if hits else None, limit=LIMIT,
        path_of=path_of, roles=ROLES,
    )  # fmt: skip


_COLUMNS = ("type", "id", "name", "found_by", "role", "context", "score", "iri")


def _row(hit: Hit) -> tuple[str, ...]:
    return hit.type, hit.id, hit.name, hit.found_by, hit.role, hit.context, str(hit.score), hit.iri


def holds(text: str, name: str) -> bool:
    """Tell whether a name holds a text, its words or its initials; else the name is only like it."""
    wanted = Wanted(text)
    if wanted.only_initials:
        return wanted.key in initials(name)
    held = key(name)
    return wanted.key in held or (bool(wanted.words) and all(word in held for word in wanted.words))


def path_of(hit: Hit) -> str:
    """Return the path of the page of what was found."""
    local = hit.iri.partition("/id/")[2]
    return f"/{local}" if local else f"/item/{hit.iri.rpartition('/')[2]}"


def _grouped(hits: list[Hit]) -> list[Group]:
    """Return the hits by type; the type of the best hit comes first."""
    by_type: dict[str, list[Hit]] = {}
    for hit in hits:
        by_type.setdefault(hit.type, []).append(hit)
    return [Group(type, tuple(found)) for type, found in by_type.items()]
