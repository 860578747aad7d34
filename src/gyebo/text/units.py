"""Units of money as printed, and the statements that give a table its units.

The four units a figure may carry are 원, 천원, 백만원 and 억원; 만원 occurs only inside Korean numerals.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from gyebo.text.normalize import clean, squeeze

FACTOR: Final = MappingProxyType({"원": 1, "천원": 1_000, "만원": 10_000, "백만원": 10**6, "억원": 10**8})
"""Won in one printed unit of money."""

_STATEMENT = re.compile(r"단\s{0,3}위\s{0,3}(?P<colon>[:：∶])?(?P<units>[^)\]>〉》\t\n）］]{1,60})")
_SEPARATOR = re.compile(r"[,，、·ㆍ;]")
_UNIT = re.compile(r"[가-힣A-Za-z%％㎡㎥²³/]{1,8}")
_COUNTED: Final = frozenset({"%", "%p", "건", "개", "대", "명", "식", "회", "개월", "원/㎡"})


def _unit(part: str) -> str | None:
    """Return one printed unit without its spaces, or None for anything else (a date, "기준")."""
    unit = squeeze(part).replace("％", "%")
    if unit.endswith("기준") or not _UNIT.fullmatch(unit):
        return None
    return unit


def _parts(printed: str, *, known_only: bool) -> list[str]:
    found = [unit for part in _SEPARATOR.split(printed) if (unit := _unit(part)) is not None]
    return [unit for unit in found if unit in FACTOR or unit in _COUNTED] if known_only else found


def units_in(text: str) -> tuple[str, ...]:
    """Return the units that unit statements in the text name, in order, each once.

    "(단위 : 백만원, %)" gives ("백만원", "%"), "(단위: 천원, '18.9.30.기준)" gives ("천원",); () without a
    statement. Without a colon ("단위 천원") only well-known units count, so 단위사업 is no statement.
    """
    found: dict[str, None] = {}
    for match in _STATEMENT.finditer(clean(text)):
        parts = _parts(match["units"], known_only=match["colon"] is None)
        found.update(dict.fromkeys(parts))
    return tuple(found)
