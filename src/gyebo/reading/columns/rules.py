"""Accounting identities of a form's columns, checked exactly on what the printed figures stand for.

A rule is written with column ids: `change = supplementary - original`, `unspent_rate = unspent / appropriation`,
`execution_rate = (appropriation - unspent) / appropriation`, `appropriation >= expenditure`.
A printed figure stands for its value plus or minus one unit of its last place: half a unit for rounding,
a whole one because these reports also truncate. Sums and quotients carry these intervals along.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_TERM = re.compile(r"([+-])?\s*([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Span:
    """An exact interval of numbers."""

    low: Fraction
    high: Fraction

    def meets(self, other: "Span") -> bool:
        """Tell whether two intervals share a number."""
        return self.low <= other.high and other.low <= self.high


def last_place(value: Decimal) -> Fraction:
    """Return what the last printed place of a number counts: 1 for 12, a tenth for 12.5."""
    exponent = value.as_tuple().exponent
    return Fraction(Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0))


@dataclass(frozen=True, slots=True)
class Rule:
    """One identity: a column on the left; on the right a signed sum of columns, or one in percent of `whole`.

    With `bound` the left need only be as large as the right.
    """

    left: str
    terms: tuple[tuple[int, str], ...]
    whole: str = ""
    bound: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of all columns that the rule speaks of."""
        return (self.left, *(name for _, name in self.terms), *([self.whole] if self.whole else []))

    def holds(self, values: Mapping[str, Span]) -> bool:
        """Tell whether the identity can be true of what was printed; a division by zero holds."""
        right = self._quotient(values) if self.whole else self._sum(values)
        if self.bound and right is not None:
            return values[self.left].high >= right.low
        return right is None or values[self.left].meets(right)

    def _sum(self, values: Mapping[str, Span]) -> Span:
        (low, high), *rest = (_signed(sign, values[name]) for sign, name in self.terms)
        for least, most in rest:
            low, high = low + least, high + most
        return Span(low, high)

    def _quotient(self, values: Mapping[str, Span]) -> Span | None:
        part, below = self._sum(values), values[self.whole]
        if below.low <= 0 <= below.high:
            return None
        corners = [100 * p / w for p in (part.low, part.high) for w in (below.low, below.high)]
        return Span(min(corners), max(corners))


def _signed(sign: int, span: Span) -> tuple[Fraction, Fraction]:
    return (span.low, span.high) if sign > 0 else (-span.high, -span.low)


def parse_rule(text: str) -> Rule:
    """Read a rule such as `a = b + c - d`, `r = b / c`, `r = (b - c) / d` or `a >= b`; `ValueError` otherwise."""
    left, sign, right = (
        (part.strip() for part in re.split(r"(>?=)", text, maxsplit=1)) if "=" in text else ("",) * 3
    )
    part, _, whole = (piece.strip() for piece in right.partition("/"))
    terms = tuple((-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(part))
    if (
        not re.fullmatch(r"[a-z_0-9]+", left)
        or not terms
        or ("/" in right and not re.fullmatch(r"[a-z_0-9]+", whole))
    ):
        raise ValueError(f"not a rule: {text!r}")
    return Rule(left, terms, whole, bound=sign == ">=")
