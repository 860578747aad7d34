"""The home page: what this is, the search box, worked examples with figures from the graph, where to begin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gyebo.errors import UsageProblem
from gyebo.query.search import Hit, search
from gyebo.server.pages import formats
from gyebo.server.pages.about import About, about
from gyebo.server.pages.blocks import records
from gyebo.server.pages.datasets import of_all
from gyebo.server.pages.discrepancies import Discrepancy, discrepancies
from gyebo.server.pages.render import page
from gyebo.server.pages.search import EXAMPLES, path_of
from gyebo.server.pages.vocabulary import vocabulary

if TYPE_CHECKING:
    from gyebo.server.site import Site
    from gyebo.store.engine import Engine

# The program that the first example follows, the misprint that the second searches for.
FOLLOWED, MISPRINT = "P0027", EXAMPLES[0]
# Of several whole amounts of a year the first of these is told.
_TOLD = ("expenditure", "final", "original", "proposed")
_MOST_JOINED = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A year of the program that is followed: its department then, and one whole amount with its evidence."""

    year: str
    name: str
    department: str
    kind: tuple[str, str]  # in Korean and English; empty texts where no amount is printed
    amount_won: int | None
    document: str
    line: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A program and how many changes join it to other programs."""

    id: str
    name: str
    changes: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; an example is empty where the graph has nothing for it."""

    about: About
    steps: tuple[Step, ...]
    hits: tuple[Hit, ...]
    discrepancy: Discrepancy | None
    joined: tuple[Joined, ...]
    years: tuple[str, ...]


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the home page and its JSON."""

    @lru_cache(maxsize=2)
    def kept(digest: str) -> Home:  # noqa: ARG001 (a rebuilt graph has another digest)
        return home(site.engine, site.base)

    def endpoint(request: Request) -> Response:
        return _answer(request, site, kept if site.constant else lambda _: home(site.engine, site.base))

    return [Route(path, endpoint, methods=["GET"]) for path in ("/", "/index.json")]


def _answer(request: Request, site: "Site", found: Callable[[str], Home]) -> Response:
    told = found(site.digest())
    if formats.wanted(request, formats.split_suffix(request.url.path)[1]) == formats.JSON:
        return formats.as_json(asdict(told))
    return page(
        request, site, "home.html", home=told, followed=FOLLOWED, misprint=MISPRINT, examples=EXAMPLES, path_of=path_of,
        address=f"{request.url.scheme}://{request.url.netloc}", dataset=lambda f: of_all(site.engine, f),
    )  # fmt: skip


def home(engine: "Engine", base: str) -> Home:
    """Return what the home page shows."""
    found = discrepancies(engine, base)
    wrong = [each for each in found if each.severity == "violation" and each.expected and each.line]
    years = tuple(record["year"] for record in records(engine, "page/years", base))
    return Home(
        about(engine),
        _steps(engine, base),
        _hits(engine),
        wrong[0] if wrong else None,
        _joined(engine, base),
        years,
    )


def _joined(engine: "Engine", base: str) -> tuple[Joined, ...]:
    """Return the programs that most changes join to others; the earlier id first among equals."""
    counts: Counter[str] = Counter()
    for record in records(engine, "lineage/links", base):
        counts.update((record["fromId"], record["toId"]))
    names = {record["program_id"]: record["name"] for record in records(engine, "export/programs", base)}
    most = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))[:_MOST_JOINED]
    return tuple(Joined(id, names.get(id, id), count) for id, count in most)


def _steps(engine: "Engine", base: str) -> tuple[Step, ...]:
    """Return the years of the followed program, each with one whole amount where one is printed."""
    amounts: dict[str, list[dict[str, str]]] = {}
    for record in records(engine, "program/amounts", base, program=FOLLOWED):
        if record["item"] == "_T" and not record["asOf"] and record["kind"] in _TOLD:
            amounts.setdefault(record["year"], []).append(record)
    steps: dict[str, Step] = {}
    for at in records(engine, "program/years", base, program=FOLLOWED):
        told = min(amounts.get(at["year"], []), key=lambda record: _TOLD.index(record["kind"]), default=None)
        steps.setdefault(at["year"], _step(at, told))
    return tuple(steps[year] for year in sorted(steps))


def _step(at: dict[str, str], told: dict[str, str] | None) -> Step:
    if told is None:
        return Step(at["year"], at["name"], at["unitName"], ("", ""), None, "", "")
    codes = vocabulary().codes("amount-kind")
    named = {code.notation: code.label for code in codes.codes} if codes else {}
    kind = (
        (named[told["kind"]].ko, named[told["kind"]].en)
        if told["kind"] in named
        else (told["kindName"], told["kind"])
    )
    return Step(
        at["year"], at["name"], at["unitName"], kind, int(told["amount"]), told["document"], told["line"]
    )  # fmt: skip


def _hits(engine: "Engine") -> tuple[Hit, ...]:
    try:
        return tuple(search(engine, MISPRINT, 3))
    except UsageProblem:
        return ()
