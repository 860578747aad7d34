"""Moved and carried amounts that the overview lists as bullets, to the last 만원: "▪ 기록관리(A→B) 2,008만원"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.model.document import Document
from gyebo.text.amounts import amounts
from gyebo.text.normalize import squeeze

_HEADINGS = (
    (re.compile(r"[가-하]\)이용"), "이용"),
    (re.compile(r"[가-하]\)전용"), "전용"),
    (re.compile(r"[가-하]\)이체"), "이체"),
    (re.compile(r"[가-하]\)변경(?:사용)?"), "변경사용"),
    (re.compile(r"○명시이월"), "명시이월"),
    (re.compile(r"○사고이월"), "사고이월"),
    (re.compile(r"○계속비이월(?!은없음)"), "계속비이월"),
    (re.compile(r"[가-하]\)|[Ⅰ-Ⅻ]|□"), ""),
)
_DIRECTION = re.compile(r"\s*[<〈](?P<giving>[^<>→]+)→(?P<receiving>[^<>→]+)[>〉]\s*")
_ARROW_INSIDE = re.compile(r"(?P<program>.+?)\s*\((?P<giving>[^()→]*)→(?P<receiving>[^()]*)\)")
_ARROW_BETWEEN = re.compile(
    r"(?P<program>.+?)\s*\((?P<giving>[^()→]+)\)\s*→\s*(?P<other>.+?)\s*\((?P<receiving>[^()]+)\)"
)
_ITEMS = re.compile(r"(?P<program>.+?)\s*\((?P<items>[^()]+)\)")
_LONGEST = 8
_WIDEST = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """One bullet: what was moved or carried, between which programs and items, and the amount's last place."""

    kind: str
    line: int
    from_department: str
    from_program: str
    from_item: str
    to_department: str
    to_program: str
    to_item: str
    amount_won: int
    precision_won: int


def stated(document: Document) -> tuple[Stated, ...]:
    """Return the bullets below the headings of transfers and carryovers, in order."""
    kind, giving, receiving = "", "", ""
    found: list[Stated] = []
    for line in document.lines:
        bare = squeeze(line.text)
        kind_here = next((name for heading, name in _HEADINGS if heading.match(bare)), None)
        if kind_here is not None:
            kind, giving, receiving = kind_here, "", ""
        if direction := _DIRECTION.fullmatch(line.text):
            giving, receiving = direction["giving"].strip(), direction["receiving"].strip()
        if kind and bare.startswith("▪"):
            found.extend(_bullet(document, line.number, kind, giving, receiving))
    return tuple(found)


def _bullet(document: Document, start: int, kind: str, giving: str, receiving: str) -> Iterator[Stated]:
    """Yield the one amount of a bullet, whose name may be broken over lines and whose amount may stand below it."""
    parts = [document.text_of(start).split("▪", 1)[1]]
    for number in range(start, start + _LONGEST):
        if number > start:
            text = document.text_of(number)
            if squeeze(text).startswith("▪"):
                return
            parts.append(text)
        joined = " ".join(" ".join(parts).split())
        if len(joined) > _WIDEST:
            return
        if amount := next(iter(amounts(joined)), None):
            names = _names(joined[: amount.start].strip())
            if names:
                program, item, other, other_item = names
                yield Stated(
                    kind,
                    number,
                    giving,
                    program,
                    item,
                    receiving,
                    other,
                    other_item,
                    amount.won,
                    amount.precision_won,
                )
            return


def _names(text: str) -> tuple[str, str, str, str] | None:
    """Return (giving program, item, receiving program, item) of a bullet's words."""
    if match := _ARROW_BETWEEN.fullmatch(text):
        return match["program"], match["giving"].strip(), match["other"], match["receiving"].strip()
    if match := _ARROW_INSIDE.fullmatch(text):
        return match["program"], match["giving"].strip(), match["program"], match["receiving"].strip()
    if match := _ITEMS.fullmatch(text):
        return match["program"], match["items"], match["program"], match["items"]
    return None
