"""The lists to begin from: programs, units, documents, years, expense items."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from gyebo.server.pages.answers import Asked, Kind, route
from gyebo.server.pages.blocks import Block

if TYPE_CHECKING:
    from gyebo.server.site import Site

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: what kind of things, and the things in groups, each group with what it has in common."""

    kind: str
    groups: tuple[tuple[str, tuple[Record, ...]], ...]

    @property
    def count(self) -> int:
        """How many things the list has."""
        return sum(len(group) for _, group in self.groups)


_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_DOUBLE = {"ㄲ": "ㄱ", "ㄸ": "ㄷ", "ㅃ": "ㅂ", "ㅆ": "ㅅ", "ㅉ": "ㅈ"}
_OF = {
    "programs": Block("programs", "사업", "Programs", "page/programs"),
    "units": Block("units", "부서", "Units", "export/units"),
    "documents": Block("documents", "문서", "Documents", "export/documents"),
    "years": Block("years", "연도", "Years", "page/years"),
    "items": Block("items", "통계목", "Expense items", "page/items"),
}


def routes(site: "Site") -> list[BaseRoute]:
    """Return the routes of the lists, with and without a suffix."""
    return [
        route(site, Kind(path, f"{kind}.html", _viewer(kind), _asker(kind)))
        for kind in _OF
        for path in (f"/{kind}", f"/{kind}.json", f"/{kind}.csv", f"/{kind}.html")
    ]


def _asker(kind: str) -> Callable[[Asked], tuple[Block, ...]]:
    return lambda _: (_OF[kind],)


def _viewer(kind: str) -> Callable[[Asked], Listed]:
    def view(asked: Asked) -> Listed:
        rows = list(_OF[kind].rows(asked.engine, asked.base).records())
        return Listed(kind, _GROUPED[kind](rows))

    return view


def initial(name: str) -> str:
    """Return the letter under which a name is listed: the first Hangul consonant, or A–Z.

    >>> initial("디지털 시장실 운영"), initial("(구)업무관리"), initial("TEIN 협력센터"), initial("1:1,000")
    ('ㄷ', 'ㄱ', 'A–Z', '0–9')
    """
    letter = next((each for each in name if each.isalnum()), "")
    if "가" <= letter <= "힣":
        consonant = _INITIALS[(ord(letter) - 0xAC00) // 588]
        return _DOUBLE.get(consonant, consonant)
    return "0–9" if letter.isdigit() else "A–Z"


def _programs(rows: list[Record]) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    ordered = sorted(
        rows, key=lambda r: ("A" <= initial(r["name"]) <= "Z" or initial(r["name"])[0].isdigit(), r["name"])
    )
    return tuple((key, tuple(group)) for key, group in groupby(ordered, key=lambda r: initial(r["name"])))


def _by(name: str) -> Callable[[list[Record]], tuple[tuple[str, tuple[Record, ...]], ...]]:
    def grouped(rows: list[Record]) -> tuple[tuple[str, tuple[Record, ...]], ...]:
        ordered = sorted(rows, key=lambda r: r[name])
        return tuple((key, tuple(group)) for key, group in groupby(ordered, key=lambda r: r[name]))

    return grouped


def _all(rows: list[Record]) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    return (("", tuple(rows)),)


_GROUPED = {
    "programs": _programs,
    "units": _by("kind"),
    "documents": _by("cited_by"),
    "years": _all,
    "items": _all,
}
