"""Exact interval arithmetic of printed figures: what a rounded figure can stand for.

A figure printed in unit u stands for any value within half of its last printed place, so two printings of one
amount agree when their intervals meet, and a sum of n figures compared with a printed total may differ by
(n + 1) · u / 2. Every bound is a Fraction of won (or of a percent); nothing is ever a float.
Source: domain.md, "How figures are printed".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gyebo.text.units import FACTOR

_PERCENT_UNITS = frozenset({"%", "%p"})
_WON = "원"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of values, lo <= hi; bounds in won for money, in percent for rates."""

    lo: Fraction
    hi: Fraction

    def __post_init__(self) -> None:
        """Refuse an empty range with ValueError."""
        if self.lo > self.hi:
            raise ValueError(f"interval bounds in the wrong order: {self.lo} > {self.hi}")

    def __add__(self, other: Interval) -> Interval:
        """Return every sum of a value here and a value there."""
        return Interval(self.lo + other.lo, self.hi + other.hi)

    def __neg__(self) -> Interval:
        """Return the range mirrored at zero."""
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: Interval) -> Interval:
        """Return every difference of a value here and a value there."""
        return self + -other

    def __contains__(self, value: Fraction | Decimal | int) -> bool:
        """Tell whether the value lies within the range, ends included."""
        return self.lo <= Fraction(value) <= self.hi

    @property
    def width(self) -> Fraction:
        """The distance between the ends."""
        return self.hi - self.lo

    @classmethod
    def exact(cls, value: Fraction | Decimal | int) -> Interval:
        """Return the range that holds one value only."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def sum(cls, intervals: Iterable[Interval]) -> Interval:
        """Return the range of the total of all, exactly zero for none."""
        total = cls.exact(0)
        for interval in intervals:
            total = total + interval
        return total


def _last_place(unit: str, decimals: int) -> Fraction:
    """Return the size of the last printed place: won for money, percent for rates."""
    if unit not in FACTOR and unit not in _PERCENT_UNITS:
        raise ValueError(f"no such unit of money or rate: {unit!r}")
    return Fraction(Decimal(FACTOR.get(unit, 1)).scaleb(-decimals))


def _value(value: Decimal | Fraction | int, unit: str) -> Fraction:
    return Fraction(value) * FACTOR.get(unit, 1)


def _is_whole_won(value: Decimal | Fraction | int, unit: str, decimals: int) -> bool:
    """Tell whether a figure is printed to the won, below which no budget counts."""
    return unit == _WON and decimals <= 0 and Fraction(value).denominator == 1


def printed(value: Decimal | Fraction | int, unit: str, decimals: int = 0) -> Interval:
    """Return what a figure printed as `value` in `unit` can stand for: the value ± half of its last place.

    Money comes out in won, rates in percent. A figure in whole won is exact, since there is nothing smaller.
    ValueError for a unit that is neither money nor a rate.
    """
    half = _last_place(unit, decimals) / 2
    centre = _value(value, unit)
    if _is_whole_won(value, unit, decimals):
        return Interval.exact(centre)
    return Interval(centre - half, centre + half)


def agrees(a: Interval, b: Interval) -> bool:
    """Tell whether two printings can stand for one value: their ranges meet."""
    return a.lo <= b.hi and b.lo <= a.hi
