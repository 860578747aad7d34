"""Printed digits and signs: the parts that amounts, rates and table cells share.

A number is digits with thousands commas in the right places (or none) and at most one decimal point. Anything
else that digits, commas and points make up (1,23,4 or 2020.12.28) is not a number and is never repaired.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

DIGITS: Final = r"(?>[0-9](?:[0-9.,]*[0-9])?)"
"""Pattern of a whole run of digits, commas and points, from its first to its last digit, never less."""

RUN_START: Final = r"(?<![0-9])(?<![0-9][.,])"
"""Pattern of a place inside no run of digits, so that a search tries every run once."""

TRIANGLES: Final = "△▲"
MINUS_SIGNS: Final = "-−－–"
DASHES: Final = MINUS_SIGNS + "‐‑‒—―─ㅡ"
"""Signs that alone in a cell mean zero."""

SIGN: Final = rf"(?:[{TRIANGLES}][^\S\t]*+|(?<![^\s(\[{{=:→~/|>,'\"“‘])[{MINUS_SIGNS}])"
"""Pattern of a minus: a triangle (spaces may follow), or a dash that touches the number and no word."""

_LONGEST = 40  # characters: far beyond any budget
_WELL_FORMED = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_CELL = re.compile(rf"(?P<sign>[{MINUS_SIGNS}{TRIANGLES}+]?)\s*+(?P<digits>\.?{DIGITS})\s*+(?:[%％][pP]?)?")
_BRACKETED = re.compile(r"[(（](?P<inner>[^()（）]*)[)）]")
_SUBSIDY_MARK = "xX×"


def is_number(digits: str) -> bool:
    """Tell whether a run of digits, commas and points is one well-formed number of at most 40 characters."""
    return len(digits) <= _LONGEST and _WELL_FORMED.fullmatch(digits) is not None


def _without_brackets(cell: str) -> str:
    """Return what a wholly bracketed cell holds, without the mark (x…) of a national-subsidy part."""
    match = _BRACKETED.fullmatch(cell)
    return match["inner"].strip().lstrip(_SUBSIDY_MARK).strip() if match else cell


def number(raw: str) -> Decimal | None:
    """Return the value of one table cell, or None for an empty or non-numeric cell.

    A dash alone is zero. △, ▲ and minus signs make it negative; brackets do not: "(x1,680,000)" is the
    national-subsidy part 1680000. A rate gives its percent: "94.5%" is 94.5.
    """
    cell = _without_brackets(raw.strip())
    if cell and cell in DASHES:
        return Decimal(0)
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    digits = match["digits"]
    if not is_number("0" + digits if digits.startswith(".") else digits):
        return None
    value = Decimal(digits.replace(",", ""))
    if match["sign"] in {"", "+"} or not value:
        return value
    return value.copy_negate()  # unary minus would round to the context
