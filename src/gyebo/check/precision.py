"""What printed figures can stand for, and whether printed figures can all be right: the only tolerance there is.

A figure stands for its value ± half of its last printed place (`rounded`). Korean reports also cut digits off
(`loose` allows both). Figures that agree only when something was cut off are told apart from those that cannot
agree at all: the first are information, the second contradictions. Money is in won, rates are in percent.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from gyebo.check.claims import Claim
from gyebo.text.rounding import Interval, agrees


class Verdict(Enum):
    """How a printed figure stands to what is expected: it agrees, agrees if digits were cut off, or is off."""

    AGREES = "agrees"
    CUT = "cut"
    OFF = "off"


def value(claim: Claim) -> Fraction:
    """Return the printed value: won of money, percent of a rate."""
    return _value(claim.won, claim.percent)


def _value(won: int | None, percent: Decimal | None) -> Fraction:
    if won is not None:
        return Fraction(won)
    return Fraction(percent if percent is not None else 0)


def place(claim: Claim) -> Fraction:
    """Return the value of the last printed place; zero for money in whole won, below which nothing counts."""
    return _place(claim.won, claim.precision, claim.raw)


def _place(won: int | None, precision: int, raw: str) -> Fraction:
    if won is not None:
        return Fraction(0) if precision == 1 else Fraction(precision)
    return Fraction(Decimal(1).scaleb(-decimals(raw)))


def decimals(raw: str) -> int:
    """Return how many decimals a printed number shows.

    >>> decimals("△101,685.7%"), decimals("100"), decimals("14.70%")
    (1, 0, 2)
    """
    digits = "".join(character for character in raw if character.isdigit() or character == ".").rstrip(".")
    return len(digits.rpartition(".")[2]) if "." in digits else 0


def rounded(claim: Claim) -> Interval:
    """Return what a figure stands for when it was rounded."""
    return ranges(claim)[0]


def loose(claim: Claim) -> Interval:
    """Return what a figure stands for when it was rounded or its further digits were cut off, towards zero."""
    return ranges(claim)[1]


def ranges(claim: Claim) -> tuple[Interval, Interval]:
    """Return what a figure stands for, rounded and loosely."""
    return _ranges(claim.won, claim.precision, claim.percent, "" if claim.won is not None else claim.raw)


@lru_cache(maxsize=1 << 17)
def _ranges(won: int | None, precision: int, percent: Decimal | None, raw: str) -> tuple[Interval, Interval]:
    centre, whole = _value(won, percent), _place(won, precision, raw)
    half = whole / 2
    low, high = whole if centre <= 0 else half, whole if centre >= 0 else half
    return Interval(centre - half, centre + half), Interval(centre - low, centre + high)


def verdict(claim: Claim, expected: Interval, expected_loosely: Interval) -> Verdict:
    """Compare a figure with what is expected of it, when all was rounded and when digits may have been cut off."""
    if agrees(rounded(claim), expected):
        return Verdict.AGREES
    return Verdict.CUT if agrees(loose(claim), expected_loosely) else Verdict.OFF


def compared(one: Claim, other: Claim) -> Verdict:
    """Compare two printings of one thing."""
    return met(ranges(one), ranges(other))


def met(one: tuple[Interval, Interval], other: tuple[Interval, Interval]) -> Verdict:
    """Compare what two printings of one thing stand for, each rounded and loosely.

    Two printings that differ by one in their last place share only the value halfway between, which is
    always rounded the same way: they agree only if one of them was cut off.
    """
    a, b = one[0], other[0]
    if (a.lo < b.hi and b.lo < a.hi) if a.width and b.width else agrees(a, b):
        return Verdict.AGREES
    return Verdict.CUT if agrees(one[1], other[1]) else Verdict.OFF


def total(parts: Iterable[Claim]) -> tuple[Interval, Interval]:
    """Return the range of a sum of figures, rounded and loosely."""
    listed = list(parts)
    return Interval.sum(rounded(part) for part in listed), Interval.sum(loose(part) for part in listed)


def difference(new: Claim, old: Claim) -> tuple[Interval, Interval]:
    """Return the range of new − old, rounded and loosely."""
    return rounded(new) - rounded(old), loose(new) - loose(old)


def ratio(rate: Claim, part: tuple[Interval, Interval], whole: tuple[Interval, Interval]) -> Verdict:
    """Tell whether a printed rate can be 100 · part / whole; ranges are given rounded and loosely.

    Both sides are multiplied out, so that a whole that may be zero needs no case of its own.
    """
    hundred = Fraction(1, 100)
    if agrees(part[0], _product(rounded(rate), whole[0], hundred)):
        return Verdict.AGREES
    return Verdict.CUT if agrees(part[1], _product(loose(rate), whole[1], hundred)) else Verdict.OFF


def percent_of(part: Interval, whole: Interval) -> Fraction | None:
    """Return 100 · part / whole of the middles of two ranges, or None where the whole is zero."""
    return 100 * middle(part) / middle(whole) if middle(whole) else None


def spread(part: Interval, whole: Interval) -> Fraction | None:
    """Return how far 100 · part / whole can be from that of the middles, or None where the whole may be zero."""
    if 0 in whole:
        return None
    corners = [100 * p / w for p in (part.lo, part.hi) for w in (whole.lo, whole.hi)]
    return (max(corners) - min(corners)) / 2


def _product(one: Interval, other: Interval, factor: Fraction) -> Interval:
    corners = [a * b * factor for a in (one.lo, one.hi) for b in (other.lo, other.hi)]
    return Interval(min(corners), max(corners))


def middle(interval: Interval) -> Fraction:
    """Return the middle of a range."""
    return (interval.lo + interval.hi) / 2
