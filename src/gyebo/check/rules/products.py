"""Bases of computation: price × number = amount, and the amounts of an item's basis against the item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from gyebo.check.claims import Claim, Count
from gyebo.check.findings import Finding, amount, apart, cited, found, off, within
from gyebo.check.precision import Verdict, ranges, rounded, total, value, verdict
from gyebo.check.rows import Row
from gyebo.text.rounding import Interval

_BASES = frozenset({"basis", "change"})
_VOTED = frozenset({"original", "proposed", "change", "final"})
_THOUSAND = Fraction(1000)
_YEARS = 3
Token = Claim | Count


@dataclass(frozen=True)
class Factor:
    """A price and the numbers that it is multiplied by."""

    price: Claim
    numbers: tuple[Fraction, ...]

    @property
    def times(self) -> Fraction:
        """The product of the numbers."""
        return reduce(lambda product, number: product * number, self.numbers, Fraction(1))


@dataclass(frozen=True)
class Equation:
    """What a basis says: a sum of products is an amount."""

    factors: tuple[Factor, ...]
    result: Claim

    @property
    def counted(self) -> bool:
        """Whether any price is multiplied."""
        return any(factor.numbers for factor in self.factors)


def equations(claims: Iterable[Claim], counts: Iterable[Count]) -> list[Equation]:
    """Return the equations of bases, in print order."""
    groups: dict[tuple[str, str, str, str], list[Token]] = defaultdict(list)
    tokens: Iterable[Token] = (*claims, *counts)
    for token in tokens:
        if token.table and (isinstance(token, Count) or token.kind in _BASES):
            groups[token.document, token.table, token.label, token.header].append(token)
    found_in = (_read(sorted(group, key=lambda t: (t.line, t.column))) for group in groups.values())
    return [equation for listed in found_in for equation in listed]


def _read(tokens: list[Token]) -> Iterator[Equation]:
    """Read figures and numbers: a figure that no number follows ends an equation that has begun."""
    factors: list[Factor] = []
    while tokens:
        token, tokens = tokens[0], tokens[1:]
        numbers: list[Fraction] = []
        while tokens and (number := _number(tokens[0])) is not None:
            numbers.append(number)
            tokens = tokens[1:]
        if isinstance(token, Count) or token.won is None:
            factors = []
        elif factors and not numbers:
            yield Equation(tuple(factors), token)
            factors = []
        else:
            factors.append(Factor(token, tuple(numbers)))


def _number(token: Token) -> Fraction | None:
    if isinstance(token, Count):
        return Fraction(token.quantity)
    return None if token.percent is None else Fraction(token.percent) / 100


def products(listed: Iterable[Equation]) -> Iterator[Finding]:
    """Yield the equations that do not hold; without numbers only a slip of scale or a lost digit counts."""
    for equation in listed:
        expected = [_scaled(equation, loosely) for loosely in (0, 1)]
        each = verdict(equation.result, expected[0], expected[1])
        others = [factor.price for factor in equation.factors]
        if each is Verdict.AGREES or (not equation.counted and not slipped(equation)):
            continue
        yield off("product", each, equation.result, others, expected[0], _formula(equation))


def _scaled(equation: Equation, loosely: int) -> Interval:
    parts = (
        Interval(interval.lo * factor.times, interval.hi * factor.times)
        for factor in equation.factors
        for interval in (ranges(factor.price)[loosely],)
    )
    return Interval.sum(parts)


def slipped(equation: Equation) -> bool:
    """Tell whether an amount is its price without digits or a thousand times off."""
    price, result = equation.factors[0].price, equation.result
    if len(equation.factors) > 1 or not value(price) or not value(result):
        return False
    ratio = value(price) / value(result)
    digits = "".join(filter(str.isdigit, result.raw)).rstrip("0")
    return ratio in (_THOUSAND, 1 / _THOUSAND) or "".join(filter(str.isdigit, price.raw)).rstrip(
        "0"
    ).endswith(digits)


def _formula(equation: Equation) -> str:
    return " + ".join(
        " × ".join([factor.price.raw, *(f"{float(number):g}" for number in factor.numbers)])
        for factor in equation.factors
    )


def projections(table: Iterable[Row]) -> Iterator[Finding]:
    """Yield the amounts of later years that do not grow on their basis by the rate that the row gives for all."""
    for row in table:
        given = [c for c in row.claims if c.kind == "basis" and c.percent is not None]
        bases = {c.year: c for c in row.claims if c.kind == "basis" and c.won}
        pairs = [(c, bases[c.year]) for c in row.claims if c.kind == "planned" and c.won and c.year in bases]
        if len(given) != 1 or len(pairs) < _YEARS:
            continue
        factor = 1 + value(given[0]) / 100
        told = [(c, base, _grown(c, base, factor)) for c, base in pairs]
        if sum(each is not Verdict.OFF for *_, each in told) * 2 > len(told):
            for claim, base, each in told:
                if each is not Verdict.AGREES:
                    yield off(
                        "product",
                        each,
                        claim,
                        (base,),
                        _times(rounded(base), factor),
                        f"{base.raw} × {float(factor):g}",
                    )


def _grown(claim: Claim, base: Claim, factor: Fraction) -> Verdict:
    return verdict(claim, *(_times(each, factor) for each in ranges(base)))


def _times(interval: Interval, factor: Fraction) -> Interval:
    return Interval(interval.lo * factor, interval.hi * factor)


def basis_totals(claims: Iterable[Claim], listed: Iterable[Equation]) -> Iterator[Finding]:
    """Yield the items whose basis adds up to something else than the item's amount in its table."""
    voted: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    based: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    counted = inputs(listed)
    for claim in claims:
        about = (claim.document, claim.program, claim.item, claim.year)
        if not (claim.table and claim.program and claim.item and claim.won is not None) or claim.sub_program:
            continue
        if claim.kind == "basis" and claim.iri not in counted:
            based[about].append(claim)
        elif claim.kind in _VOTED:
            voted[about].append(claim)
    for item, results in based.items():
        yield from _compare(once(sorted(results, key=lambda c: c.place)), voted.get(item, []))


def inputs(listed: Iterable[Equation]) -> frozenset[str]:
    """Return the amounts that equations start from."""
    return frozenset(factor.price.iri for equation in listed for factor in equation.factors)


def once(results: list[Claim]) -> list[Claim]:
    """Return the amounts without those printed a second time in another unit right behind."""
    following = [*results[1:], None]
    return [
        c for c, n in zip(results, following, strict=True) if n is None or c.won != n.won or c.unit == n.unit
    ]


def _compare(results: list[Claim], voted: list[Claim]) -> Iterator[Finding]:
    top = _outermost(results)
    expected = total(top)
    amounts = [c for c in voted if c.kind != "change"]
    if not amounts or any(verdict(c, *expected) is not Verdict.OFF for c in amounts):
        return
    if len(top) == 1:
        best = amounts[0]
        yield found(
            "basis-total", top[0], amounts, expected=amount(value(best), top[0]), formula=cited(best),
            difference=apart(value(top[0]) - value(best), top[0]),
            tolerance=within(Fraction(best.precision), top[0]),
        )  # fmt: skip
    else:
        yield off("basis-total", Verdict.OFF, amounts[0], top, expected[0], " + ".join(c.raw for c in top))


def _outermost(results: list[Claim]) -> list[Claim]:
    """Return the amounts that are not parts of one before them, however deep the parts are nested."""
    ends = list(range(len(results)))
    for start in range(len(results) - 2, -1, -1):
        parts: list[Claim] = []
        following = start + 1
        while following < len(results):
            parts.append(results[following])
            following = ends[following] + 1
            if len(parts) > 1 and verdict(results[start], *total(parts)) is Verdict.AGREES:
                ends[start] = following - 1
                break
    top, index = [], 0
    while index < len(results):
        top.append(results[index])
        index = ends[index] + 1
    return top
